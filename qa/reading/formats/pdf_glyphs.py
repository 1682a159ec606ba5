"""The characters of a page as pdfium tells of them: where each stands and how it is drawn."""

import ctypes
import math
import re
from dataclasses import dataclass
from sys import maxunicode
from typing import Any, TypeAlias

Box: TypeAlias = tuple[float, float, float, float]  # left, lower, right and upper edge

_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|\bcmbx|\bsfbx|-bd\b|,bd\b", re.IGNORECASE)
BOLD = 600  # the weight that CSS and fonts call semi-bold
INVISIBLE_MODES = (3, 7)  # text render modes of the PDF format: neither filled nor stroked
TINY = 1.0
"""Points; the smallest print that can be read has 4."""
WHITE = 245
"""Of 255; text as light as this shows only on something darker, which is looked for in the rendered page."""


@dataclass(frozen=True, slots=True)
class Look:
    """How one text object is drawn."""

    size: float
    bold: bool
    turned: int  # quarter turns to the left
    hidden: bool
    white: bool


class Glyphs:
    """The characters of a page, by their index in pdfium's order; its calls are bound once, for they are many."""

    def __init__(self, text_page: Any) -> None:
        """Take a text page of pypdfium2."""
        import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

        self._pdfium = pdfium
        self._raw = text_page.raw
        self._looks: dict[int | None, Look] = {}
        self._bold_fonts: dict[int | None, bool] = {}
        self._edges = [ctypes.c_double() for _ in range(4)]  # left, right, bottom, top
        self._pointers = [ctypes.byref(edge) for edge in self._edges]
        count = pdfium.FPDFText_CountChars(self._raw)
        codes = (pdfium.FPDFText_GetUnicode(self._raw, index) for index in range(count))
        self.signs = "".join(chr(code) if code <= maxunicode else "\ufffd" for code in codes)

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

    def look(self, index: int) -> Look:
        """Return how a character is drawn; asked once for each text object."""
        drawn = self._pdfium.FPDFText_GetTextObject(self._raw, index)
        key = ctypes.addressof(drawn.contents) if drawn else None
        if key not in self._looks:
            self._looks[key] = self._draw(drawn, index)
        return self._looks[key]

    def _draw(self, drawn: Any, index: int) -> Look:
        pdfium = self._pdfium
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._raw, index, matrix)
        size = pdfium.FPDFText_GetFontSize(self._raw, index) * (math.hypot(matrix.c, matrix.d) or 1.0)
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        coloured = pdfium.FPDFText_GetFillColor(self._raw, index, red, green, blue, alpha)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn) if drawn else 0
        return Look(
            size=size if math.isfinite(size) else 0.0,
            bold=self._is_bold(drawn, index),
            turned=round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4,
            hidden=mode in INVISIBLE_MODES or abs(size) < TINY or bool(coloured and not alpha.value),
            white=bool(coloured) and min(red.value, green.value, blue.value) >= WHITE,
        )

    def _is_bold(self, drawn: Any, index: int) -> bool:
        pdfium = self._pdfium
        held = pdfium.FPDFTextObj_GetFont(drawn) if drawn else None
        font = ctypes.addressof(held.contents) if held else None
        if font not in self._bold_fonts:
            name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
            pdfium.FPDFText_GetFontInfo(self._raw, index, name, len(name), flags)
            named = name.value.decode("utf-8", "replace").rpartition("+")[2]  # "ABCDEF+" tells a part of a font
            self._bold_fonts[font] = (
                bool(_BOLD_NAME.search(named)) or pdfium.FPDFText_GetFontWeight(self._raw, index) >= BOLD
            )
        return self._bold_fonts[font]
