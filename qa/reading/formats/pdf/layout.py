"""The words of a page → lines in reading order: columns one after another, what spans them in its place.

A gutter is an upright strip that few pieces of text cross.  Those that do (a title, a wide figure's caption)
cut the page into bands; in each band the left column is read before the right one, and each is looked at
again, for it may hold columns of its own.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from statistics import median
from unicodedata import bidirectional

from qa.reading.formats.pdf.characters import SAME_SIZE, Word
from qa.reading.formats.pdf.initials import with_initials_in_line
from qa.reading.formats.pdf.wording import SLASHES, TOUCHING, gap, text_of, with_stacked_fractions

GAP = 1.2
"""Of the type's size: words further apart are in different columns; justified lines stretch to about 1."""
SAME_LINE = 0.45
"""Of the type's size: a raised or lowered sign stands no further from the line."""
HIGHEST = 0.65
"""Of the type's size: so far may a small sign that touches a word stand from its line."""
OVERLAP_MOST = 0.25
"""Of a segment's width: one that covers more of the line before it is a line of its own."""
GUTTER_LEAST = 0.8
"""Of the type's size; the narrowest gutter seen is 10 points between columns of 10 point type."""
STEP = 1.0
"""Points: strips are looked for at this distance from one another."""
STEPS_MOST = 2000  # no paper is wider, only a hostile page
EDGE = 0.15
"""Of a region's width: a strip nearer to its edge parts bullets or line numbers from text, not columns."""
COLUMN_LINES_LEAST = 4
COLUMN_WORDS_LEAST = 2.5
COLUMN_FILL_LEAST = 0.5
RUNNING = 3
"""One in so many lines of running prose begins with a small letter, at least."""
BESIDE = 1.5
"""Of the type's size: so far above or below may a line of the other column stand, which is a line's height."""
FEW_LINES_LEAST = 2
"""Columns of fewer lines than COLUMN_LINES_LEAST show more: they are flush left, and their sentences run on."""
_BULLETS = frozenset("•●▪◦‣■□➢✓✗")
FLUSH = 0.3  # of the type's size
HEAD_APART = 1.3
"""Times its distance from the text below: so far is a heading from what stands above it."""
STRIPS_MOST = 8
"""So many strips are tried with columns within their right side; a page has fewer columns."""
"""The columns of a table are told from those of prose by short cells: fewer words in a line, lines that leave
more than half of the column empty."""


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell of a table: its lines, from where to where it reaches, and the words that its lines were made of.

    ``box`` is from where to where the cell itself reaches, between the upright lines beside it, if they are drawn.
    """

    texts: tuple[str, ...]
    left: float
    right: float
    words: tuple[Word, ...] = ()
    box: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Words on one line with no wide gap between them, or the ``cells`` of a row of a table."""

    words: tuple[Word, ...]
    left: float
    right: float
    base: float
    size: float
    cells: tuple[PlacedCell, ...] = ()

    @property
    def text(self) -> str:
        """Return the words with the spaces that stand between them."""
        return " ".join(text for cell in self.cells for text in cell.texts) or text_of(self.words)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column; ``pieces`` counts the parts that wide gaps make of it.

    ``cells`` are those parts where the line was put together of lines at several heights, else none.
    """

    words: tuple[Word, ...]
    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    pieces: int
    page: int
    cells: tuple[PlacedCell, ...] = ()


def segments_of(words: Sequence[Word]) -> list[Segment]:
    """Join words to segments, in the order of the file."""
    runs: list[list[Word]] = []
    for word in with_stacked_fractions(with_initials_in_line(words)):
        if runs and (_follows(runs[-1][-1], word) or _is_beside_sign(runs[-1], word)):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [segment_of(run) for run in runs]


def _follows(before: Word, word: Word) -> bool:
    size = max(before.size, word.size)
    return abs(before.base - word.base) <= SAME_LINE * size and -size <= gap(before, word) <= GAP * size


def _is_beside_sign(run: Sequence[Word], word: Word) -> bool:
    """Tell a small sign that stands high or low beside a word, or its other sign, and what follows it."""
    before = run[-1]
    if word.size < SAME_SIZE * before.size:
        # In 1⁄₂ the slash leans over the digits beside it.
        reaches = before.right - before.left if before.text in SLASHES else TOUCHING * before.size
        near = -reaches < gap(before, word) < TOUCHING * before.size
        return near and abs(before.base - word.base) < HIGHEST * before.size
    whole = next((previous for previous in reversed(run) if SAME_SIZE * previous.size > before.size), None)
    if whole is None:
        return False
    if word.size < SAME_SIZE * whole.size:  # HCO₃⁻: one sign low, one high
        right_of = before.left - TOUCHING * whole.size < word.left < before.right + TOUCHING * whole.size
        return right_of and abs(whole.base - word.base) < HIGHEST * whole.size
    near = -whole.size <= gap(before, word) <= GAP * whole.size
    return near and whole.base == word.base and abs(before.base - word.base) < HIGHEST * whole.size


def segment_of(words: Sequence[Word]) -> Segment:
    """Return words that stand on one line as a segment."""
    main = max(words, key=lambda word: (word.size, len(word.text)))
    return Segment(
        words=tuple(words),
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        base=main.base,
        size=main.size,
    )


def regions_of(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Yield the columns and the parts that span them, in reading order."""
    gutter = _gutter(segments)
    if gutter is None:
        yield list(segments)
        return
    band: list[Segment] = []
    across: list[Segment] = []
    for segment in sorted(segments, key=lambda segment: -segment.base):
        spans = segment.left < gutter < segment.right
        if not spans and across:
            yield across
            across = []
        elif spans and band:
            across = _heads_of(segment, band, gutter)
            yield from _columns([segment for segment in band if segment not in across], gutter)
            band = []
        (across if spans else band).append(segment)
    if across:
        yield across
    yield from _columns(band, gutter)


def _heads_of(text: Segment, band: Sequence[Segment], gutter: float) -> list[Segment]:
    """Return the short heading of a text that spans columns, which stands at the foot of one of them.

    It stands below all of the other column, and nearer to the text than to what is above it.
    """
    left, right = _sides(band, gutter)
    for column, opposite in ((left, right), (right, left)):
        lines = sorted(column, key=lambda segment: segment.base)
        if not lines or not opposite or lines[0].base >= min(segment.base for segment in opposite):
            continue
        near = lines[0].base - text.base
        if len(lines) > 1 and lines[1].base - lines[0].base > HEAD_APART * near:
            return [lines[0]]
    return []


def _columns(band: Sequence[Segment], gutter: float) -> Iterator[list[Segment]]:
    for column in _sides(band, gutter):
        if column:
            yield from regions_of(column)


def _sides(segments: Sequence[Segment], gutter: float) -> tuple[list[Segment], list[Segment]]:
    left = [segment for segment in segments if segment.right <= gutter]
    return left, [segment for segment in segments if segment.left >= gutter]


def _gutter(segments: Sequence[Segment]) -> float | None:
    """Return the middle of the strip that fewest segments cross, if prose stands on both sides of it."""
    if len(segments) < 2 * FEW_LINES_LEAST:
        return None
    left, right = min(segment.left for segment in segments), max(segment.right for segment in segments)
    steps = int(min((right - left) / STEP, STEPS_MOST)) + 1
    width = max(1, round(GUTTER_LEAST * median(segment.size for segment in segments) / STEP))
    changes = [0] * (steps + 1)
    for segment in segments:
        changes[min(int((segment.left - left) / STEP), steps)] += 1
        changes[min(int((segment.right - left) / STEP) + 1, steps)] -= 1
    crossed = list(accumulate(changes))
    inner = range(int(EDGE * steps), int((1 - EDGE) * steps) - width)
    strips = [(max(crossed[step : step + width]), step) for step in inner]
    groups = (list(group) for _, group in groupby(strips, key=lambda strip: strip[0]))
    for attempt, group in enumerate(sorted(groups, key=lambda group: group[0])):
        middle = left + STEP * ((group[0][1] + group[-1][1] + width) / 2)
        first, second = _sides(segments, middle)
        columns = _is_prose(first) and (
            _is_prose(second) or (attempt < STRIPS_MOST and _gutter(second) is not None)
        )
        beside = _beside(first, second), _beside(second, first)
        if columns and 2 * len(min(beside, key=len)) >= min(len(first), len(second)):
            return middle
        if all(map(_is_running_prose, beside)):
            return middle
    return None


def _beside(segments: Sequence[Segment], others: Sequence[Segment]) -> list[Segment]:
    """Return the segments that have one of the others beside them.

    What stands in a space of the others, such as a table in the middle of a page, is no column.
    """
    bases = sorted(segment.base for segment in others)
    beside: list[Segment] = []
    for segment in segments:
        reach = BESIDE * segment.size
        place = bisect_left(bases, segment.base - reach)
        if place < len(bases) and bases[place] <= segment.base + reach:
            beside.append(segment)
    return beside


def _is_running_prose(column: Sequence[Segment]) -> bool:
    """Tell lines of prose, of which many go on with a sentence; above and below them there may be anything."""
    going_on = sum(segment.words[0].text[0].islower() for segment in column)
    return RUNNING * going_on >= len(column) >= COLUMN_LINES_LEAST and _is_prose(column)


def _is_prose(column: Sequence[Segment]) -> bool:
    if len(column) >= FEW_LINES_LEAST and _is_list(column):
        return True
    if len(column) < COLUMN_LINES_LEAST and not _runs_on(column):
        return False
    width = max(segment.right for segment in column) - min(segment.left for segment in column)
    words = sum(len(segment.words) for segment in column) / len(column)
    fill = median(segment.right - segment.left for segment in column) / max(width, 1.0)
    return words >= COLUMN_WORDS_LEAST and fill >= COLUMN_FILL_LEAST


def _is_list(column: Sequence[Segment]) -> bool:
    """Tell whether most lines begin with a bullet; in a cell of a table it stands alone, and means yes."""
    items = sum(len(segment.words) > 1 and segment.words[0].text[0] in _BULLETS for segment in column)
    return 2 * items > len(column)


def _runs_on(column: Sequence[Segment]) -> bool:
    """Tell whether a few lines are flush left and of one size, and most go on with the sentence of that above.

    What is set larger over them is their heading.
    """
    if not column:
        return False
    smallest = min(segment.size for segment in column)
    lines = sorted((segment for segment in column if segment.size == smallest), key=lambda segment: -segment.base)
    slack = FLUSH * smallest
    lefts = [segment.left for segment in lines]
    if len(lines) < FEW_LINES_LEAST or max(lefts) - min(lefts) > slack:
        return False
    if any(segment.base < lines[0].base for segment in column if segment.size != smallest):
        return False
    going_on = sum(below.words[0].text[0].islower() for _, below in pairwise(lines))
    return 2 * going_on >= len(lines) - 1


def lines_of(region: Sequence[Segment], page: int) -> list[Line]:
    """Return the lines of a column from the top, the segments of each in their order across."""
    rows: list[list[Segment]] = []
    for segment in sorted(region, key=lambda segment: (-segment.base, segment.left)):
        if rows and _stands_beside(rows[-1], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [line for row in rows if (line := _line(row, page)).text]


def _stands_beside(row: Sequence[Segment], segment: Segment) -> bool:
    near = abs(row[0].base - segment.base) <= SAME_LINE * max(row[0].size, segment.size)
    shared = max(min(neighbour.right, segment.right) - max(neighbour.left, segment.left) for neighbour in row)
    return near and shared < OVERLAP_MOST * (segment.right - segment.left)


def _line(row: Sequence[Segment], page: int) -> Line:
    text = "".join(segment.text for segment in row)
    backwards = not text.isascii() and sum(bidirectional(sign) in ("R", "AL") for sign in text) > len(text) / 2
    ordered = sorted(row, key=lambda segment: segment.left, reverse=backwards)
    words = tuple(word for segment in ordered for word in segment.words)
    lettered = [word for word in words if any(map(str.isalnum, word.text))]
    sizes = Counter({round(word.size, 1): 0 for word in words})
    for word in words:
        sizes[round(word.size, 1)] += len(word.text)
    cells = row[0].cells if len(row) == 1 else ()
    return Line(
        words=words,
        text=" ".join((row[0].text if cells else text_of(words)).split()),
        left=min(segment.left for segment in row),
        right=max(segment.right for segment in row),
        base=max(row, key=lambda segment: segment.right - segment.left).base,
        size=sizes.most_common(1)[0][0],
        bold=bool(lettered) and all(word.bold for word in lettered),
        pieces=len(cells)
        or 1 + sum(gap(*pair) > GAP * max(pair[0].size, pair[1].size) for pair in pairwise(words)),
        page=page,
        cells=cells,
    )


def cells_of(line: Line) -> tuple[PlacedCell, ...]:
    """Return the parts of a line that wide gaps make of it, or those that it was put together of."""
    if line.cells:
        return line.cells
    cells: list[PlacedCell] = []
    start = 0
    for place, (before, word) in enumerate(pairwise(line.words), start=1):
        if gap(before, word) > GAP * max(before.size, word.size):
            cells.append(_cell(line, start, place))
            start = place
    return *cells, _cell(line, start, len(line.words))


def _cell(line: Line, start: int, stop: int) -> PlacedCell:
    words = line.words[start:stop]
    left, right = min(word.left for word in words), max(word.right for word in words)
    return PlacedCell((text_of(words),), left, right, words)


def rows_of(segments: Iterable[Segment]) -> list[list[Segment]]:
    """Return segments that stand at one height together, from the left; the rows from the top."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: -segment.base):
        if rows and rows[-1][0].base - segment.base < SAME_LINE * segment.size:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda segment: segment.left) for row in rows]
