"""Word documents (.docx, .docm) → document: the final text; what a reader would not see in print is reported."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from qa.reading.document import Document, DocumentBlock, DocumentBlockKind, UnreadableError
from qa.reading.formats.archive import (
    Element,
    attribute,
    local,
    open_office_package,
    opening_title,
    parse_xml,
    plain_details,
    refusing_damage,
    whole,
)
from qa.reading.formats.page.rows import Cell, TableRows
from qa.reading.formats.runs import Run, line_of, lines_in, told_apart
from qa.reading.formats.sheets.rows import headers_in_text, rows_of
from qa.reading.formats.symbols import TICKS
from qa.reading.formats.word.elements import chain, child_of, first_of, is_on, value_of
from qa.reading.formats.word.numbering import BULLET, Numbering
from qa.reading.formats.word.text import DELETED, INVISIBLE, ParagraphText, chosen, text_of
from qa.records import Removed

_HEADING_NAME = re.compile(r"heading ([1-9])$", re.IGNORECASE)
BODY_LEVEL = 9  # what Word calls the outline level of body text
_WRAPPERS = frozenset("ins moveTo customXml smartTag sdtContent".split())
_GONE = frozenset("del moveFrom".split())
_CONTENTS_NAME = re.compile(r"(toc|table of figures)\b(?! heading)", re.IGNORECASE)
DEEPEST_HEADING_LEVEL = 6
_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def read_docx(content: bytes) -> Document:
    """Read a Word document; raises UnreadableError when it is none, locked, damaged, or has no text."""
    open_office_package(content, "Word", ".docx")  # checks the whole package: python-docx unpacks without limits
    with refusing_damage():
        from docx.opc.part import PartFactory
        from docx.package import Package
        from docx.parts.document import DocumentPart

        # python-docx 1.2.0 knows no document with macros; they are never run
        PartFactory.part_type_for[_WITH_MACROS] = DocumentPart
        main = Package.open(BytesIO(content)).main_document_part
        if not isinstance(main, DocumentPart):
            raise UnreadableError(f"the file is not a Word document ({main.content_type})")
        return _Reader(main).document()


def heading_level(paragraph: Element, style: Sequence[Element]) -> int:
    """Return the level of a heading, 0 for body text: its own outline level, or its style's, or by its name."""
    for element in (paragraph, *style):
        if outline := value_of(element, "pPr", "outlineLvl"):
            level = whole(outline, BODY_LEVEL)
            return level + 1 if level < BODY_LEVEL else 0
        if match := _HEADING_NAME.match(value_of(element, "name")):
            return int(match[1])
    return 0


class _Reader:
    """Walks the body of one document."""

    def __init__(self, main: Element) -> None:
        self._main = main
        self._body = next(child for child in main.element if local(child) == "body")
        self._styles = {attribute(style, "styleId"): style for style in self._part("styles")}
        self._normal = next((name for name, style in self._styles.items() if _is_default(style)), "")
        self._numbering = Numbering(self._part("numbering"), self._styles)
        self._notes = {
            (kind, attribute(note, "id")): note
            for kind in ("footnote", "endnote")
            for note in self._part(f"{kind}s")
        }
        self._blocks: list[DocumentBlock] = []
        self._removed: list[Removed] = []
        self._waiting: list[DocumentBlock] = []  # notes, held back until the list that refers to them ends
        self._text = ParagraphText(self._body, self._styles, self._removed, self._note)
        self._carried: list[Run] = []  # runs of a paragraph that prints as one with the next
        self._title = ""

    def document(self) -> Document:
        """Return the whole document."""
        self._walk(self._body)
        self._flush()
        self._blocks += self._waiting
        if not self._blocks:
            raise UnreadableError("the file has no text")
        self._report("comment", self._part("comments"))
        for kind in ("header", "footer"):
            for part in self._parts(kind):
                self._report("running header or footer", [part])
        for relation in self._main.rels.values():
            if relation.reltype.endswith("/vbaProject") and not relation.is_external:
                self._removed.append(Removed(text=str(relation.target_part.partname), rule="macro"))
        core = self._main.package.core_properties
        created = core.created.isoformat() if core.created else ""
        details = plain_details(
            title=self._title or core.title, author=core.author, language=core.language, created=created
        )
        if not details.title:
            details = replace(details, title=opening_title(self._blocks))
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
            if text := text_of([element]):
                self._removed.append(Removed(text=text, rule=rule))

    def _walk(self, container: Element) -> None:
        for child in container:
            name = local(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._flush()
                self._table(child)
            elif name == "sdt" and "Table of Contents" in value_of(child, "sdtPr", "docPartObj", "docPartGallery"):
                self._report("table of contents", [child])
            elif name == "sdt" or name in _WRAPPERS:
                self._walk(child)
            elif name == "AlternateContent":
                self._walk(chosen(child))
            elif name == "oMathPara":
                self._add(DocumentBlockKind.PARAGRAPH, line_of(self._text.runs([child], ())))
            elif name in _GONE:
                self._report(DELETED, [child])

    def _style_of(self, paragraph: Element) -> list[Element]:
        return list(chain(self._styles, value_of(paragraph, "pPr", "pStyle") or self._normal))

    def _paragraph(self, paragraph: Element) -> None:
        style = self._style_of(paragraph)
        if any(_CONTENTS_NAME.match(value_of(element, "name")) for element in style):
            self._report("table of contents", [paragraph])
            return
        note_count = len(self._waiting)
        runs = self._carried
        runs += self._text.runs(paragraph, style)
        on = _runs_on(paragraph)
        self._carried = runs if on else []
        if not on:
            self._print(paragraph, style, lines_in(runs), note_count)
        self._walk_boxes()

    def _print(self, paragraph: Element, style: Sequence[Element], lines: Sequence[str], note_count: int) -> None:
        """Add a paragraph's lines; one without text only counts in its list, as its number is printed."""
        level, marker = self._numbering.item(paragraph, style)
        text = " ".join(lines)
        if not text:
            return
        if not level or heading_level(paragraph, style):
            self._blocks += self._waiting[:note_count]
            del self._waiting[:note_count]
        if any(value_of(element, "name").lower() == "title" for element in style[:1]):
            self._title = self._title or text
            self._add(DocumentBlockKind.HEADING, text)
        elif heading := heading_level(paragraph, style):
            self._add(DocumentBlockKind.HEADING, text if marker == BULLET else f"{marker} {text}", heading)
        elif level and marker in TICKS:
            self._add(DocumentBlockKind.LIST_ITEM, f"{marker} {text}", level)
        elif level:
            self._add(DocumentBlockKind.LIST_ITEM, text, level, marker)
        else:
            for line in lines:
                self._add(DocumentBlockKind.PARAGRAPH, line)

    def _add(self, kind: DocumentBlockKind, text: str, level: int = 0, marker: str = BULLET) -> None:
        if text:
            self._blocks.append(DocumentBlock(kind=kind, text=text, level=level, marker=marker))

    def _flush(self) -> None:
        """End a paragraph that ran on, but nothing came that it could run into."""
        runs, self._carried = self._carried, []
        self._add(DocumentBlockKind.PARAGRAPH, line_of(runs))

    def _walk_boxes(self) -> None:
        boxes, carried = list(self._text.boxes), self._carried
        self._text.boxes.clear()
        self._carried = []
        for box in boxes:
            self._walk(box)
            self._flush()
        self._carried = carried

    def _note(self, kind: str, number: str) -> None:
        note = self._notes.pop((kind, number), None)  # popped, so that no note can refer to itself
        if note is None:
            return
        reader = ParagraphText(note, self._styles, self._removed, self._note)
        if text := self._text_in(note, reader):
            self._waiting.append(DocumentBlock(kind=DocumentBlockKind.NOTE, text=text))

    def _text_in(self, container: Element, reader: ParagraphText) -> str:
        """Return the paragraphs of a note or cell on one line, told apart by a comma where no stop ends one."""
        parts: list[str] = []
        carried: list[Run] = []
        for paragraph in _inside(container, "p"):
            style = self._style_of(paragraph)
            runs = [*carried, *reader.runs(paragraph, style)]
            carried = runs if _runs_on(paragraph) else []
            if not carried:
                _, marker = self._numbering.item(paragraph, style)
                text = told_apart(lines_in(runs))
                parts += [text if marker == BULLET else f"{marker} {text}"] if text else []
        parts += [line_of(carried)] if carried else []
        return told_apart(parts)

    def _table(self, table: Element) -> None:
        rows = [(row, list(_inside(row, "tc"))) for row in _inside(table, "tr")]
        if all(len(cells) < 2 for _, cells in rows) or self._is_layout(rows):
            for _, cells in rows:
                for cell in cells:
                    self._walk(cell)
                    self._flush()
            return
        visible_rows: list[_ReadRow] = []
        above = dict[int, str]()
        for row, cells in rows:
            if child_of(row, "trPr", "del") is not None:
                self._report(DELETED, [row])
            elif is_on(child_of(row, "trPr", "hidden")):
                self._report(INVISIBLE, [row])
            else:
                placed = tuple(self._cells(row, cells, above))
                visible_rows.append(_ReadRow(row, placed, tuple(self._text.boxes)))
                self._text.boxes.clear()
        self._print_rows(table, visible_rows)

    def _print_rows(self, table: Element, rows: Sequence["_ReadRow"]) -> None:
        """Add the rows of a table, each cell behind its header."""
        lines = TableRows()
        cell_rows = [row for row in rows if not row.title]
        heads = 0
        if len(cell_rows) > 1 and rows[-1] is not cell_rows[0]:
            heads = (
                1
                if self._heads(table, cell_rows[0].element)
                else headers_in_text(rows_of([row.cells for row in cell_rows]))
            )
        named = len(cell_rows) > 1 and not heads and self._name_rows(table, cell_rows)
        for row in rows:
            if row.title:
                self._add(DocumentBlockKind.PARAGRAPH, row.title)
            else:
                header = any(row is head_row for head_row in cell_rows[:heads])
                header = header or is_on(child_of(row.element, "trPr", "tblHeader"))
                cells = (replace(row.cells[0], header=named), *row.cells[1:])
                self._add(DocumentBlockKind.PARAGRAPH, lines.line(cells, header=header))
            self._text.boxes += row.boxes
            self._walk_boxes()
            for nested in (
                inner_table for cell in _inside(row.element, "tc") for inner_table in _inside(cell, "tbl")
            ):
                self._table(nested)

    def _is_layout(self, rows: Sequence[tuple[Element, Sequence[Element]]]) -> bool:
        """Tell a table that only places things: a heading stands in it, or most of its words in tables within."""
        cells = [cell for _, row_cells in rows for cell in row_cells]
        if any(heading_level(child, self._style_of(child)) for cell in cells for child in _inside(cell, "p")):
            return True
        nested = [text_of([inner_table]) for cell in cells for inner_table in _inside(cell, "tbl")]
        return bool(nested) and 2 * sum(map(len, nested)) > len(text_of([row for row, _ in rows]))

    def _heads(self, table: Element, row: Element) -> bool:
        """Tell whether the first row is made to look like one of headers: all bold, or by the table's style."""
        return self._is_all_bold(row) or self._has_look(table, "firstRow", "firstRow")

    def _name_rows(self, table: Element, rows: Sequence["_ReadRow"]) -> bool:
        """Tell whether the first column is made to look like the names of rows, and the others are not."""
        cells = [list(_inside(row.element, "tc")) for row in rows]
        if any(len(row_cells) < 2 for row_cells in cells):
            return False
        if self._has_look(table, "firstColumn", "firstCol"):
            return True
        bold_elsewhere = [self._is_all_bold(cell) for row_cells in cells for cell in row_cells[1:]]
        return all(self._is_all_bold(row_cells[0]) for row_cells in cells) and not any(bold_elsewhere)

    def _has_look(self, table: Element, flag: str, part: str) -> bool:
        """Tell whether a table asks for a look of its first row or column, and its style has one."""
        look = child_of(table, "tblPr", "tblLook")
        has_flag = look is not None and attribute(look, flag) in ("1", "true")
        style = chain(self._styles, value_of(table, "tblPr", "tblStyle"))
        return has_flag and any(attribute(child, "type") == part for parts in style for child in parts)

    def _is_all_bold(self, element: Element) -> bool:
        runs = [
            (run, paragraph)
            for paragraph in element.iter("{*}p")
            for run in paragraph.iter("{*}r")
            if any((child.text or "").strip() for child in run if local(child) == "t")
        ]
        return bool(runs) and all(self._is_bold(run, paragraph) for run, paragraph in runs)

    def _is_bold(self, run: Element, paragraph: Element) -> bool:
        named = chain(self._styles, value_of(run, "rPr", "rStyle"))
        return is_on(first_of((run, *named, *self._style_of(paragraph)), "rPr", "b"))

    def _cells(self, row: Element, cells: Sequence[Element], above: dict[int, str]) -> Iterator[Cell]:
        """Yield the cells of a row; one that continues the cell above it has that one's text."""
        column = whole(value_of(row, "trPr", "gridBefore"), 0)
        if column:
            yield Cell(text="", columns=column)
        for cell in cells:
            merged = child_of(cell, "tcPr", "vMerge")
            text = self._text_in(cell, self._text)
            if merged is not None and attribute(merged, "val") != "restart":
                text = above.get(column, "")
            above[column] = text
            columns = whole(value_of(cell, "tcPr", "gridSpan"), 1)
            yield Cell(text=text, columns=columns)
            column += columns


@dataclass(frozen=True, slots=True)
class _ReadRow:
    """A row of a table as it was read, with the text boxes that are anchored in it."""

    element: Element
    cells: tuple[Cell, ...]
    boxes: tuple[Element, ...]

    @property
    def title(self) -> str:
        """Return the caption, or the heading over the rows below it, that a row is; empty for all others."""
        filled = [cell for cell in self.cells if cell.text]
        return filled[0].text if len(filled) == 1 and filled[0].columns > 1 else ""


def _is_default(style: Element) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true")


def _runs_on(paragraph: Element) -> bool:
    """Tell a paragraph that prints as one with the next: its end is deleted or hidden, or it is a drop cap."""
    frame = child_of(paragraph, "pPr", "framePr")
    if frame is not None and attribute(frame, "dropCap") in ("drop", "margin"):
        return True
    look = child_of(paragraph, "pPr", "rPr")
    if look is None:
        return False
    hidden = is_on(child_of(look, "vanish")) and not is_on(child_of(look, "specVanish"))
    return hidden or any(local(child) in _GONE for child in look)


def _inside(container: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table, cells of a row or paragraphs of a cell, those in controls and insertions too."""
    for child in container:
        if local(child) == name:
            yield child
        elif local(child) == "sdt" or local(child) in _WRAPPERS:
            yield from _inside(child, name)
        elif local(child) == "AlternateContent":
            yield from _inside(chosen(child), name)
