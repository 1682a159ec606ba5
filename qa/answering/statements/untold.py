"""What a question asks for ("how long") and no quotation gives."""

import re
from collections.abc import Sequence

from qa.answering.question.kind import Expected, kind_of
from qa.answering.question.several import questions_in
from qa.records import Statement

_SENTENCE_END = re.compile(r"(?<=[.!?:]) +|\n+")
"""Where a quotation is split, to look for what a question expects in each piece."""


def expected_found(question: str, statements: Sequence[Statement]) -> bool | None:
    """Tell whether the quotations have what a question expects; each part, where it asks several things.

    None where nothing particular is expected, or its form cannot be recognised.
    """
    held_by_question = [_holds(part, statements) for part in questions_in(question) or [question]]
    judgements = [judgement for judgement in held_by_question if judgement is not None]
    return all(judgements) if judgements else None


def untold(questions: Sequence[str], statements: Sequence[Statement]) -> list[Expected]:
    """Return the kinds that questions expect and no quotation has, in the order asked."""
    kinds = [kind_of(question).expected for question in questions if _holds(question, statements) is False]
    return [kind for kind in kinds if kind]


def _holds(question: str, statements: Sequence[Statement]) -> bool | None:
    kind = kind_of(question)
    quotes = (citation.quote for statement in statements for citation in statement.citations[: statement.quoted])
    lines = (line for quote in quotes for line in _SENTENCE_END.split(quote))
    held_by_line = [kind.holds(line.removeprefix("- "), is_item=line.startswith("- ")) for line in lines if line]
    judgements = [judgement for judgement in held_by_line if judgement is not None]
    return any(judgements) if judgements else None
