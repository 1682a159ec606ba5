"""What visitors said of answers, kept in one SQLite file beside the index: it outlives every generation.

index/labels.sqlite   labels        sentences that answer a question (+1) or do not (-1), as they were marked
                      evaluations   what was measured on a generation, by a digest of each question

Nothing in it tells who asked: no name, no address, no visit and no time, only the day.  What people type is theirs
to word, so a question is kept only when it is judged.  Several processes may read and write it at once.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from pathlib import Path

from qa.errors import EvaluationError, ForVisitors
from qa.files import sha256

UNUSABLE = ForVisitors("Thumbs cannot be kept or read at the moment.", "Tell whoever looks after this library.")
FILE = "labels.sqlite"
FORMAT = 1
RUNS_KEPT = 20
"""Evaluations kept, the newest: each of the bundled questions is some 60 KB, and a change needs two."""
SECONDS_WAITED = 10.0
"""For another process to finish its write, which takes milliseconds."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS labels (
    question TEXT NOT NULL COLLATE NOCASE, article TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    quote TEXT NOT NULL, sha256 TEXT NOT NULL, vote INTEGER NOT NULL CHECK (vote IN (-1, 1)),
    generation TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (question, article, sha256)
) STRICT
"""
_SCHEMA_OF_RUNS = """
CREATE TABLE IF NOT EXISTS evaluations (
    generation TEXT NOT NULL, gold TEXT NOT NULL, day TEXT NOT NULL, measures TEXT NOT NULL,
    PRIMARY KEY (generation, gold)
) STRICT
"""


class Vote(IntEnum):
    """What a visitor said."""

    UP = 1
    DOWN = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A judgement: whether ``quote``, which stood at ``start`` to ``end`` of an article, answers a question.

    Without an article it is of the answer that no article answers: whether that was right.  ``question`` is as the
    assistant tidied it, ``generation`` the one that answered, ``day`` the day of the judgement.
    """

    question: str
    article: str = ""
    start: int = 0
    end: int = 0
    quote: str = ""
    vote: Vote
    generation: str
    day: date

    @property
    def of_refusal(self) -> bool:
        """Tell whether it judges that an answer was refused."""
        return not self.article

    @property
    def digest(self) -> str:
        """Return the sha256 of the quote."""
        return sha256(self.quote.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What an evaluation of a generation measured: for each question, by its digest, its measures.

    ``gold`` is the digest of all its questions.
    """

    generation: str
    gold: str
    day: date
    measures: Mapping[str, Mapping[str, float]]


class Labels:
    """The file of labels of an index; it is made when the first is kept, and never cleared or replaced.

    Each method raises EvaluationError when the file is damaged, or the disk refuses, and leaves it as it is.
    """

    def __init__(self, index: Path) -> None:
        """Name the index; nothing is opened."""
        self.path = index / FILE

    def keep(self, labels: Iterable[Label]) -> None:
        """Keep labels; each takes the place of one of the same question on the same words of the article."""
        with self._opened() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO labels VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_row, labels)
            )

    def take_back(self, labels: Iterable[Label]) -> None:
        """Forget what was said of the same questions and the same words."""
        if not self.path.exists():
            return
        with self._opened() as connection:
            connection.executemany(
                "DELETE FROM labels WHERE question = ? AND article = ? AND sha256 = ?",
                ((label.question, label.article, label.digest) for label in labels),
            )

    def all(self) -> tuple[Label, ...]:
        """Return every label, the latest last."""
        if not self.path.exists():
            return ()
        query = "SELECT question, article, start, end, quote, vote, generation, day FROM labels ORDER BY rowid"
        with self._opened() as connection:
            return tuple(_label(*row) for row in connection.execute(query))

    def keep_run(self, run: Run) -> None:
        """Keep an evaluation; it takes the place of one of the same questions on the same generation."""
        row = (run.generation, run.gold, run.day.isoformat(), json.dumps(run.measures))
        with self._opened() as connection:
            connection.execute("INSERT OR REPLACE INTO evaluations VALUES (?, ?, ?, ?)", row)
            connection.execute(
                "DELETE FROM evaluations WHERE rowid NOT IN"
                " (SELECT rowid FROM evaluations ORDER BY rowid DESC LIMIT ?)",
                (RUNS_KEPT,),
            )

    def runs(self) -> tuple[Run, ...]:
        """Return the evaluations that are kept, the latest first."""
        if not self.path.exists():
            return ()
        query = "SELECT generation, gold, day, measures FROM evaluations ORDER BY rowid DESC"
        with self._opened() as connection:
            return tuple(
                Run(generation=name, gold=gold, day=date.fromisoformat(day), measures=json.loads(measures))
                for name, gold, day, measures in connection.execute(query)
            )

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction."""
        try:
            with closing(sqlite3.connect(self.path, timeout=SECONDS_WAITED)) as connection:
                self._prepare(connection)
                with connection:
                    yield connection
        except (sqlite3.Error, OSError, ValueError) as error:
            raise EvaluationError(
                f"The labels in {self.path} cannot be used: {error}.",
                hint="Nothing in it was changed. Give write permission, or move it away, with the files beside it "
                "whose names begin like its own: a new one is begun, and sqlite3 can .recover the old one.",
                for_visitors=UNUSABLE,
            ) from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Make the tables of a new file; refuse one of a later format."""
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > FORMAT:
            raise EvaluationError(
                f"The labels in {self.path} have format {version}, and {FORMAT} is known.",
                hint="Update Citewell, or move the file away; a new one is begun.",
                for_visitors=UNUSABLE,
            )
        if version == FORMAT:
            return
        connection.execute("BEGIN IMMEDIATE")  # it waits for another process that makes them too
        with connection:
            connection.execute(_SCHEMA)
            connection.execute(_SCHEMA_OF_RUNS)
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        with suppress(sqlite3.OperationalError):  # it is in use: whoever opens it first, alone, has switched it
            connection.execute("PRAGMA journal_mode = WAL")


def _row(label: Label) -> tuple[str | int, ...]:
    place = (label.article, label.start, label.end, label.quote, label.digest)
    return (label.question, *place, int(label.vote), label.generation, label.day.isoformat())


def _label(
    question: str, article: str, start: int, end: int, quote: str, vote: int, generation: str, day: str
) -> Label:
    return Label(
        question=question,
        article=article,
        start=start,
        end=end,
        quote=quote,
        vote=Vote(vote),
        generation=generation,
        day=date.fromisoformat(day),
    )
