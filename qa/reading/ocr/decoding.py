"""The probabilities of signs along a line → its words, each as sure as the least sure thing in it.

The recogniser gives for each narrow strip of a line how probable each sign is there, and that there is none (CTC:
Graves et al., 2006).  The most probable way is taken.  A word's confidence is the least of

- the probability of each of its signs, at the strip where it is greatest, and
- one minus the probability, in each strip between two signs, before the first and after the last of them, that
  there is something that was not read: a lost decimal point shows nowhere else.

rapidocr 3.10.0 has only the first, and gives it to the wrong words: it pairs the confidences of signs, spaces
among them, with whole words.  docs/decisions/2026-11-28-ocr.md has how well both tell errors.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Probabilities: TypeAlias = NDArray[np.float32]
"""Of each sign in each strip of a line [strips, signs]; sign 0 is none."""
NONE = 0
SPACE_LEAST = 0.2
"""A space that is as probable between two signs is taken, though none is more probable: the recogniser loses
spaces.  On the pages on which it was chosen that puts back half of the lost ones, and three of four that it puts
are right; a word beside one is unsure in any case."""


@dataclass(frozen=True, slots=True)
class DecodedWord:
    """A word of a line, with its confidence, and where it begins and ends, in strips."""

    text: str
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Sign:
    """A sign that was read in some strips."""

    number: int
    start: int
    end: int
    probability: float


def words_of(probabilities: Probabilities, signs: Sequence[str]) -> list[DecodedWord]:
    """Return the words of a line, in order; ``signs`` are the texts of the signs, a space the last."""
    space = len(signs) - 1
    read_signs = list(_signs(probabilities))
    gaps = [
        _Gap.between(probabilities, *pair, space)
        for pair in zip([None, *read_signs], [*read_signs, None], strict=True)
    ]
    words: list[DecodedWord] = []
    begun = 0
    for place in range(len(read_signs) + 1):
        ends = place == len(read_signs) or read_signs[place].number == space
        if ends or (place > begun and gaps[place].space >= SPACE_LEAST):
            if place > begun:
                words.append(_word(read_signs[begun:place], gaps[begun : place + 1], signs))
            begun = place + 1 if ends else place
    return words


_AS_TEXT = str.maketrans({"℃": "°C", "℉": "°F"})
_DEGREES = re.compile(r"°{2,}")
_MICRO = re.compile(r"μ(?=[A-Za-z])")


def plain(text: str) -> str:
    """Return a word with the signs that people write: degrees in two signs, and µ before a unit, not a letter."""
    return _MICRO.sub("µ", _DEGREES.sub("°", text.translate(_AS_TEXT)))


def _word(signs_of_word: Sequence[_Sign], gaps: "Sequence[_Gap]", signs: Sequence[str]) -> DecodedWord:
    least_sure = min(sign.probability for sign in signs_of_word)
    lost = max(gap.lost for gap in gaps)
    text = plain("".join(signs[sign.number] for sign in signs_of_word))
    return DecodedWord(text, max(0.0, min(least_sure, 1.0 - lost)), signs_of_word[0].start, signs_of_word[-1].end)


def _signs(probabilities: Probabilities) -> "list[_Sign]":
    """Return the most probable signs; a sign in several strips in a row counts once."""
    likeliest = probabilities.argmax(axis=1)
    edges = [0, *(np.flatnonzero(np.diff(likeliest)) + 1).tolist(), len(likeliest)]
    return [
        _Sign(int(likeliest[start]), start, end, float(probabilities[start:end, likeliest[start]].max()))
        for start, end in pairwise(edges)
        if start < end and likeliest[start] != NONE
    ]


@dataclass(frozen=True, slots=True)
class _Gap:
    """The strips between two signs: how probable a space is there, and that any sign was lost."""

    space: float
    lost: float

    @classmethod
    def between(
        cls, probabilities: Probabilities, before: _Sign | None, after: _Sign | None, space: int
    ) -> "_Gap":
        """Return the gap between two signs, with a strip of each; at an edge of the line one sign is None."""
        start = before.end - 1 if before else 0
        end = after.start + 1 if after else len(probabilities)
        strips = probabilities[start:end]
        accounted_for = strips[:, NONE].copy()
        for number in {sign.number for sign in (before, after) if sign}:
            accounted_for += strips[:, number]
        beside = any(sign is not None and sign.number == space for sign in (before, after))
        at_edge = before is None or after is None
        return cls(
            space=0.0 if beside or at_edge else float(strips[:, space].max()),
            lost=float((1.0 - accounted_for).max(initial=0.0)),
        )
