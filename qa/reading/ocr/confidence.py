"""How surely the words of a text were read from pictures, and which of them are hard to read.

A word is hard to read when it is wrong too often at its confidence.  Numbers, and the words behind them, have to
be surer, since a wrong dose is worst; and a number is hard at any confidence where a sign that the recogniser
loses without a doubt would make it another.  The bounds were chosen on drawn pages of one half of the bundled
articles and held on the other: docs/decisions/2026-11-28-ocr.md.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from qa.reading.glyphs.table import GlyphRun, glyphs_of
from qa.records import ReadSpan

WORD_SURE = 0.95
NUMBER_SURE = 0.98
"""For what has a digit, and for the word behind it: a unit."""
GROUPED_SURE = 0.999
"""For a number with three digits behind a point or a comma: which of the two it is makes it a thousand times as
much, and they are taken for one another."""
STEPS = 1000
"""Confidences are rounded down to steps, so that neighbours mostly share one span."""
CONTEXT = 40
"""Characters before and behind a place that are looked at for its numbers."""
_WORD = re.compile(r"\S+")
_DIGIT = re.compile(r"[\d¹²³⁰-⁹₀-₉¼-¾⅐-⅞]")
_GROUPED = re.compile(r"\d[.,]\d{3}(?!\d)")
_PARTED = re.compile(r"\d(?:\.?\s\d|,\s\d{3}(?!\d))")
"""A number that a space parts: "7, 954" and "2 9" are read where 7,954 and 2.9 stand."""

Span = tuple[int, int]


def read_spans(
    text: str, runs: Sequence[GlyphRun], confidences: Mapping[int, float], *, start: int = 0
) -> list[ReadSpan]:
    """Return the spans of a block's text that were read from a picture; ``start`` is where the text begins.

    A letter or digit without a known glyph has the least confidence of the block.
    """
    confidences_of_glyphs = (
        [confidences[glyph] for glyph in _glyphs_in(runs) if glyph in confidences] if confidences else []
    )
    if not confidences_of_glyphs:
        return []
    least = min(confidences_of_glyphs)
    spans: list[ReadSpan] = []
    for place, (sign, glyph) in enumerate(
        zip(text, glyphs_of(runs, len(text)).tolist(), strict=True), start=start
    ):
        if sign.isspace() or (glyph < 0 and not sign.isalnum()) or (glyph >= 0 and glyph not in confidences):
            continue
        confidence = math.floor(confidences.get(glyph, least) * STEPS) / STEPS
        if spans and spans[-1][2] == confidence and not text[spans[-1][1] - start : place - start].strip():
            spans[-1] = (spans[-1][0], place + 1, confidence)
        else:
            spans.append((place, place + 1, confidence))
    return spans


def _glyphs_in(runs: Sequence[GlyphRun]) -> Iterator[int]:
    for _, length, glyph, step in runs:
        yield from (glyph + step * place for place in range(length))


def least_confidence(spans: Sequence[ReadSpan], start: int, end: int) -> float | None:
    """Return the least confidence of what was read from a picture between two places; None where nothing was."""
    return min((confidence for first, last, confidence in spans if first < end and start < last), default=None)


def hard_to_read(text: str, spans: Sequence[ReadSpan], start: int, end: int) -> list[Span]:
    """Return the words between two places of a text that are hard to read in their picture, in order."""
    near = [span for span in spans if span[0] < end and start < span[1]]
    if not near:
        return []
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    words = [word.span() for word in _WORD.finditer(text, first, last)]
    parted = {place for match in _PARTED.finditer(text, first, last) for place in (match.start(), match.end() - 1)}
    hard: list[Span] = []
    for before, word in pairwise([(first, first), *words]):
        if word[1] <= start or end <= word[0]:
            continue
        confidence = least_confidence(near, *word)
        if confidence is None:
            continue
        in_parts = any(word[0] <= place < word[1] for place in parted)
        if in_parts or confidence < _bound(text[slice(*before)], text[slice(*word)]):
            hard.append(word)
    return hard


def _bound(before: str, word: str) -> float:
    """Return how sure a word has to be, behind the one before it."""
    if _GROUPED.search(word):
        return GROUPED_SURE
    return NUMBER_SURE if _DIGIT.search(word) or _DIGIT.search(before) else WORD_SURE
