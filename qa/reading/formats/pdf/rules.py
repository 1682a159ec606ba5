"""The straight lines drawn on a page: between the cells of a table, and through words that are struck out.

Places are in points, turned as the page's text is.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

from qa.reading.formats.pdf.characters import Word
from qa.reading.formats.pdf.visibility import Box
from qa.reading.formats.runs import STRUCK

OBJECTS_MOST = 3_000
LINES_MOST = 2_000
"""On one page; what has more is a drawing, a map or hostile."""
POINTS_MOST = 400
STRAIGHT = 0.7
"""Points by which a line's ends may differ in height, or in place across."""
LINE_LEAST = 6.0
"""Points; shorter strokes are of pictures and signs."""
THROUGH = (0.12, 0.45)
"""Of the type's size over the line of writing, about the middle of small letters, which are half as high."""
COVERED = 0.8
"""Of a word's width that a line goes through it."""
OVERHANG = 0.6
"""Of the type's size by which a line through words reaches out beside them; a rule of a table reaches further."""
ALIGNED = 3.0
"""Points by which the rules of a table may differ in where they begin and end."""


class Rule(NamedTuple):
    """A line from ``start`` to ``end``; ``at`` is its height if it runs across, else its place across."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The lines of a page."""

    across: tuple[Rule, ...] = ()
    upright: tuple[Rule, ...] = ()


def drawn_lines(page: Any) -> list[Box]:
    """Return the straight lines of a page, each from its first to its second point; none of a drawing."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    count = pdfium.FPDFPage_CountObjects(page.raw)
    if count > OBJECTS_MOST:
        return []
    objects = (pdfium.FPDFPage_GetObject(page.raw, place) for place in range(count))
    lines = (
        line
        for page_object in objects
        if pdfium.FPDFPageObj_GetType(page_object) == pdfium.FPDF_PAGEOBJ_PATH and _is_visible(page_object)
        for line in _lines(page_object)
    )
    all_lines = list(islice(lines, LINES_MOST + 1))
    return all_lines if len(all_lines) <= LINES_MOST else []


def _is_visible(path: Any) -> bool:
    import ctypes

    import pypdfium2.raw as pdfium

    filled, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, filled, stroked)
    return bool(filled.value or stroked.value)


def _lines(path: Any) -> Iterator[Box]:
    import ctypes

    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPath_CountSegments(path)
    if not 1 < count <= POINTS_MOST:
        return
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    begun = last = (0.0, 0.0)
    for place in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, place)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begun = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield (*last, *point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield (*point, *begun)
        last = point


def sorted_lines(lines: Sequence[Box]) -> Rules:
    """Return the lines that run across and those that are upright; others, and short ones, are no rules."""
    across: set[Rule] = set()
    upright: set[Rule] = set()
    for x, y, right, top in lines:
        if abs(top - y) < STRAIGHT and abs(right - x) > LINE_LEAST:
            across.add(Rule((y + top) / 2, min(x, right), max(x, right)))
        elif abs(right - x) < STRAIGHT and abs(top - y) > LINE_LEAST:
            upright.add(Rule((x + right) / 2, min(y, top), max(y, top)))
    return Rules(tuple(sorted(across)), tuple(sorted(upright)))


def with_strikes(words: Sequence[Word], rules: Rules) -> list[Word]:
    """Return the words, those that a line goes through between the signs of what is struck out.

    The line ends where the words end: a rule of a table, or one that runs on under a heading, strikes nothing out.
    """
    result = list(words)
    by_base = sorted((word.base, place) for place, word in enumerate(words))
    largest = max((word.size for word in words), default=0.0)
    for rule in rules.across:
        first = bisect_left(by_base, (rule.at - THROUGH[1] * largest, 0))
        last = bisect_left(by_base, (rule.at, 0))
        places = sorted(place for _, place in by_base[first:last] if _goes_through(rule, words[place]))
        if not places or places[-1] - places[0] >= len(places):
            continue
        size = words[places[0]].size
        left, right = min(words[place].left for place in places), max(words[place].right for place in places)
        if rule.start < left - OVERHANG * size or rule.end > right + OVERHANG * size:
            continue
        if result[places[0]].text.startswith(STRUCK):  # a thin box is two lines
            continue
        result[places[0]] = replace(result[places[0]], text=f"{STRUCK}{result[places[0]].text}")
        result[places[-1]] = replace(result[places[-1]], text=f"{result[places[-1]].text}{STRUCK}")
    return result


def _goes_through(rule: Rule, word: Word) -> bool:
    low, high = THROUGH
    covered = min(rule.end, word.right) - max(rule.start, word.left)
    return low * word.size < rule.at - word.base < high * word.size and covered > COVERED * (
        word.right - word.left
    )


def lengthened(across: Sequence[Rule]) -> list[Rule]:
    """Return the rules, those that go on in one another as one: many programs draw one for each cell."""
    whole_rules: list[Rule] = []
    for rule in sorted(across, key=lambda rule: (round(rule.at), rule.start)):
        last = whole_rules[-1] if whole_rules else None
        if last and abs(last.at - rule.at) < ALIGNED and last.start <= rule.start <= last.end + ALIGNED:
            whole_rules[-1] = last._replace(end=max(last.end, rule.end))
        else:
            whole_rules.append(rule)
    return whole_rules
