"""Test collections in the BEIR layout, read the way the product reads articles.

A folder (or ``.tar.xz`` archive) holds ``corpus.jsonl`` (_id, title, text), ``queries.jsonl`` (_id, text) and
``qrels/*.tsv`` (query-id, corpus-id, score, under a header line).
"""

import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qa.reading.composing import compose
from qa.reading.draft import Draft, DraftBlock, DraftKind
from qa.records import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Documents as articles, queries by id, and graded judgements by query and document."""

    name: str
    articles: tuple[Article, ...]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a ``.tar.xz`` archive below ``folder`` and return the folder that holds the collection."""
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return next(folder.rglob("corpus.jsonl")).parent


def read_collection(folder: Path, *, language: str = "en") -> Collection:
    """Read a collection; each document becomes an article of one section, headed by its title alone."""
    documents = _lines(folder / "corpus.jsonl")
    return Collection(
        name=folder.name,
        articles=tuple(_article(document, language) for document in documents if document["text"].strip()),
        queries={query["_id"]: query["text"] for query in _lines(folder / "queries.jsonl")},
        judgements=_judgements(folder),
    )


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _article(document: Mapping[str, str], language: str) -> Article:
    paragraphs = (" ".join(paragraph.split()) for paragraph in document["text"].split("\n\n"))
    blocks = tuple(DraftBlock(kind=DraftKind.PARAGRAPH, text=text) for text in paragraphs)
    details = {"title": document.get("title") or "", "language": language}
    return compose(Draft(blocks=blocks, details=details), article_id=document["_id"], source=document["_id"])


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    judgements: dict[str, dict[str, int]] = {}
    for path in sorted((folder / "qrels").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            query, document, score = line.split("\t")
            judgements.setdefault(query, {})[document] = int(score)
    return judgements
