"""What a format's reader makes of a file: blocks in reading order, and the details it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DraftKind(StrEnum):
    """What a block of a draft is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBlock:
    """One block of plain text, on one line.

    ``level`` is the heading's level (1 the outermost), the list item's depth (1 the outermost), else 0.
    ``marker`` is what stands before a list item: ``-`` or ``1.``
    """

    kind: DraftKind
    text: str
    level: int = 0
    marker: str = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A file as its reader understood it; ``details`` holds title, published … where the file names them."""

    blocks: tuple[DraftBlock, ...]
    details: Mapping[str, object] = field(default_factory=dict)


class UnreadableError(Exception):
    """A file that is no article; the message is the reason shown to the user."""
