"""A span of an article's text → the rectangles on the pages of its file that its characters stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import numpy as np

from qa.reading.glyphs.coding import PlacedText, PrintedPage, from_bytes
from qa.records import PageRectangles, Rectangle

APART_MOST = 1.2
"""Of the height of a line: characters further apart are in different rectangles, as cells of a table are."""
SHARED_LEAST = 0.5
"""Of the lower of two characters: they stand on one line when they share as much of their height."""
TALLER_MOST = 1.5
"""Times: small capitals and the text beside them differ by less, a drop cap and its line by more."""
EXCHANGED_MOST = 8
"""Glyphs: a longer way from one to the next is that to another part of the page."""
TEXTS_KEPT = 8
"""Unpacked texts that are kept, about 12 bytes a character: an answer cites several places of an article."""


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """Characters of a span that stand side by side: their page, the rectangle around them, and the characters."""

    page: PrintedPage
    box: Rectangle
    characters: str


@lru_cache(maxsize=TEXTS_KEPT)
def _unpacked(glyphs: bytes) -> PlacedText:
    return from_bytes(glyphs)


def rectangles_of(glyphs: bytes, start: int, end: int) -> tuple[PageRectangles, ...]:
    """Return where characters ``start`` to ``end`` of an article's text stand, in the order of the text.

    ``glyphs`` are what ``Store.glyphs`` or ``ReadFile.glyphs`` has for the article: empty, and so without
    rectangles, where its format has no pages.  White space, and signs that nobody printed (a list's marker, the
    colon behind a column's header), have none; a text whose place is not known has none either.

    A quotation that goes on on another page has one value for each; so has a row of a table whose headers stand on
    a page before.  Raises ValueError when ``glyphs`` are damaged.
    """
    if not glyphs:
        return ()
    by_page = groupby(_pieces(_unpacked(glyphs), "", start, end), key=lambda piece: piece.page)
    return tuple(
        PageRectangles(
            page=page.number,
            page_label=page.label,
            width=page.width,
            height=page.height,
            boxes=tuple(piece.box for piece in pieces),
        )
        for page, pieces in by_page
    )


def first_page(glyphs: bytes, start: int, end: int) -> tuple[int, str] | None:
    """Return number and label of the page that the first of these rectangles is on; None where there are none.

    Raises ValueError when ``glyphs`` are damaged.
    """
    placed = _unpacked(glyphs) if glyphs else None
    if placed is None or not (places := np.flatnonzero(placed.glyphs[start:end] >= 0)).size:
        return None
    page = placed.pages[placed.of_page[placed.glyphs[start + places[0]]]]
    return page.number, page.label


def pieces_of(glyphs: bytes, text: str, start: int, end: int) -> list[PlacedPiece]:
    """Return the same with the characters of the article's ``text`` that stand in each rectangle."""
    return list(_pieces(_unpacked(glyphs), text, start, end)) if glyphs else []


def unplaced(glyphs: bytes, text: str, start: int, end: int) -> str:
    """Return the characters of a span that have no rectangle, white space aside."""
    placed = _unpacked(glyphs).glyphs[start:end].tolist() if glyphs else [-1] * (end - start)
    return "".join(
        sign for sign, glyph in zip(text[start:end], placed, strict=True) if glyph < 0 and not sign.isspace()
    )


def _pieces(placed: PlacedText, text: str, start: int, end: int) -> Iterator[PlacedPiece]:
    """Yield runs of characters that stand on one line."""
    run: _Run | None = None
    for character in _characters(placed, start, end):
        if run is not None and run.took(character):
            continue
        if run is not None:
            yield run.piece(placed, text)
        run = _Run(character)
    if run is not None:
        yield run.piece(placed, text)


class _Character(NamedTuple):
    """A character of a text: its place there, its glyph, the place of its page among the pages, and its box."""

    place: int
    glyph: int
    page: int
    box: Rectangle


def _characters(placed: PlacedText, start: int, end: int) -> Iterator[_Character]:
    """Yield the characters of a span that have a glyph."""
    places = start + np.flatnonzero(placed.glyphs[start:end] >= 0)
    glyphs = placed.glyphs[places]
    pages = placed.of_page[glyphs]
    points = np.array([page.points for page in placed.pages])[pages]
    boxes = np.round(placed.boxes[glyphs] * points[:, np.newaxis], 2)
    columns = (places.tolist(), glyphs.tolist(), pages.tolist(), boxes.tolist())
    for place, glyph, page, (left, upper, right, lower) in zip(*columns, strict=True):
        yield _Character(place, glyph, page, (left, upper, right, lower))


class _Run:
    """Characters of a text that stand side by side on a line, or one above another on one that runs up or down."""

    def __init__(self, first: _Character) -> None:
        """Begin with a character."""
        self._places = [first.place]
        self._last = first
        self._box = first.box
        self._tallest = first.box[3] - first.box[1]
        self._upright = False

    def took(self, after: _Character) -> bool:
        """Take the next character of the text, if it stands beside those here; tell whether it was taken."""
        if not self._may_go_on(after):
            return False
        box = after.box
        if box != self._box and (self._upright or not self._is_beside(box)):
            next_letter = len(self._places) == 1 and after.place == self._places[-1] + 1
            if not ((self._upright or next_letter) and self._is_above(box)):
                return False
            self._upright = True
        self._places.append(after.place)
        self._last = after
        self._box = _around(self._box, box)
        self._tallest = max(self._tallest, box[3] - box[1])
        return True

    def _may_go_on(self, after: _Character) -> bool:
        """Tell whether a character may stand in one rectangle with that before it.

        One that the file has a few glyphs before or behind stands over or under others: an index and an exponent.
        """
        steps = after.glyph - self._last.glyph
        return after.page == self._last.page and (steps in (0, 1) or abs(steps) > EXCHANGED_MOST)

    def _is_beside(self, box: Rectangle) -> bool:
        """Tell whether a character stands on this line, near to it.

        A much taller one is no part of a line, nor is a line that of a much taller character before it; and one
        whose characters go up or down is parted, since a rectangle around them would hold other lines.
        """
        height, tallest = box[3] - box[1], max(self._tallest, box[3] - box[1])
        alone = len(self._places) == 1 and self._tallest > TALLER_MOST * height
        around = _around(self._box, box)
        if alone or height > TALLER_MOST * self._tallest or around[3] - around[1] > TALLER_MOST * tallest:
            return False
        shared = min(self._box[3], box[3]) - max(self._box[1], box[1])
        apart = max(box[0] - self._box[2], self._box[0] - box[2])
        return shared >= SHARED_LEAST * min(self._tallest, height) and apart <= APART_MOST * tallest

    def _is_above(self, box: Rectangle) -> bool:
        """Tell whether a character stands on this line that runs up or down the page."""
        width, other_width = self._box[2] - self._box[0], box[2] - box[0]
        shared = min(self._box[2], box[2]) - max(self._box[0], box[0])
        apart = max(box[1] - self._box[3], self._box[1] - box[3])
        return shared >= SHARED_LEAST * min(width, other_width) and apart <= APART_MOST * max(width, other_width)

    def piece(self, placed: PlacedText, text: str) -> PlacedPiece:
        """Return the piece that they make, with their characters in the text."""
        characters = "".join(text[place : place + 1] for place in self._places)
        return PlacedPiece(placed.pages[self._last.page], self._box, characters)


def _around(box: Rectangle, other_box: Rectangle) -> Rectangle:
    return (
        min(box[0], other_box[0]),
        min(box[1], other_box[1]),
        max(box[2], other_box[2]),
        max(box[3], other_box[3]),
    )
