"""What a PDF shows in rectangles of its pages, read anew: the proof that a quotation stands there."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.reading.formats.archive import refusing_damage
from qa.reading.formats.pdf.annotations import with_what_is_filled_in
from qa.reading.formats.pdf.characters import read_page
from qa.reading.formats.pdf.reader import open_pdf
from qa.reading.formats.pdf.visibility import CONTRAST_LEAST, PIXELS_MOST
from qa.reading.glyphs.table import GlyphTable
from qa.records import Rectangle

Readings = tuple[str, str, str]
"""What a rectangle shows: in the order of the file, from left to right, and from right to left."""

SCALE = 2.0
"""Pixels of a point: the smallest print has then lines of a pixel."""


def read_back(content: bytes, places: Sequence[tuple[int, Rectangle]]) -> list[Readings]:
    """Return what the characters show whose middle lies in each of some rectangles, spaces aside.

    ``places`` are pages, from 1, and rectangles as ``PageRectangles`` has them.  What cannot be seen is not read,
    and a rectangle in which the drawn page has nothing at all shows nothing.

    Raises UnreadableError for a file that is no PDF, and where it has no such page.
    """
    with refusing_damage(), closing(open_pdf(content)) as document:
        pages = {number: _Shown(document, number) for number in sorted({number for number, _ in places})}
        return [pages[number].within(box) for number, box in places]


class _Shown:
    """The visible characters of a page, and the page as it is drawn."""

    def __init__(self, document: Any, number: int) -> None:
        """Read a page, from 1; raises an error of pypdfium2 when it is not there."""
        table = GlyphTable()
        page, added = with_what_is_filled_in(document, number - 1)
        with closing(page):
            words = read_page(page, number, table, added.boxes).words
            self._scale = min(SCALE, PIXELS_MOST / max(page.get_size()))
            self._drawn = page.render(scale=self._scale, grayscale=True).to_numpy()
        glyphs = sorted({glyph for word in words for glyph in word.glyphs})
        boxes = table.boxes()
        self._texts = [table.text(glyph) for glyph in glyphs]
        self._middles = np.empty((0, 2))
        if boxes:
            units = boxes.unpacked()[1][glyphs].astype(np.float64)
            self._middles = boxes.pages[0].points * (units[:, :2] + units[:, 2:]) / 2

    def within(self, box: Rectangle) -> Readings:
        """Return what stands in a rectangle."""
        left, upper, right, lower = box
        across, down = self._middles.T
        if not self._is_drawn(box):
            return "", "", ""
        inside = np.flatnonzero((left <= across) & (across <= right) & (upper <= down) & (down <= lower))
        ordered = inside[np.argsort(across[inside], kind="stable")]
        return self._text(inside), self._text(ordered), self._text(ordered[::-1])

    def _is_drawn(self, box: Rectangle) -> bool:
        left, upper, right, lower = (round(self._scale * edge) for edge in box)
        part = self._drawn[max(upper, 0) : lower + 1, max(left, 0) : right + 1]
        return bool(part.size) and int(part.max()) - int(part.min()) >= CONTRAST_LEAST

    def _text(self, glyphs: NDArray[np.intp]) -> str:
        return "".join(self._texts[glyph] for glyph in glyphs.tolist())
