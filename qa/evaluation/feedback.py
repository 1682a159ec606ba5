"""Labels → gold questions: what visitors said of passages, as questions with known answers.

A question is answerable when any passage was said to answer it, by the sentences that were marked there.  It is
one that no article answers only when that was said of the refused answer itself, and of no passage the contrary:
passages that do not answer prove nothing about those nobody saw.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from pathlib import Path

from pydantic import TypeAdapter

from qa.errors import EvaluationError, ForVisitors, UnknownArticleError
from qa.evaluation.gold import GoldQuestion, QuestionKind, RelevantPlace
from qa.files import sha256
from qa.records import Article, Section

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
class FeedbackRun:
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

    def keep_run(self, run: FeedbackRun) -> None:
        """Keep an evaluation; it takes the place of one of the same questions on the same generation."""
        row = (run.generation, run.gold, run.day.isoformat(), json.dumps(run.measures))
        with self._opened() as connection:
            connection.execute("INSERT OR REPLACE INTO evaluations VALUES (?, ?, ?, ?)", row)
            connection.execute(
                "DELETE FROM evaluations WHERE rowid NOT IN"
                " (SELECT rowid FROM evaluations ORDER BY rowid DESC LIMIT ?)",
                (RUNS_KEPT,),
            )

    def runs(self) -> tuple[FeedbackRun, ...]:
        """Return the evaluations that are kept, the latest first."""
        if not self.path.exists():
            return ()
        query = "SELECT generation, gold, day, measures FROM evaluations ORDER BY rowid DESC"
        with self._opened() as connection:
            return tuple(
                FeedbackRun(generation=name, gold=gold, day=date.fromisoformat(day), measures=json.loads(measures))
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
                f"The labels in {self.path} have format {version}; only format {FORMAT} is known.",
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


_ID_CHARACTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The questions that labels make, in the order of the labels.

    ``stale`` are the labels whose quote is no longer in its article, left out; ``undecided`` counts the questions
    that the labels do not decide.
    """

    questions: tuple[GoldQuestion, ...]
    stale: tuple[Label, ...]
    undecided: int


def labelled(labels: Iterable[Label], article: Callable[[str], Article]) -> Labelled:
    """Return the questions that labels make; ``article`` returns one by its id, or raises UnknownArticleError."""
    groups: dict[str, list[Label]] = {}
    stale: list[Label] = []
    places: dict[Label, RelevantPlace] = {}
    for label in labels:
        groups.setdefault(label.question.casefold(), []).append(label)
        if label.of_refusal:
            continue
        place = _place(label, article)
        if place is None:
            stale.append(label)
        else:
            places[label] = place
    questions = [_question(group, places) for group in groups.values()]
    decided = tuple(question for question in questions if question)
    return Labelled(questions=decided, stale=tuple(stale), undecided=len(questions) - len(decided))


def to_lines(questions: Iterable[GoldQuestion]) -> bytes:
    """Return questions as a gold file, one JSON object a line."""
    adapter = TypeAdapter(GoldQuestion)
    return b"".join(adapter.dump_json(question) + b"\n" for question in questions)


def _question(group: list[Label], places: dict[Label, RelevantPlace]) -> GoldQuestion | None:
    """Return the question of a group of labels, or None where they do not decide it."""
    quotations = [label for label in group if label.vote is Vote.UP]
    answering = [label for label in quotations if not label.of_refusal]
    relevant = tuple(dict.fromkeys(places[label] for label in answering if label in places))
    refused_rightly = not answering and any(label.of_refusal for label in quotations)
    if not relevant and not refused_rightly:
        return None
    question = group[-1].question
    return GoldQuestion(
        id=f"label-{sha256(question.casefold().encode())[:_ID_CHARACTERS]}",
        question=question,
        answerable=bool(relevant),
        # asked in earnest of these articles: near to them, as far as anyone can tell
        kind=QuestionKind.PLAIN if relevant else QuestionKind.NEAR_MISS,
        relevant=relevant,
    )


def _place(label: Label, look_up: Callable[[str], Article]) -> RelevantPlace | None:
    """Return the place of a label's quote, where it stood or else where it first stands; None for nowhere."""
    try:
        article = look_up(label.article)
    except UnknownArticleError:
        return None
    holding = [section for section in article.sections if label.quote in article.text[section.start : section.end]]
    if not holding or not label.quote.strip():
        return None
    section = next((candidate for candidate in holding if _stands_in(candidate, article, label)), holding[0])
    heading = section.headings[-1] if section.headings else ""
    return RelevantPlace(article=article.id, heading=heading, quote=label.quote)


def _stands_in(section: Section, article: Article, label: Label) -> bool:
    is_same = article.text[label.start : label.end] == label.quote
    return is_same and section.start <= label.start and label.end <= section.end
