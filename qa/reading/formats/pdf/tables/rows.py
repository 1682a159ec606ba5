"""Rows of a PDF's tables: what belongs to one row and one cell of it.

A PDF says of no text that it is a table.  Lines with wide gaps, one below another, are its rows, and so is what
stands between two drawn lines.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from qa.reading.formats.pdf.layout import Line, PlacedCell, Segment, cells_of, rows_of, segment_of
from qa.reading.formats.pdf.rules import ALIGNED, LINE_LEAST, Rule, Rules, lengthened
from qa.reading.formats.pdf.wording import text_of

INTERLEAVED = 0.85
"""Of the type's size: lines nearer to one another than this cannot stand below each other."""
BANDS_LEAST = 3
"""Bands between rules from which on each is a row; of two, the lower may hold all rows below the header's."""
CELL_LINES_MOST = 30
"""Above the middle of a cell; a page holds some 60."""
CELL_PITCH_MOST = 1.6
"""Of the type's size: lines of one cell stand no further from one another."""


def with_ruled_rows(segments: Sequence[Segment], rules: Rules) -> list[Segment]:
    """Return the segments, those between two rules of a table as one that has the cells of a row.

    A row stands between two rules of the same width.  Its cells are parted by upright rules, or where there are
    none by the space between them, and then only one line may stand in the first: two may be rows of their own.
    """
    segments = _parted(segments, rules.upright)
    by_base = sorted(range(len(segments)), key=lambda place: segments[place].base)
    bases = [segments[place].base for place in by_base]
    rows: dict[int, Segment] = {}
    in_rows: set[int] = set()
    for grid in _grids(rules.across):
        for top, foot in pairwise(grid):
            between = by_base[bisect_left(bases, foot.at) : bisect_left(bases, top.at)]
            places = sorted(place for place in between if place not in in_rows and _is_under(segments[place], top))
            for part, high, low in _parts(segments, places, (top, foot), rules.across):
                inside = [segments[place] for place in part]
                row = _ruled_row(inside, high, low, rules.upright, sure=len(grid) > BANDS_LEAST)
                if row is not None:
                    rows[part[0]] = row
                    in_rows.update(part)
    return [
        rows.get(place, segment) for place, segment in enumerate(segments) if place not in in_rows or place in rows
    ]


def _parted(segments: Sequence[Segment], upright: Sequence[Rule]) -> list[Segment]:
    """Return the segments, each parted where an upright rule stands between two of its words: in narrow cells."""
    if not upright:
        return list(segments)
    rules = sorted(upright, key=lambda rule: rule.at)
    places = [rule.at for rule in rules]
    parted: list[Segment] = []
    for segment in segments:
        height = segment.base + segment.size / 4  # a rule that is as high as the small letters
        cuts = [
            place
            for place, (before, word) in enumerate(pairwise(segment.words), start=1)
            if any(
                rule.start < segment.base and height < rule.end
                for rule in rules[bisect_left(places, before.right) : bisect_right(places, word.left)]
            )
        ]
        parted += (
            [segment_of(segment.words[start:end]) for start, end in pairwise([0, *cuts, len(segment.words)])]
            if cuts
            else [segment]
        )
    return parted


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


def _parts(
    segments: Sequence[Segment], places: Sequence[int], band: tuple[Rule, Rule], across: Sequence[Rule]
) -> list[tuple[list[int], Rule, Rule]]:
    """Return the rows of a band between two rules: two where a shorter rule parts headers from the names below.

    What stands beside the shorter rule hangs down over both rows, and is of the upper one.
    """
    top, foot = band
    for rule in across:
        if not (foot.at + ALIGNED < rule.at < top.at - ALIGNED) or rule.end - rule.start < LINE_LEAST:
            continue
        within = lengthened([neighbour for neighbour in across if abs(neighbour.at - rule.at) < ALIGNED])
        lower = [
            place
            for place in places
            if segments[place].base < rule.at
            and any(stretch.start < _middle(segments[place]) < stretch.end for stretch in within)
        ]
        upper = [place for place in places if place not in lower]
        counts = [
            sum(stretch.start < _middle(segments[place]) < stretch.end for place in lower) for stretch in within
        ]
        if upper and max(counts) > 1:
            parting = rule._replace(start=top.start, end=top.end)
            return [(upper, top, parting), (lower, parting, foot)]
    return [(list(places), top, foot)]


def _middle(segment: Segment) -> float:
    return (segment.left + segment.right) / 2


def _ruled_row(
    inside: Sequence[Segment], top: Rule, foot: Rule, upright: Sequence[Rule], *, sure: bool
) -> Segment | None:
    """Return what stands between two rules as a row of a table; None when it is none, or may be several."""
    middle = (top.at + foot.at) / 2
    if len(inside) < 2:
        return None
    edges = sorted(rule.at for rule in upright if rule.start < middle < rule.end and top.start < rule.at < top.end)
    boxes = list(pairwise([top.start, *edges, top.end]))
    by_column = _columns_between(inside, edges) if edges else dict(enumerate(_columns_apart(inside)))
    columns = list(by_column.values())
    if len(columns) < 2:
        return None
    lines = [rows_of(column) for column in columns]
    if len(lines[0]) > 1 and not (sure and edges and not _are_rows(lines)):
        return None
    cells = tuple(
        PlacedCell(
            tuple(text_of([word for segment in line for word in segment.words]) for line in column),
            min(segment.left for line in column for segment in line),
            max(segment.right for line in column for segment in line),
            tuple(word for line in column for segment in line for word in segment.words),
            boxes[place] if edges else None,
        )
        for place, column in zip(by_column, lines, strict=True)
    )
    return Segment(
        words=tuple(word for cell in cells for word in cell.words),
        left=cells[0].left,
        right=cells[-1].right,
        base=max(segment.base for segment in inside),
        size=max(segment.size for segment in inside),
        cells=cells,
    )


def _columns_between(segments: Sequence[Segment], edges: Sequence[float]) -> dict[int, list[Segment]]:
    """Return the segments between upright rules by the place of their column, without those that have none."""
    places = [sum(edge < _middle(segment) for edge in edges) for segment in segments]
    return {
        column: [segment for segment, place in zip(segments, places, strict=True) if place == column]
        for column in sorted({*places})
    }


def _columns_apart(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Return the segments that stand below one another together."""
    columns: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: segment.left):
        if columns and segment.left < max(piece.right for piece in columns[-1]):
            columns[-1].append(segment)
        else:
            columns.append([segment])
    return columns


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
    result: list[Line] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        has_cells = len(cells_of(line)) > 1
        above = _count_beside(line, result[: -CELL_LINES_MOST - 1 : -1], lines_below=False) if has_cells else 0
        after = lines[place + 1 : place + 1 + above]
        if above and _begins_row(result, above, line) and _count_beside(line, after, lines_below=True) == above:
            row = [*result[len(result) - above :], line, *after]
            result[len(result) - above :] = [_as_one(row)]
            place += above
        else:
            result.append(line)
        place += 1
    return result


def _begins_row(lines: Sequence[Line], count: int, row: Line) -> bool:
    """Tell whether the last lines, so many, go on from no line above them."""
    before = lines[-count - 1] if len(lines) > count else None
    return before is None or bool(before.cells) or _is_apart(before, lines[-count], row)


def _is_apart(above: Line, below: Line, row: Line) -> bool:
    """Tell whether one line does not stand right below another, as those of one cell do."""
    return not 0 < above.base - below.base <= CELL_PITCH_MOST * row.size


def _count_beside(line: Line, neighbours: Sequence[Line], *, lines_below: bool) -> int:
    """Return how many of the lines next to one stand beside its first cell, each piece within one other cell."""
    cells = cells_of(line)
    last = line
    for count, neighbour in enumerate(neighbours):
        within = [
            [place for place, cell in enumerate(cells) if _overlap(cell, piece)] for piece in cells_of(neighbour)
        ]
        apart = _is_apart(last, neighbour, line) if lines_below else _is_apart(neighbour, last, line)
        strange = any(len(places) != 1 or not places[0] for places in within)
        if apart or strange or neighbour.cells or neighbour.size != line.size:
            return count
        last = neighbour
    return len(neighbours)


def _stands_between(row: Sequence[Line], line: Line) -> bool:
    """Tell whether a line is too near to the last one to stand below it, and beside it."""
    last = row[-1]
    near = last.base - line.base < INTERLEAVED * min(last.size, line.size)
    beside = not any(_overlap(cell, piece) for cell in cells_of(last) for piece in cells_of(line))
    return near and beside and last.size == line.size


def _as_one(row: Sequence[Line]) -> Line:
    cells: list[PlacedCell] = []
    for line in row:
        for cell in cells_of(line):
            place = next((place for place, previous in enumerate(cells) if _overlap(previous, cell)), None)
            if place is None:
                cells.append(cell)
            else:
                cells[place] = joined_cells(cells[place], cell)
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


def joined_cells(cell: PlacedCell, below: PlacedCell) -> PlacedCell:
    """Return two cells, one below the other, as one."""
    left, right = min(cell.left, below.left), max(cell.right, below.right)
    return PlacedCell((*cell.texts, *below.texts), left, right, (*cell.words, *below.words))


def _overlap(cell: PlacedCell, other_cell: PlacedCell) -> bool:
    return cell.left < other_cell.right and other_cell.left < cell.right


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
        cells[within[0]] = joined_cells(cells[within[0]], piece)
    return tuple(cells)
