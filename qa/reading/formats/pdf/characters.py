"""A page of a PDF → its words, each with its place, size and weight.

Places are in points from the lower left corner of the page as it is read: a page whose text runs upwards is
turned first.  Text that no reader of the page sees is kept apart, for hidden words can be put there to steer.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from qa.reading.formats.pdf.glyphs import OBLIQUE, DrawingStyle, Glyphs, as_shown, shown_as
from qa.reading.formats.pdf.symbols import plain_signs
from qa.reading.formats.pdf.visibility import Box, Doubts, Ground
from qa.reading.glyphs.table import GlyphTable
from qa.records import Removed

LINE_HYPHENS = "\x02\ufffe"  # what pdfium makes of a hyphen at the end of a line
_RUN = re.compile(rf"[^\s{LINE_HYPHENS}]+[{LINE_HYPHENS}]?|[{LINE_HYPHENS}]")
_AS_TEXT = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\x02": "-", "\ufffe": "-"}
)
KEPT = "\u00ad\u200c\u200d"  # the soft hyphen, wanted when lines are joined, and the joiners of some scripts
PICTURE = 3  # pdfium's number for an object that is a picture
SAME_SIZE = 0.85
"""A character smaller than this part of the one before it is a raised or lowered one, and a word of its own."""

LARGE = 1.6
"""Times the size of the text: initials reach over two lines or more."""
LIFTED = 0.2
"""Of the type's size: a character of the same size that stands so much higher or lower is a word of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A run of characters without a space; ``glued`` tells that none stands before it either.

    ``glyphs`` are the numbers of what it was made of, in the file's table.
    """

    text: str
    left: float
    right: float
    base: float  # the line it stands on
    size: float
    bold: bool
    glued: bool = False
    glyphs: Sequence[int] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is on a page; ``low`` and ``high`` bound the text area's page from below and above.

    ``lines`` are the straight lines that are drawn on it, from point to point; ``dots`` are the boxes of what may
    be bullets.
    """

    number: int
    words: tuple[Word, ...]
    low: float = 0.0
    high: float = 0.0
    pictured: bool = False
    drawn: bool = False  # whether anything is drawn on it
    removed: tuple[Removed, ...] = ()
    lines: tuple[Box, ...] = ()
    dots: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class _Run:
    """A word as it stands in the file: characters ``start`` to ``stop`` of its page."""

    start: int
    stop: int
    text: str
    look: DrawingStyle
    box: Box
    origin: tuple[float, float]
    glued: bool


TICKED, EMPTY = "☑", "☐"


def read_page(
    page: Any,
    number: int,
    table: GlyphTable,
    boxes: Sequence[tuple[Box, bool]] = (),
    lines: Sequence[Box] = (),
    *,
    dots: Sequence[Box] = (),
    label: str = "",
) -> Page:
    """Return the words of a page, in the order of the file, and its ``boxes`` to tick after them as ☑ and ☐.

    The glyphs of the words are added to a table.  ``lines`` and ``dots`` are what is drawn on the page, and turned
    with it.
    ``label`` is what the file calls the page.
    """
    text_page = page.get_textpage()
    glyphs = Glyphs(text_page, Doubts(page))
    runs = list(_runs(glyphs))
    bounds = page.get_bbox()
    pictured = next(iter(page.get_objects(filter=(PICTURE,))), None) is not None
    visible_runs, unseen = _sorted_out(runs, bounds, Ground(page), pictured=pictured)
    turns = Counter(run.look.turned for run in visible_runs for _ in run.text)
    turned = turns.most_common(1)[0][0] if turns else 0
    turned = 0 if turned == OBLIQUE else turned
    visible_runs = [run for run in visible_runs if not any(_is_mark_in(box, run) for box, _ in boxes)]
    size = median(run.look.size for run in visible_runs) if visible_runs else 1.0
    visible_runs += _boxes_as_text(boxes, size, turned, len(glyphs.signs))
    low, high = sorted(_turn(corner, turned)[1] for corner in (bounds[:2], bounds[2:]))
    upright_runs = [run for run in visible_runs if run.look.turned == turned]
    texts, places = _glyphs_of(glyphs, upright_runs, size)
    first = table.add(shown_as(page, number, label), texts, as_shown(places, bounds, page.get_rotation())).start
    return Page(
        number=number,
        words=tuple(_word(run, first) for run in upright_runs),
        low=low,
        high=high,
        pictured=pictured,
        lines=tuple((*_turn(line[:2], turned), *_turn(line[2:], turned)) for line in lines),
        dots=tuple(_turned(box, turned) for box in dots),
        drawn=pictured or next(iter(page.get_objects(max_depth=1)), None) is not None,
        removed=(
            *_removed(unseen, "invisible text", number),
            *_removed([run for run in visible_runs if run.look.turned != turned], "text across the page", number),
        ),
    )


def _glyphs_of(glyphs: Glyphs, runs: Sequence[_Run], size: float) -> tuple[list[str], NDArray[np.float64]]:
    """Return what the characters of a page show, nothing for those of no run, and where they stand in the file.

    Boxes to tick follow them.  ``size`` is that of most type on the page.  A place [characters, 4] is left, upper,
    right and lower edge: of the line, or of the ink where the line is not level or a letter reaches over several.
    """
    count = len(glyphs.signs)
    boxes = [run for run in runs if run.start >= count]
    texts = [""] * (count + len(boxes))
    places = np.zeros((len(texts), 4))
    places[:count] = glyphs.places()
    for run in boxes:
        (left, low, right, high) = run.box
        texts[run.start], places[run.start] = run.text, (left, high, right, low)
    for run in runs[: len(runs) - len(boxes)]:
        if len(run.text) == run.stop - run.start and run.text.isascii():
            texts[run.start : run.stop] = run.text
        else:
            signs = glyphs.signs[run.start : run.stop]
            texts[run.start : run.stop] = [_cleaned(plain_signs(sign, run.look.font)) for sign in signs]
        if not run.look.level or (len(run.text) == 1 and run.look.size > LARGE * size):
            for index in range(run.start, run.stop):
                left, low, right, high = glyphs.box(index, index)
                places[index] = left, high, right, low
    return texts, places


def _is_mark_in(box: Box, run: _Run) -> bool:
    """Tell the sign that a form draws into a ticked box."""
    return len(run.text) == 1 and _is_within(run.box, box)


def _boxes_as_text(boxes: Sequence[tuple[Box, bool]], size: float, turned: int, start: int) -> Iterator[_Run]:
    """Yield a run for each box, numbered from ``start`` as if they were characters of the page."""
    look = DrawingStyle(size=size, bold=False, turned=turned, hidden=False, white=False)
    for place, (box, ticked) in enumerate(boxes, start):
        foot = box[0], max(box[1], (box[1] + box[3] - size) / 2)  # where text beside it would stand
        yield _Run(place, place + 1, TICKED if ticked else EMPTY, look, box, foot, glued=False)


def _removed(runs: Sequence[_Run], rule: str, number: int) -> list[Removed]:
    text = " ".join(run.text for run in runs)
    return [Removed(text=text, rule=rule, page=number)] if text else []


def _word(run: _Run, first: int) -> Word:
    corners = [_turn(corner, run.look.turned)[0] for corner in (run.box[:2], run.box[2:])]
    start, base = _turn(run.origin, run.look.turned)
    return Word(
        text=run.text,
        left=min(start, *corners),
        right=max(corners),
        base=base,
        size=run.look.size,
        bold=run.look.bold,
        glued=run.glued,
        glyphs=range(first + run.start, first + run.stop),
    )


def _turn(point: Sequence[float], turned: int) -> tuple[float, float]:
    """Turn a point about the page's corner, so that text turned to the left runs to the right."""
    x, y = point
    return ((x, y), (y, -x), (-x, -y), (-y, x), (x, y))[turned]


def _turned(box: Box, turned: int) -> Box:
    corners = _turn(box[:2], turned), _turn(box[2:], turned)
    (left, right), (low, high) = (sorted(places) for places in zip(*corners, strict=True))
    return left, low, right, high


def _sorted_out(
    runs: Sequence[_Run], bounds: Sequence[float], ground: Ground, *, pictured: bool
) -> tuple[list[_Run], list[_Run]]:
    """Return the words that can be seen, and those that cannot.

    The invisible words of a scanned page are what was read from its picture: there they are the text.
    """
    scanned = pictured and 2 * sum(run.look.hidden for run in runs) > len(runs)
    visible: list[_Run] = []
    unseen: list[_Run] = []
    for run in runs:
        on_page = _is_within(run.box, bounds)
        plain = not run.look.white and not run.look.doubtful
        is_visible = on_page and (scanned or not run.look.hidden) and (plain or ground.shows(run.box))
        (visible if is_visible else unseen).append(run)
    return visible, unseen


def _is_within(box: Sequence[float], bounds: Sequence[float]) -> bool:
    """Tell whether the middle of a word is on the page and the word no larger than the page."""
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    fits = box[2] - box[0] <= bounds[2] - bounds[0] and box[3] - box[1] <= bounds[3] - bounds[1]
    return fits and bounds[0] <= across <= bounds[2] and bounds[1] <= up <= bounds[3]


def _runs(glyphs: Glyphs) -> Iterator[_Run]:
    glued = False
    for match in _RUN.finditer(glyphs.signs):
        yield from _alike(glyphs, match.start(), match.end(), glued=glued)
        glued = match[0][-1] in LINE_HYPHENS


def _alike(glyphs: Glyphs, start: int, end: int, *, glued: bool) -> Iterator[_Run]:
    """Yield a word, in pieces where its characters differ in size or direction."""
    while start < end:
        look = glyphs.look(start)
        stop = start + 1
        if glyphs.look(end - 1) is look:
            stop = end
        while stop < end and _is_like(look, glyphs.look(stop)) and not _is_lifted(glyphs, look, start, stop):
            stop += 1
        if text := _cleaned(plain_signs(glyphs.signs[start:stop], look.font)):
            yield _Run(start, stop, text, look, glyphs.box(start, stop - 1), glyphs.origin(start), glued)
        start, glued = stop, True


def _is_lifted(glyphs: Glyphs, look: DrawingStyle, start: int, place: int) -> bool:
    """Tell whether a character of another text object stands higher or lower than the word begins."""
    if glyphs.look(place) is look:
        return False
    bases = (_turn(glyphs.origin(index), look.turned)[1] for index in (start, place))
    return abs(next(bases) - next(bases)) > LIFTED * look.size


def _is_like(look: DrawingStyle, other_look: DrawingStyle) -> bool:
    same_size = min(look.size, other_look.size) >= SAME_SIZE * max(look.size, other_look.size)
    return look is other_look or (
        same_size
        and look.turned == other_look.turned
        and look.hidden == other_look.hidden
        and look.font == other_look.font
    )


def _cleaned(signs: str) -> str:
    """Return the signs of a word as text: ligatures taken apart, hyphens as such, no control characters."""
    if signs.isascii() and signs.isprintable():
        return signs
    whole = signs.translate(_AS_TEXT).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(sign for sign in whole if sign.isprintable() or sign in KEPT or category(sign) == "Co")
