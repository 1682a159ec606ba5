"""Bullets that a program draws as dots and squares instead of writing them, as browsers do when they print."""

import ctypes
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from qa.reading.formats.pdf.characters import Word
from qa.reading.formats.pdf.rules import OBJECTS_MOST
from qa.reading.formats.pdf.visibility import Box

BULLET = "•"
DOTS_MOST = 200
"""On one page; what has more is a chart or a drawing."""
DOTS_LEAST = 2
"""On one page: a single dot may be anything."""
SIDE = (2.0, 7.0)  # points
SQUARE = 0.6
"""Points by which the sides of a dot may differ."""
MIDDLE = (0.12, 0.5)
"""Of the type's size over the line of writing: where the middle of a bullet stands, beside small letters."""
BEFORE = (0.1, 2.5)
"""Of the type's size: so far does a bullet stand before the first word of its line."""


def drawn_dots(page: Any) -> list[Box]:
    """Return the boxes of what is drawn on a page as small and as square as a bullet, in points."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    count = pdfium.FPDFPage_CountObjects(page.raw)
    if count > OBJECTS_MOST:
        return []
    objects = (pdfium.FPDFPage_GetObject(page.raw, place) for place in range(count))
    paths = (
        page_object
        for page_object in objects
        if pdfium.FPDFPageObj_GetType(page_object) == pdfium.FPDF_PAGEOBJ_PATH
    )
    dots = list(islice(_dots(paths), DOTS_MOST + 1))
    return dots if DOTS_LEAST <= len(dots) <= DOTS_MOST else []


def _dots(paths: Iterator[Any]) -> Iterator[Box]:
    import pypdfium2.raw as pdfium

    for path in paths:
        edges = [ctypes.c_float() for _ in range(4)]
        if not pdfium.FPDFPageObj_GetBounds(path, *edges):
            continue
        left, low, right, high = (edge.value for edge in edges)
        sides = right - left, high - low
        if SIDE[0] <= min(sides) and max(sides) <= SIDE[1] and abs(sides[0] - sides[1]) <= SQUARE:
            yield left, low, right, high


def with_bullets(words: Sequence[Word], dots: Sequence[Box]) -> list[Word]:
    """Return the words, a bullet before each that begins a line right behind a dot at its letters' height."""
    begun: dict[int, Word] = {}
    for left, low, right, high in dots:
        middle = (low + high) / 2
        line = [
            place
            for place, word in enumerate(words)
            if MIDDLE[0] * word.size < middle - word.base < MIDDLE[1] * word.size
        ]
        after = [
            place
            for place in line
            if BEFORE[0] * words[place].size < words[place].left - right < BEFORE[1] * words[place].size
        ]
        if not after:
            continue
        first = min(after, key=lambda place: words[place].left)
        word = words[first]
        if not any(left - BEFORE[1] * word.size < words[place].right <= left + 1 for place in line):
            begun[first] = Word(
                text=BULLET, left=left, right=right, base=word.base, size=word.size, bold=word.bold
            )
    return [
        piece
        for place, word in enumerate(words)
        for piece in ((begun[place], word) if place in begun else (word,))
    ]
