"""The words of a vocabulary by their lengths and letters, so that those near a misspelt one are found at once."""

import unicodedata
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_BITS = np.array([number.bit_count() for number in range(1 << 14)], dtype=np.uint8)


class NearWords:
    """Words, all of letters, and the search among them; safe to use from several threads."""

    def __init__(self, words: Iterable[str]) -> None:
        """Index the words."""
        self._words = sorted(words, key=lambda word: (len(word), word))
        self._folded = list(map(fold, self._words))
        lengths = list(map(len, self._words))
        self._starts = np.searchsorted(lengths, np.arange(max(lengths, default=0) + 2)).tolist()
        self._letters = np.array(list(map(_letters, self._folded)), dtype=np.uint32)

    def within(self, wrong: str, limit: int) -> Iterator[tuple[str, str, int]]:
        """Yield each word within a distance of a folded one, itself folded, and the distance.

        Comparing sets of letters rules out most other words.
        """
        ends = (min(length, len(self._starts) - 1) for length in (len(wrong) - limit, len(wrong) + limit + 1))
        start, end = (self._starts[length] for length in ends) if limit else (0, 0)
        letters_of_words, letters_of_word = self._letters[start:end], np.uint32(_letters(wrong))
        alike = (
            np.flatnonzero(
                (_bits(letters_of_words & ~letters_of_word) <= limit)
                & (_bits(letters_of_word & ~letters_of_words) <= limit)
            )
            + start
        )
        folded = [self._folded[place] for place in alike.tolist()]
        for right, far, number in extract(wrong, folded, scorer=OSA.distance, score_cutoff=limit, limit=None):
            yield self._words[alike[number]], right, int(far)


def distance(left: str, right: str) -> int:
    """Return how many letters are to be changed, added, left out or swapped with the next (Damerau, 1964)."""
    return int(OSA.distance(left, right))


def fold(word: str) -> str:
    """Return a word without its accents, which people leave out."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def _letters(word: str) -> int:
    """Return the letters of a word as a bit set; one bit stands for all letters other than a to z."""
    return sum({1 << (ord(letter) - ord("a") if "a" <= letter <= "z" else 26) for letter in word})


def _bits(numbers: NDArray[np.uint32]) -> NDArray[np.uint8]:
    counts: NDArray[np.uint8] = _BITS[numbers & 0x3FFF] + _BITS[(numbers >> 14) & 0x3FFF]
    return counts
