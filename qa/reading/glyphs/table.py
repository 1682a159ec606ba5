"""The glyphs of a file as they are printed, and which of them a block's text was made of.

A glyph is what a reader of pages knows of something printed: what it shows, its page, and the box around it.  It
may be one character of a font, a ligature, or a whole word that was recognised in a picture: then the word's
characters share its box.

Boxes are given in points (1/72 inch) of the page as it is shown, turned and cropped, from its upper left corner:
left, upper, right and lower edge.  Times the scale that a page is drawn at they are pixels.
"""

from base64 import b64decode, b64encode
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import combining

import numpy as np
from numpy.typing import NDArray

from qa.reading.glyphs.alignment import UNKNOWN, Indices, aligned, inked
from qa.reading.glyphs.coding import (
    PrintedPage,
    Units,
    boxes_from_bytes,
    boxes_to_bytes,
    in_units,
    packed,
    unpacked,
)


class GlyphRun(NamedTuple):
    """Characters of a text that follow one another, and their glyphs.

    Character ``start + n`` stands at glyph ``glyph + n * step``, for each n below ``length``; ``step`` is 0 where
    all of them stand at one glyph.  What white space among them stands at means nothing.
    """

    start: int
    length: int
    glyph: int
    step: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class GlyphBoxes:
    """Where the glyphs of a document stand: its pages, and the boxes of its glyphs, packed as text for JSON."""

    pages: tuple[PrintedPage, ...]
    packed: str

    def unpacked(self) -> tuple[Units, Units]:
        """Return for each glyph the place of its page in ``pages`` [glyphs], and its box in units [glyphs, 4]."""
        return boxes_from_bytes(unpacked(b64decode(self.packed)))


class GlyphTable:
    """The glyphs of a file while it is read, numbered from 0 in the order in which they are added."""

    def __init__(self) -> None:
        """Begin with none."""
        self._pages: list[PrintedPage] = []
        self._texts: list[str] = []
        self._starts: list[int] = []  # the first glyph of each lot that was added
        self._of_page: list[int] = []  # of each lot
        self._boxes: list[Units] = []  # of each lot

    def __len__(self) -> int:
        """Return how many glyphs there are."""
        return len(self._texts)

    def add(self, page: PrintedPage, texts: Sequence[str], boxes: NDArray[np.floating]) -> range:
        """Add glyphs of a page: what each shows, and its box in points [glyphs, 4]; return their numbers.

        A glyph that shows an empty text is never one of a block's.  A page may be added to in several calls.
        """
        return self._add(page, texts, in_units(boxes, page))

    def _add(self, page: PrintedPage, texts: Sequence[str], boxes: Units) -> range:
        if page not in self._pages[-1:]:
            self._pages.append(page)
        first = len(self._texts)
        self._texts += texts
        self._starts.append(first)
        self._of_page.append(len(self._pages) - 1)
        self._boxes.append(boxes)
        return range(first, len(self._texts))

    def text(self, glyph: int) -> str:
        """Return what a glyph shows."""
        return self._texts[glyph]

    def placed(self, text: str, glyphs: Sequence[int]) -> tuple[GlyphRun, ...]:
        """Return where the characters of a block's text stand, which was made of these glyphs, in reading order.

        A character that was made of several glyphs of a page (``½`` of 1 and 2) gets one around them.
        """
        first, last = aligned(text, [self._texts[glyph] for glyph in glyphs])
        numbers = np.append(np.asarray(glyphs, np.int32), np.int32(UNKNOWN))  # -1, unknown, is the last
        of_characters = numbers[first]
        for place in np.flatnonzero(first != last).tolist():
            of_characters[place] = self._around(text[place], glyphs[first[place] : last[place] + 1])
        return runs_of(text, of_characters)

    def _around(self, text: str, glyphs: Sequence[int]) -> int:
        """Add a glyph around some others; return its number, or -1 where they stand on several pages."""
        lots = [bisect_right(self._starts, glyph) - 1 for glyph in glyphs]
        pages = {self._of_page[lot] for lot in lots}
        if len(pages) > 1:
            return UNKNOWN
        boxes = np.stack(
            [self._boxes[lot][glyph - self._starts[lot]] for lot, glyph in zip(lots, glyphs, strict=True)]
        )
        box = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
        page = pages.pop()
        number = len(self._texts)
        self._texts.append(text)
        self._starts.append(number)
        self._of_page.append(page)
        self._boxes.append(box[np.newaxis])
        return number

    def boxes(self) -> GlyphBoxes | None:
        """Return where the glyphs stand; None where there are none."""
        if not self._texts:
            return None
        of_page = np.repeat(np.asarray(self._of_page, np.uint16), [len(boxes) for boxes in self._boxes])
        # Level 1 is fast, and the bytes are soon unpacked again.
        content = packed(boxes_to_bytes(of_page, np.concatenate(self._boxes)), level=1)
        return GlyphBoxes(pages=tuple(self._pages), packed=b64encode(content).decode())


def runs_of(text: str, glyphs: Indices) -> tuple[GlyphRun, ...]:
    """Return the glyphs of a text's characters [characters], -1 where it is unknown, as runs."""
    places = np.flatnonzero(glyphs >= 0)
    if not len(places):
        return ()
    numbers = glyphs[places]
    untold = inked(text)
    untold[places] = False
    met = np.cumsum(untold)[places]  # characters without a glyph, up to here
    is_same = np.diff(met) == 0
    breaks = np.flatnonzero(~(is_same & (np.diff(numbers) == np.diff(places)))) + 1
    runs: list[GlyphRun] = []
    for begin, end in zip([0, *breaks.tolist()], [*breaks.tolist(), len(places)], strict=True):
        start, glyph = int(places[begin]), int(numbers[begin])
        before = runs[-1] if runs and end - begin == 1 and is_same[begin - 1] else None
        if before and before.glyph == glyph and 0 in (before.step, before.length - 1):
            runs[-1] = GlyphRun(before.start, start - before.start + 1, glyph, 0)
        else:
            runs.append(GlyphRun(start, int(places[end - 1]) - start + 1, glyph))
    return tuple(runs)


def glyphs_of(runs: Sequence[GlyphRun], length: int) -> Indices:
    """Return the glyph of each character of a text of some length [length], -1 where it is unknown."""
    glyphs = np.full(length, UNKNOWN, np.int32)
    for start, count, glyph, step in runs:
        glyphs[start : start + count] = glyph + step * np.arange(count, dtype=np.int32)
    return glyphs


def carried_over(runs: Sequence[GlyphRun], before: str, after: str) -> tuple[GlyphRun, ...]:
    """Return where the characters of a text stand after it was changed: those that are surely the same."""
    if not runs or before == after:
        return tuple(runs)
    first, last = aligned(after, list(before))
    for place in np.flatnonzero(first != last).tolist():  # an accent stands over its letter, within its line
        if not all(map(combining, before[first[place] + 1 : last[place] + 1])):
            first[place] = UNKNOWN
    return runs_of(after, np.append(glyphs_of(runs, len(before)), np.int32(UNKNOWN))[first])


def of_parts(runs: Sequence[GlyphRun], spans: Sequence[tuple[int, int]]) -> tuple[GlyphRun, ...]:
    """Return where the characters stand of a text made of some parts of another, one character between two."""
    result: list[GlyphRun] = []
    length = 0
    for start, end in spans:
        for run in runs:
            first, last = max(run.start, start), min(run.start + run.length, end)
            if first < last:
                glyph = run.glyph + (first - run.start) * run.step
                result.append(GlyphRun(length + first - start, last - first, glyph, run.step))
        length += end - start + 1
    return tuple(result)
