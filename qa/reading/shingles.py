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
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
CHANGED_MOST = 0.05
"""Share of the texts that may have changed since a join for another to go on from it."""

_DIGEST = 32
_WORD = re.compile(r"\w+")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no bit is lost: 2**64 by the golden ratio

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shingled:
    """What of a text is compared: a digest of its words, their number, its shingles, sorted and each once.

    ``figures`` and ``sayings`` are what it counts, measures and denies, as in ``Sayings``.
    """

    digest: bytes
    words: int
    shingles: Hashes
    figures: Hashes
    sayings: Hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Pairs of texts, and what a join of nearly the same texts goes on from.

    ``own`` and ``sizes`` count the own shingles of each text and all, ``columns`` [4, pairs] are the number of a
    text, that of a later one, and the shingles that they share, of their own and in all.
    """

    digests: Sequence[bytes]
    own: Numbers
    sizes: Numbers
    columns: Numbers

    def to_bytes(self) -> bytes:
        """Return it as bytes: the number of texts, digests, numbers by text, and pairs."""
        numbers = np.concatenate([self.own, self.sizes, self.columns.ravel()]).astype(np.uint32)
        return b"".join([len(self.digests).to_bytes(8, "little"), *self.digests, numbers.tobytes()])

    @classmethod
    def from_bytes(cls, value: bytes) -> "Joined":
        """Return what ``to_bytes`` was called on."""
        texts = int.from_bytes(value[:8], "little")
        end = 8 + texts * _DIGEST
        numbers = np.frombuffer(value, np.uint32, offset=end).astype(np.int64)
        return cls(
            digests=[value[start : start + _DIGEST] for start in range(8, end, _DIGEST)],
            own=numbers[:texts],
            sizes=numbers[texts : 2 * texts],
            columns=numbers[2 * texts :].reshape(4, -1),
        )


class _Shingles:
    """Shingles of texts, one text after another; ``sizes`` counts them by text."""

    def __init__(self, texts: Sequence[Shingled]) -> None:
        self.hashes = np.concatenate([np.empty(0, np.uint64), *(text.shingles for text in texts)])
        self.sizes = np.array([len(text.shingles) for text in texts], np.int64)
        self._ends = np.cumsum(self.sizes)

    def those_of(self, some: Sequence[Hashes]) -> tuple[Hashes, Numbers]:
        """Return all that are among some shingles, and the number of the text of each."""
        wanted = np.unique(np.concatenate([np.empty(0, np.uint64), *some]))
        table = np.zeros(2**16, np.bool_)
        table[_sixteenth_bits(wanted)] = True
        likely = np.flatnonzero(table[_sixteenth_bits(self.hashes)])
        likely = likely[np.isin(self.hashes[likely], wanted)]
        return self.hashes[likely], np.searchsorted(self._ends, likely, side="right")

    def every(self) -> tuple[Hashes, Numbers]:
        """Return all, and the number of the text of each."""
        return self.hashes, np.repeat(np.arange(len(self.sizes), dtype=np.int32), self.sizes)


def _sixteenth_bits(hashes: Hashes) -> NDArray[np.uint16]:
    """Return 16 bits of each hash."""
    return hashes.view(np.uint16)[::4]


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


def join(
    texts: Sequence[Shingled], *, least: float, before: Joined | None = None, gone: Iterable[Shingled] = ()
) -> Joined:
    """Return every pair in which the text with fewer own shingles has at least this share of them in the other.

    No two texts have the same words.  Where the join of earlier texts, by the same share, is given with those of
    them that are ``gone``, only what came, and what has shingles that are common only now or no more, is counted.
    """
    every = _Shingles(texts)
    if before is not None and (found := _changed(every, texts, before, {text.digest: text for text in gone})):
        affected, own = found
        left, right, shared, held = _shared(
            *every.those_of([texts[number].shingles for number in affected]), len(texts)
        )
        own[affected] = held[affected]
        of_affected = np.isin(left, affected) | np.isin(right, affected)
        left, right, shared = left[of_affected], right[of_affected], shared[of_affected]
    else:
        affected, before = np.empty(0, np.int64), None
        left, right, shared, own = _shared(*every.every(), len(texts))
    likely = shared >= least * np.minimum(own[left], own[right])
    left, right, shared = left[likely], right[likely], shared[likely]
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    both = [
        len(np.intersect1d(texts[one].shingles, texts[other].shingles, assume_unique=True)) for one, other in pairs
    ]
    columns = np.array([left, right, shared, both], np.int64).reshape(4, -1)
    if before is not None:
        columns = np.concatenate([columns, _kept(texts, before, affected)], axis=1)
    columns = columns[:, np.lexsort((columns[1], columns[0]))]
    return Joined(digests=[text.digest for text in texts], own=own, sizes=every.sizes, columns=columns)


def _changed(
    every: _Shingles, texts: Sequence[Shingled], before: Joined, gone: Mapping[bytes, Shingled]
) -> tuple[Numbers, Numbers] | None:
    """Return the numbers of texts to count again, and the own shingles of the others; None if too many are."""
    places = {digest: place for place, digest in enumerate(before.digests)}
    old = np.array([places.get(text.digest, -1) for text in texts], np.int64)
    came = np.flatnonzero(old < 0)
    went = places.keys() - {text.digest for text in texts}
    if len(came) + len(went) > CHANGED_MOST * len(texts) or not went <= gone.keys():
        return None
    of_came = [texts[number].shingles for number in came.tolist()]
    of_went = [gone[digest].shingles for digest in sorted(went)]
    hashes, holders = every.those_of([*of_came, *of_went])
    looked, counts = np.unique(hashes, return_counts=True)
    counts_before = counts.copy()
    for changed, sign in ((of_came, -1), (of_went, 1)):
        for its in changed:
            counts_before[np.searchsorted(looked, its[np.isin(its, looked)])] += sign
    flipped = looked[(counts > COMMON_TEXTS) != (counts_before > COMMON_TEXTS)]
    affected = np.unique(np.concatenate([came, holders[np.isin(hashes, flipped)]]))
    if len(affected) > CHANGED_MOST * len(texts):
        return None
    return affected, before.own[old] if len(before.own) else np.zeros(len(texts), np.int64)


def _kept(texts: Sequence[Shingled], before: Joined, affected: Numbers) -> Numbers:
    """Return the pairs of before that are as they were, under the numbers of now."""
    numbers = {text.digest: number for number, text in enumerate(texts)}
    now = np.array([numbers.get(digest, -1) for digest in before.digests], np.int64)
    now[np.isin(now, affected)] = -1
    one, other, shared, both = before.columns
    left, right = np.minimum(now[one], now[other]), np.maximum(now[one], now[other])
    return np.array([left, right, shared, both])[:, left >= 0]


def _shared(hashes: Hashes, holders: Numbers, texts: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return left, right and number of shared own shingles of each pair that has some; and own ones by text."""
    order = np.argsort(hashes)
    hashes, holders = hashes[order], holders[order]
    del order  # as large as the hashes
    first = np.flatnonzero(np.diff(hashes, prepend=~hashes[:1]))
    held = np.diff(first, append=len(hashes))
    own = np.bincount(holders[np.repeat(held <= COMMON_TEXTS, held)], minlength=texts)
    codes, counts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for found in _together(holders, first, held):
        code, count = np.unique(found[0] * texts + found[1], return_counts=True)
        codes.append(code)
        counts.append(count)
    pairs, place = np.unique(np.concatenate(codes), return_inverse=True)
    shared = np.bincount(place, np.concatenate(counts), len(pairs)).astype(np.int64)
    return pairs // max(1, texts), pairs % max(1, texts), shared, own


def _together(holders: Numbers, first: Numbers, held: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield left and right of every two texts that hold the same shingle, once for each such shingle."""
    for number in range(2, COMMON_TEXTS + 1):
        left, right = np.triu_indices(number, 1)
        starts = first[held == number]
        step = max(1, PAIRS_AT_ONCE // len(left))
        for start in range(0, len(starts), step):
            texts = np.sort(holders[starts[start : start + step, np.newaxis] + np.arange(number)], axis=1).astype(
                np.int64
            )
            yield texts[:, left].ravel(), texts[:, right].ravel()
