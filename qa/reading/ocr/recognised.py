"""What was recognised on a page that is a picture; over a pipe as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import TypeAdapter

Box: TypeAlias = tuple[float, float, float, float]
"""Left, upper, right and lower edge, in points (1/72 inch) from the upper left corner of the page as shown."""
Corner: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedWord:
    """A word of a picture: how probable it is that it was read rightly, from 0 to 1, and its box.

    ``start`` and ``end`` are where it begins and ends along its line, as shares of the line's length.
    """

    text: str
    confidence: float
    box: Box
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedLine:
    """A line of words, in the order in which they are read.

    ``corners`` are those of the strip that the line fills, upper left, upper right, lower right and lower left as
    the line is read, in points of the page once it is turned upright.
    """

    words: tuple[RecognisedWord, ...]
    corners: tuple[Corner, Corner, Corner, Corner]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedPage:
    """A page that was read from its picture, or ``reason``, why it could not be.

    ``width`` and ``height`` are those of the page once it is turned upright, in points, and ``shown`` those of the
    page as it is shown.  ``across`` are the words of lines that run up or down the upright page,
    ``unread`` the places that look like text and in which none was read.
    """

    width: float = 0.0
    height: float = 0.0
    shown: tuple[float, float] = (0.0, 0.0)
    lines: tuple[RecognisedLine, ...] = ()
    across: tuple[str, ...] = ()
    unread: tuple[Box, ...] = ()
    reason: str = ""


_PAGE = TypeAdapter(RecognisedPage)
_PAGES = TypeAdapter(dict[int, RecognisedPage])


def page_to_json(page: RecognisedPage) -> bytes:
    """Return a page as JSON, on one line."""
    return _PAGE.dump_json(page)


def page_from_json(content: bytes) -> RecognisedPage:
    """Return a page from what ``page_to_json`` made; raises ValueError for anything else."""
    return _PAGE.validate_json(content, strict=True)


def pages_to_json(pages: Mapping[int, RecognisedPage]) -> str:
    """Return pages by their number as JSON, on one line."""
    return _PAGES.dump_json(dict(pages)).decode()


def pages_from_json(content: str) -> dict[int, RecognisedPage]:
    """Return pages from what ``pages_to_json`` made; raises ValueError for anything else."""
    return _PAGES.validate_json(content)
