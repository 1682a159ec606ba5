"""Articles and passages as rows of SQLite, and back."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pydantic import TypeAdapter

from qa.records import Article, CleaningReport, Passage, Section, SectionKind, Sentence

if TYPE_CHECKING:
    from qa.indexing.chunking import Piece

SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, source TEXT NOT NULL, published TEXT NOT NULL, digest TEXT NOT NULL,
    text TEXT NOT NULL, record TEXT NOT NULL  -- all else, as JSON
) STRICT, WITHOUT ROWID;
CREATE TABLE reports (  -- what cleaning cut from an article and mended in it
    article_id TEXT PRIMARY KEY REFERENCES articles, report TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE copies (  -- of an article ('article', id, id) or a passage ('passage', number, number)
    kind TEXT NOT NULL, copy TEXT NOT NULL, main TEXT NOT NULL, PRIMARY KEY (kind, copy)
) STRICT, WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, first_sentence INTEGER NOT NULL, article_id TEXT NOT NULL REFERENCES articles,
    ordinal INTEGER NOT NULL, headings TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    sentences TEXT NOT NULL,  -- [[start, end], ...]
    kind TEXT NOT NULL  -- of the section that it stands in
) STRICT;
CREATE INDEX passages_of_article ON passages (article_id, ordinal);
"""
PASSAGE_COLUMNS = "id, first_sentence, article_id, ordinal, headings, start, end, sentences"


_ARTICLE = TypeAdapter(Article)
_REPORT = TypeAdapter(CleaningReport)


class ArticleRow(NamedTuple):
    """An article as a row: ``record`` is all of it as JSON, but for its text."""

    id: str
    title: str
    source: str
    published: str
    digest: str
    text: str
    record: str


def article_row(article: Article) -> ArticleRow:
    """Return the row of an article."""
    return ArticleRow(
        id=article.id,
        title=article.title,
        source=article.source,
        published=article.published,
        digest=article.digest,
        text=article.text,
        record=_ARTICLE.dump_json(replace(article, text="")).decode(),
    )


def article_from(text: str, record: str) -> Article:
    """Return the article of a row."""
    return replace(_ARTICLE.validate_json(record, strict=True), text=text)


def report_to_json(report: CleaningReport | None) -> str:
    """Return a report as JSON, empty where there is none."""
    return _REPORT.dump_json(report).decode() if report else ""


def report_from_json(report: str) -> CleaningReport:
    """Return a report from what ``report_to_json`` made."""
    return _REPORT.validate_json(report, strict=True)


class PassageRow(NamedTuple):
    """A passage as a row, but for its numbers and its article: its headings and sentences are JSON."""

    headings: str
    start: int
    end: int
    sentences: str
    kind: str


def passage_row(piece: "Piece", sections: Sequence[Section]) -> PassageRow:
    """Return the row of a piece of an article; ``sections`` are those of its article."""
    around = (section.kind for section in sections if section.start <= piece.start < section.end)
    return PassageRow(
        headings=json.dumps(piece.headings),
        start=piece.start,
        end=piece.end,
        sentences=json.dumps([[sentence.start, sentence.end] for sentence in piece.sentences]),
        kind=next(around, SectionKind.BODY),
    )


def passage_from(row: tuple[int, int, str, int, str, int, int, str], text: str) -> Passage:
    """Return the passage of a row; ``text`` is its article's."""
    passage_id, first_sentence, article_id, ordinal, headings, start, end, sentences = row
    return Passage(
        id=passage_id,
        first_sentence=first_sentence,
        article_id=article_id,
        ordinal=ordinal,
        headings=tuple(json.loads(headings)),
        start=start,
        end=end,
        text=text[start:end],
        sentences=tuple(Sentence(start=first, end=last) for first, last in json.loads(sentences)),
    )
