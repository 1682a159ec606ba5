"""A span of an article's text → the rectangles on the pages of its file that its characters stand in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

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
    found = groupby(_pieces(_unpacked(glyphs), "", start, end), key=lambda piece: piece.page)
    return tuple(
        PageRectangles(
            page=page.number,
            page_label=page.label,
            width=page.width,
            height=page.height,
            boxes=tuple(piece.box for piece in pieces),
        )
        for page, pieces in found
    )


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
    """Yield runs of characters that stand on one line, or one above another in a turned one."""
    run: list[tuple[int, int]] = []  # the place of each character, and its glyph
    box: Rectangle | None = None
    upright = False
    for place, glyph in enumerate(placed.glyphs[start:end].tolist(), start):
        if glyph < 0:
            continue
        page = placed.pages[placed.of_page[glyph]]
        here = _in_points(placed.boxes[glyph].tolist(), page)
        before = run[-1] if run else None
        if box is not None and before is not None and _may_go_on(placed, before[1], glyph):
            beside = not upright and _is_beside(box, here, alone=len(run) == 1)
            above = not beside and (upright or (len(run) == 1 and place == before[0] + 1)) and _is_above(box, here)
            if beside or above or here == box:
                upright = upright or above
                run.append((place, glyph))
                box = _around(box, here)
                continue
        if box is not None:
            yield _piece(placed, text, run, box)
        run, box, upright = [(place, glyph)], here, False
    if box is not None:
        yield _piece(placed, text, run, box)


def _may_go_on(placed: PlacedText, glyph: int, after: int) -> bool:
    """Tell whether a glyph may stand in one rectangle with that before it.

    One that the file has a few glyphs before or behind stands over or under others: an index and an exponent.
    """
    exchanged = after not in (glyph, glyph + 1) and abs(after - glyph) <= EXCHANGED_MOST
    return placed.of_page[glyph] == placed.of_page[after] and not exchanged


def _piece(placed: PlacedText, text: str, run: Sequence[tuple[int, int]], box: Rectangle) -> PlacedPiece:
    page = placed.pages[placed.of_page[run[0][1]]]
    return PlacedPiece(page, box, "".join(text[place : place + 1] for place, _ in run))


def _in_points(box: Sequence[int], page: PrintedPage) -> Rectangle:
    left, upper, right, lower = (round(edge * page.points, 2) for edge in box)
    return left, upper, right, lower


def _around(box: Rectangle, other: Rectangle) -> Rectangle:
    return min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])


def _is_beside(box: Rectangle, other: Rectangle, *, alone: bool) -> bool:
    """Tell whether a character stands on the line of a rectangle, near to it; ``alone`` is one of one character.

    One that is much taller is no part of the line, nor is a line that of a much taller character.
    """
    height, other_height = box[3] - box[1], other[3] - other[1]
    if other_height > TALLER_MOST * height or (alone and height > TALLER_MOST * other_height):
        return False
    shared = min(box[3], other[3]) - max(box[1], other[1])
    apart = max(other[0] - box[2], box[0] - other[2])
    return shared >= SHARED_LEAST * min(height, other_height) and apart <= APART_MOST * max(height, other_height)


def _is_above(box: Rectangle, other: Rectangle) -> bool:
    """Tell whether a character stands on the line of a rectangle that runs up or down the page."""
    width = min(box[2] - box[0], other[2] - other[0])
    shared = min(box[2], other[2]) - max(box[0], other[0])
    apart = max(other[1] - box[3], box[1] - other[3])
    return shared >= SHARED_LEAST * width and apart <= APART_MOST * max(box[2] - box[0], other[2] - other[0])
