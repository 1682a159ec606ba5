"""What the readers of zip containers share: the guard on unpacking, the XML parser, and the tidying of details.

A container is hostile until shown otherwise: nothing that its headers say about sizes is believed, the names
in it are only looked up in it, and its XML may declare no entities.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import Any, TypeAlias

from qa.reading.document import Details, DocumentBlock, DocumentBlockKind, UnreadableError

Element: TypeAlias = Any  # of lxml, which has no types

ENTRIES_MOST = 10_000
"""A book of a thousand chapters and pictures has fewer; a hostile directory has millions."""
MEGABYTE = 2**20
EXPANDED_MOST = 256 * MEGABYTE
"""The largest books with pictures unpack to some 100 MB."""
RATIO_MOST = 200
RATIO_MATTERS_FROM = 16 * MEGABYTE
"""XML packs 10 to 60 times; only a bomb packs 200 times, and below this size even a bomb does no harm."""
CHUNK = 64 * 1024

_ENTRY_MARK = b"PK\x01\x02"  # each entry of the directory begins with it
_LOCKED = 0x1  # the flag of an entry that needs a password
_FILE_NAME = re.compile(
    r"^\S*\.(docx?|odt|pdf|epub|rtf|html?|indd|pages|tex|dvi|qxd|pptx?|xlsx?)$|^\S*_\S*$", re.IGNORECASE
)
_USELESS_TITLE = re.compile(
    r"^(untitled.*|unknown|(no|kein) title|title|titel|(new |word )?document\s*\d*|dokument\s*\d*|none|null"
    r"|microsoft (word|powerpoint|office).*|powerpoint presentation|slide 1|layout 1)$",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(
    r"[(<\[]?(?:anonymous|unspecified|unknown|untitled|no ?name|unnamed|none|null|n/?a|author|user(?: name)?|"
    r"title|(?:your|the) (?:title|name)(?: here)?|titre|titel|título|sans titre|ohne titel|sin título|senza titolo"
    r")[)>\]]?(?:[ -]?\d+)?",
    re.IGNORECASE,
)
PROGRAM = re.compile(
    r"(?:microsoft|ms|apache|libre|open) ?(?:word|excel|power ?point|publisher|office|writer|impress|calc)\b.*|"
    r"(?:power ?point.*|python-docx|python-pptx|openpyxl|xlsxwriter|pptxgenjs|phpword|phpspreadsheet|apache poi|"
    r"docx4j|reportlab.*|pdf ?creator|pdf ?tex|latex|tex|ghostscript|acrobat.*|adobe .*|indesign.*|quarkxpress.*|"
    r"pagemaker.*|canva|google docs|(?:windows|microsoft)[ -](?:user|account)|administrator|admin|owner|default|"
    r"un-?named|scan(?:ner|ned document)?)",
    re.IGNORECASE,
)
"""What programs write for an author or a title when nobody gave one: openpyxl 3.1 and python-docx 1.2 their own
names, Office "Microsoft Office User" where it does not know whose machine it is."""
_DATE = re.compile(r"(?P<year>\d{4})(?:-?(?P<month>\d{2}))?(?:-?(?P<day>\d{2}))?")


class Archive:
    """A zip container held in memory, each byte of it counted while it is unpacked."""

    def __init__(self, content: bytes) -> None:
        """Open the directory; raises UnreadableError when it is none or has too many entries."""
        if content.count(_ENTRY_MARK) > ENTRIES_MOST:
            raise UnreadableError(f"the archive has more than {ENTRIES_MOST:,} entries")
        self._packed = len(content)
        self._expanded = 0
        with refusing_damage("it is not a whole zip archive"):
            self._zip = zipfile.ZipFile(BytesIO(content))

    def has(self, name: str) -> bool:
        """Tell whether there is an entry of that name."""
        return name in self._zip.NameToInfo

    def read(self, name: str) -> bytes:
        """Return an entry, unpacked; raises UnreadableError when it is missing, damaged, locked or too large."""
        if not self.has(name):
            raise UnreadableError(f"the file is damaged ({_shown(name)} is missing)")
        return self._unpack(self._zip.getinfo(name))

    def read_all(self) -> Iterator[tuple[str, bytes]]:
        """Yield every entry with its name, so that all of them have been counted and found whole."""
        for entry in self._zip.infolist():
            if not entry.filename.endswith("/"):  # a folder
                yield entry.filename, self._unpack(entry)

    def _unpack(self, entry: zipfile.ZipInfo) -> bytes:
        if entry.flag_bits & _LOCKED:
            raise UnreadableError("the file is encrypted and needs a password")
        chunks: list[bytes] = []
        with refusing_damage(f"{_shown(entry.filename)} cannot be unpacked"), self._zip.open(entry) as unpacking:
            while chunk := unpacking.read(CHUNK):
                chunks.append(chunk)
                self._count(len(chunk))
        return b"".join(chunks)

    def _count(self, size: int) -> None:
        self._expanded += size
        if self._expanded > EXPANDED_MOST:
            raise UnreadableError(f"the archive unpacks to more than {EXPANDED_MOST // MEGABYTE} MB")
        if self._expanded > max(RATIO_MATTERS_FROM, RATIO_MOST * self._packed):
            raise UnreadableError(f"the archive unpacks to more than {RATIO_MOST} times its size")


_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how Office files of before 2007 begin, and encrypted ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCTYPE = b"<!DOCTYPE"


def open_office_package(content: bytes, program: str, suffix: str) -> Archive:
    """Return an Office package all of which was unpacked within the limits, and none of whose XML has a DTD.

    So a library may open it that has no guard of its own.  Raises UnreadableError for any other file, a locked or
    an old one too.
    """
    if content.startswith(_COMPOUND):
        if _ENCRYPTED in content:
            raise UnreadableError("the file is encrypted and needs a password")
        old = suffix.removesuffix("x")
        raise UnreadableError(f"the file is in the old {program} format ({old}); save it as {suffix}")
    for name, part in Archive(content).read_all():
        if name.endswith((".xml", ".rels", ".vml")) and _DOCTYPE in part.replace(b"\x00", b""):
            raise UnreadableError(
                f"the file is damaged (its XML has a document type, which {program} never writes)"
            )
    return Archive(content)


def _shown(name: str) -> str:
    """Return a name from the archive as it may be shown: short and printable."""
    return "".join(character if character.isprintable() else "?" for character in name[:60])


@contextmanager
def refusing_damage(reason: str = "a part of it is missing or wrong") -> Iterator[None]:
    """Turn whatever a parser raises over hostile bytes into UnreadableError, with ``reason`` in it."""
    try:
        yield
    except UnreadableError:
        raise
    except RecursionError as error:
        raise UnreadableError("the file is damaged (its parts are nested too deep)") from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UnreadableError(f"the file is damaged ({reason})") from error
    # On damaged bytes parsers raise errors of any kind (KeyError, ValueError, AssertionError, struct.error …).
    except Exception as error:
        raise UnreadableError(f"the file is damaged ({reason})") from error


def parse_xml(content: bytes, name: str) -> Element:
    """Return the root element: no entities, no DTD from outside, no network, bounded depth, no comments."""
    import lxml.etree  # type: ignore[import-untyped]

    parser = lxml.etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    with refusing_damage(f"the XML of {_shown(name)} is broken"):
        root = lxml.etree.fromstring(content, parser)
        inner = root.getroottree().docinfo.internalDTD
        if inner is not None and any(True for _ in inner.iterentities()):
            raise UnreadableError(f"the XML of {_shown(name)} declares entities, which no article needs")
        return root


def parse_html(content: str, name: str) -> Element | None:
    """Return the root element of a page or chapter, however careless its markup; None when nothing is in it."""
    import lxml.html  # type: ignore[import-untyped]

    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    with refusing_damage(f"the markup of {_shown(name)} is broken"):
        try:
            root = lxml.html.document_fromstring(content.encode("utf-8", "replace"), parser=parser)
        except lxml.etree.ParserError:  # lxml's word for an empty page
            return None
        # The parser stopped there and said nothing.
        if any("depth" in entry.message for entry in parser.error_log):
            raise UnreadableError("the file is damaged (its parts are nested too deep)")
        return root


def local(element: Element) -> str:
    """Return an element's name without its namespace; empty for comments and the like."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2] if tag[:1] == "{" else tag


def attribute(element: Element, name: str) -> str:
    """Return an attribute, whatever namespace it is in; empty when there is none."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def whole(value: str | None, otherwise: int) -> int:
    """Return the small whole number that an attribute gives, ``otherwise`` where it gives none."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else otherwise


def one_line(text: str) -> str:
    """Return the words with single spaces between them, and nothing that XML or a font left among them."""
    return " ".join(text.replace("\xad", "").replace("\u200b", "").replace("\x00", "").split())


def plain_details(
    *, title: str = "", author: str = "", language: str = "", published: str = "", created: str = ""
) -> Details:
    """Return the details that say something: no title or author that a program wrote, dates in ISO form."""
    title, author = one_line(title), one_line(author)
    if _USELESS_TITLE.match(title) or _FILE_NAME.match(title):
        title = ""
    return Details(
        title=title,
        author="" if PLACEHOLDER.fullmatch(author) or PROGRAM.fullmatch(author) else author,
        language=one_line(language).replace("_", "-").partition("-")[0].lower(),
        published=iso_date(published),
        created=iso_date(created),
    )


OPENING_WORDS_MOST = 8
_NO_TITLE = re.compile(
    r"[.!?:;,…。]$|@|https?://|^\W*\d[\d\W]*$|^(dear|hello|hi|liebe[r]?)\b|"
    r"^(table|figure|fig\.?|tab\.?|tabelle|abbildung|tableau|tabla|figura)\s\d",
    re.IGNORECASE,
)


def opening_title(blocks: Sequence[DocumentBlock]) -> str:
    """Return the title that the blocks show where the file names none: a heading, else a short line on top.

    Empty where a single outermost heading speaks for itself, and where no line is surely more than body text:
    a sentence, list item, greeting or date is no title.
    """
    headings = [block for block in blocks if block.kind is DocumentBlockKind.HEADING]
    if headings:
        return "" if sum(block.level == 1 for block in headings) == 1 else headings[0].text
    first = blocks[0]
    short = len(first.text.split()) <= OPENING_WORDS_MOST and len(blocks) > 1
    begins = first.text[:1].isupper() or first.text[:1].isdigit()
    plain = first.kind is DocumentBlockKind.PARAGRAPH and "; " not in first.text
    return first.text if short and begins and plain and not _NO_TITLE.search(first.text) else ""


def iso_date(value: str) -> str:
    """Return the date that a text begins with as ``2026-01-02``, ``2026-01`` or ``2026``; else nothing."""
    match = _DATE.match(value.strip().removeprefix("D:"))
    if not match:
        return ""
    year, month, day = match["year"], match["month"], match["day"]
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    return "-".join(part for part in (year, month, day) if part)
