"""A page of a PDF → its words, each with its place, size and weight.

Places are in points from the lower left corner of the page as it is read: a page whose text runs upwards is
turned first.  Text that no reader of the page sees is kept apart, for hidden words can be put there to steer.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from sys import maxunicode
from typing import Any
from unicodedata import category

from qa.reading.formats.pdf.symbols import plain_signs
from qa.reading.formats.pdf.visibility import Box, Doubts, Ground
from qa.reading.formats.symbols import UNREADABLE, is_symbol_font
from qa.records import Removed

_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|\bcmbx|\bsfbx|-bd\b|,bd\b", re.IGNORECASE)
BOLD = 600  # the weight that CSS and fonts call semi-bold
INVISIBLE_MODES = (3, 7)  # text render modes of the PDF format: neither filled nor stroked
TINY = 1.0
"""Points; the smallest print that can be read has 4."""
WHITE = 245
"""Of 255; text as light as this shows only on something darker, which is looked for in the rendered page."""


@dataclass(frozen=True, slots=True)
class DrawingStyle:
    """How one text object is drawn."""

    size: float
    bold: bool
    turned: int  # quarter turns to the left
    hidden: bool
    white: bool
    doubtful: bool = False  # whether it is shown depends on a layer or a clip, which only drawing the page tells
    font: str = ""  # the name of a symbol font, which numbers its signs in a way of its own


_BLANKS = frozenset(map(ord, " \r\n\t\xa0"))


class Glyphs:
    """The characters of a page, by their index in pdfium's order; its calls are bound once, for they are many."""

    def __init__(self, text_page: Any, doubts: "Doubts") -> None:
        """Take a text page of pypdfium2, and what tells whether its objects may be hidden."""
        import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

        self._pdfium = pdfium
        self._raw = text_page.raw
        self._doubts = doubts
        self._looks: dict[int | None, DrawingStyle] = {}
        self._fonts: dict[int | None, tuple[str, bool]] = {}  # name, and whether it is bold
        self._edges = [ctypes.c_double() for _ in range(4)]  # left, right, bottom, top
        self._pointers = [ctypes.byref(edge) for edge in self._edges]
        count, raw = pdfium.FPDFText_CountChars(self._raw), self._raw
        unicode, is_unmapped = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_HasUnicodeMapError
        codes = [unicode(raw, index) for index in range(count)]
        # without a map of the font, pdfium gives a glyph's number for a character, which may look like a letter
        known = (
            code <= maxunicode and (code in _BLANKS or is_unmapped(raw, index) != 1)
            for index, code in enumerate(codes)
        )
        self.signs = "".join(chr(code) if sure else UNREADABLE for code, sure in zip(codes, known, strict=True))

    def box(self, first: int, last: int) -> Box:
        """Return the left, lower, right and upper edge of some characters that follow one another."""
        left, right, bottom, top = self._edges
        self._pdfium.FPDFText_GetCharBox(self._raw, first, *self._pointers)
        begun = left.value, bottom.value, right.value, top.value
        self._pdfium.FPDFText_GetCharBox(self._raw, last, *self._pointers)
        return (
            min(begun[0], left.value),
            min(begun[1], bottom.value),
            max(begun[2], right.value),
            max(begun[3], top.value),
        )

    def origin(self, index: int) -> tuple[float, float]:
        """Return the point on the line of writing where a character begins."""
        self._pdfium.FPDFText_GetCharOrigin(self._raw, index, *self._pointers[:2])
        return self._edges[0].value, self._edges[1].value

    def look(self, index: int) -> DrawingStyle:
        """Return how a character is drawn; asked once for each text object."""
        drawn = self._pdfium.FPDFText_GetTextObject(self._raw, index)
        key = ctypes.addressof(drawn.contents) if drawn else None
        if key not in self._looks:
            self._looks[key] = self._draw(drawn, index)
        return self._looks[key]

    def _draw(self, drawn: Any, index: int) -> DrawingStyle:
        pdfium = self._pdfium
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._raw, index, matrix)
        size = pdfium.FPDFText_GetFontSize(self._raw, index) * (math.hypot(matrix.c, matrix.d) or 1.0)
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        coloured = pdfium.FPDFText_GetFillColor(self._raw, index, red, green, blue, alpha)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn) if drawn else 0
        font, bold = self._font(drawn, index)
        return DrawingStyle(
            size=size if math.isfinite(size) else 0.0,
            bold=bold,
            turned=round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4,
            hidden=mode in INVISIBLE_MODES or abs(size) < TINY or bool(coloured and not alpha.value),
            white=bool(coloured) and min(red.value, green.value, blue.value) >= WHITE,
            doubtful=bool(drawn) and self._doubts.about(drawn),
            font=font,
        )

    def _font(self, drawn: Any, index: int) -> tuple[str, bool]:
        pdfium = self._pdfium
        held = pdfium.FPDFTextObj_GetFont(drawn) if drawn else None
        font = ctypes.addressof(held.contents) if held else None
        if font not in self._fonts:
            name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
            pdfium.FPDFText_GetFontInfo(self._raw, index, name, len(name), flags)
            named = name.value.decode("utf-8", "replace").rpartition("+")[2]  # "ABCDEF+" tells a part of a font
            heavy = pdfium.FPDFText_GetFontWeight(self._raw, index) >= BOLD
            self._fonts[font] = named if is_symbol_font(named) else "", bool(_BOLD_NAME.search(named)) or heavy
        return self._fonts[font]


LINE_HYPHENS = "\x02\ufffe"  # what pdfium makes of a hyphen at the end of a line
_RUN = re.compile(rf"[^\s{LINE_HYPHENS}]+[{LINE_HYPHENS}]?|[{LINE_HYPHENS}]")
_AS_TEXT = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\x02": "-", "\ufffe": "-"}
)
KEPT = "\u00ad\u200c\u200d"  # the soft hyphen, wanted when lines are joined, and the joiners of some scripts
PICTURE = 3  # pdfium's number for an object that is a picture
SAME_SIZE = 0.85
"""A character smaller than this part of the one before it is a raised or lowered one, and a word of its own."""

LIFTED = 0.2
"""Of the type's size: a character of the same size that stands so much higher or lower is a word of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A run of characters without a space; ``glued`` tells that none stands before it either."""

    text: str
    left: float
    right: float
    base: float  # the line it stands on
    size: float
    bold: bool
    glued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is on a page; ``low`` and ``high`` bound the text area's page from below and above.

    ``lines`` are the straight lines that are drawn on it, from point to point.
    """

    number: int
    words: tuple[Word, ...]
    low: float = 0.0
    high: float = 0.0
    pictured: bool = False
    removed: tuple[Removed, ...] = ()
    lines: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class _Run:
    """A word as it stands in the file."""

    text: str
    look: DrawingStyle
    box: Box
    origin: tuple[float, float]
    glued: bool


TICKED, EMPTY = "☑", "☐"


def read_page(page: Any, number: int, boxes: Sequence[tuple[Box, bool]] = (), lines: Sequence[Box] = ()) -> Page:
    """Return the words of a page, in the order of the file, and its ``boxes`` to tick after them as ☑ and ☐.

    ``lines`` are what is drawn on it; they are turned with it.
    """
    text_page = page.get_textpage()
    glyphs = Glyphs(text_page, Doubts(page))
    runs = list(_runs(glyphs))
    bounds = page.get_bbox()
    pictured = next(iter(page.get_objects(filter=(PICTURE,))), None) is not None
    shown, unseen = _sorted_out(runs, bounds, Ground(page), pictured=pictured)
    turns = Counter(run.look.turned for run in shown for _ in run.text)
    turned = turns.most_common(1)[0][0] if turns else 0
    shown = [run for run in shown if not any(_is_mark_in(box, run) for box, _ in boxes)]
    shown += _boxes_as_text(boxes, median(run.look.size for run in shown) if shown else 1.0, turned)
    low, high = sorted(_turn(corner, turned)[1] for corner in (bounds[:2], bounds[2:]))
    return Page(
        number=number,
        words=tuple(_word(run) for run in shown if run.look.turned == turned),
        low=low,
        high=high,
        pictured=pictured,
        lines=tuple((*_turn(line[:2], turned), *_turn(line[2:], turned)) for line in lines),
        removed=(
            *_removed(unseen, "invisible text", number),
            *_removed([run for run in shown if run.look.turned != turned], "text across the page", number),
        ),
    )


def _is_mark_in(box: Box, run: _Run) -> bool:
    """Tell the sign that a form draws into a ticked box."""
    return len(run.text) == 1 and _is_within(run.box, box)


def _boxes_as_text(boxes: Sequence[tuple[Box, bool]], size: float, turned: int) -> Iterator[_Run]:
    look = DrawingStyle(size=size, bold=False, turned=turned, hidden=False, white=False)
    for box, ticked in boxes:
        foot = box[0], max(box[1], (box[1] + box[3] - size) / 2)  # where text beside it would stand
        yield _Run(TICKED if ticked else EMPTY, look, box, foot, glued=False)


def _removed(runs: Sequence[_Run], rule: str, number: int) -> list[Removed]:
    text = " ".join(run.text for run in runs)
    return [Removed(text=text, rule=rule, page=number)] if text else []


def _word(run: _Run) -> Word:
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
    )


def _turn(point: Sequence[float], turned: int) -> tuple[float, float]:
    """Turn a point about the page's corner, so that text turned to the left runs to the right."""
    x, y = point
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turned]


def _sorted_out(
    runs: Sequence[_Run], bounds: Sequence[float], ground: Ground, *, pictured: bool
) -> tuple[list[_Run], list[_Run]]:
    """Return the words that can be seen, and those that cannot.

    The invisible words of a scanned page are what was read from its picture: there they are the text.
    """
    scanned = pictured and 2 * sum(run.look.hidden for run in runs) > len(runs)
    shown: list[_Run] = []
    unseen: list[_Run] = []
    for run in runs:
        on_page = _is_within(run.box, bounds)
        plain = not run.look.white and not run.look.doubtful
        seen = on_page and (scanned or not run.look.hidden) and (plain or ground.shows(run.box))
        (shown if seen else unseen).append(run)
    return shown, unseen


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
            yield _Run(text, look, glyphs.box(start, stop - 1), glyphs.origin(start), glued)
        start, glued = stop, True


def _is_lifted(glyphs: Glyphs, look: DrawingStyle, start: int, place: int) -> bool:
    """Tell whether a character of another text object stands higher or lower than the word begins."""
    if glyphs.look(place) is look:
        return False
    bases = (_turn(glyphs.origin(each), look.turned)[1] for each in (start, place))
    return abs(next(bases) - next(bases)) > LIFTED * look.size


def _is_like(look: DrawingStyle, other: DrawingStyle) -> bool:
    same = min(look.size, other.size) >= SAME_SIZE * max(look.size, other.size)
    return look is other or (
        same and look.turned == other.turned and look.hidden == other.hidden and look.font == other.font
    )


def _cleaned(signs: str) -> str:
    """Return the signs of a word as text: ligatures taken apart, hyphens as such, no control characters."""
    if signs.isascii() and signs.isprintable():
        return signs
    whole = signs.translate(_AS_TEXT).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(sign for sign in whole if sign.isprintable() or sign in KEPT or category(sign) == "Co")
