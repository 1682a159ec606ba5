"""What was recognised on a page → words as the layout of PDFs takes them: upright, on level lines, of few sizes.

The layout looks for the same heights and sizes; strips of text that were found in a picture have them only nearly.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import TypeAlias

import numpy as np

from qa.reading.formats.pdf.characters import Page, Word
from qa.reading.glyphs.coding import PrintedPage
from qa.reading.glyphs.table import GlyphTable
from qa.reading.ocr.confidence import WORD_SURE
from qa.reading.ocr.recognised import Corner, RecognisedLine, RecognisedPage, RecognisedWord
from qa.records import Removed

Confidences: TypeAlias = dict[int, float]
"""How probable it is that a glyph was read rightly, for those of a picture."""
STRIP_TO_SIZE = 0.75
"""Of the height of a strip of text: the size of its type, since a strip is found with some ground around it."""
BASE = 0.25
"""Of the height of a strip: how far its line of writing stands above its lower edge."""
SIZE_STEP = 1.25
"""Sizes that differ by less are one: a strip is lower where no letter of its line reaches up or down, by a tenth
to a sixth; it is hardly ever higher than its type asks for, so half of a step up is a larger size."""
SAME_ROW = 0.4
"""Of the height of a strip: one whose middle is no further from another's stands on the same line."""
ACROSS = "text across the page"
UNREAD = (
    "a part of a picture that may hold text, {0:.0f} to {2:.0f} points from the left edge of the page and "
    "{1:.0f} to {3:.0f} from the upper one: none could be read"
)
NO_TEXT = "no text was found in it"
TOO_HARD = "most words are too hard to read"
"""Of the drawn pages of which that was so, between a quarter and nearly all of the words were wrong."""


def usual_height(recognised: Mapping[int, RecognisedPage]) -> float:
    """Return the height of most lines of a file, by which its titles are told from its text on every page."""
    lines = [line for page in recognised.values() for line in page.lines]
    return median(math.dist(line.corners[0], line.corners[3]) for line in lines) if lines else 1.0


def page_of(
    recognised: RecognisedPage,
    number: int,
    label: str,
    usual: float,
    table: GlyphTable,
    confidences: Confidences,
) -> Page:
    """Return a page of a file with the words that were recognised on it.

    Each of them is added to the file's table as one glyph, with its confidence; ``label`` is what the file calls
    the page, and ``usual`` the height of most of its lines.
    """
    aside = (
        *(Removed(text=text, rule=ACROSS, page=number) for text in recognised.across),
        *(Removed(text="", rule=UNREAD.format(*box), page=number) for box in recognised.unread),
    )
    if _is_too_hard(recognised):
        text = " ".join(word.text for line in recognised.lines for word in line.words)
        left_out = Removed(text=text, rule=f"a picture: {TOO_HARD}", page=number)
        return Page(number=number, words=(), high=recognised.height, removed=(left_out, *aside))
    lines = _level(recognised.lines)
    placed = [
        pair for row in _rows(lines) for line in row for pair in _words(line, row[0], usual, recognised.height)
    ]
    printed_page = PrintedPage(number, *recognised.shown, label)
    boxes = np.array([word.box for word, _ in placed]).reshape(-1, 4)
    glyphs = table.add(printed_page, [word.text for word, _ in placed], boxes) if placed else range(0)
    confidences.update(zip(glyphs, (word.confidence for word, _ in placed), strict=True))
    return Page(
        number=number,
        words=tuple(replace(word, glyphs=(glyph,)) for glyph, (_, word) in zip(glyphs, placed, strict=True)),
        low=0.0,
        high=recognised.height,
        removed=aside,
    )


def _is_too_hard(recognised: RecognisedPage) -> bool:
    """Tell a page of which most words may be wrong: nothing of it is worth to be quoted."""
    words = [word for line in recognised.lines for word in line.words]
    return 2 * sum(word.confidence < WORD_SURE for word in words) > len(words)


def unread_pages(recognised: Mapping[int, RecognisedPage]) -> list[Removed]:
    """Return the report of pages that are pictures and could not be read, or in which no text was found."""
    reasons = {number: page.reason or NO_TEXT for number, page in recognised.items() if not page.lines}
    return [Removed(text="", rule=f"a picture: {reason}", page=number) for number, reason in reasons.items()]


def why_no_text(recognised: Mapping[int, RecognisedPage]) -> str:
    """Return why a file has no text, by what was recognised on its pages that are pictures."""
    if not recognised:
        return "the file has no text"
    if reasons := [page.reason for page in recognised.values() if page.reason]:
        return f"its pictures could not be read: {reasons[0]}"
    return f"of its pictures {TOO_HARD}" if any(map(_is_too_hard, recognised.values())) else NO_TEXT


class _LevelLine:
    """A line with its edges once the page is level: left and right, the middle of its height, and its height."""

    def __init__(self, line: RecognisedLine, angle: float) -> None:
        upper_left, upper_right, lower_right, lower_left = (_rotated(corner, -angle) for corner in line.corners)
        self.words = line.words
        self.left, self.right = (upper_left[0] + lower_left[0]) / 2, (upper_right[0] + lower_right[0]) / 2
        self.middle = (upper_left[1] + upper_right[1] + lower_right[1] + lower_left[1]) / 4
        self.height = math.dist(line.corners[0], line.corners[3])


def _level(lines: Sequence[RecognisedLine]) -> list[_LevelLine]:
    """Return the lines turned by the angle at which most of the text runs: a page lies askew in a scanner."""
    slopes = [(math.dist(*line.corners[:2]), _angle(*line.corners[:2])) for line in lines]
    total, angle, cumulative = sum(length for length, _ in slopes), 0.0, 0.0
    for length, slope in sorted(slopes, key=lambda pair: pair[1]):
        cumulative += length
        if 2 * cumulative >= total:
            angle = slope
            break
    return [_LevelLine(line, angle) for line in lines]


def _angle(start: Corner, end: Corner) -> float:
    return math.atan2(end[1] - start[1], end[0] - start[0])


def _rotated(point: Corner, angle: float) -> Corner:
    sine, cosine = math.sin(angle), math.cos(angle)
    return point[0] * cosine - point[1] * sine, point[0] * sine + point[1] * cosine


def _rows(lines: Sequence[_LevelLine]) -> list[list[_LevelLine]]:
    """Return the lines from the top, those that stand side by side together."""
    rows: list[list[_LevelLine]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if rows and _stands_beside(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _stands_beside(row: Sequence[_LevelLine], line: _LevelLine) -> bool:
    near = abs(row[0].middle - line.middle) <= SAME_ROW * min(row[0].height, line.height)
    return near and all(neighbour.right <= line.left or line.right <= neighbour.left for neighbour in row)


def _words(
    line: _LevelLine, first: _LevelLine, usual: float, page_height: float
) -> list[tuple[RecognisedWord, Word]]:
    """Return the words of a line, each with its place in the layout.

    The base is that of the first line of its row, the size one of few.
    """
    steps = math.log(max(line.height, 0.1) / usual) / math.log(SIZE_STEP)
    size = STRIP_TO_SIZE * usual * SIZE_STEP ** (round(steps) if steps > 0 else math.ceil(steps))
    length = line.right - line.left
    return [
        (
            word,
            Word(
                text=word.text,
                left=line.left + word.start * length,
                right=line.left + word.end * length,
                base=page_height - (first.middle + (0.5 - BASE) * first.height),
                size=size,
                bold=False,
            ),
        )
        for word in line.words
    ]
