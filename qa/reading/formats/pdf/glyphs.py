"""The characters of a page as pdfium has them: what each is, where it stands, and how it is drawn."""

import ctypes
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from sys import maxunicode
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.reading.formats.pdf.visibility import Box, Doubts
from qa.reading.formats.symbols import UNREADABLE, is_symbol_font
from qa.reading.glyphs.coding import PrintedPage

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
    turned: int  # quarter turns to the left, or OBLIQUE
    hidden: bool
    white: bool
    doubtful: bool = False  # whether it is shown depends on a layer or a clip, which only drawing the page tells
    font: str = ""  # the name of a symbol font, which numbers its signs in a way of its own
    level: bool = True  # whether its lines run from left to right, not turned at all


LEVEL = 0.01
"""Of a line's length: by so much it may rise or fall, which nobody sees."""
OBLIQUE = 4
OBLIQUE_LEAST = 0.15
"""Of a quarter turn: text that leans more is drawn across the page; scans lean by a few degrees."""
_BLANKS = frozenset(map(ord, " \r\n\t\xa0"))


def _turned(angle: float) -> int:
    quarters = angle / (math.pi / 2)
    return OBLIQUE if abs(quarters - round(quarters)) > OBLIQUE_LEAST else round(quarters) % 4


@cache
def _called_often(name: str) -> Any:
    """Return a function of pdfium that takes addresses as numbers.

    A call of it takes between a quarter and two thirds of the time: the bindings of pypdfium2 5.15 make an object
    of every pointer, and let go of the interpreter's lock each time.
    """
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    function = getattr(pdfium, name)
    kinds = [kind if kind is ctypes.c_int else ctypes.c_void_p for kind in function.argtypes]
    gives = function.restype if function.restype in (ctypes.c_int, ctypes.c_uint) else ctypes.c_void_p
    return ctypes.PYFUNCTYPE(gives, *kinds)(_address(function))


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _addresses(array: "ctypes.Array[Any]") -> list[int]:
    """Return where the elements of an array are."""
    first, size = ctypes.addressof(array), ctypes.sizeof(array) // len(array)
    return [first + place * size for place in range(len(array))]


class Glyphs:
    """The characters of a page, by their index in pdfium's order; its calls are bound once, for they are many."""

    def __init__(self, text_page: Any, doubts: "Doubts") -> None:
        """Take a text page of pypdfium2, and what tells whether its objects may be hidden."""
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._raw = text_page.raw
        self._doubts = doubts
        self._looks: dict[int | None, DrawingStyle] = {}
        self._fonts: dict[int | None, tuple[str, bool]] = {}  # name, and whether it is bold
        self._edges = (ctypes.c_double * 4)()  # left, right, bottom, top
        self._pointers = _addresses(self._edges)
        self._matrix = (ctypes.c_float * 6)()
        self._colour = (ctypes.c_uint * 4)()  # red, green, blue, alpha
        self._channels = _addresses(self._colour)
        self._at = _address(self._raw)
        self._box_of, self._origin_of = map(_called_often, ("FPDFText_GetCharBox", "FPDFText_GetCharOrigin"))
        self._object_of = _called_often("FPDFText_GetTextObject")
        count, raw = pdfium.FPDFText_CountChars(self._raw), self._at
        unicode = _called_often("FPDFText_GetUnicode")
        is_unmapped = _called_often("FPDFText_HasUnicodeMapError")
        codes = [unicode(raw, index) for index in range(count)]
        # without a map of the font, pdfium gives a glyph's number for a character, which may look like a letter
        unmapped = [is_unmapped(raw, index) for index in range(count)]
        if 1 in unmapped or max(codes, default=0) > maxunicode:
            certain = [
                code <= maxunicode and (code in _BLANKS or lost != 1)
                for code, lost in zip(codes, unmapped, strict=True)
            ]
            codes = [code if sure else ord(UNREADABLE) for code, sure in zip(codes, certain, strict=True)]
        self.signs = "".join(map(chr, codes))

    def places(self) -> NDArray[np.float32]:
        """Return for each character [characters, 4] left, upper, right and lower edge of its place on its line.

        It is as high as the font's type and as wide as the pen moves, and right for text on level lines alone.
        """
        places = np.zeros((len(self.signs), 4), np.float32)
        raw, start = self._at, places.ctypes.data
        place_of = _called_often("FPDFText_GetLooseCharBox")
        size = 4 * places.itemsize
        for index, at in enumerate(range(start, start + places.nbytes, size)):
            place_of(raw, index, at)
        return places

    def box(self, first: int, last: int) -> Box:
        """Return the left, lower, right and upper edge of some characters that follow one another."""
        edges = self._edges
        self._box_of(self._at, first, *self._pointers)
        begun = edges[:]
        self._box_of(self._at, last, *self._pointers)
        return (
            min(begun[0], edges[0]),
            min(begun[2], edges[2]),
            max(begun[1], edges[1]),
            max(begun[3], edges[3]),
        )

    def origin(self, index: int) -> tuple[float, float]:
        """Return the point on the line of writing where a character begins."""
        self._origin_of(self._at, index, *self._pointers[:2])
        return self._edges[0], self._edges[1]

    def look(self, index: int) -> DrawingStyle:
        """Return how a character is drawn; asked once for each text object."""
        key = self._object_of(self._at, index)
        if (style := self._looks.get(key)) is None:
            drawn = self._pdfium.FPDFText_GetTextObject(self._raw, index)
            style = self._looks[key] = self._draw(drawn, index)
        return style

    def _draw(self, drawn: Any, index: int) -> DrawingStyle:
        pdfium = self._pdfium
        _called_often("FPDFText_GetMatrix")(self._at, index, ctypes.addressof(self._matrix))
        across, rise, lean, height = self._matrix[:4]
        size = pdfium.FPDFText_GetFontSize(self._raw, index) * (math.hypot(lean, height) or 1.0)
        coloured = _called_often("FPDFText_GetFillColor")(self._at, index, *self._channels)
        *colour, alpha = self._colour
        mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn) if drawn else 0
        font, bold = self._font(drawn, index)
        return DrawingStyle(
            size=size if math.isfinite(size) else 0.0,
            bold=bold,
            turned=_turned(math.atan2(rise, across)),
            hidden=mode in INVISIBLE_MODES or abs(size) < TINY or bool(coloured and not alpha),
            white=bool(coloured) and min(colour) >= WHITE,
            doubtful=bool(drawn) and self._doubts.about(drawn),
            font=font,
            level=across > 0 and abs(rise) <= LEVEL * across and height > 0,
        )

    def _font(self, drawn: Any, index: int) -> tuple[str, bool]:
        pdfium = self._pdfium
        handle = pdfium.FPDFTextObj_GetFont(drawn) if drawn else None
        font = ctypes.addressof(handle.contents) if handle else None
        if font not in self._fonts:
            name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
            pdfium.FPDFText_GetFontInfo(self._raw, index, name, len(name), flags)
            named = name.value.decode("utf-8", "replace").rpartition("+")[2]  # "ABCDEF+" tells a part of a font
            heavy = pdfium.FPDFText_GetFontWeight(self._raw, index) >= BOLD
            self._fonts[font] = named if is_symbol_font(named) else "", bool(_BOLD_NAME.search(named)) or heavy
        return self._fonts[font]


def shown_as(page: Any, number: int, label: str) -> PrintedPage:
    """Return a page of pypdfium2 as it is shown; ``label`` is what the file calls it."""
    width, height = page.get_size()  # turned and cropped
    return PrintedPage(number, round(width, 2), round(height, 2), label)


def as_shown(places: NDArray[np.float64], bounds: Sequence[float], rotation: int) -> NDArray[np.float64]:
    """Return boxes [boxes, 4] as a page is shown: left, upper, right and lower edge from its upper left corner.

    Those given are left, upper, right and lower edge as the file has them, where up is more; ``bounds`` are the
    left, lower, right and upper edge of the page, and ``rotation`` its quarter turns to the right, in degrees.
    """
    left, low, right, high = bounds
    across, up = places[:, (0, 2)], places[:, (1, 3)]
    horizontal, vertical = {
        0: (across - left, high - up),
        90: (up - low, across - left),
        180: (right - across, up - low),
        270: (high - up, right - across),
    }[rotation]
    return np.stack(
        [horizontal.min(axis=1), vertical.min(axis=1), horizontal.max(axis=1), vertical.max(axis=1)], axis=1
    )
