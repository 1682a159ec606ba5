"""Trains red_flags/model.npz of qa/answering/warnings, and prints its results on held-out writers.

python -m benchmarks.red_flags [--index INDEX] [--at-once N] [--keep]

Each writer of examples is held out once: the model is trained on the others and tested on that writer's lines.
"""

import argparse
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from qa.answering.warnings.flag_model import (
    COLUMNS,
    MEANING_WEIGHT,
    NONE,
    FlagModel,
    counted,
    model_of,
    sentences_of,
    weighed,
)
from qa.answering.warnings.flags import LEAST_MARGIN, SURE_MARGIN
from qa.embedding.encoder import Encoder
from qa.embedding.loading import encoder_of
from qa.settings import Settings

if TYPE_CHECKING:
    from sklearn.svm import LinearSVC

FOLDER = Path(__file__).parents[1] / "qa" / "answering" / "warnings" / "red_flags"
EXAMPLES = Path(__file__).parent / "red_flag_examples.jsonl"
C, TOLERANCE = 0.3, 1e-3
"""C of LIBLINEAR, and when it stops; 0.3 and 1 do about equally well on held-out writers."""
DIRECTIONS = 128
"""Directions in which the vectors of examples are kept; 192 and all 384 do no better on held-out writers."""
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


_counted = cache(counted)


def learn(
    rows: Sequence[Example], examples: Sequence[Example], vectors: Mapping[str, Reals], *, words_alone: bool = True
) -> dict[str, Any]:
    """Return the arrays of a model that is learned from rows; its nearest examples are of ``examples``.

    Without ``words_alone`` it serves only texts with a vector, and takes half as long to learn.
    """
    from scipy.sparse import csr_matrix, hstack

    parts = [_counted(row.text) for row in rows]
    counts = np.bincount(np.concatenate([columns for part in parts for columns, _ in part]), minlength=COLUMNS)
    rarities = np.where(counts >= SEEN_LEAST, np.log((1 + len(rows)) / (1 + counts)) + 1, 0).astype(np.float16)
    listed = [weighed(part, rarities.astype(np.float32)) for part in parts]
    ends = np.cumsum([0, *(len(columns) for columns, _ in listed)])
    columns, weights = (np.concatenate(part) for part in zip(*listed, strict=True))
    words = csr_matrix((weights, columns, ends), shape=(len(rows), COLUMNS))
    meaning = csr_matrix(MEANING_WEIGHT * np.stack([vectors[row.text] for row in rows]))
    wanted = [row.flag for row in rows]
    together = _classifier(hstack([words, meaning]).tocsr(), wanted)
    return {
        "names": np.array(together.classes_, dtype=str),
        "rarities": rarities,
        "meaning": together.coef_[:, COLUMNS:].astype(np.float16),
        **_rounded("together", together),
        **_rounded("alone", _classifier(words, wanted) if words_alone else together),
        **_nearest(sorted(examples, key=lambda example: example.flag), vectors),
    }


def _classifier(features: Any, wanted: Sequence[str]) -> "LinearSVC":
    from sklearn.svm import LinearSVC  # a second: the tests read only the examples

    return LinearSVC(C=C, tol=TOLERANCE, random_state=0).fit(features, wanted)


def _rounded(name: str, classifier: "LinearSVC") -> dict[str, Any]:
    """Return the coefficients of the hashed columns in 8 bits, and the intercepts."""
    coefficients = classifier.coef_[:, :COLUMNS].T
    steps = np.abs(coefficients).max(axis=0) / 127
    return {
        f"{name}_rounded": np.round(coefficients / steps).astype(np.int8),
        f"{name}_steps": steps.astype(np.float32),
        f"{name}_intercepts": classifier.intercept_.astype(np.float32),
    }


def _nearest(examples: Sequence[Example], vectors: Mapping[str, Reals]) -> dict[str, Any]:
    """Return the vectors of examples in the order of their flags, in the main directions and 8 bits."""
    rows = np.stack([vectors[example.text] for example in examples]).astype(np.float32)
    axes = np.linalg.eigh(rows.T @ rows)[1][:, ::-1][:, :DIRECTIONS].astype(np.float16)
    kept = rows @ axes.astype(np.float32)
    flags = [example.flag for example in examples]
    return {
        "axes": axes,
        "nearest": np.round(kept * (127 / np.abs(kept).max(axis=1, keepdims=True))).astype(np.int8),
        "starts": np.array([flags.index(flag) for flag in sorted(set(flags))]),
    }


def told(model: FlagModel, text: str, vectors: Mapping[str, Reals]) -> tuple[float, str]:
    """Return the greatest margin of a text or one of its sentences, and its flag."""
    margins = model.greatest_margins(text, vectors[text], vectors)
    flag = max(margins, key=margins.__getitem__)
    return margins[flag], flag


def main() -> None:
    """Print the table of held-out writers; write the model with ``--keep``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, default=Path("index"), help="an index that has the converted model")
    parser.add_argument("--keep", action="store_true", help="write model.npz")
    parser.add_argument("--at-once", type=int, default=1, help="how many writers are left out at a time")
    arguments = parser.parse_args()
    encoder = encoder_of(Settings(index=arguments.index))
    examples = read_examples()
    texts = list(
        dict.fromkeys(part for example in examples for part in (example.text, *sentences_of(example.text)))
    )
    vectors = dict(zip(texts, encoded(texts, encoder), strict=True))
    digest = np.array(encoder.identity.digest)
    if arguments.keep:
        learned = learn(rows_of(examples), examples, vectors)
        np.savez_compressed(FOLDER / "model.npz", digest=digest, **learned)
        print(f"kept, {(FOLDER / 'model.npz').stat().st_size:,} bytes")
        return
    writers = sorted({example.writer for example in examples} - {"flags.toml"})
    print("writers left out | describing | flag right | ordinary | false alarms | of them sure")
    for first in range(0, len(writers), arguments.at_once):
        out = writers[first : first + arguments.at_once]
        others = [example for example in examples if example.writer not in out]
        model = model_of({"digest": digest, **learn(rows_of(others), others, vectors, words_alone=False)})
        asked = [(example, told(model, example.text, vectors)) for example in examples if example.writer in out]
        right = [
            flag == example.flag and margin >= LEAST_MARGIN
            for example, (margin, flag) in asked
            if example.flag != NONE
        ]
        none = [margin for example, (margin, _) in asked if example.flag == NONE]
        false, sure = [margin >= LEAST_MARGIN for margin in none], [margin >= SURE_MARGIN for margin in none]
        shares = [f"{np.mean(hits):.1%}" if hits else "none" for hits in (right, false, sure)]
        print(
            f"{' '.join(out)} | {len(right)} | {shares[0]} | {len(false)} | {shares[1]} | {shares[2]}", flush=True
        )


if __name__ == "__main__":
    main()
