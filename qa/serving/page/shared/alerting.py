"""An error → its alert for visitors; details for the owner of the library are logged."""

import logging
from functools import lru_cache
from html import escape

from qa.errors import CitewellError

TOLD_KEPT = 64
"""Errors remembered as logged: a page is redrawn again and again, and one line in the log is enough."""
_LOG = logging.getLogger("citewell")


def alert(error: CitewellError) -> str:
    """Return what is wrong and the next step as HTML, in words for visitors."""
    message, hint = error.for_visitors
    if (message, hint) != (str(error), error.hint):
        _tell_owner(f"{error} {error.hint}")
    return f'<p role="alert"><b>{escape(message)}</b><br>{escape(hint)}</p>'


@lru_cache(maxsize=TOLD_KEPT)
def _tell_owner(line: str) -> None:
    _LOG.warning("%s", line)
