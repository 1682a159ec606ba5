"""Pictures of text (PNG, JPEG, TIFF, WebP) → document, once their text is recognised; each frame is a page."""

from collections.abc import Mapping

from qa.reading.document import NOT_READ, Document, PicturesOnlyError
from qa.reading.formats.pdf.reader import document_of_pages
from qa.reading.ocr.drawing import frames_of
from qa.reading.ocr.recognised import RecognisedPage


def read_picture(content: bytes, recognised: Mapping[int, RecognisedPage] | None = None) -> Document:
    """Read a picture by what was recognised in it; raises PicturesOnlyError without that, else UnreadableError."""
    if recognised is None:
        raise PicturesOnlyError(f"its text is a picture, and {NOT_READ}", range(1, frames_of(content) + 1))
    return document_of_pages(recognised)
