"""Word documents (.docx) → document: the final text; what a reader of the print would not see is reported."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO

from qa.reading.document import Document, DocumentBlock, DocumentBlockKind, UnreadableError
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
from qa.reading.formats.markup import Cell, TableRows
from qa.records import Removed

_HEADING_NAME = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_LIST_NAME = re.compile(r"list (?:bullet|number) ([2-9])$", re.IGNORECASE)
BODY_LEVEL = 9  # what Word calls the outline level of body text


class Numbering:
    """What the lists of a document look like, and how far each has counted."""

    def __init__(self, numbering: Element, styles: Mapping[str, Element]) -> None:
        """Take the root of the numbering part (empty where the document has none) and the styles by their ids."""
        self._styles = styles
        self._lists = {attribute(each, "numId"): each for each in numbering if local(each) == "num"}
        self._looks = {
            attribute(each, "abstractNumId"): each for each in numbering if local(each) == "abstractNum"
        }
        self._counted: Counter[tuple[str, int]] = Counter()

    def item(self, paragraph: Element, style: Sequence[Element]) -> tuple[int, str]:
        """Return the depth of a list item and its marker; depth 0 for a paragraph outside lists."""
        given = next(
            (found for each in (paragraph, *style) if (found := child_of(each, "pPr", "numPr")) is not None), ()
        )
        number, depth = value_of(given, "numId"), whole(value_of(given, "ilvl"), 0)
        if number in ("", "0"):
            return 0, "-"
        named = _LIST_NAME.match(value_of(style[0], "name")) if style else None
        shown = max(depth + 1, int(named[1]) if named else 1)
        look = self._look(number)
        level = next((each for each in look if attribute(each, "ilvl") == str(depth)), None)
        if level is None or value_of(level, "numFmt") in ("", "bullet", "none"):
            return shown, "-"
        return shown, f"{self._next(number, depth, whole(value_of(level, 'start'), 1))}."

    def _look(self, number: str) -> Element:
        for _ in range(3):  # a look may point to a style, which points to the list that has the look
            look = self._looks.get(value_of(self._lists.get(number, ()), "abstractNumId"), ())
            linked = value_of(look, "numStyleLink")
            if not linked:
                return look
            number = value_of(self._styles.get(linked, ()), "pPr", "numPr", "numId")
        return ()

    def _next(self, number: str, depth: int, start: int) -> int:
        for key in [key for key in self._counted if key[0] == number and key[1] > depth]:
            del self._counted[key]
        self._counted[number, depth] += 1
        return start - 1 + self._counted[number, depth]


def heading_level(paragraph: Element, style: Sequence[Element]) -> int:
    """Return the level of a heading, 0 for body text: its own outline level, or its style's, or by its name."""
    for each in (paragraph, *style):
        if outline := value_of(each, "pPr", "outlineLvl"):
            level = whole(outline, BODY_LEVEL)
            return level + 1 if level < BODY_LEVEL else 0
        if match := _HEADING_NAME.match(value_of(each, "name")):
            return int(match[1])
    return 0


def chain(styles: Mapping[str, Element], name: str) -> Iterator[Element]:
    """Yield a style and those it is based on."""
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        yield styles[name]
        name = value_of(styles[name], "basedOn")


def child_of(element: Element, *names: str) -> Element | None:
    """Return the descendant that a path of names leads to."""
    for name in names:
        element = next((child for child in element if local(child) == name), None)
        if element is None:
            return None
    return element


def value_of(element: Element, *names: str) -> str:
    """Return the value of the descendant that a path of names leads to; empty when there is none."""
    found = child_of(element, *names)
    return "" if found is None else attribute(found, "val")


def is_on(switch: Element | None) -> bool:
    """Tell whether a switch, such as bold, is there and not turned off."""
    return switch is not None and attribute(switch, "val") not in ("0", "false", "off", "none")


_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how Office files of before 2007 begin, and encrypted ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WRAPPERS = frozenset("ins moveTo customXml smartTag sdtContent".split())
_SPACES = frozenset("tab br cr ptab".split())
_SILENT = frozenset("pPr rPr tcPr instrText delText delInstrText".split())
_REPORTED = frozenset("t delText p".split())
_GONE = frozenset("del moveFrom".split())
_CONTENTS_NAME = re.compile(r"(toc|table of figures)\b(?! heading)", re.IGNORECASE)
_DOCTYPE = b"<!DOCTYPE"
DEEPEST_HEADING_LEVEL = 6


def read_docx(content: bytes) -> Document:
    """Read a Word document; raises UnreadableError when it is none, locked, damaged, or has no text."""
    if content.startswith(_COMPOUND):
        if _ENCRYPTED in content:
            raise UnreadableError("the file is encrypted and needs a password")
        raise UnreadableError("the file is in the old Word format (.doc); save it as .docx")
    for name, part in Archive(content).read_all():  # all of it, for python-docx unpacks without a guard
        if name.endswith((".xml", ".rels")) and _DOCTYPE in part.replace(b"\x00", b""):
            raise UnreadableError("the file is damaged (its XML has a document type, which Word never writes)")
    with refusing_damage():
        import docx

        reader = _Reader(docx.Document(BytesIO(content)).part)
        return reader.document()


class _Reader:
    """Walks the body of one document."""

    def __init__(self, main: Element) -> None:
        self._main = main
        self._styles = {attribute(style, "styleId"): style for style in self._part("styles")}
        self._numbering = Numbering(self._part("numbering"), self._styles)
        self._notes = {
            (kind, attribute(note, "id")): note
            for kind in ("footnote", "endnote")
            for note in self._part(f"{kind}s")
        }
        self._blocks: list[DocumentBlock] = []
        self._removed: list[Removed] = []
        self._boxes: list[Element] = []  # the text boxes anchored in the paragraph at hand
        self._waiting: list[DocumentBlock] = []  # notes, until the list they were referred to in is over
        self._title = ""

    def document(self) -> Document:
        """Return the whole document."""
        self._walk(next(child for child in self._main.element if local(child) == "body"))
        self._blocks += self._waiting
        if not self._blocks:
            raise UnreadableError("the file has no text")
        self._report("comment", self._part("comments"))
        for kind in ("header", "footer"):
            for part in self._parts(kind):
                self._report("running header or footer", [part])
        core = self._main.package.core_properties
        created = core.created.isoformat() if core.created else ""
        details = plain_details(
            title=self._title or core.title, author=core.author, language=core.language, created=created
        )
        return Document(blocks=tuple(self._levelled()), details=details, removed=tuple(self._removed))

    def _levelled(self) -> Iterator[DocumentBlock]:
        """Yield the blocks; under a title, which came with level 0, every heading is a level deeper."""
        for block in self._blocks:
            if block.kind is DocumentBlockKind.HEADING and self._title:
                yield replace(block, level=min(block.level + 1, DEEPEST_HEADING_LEVEL))
            else:
                yield block

    def _parts(self, kind: str) -> Iterator[Element]:
        for relation in self._main.rels.values():
            if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
                yield parse_xml(relation.target_part.blob, kind)

    def _part(self, kind: str) -> Element:
        return next(self._parts(kind), ())

    def _report(self, rule: str, elements: Sequence[Element]) -> None:
        for element in elements:
            pieces = ((local(piece), piece) for piece in element.iter())
            texts = (" " if name == "p" else piece.text or "" for name, piece in pieces if name in _REPORTED)
            if text := one_line("".join(texts)):
                self._removed.append(Removed(text=text, rule=rule))

    def _walk(self, container: Element) -> None:
        for child in container:
            name = local(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name == "sdt" and "Table of Contents" in value_of(child, "sdtPr", "docPartObj", "docPartGallery"):
                self._report("table of contents", [child])
            elif name == "sdt" or name in _WRAPPERS:
                self._walk(child)
            elif name == "AlternateContent":
                self._walk(_chosen(child))
            elif name in _GONE:
                self._report("tracked deletion", [child])

    def _paragraph(self, paragraph: Element) -> None:
        style = list(chain(self._styles, value_of(paragraph, "pPr", "pStyle")))
        if any(_CONTENTS_NAME.match(value_of(each, "name")) for each in style):
            self._report("table of contents", [paragraph])
            return
        noted = len(self._waiting)
        if text := one_line(self._text(paragraph)):
            block = self._block(paragraph, style, text)
            if block.kind is not DocumentBlockKind.LIST_ITEM:
                self._blocks += self._waiting[:noted]
                del self._waiting[:noted]
            self._blocks.append(block)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._walk(box)

    def _block(self, paragraph: Element, style: Sequence[Element], text: str) -> DocumentBlock:
        if any(value_of(each, "name").lower() == "title" for each in style[:1]):
            self._title = self._title or text
            return DocumentBlock(kind=DocumentBlockKind.HEADING, text=text, level=0)
        if level := heading_level(paragraph, style):
            return DocumentBlock(kind=DocumentBlockKind.HEADING, text=text, level=level)
        level, marker = self._numbering.item(paragraph, style)
        if level:
            return DocumentBlock(kind=DocumentBlockKind.LIST_ITEM, text=text, level=level, marker=marker)
        return DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text)

    def _text(self, element: Element) -> str:
        """Return the text in an element as it prints; boxes and notes in it are put aside, deletions reported."""
        parts: list[str] = []
        for child in element:
            name = local(child)
            if name == "t":
                parts.append(child.text or "")
            elif name in _SPACES:
                parts.append(" ")
            elif name == "noBreakHyphen":
                parts.append("-")
            elif name in _GONE:
                self._report("tracked deletion", [child])
            elif name == "r" and is_on(child_of(child, "rPr", "vanish")):
                self._report("invisible text", [child])
            elif name in ("footnoteReference", "endnoteReference"):
                self._note(name.removesuffix("Reference"), attribute(child, "id"))
            elif name == "txbxContent":
                self._boxes.append(child)
            elif name not in _SILENT:
                parts.append(self._text(_chosen(child) if name == "AlternateContent" else child))
                parts.append(" " if name == "p" else "")
        return "".join(parts)

    def _note(self, kind: str, number: str) -> None:
        note = self._notes.pop((kind, number), None)  # popped, so that no note can refer to itself
        if note is not None and (text := one_line(self._text(note))):
            self._waiting.append(DocumentBlock(kind=DocumentBlockKind.NOTE, text=text))

    def _table(self, table: Element) -> None:
        rows = [(row, list(_within(row, "tc"))) for row in _within(table, "tr")]
        if all(len(cells) < 2 for _, cells in rows) or any(self._is_layout(cells) for _, cells in rows):
            for _, cells in rows:
                for cell in cells:
                    self._walk(cell)
            return
        lines, above = TableRows(), dict[int, str]()
        for number, (row, cells) in enumerate(rows):
            if child_of(row, "trPr", "del") is not None:
                self._report("tracked deletion", [row])
                continue
            placed = list(self._cells(cells, above))
            first = not number and len(rows) > 1 and self._heads(table, row)
            line = lines.line(placed, header=first or is_on(child_of(row, "trPr", "tblHeader")))
            if line:
                self._blocks.append(DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=line))

    def _is_layout(self, cells: Sequence[Element]) -> bool:
        """Tell a row that only places things: a table or a heading stands in it."""
        for paragraph in (child for cell in cells for child in cell):
            style = list(chain(self._styles, value_of(paragraph, "pPr", "pStyle")))
            if local(paragraph) == "tbl" or heading_level(paragraph, style):
                return True
        return False

    def _heads(self, table: Element, row: Element) -> bool:
        """Tell whether the first row is made to look like one of headers: all bold, or by the table's style."""
        runs = [run for run in row.iter() if local(run) == "r" and any(local(child) == "t" for child in run)]
        if runs and all(is_on(child_of(run, "rPr", "b")) for run in runs):
            return True
        look = child_of(table, "tblPr", "tblLook")
        wanted = look is not None and (attribute(look, "firstRow") in ("1", "true"))
        style = chain(self._styles, value_of(table, "tblPr", "tblStyle"))
        return wanted and any(attribute(part, "type") == "firstRow" for each in style for part in each)

    def _cells(self, cells: Sequence[Element], above: dict[int, str]) -> Iterator[Cell]:
        """Yield the cells of a row; one that continues the cell above it has that one's text."""
        column = 0
        for cell in cells:
            merged = child_of(cell, "tcPr", "vMerge")
            text = one_line(self._text(cell))
            if merged is not None and attribute(merged, "val") != "restart":
                text = above.get(column, "")
            above[column] = text
            columns = whole(value_of(cell, "tcPr", "gridSpan"), 1)
            yield Cell(text=text, columns=columns)
            column += columns


def _within(container: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, those inside controls and insertions too."""
    for child in container:
        if local(child) == name:
            yield child
        elif local(child) == "sdt" or local(child) in _WRAPPERS:
            yield from _within(child, name)


def _chosen(alternatives: Element) -> Element:
    """Return the first of several forms of the same thing; the others repeat its text."""
    return next((child for child in alternatives if local(child) in ("Choice", "Fallback")), ())
