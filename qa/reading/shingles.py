"""Texts as sets of word shingles, and how many of them any two texts share.

A shingle is a run of SHINGLE_WORDS words (Broder, "On the resemblance and containment of documents", 1997).
Boilerplate makes different texts alike, so a shingle that stands in many of them is *common*; the others are a
text's *own*.

Every pair that shares a shingle of its own is counted, exactly, from lists of the texts that hold each shingle
(a set-similarity join: Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", 2007).  Without the
common shingles the lists are short, and counting is quicker than MinHash, which only guesses, and guesses ill
where a short text stands in a long one.  27,671 passages, 3.1 million shingles, two cores: 2.1 s, 240 MB and every
pair; datasketch's MinHashLSH of 128 permutations 7 s, and 84% of the pairs at its best.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

SHINGLE_WORDS = 5
"""Shorter runs are phrases of everyday language; in longer ones a changed word spoils more. Texts with fewer words
are copies only when they are the same."""
COMMON_TEXTS = 20
"""A shingle in more texts is boilerplate. Of 5,486 health articles 52,037 pairs overlap by 0.7 when it counts, 50
when it does not, and between 10 and 100 texts that number stays from 40 to 53. Of more than so many texts that are
nearly the same, but not word for word, none is found to be a copy: to keep them apart is the smaller harm."""
PAIRS_AT_ONCE = 2**20
"""Pairs counted in one go, 8 bytes each: memory stays small where many texts share much."""

_WORD = re.compile(r"\w+")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no bit is lost: 2**64 by the golden ratio

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """For pairs of texts, in columns of one length: the shingles they share, and those of each."""

    shared: Numbers
    left: Numbers
    right: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of texts by number, left < right, and their overlap in their own shingles and in all."""

    left: Numbers
    right: Numbers
    own: Overlap
    all: Overlap


def words_of(text: str) -> list[str]:
    """Return the words, without case and punctuation."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


class Vocabulary(dict[str, int]):
    """The hash of each word: 64 bits of its content alone, the same in every run."""

    def __missing__(self, word: str) -> int:
        digest = blake2b(word.encode(errors="surrogatepass"), digest_size=8).digest()
        self[word] = int.from_bytes(digest, "little")
        return self[word]


def shingles_of(words: Sequence[str], vocabulary: Vocabulary) -> Hashes:
    """Return a hash of each shingle, sorted and each once; of a text shorter than one, a hash of all of it.

    Two shingles of a corpus share a hash by mere chance in one of a million corpora with three million of them.
    """
    hashes = np.fromiter(map(vocabulary.__getitem__, words), np.uint64, len(words))
    length = min(SHINGLE_WORDS, len(words))
    runs = np.zeros(len(words) - length + 1, np.uint64)
    for offset in range(length):
        runs = runs * _MULTIPLIER + hashes[offset : offset + len(runs)]  # wraps round at 2**64, as it should
    return np.unique(runs)


def pairs_of(texts: Sequence[Hashes], *, least: float) -> Pairs:
    """Return every pair in which the text with fewer own shingles has at least this share of them in the other."""
    left, right, shared, own = _shared(texts)
    likely = shared >= least * np.minimum(own[left], own[right])
    left, right, shared = left[likely], right[likely], shared[likely]
    pairs = zip(left, right, strict=True)
    both = [len(np.intersect1d(texts[one], texts[other], assume_unique=True)) for one, other in pairs]
    sizes = np.array([len(text) for text in texts], np.int64)
    return Pairs(
        left=left,
        right=right,
        own=Overlap(shared=shared, left=own[left], right=own[right]),
        all=Overlap(shared=np.array(both, np.int64), left=sizes[left], right=sizes[right]),
    )


def _shared(texts: Sequence[Hashes]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return left, right and number of shared own shingles of each pair that has some; and own ones by text."""
    hashes = np.concatenate([np.empty(0, np.uint64), *texts])
    holders = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    order = np.argsort(hashes)
    hashes, holders = hashes[order], holders[order]
    first = np.flatnonzero(np.diff(hashes, prepend=~hashes[:1]))
    held = np.diff(first, append=len(hashes))
    own = np.bincount(holders[np.repeat(held <= COMMON_TEXTS, held)], minlength=len(texts))
    codes, counts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for found in _together(holders, first, held):
        code, count = np.unique(found[0] * len(texts) + found[1], return_counts=True)
        codes.append(code)
        counts.append(count)
    pairs, place = np.unique(np.concatenate(codes), return_inverse=True)
    shared = np.bincount(place, np.concatenate(counts), len(pairs)).astype(np.int64)
    return pairs // max(1, len(texts)), pairs % max(1, len(texts)), shared, own


def _together(holders: Numbers, first: Numbers, held: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield left and right of every two texts that hold the same shingle, once for each such shingle."""
    for number in range(2, COMMON_TEXTS + 1):
        left, right = np.triu_indices(number, 1)
        starts = first[held == number]
        step = max(1, PAIRS_AT_ONCE // len(left))
        for start in range(0, len(starts), step):
            texts = np.sort(holders[starts[start : start + step, np.newaxis] + np.arange(number)], axis=1)
            yield texts[:, left].ravel(), texts[:, right].ravel()
