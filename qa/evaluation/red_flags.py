"""How well signs of danger are told: questions that describe one, ordinary ones, and those of other fields.

A set is a folder of three files of one JSON object a line: ``flags.jsonl`` (``id``, ``question``, ``flag``: a
name, or several any of which is right, ``urgency``, ``kind``), ``ordinary.jsonl`` (``id``, ``question``, ``kind``)
and ``other.jsonl`` (``id``, ``question``).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ConfigDict

from qa.answering.assistant import Assistant
from qa.evaluation.gold import read_each
from qa.evaluation.run import DIGITS
from qa.records import Advice, Urgency

BUNDLED_SETS = Path(__file__).parent / "red_flags"
DESCRIBED, ORDINARY, OTHER = "flags.jsonl", "ordinary.jsonl", "other.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagQuestion:
    """A question; ``flag`` names what it describes, any of which is right, and is empty where it describes none.

    ``urgency`` is how soon help is needed, any of which is right.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="ignore")

    id: str
    question: str
    flag: str | tuple[str, ...] = ()
    urgency: Urgency | tuple[Urgency, ...] = ()
    kind: str = ""

    @property
    def flags(self) -> frozenset[str]:
        """The names that are right."""
        return frozenset((self.flag,) if isinstance(self.flag, str) else self.flag)

    @property
    def urgencies(self) -> frozenset[Urgency]:
        """The levels that are right."""
        return frozenset((self.urgency,) if isinstance(self.urgency, Urgency) else self.urgency)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRow:
    """What came to one question: the advice, most urgent first, as flags and level."""

    question: FlagQuestion
    advice: tuple[tuple[tuple[str, ...], Urgency], ...]

    @property
    def is_first_right(self) -> bool:
        """Whether the first advice is on what the question describes."""
        return bool(self.advice) and not self.question.flags.isdisjoint(self.advice[0][0])

    @property
    def is_level_right(self) -> bool:
        """Whether the first advice says to get help as soon as is needed."""
        return bool(self.advice) and self.advice[0][1] in self.question.urgencies

    @property
    def says_now(self) -> bool:
        """Whether any advice says to get help now."""
        return any(urgency is Urgency.NOW for _, urgency in self.advice)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagFigures:
    """The rows of a set."""

    described: tuple[FlagRow, ...]
    ordinary: tuple[FlagRow, ...]
    other_fields: tuple[FlagRow, ...]

    @property
    def figures(self) -> dict[str, float]:
        """Shares of 1, but a count for other fields."""
        return {
            "right flag first": _share(row.is_first_right for row in self.described),
            "right urgency": _share(row.is_level_right for row in self.described),
            "false now on ordinary": _share(row.says_now for row in self.ordinary),
            "any box on ordinary": _share(bool(row.advice) for row in self.ordinary),
            "boxes on other fields": float(sum(bool(row.advice) for row in self.other_fields)),
        }

    @property
    def failures(self) -> list[FlagRow]:
        """What went wrong, in the order of the files."""
        wrong = [row for row in self.described if not (row.is_first_right and row.is_level_right)]
        return [*wrong, *(row for row in (*self.ordinary, *self.other_fields) if row.advice)]

    def to_json(self) -> dict[str, Any]:
        """Return the figures and what went wrong as plain values."""
        return {
            "questions": {
                "described": len(self.described),
                "ordinary": len(self.ordinary),
                "other": len(self.other_fields),
            },
            "figures": {name: round(value, DIGITS) for name, value in self.figures.items()},
            "failures": [
                {
                    "id": row.question.id,
                    "question": row.question.question,
                    "flag": sorted(row.question.flags),
                    "urgency": sorted(row.question.urgencies),
                    "told": [{"flags": list(flags), "urgency": urgency} for flags, urgency in row.advice],
                }
                for row in self.failures
            ],
        }


def evaluate_flags(ask: Callable[[str], Sequence[Advice]], folder: Path) -> FlagFigures:
    """Ask the questions of a set for their advice; raises EvaluationError for one that cannot be read."""
    return FlagFigures(
        described=_rows(ask, read_flag_questions(folder / DESCRIBED)),
        ordinary=_rows(ask, read_flag_questions(folder / ORDINARY)),
        other_fields=_rows(ask, read_flag_questions(folder / OTHER)),
    )


def advice_of(assistant: Assistant) -> Callable[[str], Sequence[Advice]]:
    """Return what gives the advice of an assistant's answer to a question."""
    return lambda question: assistant.ask(question).urgent


def bundled_flags(assistant: Assistant) -> dict[str, FlagFigures]:
    """Return the figures of the bundled sets, by their names; those that are not here are left out."""
    folders = sorted(path.parent for path in BUNDLED_SETS.glob(f"*/{DESCRIBED}"))
    return {folder.name: evaluate_flags(advice_of(assistant), folder) for folder in folders}


def read_flag_questions(path: Path) -> list[FlagQuestion]:
    """Return the questions of a file; raises EvaluationError that names the line."""
    return read_each(path, FlagQuestion, holds="id, question, and in flags.jsonl flag and urgency")


def _rows(ask: Callable[[str], Sequence[Advice]], questions: Iterable[FlagQuestion]) -> tuple[FlagRow, ...]:
    return tuple(
        FlagRow(
            question=question, advice=tuple((advice.flags, advice.urgency) for advice in ask(question.question))
        )
        for question in questions
    )


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)
