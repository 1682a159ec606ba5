"""Trains red_flags/model.npz of qa/answering/warnings, and prints its results on held-out writers.

python -m benchmarks.red_flags [--index INDEX] [--keep]

Each writer of examples is held out once: the model is trained on the others and tested on that writer's lines.
"""

import argparse
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.answering.warnings.flag_model import (
    COLUMNS,
    MEANING_WEIGHT,
    NONE,
    WORDS_WEIGHT,
    runs,
    sentences_of,
    weighed,
)
from qa.answering.warnings.flags import LEAST_MARGIN
from qa.embedding.encoder import Encoder
from qa.embedding.loading import encoder_of
from qa.settings import Settings

FOLDER = Path(__file__).parents[1] / "qa" / "answering" / "warnings" / "red_flags"
EXAMPLES = Path(__file__).parent / "red_flag_examples.jsonl"
C = 1.0
"""C of LIBLINEAR; 0.1, 0.3 and 1 do about equally well on held-out writers."""
SEEN_LEAST = 2
"""Examples in which an n-gram must occur to be a feature."""
BATCH = 64
Reals = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text that somebody may type, the flag that it describes (NONE for none), and its writer."""

    text: str
    flag: str
    writer: str


def read_examples() -> list[Example]:
    """Return the examples, and the flags' phrases with the writer "flags.toml"."""
    lines = EXAMPLES.read_text(encoding="utf-8").splitlines()
    examples = [
        Example(text=entry["says"], flag=entry["flag"], writer=entry["writer"]) for entry in map(json.loads, lines)
    ]
    learned = {example.flag for example in examples}
    tables = tomllib.loads((FOLDER / "flags.toml").read_text(encoding="utf-8"))
    ways = [(way, name) for name, table in tables.items() if name in learned for way in table["says"]]
    return [*examples, *(Example(text=way, flag=name, writer="flags.toml") for way, name in ways)]


def rows_of(examples: Sequence[Example]) -> list[Example]:
    """Return the training rows: each example whole, and each sentence of those that describe nothing."""
    parts = (
        Example(text=part, flag=NONE, writer=example.writer)
        for example in examples
        if example.flag == NONE
        for part in sentences_of(example.text)
    )
    return [*examples, *parts]


def encoded(texts: Sequence[str], encoder: Encoder) -> Reals:
    """Return the unit vectors [texts, dimension] of texts."""
    batches = (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))
    return np.stack([question.vector for batch in batches for question in encoder.encode_questions(batch)])


def learn(rows: Sequence[Example], vectors: Reals | None) -> dict[str, Any]:
    """Return ``names``, ``rarities``, ``words`` and ``intercepts``, and ``meaning`` where there are vectors."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.svm import LinearSVC

    counts = np.bincount([column for row in rows for column in runs(row.text)], minlength=COLUMNS)
    rarities = np.where(counts >= SEEN_LEAST, np.log((1 + len(rows)) / (1 + counts)) + 1, 0).astype(np.float16)
    listed = [weighed(row.text, rarities.astype(np.float32)) for row in rows]
    ends = np.cumsum([0, *(len(columns) for columns, _ in listed)])
    columns, weights = (np.concatenate(part) for part in zip(*listed, strict=True))
    words = csr_matrix((WORDS_WEIGHT * weights, columns, ends), shape=(len(rows), COLUMNS))
    features = words if vectors is None else hstack([words, csr_matrix(MEANING_WEIGHT * vectors)]).tocsr()
    classifier = LinearSVC(C=C, random_state=0).fit(features, [row.flag for row in rows])
    coefficients = classifier.coef_.astype(np.float16)
    return {
        "names": np.array(classifier.classes_, dtype=str),
        "rarities": rarities,
        "words": coefficients[:, :COLUMNS],
        "meaning": coefficients[:, COLUMNS:],
        "intercepts": classifier.intercept_.astype(np.float32),
    }


def told(learned: dict[str, Any], text: str, vectors: dict[str, Reals]) -> tuple[float, str]:
    """Return the greatest margin of a text or one of its sentences, and its flag."""
    names, none_place = list(learned["names"]), list(learned["names"]).index(NONE)
    best = (-np.inf, NONE)
    for part in (text, *sentences_of(text)):
        columns, weights = weighed(part, learned["rarities"].astype(np.float32))
        scores = learned["words"][:, columns].astype(np.float32) @ (WORDS_WEIGHT * weights)
        scores = scores + learned["meaning"].astype(np.float32) @ (MEANING_WEIGHT * vectors[part])
        scores = scores + learned["intercepts"]
        margins = scores - scores[none_place]
        margins[none_place] = -np.inf
        best = max(best, (float(margins.max()), str(names[int(margins.argmax())])))
    return best


def main() -> None:
    """Print the table of held-out writers; write the model with ``--keep``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, default=Path("index"), help="an index that has the converted model")
    parser.add_argument("--keep", action="store_true", help="write model.npz")
    arguments = parser.parse_args()
    encoder = encoder_of(Settings(index=arguments.index))
    examples = read_examples()
    texts = list(
        dict.fromkeys(part for example in examples for part in (example.text, *sentences_of(example.text)))
    )
    vectors = dict(zip(texts, encoded(texts, encoder), strict=True))
    print("writer left out | describing | flag right | ordinary | false alarms")
    for writer in sorted({example.writer for example in examples} - {"flags.toml"}):
        rows = rows_of([example for example in examples if example.writer != writer])
        learned = learn(rows, np.stack([vectors[row.text] for row in rows]))
        asked_rows = [
            (example, told(learned, example.text, vectors)) for example in examples if example.writer == writer
        ]
        right = [
            flag == example.flag and margin >= LEAST_MARGIN
            for example, (margin, flag) in asked_rows
            if example.flag != NONE
        ]
        false = [margin >= LEAST_MARGIN for example, (margin, _) in asked_rows if example.flag == NONE]
        shares = [f"{np.mean(hits):.1%}" if hits else "none" for hits in (right, false)]
        print(f"{writer} | {len(right)} | {shares[0]} | {len(false)} | {shares[1]}", flush=True)
    if arguments.keep:
        rows = rows_of(examples)
        with_vectors, words_alone = learn(rows, np.stack([vectors[row.text] for row in rows])), learn(rows, None)
        model = {
            **with_vectors,
            "words_alone": words_alone["words"],
            "intercepts_alone": words_alone["intercepts"],
        }
        np.savez_compressed(FOLDER / "model.npz", digest=np.array(encoder.identity.digest), **model)
        print(f"kept, {(FOLDER / 'model.npz').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
