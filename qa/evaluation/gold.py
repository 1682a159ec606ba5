"""Questions with known answers: what people type, and the sentences of the articles that answer it.

A gold file has one JSON object a line: ``{"id", "question", "answerable", "kind", "relevant": [{"article",
"heading", "quote"}, ...]}``.  ``heading`` is the innermost heading over the quote, "" for the opening of an
article; ``quote`` stands in the article word for word.  A question that no article answers has no places.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter

from qa.errors import EvaluationError, ForVisitors
from qa.evaluation.lines import parse_line, read_lines

GOLD_FOLDER = Path(__file__).parent / "gold"
BUNDLED_GOLD = GOLD_FOLDER / "bundled.jsonl"
"""The questions on the bundled articles."""
LINE_HOLDS = "id, question, answerable, kind and relevant (article, heading, quote)"


class Kind(StrEnum):
    """How a question is asked; the last two are the kinds that no article answers."""

    PLAIN = "plain"
    MISSPELT = "misspelt"
    LONG = "long"
    OTHER_SUBJECT = "other subject"
    NEAR_MISS = "near miss"


UNANSWERABLE = frozenset((Kind.OTHER_SUBJECT, Kind.NEAR_MISS))


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevantPlace:
    """A sentence that answers: ``quote`` stands under ``heading`` ("" for the opening) of the article."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    article: str
    heading: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuestion:
    """A question, and every place that answers it; ``relevant`` is empty exactly when not ``answerable``."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    id: str
    question: str
    answerable: bool
    kind: Kind
    relevant: tuple[RelevantPlace, ...]


def read_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """Read a gold file, in its order; blank lines are passed over.

    Raises EvaluationError for a file that cannot be read or has no questions, and for the first line that is
    wrong: no object of this form, an id or a question given twice, or places that do not go with ``answerable``.
    """
    adapter = TypeAdapter(GoldQuestion)
    lines_of: dict[str, int] = {}
    questions: list[GoldQuestion] = []
    for number, line in read_lines(path):
        place = f"{path}, line {number}"
        question = parse_line(adapter, line, place=place, holds=LINE_HOLDS)
        _refuse_contradictions(question, place)
        _refuse_repeats(question, lines_of, place)
        lines_of |= dict.fromkeys(_keys(question), number)
        questions.append(question)
    if not questions:
        raise EvaluationError(
            f"The gold file {path} has no questions.",
            hint="Write one JSON object a line.",
            for_visitors=ForVisitors("The file has no questions.", "Write one JSON object a line."),
        )
    return tuple(questions)


def _refuse_contradictions(question: GoldQuestion, place: str) -> None:
    """Raise for a question whose fields do not go together."""
    if not question.id.strip() or not question.question.strip():
        raise EvaluationError(f"{place}: the id or the question is empty.", hint="Write both.")
    if question.answerable is (question.kind in UNANSWERABLE):
        given = "answerable" if question.answerable else "unanswerable"
        raise EvaluationError(
            f"{place}: an {given} question cannot be of the kind '{question.kind}'.",
            hint=f"The kinds {' and '.join(sorted(UNANSWERABLE))} are unanswerable, the others answerable.",
        )
    if question.answerable is not bool(question.relevant):
        raise EvaluationError(
            f"{place}: answerable is {str(question.answerable).lower()}, with {len(question.relevant)} places.",
            hint="Give every place that answers, or none and answerable false.",
        )
    if not all(place_.article.strip() and place_.quote.strip() for place_ in question.relevant):
        raise EvaluationError(f"{place}: a place has no article or no quote.", hint="Only a heading may be empty.")


def _refuse_repeats(question: GoldQuestion, lines_of: dict[str, int], place: str) -> None:
    """Raise for an id or a question that an earlier line has, small differences of typing apart."""
    for what, key in zip(("id", "question"), _keys(question), strict=True):
        if key in lines_of:
            raise EvaluationError(
                f"{place}: this {what} stands on line {lines_of[key]} already.",
                hint=f"Change or delete one {what}.",
            )


def _keys(question: GoldQuestion) -> tuple[str, str]:
    return f"id {question.id}", f"question {' '.join(question.question.casefold().split())}"
