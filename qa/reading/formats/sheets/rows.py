"""Rows of cells → lines of text, each value with its column's header where a header is surely one.

A header wrongly found would say of every value what nobody said; one that is missed only leaves the values bare.
So a first row counts as headers on evidence alone, and else no column has a name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from qa.reading.document import DocumentBlock, DocumentBlockKind
from qa.reading.formats.archive import one_line
from qa.reading.formats.page.rows import SPAN_MOST, Cell, TableRows

HEADER_WORDS_MOST = 8
"""A name of a column is short; a longer first cell is what the rows below are made of."""
LONG_TIMES = 3
"""Values that have so many times the words of the cell on top are described by it, not its like."""
REPEATS_LEAST = 4
"""Rows from which a column of few different values shows that the cell on top, which is none of them, names it."""
ALIKE_LEAST = 3
"""Values of one shape ("0 mg") from which on two columns are a table."""
_DIGITS = re.compile(r"\d+")
_VALUE = re.compile(
    r"[\W_]*\d|.*(?:@|https?://|www\.)|(?:true|false|yes|no|n/?a|null|none|ja|nein|oui|non)$", re.IGNORECASE
)
_NUMERAL = re.compile(r"[\W_]*\d")
_END = re.compile(r"\w\w[.!?…。]$")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: its cells by their columns, from 0; ``line`` is its number among those that show, from 1.
    ``lines`` is over how many lines of the file it goes.

    ``bold`` tells that all that stands in it is set in bold, ``named`` that the file itself calls it a header.
    """

    line: int
    cells: dict[int, Cell] = field(default_factory=dict)
    lines: int = 1
    bold: bool = False
    named: bool = False

    def texts(self) -> dict[int, str]:
        """Return the texts of the cells that have one."""
        return {column: cell.text for column, cell in self.cells.items() if cell.text}


def rows_of(table: Sequence[Sequence[Cell]]) -> list[Row]:
    """Return the rows of a table with the columns of their cells; a cell may hang down over rows below."""
    hanging: dict[int, tuple[int, int]] = {}  # column → how many columns and rows below are taken
    placed_rows: list[Row] = []
    for number, cells in enumerate(table, start=1):
        column = 0
        placed: dict[int, Cell] = {}
        below = {at: (wide, rows - 1) for at, (wide, rows) in hanging.items() if rows > 1}
        for cell in cells:
            while column in hanging:
                column += hanging[column][0]
            placed[column] = cell
            if cell.rows > 1:
                below[column] = (max(cell.columns, 1), cell.rows - 1)
            column += max(cell.columns, 1)
        hanging = below
        placed_rows.append(Row(number, placed))
    return placed_rows


def blocks_of(rows: Sequence[Row]) -> Iterator[DocumentBlock]:
    """Yield the rows of a sheet, whose tables are parted by empty rows, as a paragraph each."""
    for _, region in groupby(_numbered_regions(rows), key=lambda pair: pair[0]):
        yield from _table([row for _, row in region])


def _numbered_regions(rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
    region, last = 0, 0
    for row in rows:
        if not row.texts():
            continue
        region += row.line > last + 1
        last = row.line + row.lines - 1
        yield region, row


def _table(rows: list[Row]) -> Iterator[DocumentBlock]:
    wide = max(len(row.texts()) for row in rows) > 1
    while wide and len(rows[0].texts()) == 1 and not rows[0].named:  # a caption stands alone over its table
        yield _block(one_line(next(iter(rows[0].texts().values()))), rows[0])
        rows = rows[1:]
    headers = headers_of(rows)
    left = min(column for row in rows for column in row.texts())
    lines = TableRows()
    for number, row in enumerate(rows):
        text = lines.line(list(_across(row, left)), header=number < headers < len(rows))
        if text:
            yield _block(text, row)


def _block(text: str, row: Row) -> DocumentBlock:
    return DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text, line=row.line)


def _across(row: Row, left: int) -> Iterator[Cell]:
    """Yield the cells of a row from a column on, with empty ones between them."""
    at = left
    for column in sorted(row.texts()):
        if column > at:
            yield from (Cell(text="") for _ in range(column - at))
        cell = row.cells[column]
        yield Cell(text=one_line(cell.text), columns=cell.columns)
        at = column + cell.columns


def headers_of(rows: Sequence[Row]) -> int:
    """Return how many rows on top are headers: a second one only below cells that span several columns."""
    spans = any(cell.columns > 1 for cell in rows[0].cells.values() if cell.text)
    named = rows[0].named or is_header(rows)
    if spans and len(rows) > 2 and (is_header(rows[1:]) or (named and rows[1].bold)):
        return 2
    if spans and len(rows) > 2 and is_header([_under(rows[0], rows[1]), *rows[2:]]):
        return 2
    if spans and len(rows) > 2 and _come_again(rows[0], rows[1]):
        return 2
    return int(named)


def _come_again(head: Row, row: Row) -> bool:
    """Tell whether the same names stand under each of several cells that span columns, as only headers do."""
    texts = row.texts()
    wide = [(first, cell.columns) for first, cell in head.cells.items() if cell.text and cell.columns > 1]
    under = [[texts.get(first + at, "") for at in range(min(columns, SPAN_MOST))] for first, columns in wide]
    if len(under) < 2 or any(names != under[0] for names in under):
        return False
    return all(under[0]) and len({*under[0]}) == len(under[0]) and not any(map(_VALUE.match, under[0]))


def _under(head: Row, row: Row) -> Row:
    """Return two rows of headers as one: each cell after the one that it stands under, or what stands alone."""
    over = {
        column: cell.text
        for first, cell in head.cells.items()
        if cell.text
        for column in range(first, first + min(cell.columns, SPAN_MOST))
    }
    cells = {column: cell for column, cell in head.cells.items() if cell.text and cell.columns == 1}
    for column, cell in row.cells.items():
        if cell.text and cell.text != over.get(column):  # a cell that spans both rows is one name, not two
            cells[column] = replace(cell, text=f"{over.get(column, '')} {cell.text}".strip())
    return replace(row, cells=cells)


def headers_in_text(rows: Sequence[Row]) -> int:
    """Return how many rows on top of a table in a text are headers, as ``headers_of``.

    Two columns may be labels and what they say (name, born, since): there all values must be of one shape.
    """
    if len(rows) < 2:
        return 0
    columns = {column for row in rows for column in row.texts()}
    if len(columns) > 2 or rows[0].named:
        return headers_of(rows)
    last = max(columns, default=0)
    shapes = {_DIGITS.sub("0", row.texts().get(last, "")) for row in rows[1:]}
    return headers_of(rows) if len(shapes) == 1 and len(rows) > ALIKE_LEAST else 0


def is_header(rows: Sequence[Row]) -> bool:
    """Tell whether the first row names the columns of the others.

    Its cells are short, differ, are no values and none of them comes again below.  And it is set apart by its look
    (bold, where not all is), or leaves the corner over the names of rows empty, or below one of its cells all
    values have digits, or few words that come again and again, or are far longer than it.
    """
    if len(rows) < 2:
        return False
    head, body = rows[0].texts(), [row.texts() for row in rows[1:]]
    names = [name.casefold().strip() for name in head.values()]
    if len(names) < 2 or len({*names}) < len(names):
        return False
    if any(_VALUE.match(name) or _END.search(name) or len(name.split()) > HEADER_WORDS_MOST for name in names):
        return False
    columns = {
        column: [row[column] for row in body if column in row] for column in {c for row in body for c in row}
    }
    unnamed = {*columns} - {*head}
    if len(unnamed) > 1 or unnamed - {min(columns, default=0)}:  # only the corner over names of rows may be empty
        return False
    below = {column: [value.casefold().strip() for value in columns.get(column, [])] for column in head}
    if any(name.casefold().strip() in below[column] for column, name in head.items()):
        return False
    if rows[0].bold and not all(row.bold for row in rows[1:]):
        return True
    if unnamed and len(body) > 1 and all(unnamed <= {*row} for row in body):
        return True
    if any(_describes(name, below[column]) for column, name in head.items()):
        return True
    other_names = {column: name for column, name in head.items() if column != min(columns, default=0)}
    return len(other_names) > 1 and all(
        _is_no_number(name) and _are_numbers(below[column]) for column, name in other_names.items()
    )


def _describes(name: str, values: Sequence[str]) -> bool:
    if not values:
        return False
    if not _has_number(name) and all(map(_has_number, values)):
        return True
    if len(values) >= REPEATS_LEAST and 2 * len({*values}) <= len(values):
        return True
    return all(len(value.split()) >= LONG_TIMES * len(name.split()) for value in values)


def _is_no_number(name: str) -> bool:
    """Tell a name that may have a figure at its end: Q1, Line 4."""
    return name[:1].isalpha()


def _are_numbers(values: Sequence[str]) -> bool:
    return bool(values) and all(_NUMERAL.match(value) for value in values)


def _has_number(text: str) -> bool:
    """Tell a text with a figure in it, ½ and ² too."""
    return any(character.isnumeric() for character in text)
