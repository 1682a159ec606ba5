"""Trains claims.npz of qa/answering/statements/reported_claims, and prints its results on held-out writers.

python -m benchmarks.reported_claims [--keep]
python -m benchmarks.reported_claims --take SOURCE [SOURCE ...]
python -m benchmarks.reported_claims --instructions SOURCE [SOURCE ...]
python -m benchmarks.reported_claims --on SOURCE [SOURCE ...]

`claims/written.jsonl` has small articles of several writers, who saw nothing of each other, and which of their
sentences the articles do not hold.  `claims/background.npz` has the columns, without their words, of sentences of
real articles: of MedQuAD, SQuAD 2, SciFact and NFCorpus, as `--take` makes it of folders of articles and of files
`corpus.jsonl`.  A second part of the same, `unseen.npz`, is not learned from.  `claims/instructions.npz` has those
of texts that tell how to do something: `--instructions` makes it of folders of Markdown (`docs`) and of installed
packages, which describe themselves in a file `METADATA`.
"""

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.standing import TAIL, article_of, in_context, letters, read_lines
from qa.answering.statements.disowned import Standing
from qa.answering.statements.reported_claims.model import COLUMNS, LEAST, ClaimModel, columns_of, reports_a_claim
from qa.reading.corpus import compose_opened_placed
from qa.reading.parse_all import open_content
from qa.records import Article

PROJECT = Path(__file__).parent.parent
FOLDER = PROJECT / "benchmarks" / "claims"
ORDERS = PROJECT / "benchmarks" / "orders"
MODEL = PROJECT / "qa" / "answering" / "statements" / "reported_claims" / "claims.npz"
C, HEAVY = 1.0, 8.0
"""C of LIBLINEAR, and the weight of a sentence of a writer against 1 for one of the background."""
ORDINARY = ("background", "instructions", "bundled", "leaflets")
"""What articles say themselves, by where it is from."""
LETTERS_LEAST = 16
"""A shorter sentence within a claim may be there by chance."""
TAKEN = {"background": 12_000, "unseen": 2_000}
"""Sentences of real articles, chosen with a fixed seed."""
INSTRUCTIONS = 6_000
"""Sentences of texts that tell how to do something.  Articles of the other kinds hardly say "Take the filter out":
without these such sentences count as claims, since advice of the past is written so."""
OF_A_PACKAGE_MOST = 20_000
"""Characters of the description of a package that are read."""

_CODE = re.compile(r"```.*?```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence by its columns; whether it is a claim of others, and whether the rules know that; its writer."""

    columns: Sequence[int]
    is_claim: bool
    is_told: bool
    writer: str
    of_look_alike: bool


def is_told(standing: Standing) -> bool:
    """Tell whether the rules alone know a sentence for somebody else's claim."""
    return standing.told or not standing.quotable


def written() -> list[Example]:
    """Return the sentences written for training."""
    examples: list[Example] = []
    for entry in read_lines(FOLDER / "written.jsonl"):
        claims = [letters(claim) for claim in entry["disowned"]]
        for sentence, standing, _ in in_context(article_of(entry)[0]):
            text = letters(sentence.text)
            is_claim = any(claim in text or (len(text) >= LETTERS_LEAST and text in claim) for claim in claims)
            examples.append(
                Example(columns_of(sentence), is_claim, is_told(standing), entry["writer"], not claims)
            )
    return examples


def real(name: str) -> list[Example]:
    """Return sentences of real articles, of which only the columns are kept."""
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as kept:
        rows = np.split(kept["columns"].astype(np.int64), kept["ends"][:-1])
    return [Example(row.tolist(), is_claim=False, is_told=False, writer=name, of_look_alike=False) for row in rows]


def leaflets() -> list[Example]:
    """Return what people say in texts that were written for orders to machines: all but the orders."""
    texts = [(entry["text"], entry["orders"]) for entry in read_lines(ORDERS / "written.jsonl")]
    texts += [(line, []) for line in (ORDERS / "innocent.txt").read_text(encoding="utf-8").splitlines()]
    examples = []
    for text, orders in texts:
        ordered = letters(" ".join(orders))
        examples += [
            Example(columns_of(sentence), is_claim=False, is_told=False, writer="leaflets", of_look_alike=False)
            for sentence, standing, _ in in_context(article_of({"title": "", "text": text})[0])
            if not is_told(standing) and letters(sentence.text) not in ordered
        ]
    return examples


def bundled() -> list[Example]:
    """Return the sentences of the bundled articles that the rules would quote."""
    examples = []
    for path in sorted((PROJECT / "corpus").glob("*.md")):
        article = article_of({"title": path.stem, "text": path.read_text(encoding="utf-8").split("\n---\n")[-1]})[
            0
        ]
        examples += [
            Example(columns_of(sentence), is_claim=False, is_told=False, writer="bundled", of_look_alike=False)
            for sentence, standing, _ in in_context(article)
            if not is_told(standing)
        ]
    return examples


def take(sources: Sequence[Path]) -> None:
    """Keep the columns of as many sentences of each source, a folder of articles or a ``corpus.jsonl``."""
    chance = random.Random(0)  # noqa: S311 - a sample, no secret
    wanted = sum(TAKEN.values()) // len(sources)
    rows: list[list[int]] = []
    for source in sources:
        own: list[list[int]] = []
        for text in _shuffled(source, chance):
            if len(own) >= wanted:
                break
            article, _ = article_of(text)
            own += [columns_of(sentence) for sentence, standing, _ in in_context(article) if not is_told(standing)]
        rows += own[:wanted]
    chance.shuffle(rows)
    begin = 0
    for name, count in TAKEN.items():
        _keep(name, rows[begin : begin + count])
        begin += count


def take_instructions(sources: Sequence[Path]) -> None:
    """Keep the columns of sentences of texts that tell how to do something."""
    chance = random.Random(0)  # noqa: S311 - a sample, no secret
    rows = [
        columns_of(sentence)
        for source in sources
        for text in _shuffled(source, chance)
        for sentence, standing, _ in in_context(article_of(text)[0])
        if not is_told(standing)
    ]
    chance.shuffle(rows)
    _keep("instructions", rows[:INSTRUCTIONS])


def _keep(name: str, rows: Sequence[Sequence[int]]) -> None:
    path = FOLDER / f"{name}.npz"
    columns = np.concatenate([np.array(row, np.uint32) for row in rows])
    np.savez_compressed(path, columns=columns, ends=np.cumsum([len(row) for row in rows]))
    print(f"{name}: {len(rows):,} sentences, {path.stat().st_size:,} bytes")


def on(source: Path) -> str:
    """Return how many sentences of a source the bundled model takes for claims of others."""
    pages = sorted(source.rglob("*.html.gz"))
    articles = (
        [_of_page(page) for page in pages]
        if pages
        else [article_of(text)[0] for text in _shuffled(source, random.Random(0))]  # noqa: S311 - an order
    )
    sentences = [
        sentence
        for article in articles
        for sentence, standing, _ in in_context(article)
        if not is_told(standing) and letters(sentence.text) not in letters(TAIL)
    ]
    claims = sum(map(reports_a_claim, sentences))
    return f"{source}: {claims} of {len(sentences):,} sentences ({claims / (len(sentences) or 1):.2%})"


def _of_page(path: Path) -> Article:
    opened = open_content(gzip.decompress(path.read_bytes()), path.name.removesuffix(".gz"))
    return compose_opened_placed(opened, source=path.name)[0]


def _shuffled(source: Path, chance: random.Random) -> list[dict[str, str]]:
    if source.suffix == ".jsonl":
        texts = [{"title": "", **json.loads(line)} for line in source.read_text("utf-8").splitlines()]
    else:
        texts = [{"title": path.stem, "text": path.read_text("utf-8")} for path in sorted(source.rglob("*.md"))]
        texts += [_description(path) for path in sorted(source.rglob("METADATA"))]
    chance.shuffle(texts)
    return texts


def _description(path: Path) -> dict[str, str]:
    """Return what a package tells of itself below the fields of its METADATA, without blocks of code."""
    text = path.read_text("utf-8", errors="replace").partition("\n\n")[2][:OF_A_PACKAGE_MOST]
    return {"title": path.parent.name, "text": _CODE.sub("", text)}


def learn(examples: Sequence[Example]) -> ClaimModel:
    """Return the model trained on examples."""
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    ends = np.cumsum([0, *(len(example.columns) for example in examples)])
    columns = np.concatenate([np.array(example.columns) for example in examples])
    values = np.concatenate([np.full(len(example.columns), len(example.columns) ** -0.5) for example in examples])
    rows = csr_matrix((values, columns, ends), shape=(len(examples), COLUMNS))
    classifier = LinearSVC(C=C, random_state=0, max_iter=5000)
    weights = [1.0 if example.writer in ORDINARY else HEAVY for example in examples]
    classifier.fit(rows, [example.is_claim for example in examples], sample_weight=weights)
    return ClaimModel(classifier.coef_[0].astype(np.float32), float(classifier.intercept_[0]))


def main() -> None:
    """Print the table of held-out writers; write the model with ``--keep``, the background with ``--take``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="write claims.npz")
    parser.add_argument("--take", nargs="+", type=Path, help="folders of articles, or corpus.jsonl files")
    parser.add_argument(
        "--instructions", nargs="+", type=Path, help="folders of Markdown or of installed packages"
    )
    parser.add_argument("--on", nargs="+", type=Path, help="sources, also folders of *.html.gz, to try it on")
    arguments = parser.parse_args()
    for source in arguments.on or ():
        print(on(source), flush=True)
    if arguments.on:
        return
    if arguments.take:
        take(arguments.take)
        return
    if arguments.instructions:
        take_instructions(arguments.instructions)
        return
    texts, unseen = written(), real("unseen")
    ordinary = [*real("background"), *real("instructions"), *bundled(), *leaflets()]
    if arguments.keep:
        model = learn([*texts, *ordinary])
        np.savez_compressed(MODEL, weights=model.weights.astype(np.float16), intercept=model.intercept)
        print(f"kept, {MODEL.stat().st_size:,} bytes")
        return
    print("writer left out | claims | by rules | by both | look-alikes | by rules | by both | real | by the model")
    for writer in sorted({example.writer for example in texts}):
        model = learn([*(example for example in texts if example.writer != writer), *ordinary])
        shares = list(_shares(model, [example for example in texts if example.writer == writer], unseen))
        print(" | ".join([writer, *shares]), flush=True)


def _shares(model: ClaimModel, texts: Sequence[Example], unseen: Sequence[Example]) -> Iterator[str]:
    for group in (
        [example for example in texts if example.is_claim],
        [example for example in texts if example.of_look_alike],
    ):
        told = [example.is_told for example in group]
        both = [example.is_told or model.score(example.columns) >= LEAST for example in group]
        yield from (f"{len(group)}", f"{np.mean(told):.1%}", f"{np.mean(both):.1%}")
    yield f"{len(unseen)}"
    yield f"{np.mean([model.score(example.columns) >= LEAST for example in unseen]):.2%}"


if __name__ == "__main__":
    main()
