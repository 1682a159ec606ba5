"""Articles and passages of one generation, in SQLite: written once, then opened read-only."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import UnknownArticleError
from qa.indexing.rows import (
    PASSAGE_COLUMNS,
    SCHEMA,
    ArticleRow,
    article_from,
    passage_from,
    report_from_json,
)
from qa.records import Article, CleaningReport, Passage, SectionKind

if TYPE_CHECKING:
    from qa.indexing.ingest import Contribution
    from qa.reading.near_duplicates import CopyGroup

ARTICLE, PASSAGE = "article", "passage"  # what is a copy of another


def write_store(
    path: Path,
    contributions: Sequence["Contribution"],
    copies: Callable[[], Mapping[str, Iterable["CopyGroup"]]] = dict,
) -> None:
    """Write a new store of what articles contribute, their passages numbered on.

    ``copies``, by kind, are asked for when all else is written.
    """
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = OFF")  # a file that is not whole is never opened
        connection.execute("PRAGMA synchronous = OFF")  # it is flushed with the others of its generation
        connection.executescript(SCHEMA)
        connection.execute("BEGIN")
        connection.executemany(
            f"INSERT INTO articles VALUES ({', '.join('?' * len(ArticleRow._fields))})",  # noqa: S608 - constants
            (each.article for each in contributions),
        )
        connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _numbered(contributions))
        reports = ((each.article.id, each.report) for each in contributions if each.report)
        connection.executemany("INSERT INTO reports VALUES (?, ?)", reports)
        pairs = (
            (kind, copy, group.main)
            for kind, found in copies().items()
            for group in found
            for copy in group.copies
        )
        connection.executemany("INSERT INTO copies VALUES (?, ?, ?)", pairs)


def _numbered(contributions: Iterable["Contribution"]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of all passages."""
    number = sentences = 0
    for each in contributions:
        for ordinal, (row, count) in enumerate(zip(each.passages, each.sentences, strict=True)):
            yield number, sentences, each.article.id, ordinal, *row
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
        valid = article_id.encode(errors="replace").decode()  # a command line may hold what is no text
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
        """Return what was cut from an article and mended in it."""
        query = "SELECT report FROM reports WHERE article_id = ?"
        row = self._connection().execute(query, (article_id,)).fetchone()
        return report_from_json(row[0]) if row else CleaningReport()

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
            query = f"SELECT {PASSAGE_COLUMNS} FROM passages WHERE id = ?"  # noqa: S608
            row = self._connection().execute(query, (passage_id,)).fetchone()
            article_id = row[2]
            if article_id not in texts:
                query = "SELECT text FROM articles WHERE id = ?"
                texts[article_id] = self._connection().execute(query, (article_id,)).fetchone()[0]
            found.append(passage_from(row, texts[article_id]))
        return found

    def titles(self) -> dict[str, str]:
        """Return the title of every article, by id."""
        return dict(self._connection().execute("SELECT id, title FROM articles").fetchall())

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
        """Return the ids of the passages of some articles, in order; an article that is not here has none."""
        query = "SELECT id FROM passages WHERE article_id = ?"
        rows = (row for name in article_ids for row in self._connection().execute(query, (name,)))
        return sorted(passage_id for (passage_id,) in rows)

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order of its text."""
        text = self.article(article_id).text
        query = f"SELECT {PASSAGE_COLUMNS} FROM passages WHERE article_id = ? ORDER BY ordinal"  # noqa: S608
        return [passage_from(row, text) for row in self._connection().execute(query, (article_id,))]
