"""Articles and passages of one generation, in SQLite: written once, then opened read-only."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

from qa.errors import UnknownArticleError
from qa.reading.duplicates import CopyGroup
from qa.reading.opening import report_from_json
from qa.records import (
    Article,
    Block,
    BlockKind,
    CleaningReport,
    Passage,
    Section,
    SectionKind,
    Sentence,
)

_SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL, publisher TEXT NOT NULL,
    author TEXT NOT NULL, published TEXT NOT NULL, language TEXT NOT NULL, topic TEXT NOT NULL,
    licence TEXT NOT NULL, refs TEXT NOT NULL, text TEXT NOT NULL, sections TEXT NOT NULL, digest TEXT NOT NULL
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
    sentences TEXT NOT NULL  -- [[start, end], ...]
) STRICT;
CREATE INDEX passages_of_article ON passages (article_id, ordinal);
"""
ARTICLE, PASSAGE = "article", "passage"  # what is a copy of another
_ARTICLE_COLUMNS = (
    "id, title, source, url, publisher, author, published, language, topic, licence, refs, text, sections, digest"
)


def write_store(
    path: Path,
    articles: Iterable[Article],
    passages: Iterable[Passage],
    reports: Mapping[str, CleaningReport] = MappingProxyType({}),
    copies: Mapping[str, Iterable[CopyGroup]] = MappingProxyType({}),
) -> None:
    """Write a new store; passages come in order of id, reports by article id, copies by kind."""
    with sqlite3.connect(path) as connection:
        connection.executescript(_SCHEMA)
        connection.executemany(
            f"INSERT INTO articles ({_ARTICLE_COLUMNS}) VALUES ({', '.join('?' * 14)})",  # noqa: S608 - constants
            map(_article_row, articles),
        )
        connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_passage_row, passages))
        rows = [(article_id, json.dumps(asdict(report))) for article_id, report in reports.items()]
        connection.executemany("INSERT INTO reports VALUES (?, ?)", rows)
        pairs = [
            (kind, copy, group.main) for kind, found in copies.items() for group in found for copy in group.copies
        ]
        connection.executemany("INSERT INTO copies VALUES (?, ?, ?)", pairs)
    connection.close()


def _article_row(article: Article) -> tuple[str, ...]:
    return (
        article.id,
        article.title,
        article.source,
        article.url,
        article.publisher,
        article.author,
        article.published,
        article.language,
        article.topic,
        article.licence,
        json.dumps(article.references),
        article.text,
        _sections_to_json(article.sections),
        article.digest,
    )


def _sections_to_json(sections: Sequence[Section]) -> str:
    return json.dumps(
        [
            [
                section.headings,
                section.start,
                section.end,
                section.kind,
                [[block.start, block.end, block.kind, block.depth, block.page] for block in section.blocks],
            ]
            for section in sections
        ]
    )


def _sections_from_json(text: str) -> tuple[Section, ...]:
    return tuple(
        Section(
            headings=tuple(headings),
            start=start,
            end=end,
            kind=SectionKind(kind),
            blocks=tuple(
                Block(start=start, end=end, kind=BlockKind(kind), depth=depth, page=page)
                for start, end, kind, depth, page in blocks
            ),
        )
        for headings, start, end, kind, blocks in json.loads(text)
    )


def _passage_row(passage: Passage) -> tuple[object, ...]:
    return (
        passage.id,
        passage.first_sentence,
        passage.article_id,
        passage.ordinal,
        json.dumps(passage.headings),
        passage.start,
        passage.end,
        json.dumps([[sentence.start, sentence.end] for sentence in passage.sentences]),
    )


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
        query = f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE id = ?"  # noqa: S608 - constants
        valid = article_id.encode(errors="replace").decode()  # a command line may hold what is no text
        row = self._connection().execute(query, (valid,)).fetchone()
        if row is None:
            raise UnknownArticleError(article_id)
        return _article_from(row)

    def articles(self) -> Iterator[Article]:
        """Yield all articles, by id."""
        query = f"SELECT {_ARTICLE_COLUMNS} FROM articles ORDER BY id"  # noqa: S608
        return map(_article_from, self._connection().execute(query))

    def report(self, article_id: str) -> CleaningReport:
        """Return what was cut from an article and mended in it."""
        query = "SELECT report FROM reports WHERE article_id = ?"
        row = self._connection().execute(query, (article_id,)).fetchone()
        values = json.loads(row[0]) if row else {"removed": [], "repaired": [], "withheld": []}
        return report_from_json(values)

    def main_article(self, article_id: str) -> str:
        """Return the article that this one is a copy of; itself when it is none."""
        return self._main(ARTICLE, article_id)

    def main_passage(self, passage_id: int) -> int:
        """Return the passage that this one is a copy of; itself when it is none."""
        return int(self._main(PASSAGE, str(passage_id)))

    def _main(self, kind: str, copy: str) -> str:
        query = "SELECT main FROM copies WHERE kind = ? AND copy = ?"
        row = self._connection().execute(query, (kind, copy)).fetchone()
        return str(row[0]) if row else copy

    def passage_counts(self) -> dict[str, int]:
        """Return the number of passages of each article."""
        query = "SELECT article_id, count(*) FROM passages GROUP BY article_id"
        return dict(self._connection().execute(query).fetchall())

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return passages, in the order of ``ids``."""
        texts: dict[str, str] = {}
        found: list[Passage] = []
        for passage_id in ids:
            row = self._connection().execute("SELECT * FROM passages WHERE id = ?", (passage_id,)).fetchone()
            article_id = row[2]
            if article_id not in texts:
                query = "SELECT text FROM articles WHERE id = ?"
                texts[article_id] = self._connection().execute(query, (article_id,)).fetchone()[0]
            found.append(_passage_from(row, texts[article_id]))
        return found

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order of its text."""
        text = self.article(article_id).text
        query = "SELECT * FROM passages WHERE article_id = ? ORDER BY ordinal"
        return [_passage_from(row, text) for row in self._connection().execute(query, (article_id,))]


def _article_from(row: tuple[str, ...]) -> Article:
    names = [name.strip() for name in _ARTICLE_COLUMNS.split(",")]
    values = dict(zip(names, row, strict=True))
    return Article(
        references=tuple(json.loads(values.pop("refs"))),
        sections=_sections_from_json(values.pop("sections")),
        **values,
    )


def _passage_from(row: tuple[int, int, str, int, str, int, int, str], text: str) -> Passage:
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
