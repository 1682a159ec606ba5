"""EPUB → document: the chapters of the spine in reading order; contents, covers and navigation left out."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from qa.reading.document import Details, Document, DocumentBlock, UnreadableError
from qa.reading.formats.archive import (
    Archive,
    Element,
    attribute,
    local,
    one_line,
    opening_title,
    parse_html,
    parse_xml,
    plain_details,
    refusing_damage,
)
from qa.reading.formats.inline_marks import Sheet, sheet_of, write_marks
from qa.reading.formats.markup import walk
from qa.reading.formats.page.wording import write_quotation_marks
from qa.reading.formats.raised import with_fractions
from qa.records import Removed

_CHAPTERS = frozenset(("application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document"))
_FONT_SCRAMBLING = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
_FURNITURE: Mapping[str, str] = {
    "toc": "table of contents",
    "nav": "table of contents",
    "landmarks": "table of contents",
    "page-list": "table of contents",
    "cover": "cover",
}
MISSING = "missing chapter"
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding=[\"']([A-Za-z0-9._-]+)[\"']")
_SELF_CLOSED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([A-Za-z][\w:-]*)"
    r"((?:\s[^<>]*?)?)/>"
)


@dataclass(slots=True)
class _Book:
    """What the package document says: the chapters in order, and the details."""

    chapters: list[str] = field(default_factory=list)
    furniture: dict[str, str] = field(default_factory=dict)  # name of a document → the rule that leaves it out
    details: Details = field(default_factory=Details)
    sheets: list[str] = field(default_factory=list)  # names of the style sheets
    unread: list[Removed] = field(default_factory=list)  # what the spine names and the book does not have as text


def read_epub(content: bytes) -> Document:
    """Read an EPUB book; raises UnreadableError when it is none, locked, damaged, or has no text."""
    with refusing_damage():
        archive = Archive(content)
        book = _book(archive)
        locked = _locked(archive)
        if locked & set(book.chapters):
            raise UnreadableError("the book is encrypted (it is sold with copy protection)")
        sheets = [_decoded(archive.read(name)) for name in book.sheets if archive.has(name)]
        sheet = sheet_of(sheets)
        blocks: list[DocumentBlock] = []
        removed = book.unread
        missing = [name for name in book.chapters if not archive.has(name)]
        for name in book.chapters:
            if name in missing:
                removed.append(Removed(text=name, rule=MISSING))
                continue
            chapter = _chapter(archive, name, book.furniture.get(name, ""), sheets, sheet)
            blocks += chapter.blocks
            removed += chapter.removed
        if not blocks:
            lost = f"the file is damaged ({missing[0]} is missing)" if missing else "the file has no text"
            raise UnreadableError(lost)
        details = book.details if book.details.title else replace(book.details, title=opening_title(blocks))
        return Document(blocks=tuple(blocks), details=details, removed=tuple(removed))


def _chapter(archive: Archive, name: str, rule: str, sheets: Sequence[str], sheet: Sheet) -> Document:
    """Return what a document of the spine adds to the book; where ``rule`` leaves it out, only that.

    ``sheet`` is what the book's ``sheets`` say; a chapter may have rules of its own besides.
    """
    root = parse_html(_SELF_CLOSED.sub(r"<\1\2></\1>", _decoded(archive.read(name))), name)
    if root is None:
        return Document(blocks=())
    body = next((element for element in root.iter("body")), root)
    kinds = [kind for element in (body, *body) for kind in (element.get("epub:type") or "").split()]
    whole = len(body) <= 1  # one section that says what it is speaks for the document
    rule = rule or next((_FURNITURE[kind] for kind in kinds if whole and kind in _FURNITURE), "")
    if rule:
        words = one_line(" ".join(body.itertext()))
        return Document(blocks=(), removed=(Removed(text=words, rule=rule),) if words else ())
    own_sheets = [style.text for style in root.iter("style") if style.text]
    marks = write_marks(body, sheet_of([*sheets, *own_sheets]) if own_sheets else sheet)
    write_quotation_marks(body)
    chapter = walk(body)
    blocks = tuple(replace(block, text=with_fractions(block.text)) for block in chapter.blocks)
    return replace(chapter, blocks=blocks, removed=(*marks, *chapter.removed))


def _decoded(content: bytes) -> str:
    """Return the text of a chapter: by its mark, by its XML declaration, else UTF-8 as EPUB asks."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    declared = _DECLARED.match(content)
    encoding = declared[1].decode() if declared else "utf-8"
    try:
        text = content.decode(encoding, "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text)


def _book(archive: Archive) -> _Book:
    container = parse_xml(archive.read("META-INF/container.xml"), "container.xml")
    name = next((attribute(rootfile, "full-path") for rootfile in _all(container, "rootfile")), "")
    if not name:
        raise UnreadableError("the file is damaged (it names no package document)")
    package = parse_xml(archive.read(name), name)
    items = {attribute(item, "id"): item for item in _all(package, "item")}
    folder = posixpath.dirname(name)
    book = _Book(details=_details(package))
    for reference in _all(package, "itemref"):
        item = items.get(attribute(reference, "idref"))
        if item is not None and attribute(item, "media-type") in _CHAPTERS:
            chapter = _resolved(folder, attribute(item, "href"))
            book.chapters.append(chapter)
            if "nav" in attribute(item, "properties").split():
                book.furniture[chapter] = _FURNITURE["nav"]
        elif item is None:
            book.unread.append(Removed(text=attribute(reference, "idref"), rule=MISSING))
        else:
            book.unread.append(Removed(text=attribute(item, "href"), rule="chapter that is no text"))
    book.sheets = [
        _resolved(folder, attribute(item, "href"))
        for item in items.values()
        if attribute(item, "media-type") == "text/css"
    ]
    for reference in _all(package, "reference"):  # the guide of EPUB 2
        if rule := _FURNITURE.get(attribute(reference, "type").lower()):
            book.furniture[_resolved(folder, attribute(reference, "href"))] = rule
    return book


def _details(package: Element) -> Details:
    named: dict[str, list[str]] = {}
    for metadata in _all(package, "metadata"):
        for element in metadata.iter():
            if text := one_line(element.text or ""):
                kind = local(element)
                applies = kind != "date" or attribute(element, "event") in ("", "publication")
                named.setdefault(kind, []).extend([text] if applies else [])
    return plain_details(
        title=next(iter(named.get("title", ())), ""),
        author=", ".join(dict.fromkeys(named.get("creator", ()))),
        language=next(iter(named.get("language", ())), ""),
        published=next(iter(named.get("date", ())), ""),
    )


def _locked(archive: Archive) -> set[str]:
    """Return the names of the entries that are encrypted for real; scrambled fonts do not count."""
    name = "META-INF/encryption.xml"
    if not archive.has(name):
        return set()
    return {
        unquote(attribute(reference, "URI"))
        for data in _all(parse_xml(archive.read(name), name), "EncryptedData")
        if not any(attribute(method, "Algorithm") in _FONT_SCRAMBLING for method in _all(data, "EncryptionMethod"))
        for reference in _all(data, "CipherReference")
    }


def _all(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if local(element) == name)


def _resolved(folder: str, href: str) -> str:
    """Return the name in the archive that a link of the package document means."""
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
