"""A question that is asked after another: which it is searched with, and the way to search it alone."""

from html import escape

from qa.answering.question.follow_up import joined
from qa.answering.question.parsed import tidy
from qa.errors import CitewellError
from qa.records import Answer
from qa.serving.page.shared import resources, wording


def before(question: str, *, shown: str, after: str) -> str:
    """Return the question before that belongs into the address of a new one; nothing where that stands alone.

    ``shown`` is the question on the page, ``after`` the one before it in its address.  What is shown is taken
    whole, with what it was searched with itself, so that a third question leans on the first one too.
    """
    try:
        assistant = resources.assistant()
        whole = joined(tidy(shown), assistant.carried_over(tidy(shown), after)) if shown else ""
        return whole if assistant.carried_over(tidy(question), whole) else ""
    except CitewellError:  # told where the answer would stand
        return ""


def said(answer: Answer) -> str:
    """Return what a question was searched with, as HTML."""
    return escape(wording.TOGETHER.format(words=answer.after))
