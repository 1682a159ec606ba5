"""What a question asks for, as "how long", that nothing quoted tells."""

import re
from collections.abc import Sequence

from qa.answering.question.kind import Expected, kind_of
from qa.answering.question.several import questions_in
from qa.records import Statement

_SENTENCE_END = re.compile(r"(?<=[.!?:]) +|\n+")
"""Where a quotation is taken apart to look for what a question expects."""


def expected_found(question: str, said: Sequence[Statement]) -> bool | None:
    """Tell whether what is quoted has what a question expects, all of it where it asks several things.

    None where nothing is expected, or no form tells it.
    """
    held = [_holds(asked, said) for asked in questions_in(question) or [question]]
    told = [each for each in held if each is not None]
    return all(told) if told else None


def untold(questions: Sequence[str], said: Sequence[Statement]) -> list[Expected]:
    """Return the kinds of things that questions expect and nothing quoted has, in the order asked."""
    kinds = [kind_of(asked).expected for asked in questions if _holds(asked, said) is False]
    return [kind for kind in kinds if kind]


def _holds(question: str, said: Sequence[Statement]) -> bool | None:
    kind = kind_of(question)
    quotes = (each.quote for statement in said for each in statement.citations[: statement.quoted])
    lines = (line for quote in quotes for line in _SENTENCE_END.split(quote))
    held = [kind.holds(line.removeprefix("- "), is_item=line.startswith("- ")) for line in lines if line]
    told = [each for each in held if each is not None]
    return any(told) if told else None
