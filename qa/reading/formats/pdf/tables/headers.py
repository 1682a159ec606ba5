"""Rows of a PDF's tables → which column's header each value stands under.

A cell belongs to the column that it stands in, so that an empty cell does not move the values after it to a wrong
header.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from qa.reading.formats.pdf.layout import PlacedCell
from qa.reading.formats.pdf.rules import ALIGNED
from qa.reading.formats.pdf.tables.rows import joined_cells
from qa.reading.formats.pdf.tables.spanning import runs_of

ROWS_LEAST = 3
"""Rows, the header's among them, from which on what stands below one another shows columns."""
COLUMNS_LEAST = 3
"""Columns from which on a header can be told by its words; two may be labels and values."""
HEADER_WORDS_MOST = 5
HEADER_LINES_MOST = 3
NAME_WORDS_MOST = 2
"""Of a header that words alone show: the cells below it all have more."""
APART = 1.5
"""Times the usual distance of rows: so far below another, a row with the look of a header begins a table."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row, whether all of it is bold, and the heights of its first line and its last."""

    cells: tuple[PlacedCell, ...]
    bold: bool
    top: float
    foot: float


def with_headers(rows: Sequence[TableRow]) -> list[tuple[PlacedCell, ...]]:
    """Return the cells of each row of some tables, an empty one kept, each value behind its column's header.

    Where no row shows itself as the header's, or the columns cannot be told, the cells stay as they are.
    """
    return [cells for table in _tables(rows) for cells in _with_header(table)]


def _tables(rows: Sequence[TableRow]) -> Iterator[Sequence[TableRow]]:
    """Yield the rows of each table: those that stand apart from the ones above, below a header of their own."""
    steps = [above.foot - row.top for above, row in pairwise(rows)]
    usual = median(steps) if steps else 0.0
    places = [place for place, step in enumerate(steps, start=1) if step > APART * usual]
    start = 0
    for place, end in pairwise([*places, len(rows)]):
        below = rows[place:end]
        columns = _columns([cell for row in below for cell in row.cells])
        placed = [cells for row in below if (cells := _by_column(row.cells, columns))]
        digits = any(_has_digit(text) for cell in below[0].cells for text in cell.texts)
        if len(placed) == len(below) > 1 and not digits and _is_header(below, placed):
            yield rows[start:place]
            start = place
    yield rows[start:]


def _with_header(rows: Sequence[TableRow]) -> list[tuple[PlacedCell, ...]]:
    named = _under_spanning(rows)
    if named is not None:
        return named
    columns = _columns([cell for row in rows for cell in row.cells])
    placed = [_by_column(row.cells, columns) for row in rows]
    complete = any(len(row.cells) == len(columns) for row in rows)
    if len(rows) < 2 or not complete or any(cells is None for cells in placed):
        return [row.cells for row in rows]
    grid = [cells for cells in placed if cells is not None]
    lines = _header_lines(rows, grid)
    if lines > 1:
        whole = [_stacked(cells) for cells in zip(*grid[:lines], strict=True)]
        first = tuple(cell for cell in whole if cell)
        return [first, *([()] * (lines - 1)), *(tuple(_named(cells, whole)) for cells in grid[lines:])]
    if _is_header(rows, grid):
        return [rows[0].cells, *(tuple(_named(cells, grid[0])) for cells in grid[1:])]
    if len(rows) < ROWS_LEAST:
        return [row.cells for row in rows]
    return [tuple(_without_empty_end(cells)) for cells in grid]


def _under_spanning(rows: Sequence[TableRow]) -> list[tuple[PlacedCell, ...]] | None:
    """Return the cells of a table behind both their headers, where those of the first row stand over several
    columns; None for any other table.
    """
    if len(rows) < ROWS_LEAST:
        return None
    heads = [" ".join(cell.texts) for cell in rows[0].cells]
    if any(":" in text or len(text.split()) > HEADER_WORDS_MOST for text in heads):
        return None  # a line over the table, such as whose it is
    below = rows[1:]
    columns = _columns([cell for row in below for cell in row.cells])
    placed = [cells for row in below if (cells := _by_column(row.cells, columns))]
    runs = runs_of(rows[0].cells, placed[0], columns) if len(placed) == len(below) else None
    if runs is None:
        return None
    over = {
        column: head
        for head, (first, last) in zip(rows[0].cells, runs, strict=True)
        for column in range(first, last + 1)
    }
    lowest = [name or over.get(column) for column, name in enumerate(placed[0])]
    filled = all(any(cells[column] for cells in placed[1:]) for column in range(len(columns)))
    if not filled or not all(lowest[1:]) or not _is_second_header(rows, placed[0], [lowest, *placed[1:]]):
        return None
    names = [_stacked([over.get(column), name]) for column, name in enumerate(placed[0])]
    return [rows[0].cells, rows[1].cells, *(tuple(_named(cells, names)) for cells in placed[1:])]


def _is_second_header(
    rows: Sequence[TableRow], second: Sequence[PlacedCell | None], below: Sequence[Sequence[PlacedCell | None]]
) -> bool:
    """Tell whether the second row names columns, as the first one does: by its look, or by what is below it."""
    if rows[0].bold and rows[1].bold and not any(row.bold for row in rows[2:]):
        return True
    names = [" ".join(cell.texts) for cell in second if cell]
    again = 2 * len({*names}) <= len(names) + 1 and not any(map(_has_digit, names))
    return again or _is_header(rows[1:], below)


def _header_lines(rows: Sequence[TableRow], placed: Sequence[Sequence[PlacedCell | None]]) -> int:
    """Return how many bold rows on top are lines of one header, which names all columns after the first."""
    lines = next((number for number, row in enumerate(rows) if not row.bold), len(rows))
    if not 1 < lines <= HEADER_LINES_MOST or lines == len(rows) or any(row.bold for row in rows[lines:]):
        return 0
    filled = all(any(cells[column] for cells in placed[:lines]) for column in range(1, len(placed[0])))
    return lines if filled else 0


def _stacked(cells: Sequence[PlacedCell | None]) -> PlacedCell | None:
    """Return the cells of one column as one."""
    whole: PlacedCell | None = None
    for cell in cells:
        whole = joined_cells(whole, cell) if whole and cell else whole or cell
    return whole


def _columns(cells: Sequence[PlacedCell]) -> list[tuple[float, float]]:
    """Return from where to where each column reaches: cells that overlap are of one.

    Where lines are drawn around all of them, cells reach from line to line, less what lines may be off.
    """
    boxes = [cell.box for cell in cells if cell.box is not None]
    if len(boxes) == len(cells):
        reaches = [(left + ALIGNED / 2, right - ALIGNED / 2) for left, right in boxes]
    else:
        reaches = [(cell.left, cell.right) for cell in cells]
    columns: list[tuple[float, float]] = []
    for left, right in sorted(reaches):
        if columns and left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    return columns


def _by_column(
    cells: Sequence[PlacedCell], columns: Sequence[tuple[float, float]]
) -> list[PlacedCell | None] | None:
    """Return the cell in each column; None when two stand in one, or one in none."""
    row: list[PlacedCell | None] = [None] * len(columns)
    for cell in cells:
        places = (place for place, (left, right) in enumerate(columns) if _begins_in(cell, left, right))
        place = next(places, None)
        if place is None or row[place] is not None:
            return None
        row[place] = cell
    return row


def _begins_in(cell: PlacedCell, left: float, right: float) -> bool:
    begins = cell.left if cell.box is None else (cell.left + cell.right) / 2
    return left <= begins < max(right, left + 1)


def _is_header(rows: Sequence[TableRow], placed: Sequence[Sequence[PlacedCell | None]]) -> bool:
    """Tell whether the first row names the columns: alone in bold, or words over numbers or phrases."""
    texts = [" ".join(cell.texts) if cell else "" for cell in placed[0]]
    if not all(texts[1:]) or any(text.endswith(":") or len(text.split()) > HEADER_WORDS_MOST for text in texts):
        return False
    if rows[0].bold and not any(row.bold for row in rows[1:]):
        return True
    if len(rows) < ROWS_LEAST or len(texts) < COLUMNS_LEAST:
        return False
    below = [
        [" ".join(cell.texts) for cells in placed[1:] if (cell := cells[column]) is not None]
        for column in range(1, len(texts))
    ]
    if not any(map(_has_digit, texts)):
        return any(
            (values and all(map(_has_digit, values))) or _are_phrases(values, text)
            for values, text in zip(below, texts[1:], strict=True)
        )
    numbers = all(values and all(text[0].isdigit() for text in values) for values in below)
    return numbers and all(text[0].isalpha() for text in texts[1:])  # Q1, Line 4


def _are_phrases(values: Sequence[str], head: str) -> bool:
    """Tell a column whose cells all say much more than the word or two on top of it."""
    lengths = [len(value.split()) for value in values]
    return len(values) > 1 and len(head.split()) <= NAME_WORDS_MOST < min(lengths)


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _named(cells: Sequence[PlacedCell | None], headers: Sequence[PlacedCell | None]) -> Iterator[PlacedCell]:
    """Yield the cells of a row, each behind its column's header; a column of names may have none."""
    for cell, header in zip(cells, headers, strict=True):
        if cell is None:
            continue
        if header is None:
            yield cell
            continue
        name, words = " ".join(header.texts), header.words
        yield replace(cell, texts=(f"{name}: {cell.texts[0]}", *cell.texts[1:]), words=(*words, *cell.words))


def _without_empty_end(cells: Sequence[PlacedCell | None]) -> Iterator[PlacedCell]:
    """Yield the cells with an empty one for each that is empty, up to the last that is not."""
    last = max(place for place, cell in enumerate(cells) if cell is not None)
    for cell in cells[: last + 1]:
        yield cell or PlacedCell(("",), 0.0, 0.0)
