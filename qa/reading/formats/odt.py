"""OpenDocument text (.odt) → document: the final text; deletions, comments and the table of contents reported."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind, UnreadableError
from qa.reading.formats.archive import (
    Archive,
    Element,
    attribute,
    local,
    one_line,
    parse_xml,
    plain_details,
    refusing_damage,
    whole,
)
from qa.reading.formats.markup import SPAN_MOST, Cell, TableRows
from qa.records import Removed

_SPACES = frozenset("s tab line-break".split())
_REPORTED = {
    "annotation": "comment",
    "deletion": "tracked deletion",
    "hidden-text": "invisible text",
    "table-of-content": "table of contents",
    "alphabetical-index": "index of words",
}
_SILENT = frozenset(
    "tracked-changes annotation-end index-title-template forms sequence-decls variable-decls user-field-decls "
    "object object-ole bibliography-mark index-body title desc event-listeners".split()
)
_FURNITURE = frozenset("header header-left header-first footer footer-left footer-first".split())
DEEPEST_HEADING_LEVEL = 6


def read_odt(content: bytes) -> Document:
    """Read an OpenDocument text; raises UnreadableError when it is none, locked, damaged, or has no text."""
    with refusing_damage():
        archive = Archive(content)
        manifest = "META-INF/manifest.xml"
        if archive.has(manifest):
            entries = parse_xml(archive.read(manifest), manifest).iter()
            if any(local(entry) == "encryption-data" for entry in entries):
                raise UnreadableError("the file is encrypted and needs a password")
        roots = {
            name: parse_xml(archive.read(f"{name}.xml"), f"{name}.xml")
            for name in ("content", "styles", "meta")
            if name == "content" or archive.has(f"{name}.xml")
        }
        return _Reader(roots).document()


@dataclass(slots=True)
class _List:
    """An open list: the style that numbers it, and the number of its last item."""

    style: str
    number: int = 0


class _Reader:
    """Walks the body of one document."""

    def __init__(self, roots: dict[str, Element]) -> None:
        self._roots = roots
        self._styles = _named(roots, "style")
        self._list_styles = _named(roots, "list-style")
        self._blocks: list[DocumentBlock] = []
        self._removed: list[Removed] = []
        self._lists: list[_List] = []
        self._counted: dict[str, int] = {}  # style of an outermost list → the number it ended with
        self._marker = ""  # set by an item until its first text takes it
        self._boxes: list[Element] = []  # the text boxes anchored in the paragraph at hand
        self._waiting: list[DocumentBlock] = []  # notes, until the list they were referred to in is over
        self._title = ""

    def document(self) -> Document:
        """Return the whole document."""
        body = next((each for each in self._roots["content"].iter() if _is_body(each)), None)
        if body is None:
            raise UnreadableError("the file is no OpenDocument text")
        self._walk(body)
        self._blocks += self._waiting
        if not self._blocks:
            raise UnreadableError("the file has no text")
        for element in self._roots.get("styles", body).iter():
            if local(element) in _FURNITURE:
                self._report("running header or footer", element)
        shift = 1 if self._title else 0  # the title came with level 0; under it every heading is a level deeper
        blocks = [
            replace(block, level=min(block.level + shift, DEEPEST_HEADING_LEVEL))
            if block.kind is DocumentBlockKind.HEADING
            else block
            for block in self._blocks
        ]
        return Document(blocks=tuple(blocks), details=self._details(), removed=tuple(self._removed))

    def _details(self) -> Details:
        texts: dict[str, str] = {}
        for element in self._roots["meta"].iter() if "meta" in self._roots else ():
            texts.setdefault(local(element), element.text or "")
        return plain_details(
            title=self._title or texts.get("title", ""),
            author=texts.get("initial-creator") or texts.get("creator", ""),
            language=texts.get("language", ""),
            created=texts.get("creation-date", ""),
        )

    def _report(self, rule: str, element: Element) -> None:
        """Report the paragraphs of an element: who wrote it and when stands beside them."""
        texts = [" ".join(each.itertext()) for each in element.iter() if local(each) in ("p", "h")]
        if text := one_line(" ".join(texts) or attribute(element, "string-value")):
            self._removed.append(Removed(text=text, rule=rule))

    def _walk(self, container: Element) -> None:
        for child in container:
            name = local(child)
            if name in ("p", "h"):
                self._paragraph(child, heading=name == "h")
            elif name == "list":
                self._list(child)
            elif name == "table":
                self._table(child)
            elif name == "tracked-changes":
                for deletion in (each for each in child.iter() if local(each) == "deletion"):
                    self._report(_REPORTED["deletion"], deletion)
            elif name in _REPORTED:
                self._report(_REPORTED[name], child)
            elif name not in _SILENT:
                self._walk(child)

    def _paragraph(self, paragraph: Element, *, heading: bool) -> None:
        noted = len(self._waiting)
        if text := one_line(self._text(paragraph)):
            block = self._block(paragraph, text, heading=heading)
            if not self._lists:
                self._blocks += self._waiting[:noted]
                del self._waiting[:noted]
            self._blocks.append(block)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._walk(box)

    def _block(self, paragraph: Element, text: str, *, heading: bool) -> DocumentBlock:
        if "Title" in self._chain(attribute(paragraph, "style-name")):
            self._title = self._title or text
            return DocumentBlock(kind=DocumentBlockKind.HEADING, text=text, level=0)
        if heading:
            self._marker = ""
            return DocumentBlock(
                kind=DocumentBlockKind.HEADING, text=text, level=whole(attribute(paragraph, "outline-level"), 1)
            )
        if self._marker:
            marker, self._marker = self._marker, ""
            return DocumentBlock(
                kind=DocumentBlockKind.LIST_ITEM, text=text, level=len(self._lists), marker=marker
            )
        return DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text)

    def _chain(self, name: str) -> list[str]:
        """Return the names of a style and of those it is based on."""
        names: list[str] = []
        while name and name not in names:
            names.append(name)
            name = attribute(self._styles[name], "parent-style-name") if name in self._styles else ""
        return names

    def _text(self, element: Element) -> str:
        """Return the text in an element as it prints; boxes and notes in it are put aside, comments reported."""
        parts = [element.text or ""]
        for child in element:
            name = local(child)
            if name in _SPACES:
                parts.append(" ")
            elif name == "note":
                self._note(child)
            elif name == "text-box":
                self._boxes.append(child)
            elif name in _REPORTED:
                self._report(_REPORTED[name], child)
            elif name not in _SILENT:
                parts.append(self._text(child))
                parts.append(" " if name in ("p", "h") else "")
            parts.append(child.tail or "")
        return "".join(parts)

    def _note(self, note: Element) -> None:
        body = (self._text(child) for child in note if local(child) == "note-body")
        if text := one_line(" ".join(body)):
            self._waiting.append(DocumentBlock(kind=DocumentBlockKind.NOTE, text=text))

    def _list(self, listed: Element) -> None:
        style = attribute(listed, "style-name") or (self._lists[-1].style if self._lists else "")
        goes_on = attribute(listed, "continue-numbering") == "true" or attribute(listed, "continue-list")
        self._lists.append(_List(style, self._counted.get(style, 0) if goes_on else 0))
        for item in listed:
            if local(item) == "list-item":
                opened = self._lists[-1]
                opened.number = whole(attribute(item, "start-value"), opened.number + 1)
                self._marker = f"{opened.number}." if self._is_numbered(style, len(self._lists)) else "-"
            self._walk(item)
            self._marker = ""
        self._counted[style] = self._lists.pop().number

    def _is_numbered(self, style: str, depth: int) -> bool:
        levels = (level for level in self._list_styles.get(style, ()) if attribute(level, "level") == str(depth))
        return any(
            local(level) == "list-level-style-number" and attribute(level, "num-format") for level in levels
        )

    def _table(self, table: Element) -> None:
        rows = list(_rows(table))
        single = all(len(cells) < 2 for _, cells in rows)
        headed = any(local(each) in ("h", "sub-table") for _, cells in rows for cell in cells for each in cell)
        if single or headed:  # it only places what stands in it
            for _, cells in rows:
                for cell in cells:
                    self._walk(cell)
            return
        lines = TableRows()
        for header, cells in rows:
            line = lines.line([self._cell(cell) for cell in cells], header=header)
            if line:
                self._blocks.append(DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=line))

    def _cell(self, cell: Element) -> Cell:
        repeated = whole(attribute(cell, "number-columns-repeated"), 1)
        columns = max(whole(attribute(cell, "number-columns-spanned"), 1), min(repeated, SPAN_MOST))
        rows = whole(attribute(cell, "number-rows-spanned"), 1)
        return Cell(text=one_line(self._text(cell)), columns=columns, rows=rows)


def _rows(container: Element, *, header: bool = False) -> Iterator[tuple[bool, list[Element]]]:
    """Yield each row with whether it holds headers; covered cells belong to the cell that covers them."""
    for child in container:
        name = local(child)
        if name == "table-row":
            yield header, [cell for cell in child if local(cell) == "table-cell"]
        elif name in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(child, header=header or name == "table-header-rows")


def _named(roots: dict[str, Element], kind: str) -> dict[str, Element]:
    return {
        attribute(each, "name"): each for root in roots.values() for each in root.iter() if local(each) == kind
    }


def _is_body(element: Element) -> bool:
    parent = element.getparent()
    return local(element) == "text" and parent is not None and local(parent) == "body"
