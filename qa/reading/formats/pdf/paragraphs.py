"""The lines of a PDF → paragraphs: a line belongs to the one before it unless something shows that it does not."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median

from qa.reading.dictionaries import is_compound
from qa.reading.formats.pdf.layout import Line, PlacedCell, cells_of
from qa.reading.formats.pdf.tables.headers import TableRow, with_headers
from qa.reading.formats.pdf.tables.rows import gone_on, with_rows_together
from qa.reading.formats.symbols import TICKS

_DASHES = "*–—-"
BULLETS = f"o•◦▪▫‣·●○■□➢➤►▶❖*–—-\ufffd{TICKS}"  # U+FFFD for a mark whose font hides it
_ITEM = re.compile(rf"^(?P<marker>[{re.escape(BULLETS)}]|\(?(?:\d{{1,2}}|[a-h])[.)]|\d{{1,2}}(?= [A-Z]))\s+(?=\S)")
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_LABELLED = re.compile(r"[A-Z][\w’'-]*(?: [\w’'-]+){0,2}: \S")  # "Date: 3 May", on a line among others like it
_BROKEN_WORD = re.compile(r"\w[-–—\u2010\u00ad]$")
_OPENS_SPEECH = frozenset("\"'“‘„‚«»‹›—–")
_GOES_ON = re.compile(r",$|[.!?] ")  # text that runs on over a wide gap
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PREFIXES = frozenset("anti co counter inter micro multi non over post pre re semi sub super trans under".split())
"""Before a hyphen they begin a word of one part more, in which a line's end may break it: non-smok-ers."""
_KEPT_PREFIXES = frozenset("self well ex half quasi vice non alpha beta gamma delta omega".split())
_KEPT_ENDS = frozenset("up off free based related".split())
"""Second parts of English compounds; words that a line's end breaks are not broken before them."""
INDENT = 0.7
"""Of the type's size: a line set in by as much begins a paragraph or belongs to a list item."""
TAB = 0.5
"""Of the type's size: between a marker and the text at a tab stop; a space takes less."""
LOOSE = 1.25  # times the usual distance of lines: there is a space between paragraphs
USUAL_PITCH = 1.2  # times the type's size: the distance of lines where there are too few to measure
PITCH_MOST = 3  # times the type's size; lines further apart are not of one paragraph
RESIZED = 0.12
"""Of the type's size: typewriter type is set by less smaller than the text it stands in."""
DISPLAY = 1.25  # times the size of the text: type of titles, which nobody sets text in
TITLE_LINES_MOST = 3
LONGEST_WORD = 60  # signs; how far back the word is looked for that a line's end has broken
PIECES_OF_ROW = 3
"""Of a line beside one that names a group of rows; justified lines have two wide gaps by accident."""
SHORT = 0.6
"""Of the column's width: a line that ends before it, with a capital after it, was ended on purpose."""


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: list[Line]
    marker: str = ""  # of a list item
    text_left: float = 0.0  # where a list item's text begins, right of its marker
    hangs: bool = False  # a further line of this item, or of one above it in its list, begins below its text
    row: bool = False  # of a table
    cells: tuple[PlacedCell, ...] = ()  # of the row
    right: float = 0.0  # where its column ends

    @property
    def first(self) -> Line:
        """Return the line that it begins with."""
        return self.lines[0]

    @property
    def last(self) -> Line:
        """Return the line that it ends with so far."""
        return self.lines[-1]


def paragraphs_of(columns: Sequence[Sequence[Line]]) -> list[list[Paragraph]]:
    """Return the paragraphs of each column."""
    columns = [with_rows_together(lines) for lines in columns if lines]
    pitch = _Pitch(columns)
    return [_column(lines, pitch) for lines in columns]


class _Pitch:
    """How far lines are apart in each size of type."""

    def __init__(self, columns: Sequence[Sequence[Line]]) -> None:
        pitches_by_size: defaultdict[float, list[float]] = defaultdict(list)
        for above, below in (pair for lines in columns for pair in pairwise(lines)):
            if above.size == below.size and 0 < above.base - below.base < PITCH_MOST * above.size:
                pitches_by_size[above.size].append(above.base - below.base)
        sizes: Counter[float] = Counter()
        for lines in columns:
            for line in lines:
                sizes[line.size] += len(line.text)
        self._text = sizes.most_common(1)[0][0] if sizes else 0.0
        self._largest = max(sizes, default=0.0)
        self._usual = {size: median(pitches) for size, pitches in pitches_by_size.items()}

    def is_loose(self, above: Line, line: Line) -> bool:
        """Tell whether there is more than the usual space between two lines, or the second is not below."""
        size = max(above.size, line.size)
        distance = above.base - line.base
        return distance <= 0 or distance > LOOSE * self._usual.get(size, USUAL_PITCH * size)

    def is_display(self, line: Line) -> bool:
        """Tell type that is larger than the text's: a title's or a heading's."""
        return line.size >= DISPLAY * self._text

    def is_title(self, line: Line) -> bool:
        """Tell the largest type of all."""
        return line.size == self._largest and self.is_display(line)


def _column(lines: Sequence[Line], pitch: _Pitch) -> list[Paragraph]:
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    paragraphs: list[Paragraph] = []
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        if paragraphs and paragraphs[-1].row and not pitch.is_loose(paragraphs[-1].last, line):
            cells = gone_on(paragraphs[-1].cells, line)
            if cells is not None:
                paragraphs[-1].cells = cells
                paragraphs[-1].lines.append(line)
                continue
        marker, text_left = _marker(line, below)
        if marker and paragraphs and not _may_begin_item(marker, line, paragraphs[-1], (left, right), pitch):
            marker = ""
        row = line.pieces > 1 and not marker and _is_row(paragraphs, line, below)
        if paragraphs and not marker and not row and not _begins(paragraphs[-1], line, (left, right), pitch):
            paragraphs[-1].hangs = paragraphs[-1].hangs or _hangs(paragraphs[-1], line)
            paragraphs[-1].lines.append(line)
        else:
            cells = cells_of(line) if row else ()
            begun = Paragraph([line], marker=marker, text_left=text_left, row=row, cells=cells, right=right)
            begun.hangs = any(item.hangs for item in _items_before(paragraphs, begun))
            paragraphs.append(begun)
    _name_cells(paragraphs)
    return [paragraph for paragraph in paragraphs if not paragraph.row or paragraph.cells]


def _name_cells(paragraphs: Sequence[Paragraph]) -> None:
    """Give the rows of each table the headers of their columns; a line of one cell between rows ends no table."""
    table: list[Paragraph] = []
    for place, paragraph in enumerate([*paragraphs, None]):
        if paragraph is not None and paragraph.row:
            table.append(paragraph)
            continue
        after = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        if paragraph is not None and table and after is not None and after.row and _is_cell(paragraph, table[0]):
            continue
        rows = [TableRow(row.cells, row.first.bold, row.first.base, row.last.base) for row in table]
        for row, cells in zip(table, with_headers(rows), strict=True):
            row.cells = cells
        table = []


def _is_cell(paragraph: Paragraph, row: Paragraph) -> bool:
    """Tell whether a paragraph is a line that stands below the first cell of a row alone: the others are empty."""
    line = paragraph.first
    return (
        len(paragraph.lines) == 1
        and not paragraph.marker
        and line.right < row.cells[min(1, len(row.cells) - 1)].left
    )


def _marker(line: Line, below: Line | None) -> tuple[str, float]:
    """Return the marker of a line that has the shape of a list item, and where the text after it begins."""
    match = _ITEM.match(line.text)
    if match is None or len(line.words) < 2 or line.words[0].text != match["marker"]:
        return "", 0.0
    text_left = line.words[1].left
    bare = match["marker"].isdigit() or match["marker"] == "o"
    if bare and (below is None or below.left < text_left - INDENT * line.size or below.left <= line.left + 1):
        return "", 0.0  # "2 Methods" or "o que": no item, unless the line below hangs from it
    return match["marker"], text_left


def _may_begin_item(marker: str, line: Line, before: Paragraph, edges: tuple[float, float], pitch: _Pitch) -> bool:
    """Tell an item from a line that happens to begin with a dash or a number, in the middle of a paragraph."""
    above = before.last
    if before.marker or pitch.is_loose(above, line) or (marker not in _DASHES and marker[-1] not in ".)"):
        return True
    return line.left > above.left + INDENT * line.size or _was_ended(above, line, edges)


def _is_row(paragraphs: Sequence[Paragraph], line: Line, below: Line | None) -> bool:
    """Tell whether a line with wide gaps is a table's: a line beside it is too, or names a group of rows."""
    cells = cells_of(line)
    if (
        paragraphs
        and paragraphs[-1].row
        and any(
            cell.left < upper.right and upper.left < cell.right
            for cell in cells[1:]
            for upper in paragraphs[-1].cells[1:]
        )
    ):
        return True
    beside = [*([paragraphs[-1].last] if paragraphs else []), *([below] if below else [])]
    if any(neighbour.pieces > 1 for neighbour in beside):
        return True
    if line.pieces < PIECES_OF_ROW or any(_GOES_ON.search(cell.texts[0]) for cell in cells):
        return False
    edge = cells[1].left
    return any(neighbour.right < edge and abs(neighbour.left - line.left) < neighbour.size for neighbour in beside)


def _begins(paragraph: Paragraph, line: Line, edges: tuple[float, float], pitch: _Pitch) -> bool:
    """Tell whether a line begins a paragraph of its own after ``paragraph``."""
    above = paragraph.last
    if _is_one_title(paragraph, line, pitch):
        return False
    if paragraph.row or above.bold != line.bold or abs(above.size - line.size) > RESIZED * above.size:
        return True
    if pitch.is_loose(above, line) or (_LABELLED.match(paragraph.first.text) and _LABELLED.match(line.text)):
        return True
    if paragraph.marker:
        return _ends_item(paragraph, line, edges)
    inner = edges[0] + INDENT * line.size
    if line.left > inner >= above.left or (
        line.left < above.left - INDENT * line.size and len(paragraph.lines) > 1
    ):
        return _is_over(above, line, edges)
    return _is_answer(paragraph, line, inner) or _was_ended(above, line, edges)


def _hangs(item: Paragraph, line: Line) -> bool:
    """Tell a line that begins below the text of an item, nearer to that than to the item's marker."""
    return bool(item.marker) and line.left > (item.first.left + item.text_left) / 2


def _items_before(paragraphs: Sequence[Paragraph], item: Paragraph) -> Iterator[Paragraph]:
    """Yield the items of a list before one: their markers stand where its marker does."""
    for before in takewhile(lambda paragraph: paragraph.marker and item.marker, reversed(paragraphs)):
        if abs(before.first.left - item.first.left) < item.first.size / 2:
            yield before


def _ends_item(item: Paragraph, line: Line, edges: tuple[float, float]) -> bool:
    """Tell a line below a list item that is no part of it: it stands left of the item's text.

    As items seldom end with a point, it is enough that the lines of the list hang, or that the line begins with a
    capital where the item's text stands at a tab stop or the line above has room for the first word.
    """
    clear = line.left <= item.text_left - INDENT * line.size
    if not clear and _hangs(item, line):
        return False
    if item.hangs or not clear:  # with a narrow marker the lines of a list may stand below the marker
        return item.hangs or _was_ended(item.last, line, edges)
    at_tab_stop = item.text_left - item.first.words[0].right > TAB * line.size
    capital = line.text[0].isupper() and (at_tab_stop or _has_room(item.last, line, edges))
    return capital or _is_over(item.last, line, edges)


def _is_answer(paragraph: Paragraph, line: Line, inner: float) -> bool:
    """Tell the words of another speaker: set in as the one full line above them, and opened as speech is."""
    above = paragraph.last
    set_in = above.left > inner and abs(line.left - above.left) < INDENT * line.size
    ended = _ENDS.search(above.text) is not None
    return set_in and ended and len(paragraph.lines) == 1 and line.text[0] in _OPENS_SPEECH


def _is_one_title(paragraph: Paragraph, line: Line, pitch: _Pitch) -> bool:
    """Tell whether a line of large type goes on with that above: a title breaks anywhere, in any font."""
    above = paragraph.last
    if paragraph.row or paragraph.marker or above.size != line.size or not pitch.is_display(line):
        return False
    if not (line.text[0].islower() or pitch.is_title(line)):
        return False
    ends = _ENDS.search(above.text) is not None and above.text[-1] != ":"
    return not (
        ends or line.text[0].isdigit() or pitch.is_loose(above, line) or len(paragraph.lines) >= TITLE_LINES_MOST
    )


def _is_over(above: Line, line: Line, edges: tuple[float, float]) -> bool:
    return _ENDS.search(above.text) is not None or _was_ended(above, line, edges)


def _was_ended(above: Line, line: Line, edges: tuple[float, float]) -> bool:
    """Tell whether a line was ended on purpose: the next word would have fitted, and begins something new."""
    fits = _has_room(above, line, edges)
    if not fits or not line.text[0].isalnum() or line.text[0].islower():
        return fits and _ENDS.search(above.text) is not None
    short = above.right < edges[0] + SHORT * (edges[1] - edges[0])
    return short or _ENDS.search(above.text) is not None


def _has_room(above: Line, line: Line, edges: tuple[float, float]) -> bool:
    """Tell whether the first word of a line would have fitted into the line above."""
    first = line.words[0]
    if _BROKEN_WORD.search(above.text):
        return False  # "COVID-" and "5–" go on, wherever a program broke them
    return above.right + first.right - first.left + INDENT * line.size < edges[1]


def words_in(columns: Sequence[Sequence[Line]]) -> Counter[str]:
    """Count the words that stand whole within lines, those with hyphens too."""
    return Counter(
        word
        for lines in columns
        for line in lines
        for word in _WORD.findall(line.text.lower())
        if not line.text.lower().endswith(f"{word}-")
    )


def text_in(paragraph: Paragraph, word_counts: Mapping[str, int]) -> str:
    """Return a paragraph's text, its lines joined and the words that they broke mended."""
    if paragraph.row:
        return _row([_lines_joined(cell.texts, word_counts) for cell in paragraph.cells])
    lines = [line.text for line in paragraph.lines]
    if paragraph.marker and paragraph.marker not in TICKS:
        lines[0] = lines[0].removeprefix(paragraph.marker).lstrip()
    return _lines_joined(lines, word_counts)


def glyphs_in(paragraph: Paragraph) -> list[int]:
    """Return the glyphs that a paragraph's text was made of, in order; a marker that was taken off has none."""
    if paragraph.row:
        words = [word for cell in paragraph.cells for word in cell.words]
    else:
        words = [
            word
            for line in paragraph.lines
            for word in ([word for cell in line.cells for word in cell.words] or line.words)
        ]
    if paragraph.marker and paragraph.marker not in TICKS and words and words[0].text == paragraph.marker:
        words = words[1:]
    return [glyph for word in words for glyph in word.glyphs]


def _lines_joined(lines: Sequence[str], word_counts: Mapping[str, int]) -> str:
    text = lines[0]
    for line in lines[1:]:
        text = joined(text, line, word_counts)
    return text


def _row(cells: Sequence[str]) -> str:
    """Return the cells of a row as one text; what follows a colon is what the cell before it asks for."""
    return "".join(
        f"{cell}{'' if last else ' ' if cell.endswith(':') else '; '}"
        for last, cell in zip([False] * (len(cells) - 1) + [True], cells, strict=True)
    )


def joined(text: str, line: str, word_counts: Mapping[str, int]) -> str:
    """Return a line put to the end of a text; a hyphen that only the line's end explains is taken out."""
    end = text[-LONGEST_WORD:]
    head = re.search(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-\u2010\u00ad]$", end)
    tail = _WORD.match(line)
    if re.search(r"\w[–—/-]$", end) and (head is None or tail is None or not line[0].islower()):
        return text + line
    if head is None or tail is None:
        return f"{text} {line}"
    first, second = head[1].lower(), tail[0].lower()
    whole, hyphened = word_counts.get(first + second, 0), word_counts.get(f"{first}-{second}", 0)
    # nobody parts one letter from its word: X-ray, e-mail, T-shirt
    before, _, last = first.rpartition("-")
    within = before in _PREFIXES and len(last) > 1
    compound = (
        (before and not within)
        or len(first) == 1
        or first in _KEPT_PREFIXES
        or second in _KEPT_ENDS
        or head[1].isupper()
    )
    keeps = hyphened > whole or (not whole and (compound or is_compound(first, second)))
    return text + line if keeps else text[:-1] + line


def goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Tell whether a paragraph that a column or a page ended goes on with the first of the next."""
    end, start = before.last, after.first
    alike = abs(end.size - start.size) <= RESIZED * end.size and end.bold == start.bold
    if not alike or after.marker or before.row or after.row or _ENDS.search(end.text):
        return False
    full = not before.marker and end.right > before.right - 2 * end.size
    return start.text[0].islower() or end.text[-1] == "-" or full
