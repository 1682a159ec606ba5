"""Articles and passages of one generation as rows of SQLite: written once, then opened read-only."""

import json
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import TypeAdapter

from qa.errors import UnknownArticleError
from qa.reading.glyphs.rectangles import first_page, rectangles_of
from qa.reading.shingles import Hashes
from qa.records import Article, CleaningReport, PageRectangles, Passage, Section, SectionKind, Sentence

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
CREATE TABLE glyphs (  -- where the characters of an article stand on the pages of its file, if it has pages
    article_id TEXT PRIMARY KEY REFERENCES articles, glyphs BLOB NOT NULL  -- by qa/reading/glyphs/coding.py
) STRICT, WITHOUT ROWID;
CREATE TABLE shingles (  -- of an article, 8 bytes each, sorted
    article_id TEXT PRIMARY KEY REFERENCES articles, shingles BLOB NOT NULL
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
    """An article as a row: ``record`` is all of it but the text, as JSON."""

    id: str
    title: str
    source: str
    published: str
    digest: str
    text: str
    record: str

    @property
    def language(self) -> str:
        """The language, as an ISO 639-1 code: read without the rest, as each build asks it of every article."""
        return self.record.partition('"language":"')[2].partition('"')[0]  # a title's quotation marks are escaped


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
    """Return a report from the JSON of ``report_to_json``."""
    return _REPORT.validate_json(report, strict=True)


MUCH_LEFT_OUT = 0.1
"""A larger share of a file's words is to be looked at by whoever added it: so the issue that asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """How much of a file is not in its article, as its report tells: ``words`` of ``of``, parted by white space.

    ``unread`` counts the pieces whose words nobody knows: a picture of text, a damaged page, signs without a map;
    ``hard_to_read`` the words of the article that were read from a picture and may be wrong.
    """

    article_id: str
    source: str
    words: int
    of: int
    unread: int = 0
    hard_to_read: int = 0

    @property
    def share(self) -> float:
        """The share of the words, from 0 to 1."""
        return self.words / self.of if self.of else 0.0

    @property
    def much(self) -> bool:
        """Whether so much was left out that it is to be looked at."""
        return self.share > MUCH_LEFT_OUT

    @property
    def much_is_hard(self) -> bool:
        """Whether so many words of the article may have been read wrongly that they are to be looked at."""
        return self.hard_to_read > MUCH_LEFT_OUT * (self.of - self.words)


_WORD = re.compile(r"\w\S*")  # marks alone, such as those around a comment, are none


def left_out_of(article_id: str, source: str, text: str, report: str) -> LeftOut | None:
    """Return how much of a file is not in its article's text, by the report as JSON; None where all of it is."""
    cleaning = report_from_json(report) if report else CleaningReport()
    removed, hard = cleaning.removed, len(cleaning.hard_to_read)
    if not removed and not hard:
        return None
    words = sum(_words(entry.text) for entry in removed)
    unread = sum(not entry.text for entry in removed)
    of = words + _words(text)
    return LeftOut(article_id=article_id, source=source, words=words, of=of, unread=unread, hard_to_read=hard)


def _words(text: str) -> int:
    return len(_WORD.findall(text))


class PassageRow(NamedTuple):
    """A passage as a row, without its numbers and its article; headings and sentences are JSON."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRows:
    """An article as rows, its passages in order.

    ``report`` is JSON, empty where there is none.  ``sentences`` counts the sentences of each passage;
    ``shingles`` are the article's; ``glyphs`` tell where its characters stand, empty where it has no pages.
    """

    article: ArticleRow
    report: str
    passages: Sequence[PassageRow]
    sentences: Sequence[int]
    shingles: Hashes
    glyphs: bytes = b""


def left_out_of_all(articles: Iterable[ArticleRows]) -> tuple[LeftOut, ...]:
    """Return what ``Store.left_out`` returns once the articles are in a store."""
    rows = sorted(
        (indexed.article.id, indexed.article.source, indexed.article.text, indexed.report) for indexed in articles
    )
    return tuple(left_out for row in rows if (left_out := left_out_of(*row)))


def write_store(path: Path, articles: Sequence[ArticleRows]) -> None:
    """Write a new store of articles, their passages numbered consecutively."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = OFF")  # an incomplete file is never opened
        connection.execute("PRAGMA synchronous = OFF")  # flushed with the other files of its generation
        connection.executescript(SCHEMA)
        connection.execute("BEGIN")
        connection.executemany(
            f"INSERT INTO articles VALUES ({', '.join('?' * len(ArticleRow._fields))})",  # noqa: S608 - constants
            (rows.article for rows in articles),
        )
        connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _numbered(articles))
        reports = ((rows.article.id, rows.report) for rows in articles if rows.report)
        connection.executemany("INSERT INTO reports VALUES (?, ?)", reports)
        shingles = ((rows.article.id, rows.shingles.tobytes()) for rows in articles)
        connection.executemany("INSERT INTO shingles VALUES (?, ?)", shingles)
        glyphs = ((rows.article.id, rows.glyphs) for rows in articles if rows.glyphs)
        connection.executemany("INSERT INTO glyphs VALUES (?, ?)", glyphs)


def _numbered(articles: Iterable[ArticleRows]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of all passages."""
    number = sentences = 0
    for article_rows in articles:
        for ordinal, (row, count) in enumerate(zip(article_rows.passages, article_rows.sentences, strict=True)):
            yield number, sentences, article_rows.article.id, ordinal, *row
            number += 1
            sentences += count


class Store:
    """The store of a published generation; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the store at ``path``, which never changes."""
        self._uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()
        self._connection()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = sqlite3.connect(self._uri, uri=True)
        return connection

    def counts(self) -> tuple[int, int]:
        """Return the number of articles and of passages."""
        articles = self._connection().execute("SELECT count(*) FROM articles").fetchone()[0]
        passages = self._connection().execute("SELECT count(*) FROM passages").fetchone()[0]
        return articles, passages

    def article(self, article_id: str) -> Article:
        """Return an article; raises UnknownArticleError when there is none of this id."""
        valid = article_id.encode(errors="replace").decode()  # a command line may hold lone surrogates
        row = self._connection().execute("SELECT text, record FROM articles WHERE id = ?", (valid,)).fetchone()
        if row is None:
            raise UnknownArticleError(article_id)
        return article_from(*row)

    def articles(self) -> Iterator[Article]:
        """Yield all articles, by id."""
        rows = self._connection().execute("SELECT text, record FROM articles ORDER BY id")
        return starmap(article_from, rows)

    def versions(self) -> list[tuple[str, str, str]]:
        """Return the id, the title and the digest of every article."""
        return self._connection().execute("SELECT id, title, digest FROM articles").fetchall()

    def report(self, article_id: str) -> CleaningReport:
        """Return the cleaning report of an article."""
        query = "SELECT report FROM reports WHERE article_id = ?"
        row = self._connection().execute(query, (article_id,)).fetchone()
        return report_from_json(row[0]) if row else CleaningReport()

    def glyphs(self, article_id: str) -> bytes:
        """Return where an article's characters stand on pages, for ``rectangles_of``; empty where it has none."""
        query = "SELECT glyphs FROM glyphs WHERE article_id = ?"
        row = self._connection().execute(query, (article_id,)).fetchone()
        return row[0] if row else b""

    def rectangles(self, article_id: str, start: int, end: int) -> tuple[PageRectangles, ...]:
        """Return where characters ``start`` to ``end`` of an article stand on the pages of its file.

        Nothing where its format has no pages, or there is no such article; ``rectangles_of`` tells the rest.
        """
        return rectangles_of(self.glyphs(article_id), start, end)

    def first_page(self, article_id: str, start: int, end: int) -> tuple[int, str] | None:
        """Return number and label of the page of the first of these rectangles; None where there are none."""
        return first_page(self.glyphs(article_id), start, end)

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return how much of each file is not in its article, by the id of that; whole files are not in it."""
        query = "SELECT id, source, text, report FROM articles JOIN reports ON article_id = id ORDER BY id"
        left_out = starmap(left_out_of, self._connection().execute(query))
        return tuple(one_left_out for one_left_out in left_out if one_left_out)

    def shingles(self, article_id: str) -> Hashes:
        """Return the shingles of an article, sorted; raises UnknownArticleError when there is none of this id."""
        query = "SELECT shingles FROM shingles WHERE article_id = ?"
        row = self._connection().execute(query, (article_id,)).fetchone()
        if row is None:
            raise UnknownArticleError(article_id)
        return np.frombuffer(row[0], np.uint64)

    def passage_counts(self) -> dict[str, int]:
        """Return the number of passages of each article."""
        query = "SELECT article_id, count(*) FROM passages GROUP BY article_id"
        return dict(self._connection().execute(query).fetchall())

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return passages, in the order of ``ids``."""
        texts: dict[str, str] = {}
        passages: list[Passage] = []
        for passage_id in ids:
            query = f"SELECT {PASSAGE_COLUMNS} FROM passages WHERE id = ?"  # noqa: S608
            row = self._connection().execute(query, (passage_id,)).fetchone()
            article_id = row[2]
            if article_id not in texts:
                query = "SELECT text FROM articles WHERE id = ?"
                texts[article_id] = self._connection().execute(query, (article_id,)).fetchone()[0]
            passages.append(passage_from(row, texts[article_id]))
        return passages

    def titles(self) -> dict[str, str]:
        """Return the title of every article, by id."""
        return dict(self._connection().execute("SELECT id, title FROM articles").fetchall())

    def sections(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return each section that has passages: the id of its article, and the headings over it; in order."""
        query = "SELECT article_id, headings FROM passages GROUP BY article_id, headings ORDER BY min(id)"
        rows = self._connection().execute(query)
        return [(article_id, tuple(json.loads(headings))) for article_id, headings in rows]

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the articles, as ISO 639-1 codes, that of most articles first."""
        query = (
            "SELECT record ->> 'language' AS language FROM articles WHERE language <> ''"
            " GROUP BY language ORDER BY count(*) DESC, language"
        )
        return tuple(language for (language,) in self._connection().execute(query))

    def dates(self) -> dict[str, str]:
        """Return when every article was published, by id; empty where it is not known."""
        return dict(self._connection().execute("SELECT id, published FROM articles").fetchall())

    def passages_of_kind(self, kind: SectionKind) -> list[int]:
        """Return the ids of the passages in sections of a kind, in order."""
        rows = self._connection().execute("SELECT id FROM passages WHERE kind = ? ORDER BY id", (kind,))
        return [passage_id for (passage_id,) in rows]

    def passage_ids_of(self, article_ids: Iterable[str]) -> list[int]:
        """Return the ids of the passages of some articles, in order; an unknown article has none."""
        query = "SELECT id FROM passages WHERE article_id = ?"
        rows = (row for name in article_ids for row in self._connection().execute(query, (name,)))
        return sorted(passage_id for (passage_id,) in rows)

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order of its text."""
        text = self.article(article_id).text
        query = f"SELECT {PASSAGE_COLUMNS} FROM passages WHERE article_id = ? ORDER BY ordinal"  # noqa: S608
        return [passage_from(row, text) for row in self._connection().execute(query, (article_id,))]
