"""Headers of a PDF's tables that stand over several columns: each belongs to every column below it.

Which columns those are is sure where upright lines are drawn around the header; where the same names stand under
each of several headers; or where a header stands over the middle of some columns and no other way to share them
out is as good.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa.reading.formats.pdf.layout import PlacedCell

Column = tuple[float, float]
Run = tuple[int, int]
"""The first column that a header stands over and the last."""
HEADS_MOST = 12
COLUMNS_MOST = 30
"""A page has room for fewer; the ways to share out more would take long to try."""
OFF_CENTRE = 0.5
"""Of the type's size by which the middle of a header may miss that of its columns."""
AS_GOOD = 1.0
"""Points by which one way to share out columns must be nearer to the middle than the next."""


def runs_of(
    heads: Sequence[PlacedCell], names: Sequence[PlacedCell | None], columns: Sequence[Column]
) -> list[Run] | None:
    """Return the columns that each of some headers stands over, None where that is not sure or each has one alone.

    ``names`` are what stands in each column in the row below the headers: a header may hang down into a column
    that has no name there.
    """
    if not 0 < len(heads) < len(columns) or len(heads) > HEADS_MOST or len(columns) > COLUMNS_MOST:
        return None
    runs = _between_lines(heads, columns) or _come_again(heads, names, columns) or _centred(heads, names, columns)
    return runs if runs and any(first < last for first, last in runs) else None


def _between_lines(heads: Sequence[PlacedCell], columns: Sequence[Column]) -> list[Run] | None:
    """Return the columns between the upright lines beside each header; None where a header has none."""
    runs: list[Run] = []
    for head in heads:
        if head.box is None:
            return None
        left, right = head.box
        inside = [place for place, (start, end) in enumerate(columns) if left < (start + end) / 2 < right]
        if not inside:
            return None
        runs.append((inside[0], inside[-1]))
    return runs if all(before[1] < after[0] for before, after in pairwise(runs)) else None


def _come_again(
    heads: Sequence[PlacedCell], names: Sequence[PlacedCell | None], columns: Sequence[Column]
) -> list[Run] | None:
    """Return the columns of headers under each of which the same names stand, as they do under headers alone."""
    texts = [" ".join(cell.texts).casefold() if cell else "" for cell in names]
    named = [place for place, text in enumerate(texts) if text and texts.count(text) > 1]
    hanging = [head for head in heads if any(_overlap(head, columns[place]) for place in _unnamed(names))]
    wide = [head for head in heads if head not in hanging]
    width, over = divmod(len(named), len(wide)) if len(wide) > 1 else (0, 1)
    if over or width < 2 or named != list(range(named[0], named[0] + len(named))):
        return None
    firsts = named[::width]
    if any(texts[first : first + width] != texts[named[0] : named[0] + width] for first in firsts):
        return None
    if len({*texts[named[0] : named[0] + width]}) < width:
        return None
    runs = dict(zip(map(id, wide), ((first, first + width - 1) for first in firsts), strict=True))
    inside = all(
        columns[first][0] - _size(head) < (head.left + head.right) / 2 < columns[last][1] + _size(head)
        for head in wide
        for first, last in [runs[id(head)]]
    )
    alone = {id(head): place for head in hanging for place in _unnamed(names) if _overlap(head, columns[place])}
    return [runs.get(id(head)) or (alone[id(head)],) * 2 for head in heads] if inside else None


def _centred(
    heads: Sequence[PlacedCell], names: Sequence[PlacedCell | None], columns: Sequence[Column]
) -> list[Run] | None:
    """Return the columns that headers stand over the middle of: those that leave the fewest columns to none.

    Headers that all begin where a column does are set to the left, and so over the middle of columns by accident.
    """
    if all(any(abs(head.left - left) < AS_GOOD for left, _ in columns) for head in heads):
        return None
    ways = sorted(_ways(heads, names, columns, 1), key=lambda way: (-way[0], way[1]))
    if not ways or (len(ways) > 1 and ways[0][0] == ways[1][0] and ways[1][1] - ways[0][1] < AS_GOOD):
        return None
    return list(ways[0][2])


def _ways(
    heads: Sequence[PlacedCell], names: Sequence[PlacedCell | None], columns: Sequence[Column], start: int
) -> list[tuple[int, float, tuple[Run, ...]]]:
    """Return the two best ways to share out the columns from one on: how many are taken, how far off, the runs.

    The column of the names of rows is no header's that stands over others.
    """
    best: dict[int, list[tuple[int, float, tuple[Run, ...]]]] = {
        place: [(0, 0.0, ())] for place in range(len(columns) + 1)
    }
    for head in reversed(heads):
        best_with_head: dict[int, list[tuple[int, float, tuple[Run, ...]]]] = {}
        runs = list(_candidates(head, names, columns, start))
        for place in range(len(columns), -1, -1):
            ways = [
                (count + last - first + 1, off + missed, ((first, last), *tail))
                for first, last, off in runs
                if first >= place
                for count, missed, tail in best[last + 1]
            ]
            best_with_head[place] = sorted(ways, key=lambda way: (-way[0], way[1]))[:2]
        best = best_with_head
    return best[0]


def _candidates(
    head: PlacedCell, names: Sequence[PlacedCell | None], columns: Sequence[Column], start: int
) -> Iterator[tuple[int, int, float]]:
    """Yield the runs of columns that a header may stand over, and by how many points it misses their middle."""
    size = _size(head)
    for place in _unnamed(names):
        if _overlap(head, columns[place]):
            yield place, place, 0.0
    for first in range(start, len(columns)):
        for last in range(first, len(columns)):
            if names[last] is None:
                break
            middles = list(_middles(columns, first, last))
            middle = (head.left + head.right) / 2
            off = max(min(middles) - middle, middle - max(middles), 0.0)
            after = columns[last + 1][0] if last + 1 < len(columns) else columns[last][1] + size
            if off <= OFF_CENTRE * size and columns[first][0] - size < head.left and head.right < after + size:
                yield first, last, min(abs(middle - centre) for centre in middles)


def _middles(columns: Sequence[Column], first: int, last: int) -> Iterator[float]:
    """Yield where the middle of some columns may be, by how their cells are aligned: centred, left, right."""
    left, right = columns[first][0], columns[last][1]
    yield (left + right) / 2
    yield (sum(columns[first]) + sum(columns[last])) / 4
    if last + 1 < len(columns):
        yield (left + columns[last + 1][0]) / 2
    if first:
        yield (columns[first - 1][1] + right) / 2


def _unnamed(names: Sequence[PlacedCell | None]) -> list[int]:
    return [place for place, cell in enumerate(names) if cell is None]


def _overlap(cell: PlacedCell, column: Column) -> bool:
    return cell.left < column[1] and column[0] < cell.right


def _size(cell: PlacedCell) -> float:
    return max((word.size for word in cell.words), default=0.0)
