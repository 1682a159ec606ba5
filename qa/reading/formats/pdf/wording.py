"""The words of a line → its text: spaces where they stand, and what is raised or lowered as plain characters.

A digit that is set small and high is an exponent, a note's mark or half of a fraction; as a plain digit it would
be a part of the number before it (5 × 10⁹ is not 5 × 109, ½ not 12).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum, auto
from itertools import pairwise
from statistics import median

from qa.reading.formats.pdf.characters import LIFTED, SAME_SIZE, Word
from qa.reading.formats.raised import fraction, lowered, raised, with_fractions

TOUCHING = 0.12
"""Of the type's size: no space stands between signs as near as this; the narrowest space is 0.2."""
SPACED_LETTERS_LEAST = 4
"""As many single letters in a row are one spaced-out word."""
SPACED_GAP = 1.6  # times the usual gap between spaced-out letters: there, a word ends
LOWERED = 0.06
"""Of the type's size: small type that stands lower than this is an index."""
STACKED = 0.5
"""Of the narrower number's width: two numbers that share as much stand one over the other."""
FRACTION_HEIGHT = (0.6, 1.9)
"""Of the type's size: how far a fraction's two numbers of the text's size stand from one another."""
BESIDE = 0.6
"""Of the type's size: a word as near to a fraction on its line belongs to the same sentence."""
_MAIN_SHARE = 0.25  # of a line's characters: a size that fewer have is that of a drop cap or a sign
_NUMBER = re.compile(r"\d{1,3}", re.ASCII)
_SIGNED = re.compile(r"[+\-−–]?\d{1,3}[+\-−–]?|[+\-−–]")
SLASHES = frozenset("/⁄∕")


class _Place(Enum):
    """Where a word stands against the line."""

    ON = auto()
    ABOVE = auto()
    BELOW = auto()


def text_of(words: Sequence[Word]) -> str:
    """Return words as text: spaces where they stand, none inside a spaced-out word, raised digits as such."""
    if len({(word.size, word.base) for word in words}) == 1:  # as most lines are
        return _on_one_height(words)
    groups = list(_groups(_closed_up(words)))
    parts: list[str] = []
    before: Word | None = None
    place = 0
    while place < len(groups):
        where, group = groups[place]
        under = groups[place + 1] if place + 1 < len(groups) else None
        after = groups[place + 2] if place + 2 < len(groups) else None
        if before is not None and not _touches(before, group[0], first=len(parts) == 1):
            parts.append(" ")
        if under is not None and _are_stacked(where, group, *under):
            parts.append(_stack(where, group, under[1], before, after[1][0] if after else None))
            before = max(group[-1], under[1][-1], key=lambda word: word.right)
            place += 2
            continue
        text = _run_on(group)
        note = not parts and text.isdigit()  # the number that a footnote begins with
        parts.append(text if where is _Place.ON or note else (raised if where is _Place.ABOVE else lowered)(text))
        before = group[-1]
        place += 1
    return with_fractions("".join(parts))


def _on_one_height(words: Sequence[Word]) -> str:
    closed = _closed_up(words)
    text = "".join(word.text if word.glued else f" {word.text}" for word in closed[1:])
    return with_fractions(closed[0].text + text)


def gap(before: Word, word: Word) -> float:
    """Return the space between two words, whichever way they run."""
    return max(word.left - before.right, before.left - word.right)


def _groups(words: Sequence[Word]) -> Iterator[tuple[_Place, list[Word]]]:
    """Yield the words one by one, those together that are raised or lowered side by side."""
    size, base = _main(words)
    group: list[Word] = []
    last = _Place.ON
    for word in words:
        where = _place(word, size, base)
        divides = bool(group) and group[-1].text in SLASHES and word.size < SAME_SIZE * size
        if where is _Place.ON and divides and _NUMBER.fullmatch(word.text):
            where = _Place.BELOW  # a small number after a slash, on the line
        if group and where is last is not _Place.ON and gap(group[-1], word) < SPACED_GAP * TOUCHING * size:
            group.append(word)
            continue
        if group:
            yield last, group
        group, last = [word], where
    if group:
        yield last, group


def _main(words: Sequence[Word]) -> tuple[float, float]:
    """Return the size of a line's type and the height that it stands on."""
    counts: Counter[float] = Counter()
    bases: Counter[tuple[float, float]] = Counter()
    for word in words:
        counts[word.size] += len(word.text)
        bases[word.size, word.base] += len(word.text)
    least = _MAIN_SHARE * counts.total() if counts.total() > SPACED_LETTERS_LEAST else 0
    size = max((size for size, count in counts.items() if count >= least), default=0.0)
    base_counts = Counter({base: count for (word_size, base), count in bases.items() if word_size == size})
    return size, base_counts.most_common(1)[0][0] if base_counts else 0.0


def _place(word: Word, size: float, base: float) -> _Place:
    lift = word.base - base
    if word.size < SAME_SIZE * size:
        if lift > TOUCHING * size:
            return _Place.ABOVE
        return _Place.BELOW if lift < -LOWERED * size else _Place.ON
    # Raised or lowered at the same size: only a sign or a number. A word there is a typesetter's slip.
    if word.size <= size and word.glued and abs(lift) > LIFTED * size and _SIGNED.fullmatch(word.text):
        return _Place.ABOVE if lift > 0 else _Place.BELOW
    return _Place.ON


def _run_on(group: Sequence[Word]) -> str:
    parts = [group[0].text]
    for before, word in pairwise(group):
        parts.append(word.text if word.glued or gap(before, word) < TOUCHING * word.size else f" {word.text}")
    return "".join(parts)


def _are_stacked(where: _Place, group: Sequence[Word], other_place: _Place, below: Sequence[Word]) -> bool:
    """Tell whether one group stands over the other."""
    if {where, other_place} != {_Place.ABOVE, _Place.BELOW}:
        return False
    shared = min(group[-1].right, below[-1].right) - max(group[0].left, below[0].left)
    return shared > STACKED * min(group[-1].right - group[0].left, below[-1].right - below[0].left)


def _stack(
    where: _Place, group: Sequence[Word], other_group: Sequence[Word], before: Word | None, after: Word | None
) -> str:
    """Return two numbers one over the other as a fraction; beside a letter they are its indices (SO₄²⁻, ¹⁴₆C)."""
    above, below = (group, other_group) if where is _Place.ABOVE else (other_group, group)
    texts = _run_on(above), _run_on(below)
    right = max(above[-1], below[-1], key=lambda word: word.right)
    of_letter = before is not None and before.text[-1:].isalpha() and _touches(before, group[0], first=False)
    of_next = after is not None and after.text[:1].isalpha() and _touches(right, after, first=False)
    if all(map(_NUMBER.fullmatch, texts)) and not of_letter and not of_next:
        return fraction(*texts)
    return raised(texts[0]) + lowered(texts[1]) if of_next else lowered(texts[1]) + raised(texts[0])


def with_stacked_fractions(words: Sequence[Word]) -> list[Word]:
    """Return the words, a number over a number of about the text's size as one word: a fraction.

    They stand so near that no line of text fits between them, over one another, alone on their heights, and
    beside a word that stands between their heights.
    """
    numbers = [place for place, word in enumerate(words) if _NUMBER.fullmatch(word.text)]
    whole: dict[int, Word] = {}
    merged: set[int] = set()
    for first, second in pairwise(numbers):
        if second - first > 1 or first in merged or (fraction_word := _as_fraction(words, first, second)) is None:
            continue
        whole[first] = fraction_word
        merged.add(second)
    return [whole.get(place, word) for place, word in enumerate(words) if place not in merged]


def _as_fraction(words: Sequence[Word], first: int, second: int) -> Word | None:
    above, below = sorted((words[first], words[second]), key=lambda word: -word.base)
    least, greatest = FRACTION_HEIGHT
    size = above.size
    if above.size != below.size or not least * size < above.base - below.base < greatest * size:
        return None
    if not _are_stacked(_Place.ABOVE, [above], _Place.BELOW, [below]):
        return None
    left, right = min(above.left, below.left), max(above.right, below.right)
    whole = replace(above, left=left, right=right, glyphs=(*above.glyphs, *below.glyphs))
    before = words[first - 1] if first else None
    after = words[second + 1] if second + 1 < len(words) else None
    for word in filter(None, (before, after)):
        near = gap(whole, word) < BESIDE * word.size and word.size >= size
        if not near or not below.base + TOUCHING * size < word.base < above.base - TOUCHING * size:
            continue
        of_letter = before is not None and before.text[-1:].isalpha() and _is_near(before, whole)
        of_next = after is not None and after.text[:1].isalpha() and _is_near(whole, after)
        if of_letter or of_next:
            return None  # indices
        text = fraction(above.text, below.text)
        glued = before is not None and _is_near(before, whole)
        return replace(whole, text=text, base=word.base, size=word.size, glued=glued)
    return None


def _is_near(before: Word, word: Word) -> bool:
    return gap(before, word) < TOUCHING * max(before.size, word.size)


def _touches(before: Word, word: Word, *, first: bool) -> bool:
    """Tell whether no space stands between two words; one stands after the raised number of a note."""
    if first and before.text.isdigit() and before.size < SAME_SIZE * word.size:
        return False
    resized = before.size != word.size or before.base != word.base
    return word.glued or (resized and _is_near(before, word))


def _closed_up(words: Sequence[Word]) -> list[Word]:
    """Join the letters of words that are s p a c e d  o u t."""
    closed: list[Word] = []
    letters: list[Word] = []
    for word in [*words, None]:
        if word is not None and len(word.text) == 1 and word.text.isalpha():
            letters.append(word)
            continue
        closed += _as_words(letters)
        letters = []
        if word is not None:
            closed.append(word)
    return closed


def _as_words(letters: Sequence[Word]) -> list[Word]:
    if len(letters) < SPACED_LETTERS_LEAST:
        return list(letters)
    usual = median(gap(*pair) for pair in pairwise(letters))
    words: list[list[Word]] = [[letters[0]]]
    for before, letter in pairwise(letters):
        if gap(before, letter) > SPACED_GAP * usual:
            words.append([])
        words[-1].append(letter)
    return [_joined(word) for word in words]


def _joined(letters: Sequence[Word]) -> Word:
    first = letters[0]
    text = "".join(letter.text for letter in letters)
    glyphs = [glyph for letter in letters for glyph in letter.glyphs]
    return replace(first, text=text, right=letters[-1].right, glued=False, glyphs=glyphs)
