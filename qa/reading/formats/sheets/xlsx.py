"""Excel workbooks (.xlsx) → document: each visible sheet under its name, each row as a line with its headers.

The parts are read off their XML: what a cell shows is its value, its style and its format at once, and a library
that gives values alone would have them as they are stored (45000 for a day, 0.256 for 25.6 %).  Formulas are never
computed: the value that the program last saw stands beside each.
"""

import posixpath
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind, UnreadableError
from qa.reading.formats.archive import (
    Archive,
    Element,
    attribute,
    local,
    one_line,
    open_office_package,
    opening_title,
    parse_xml,
    plain_details,
    refusing_damage,
    whole,
)
from qa.reading.formats.page.rows import Cell
from qa.reading.formats.sheets.cells import Cells, Shown
from qa.reading.formats.sheets.rows import Row, blocks_of
from qa.reading.formats.slides.graphics import chart_lines
from qa.reading.formats.slides.paragraphs import text_of
from qa.reading.formats.word.elements import child_of
from qa.records import Removed

COLUMNS_MOST, ROWS_MOST = 16_384, 1_048_576
"""What Excel has; a file that names a place beyond is damaged."""
_FURNITURE_CODE = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-F]{6}|[A-Z])')
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
FROZEN_MOST = 5
"""Rows that stay in sight for the names of columns and a caption over them; more are a part of a form."""
_UNNAMED = re.compile(r"(sheet|tabelle|feuil|hoja|foglio|blad|planilha|ark|лист|arkusz) ?\d*", re.IGNORECASE)


def read_xlsx(content: bytes) -> Document:
    """Read a workbook; raises UnreadableError when it is none, locked, damaged, or has no text."""
    with refusing_damage():
        return _Workbook(open_office_package(content, "Excel", ".xlsx")).document()


@dataclass(frozen=True, slots=True)
class _Area:
    """Rows and columns from and to, all counted from 0 and all included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class _Sheet:
    """What is gathered of one sheet."""

    rows: dict[int, dict[int, Shown]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[_Area] = field(default_factory=list)
    headed: set[int] = field(default_factory=set)  # rows that the file itself calls headers
    frozen: set[int] = field(default_factory=set)  # the last of the rows that stay in view when the sheet scrolls


class _Workbook:
    """Reads the sheets of one workbook."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._removed: list[Removed] = []
        self._name = ""
        root = self._linked("", "officeDocument")
        if not root:
            raise UnreadableError("the file is not an Excel workbook")
        self._main = root[0]
        self._book = self._xml(self._main)
        properties = child_of(self._book, "workbookPr")
        from_1904 = properties is not None and attribute(properties, "date1904") in ("1", "true")
        styles, texts = (
            next((self._xml(name) for name in self._linked(self._main, kind)), ())
            for kind in ("styles", "sharedStrings")
        )
        self._cells = Cells(styles, texts, from_1904=from_1904, tell=self._tell)

    def document(self) -> Document:
        """Return the whole document."""
        parts = self._relations(self._main)
        named = [sheet for sheet in self._book.iter() if local(sheet) == "sheet"]
        visible = [sheet for sheet in named if attribute(sheet, "state") in ("", "visible")]
        blocks: list[DocumentBlock] = []
        for entry in named:
            self._name = attribute(entry, "name")
            kind, part = parts.get(_relation_of(entry), ("", ""))
            if kind not in ("worksheet", "chartsheet") or not self._archive.has(part):
                self._tell("sheet of another kind", self._name)
                continue
            sheet_blocks = list(self._sheet(part))
            if entry not in visible:
                self._tell("hidden sheet", " ".join([self._name, *(block.text for block in sheet_blocks)]))
            elif sheet_blocks:
                if len(visible) > 1 or not _UNNAMED.fullmatch(self._name.strip()):
                    heading = DocumentBlock(kind=DocumentBlockKind.HEADING, text=one_line(self._name), level=2)
                    blocks.append(heading)
                blocks += sheet_blocks
        if all(block.kind is DocumentBlockKind.HEADING for block in blocks):
            raise UnreadableError("the file has no text")
        self._tell("macro", " ".join(self._linked(self._main, "vbaProject")))
        return Document(blocks=tuple(blocks), details=self._details(blocks), removed=tuple(self._removed))

    def _details(self, blocks: list[DocumentBlock]) -> Details:
        texts: dict[str, str] = {}
        for name in self._linked("", "core-properties"):
            for element in self._xml(name).iter():
                texts.setdefault(local(element), element.text or "")
        details = plain_details(
            title=texts.get("title", ""),
            author=texts.get("creator", ""),
            language=texts.get("language", ""),
            created=texts.get("created", ""),
        )
        body = [block for block in blocks if block.kind is not DocumentBlockKind.HEADING]
        return details if details.title or len(body) < 2 else replace(details, title=_caption(body))

    def _xml(self, name: str) -> Element:
        return parse_xml(self._archive.read(name), name)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the parts that one refers to: id → kind and name; what lies outside the file is left alone."""
        folder, _, file = part.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self._archive.has(name):
            return {}
        return {
            attribute(relationship, "Id"): (
                attribute(relationship, "Type").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attribute(relationship, "Target"))).lstrip("/"),
            )
            for relationship in self._xml(name)
            if attribute(relationship, "TargetMode") != "External"
        }

    def _linked(self, part: str, kind: str) -> list[str]:
        return [
            name
            for part_kind, name in self._relations(part).values()
            if part_kind == kind and self._archive.has(name)
        ]

    def _tell(self, rule: str, text: str) -> None:
        if text := one_line(text):
            self._removed.append(Removed(text=text, rule=rule))

    def _sheet(self, part: str) -> Iterator[DocumentBlock]:
        sheet = _Sheet()
        for element in self._xml(part):
            name = local(element)
            if name == "sheetViews":
                sheet.frozen |= _frozen(element)
            elif name == "cols":
                for column in element:
                    if attribute(column, "hidden") in ("1", "true"):
                        first, last = (whole(attribute(column, end), 1) - 1 for end in ("min", "max"))
                        sheet.hidden_columns.append((first, last))
            elif name == "sheetData":
                self._read_rows(element, sheet)
            elif name == "mergeCells":
                sheet.merged += [area for child in element if (area := _area(attribute(child, "ref")))]
            elif name == "headerFooter":
                self._tell("running header or footer", _FURNITURE_CODE.sub(" ", " ".join(element.itertext())))
            elif name == "autoFilter" and (area := _area(attribute(element, "ref"))):
                sheet.headed.add(area.top)
        self._read_tables(part, sheet)
        self._fill_merged(sheet)
        yield from blocks_of(list(self._visible(sheet)))
        for name in self._linked(part, "comments"):
            comments = [node for node in self._xml(name).iter() if local(node) == "comment"]
            for comment in comments:
                words = "".join(node.text or "" for node in comment.iter() if local(node) == "t")
                self._tell("comment", f"{attribute(comment, 'ref')} {words}")
        yield from self._drawings(part)

    def _read_rows(self, data: Element, sheet: _Sheet) -> None:
        row_number = -1
        for row in data:
            row_number = whole(attribute(row, "r"), row_number + 2) - 1
            column = -1
            if attribute(row, "hidden") in ("1", "true"):
                sheet.hidden_rows.add(row_number)
            for cell in row:
                if local(cell) != "c":
                    continue
                place = _place(attribute(cell, "r"))
                column = place[1] if place else column + 1
                if column >= COLUMNS_MOST or not 0 <= row_number < ROWS_MOST:
                    raise UnreadableError("the file is damaged (a cell lies beyond the last row or column)")
                if (content := self._cells.shown(cell)).text:
                    sheet.rows.setdefault(row_number, {})[column] = content

    def _read_tables(self, part: str, sheet: _Sheet) -> None:
        for name in self._linked(part, "table"):
            table = self._xml(name)
            area = _area(attribute(table, "ref"))
            if area and attribute(table, "headerRowCount") != "0":
                sheet.headed.add(area.top)

    def _fill_merged(self, sheet: _Sheet) -> None:
        """Give each row that a cell reaches over that cell's text, where something else stands in the row.

        What stands below a cell that spreads over it does not show.
        """
        numbers = sorted(sheet.rows)
        for area in sheet.merged:
            content = sheet.rows.get(area.top, {}).get(area.left)
            for number in numbers[bisect_left(numbers, area.top) : bisect_right(numbers, area.bottom)]:
                row = sheet.rows[number]
                for column in [place for place in row if area.left <= place <= area.right]:
                    if (number, column) != (area.top, area.left):
                        self._tell("invisible text", row.pop(column).text)
                if row and content is not None:
                    row[area.left] = content

    def _visible(self, sheet: _Sheet) -> Iterator[Row]:
        """Yield the rows that show, with the cells that show; a hidden row parts no table from itself."""
        unseen: dict[int, list[str]] = {}
        hidden = sorted(sheet.hidden_rows)
        for number in sorted(sheet.rows):
            cells = sheet.rows[number]
            if number in sheet.hidden_rows:
                self._tell("hidden row", "; ".join(cells[column].text for column in sorted(cells)))
                continue
            line = number + 1 - bisect_left(hidden, number)
            visible_cells: dict[int, Cell] = {}
            for column in sorted(cells):
                if any(first <= column <= end for first, end in sheet.hidden_columns):
                    unseen.setdefault(column, []).append(cells[column].text)
                else:
                    visible_cells[column] = Cell(text=cells[column].text, columns=_width(sheet, number, column))
            bold = bool(visible_cells) and all(cells[column].bold for column in visible_cells)
            named = number in sheet.headed or (number in sheet.frozen and len(visible_cells) > 1)
            yield Row(line, visible_cells, bold=bold, named=named)
        for column in sorted(unseen):
            self._tell("hidden column", "; ".join(unseen[column]))

    def _drawings(self, part: str) -> Iterator[DocumentBlock]:
        """Yield what the charts and the shapes drawn over a sheet say."""
        for drawing in self._linked(part, "drawing"):
            for element in self._xml(drawing).iter():
                if local(element) == "pic":
                    named = next((node for node in element.iter() if local(node) == "cNvPr"), None)
                    self._tell(
                        "picture", "" if named is None else attribute(named, "descr") or attribute(named, "name")
                    )
                for line in text_of(element, self._tell) if local(element) == "txBody" else ():
                    yield DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=line)
            for chart in self._linked(drawing, "chart"):
                for line in chart_lines(self._xml(chart), self._tell):
                    yield DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=line)


def _frozen(views: Element) -> set[int]:
    """Return the last row, from 0, of those that stay when the others scroll: people keep the names in sight."""
    panes = [
        pane for pane in views.iter() if local(pane) == "pane" and attribute(pane, "state").startswith("frozen")
    ]
    rows = {whole(attribute(pane, "ySplit"), 0) for pane in panes}
    return {number - 1 for number in rows if 0 < number <= FROZEN_MOST}


def _relation_of(sheet: Element) -> str:
    return next((str(value) for key, value in sheet.attrib.items() if key.endswith("}id")), "")


def _place(reference: str) -> tuple[int, int] | None:
    match = _PLACE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _area(reference: str) -> _Area | None:
    first, _, last = reference.partition(":")
    top_left, bottom_right = _place(first), _place(last or first)
    return None if top_left is None or bottom_right is None else _Area(*top_left, *bottom_right)


def _width(sheet: _Sheet, row: int, column: int) -> int:
    """Return how many columns that show a cell spans."""
    for area in sheet.merged:
        if area.left == column and area.top <= row <= area.bottom:
            columns = range(area.left, min(area.right, area.left + 100) + 1)
            hidden = sum(first <= number <= end for number in columns for first, end in sheet.hidden_columns)
            return max(len(columns) - hidden, 1)
    return 1


def _caption(body: list[DocumentBlock]) -> str:
    """Return the line over the first table, where there is one and it can be a title."""
    return opening_title(body) if body[0].line and ": " in body[1].text else ""
