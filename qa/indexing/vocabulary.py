"""The words of the corpus and its synonymous phrases, for spelling correction and query expansion.

Synonyms come from the articles' own glosses ("a herniated disc, also called a slipped disc").
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.indexing.synonyms import glosses_in

NEIGHBOURS_MOST = 20_000
"""An unknown word such as "backpain" is split only into words that occur side by side. When any two words of the
articles would do, 451 of 2,531 correct words of NFCorpus that MedQuAD lacks were split ("apomorphine"); with
neighbours, 2."""
NEIGHBOUR_WORDS_MOST, NEIGHBOURS_LEAST_OFTEN = 3_000, 2
WORDS_COUNTED = 4_000
"""More than NEIGHBOUR_WORDS_MOST, as other words become frequent when articles change."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bigrams:
    """How often words occur side by side; ``keys`` [n], sorted, are left number · len(words) + right number."""

    words: tuple[str, ...]
    keys: Numbers
    counts: Numbers

    @classmethod
    def of(cls, texts: Iterable[str], words: Sequence[str]) -> "Bigrams":
        """Count in texts the bigrams of these words, at most 65,535 words."""
        sides, size = _Sides(words), len(words)
        keys_of_texts = [np.empty(0, np.int64)]
        for text in texts:
            tokens = text.lower().split()
            numbers = np.fromiter(map(sides.__getitem__, tokens), np.int64, len(tokens))
            left, right = (numbers[:-1] >> 16) - 1, (numbers[1:] & 0xFFFF) - 1
            are_words = (left >= 0) & (right >= 0)
            keys_of_texts.append(left[are_words] * size + right[are_words])
        keys, counts = np.unique(np.concatenate(keys_of_texts), return_counts=True)
        return cls(tuple(words), keys, counts)

    def changed(self, *, came: Iterable[str], went: Iterable[str]) -> "Bigrams":
        """Return the bigrams after some texts were added and some of the old ones removed."""
        added, removed = Bigrams.of(came, self.words), Bigrams.of(went, self.words)
        keys, place = np.unique(np.concatenate([self.keys, added.keys, removed.keys]), return_inverse=True)
        counts = np.bincount(place, np.concatenate([self.counts, added.counts, -removed.counts]), len(keys))
        present = counts > 0
        return Bigrams(self.words, keys[present], counts[present].astype(np.int64))

    def commonest(self, frequent: Sequence[str]) -> tuple[str, ...]:
        """Return the bigrams of frequent words ("back pain"), most frequent first, then in order of the words."""
        numbers = {word: number for number, word in enumerate(frequent)}
        numbered = np.array([numbers.get(word, -1) for word in self.words], np.int64)
        size, often = max(1, len(self.words)), self.counts >= NEIGHBOURS_LEAST_OFTEN
        left, right = numbered[self.keys[often] // size], numbered[self.keys[often] % size]
        are_words = (left >= 0) & (right >= 0)
        keys, counts = left[are_words] * len(frequent) + right[are_words], self.counts[often][are_words]
        first = keys[np.lexsort((keys, -counts))[:NEIGHBOURS_MOST]].tolist()
        return tuple(f"{frequent[key // len(frequent)]} {frequent[key % len(frequent)]}" for key in first)

    def to_bytes(self) -> bytes:
        """Return the bigrams as bytes: number of keys, keys, counts, words as JSON."""
        return b"".join(
            [
                len(self.keys).to_bytes(8, "little"),
                self.keys.astype(np.uint32).tobytes(),
                self.counts.astype(np.uint32).tobytes(),
                json.dumps(self.words).encode(),
            ]
        )

    @classmethod
    def from_bytes(cls, value: bytes) -> "Bigrams":
        """Return the bigrams from the bytes of ``to_bytes``."""
        size = int.from_bytes(value[:8], "little")
        numbers = np.frombuffer(value, np.uint32, 2 * size, offset=8).astype(np.int64)
        return cls(tuple(json.loads(value[8 + 8 * size :])), numbers[:size], numbers[size:])


class _Sides(dict[str, int]):
    """Maps a token to the number, from 1, of its word as the left (upper 16 bits) and right side of a bigram."""

    def __init__(self, words: Sequence[str]) -> None:
        self._numbers = {word: number for number, word in enumerate(words, start=1)}

    def __missing__(self, token: str) -> int:
        self[token] = self._numbers.get(token, 0) << 16 | self._numbers.get(token.rstrip(".,;:!?"), 0)
        return self[token]


_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two phrases for the same thing, in alphabetical order, and how often articles gloss one by the other."""

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
        """Learn the vocabulary of texts, in three passes."""
        return learned(texts)[0]

    def to_json(self) -> dict[str, Any]:
        """Return the vocabulary as JSON values."""
        pairs = list(map(asdict, self.pairs))
        return {"words": dict(self.words), "neighbours": list(self.neighbours), "pairs": pairs}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Vocabulary":
        """Return the vocabulary from the values of ``to_json``."""
        pairs = tuple(Pair(**pair) for pair in values["pairs"])
        return cls(words=dict(values["words"]), neighbours=tuple(values["neighbours"]), pairs=pairs)


def learned(texts: Sequence[str]) -> tuple[Vocabulary, Bigrams]:
    """Return the vocabulary of texts, learned in three passes, and the bigrams for ``learned_on``."""
    return _with_bigrams(words_of(texts), _pairs_counted(texts), texts, None)


def learned_on(
    before: Vocabulary,
    neighbours: Bigrams | None,
    texts: Iterable[str],
    *,
    came: Sequence[str],
    went: Sequence[str],
) -> tuple[Vocabulary, Bigrams]:
    """Return the same as ``learned`` of texts, updated from the vocabulary before texts were added and removed.

    All texts are read only without the earlier bigrams, or where other words have become frequent.
    """
    words = Counter(before.words) + words_of(came)
    pairs = Counter({(pair.one, pair.other): pair.count for pair in before.pairs}) + _pairs_counted(came)
    near = neighbours.changed(came=came, went=went) if neighbours else None
    return _with_bigrams(words - words_of(went), pairs - _pairs_counted(went), texts, near)


def _with_bigrams(
    words: Counter[str], pairs: Counter[tuple[str, str]], texts: Iterable[str], near: Bigrams | None
) -> tuple[Vocabulary, Bigrams]:
    ordered = dict(sorted(words.items(), key=lambda entry: (-entry[1], entry[0])))
    frequent = _frequent(ordered, NEIGHBOUR_WORDS_MOST)
    if near is None or not set(frequent) <= set(near.words):
        near = Bigrams.of(texts, _frequent(ordered, WORDS_COUNTED))
    return Vocabulary(words=ordered, neighbours=near.commonest(frequent), pairs=_pairs(pairs)), near


def _frequent(ordered: Iterable[str], limit: int) -> list[str]:
    return [word for word in islice(ordered, limit) if len(word) > 1 and word.isalpha()]


def plain(word: str) -> str:
    """Return a word in the form of vocabularies: lower case, NFC, with straight apostrophes."""
    return unicodedata.normalize("NFC", word.lower()).replace("’", "'")


def words_of(texts: Iterable[str]) -> Counter[str]:
    """Count the words that are all letters, as ``plain`` gives them; apostrophes may stand inside."""
    chunks: Counter[str] = Counter()
    for text in texts:
        chunks.update(text.split())
    words: Counter[str] = Counter()
    for chunk, count in chunks.items():  # far fewer than tokens in the texts
        for match in _WORD.finditer(plain(chunk)):
            if match[0].replace("'", "").isalpha():
                words[match[0]] += count
    return words


def _pairs_counted(texts: Iterable[str]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for sides in glosses_in(text):
            first, second = sorted(sides)
            if not (set(first.split()) <= set(second.split()) or set(second.split()) <= set(first.split())):
                counts[first, second] += 1
    return counts


def _pairs(counts: Mapping[tuple[str, str], int]) -> tuple[Pair, ...]:
    """Return the phrases that texts gloss by one another, most frequent first, then alphabetically."""
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Pair(one=first, other=second, count=count) for (first, second), count in ranked)
