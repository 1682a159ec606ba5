"""Tables in plain text, by tabs or by columns of spaces → a line a row, each value behind its column's header.

A row whose cell is empty looks, once its gaps are gone, as if its values stood under other headers.  Two columns
may be labels and what they say, and stay as they are.
"""

import re
from collections.abc import Sequence

from qa.reading.formats.page.rows import Cell, TableRows
from qa.reading.formats.sheets.rows import Row, headers_of

COLUMNS_LEAST = 3
ROWS_LEAST = 3
"""The header's among them."""
_CELL = re.compile(r"\S+(?:\s\S+)*")
_Placed = tuple[int, int, str]


def rows_as_text(lines: Sequence[str], *, ruled: bool) -> list[str] | None:
    """Return the rows of a table as text, one for each line; None where the lines are no table.

    ``ruled`` tells that a rule is drawn below the first line, which shows that it is the header.
    """
    if len(lines) < ROWS_LEAST:
        return None
    placed = _by_tabs(lines) if all("\t" in line.strip() for line in lines) else _by_place(lines)
    if placed is None or any(len(cells) < 2 for cells in placed):
        return None
    rows = [
        Row(number, {column: Cell(text=text) for column, text in cells.items()}, named=ruled and not number)
        for number, cells in enumerate(placed)
    ]
    if len({column for row in rows for column in row.cells}) < COLUMNS_LEAST:
        return None
    headers = headers_of(rows)
    table = TableRows()
    width = max(column for row in rows for column in row.cells) + 1
    texts: list[str] = []
    for number, row in enumerate(rows):
        cells = [row.cells.get(column, Cell(text="")) for column in range(width)]
        text = table.line(cells, header=number < headers)
        texts.append(text or "; ".join(cell.text for cell in cells if cell.text))
    return texts


def _by_tabs(lines: Sequence[str]) -> list[dict[int, str]] | None:
    """Return the cells of each line by their columns; None where the lines have not all as many."""
    split = [[" ".join(cell.split()) for cell in line.split("\t")] for line in lines]
    if len({len(cells) for cells in split}) > 1:
        return None
    return [{column: text for column, text in enumerate(cells) if text} for cells in split]


def _by_place(lines: Sequence[str]) -> list[dict[int, str]] | None:
    """Return the cells of each line by the columns that they stand in; None where two of a line stand in one."""
    cells: list[list[_Placed]] = [
        [(match.start(), match.end(), match[0]) for match in _CELL.finditer(line.expandtabs())] for line in lines
    ]
    columns: list[tuple[int, int]] = []
    for start, end, _ in sorted(cell for line in cells for cell in line):
        if columns and start < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], end)
        else:
            columns.append((start, end))
    if len(columns) < COLUMNS_LEAST:
        return None
    placed: list[dict[int, str]] = []
    for line in cells:
        row: dict[int, str] = {}
        for start, _, text in line:
            column = next(place for place, (left, right) in enumerate(columns) if left <= start < right)
            if column in row:
                return None
            row[column] = text
        placed.append(row)
    complete = max(map(len, placed))
    return placed if complete == len(columns) else None
