"""Files that a message brings along → documents, by the readers of their formats.

They are read where the message is read, in the sandbox, and within its limits.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TypeAlias

from qa.reading.document import Document, DocumentBlock, DocumentBlockKind, UnreadableError
from qa.reading.formats.archive import one_line, refusing_damage
from qa.records import Removed

FileReader: TypeAlias = Callable[[str, bytes], Document]
"""Reads a file by its name; raises UnreadableError with the reason where it cannot."""
TOO_DEEP = "too many messages stand in one another"
ENDED_THE_PROCESS = "reading the attachments took too much time or memory"
NO_NAME = "without a name"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_SUFFIXES: Mapping[str, str] = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    f"{_OFFICE}wordprocessingml.document": ".docx",
    f"{_OFFICE}presentationml.presentation": ".pptx",
    f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-outlook": ".msg",
    "message/rfc822": ".eml",
}
"""Of files whose name does not tell their format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file in a message: its name and MIME type, and its bytes, or ``reason``, why there are none."""

    name: str
    kind: str
    content: bytes = b""
    reason: str = ""

    @property
    def described(self) -> str:
        """What the report calls it."""
        return f"{one_line(self.name) or NO_NAME} ({one_line(self.kind)})"

    def read(self, read_file: FileReader) -> Document:
        """Return what the file says; raises UnreadableError with the reason why it is not read."""
        if self.reason:
            raise UnreadableError(self.reason)
        with refusing_damage():
            return read_file(self.file_name, self.content)

    @property
    def file_name(self) -> str:
        """A name that ends as its format does, where the file has a name or a type that tells it."""
        name = PurePosixPath(one_line(self.name).replace("\\", "/")).name or "file"
        suffix = _SUFFIXES.get(self.kind.lower(), "")
        return name if PurePosixPath(name).suffix or not suffix else f"{name}{suffix}"


def left_alone(*_: object) -> Document:
    """Read no attachment: reading those of a message has ended the process."""
    raise UnreadableError(ENDED_THE_PROCESS)


def own_blocks(document: Document, level: int) -> list[DocumentBlock]:
    """Return the blocks of an attachment below a heading of a level.

    Their pages are those of the attachment, which the heading over them names; a message has no pages of its own.
    Where characters stand is known of the file alone that is kept, which is the message.
    """
    return [
        replace(
            block,
            level=block.level + level if block.kind is DocumentBlockKind.HEADING else block.level,
            line=0,
            glyphs=(),
        )
        for block in document.blocks
    ]


def left_out(document: Document, attachment: Attachment) -> list[Removed]:
    """Return what the reader of an attachment left out, with whose it was."""
    name = one_line(attachment.name) or NO_NAME
    return [replace(removal, rule=f"{removal.rule}, in the attachment {name}") for removal in document.removed]
