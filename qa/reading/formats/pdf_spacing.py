"""Words of one line → text: spaces where they stand, none where the letters of a word were pulled apart."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from qa.reading.formats.pdf_words import SAME_SIZE, Word

TOUCHING = 0.12
"""Of the type's size: no space stands between signs as near as this; the narrowest space is 0.2."""
SPACED_LETTERS_LEAST = 4
"""As many single letters in a row are one spaced-out word."""
SPACED_GAP = 1.6  # times the usual gap between spaced-out letters: there, a word ends
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def text_of(words: Sequence[Word]) -> str:
    """Return words as text: spaces where they stand, none inside a spaced-out word, raised digits as such."""
    size = max((word.size for word in words), default=0.0)
    base = next((word.base for word in words if word.size == size), 0.0)
    parts: list[str] = []
    closed = _closed_up(words)
    for before, word in zip([None, *closed], closed, strict=False):
        if before is not None and not _touches(before, word, first=len(parts) == 1):
            parts.append(" ")
        raised = word.size < SAME_SIZE * size and word.base > base + TOUCHING * size
        parts.append(word.text.translate(_RAISED) if raised and word.text.isdigit() and parts else word.text)
    return "".join(parts)


def gap(before: Word, word: Word) -> float:
    """Return the space between two words, whichever way they run."""
    return max(word.left - before.right, before.left - word.right)


def _touches(before: Word, word: Word, *, first: bool) -> bool:
    """Tell whether no space stands between two words; one stands after the raised number of a note."""
    if first and before.text.isdigit() and before.size < SAME_SIZE * word.size:
        return False
    resized = before.size != word.size or before.base != word.base
    return word.glued or (resized and gap(before, word) < TOUCHING * max(before.size, word.size))


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
    return Word(
        text=text, left=first.left, right=letters[-1].right, base=first.base, size=first.size, bold=first.bold
    )
