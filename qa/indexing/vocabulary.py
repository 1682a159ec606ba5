"""The words of the corpus, and the phrases that it uses for one another: what a question's words are checked by.

Pairs are read off the articles' own glosses ("a herniated disc, also called a slipped disc").
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from qa.indexing.glosses import glosses_in
from qa.indexing.neighbours import NEIGHBOUR_WORDS_MOST, WORDS_COUNTED, Neighbours

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
        return learned(texts)[0]

    def to_json(self) -> dict[str, Any]:
        """Return the vocabulary as values that JSON has."""
        pairs = list(map(asdict, self.pairs))
        return {"words": dict(self.words), "neighbours": list(self.neighbours), "pairs": pairs}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Vocabulary":
        """Return the vocabulary that ``to_json`` gave."""
        pairs = tuple(Pair(**pair) for pair in values["pairs"])
        return cls(words=dict(values["words"]), neighbours=tuple(values["neighbours"]), pairs=pairs)


def learned(texts: Sequence[str]) -> tuple[Vocabulary, Neighbours]:
    """Return the vocabulary of texts, which are gone through three times, and neighbours to learn on from."""
    return _made(words_of(texts), _pairs_counted(texts), texts, None)


def learned_on(
    before: Vocabulary,
    neighbours: Neighbours | None,
    texts: Iterable[str],
    *,
    came: Sequence[str],
    went: Sequence[str],
) -> tuple[Vocabulary, Neighbours]:
    """Return the same as ``learned`` of texts, from what was learned before some of them came and others went.

    All of them are gone through only without the neighbours of before, or where other words have become frequent.
    """
    words = Counter(before.words) + words_of(came)
    pairs = Counter({(pair.one, pair.other): pair.count for pair in before.pairs}) + _pairs_counted(came)
    near = neighbours.changed(came=came, went=went) if neighbours else None
    return _made(words - words_of(went), pairs - _pairs_counted(went), texts, near)


def _made(
    words: Counter[str], pairs: Counter[tuple[str, str]], texts: Iterable[str], near: Neighbours | None
) -> tuple[Vocabulary, Neighbours]:
    ordered = dict(sorted(words.items(), key=lambda entry: (-entry[1], entry[0])))
    frequent = _frequent(ordered, NEIGHBOUR_WORDS_MOST)
    if near is None or not set(frequent) <= set(near.words):
        near = Neighbours.of(texts, _frequent(ordered, WORDS_COUNTED))
    return Vocabulary(words=ordered, neighbours=near.most(frequent), pairs=_pairs(pairs)), near


def _frequent(ordered: Iterable[str], most: int) -> list[str]:
    return [word for word in islice(ordered, most) if len(word) > 1 and word.isalpha()]


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
