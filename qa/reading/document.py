"""What a format's reader makes of a file: blocks in reading order, and the details it found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from qa.reading.glyphs.table import GlyphBoxes, GlyphRun, carried_over, of_parts
from qa.records import Removed


class Origin(StrEnum):
    """Where a document comes from, which decides what may be cut from it."""

    WEB = "web"  # a web page, or text that was pasted from one
    TEXT = "text"  # plain text or Markdown, which may have been pasted from one
    FILE = "file"  # anything else: nothing is cut for its look


class DocumentBlockKind(StrEnum):
    """What a block of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    NOTE = "note"  # a footnote or endnote: it stands apart from the text


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentBlock:
    """One block of plain text, on one line.

    ``level`` is the heading's level (1 the outermost), the list item's depth (1 the outermost), else 0.
    ``marker`` is what stands before a list item: ``-``, or its label as printed.  ``line`` and ``page`` are where
    the block stood in the file, from 1; 0 where the format has none; ``page_label`` is what the file calls the
    page, where that is not its number.  ``inferred`` marks a heading that the file lacks.  ``glyphs``
    tells which glyphs of the document the text was made of, where the format has pages and it is known.
    """

    kind: DocumentBlockKind
    text: str
    level: int = 0
    marker: str = "-"
    inferred: bool = False
    line: int = field(default=0, compare=False)
    page: int = field(default=0, compare=False)
    page_label: str = field(default="", compare=False)
    glyphs: tuple[GlyphRun, ...] = field(default=(), compare=False, repr=False)

    def with_text(self, text: str) -> Self:
        """Return the block with a changed text; its characters that are surely the same keep their glyphs."""
        return replace(self, text=text, glyphs=carried_over(self.glyphs, self.text, text))

    def of_parts(self, spans: Sequence[tuple[int, int]]) -> Self:
        """Return the block with some parts of its text alone, a space between them."""
        text = " ".join(self.text[start:end] for start, end in spans)
        return replace(self, text=text, glyphs=of_parts(self.glyphs, spans))


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a file says of itself, as text; empty where it says nothing; as ``Article`` has it."""

    title: str = ""
    author: str = ""
    publisher: str = ""
    published: str = ""
    created: str = ""
    url: str = ""
    language: str = ""
    topic: str = ""
    licence: str = ""
    citation_key: str = ""
    gone_since: str = ""
    sources: tuple[str, ...] = ()


_TEXTS = (
    "title",
    "author",
    "publisher",
    "published",
    "created",
    "url",
    "topic",
    "licence",
    "citation_key",
    "gone_since",
)


def details_of(named: Mapping[Any, object]) -> Details:
    """Return the details that a mapping names, such as a front matter; dates and numbers become text.

    Sources may be one text or a list; anything else is none.  A language that YAML reads as false ("no") is none.
    """
    texts = {name: str(named[name]) for name in _TEXTS if named.get(name) is not None}
    sources = named.get("sources")
    listed = [sources] if isinstance(sources, str) else sources if isinstance(sources, list) else []
    return Details(language=str(named.get("language") or ""), sources=tuple(map(str, listed)), **texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as its reader understood it.

    ``removed`` what the reader itself left out (a running header, invisible text); ``structured`` tells that
    the format says what a heading is, so that none has to be inferred.  ``origin`` is where it comes from.
    ``glyphs`` is where the glyphs of its blocks stand, None where the format has no pages; ``confidences`` has how
    probable it is, from 0 to 1, that a glyph was read rightly, for those that were recognised in a picture.
    ``pictured`` are its pages, from 1, that show something and have no text that can be read.
    """

    blocks: tuple[DocumentBlock, ...]
    details: Details = field(default_factory=Details)
    removed: tuple[Removed, ...] = ()
    structured: bool = True
    origin: Origin = Origin.FILE
    glyphs: GlyphBoxes | None = field(default=None, compare=False, repr=False)
    confidences: Mapping[int, float] = field(default_factory=dict, repr=False)
    pictured: tuple[int, ...] = ()


class UnreadableError(Exception):
    """A file that is no article; the message is the reason shown to the user."""


TEXT_MOST = 32 * 2**20
"""Characters that a reader may find: more of them do not fit into ``SandboxLimits.output_bytes`` either, and to
clean them first takes half a minute."""


def refuse_too_long(characters: int) -> None:
    """Raise UnreadableError where so many characters, or more, are found in a file."""
    if characters > TEXT_MOST:
        raise UnreadableError(f"what was read from it is more than {TEXT_MOST // 2**20} MB")


NOT_READ = "pictures are not read here"
"""The end of every reason that names pictures of text."""


class PicturesOnlyError(UnreadableError):
    """A file without text that can be read; ``pages``, from 1, are those that show something."""

    def __init__(self, reason: str, pages: Sequence[int]) -> None:
        """Keep the pages."""
        super().__init__(reason)
        self.pages = tuple(pages)
