"""The words of the corpus, and the phrases that it uses for one another: what a question's words are checked by.

Pairs are read off the articles' own glosses ("a herniated disc, also called a slipped disc").
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from qa.indexing.glosses import glosses_in

NEIGHBOURS_MOST = 20_000  # people run together what they often write
NEIGHBOUR_WORDS_MOST, NEIGHBOURS_LEAST_OFTEN = 3_000, 2

_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two phrases for the same thing, in order of the alphabet, and how often articles say that they are."""

    one: str
    other: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words with their frequencies, neighbours such as "back pain", the most frequent first, and pairs."""

    words: Mapping[str, int]
    neighbours: tuple[str, ...]
    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Vocabulary":
        """Learn the vocabulary of texts, which are gone through three times."""
        return cls._from(texts, words_of(texts), _pairs_counted(texts))

    def updated(self, texts: Sequence[str], *, came: Sequence[str], went: Sequence[str]) -> "Vocabulary":
        """Return the vocabulary of texts, when this is that of what they were before some came and some went."""
        words = Counter(self.words) + words_of(came)
        pairs = Counter({(pair.one, pair.other): pair.count for pair in self.pairs}) + _pairs_counted(came)
        return self._from(texts, words - words_of(went), pairs - _pairs_counted(went))

    @classmethod
    def _from(cls, texts: Sequence[str], words: Counter[str], pairs: Counter[tuple[str, str]]) -> "Vocabulary":
        ordered = Counter(dict(sorted(words.items(), key=lambda entry: (-entry[1], entry[0]))))
        return cls(words=dict(ordered), neighbours=neighbours_of(texts, ordered), pairs=_pairs(pairs))

    def to_json(self) -> dict[str, Any]:
        """Return the vocabulary as values that JSON has."""
        pairs = list(map(asdict, self.pairs))
        return {"words": dict(self.words), "neighbours": list(self.neighbours), "pairs": pairs}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Vocabulary":
        """Return the vocabulary that ``to_json`` gave."""
        pairs = tuple(Pair(**pair) for pair in values["pairs"])
        return cls(words=dict(values["words"]), neighbours=tuple(values["neighbours"]), pairs=pairs)


def plain(word: str) -> str:
    """Return a word as vocabularies hold it: lower case, NFC, with straight apostrophes."""
    return unicodedata.normalize("NFC", word.lower()).replace("’", "'")


def words_of(texts: Iterable[str]) -> Counter[str]:
    """Count the words that are all letters, as ``plain`` gives them; apostrophes may stand inside."""
    chunks: Counter[str] = Counter()
    for text in texts:
        chunks.update(text.split())
    words: Counter[str] = Counter()
    for chunk, count in chunks.items():  # far fewer than the words of the texts
        for match in _WORD.finditer(plain(chunk)):
            if match[0].replace("'", "").isalpha():
                words[match[0]] += count
    return words


def neighbours_of(texts: Iterable[str], words: Counter[str]) -> tuple[str, ...]:
    """Return the words that often stand side by side, as "back pain", the most frequent first."""
    frequent = [word for word, _ in words.most_common(NEIGHBOUR_WORDS_MOST) if len(word) > 1 and word.isalpha()]
    sides, size = _Sides(frequent), len(frequent)
    found = []
    for text in texts:
        tokens = text.lower().split()
        numbers = np.fromiter(map(sides.__getitem__, tokens), np.int64, len(tokens))
        left, right = (numbers[:-1] >> 16) - 1, (numbers[1:] & 0xFFFF) - 1
        both = (left >= 0) & (right >= 0)
        found.append(left[both] * size + right[both])
    keys, counts = np.unique(np.concatenate([np.empty(0, np.int64), *found]), return_counts=True)
    often = np.lexsort((keys, -counts))[: np.count_nonzero(counts >= NEIGHBOURS_LEAST_OFTEN)][:NEIGHBOURS_MOST]
    return tuple(f"{frequent[key // size]} {frequent[key % size]}" for key in keys[often].tolist())


class _Sides(dict[str, int]):
    """The word, by number from 1, that a token counts as in front of another (above 16 bits) and behind one."""

    def __init__(self, words: Sequence[str]) -> None:
        self._numbers = {word: number for number, word in enumerate(words, start=1)}

    def __missing__(self, token: str) -> int:
        self[token] = self._numbers.get(token, 0) << 16 | self._numbers.get(token.rstrip(".,;:!?)"), 0)
        return self[token]


def pairs_of(texts: Iterable[str]) -> tuple[Pair, ...]:
    """Return the phrases that the texts gloss by one another, the most frequent first, then by alphabet."""
    return _pairs(_pairs_counted(texts))


def _pairs_counted(texts: Iterable[str]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for sides in glosses_in(text):
            one, other = sorted(sides)
            if not (set(one.split()) <= set(other.split()) or set(other.split()) <= set(one.split())):
                counts[one, other] += 1
    return counts


def _pairs(counts: Mapping[tuple[str, str], int]) -> tuple[Pair, ...]:
    found = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Pair(one=one, other=other, count=count) for (one, other), count in found)
