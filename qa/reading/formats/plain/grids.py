"""Tables drawn in plain text with bars, dashes and corners → a line a row, each value behind its column's header.

Three kinds, each told by the lines drawn in it: a grid (``+---+---+``, as reStructuredText, databases and box
characters draw it), bars between cells over a rule (``a | b``), and columns below groups of ``====`` or ``----``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from qa.reading.formats.archive import one_line
from qa.reading.formats.page.rows import Cell, TableRows
from qa.reading.formats.sheets.rows import Row, headers_in_text, rows_of

LINES_MOST = 2_000
COLUMNS_MOST = 60
"""What is larger is no table of a text."""
TRIES_MOST = 50
"""Of what looks like the beginning of a table and is none, in one run of lines: each is read to its end."""
CORNERS = "┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╞╪╡╒╤╕╘╧╛╟╫╢╓╥╖╙╨╜┏┳┓┣╋┫┗┻┛╭╮╰╯┠╂┨┯┷"
BARS = "│┃║"
_UPPER_CORNERS = "+┌╔┏╭"
_ASCII = str.maketrans(
    {**dict.fromkeys(CORNERS, "+"), **dict.fromkeys(BARS, "|"), **dict(zip("─━═", "--=", strict=True))}
)
_BORDER = re.compile(r"[+|](?:[-=:]*[+|])*[-=:]+[+|]$")
_RULED = re.compile(r"\|?\s*:?[-=]{2,}:?\s*(?:[+|]\s*:?[-=]{2,}:?\s*)+\|?$")
_GROUPS = re.compile(r"(?:={2,}(?:\s+={2,})+|-{2,}(?:\s+-{2,})+)$")
_FRAME = re.compile(r"\+[-=]{2,}\+$")
_GAP = re.compile(r"\S\s{2,}\S")
_PIECE = re.compile(r"\S+(?:\s\S+)*")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(slots=True)
class _Open:
    """A cell of a grid: its first column, how many columns and rows it spans, and its lines."""

    first: int
    columns: int
    row: int
    rows: int = 1
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a table, each with the place of its first line, and how many of them are headers for sure."""

    rows: Sequence[Row]
    headed: int


def drawn_table(lines: Sequence[str]) -> tuple[int, int, dict[int, str]] | None:
    """Return where the first table drawn in some lines begins and ends, and the text of each row by the place
    of its first line; None where there is none.
    """
    plain = [line.expandtabs().translate(_ASCII).rstrip() for line in lines[:LINES_MOST]]
    start = tries = 0
    while start < len(plain) and tries < TRIES_MOST:
        candidate = _table_at(plain, start)
        if candidate is None:
            start += 1
            continue
        table, begins, end = candidate
        if table is not None and _is_whole(table, plain[begins:end]):
            return begins, end, {begins + place: text for place, text in _rows_as_text(table)}
        tries += 1
        start = max(end, start + 1)
    return None


def _table_at(lines: Sequence[str], start: int) -> tuple[_Table | None, int, int] | None:
    """Return the table that a line shows to begin, where it begins and ends, and None for one that is not whole;
    None alone where the line shows none.
    """
    bare = lines[start].strip()
    if bare[:1] == "+" and _BORDER.match(bare):
        end = _end(lines, start, ("+", "|"))
        return _grid(lines[start:end]), start, end
    if bare[:1] == bare[-1:] == "|" and len(_cells(bare)) > 1:
        end = _end(lines, start, ("|",))
        return _barred(lines[start:end]), start, end
    if "|" in bare and start + 1 < len(lines) and _RULED.match(lines[start + 1].strip()):
        end = next((at for at in range(start + 2, len(lines)) if "|" not in lines[at]), len(lines))
        return _barred(lines[start:end]), start, end
    if _GROUPS.match(bare):
        begins = max(start - 1, 0) if bare[0] == "-" else start  # below the names
        table, end = _grouped(lines[begins:], start - begins)
        return table, begins, begins + end
    return None


def _is_whole(table: _Table, lines: Sequence[str]) -> bool:
    """Tell whether each letter and digit of some lines, of which there are any, is in a cell, once."""
    cells = "".join(cell.text for row in table.rows for cell in row.cells.values())
    signs = sorted(filter(str.isalnum, cells))
    return bool(signs) and signs == sorted(filter(str.isalnum, "".join(lines)))


def _end(lines: Sequence[str], start: int, begins: tuple[str, ...]) -> int:
    return next((at for at in range(start, len(lines)) if not lines[at].lstrip().startswith(begins)), len(lines))


def _rows_as_text(table: _Table) -> Iterator[tuple[int, str]]:
    rows = [replace(row, named=number < table.headed) for number, row in enumerate(table.rows)]
    headers = table.headed or headers_in_text(rows)
    lines = TableRows()
    width = max((column + cell.columns for row in rows for column, cell in row.cells.items()), default=0)
    hanging = [0] * width  # how many rows below are taken in each column
    for number, row in enumerate(rows):
        occupancy = [rows_below > 0 for rows_below in hanging]
        hanging = [max(rows_below - 1, 0) for rows_below in hanging]
        for column, cell in row.cells.items():
            occupancy[column : column + cell.columns] = [True] * cell.columns
            hanging[column : column + cell.columns] = [cell.rows - 1] * cell.columns
        cells = [
            row.cells.get(column, Cell(text=""))
            for column in range(width)
            if column in row.cells or not occupancy[column]
        ]
        text = lines.line(cells, header=number < headers)
        yield row.line, text or "; ".join(cell.text for cell in cells if cell.text)


def _grid(lines: Sequence[str]) -> _Table | None:
    """Return the table that a grid is; None where its lines do not fit together."""
    indent = len(lines[0]) - len(lines[0].lstrip())
    drawn = [line[indent:] for line in lines]
    width = max(map(len, drawn))
    drawn = [line.ljust(width) for line in drawn]
    borders = [place for place, line in enumerate(drawn) if _BORDER.match(line.rstrip())]
    edges = sorted({0} | {at for place in borders for at, sign in enumerate(drawn[place]) if sign in "+|"})
    if not 2 < len(edges) <= COLUMNS_MOST or len(borders) < 2 or borders[-1] != len(drawn) - 1:
        return None
    numbered, headed = _with_borders(drawn, edges, borders)
    return _of_lines(numbered, edges, headed)


def _with_borders(
    drawn: Sequence[str], edges: Sequence[int], borders: Sequence[int]
) -> tuple[list[tuple[int, str]], int]:
    """Return the lines of a grid with their places, a border added between rows that none parts, as databases
    print them; and how many rows on top are headers for sure.

    Lines below one another are rows where all of them begin with a cell, and the only borders within are one below
    the names and one above a sum.
    """
    bands = [range(above + 1, below) for above, below in pairwise(borders)]
    rows = [all(drawn[place][1 : edges[1]].strip() for place in band) for band in bands]
    sums = len(bands) == 3 and len(bands[0]) == len(bands[2]) == 1 and not any("=" in drawn[at] for at in borders)
    by_line = (len(bands) < 3 or sums) and all(rows[1:] or rows)
    border = "".join("+" if at in edges else "-" for at in range(edges[-1] + 1))
    added = {place for band, full in zip(bands, rows, strict=True) if by_line and full for place in band[1:]}
    numbered = [
        (place, line)
        for place, under in enumerate(drawn)
        for line in ([border, under] if place in added else [under])
    ]
    sure = by_line and len(bands) > 1 and len(bands[1]) > 1 and not added & {*bands[0]}
    return numbered, int(sure)


def _of_lines(lines: Sequence[tuple[int, str]], edges: Sequence[int], headed: int) -> _Table | None:
    """Return the table of a grid's lines, each with its place, whose bars and corners stand at the edges."""
    rows: list[list[_Open]] = [[]]
    begins: list[int] = []
    waiting: dict[int, _Open] = {}
    for place, line in lines:
        ruled = [_is_ruled(line, left, right) for left, right in pairwise(edges)]
        for first, last in _pieces(line, edges):
            if all(ruled[first:last]):
                continue
            cell = waiting.setdefault(first, _Open(first, last - first, len(rows) - 1))
            if len(begins) < len(rows):
                begins.append(place)
            if cell.columns != last - first:
                return None
            cell.texts.append(line[edges[first] + 1 : edges[last]])
        if not any(ruled) or len(begins) < len(rows):
            continue
        for first, cell in list(waiting.items()):
            if all(ruled[first : first + cell.columns]):
                rows[cell.row].append(waiting.pop(first))
                cell.rows = len(rows) - cell.row
        headed = len(rows) if "=" in line and not headed else headed
        rows.append([])
    if waiting:
        return None
    cells = [
        [
            Cell(text=one_line(" ".join(cell.texts)), columns=cell.columns, rows=cell.rows)
            for cell in sorted(row, key=lambda cell: cell.first)
        ]
        for row in rows[: len(begins)]
    ]
    placed = [replace(row, line=begin) for row, begin in zip(rows_of(cells), begins, strict=True)]
    return _Table(placed, headed if headed < len(placed) else 0)


def _is_ruled(line: str, left: int, right: int) -> bool:
    between = line[left + 1 : right]
    return bool(between) and not between.strip("-=:") and "+" in (line[left], line[right])


def _pieces(line: str, edges: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the columns of each cell in a line: from one bar to the next."""
    bars = [place for place, edge in enumerate(edges) if place in (0, len(edges) - 1) or line[edge] in "+|"]
    yield from pairwise(bars)


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [one_line(cell.replace("\\|", "|")) for cell in _BAR.split(inner)]


def _barred(lines: Sequence[str]) -> _Table | None:
    """Return the table that lines with bars between their cells are; None where they have not all as many."""
    rules = [place for place, line in enumerate(lines) if _RULED.match(line.strip())]
    rows = [(place, _cells(line)) for place, line in enumerate(lines) if place not in rules]
    counts = {len(cells) for _, cells in rows}
    if len(rows) < 2 or len(counts) > 1 or not 1 < max(counts) <= COLUMNS_MOST:
        return None
    if not rules and not all(map(any, zip(*(cells for _, cells in rows), strict=True))):
        return None  # words between bars, such as the names of links, with nothing but spaces between them
    headed = int(rules[0] == rows[0][0] + 1) if rules else 0
    return _Table(
        [
            Row(place, {column: Cell(text=text) for column, text in enumerate(cells) if text})
            for place, cells in rows
        ],
        headed,
    )


def _grouped(lines: Sequence[str], ruled: int) -> tuple[_Table | None, int]:
    """Return the table whose columns groups of signs show, and where it ends; ``ruled`` is the place of the first.

    A line whose first column is empty goes on the row above it; below groups of ``-`` only one with a single cell.
    """
    spans = [match.span() for match in re.finditer(r"\S+", lines[ruled])]
    sign = lines[ruled].strip()[0]
    rules = [place for place, line in enumerate(lines) if _GROUPS.match(line.strip()) and line.strip()[0] == sign]
    if len(rules) < (2 if sign == "=" else 1) or len(spans) > COLUMNS_MOST:
        return None, 0
    end = rules[2] + 1 if len(rules) > 2 else rules[1] + 1 if len(rules) > 1 and sign == "=" else len(lines)
    header_ends = rules[1] if len(rules) > 2 else rules[0] if sign == "-" else 0
    rows: list[Row] = []
    for place in range(end):
        if place in rules or _GROUPS.match(lines[place].strip()):
            continue
        cells = _cells_below(lines[place], spans)
        if cells is None:
            return None, 0
        goes_on = 0 not in cells and place > header_ends and (sign == "=" or len(cells) == 1)
        if goes_on and rows and rows[-1].line > header_ends - 1:
            rows[-1] = _gone_on(rows[-1], cells)
        else:
            rows.append(Row(place, cells))
    headed = sum(row.line < header_ends for row in rows)
    short = headed and not all(cell.text for row in rows[:headed] for cell in row.cells.values())
    if len(rows) <= headed or short or (sign == "-" and (headed != 1 or len(rows[0].cells) < len(spans))):
        return None, 0
    return _Table(rows, headed), end


def _cells_below(line: str, spans: Sequence[tuple[int, int]]) -> dict[int, Cell] | None:
    """Return the cells of a line by the columns they stand in; one that reaches over a gap spans both sides."""
    if line[: spans[0][0]].strip():
        return None
    cells: dict[int, Cell] = {}
    first = 0
    for column in range(len(spans)):
        last = column == len(spans) - 1
        gap = "" if last else line[spans[column][1] : spans[column + 1][0]]
        if not last and gap.strip():
            continue  # it goes on in the next column
        text = (line[spans[first][0] :] if last else line[spans[first][0] : spans[column + 1][0]]).rstrip()
        if column > first and _GAP.search(text.strip()):
            apart = _by_overlap(line, spans, range(first, column + 1))
            if apart is None:
                return None
            cells.update(apart)
        elif text:
            cells[first] = Cell(text=one_line(text), columns=column - first + 1)
        first = column + 1
    return cells


def _by_overlap(line: str, spans: Sequence[tuple[int, int]], columns: range) -> dict[int, Cell] | None:
    """Return what wide gaps part in some columns of a line, each in the one that most of it stands in; None where
    two stand in one: the line keeps to no columns.
    """
    start = spans[columns[0]][0]
    end = len(line) if columns[-1] == len(spans) - 1 else spans[columns[-1] + 1][0]
    cells: dict[int, Cell] = {}
    for piece in _PIECE.finditer(line[start:end]):
        left, right = start + piece.start(), start + piece.end()
        shared = {column: min(right, spans[column][1]) - max(left, spans[column][0]) for column in columns}
        column = max(shared, key=lambda key: shared[key])
        if column in cells:
            return None
        cells[column] = Cell(text=one_line(piece[0]))
    return cells


def without_frames(text: str) -> str:
    """Return a text, the lines that a frame of one cell is drawn around without its bars."""
    if not any(corner in text for corner in _UPPER_CORNERS):
        return text
    lines = text.split("\n")
    plain = [line.expandtabs().translate(_ASCII).strip() for line in lines]
    begins: int | None = None
    for place, line in enumerate(plain):
        if _FRAME.match(line):
            for inner in range(begins + 1, place) if begins is not None else ():
                lines[inner] = plain[inner][1:-1]
            begins = place
        elif not (line[:1] == line[-1:] == "|" and line.count("|") == 2):
            begins = None
    return "\n".join(lines)


def _gone_on(row: Row, cells: dict[int, Cell]) -> Row:
    joined = dict(row.cells)
    for column, cell in cells.items():
        above = joined.get(column)
        joined[column] = replace(cell, text=f"{above.text} {cell.text}") if above else cell
    return replace(row, cells=joined)
