"""What a PDF says of itself: title, author, language and day; not what a program wrote there for want of them."""

import re
from collections.abc import Iterable
from typing import Any

from qa.reading.document import Details
from qa.reading.formats.archive import PLACEHOLDER, PROGRAM, one_line, plain_details

LANGUAGE_MOST = 32  # signs of a language's name
_FILE = re.compile(
    r"(?:file:|https?:|[a-z]:[\\/]|\\\\|/\w+/).*|.*\.(?:docx?|dotx?|odt|ott|rtf|pdf|txt|html?|xml|epub|pages|tex|dvi|ps|eps|"
    r"indd|qxp?d?|pmd?|p65|pub|pptx?|ppsx?|odp|key|xlsx?|ods|csv|md|jpe?g|png|tiff?|wpd|fm|book|cdr|ai)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:presentation|document|dokument|präsentation|présentation|documento|presentación|slide|layout|page|print|"
    r"print(?:ing)? .*|scan|img|image|doc|file|new|neu|copy|draft|final|book|brochure|leaflet|flyer|poster)"
    r"[ _-]?\d*",
    re.IGNORECASE,
)


def details_of_pdf(document: Any, top: Iterable[str]) -> Details:
    """Return what the file says of itself; ``top`` are the lines that its text begins with.

    One word with more than letters may be a code or a file's name: it is a title only if a line on top says it.
    """
    named = document.get_metadata_dict()
    title, author = one_line(named.get("Title", "")), one_line(named.get("Author", ""))
    if is_no_title(title) or (_may_be_a_code(title) and not _stands_in(title, top)):
        title = ""
    if _FILE.fullmatch(author):
        author = ""
    return plain_details(
        title=title, author=author, language=_language(document), created=named.get("CreationDate", "")
    )


def is_no_title(title: str) -> bool:
    """Tell what programs write for a title when nobody gave one: a placeholder, their own name, a file's name."""
    bare = title.strip(" .\"'")
    patterns = (PLACEHOLDER, PROGRAM, _FILE, _NUMBERED)
    lettered = sum(map(str.isalpha, bare)) > 1
    return not lettered or "_" in bare or any(pattern.fullmatch(bare) for pattern in patterns)


def _may_be_a_code(title: str) -> bool:
    return " " not in title and not title.isalpha()


def _stands_in(title: str, top: Iterable[str]) -> bool:
    letters = _letters(title)
    return any(letters == _letters(line) for line in top)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _language(document: Any) -> str:
    from ctypes import c_ushort

    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    buffer = (c_ushort * LANGUAGE_MOST)()
    pdfium.FPDFCatalog_GetLanguage(document.raw, buffer, 2 * LANGUAGE_MOST)
    return bytes(buffer).decode("utf-16-le", "ignore").partition("\x00")[0]
