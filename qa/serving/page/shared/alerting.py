"""An error → what a visitor sees of it; what only the owner of the library can mend is told in the terminal."""

import logging
from functools import lru_cache
from html import escape

from qa.errors import CitewellError

TOLD_KEPT = 64
"""Errors told: a page draws itself again and again, and one line in the terminal is enough."""
_LOG = logging.getLogger("citewell")


def alert(error: CitewellError) -> str:
    """Return what is wrong and the next step as HTML, in words for visitors."""
    message, hint = error.for_visitors
    if (message, hint) != (str(error), error.hint):
        _tell_owner(f"{error} {error.hint}")
    return f'<p role="alert"><b>{escape(message)}</b><br>{escape(hint)}</p>'


@lru_cache(maxsize=TOLD_KEPT)
def _tell_owner(said: str) -> None:
    _LOG.warning("%s", said)
