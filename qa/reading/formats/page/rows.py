"""The rows of a table as lines of text, each cell behind its header."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.reading.formats.archive import one_line

SPAN_MOST = 100
"""A cell of a real table spans fewer columns or rows; a hostile one says a million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table; ``columns`` and ``rows`` are how far it spans, ``strong`` that all of it is bold."""

    text: str
    header: bool = False
    strong: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class _Placed:
    text: str
    column: int
    columns: int
    header: bool
    rows_below: int = 0


class TableRows:
    """Turns the rows of one table into lines: ``Header: cell; Header: cell``."""

    def __init__(self) -> None:
        """Begin a table without headers."""
        self._headers: dict[int, str] = {}
        self._hanging: dict[int, _Placed] = {}  # first column → the cell from above
        self._begun = False
        self._unsaid: list[str] = []  # headers that no row has shown yet

    def line(self, cells: Sequence[Cell], *, header: bool = False) -> str:
        """Return the row as text; empty for a row of headers, which name the cells of the rows below."""
        beside = bool(self._hanging)  # a cell from above stands in the row, too
        placed = self._placed(cells)
        filled = [cell for cell in cells if cell.text]
        heads = bool(cells) and all(cell.header for cell in cells)
        if len(filled) > 1:  # the corner over the heads of rows is empty
            heads = heads or all(cell.header for cell in filled)
        if (
            len(cells) == 1 and cells[0].columns > 1 and not beside
        ):  # a title of the table, or of the rows below it
            return cells[0].text
        if header or (heads and not (self._begun and len(filled) < 2)):
            if self._begun:  # a second head, within the table
                self._headers, self._begun = {}, False
            for head in placed:
                for column in range(head.column, head.column + head.columns):
                    above = self._headers.get(column, "")
                    self._headers[column] = above if above == head.text else one_line(f"{above} {head.text}")
            self._unsaid += [cell.text for cell in filled]
            return ""
        self._begun = True
        self._unsaid = []
        entries = [cell for cell in placed if cell.text]
        if not any(self._headers.values()) and len(entries) > 1 and entries[0].header and not entries[1].header:
            return f"{entries[0].text.removesuffix(':')}: {'; '.join(cell.text for cell in entries[1:])}"
        return "; ".join(self._named(cell) for cell in entries)

    def rest(self) -> str:
        """Return the headers that no row has shown: those of a table that has nothing else."""
        return "; ".join(self._unsaid)

    def _named(self, cell: _Placed) -> str:
        """Return a cell behind its header, behind each of those it spans; what spans all speaks for itself."""
        if cell.columns > 1 and cell.columns >= len(self._headers):
            return cell.text
        names = [self._headers.get(column, "") for column in range(cell.column, cell.column + cell.columns)]
        name = ", ".join(dict.fromkeys(header.removesuffix(":") for header in names if header))
        return f"{name}: {cell.text}" if name else cell.text

    def _placed(self, cells: Sequence[Cell]) -> list[_Placed]:
        """Return the cells with the columns they stand in; a cell stands in all the rows it spans."""
        waiting = list(reversed(cells))
        placed: list[_Placed] = []
        column = 0
        while waiting or any(first >= column for first in self._hanging):
            above = self._hanging.pop(column, None)
            if above is not None:
                placed_cell = replace(above, rows_below=above.rows_below - 1)
            elif waiting:
                cell = waiting.pop()
                columns, rows = (min(max(span, 1), SPAN_MOST) for span in (cell.columns, cell.rows))
                placed_cell = _Placed(cell.text, column, columns, cell.header or cell.strong, rows - 1)
            else:
                column += 1
                continue
            placed.append(placed_cell)
            column += placed_cell.columns
        self._hanging |= {placed_cell.column: placed_cell for placed_cell in placed if placed_cell.rows_below}
        return placed
