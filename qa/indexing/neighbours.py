"""Which words stand side by side in texts, and how often: people run together what they often write.

The counts of some texts more or less are added or taken away, so that after a change not all need be read.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEIGHBOURS_MOST = 20_000
NEIGHBOUR_WORDS_MOST, NEIGHBOURS_LEAST_OFTEN = 3_000, 2
WORDS_COUNTED = 4_000
"""More than are needed, as other words become frequent when articles change."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """How often words stand side by side; ``keys`` [n], sorted, are the number of one · words + the other's."""

    words: tuple[str, ...]
    keys: Numbers
    counts: Numbers

    @classmethod
    def of(cls, texts: Iterable[str], words: Sequence[str]) -> "Neighbours":
        """Count the neighbours among these words, at most 65,535 of them, in texts."""
        sides, size = _Sides(words), len(words)
        found = [np.empty(0, np.int64)]
        for text in texts:
            tokens = text.lower().split()
            numbers = np.fromiter(map(sides.__getitem__, tokens), np.int64, len(tokens))
            left, right = (numbers[:-1] >> 16) - 1, (numbers[1:] & 0xFFFF) - 1
            both = (left >= 0) & (right >= 0)
            found.append(left[both] * size + right[both])
        keys, counts = np.unique(np.concatenate(found), return_counts=True)
        return cls(tuple(words), keys, counts)

    def changed(self, *, came: Iterable[str], went: Iterable[str]) -> "Neighbours":
        """Return the neighbours of the same texts when some came and some, which were among them, went."""
        more, less = Neighbours.of(came, self.words), Neighbours.of(went, self.words)
        keys, place = np.unique(np.concatenate([self.keys, more.keys, less.keys]), return_inverse=True)
        counts = np.bincount(place, np.concatenate([self.counts, more.counts, -less.counts]), len(keys))
        there = counts > 0
        return Neighbours(self.words, keys[there], counts[there].astype(np.int64))

    def most(self, frequent: Sequence[str]) -> tuple[str, ...]:
        """Return those of frequent words, as "back pain": the most frequent first, then in the words' order."""
        numbers = {word: number for number, word in enumerate(frequent)}
        numbered = np.array([numbers.get(word, -1) for word in self.words], np.int64)
        size, often = max(1, len(self.words)), self.counts >= NEIGHBOURS_LEAST_OFTEN
        left, right = numbered[self.keys[often] // size], numbered[self.keys[often] % size]
        both = (left >= 0) & (right >= 0)
        keys, counts = left[both] * len(frequent) + right[both], self.counts[often][both]
        first = keys[np.lexsort((keys, -counts))[:NEIGHBOURS_MOST]].tolist()
        return tuple(f"{frequent[key // len(frequent)]} {frequent[key % len(frequent)]}" for key in first)

    def to_bytes(self) -> bytes:
        """Return them as bytes: the numbers of keys, then the words."""
        return b"".join(
            [
                len(self.keys).to_bytes(8, "little"),
                self.keys.astype(np.uint32).tobytes(),
                self.counts.astype(np.uint32).tobytes(),
                json.dumps(self.words).encode(),
            ]
        )

    @classmethod
    def from_bytes(cls, value: bytes) -> "Neighbours":
        """Return what ``to_bytes`` was called on."""
        size = int.from_bytes(value[:8], "little")
        numbers = np.frombuffer(value, np.uint32, 2 * size, offset=8).astype(np.int64)
        return cls(tuple(json.loads(value[8 + 8 * size :])), numbers[:size], numbers[size:])


class _Sides(dict[str, int]):
    """The word, by number from 1, that a token counts as in front of another (above 16 bits) and behind one."""

    def __init__(self, words: Sequence[str]) -> None:
        self._numbers = {word: number for number, word in enumerate(words, start=1)}

    def __missing__(self, token: str) -> int:
        self[token] = self._numbers.get(token, 0) << 16 | self._numbers.get(token.rstrip(".,;:!?"), 0)
        return self[token]
