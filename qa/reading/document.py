"""What a format's reader makes of a file: blocks in reading order, and the details it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qa.records import Removed


class DraftKind(StrEnum):
    """What a block of a draft is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    NOTE = "note"  # a footnote or endnote: it stands apart from the text


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBlock:
    """One block of plain text, on one line.

    ``level`` is the heading's level (1 the outermost), the list item's depth (1 the outermost), else 0.
    ``marker`` is what stands before a list item: ``-`` or ``1.``  ``line`` and ``page`` are where the block
    stood in the file, from 1; 0 where the format has none.  ``inferred`` marks a heading that the file lacks.
    """

    kind: DraftKind
    text: str
    level: int = 0
    marker: str = "-"
    inferred: bool = False
    line: int = field(default=0, compare=False)
    page: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A file as its reader understood it.

    ``details`` holds title, author, publisher, published, url, language, sources … where the file names them;
    ``removed`` what the reader itself left out (a running header, invisible text); ``structured`` tells that
    the format says what a heading is, so that none has to be inferred.
    """

    blocks: tuple[DraftBlock, ...]
    details: Mapping[str, object] = field(default_factory=dict)
    removed: tuple[Removed, ...] = ()
    structured: bool = True


class UnreadableError(Exception):
    """A file that is no article; the message is the reason shown to the user."""
