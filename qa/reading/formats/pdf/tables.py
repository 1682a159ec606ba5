"""Rows of a PDF's tables: what belongs to one cell, and which column's header a value stands under.

A PDF says of no text that it is a table.  Lines with wide gaps, one below another, are its rows; a cell belongs to
the column that it stands in, so that an empty cell does not move the values after it to a wrong header.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from qa.reading.formats.pdf.layout import SAME_LINE, Line, PlacedCell, Segment, cells_of
from qa.reading.formats.pdf.rules import ALIGNED, Rule, Rules, lengthened
from qa.reading.formats.pdf.wording import text_of

INTERLEAVED = 0.85
"""Of the type's size: lines nearer to one another than this cannot stand below each other."""
ROWS_LEAST = 3
"""Rows, the header's among them, from which on what stands below one another shows columns."""
COLUMNS_LEAST = 3
"""Columns from which on a header can be told by its words; two may be labels and values."""
HEADER_WORDS_MOST = 5
HEADER_LINES_MOST = 3
BANDS_LEAST = 3
"""Bands between rules from which on each is a row; of two, the lower may hold all rows below the header's."""
APART = 1.5
"""Times the usual distance of rows: so far below another, a row with the look of a header begins a table."""
CELL_LINES_MOST = 30
"""Above the middle of a cell; a page holds some 60."""
CELL_PITCH_MOST = 1.6
"""Of the type's size: lines of one cell stand no further from one another."""


def with_ruled_rows(segments: Sequence[Segment], rules: Rules) -> list[Segment]:
    """Return the segments, those between two rules of a table as one that has the cells of a row.

    A row stands between two rules of the same width.  Its cells are parted by upright rules, or where there are
    none by the space between them, and then only one line may stand in the first: two may be rows of their own.
    """
    by_base = sorted(range(len(segments)), key=lambda place: segments[place].base)
    bases = [segments[place].base for place in by_base]
    rows: dict[int, Segment] = {}
    taken: set[int] = set()
    for grid in _grids(rules.across):
        for top, foot in pairwise(grid):
            between = by_base[bisect_left(bases, foot.at) : bisect_left(bases, top.at)]
            places = sorted(place for place in between if place not in taken and _is_under(segments[place], top))
            inside = [segments[place] for place in places]
            row = _ruled_row(inside, top, foot, rules.upright, sure=len(grid) > BANDS_LEAST)
            if row is not None:
                rows[places[0]] = row
                taken.update(places)
    return [
        rows.get(place, segment) for place, segment in enumerate(segments) if place not in taken or place in rows
    ]


def _grids(across: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Yield the rules that lie one below another and are as wide, from the top, where they are three or more."""
    grids: list[list[Rule]] = []
    for rule in sorted(lengthened(across), key=lambda rule: -rule.at):
        for grid in grids:
            if abs(grid[0].start - rule.start) < ALIGNED and abs(grid[0].end - rule.end) < ALIGNED:
                if grid[-1].at - rule.at > ALIGNED:  # a thick rule is two lines
                    grid.append(rule)
                break
        else:
            grids.append([rule])
    return (grid for grid in grids if len(grid) >= BANDS_LEAST)


def _is_under(segment: Segment, rule: Rule) -> bool:
    return rule.start - ALIGNED < segment.left and segment.right < rule.end + ALIGNED


def _ruled_row(
    inside: Sequence[Segment], top: Rule, foot: Rule, upright: Sequence[Rule], *, sure: bool
) -> Segment | None:
    """Return what stands between two rules as a row of a table; None when it is none, or may be several."""
    middle = (top.at + foot.at) / 2
    if len(inside) < 2:
        return None
    edges = [rule.at for rule in upright if rule.start < middle < rule.end and top.start < rule.at < top.end]
    columns = _columns_between(inside, edges) if edges else _columns_apart(inside)
    if len(columns) < 2:
        return None
    lines = [_by_line(column) for column in columns]
    if len(lines[0]) > 1 and not (sure and edges and not _are_rows(lines)):
        return None
    cells = tuple(
        PlacedCell(
            tuple(text_of([word for each in line for word in each.words]) for line in column),
            min(each.left for line in column for each in line),
            max(each.right for line in column for each in line),
            tuple(word for line in column for each in line for word in each.words),
        )
        for column in lines
    )
    return Segment(
        words=tuple(word for cell in cells for word in cell.words),
        left=cells[0].left,
        right=cells[-1].right,
        base=max(each.base for each in inside),
        size=max(each.size for each in inside),
        cells=cells,
    )


def _columns_between(segments: Sequence[Segment], edges: Sequence[float]) -> list[list[Segment]]:
    """Return the segments between upright rules, without the columns that have none."""
    places = [sum(edge < (each.left + each.right) / 2 for edge in edges) for each in segments]
    return [
        [each for each, place in zip(segments, places, strict=True) if place == column]
        for column in sorted({*places})
    ]


def _columns_apart(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Return the segments that stand below one another together."""
    columns: list[list[Segment]] = []
    for each in sorted(segments, key=lambda each: each.left):
        if columns and each.left < max(other.right for other in columns[-1]):
            columns[-1].append(each)
        else:
            columns.append([each])
    return columns


def _by_line(column: Sequence[Segment]) -> list[list[Segment]]:
    """Return the segments of a cell line by line."""
    lines: list[list[Segment]] = []
    for each in sorted(column, key=lambda each: (-each.base, each.left)):
        if lines and lines[-1][0].base - each.base < SAME_LINE * each.size:
            lines[-1].append(each)
        else:
            lines.append([each])
    return [sorted(line, key=lambda each: each.left) for line in lines]


def _are_rows(columns: Sequence[Sequence[Sequence[Segment]]]) -> bool:
    """Tell whether the lines of some cells are rows: as many in each, and none goes on with a small letter."""
    counts = {len(lines) for lines in columns}
    return len(counts) == 1 and not any(line[0].words[0].text[0].islower() for lines in columns for line in lines)


def with_rows_together(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those as one that stand beside each other at heights between: cells centred in a row."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _stands_between(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return _with_centred([row[0] if len(row) == 1 else _as_one(row) for row in rows])


def _with_centred(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, as one those of a row whose first cell stands at the middle of longer ones.

    Above the line that has the first cell stand as many as below it, each piece of them in one cell of that line;
    and they go on from no line above them.
    """
    kept: list[Line] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        several = len(cells_of(line)) > 1
        above = _count_beside(line, kept[: -CELL_LINES_MOST - 1 : -1], lines_below=False) if several else 0
        after = lines[place + 1 : place + 1 + above]
        if above and _begins_row(kept, above, line) and _count_beside(line, after, lines_below=True) == above:
            row = [*kept[len(kept) - above :], line, *after]
            kept[len(kept) - above :] = [_as_one(row)]
            place += above
        else:
            kept.append(line)
        place += 1
    return kept


def _begins_row(lines: Sequence[Line], count: int, row: Line) -> bool:
    """Tell whether the last lines, so many, go on from no line above them."""
    before = lines[-count - 1] if len(lines) > count else None
    return before is None or bool(before.cells) or _is_apart(before, lines[-count], row)


def _is_apart(above: Line, below: Line, row: Line) -> bool:
    """Tell whether one line does not stand right below another, as those of one cell do."""
    return not 0 < above.base - below.base <= CELL_PITCH_MOST * row.size


def _count_beside(line: Line, others: Sequence[Line], *, lines_below: bool) -> int:
    """Return how many of the lines next to one stand beside its first cell, each piece within one other cell."""
    cells = cells_of(line)
    last = line
    for count, other in enumerate(others):
        within = [[place for place, cell in enumerate(cells) if _overlap(cell, each)] for each in cells_of(other)]
        apart = _is_apart(last, other, line) if lines_below else _is_apart(other, last, line)
        strange = any(len(places) != 1 or not places[0] for places in within)
        if apart or strange or other.cells or other.size != line.size:
            return count
        last = other
    return len(others)


def _stands_between(row: Sequence[Line], line: Line) -> bool:
    """Tell whether a line is too near to the last one to stand below it, and beside it."""
    last = row[-1]
    near = last.base - line.base < INTERLEAVED * min(last.size, line.size)
    beside = not any(_overlap(cell, other) for cell in cells_of(last) for other in cells_of(line))
    return near and beside and last.size == line.size


def _as_one(row: Sequence[Line]) -> Line:
    cells: list[PlacedCell] = []
    for line in row:
        for cell in cells_of(line):
            place = next((place for place, each in enumerate(cells) if _overlap(each, cell)), None)
            if place is None:
                cells.append(cell)
            else:
                cells[place] = _joined(cells[place], cell)
    cells.sort(key=lambda cell: cell.left)
    return replace(
        row[0],
        cells=tuple(cells),
        text=" ".join(text for cell in cells for text in cell.texts),
        left=cells[0].left,
        right=max(cell.right for cell in cells),
        base=row[-1].base,
        pieces=len(cells),
    )


def _joined(cell: PlacedCell, more: PlacedCell) -> PlacedCell:
    left, right = min(cell.left, more.left), max(cell.right, more.right)
    return PlacedCell((*cell.texts, *more.texts), left, right, (*cell.words, *more.words))


def _overlap(cell: PlacedCell, other: PlacedCell) -> bool:
    return cell.left < other.right and other.left < cell.right


def gone_on(row: Sequence[PlacedCell], line: Line) -> tuple[PlacedCell, ...] | None:
    """Return a row with the line below it put to its cells; None when that line is no part of them.

    It is one when it leaves the first column empty and each of its pieces stands in one cell of the row and goes
    on with a small letter.
    """
    cells = list(row)
    for piece in cells_of(line):
        within = [place for place, cell in enumerate(cells) if _overlap(cell, piece)]
        text = piece.texts[0]
        if len(within) != 1 or not within[0] or not (text[0].islower() or text[0] in "(&"):
            return None
        cells[within[0]] = _joined(cells[within[0]], piece)
    return tuple(cells)


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
    columns = _columns([cell for row in rows for cell in row.cells])
    placed = [_by_column(row.cells, columns) for row in rows]
    complete = any(len(row.cells) == len(columns) for row in rows)
    if len(rows) < 2 or not complete or any(cells is None for cells in placed):
        return [row.cells for row in rows]
    known = [cells for cells in placed if cells is not None]
    lines = _header_lines(rows, known)
    if lines > 1:
        whole = [_stacked(cells) for cells in zip(*known[:lines], strict=True)]
        first = tuple(cell for cell in whole if cell)
        return [first, *([()] * (lines - 1)), *(tuple(_named(cells, whole)) for cells in known[lines:])]
    if _is_header(rows, known):
        return [rows[0].cells, *(tuple(_named(cells, known[0])) for cells in known[1:])]
    if len(rows) < ROWS_LEAST:
        return [row.cells for row in rows]
    return [tuple(_kept(cells)) for cells in known]


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
        whole = _joined(whole, cell) if whole and cell else whole or cell
    return whole


def _columns(cells: Sequence[PlacedCell]) -> list[tuple[float, float]]:
    """Return from where to where each column reaches: cells that overlap are of one."""
    columns: list[tuple[float, float]] = []
    for cell in sorted(cells, key=lambda cell: cell.left):
        if columns and cell.left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], cell.right)
        else:
            columns.append((cell.left, cell.right))
    return columns


def _by_column(
    cells: Sequence[PlacedCell], columns: Sequence[tuple[float, float]]
) -> list[PlacedCell | None] | None:
    """Return the cell in each column; None when two stand in one."""
    found: list[PlacedCell | None] = [None] * len(columns)
    for cell in cells:
        place = next(
            place for place, (left, right) in enumerate(columns) if left <= cell.left < max(right, left + 1)
        )
        if found[place] is not None:
            return None
        found[place] = cell
    return found


def _is_header(rows: Sequence[TableRow], placed: Sequence[Sequence[PlacedCell | None]]) -> bool:
    """Tell whether the first row names the columns: alone in bold, or words over a column of numbers."""
    texts = [" ".join(cell.texts) if cell else "" for cell in placed[0]]
    if not all(texts[1:]) or any(text.endswith(":") or len(text.split()) > HEADER_WORDS_MOST for text in texts):
        return False
    if rows[0].bold and not any(row.bold for row in rows[1:]):
        return True
    if len(rows) < ROWS_LEAST or len(texts) < COLUMNS_LEAST or any(map(_has_digit, texts)):
        return False
    for column in range(1, len(texts)):
        below = [" ".join(cell.texts) for cells in placed[1:] if (cell := cells[column]) is not None]
        if below and all(map(_has_digit, below)):
            return True
    return False


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


def _kept(cells: Sequence[PlacedCell | None]) -> Iterator[PlacedCell]:
    """Yield the cells with an empty one for each that is empty, up to the last that is not."""
    last = max(place for place, cell in enumerate(cells) if cell is not None)
    for cell in cells[: last + 1]:
        yield cell or PlacedCell(("",), 0.0, 0.0)
