"""Test collections in the BEIR layout, read the way the product reads articles.

A folder holds ``corpus.jsonl`` (_id, title, text), ``queries.jsonl`` (_id, text and, where the words of the
answer are known, these as the list ``answers`` of its metadata) and ``qrels/SPLIT.tsv`` (query-id, corpus-id,
score, under a header line).  Thakur et al., "BEIR: a heterogeneous benchmark for zero-shot evaluation", 2021.
"""

import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from qa.errors import EvaluationError
from qa.evaluation.lines import parse_line, read_lines
from qa.files import sha256
from qa.reading.composing import compose
from qa.reading.draft import Draft, DraftBlock, DraftKind
from qa.reading.language import language_of
from qa.records import Article, SkippedFile

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
JUDGEMENTS = "qrels"
SPLIT = "test"
"""The judgements taken where several are there and none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Documents as articles, queries by id, and graded judgements by query and document.

    ``answers`` has, by query, the words that answer it, where the collection knows them.  ``skipped`` are the
    documents without a word; ``digest`` is one of all that the index of the articles is made from.
    """

    name: str
    articles: tuple[Article, ...]
    skipped: tuple[SkippedFile, ...]
    queries: Mapping[str, str]
    answers: Mapping[str, tuple[str, ...]]
    judgements: Mapping[str, Mapping[str, int]]
    digest: str

    @property
    def judged(self) -> dict[str, Mapping[str, int]]:
        """Return the judgements of the queries that at least one document is relevant to, by query."""
        return {query: its for query, its in self.judgements.items() if any(grade > 0 for grade in its.values())}


class _Entry(BaseModel):
    """A line of the documents or of the queries, which have no title."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str = Field(alias="_id", min_length=1)
    title: str | None = None
    text: str
    metadata: dict[str, Any] | None = None


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a ``.tar.xz`` archive below ``folder`` and return the folder that holds the collection."""
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return next(folder.rglob(CORPUS)).parent


def read_collection(folder: Path, *, split: str | None = None) -> Collection:
    """Read a collection; each document becomes an article of one section, headed by its title alone.

    ``split`` names the file of judgements; None takes ``test``, or the only one.  Raises EvaluationError for the
    first file that is missing or line that is wrong: no object of this form, an id given twice, a judgement of a
    query or document that is not there.
    """
    judged = _judgements_file(folder / JUDGEMENTS, split)
    documents, queries = _entries(folder / CORPUS), _entries(folder / QUERIES)
    spoken = [document for document in documents.values() if _words(document)]
    language = language_of(document.text for document in spoken)
    articles = tuple(_article(document, language) for document in spoken)
    return Collection(
        name=folder.resolve().name,
        articles=articles,
        skipped=tuple(
            SkippedFile(source=document.id, reason="the document has no text")
            for document in documents.values()
            if not _words(document)
        ),
        queries={query.id: query.text for query in queries.values()},
        answers={query.id: answers for query in queries.values() if (answers := _answers(query))},
        judgements=_judgements(judged, queries=queries, documents=documents),
        digest=_digest(articles),
    )


def _entries(path: Path) -> dict[str, _Entry]:
    adapter = TypeAdapter(_Entry)
    entries: dict[str, _Entry] = {}
    for number, line in read_lines(path):
        place = f"{path}, line {number}"
        entry = parse_line(adapter, line, place=place, holds="_id and text, and title for a document")
        if entry.id in entries:
            raise EvaluationError(
                f"{place}: the id '{entry.id}' stands on an earlier line already.", hint="Give each line its own."
            )
        entries[entry.id] = entry
    if not entries:
        raise EvaluationError(f"{path} has no lines.", hint="Write one JSON object a line.")
    return entries


def _words(document: _Entry) -> str:
    """Return the text of a document; one that is all title has its title for a text."""
    return document.text.strip() or (document.title or "").strip()


def _article(document: _Entry, language: str) -> Article:
    paragraphs = (" ".join(paragraph.split()) for paragraph in _words(document).split("\n\n"))
    blocks = tuple(DraftBlock(kind=DraftKind.PARAGRAPH, text=text) for text in paragraphs)
    details = {"title": document.title or "", "language": language}
    return compose(Draft(blocks=blocks, details=details), article_id=document.id, source=document.id)


def _answers(query: _Entry) -> tuple[str, ...]:
    given = (query.metadata or {}).get("answers")
    listed = given if isinstance(given, list) else ()
    return tuple(answer for answer in listed if isinstance(answer, str) and answer.strip())


def _judgements_file(folder: Path, split: str | None) -> Path:
    """Return the file of the split: the one named, else that of the test, else the only one."""
    found = {path.stem: path for path in sorted(folder.glob("*.tsv"))}
    if not found:
        raise EvaluationError(
            f"{folder} has no judgements.",
            hint=f"A collection is a folder with {CORPUS}, {QUERIES}, qrels/test.tsv.",
        )
    wanted = split or (SPLIT if SPLIT in found else next(iter(found)))
    if wanted not in found or not (split or SPLIT in found or len(found) == 1):
        missing = (
            f"no judgements '{split}'" if split else f"{len(found)} files of judgements, none of them {SPLIT}"
        )
        raise EvaluationError(f"{folder} has {missing}.", hint=f"Name one with --split: {', '.join(found)}.")
    return found[wanted]


def _judgements(
    path: Path, *, queries: Mapping[str, _Entry], documents: Mapping[str, _Entry]
) -> dict[str, dict[str, int]]:
    judgements: dict[str, dict[str, int]] = {}
    for place, (number, line) in enumerate(read_lines(path)):
        fields = line.strip("\r").split("\t")
        try:
            query, document, grade = fields[0], fields[1], int(fields[2])
        except (IndexError, ValueError) as error:
            if not place:  # the header
                continue
            raise EvaluationError(
                f"{path}, line {number}: '{line}' is no judgement.",
                hint="Mend that line; it holds query-id, corpus-id and a whole number, with tabs between them.",
            ) from error
        for what, name, known in (("query", query, queries), ("document", document, documents)):
            if name not in known:
                raise EvaluationError(
                    f"{path}, line {number}: there is no {what} '{name}'.",
                    hint="Delete that line, or add what it is about.",
                )
        judgements.setdefault(query, {})[document] = grade
    return judgements


def _digest(articles: Iterable[Article]) -> str:
    made_from = [(article.id, article.title, article.language, article.digest) for article in articles]
    return sha256(json.dumps(made_from).encode())
