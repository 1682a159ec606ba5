"""How well answers read: whether the first thing shown holds the answer, and all of it addresses the question.

A set has one JSON object a line: ``question``, ``answer`` (sentences of one article that answer together),
``alternatives`` (other such lists), ``also`` (further sentences that address it), ``whole`` (quotations, each a
list of sentences, that answer when all of it is shown).  A question counts when every sentence of one list is
shown first, or two of a list of more, or a whole quotation; what is not listed may address it as well, so that the
shares are lower bounds.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ConfigDict

from qa.answering.assistant import Assistant
from qa.evaluation.gold import GOLD_FOLDER, read_each
from qa.evaluation.run import DIGITS

BUNDLED_ANSWERS = GOLD_FOLDER / "answers.jsonl"
"""Questions as people type them, on the bundled articles."""
HELD_FIRST = "first thing shown holds the answer"
OF_A_LONG_LIST = 2
"""So many sentences of a list of more are enough."""
_MARK_OF_ITEM = re.compile(r"\n\s*(?:[-•*]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedQuestion:
    """A question, the lists of sentences each of which answers it, and further ones that address it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="ignore")

    question: str
    answer: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...] = ()
    also: tuple[str, ...] = ()
    whole: tuple[tuple[str, ...], ...] = ()
    kind: str = ""
    partial: bool = False

    def is_held(self, text: str) -> bool:
        """Tell whether a text holds what answers."""
        return self._holds_whole(text) or any(
            self._holds(text, sentences) for sentences in (self.answer, *self.alternatives)
        )

    def is_addressed(self, text: str) -> bool:
        """Tell whether a text holds a sentence that is known to address it."""
        listed = (
            *self.answer,
            *(sentence for alternative in self.alternatives for sentence in alternative),
            *self.also,
        )
        return self._holds_whole(text) or any(_plain(sentence) in text for sentence in listed)

    def _holds_whole(self, text: str) -> bool:
        return any(all(_plain(sentence) in text for sentence in quotation) for quotation in self.whole)

    def _holds(self, text: str, sentences: Sequence[str]) -> bool:
        count = sum(_plain(sentence) in text for sentence in sentences)
        return count == len(sentences) or (len(sentences) > OF_A_LONG_LIST <= count)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """What came to a question: the first thing shown, and what follows, with the marks of items taken out."""

    question: JudgedQuestion
    texts: tuple[str, ...]

    @property
    def first(self) -> str:
        """The first thing shown; empty where nothing is."""
        return self.texts[0] if self.texts else ""

    @property
    def is_held(self) -> bool:
        """Whether the first thing shown holds what answers."""
        return self.question.is_held(self.first)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFigures:
    """The rows of a set."""

    rows: tuple[AnswerRow, ...]

    @property
    def figures(self) -> dict[str, float]:
        """Shares of the questions, then of all that is shown for them."""
        addressed = [row.question.is_addressed(text) for row in self.rows for text in row.texts]
        return {
            HELD_FIRST: _share(row.is_held for row in self.rows),
            "first thing shown addresses the question": _share(
                row.question.is_addressed(row.first) for row in self.rows
            ),
            "what is shown addresses the question": _share(addressed),
        }

    @property
    def failures(self) -> list[AnswerRow]:
        """Questions whose answer is not shown first, in the order of the file."""
        return [row for row in self.rows if not row.is_held]

    def to_json(self) -> dict[str, Any]:
        """Return the figures and what went wrong as plain values."""
        return {
            "questions": len(self.rows),
            "shown": sum(len(row.texts) for row in self.rows),
            "figures": {name: round(value, DIGITS) for name, value in self.figures.items()},
            "failures": [{"question": row.question.question, "first": row.first} for row in self.failures],
        }


def evaluate_answers(assistant: Assistant, questions: Iterable[JudgedQuestion]) -> AnswerFigures:
    """Ask questions and keep what is shown: the snippet, then the statements; nothing for a refusal."""
    return AnswerFigures(
        rows=tuple(
            AnswerRow(question=question, texts=_shown_texts(assistant, question.question))
            for question in questions
        )
    )


def read_answers(path: Path) -> list[JudgedQuestion]:
    """Return the questions of a file; raises EvaluationError that names the line."""
    return read_each(path, JudgedQuestion, holds="question, answer, and where there are any alternatives and also")


def _shown_texts(assistant: Assistant, question: str) -> tuple[str, ...]:
    """Return the texts that an answer shows, the snippet first."""
    answer = assistant.ask(question)
    statements = answer.told
    return tuple(_plain(statement.text) for statement in statements)


def _plain(text: str) -> str:
    return " ".join(_MARK_OF_ITEM.sub(" ", text).split())


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / (len(listed) or 1)
