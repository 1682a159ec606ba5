"""An error → its alert for visitors; details for the owner of the library are logged.

What visitors got wrong themselves is no matter of the owner's, and quotes what they typed: it is never logged.
"""

import logging
from functools import lru_cache
from html import escape

from qa.errors import CitewellError, QuestionError, TextError, UnknownArticleError

TOLD_KEPT = 64
"""Errors remembered as logged: a page is redrawn again and again, and one line in the log is enough."""
OF_VISITORS = (QuestionError, TextError, UnknownArticleError)
_LOG = logging.getLogger("citewell")


def alert(error: CitewellError) -> str:
    """Return what is wrong and the next step as HTML, in words for visitors."""
    message, hint = error.for_visitors
    if (message, hint) != (str(error), error.hint) and not isinstance(error, OF_VISITORS):
        _tell_owner(f"{error} {error.hint}")
    return f'<p role="alert"><b>{escape(message)}</b><br>{escape(hint)}</p>'


@lru_cache(maxsize=TOLD_KEPT)
def _tell_owner(line: str) -> None:
    _LOG.warning("%s", "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line))
