"""The table of formats: file suffix → reader of its bytes. A new format is a file here and a row there."""

import gzip
import io
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Protocol

from qa.reading.document import Document, UnreadableError
from qa.reading.formats.docx import read_docx
from qa.reading.formats.epub import read_epub
from qa.reading.formats.html import read_html
from qa.reading.formats.mail.attachments import TOO_DEEP, FileReader
from qa.reading.formats.mail.eml import read_eml, read_mbox
from qa.reading.formats.mail.msg import read_msg
from qa.reading.formats.markdown.reader import read_markdown
from qa.reading.formats.notebooks.ipynb import read_ipynb
from qa.reading.formats.odt import read_odt
from qa.reading.formats.pdf.reader import read_pdf
from qa.reading.formats.pictures.reader import read_picture
from qa.reading.formats.plain.reader import read_text
from qa.reading.formats.rtf.reader import read_rtf
from qa.reading.formats.sheets.delimited import read_delimited
from qa.reading.formats.sheets.xlsx import read_xlsx
from qa.reading.formats.slides.reader import read_pptx
from qa.reading.ocr.recognised import RecognisedPage

FormatReader = Callable[[bytes], Document]


class RecognisedReader(Protocol):
    """Reads a file of which some pages may be pictures; ``recognised`` is what these say, None for unknown."""

    def __call__(self, content: bytes, recognised: Mapping[int, RecognisedPage] | None = None) -> Document:
        """Return the document; raises PicturesOnlyError where all its text is in pictures that were not read."""


class MailReader(Protocol):
    """Reads a message; ``read_file`` reads the files that it brings along."""

    def __call__(self, content: bytes, read_file: FileReader) -> Document:
        """Return the document; raises UnreadableError with the reason where there is none."""


PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")

MAIL: Mapping[str, MailReader] = {".eml": read_eml, ".mbox": read_mbox, ".msg": read_msg}
"""The readers of files that bring others along."""
ATTACHED_DEPTH_MOST = 3
"""Of messages that are attached as files to messages, each with attachments of its own."""


def _read_mail(suffix: str, content: bytes, *, depth: int = 0) -> Document:
    return MAIL[suffix](content, partial(_read_attached, depth))


def _read_attached(depth: int, name: str, content: bytes) -> Document:
    suffix = suffix_of(name)
    if suffix in MAIL:
        if depth >= ATTACHED_DEPTH_MOST:
            raise UnreadableError(TOO_DEEP)
        return _read_mail(suffix, content, depth=depth + 1)
    reader = reader_of(name)
    if reader is None:
        raise UnreadableError("there is no reader for its format")
    return reader(content)


READERS: Mapping[str, FormatReader] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".docm": read_docx,
    ".epub": read_epub,
    ".odt": read_odt,
    ".pptx": read_pptx,
    ".pptm": read_pptx,
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".rtf": read_rtf,
    **{suffix: partial(_read_mail, suffix) for suffix in MAIL},
    ".ipynb": read_ipynb,
    **dict.fromkeys(PICTURES, read_picture),
}
SCANNED: Mapping[str, RecognisedReader] = {".pdf": read_pdf, **dict.fromkeys(PICTURES, read_picture)}
"""The readers that take what was recognised on pages that are pictures."""
PLAIN = (".md", ".markdown", ".txt")
"""Formats that need no parser in C and no container to unpack."""
COMPRESSED = ".gz"
UNPACKED_BYTES_MOST = 64 * 2**20


def reader_of(name: str) -> FormatReader | None:
    """Return the reader for a file name, compressed or not; None for a format that is not known."""
    path = PurePosixPath(name.lower())
    if path.suffix == COMPRESSED:
        inner = READERS.get(path.with_suffix("").suffix)
        return partial(_read_compressed, inner) if inner else None
    return READERS.get(path.suffix)


def suffix_of(name: str) -> str:
    """Return the suffix of a name by which its format is known, in small letters: ``.pdf``, ``.html.gz``."""
    path = PurePosixPath(name.lower())
    if path.suffix == COMPRESSED and path.with_suffix("").suffix in READERS:
        return path.with_suffix("").suffix + COMPRESSED
    return path.suffix if path.suffix in READERS else ""


def _read_compressed(reader: FormatReader, content: bytes) -> Document:
    return reader(_unpacked(content))


def bare(content: bytes, name: str) -> bytes:
    """Return the bytes that the reader of a file gets: unpacked, where its name says that it is compressed.

    Raises UnreadableError for a damaged or too large one.
    """
    return _unpacked(content) if name.lower().endswith(COMPRESSED) else content


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as file:
            unpacked = file.read(UNPACKED_BYTES_MOST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError("the compressed file is damaged") from error
    if len(unpacked) > UNPACKED_BYTES_MOST:
        raise UnreadableError(f"the file unpacks to more than {UNPACKED_BYTES_MOST // 2**20} MB")
    return unpacked
