"""Texts as sets of word shingles, and which of those are boilerplate.

A shingle is a run of SHINGLE_WORDS words (Broder, "On the resemblance and containment of documents", 1997).
Boilerplate makes different texts alike, so a shingle that stands in many articles is *common*; the others are a
text's *own*.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
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
WORDS_KEPT = 2**17
"""Words whose hash is kept, of about 150 bytes each: as many as a large corpus has."""

_WORD = re.compile(r"\w+")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no bit is lost: 2**64 by the golden ratio

Hashes = NDArray[np.uint64]


def words_of(text: str) -> list[str]:
    """Return the words, without case and punctuation."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def shingles_of(text: str) -> Hashes:
    """Return a hash of each shingle, sorted and each once; of a text shorter than one, a hash of all of it.

    Hashes depend on the words alone and are the same in every run.  Two shingles of a corpus share one by mere
    chance in one of a million corpora with three million of them.
    """
    words = words_of(text)
    if not words:
        return np.empty(0, np.uint64)
    hashes = np.fromiter(map(_hash, words), np.uint64, len(words))
    length = min(SHINGLE_WORDS, len(words))
    runs = np.zeros(len(words) - length + 1, np.uint64)
    for offset in range(length):
        runs = runs * _MULTIPLIER + hashes[offset : offset + len(runs)]  # wraps round at 2**64, as it should
    return np.unique(runs)


@lru_cache(maxsize=WORDS_KEPT)
def _hash(word: str) -> int:
    digest = blake2b(word.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def common_shingles(texts: Iterable[Hashes]) -> Hashes:
    """Return the shingles of more than COMMON_TEXTS texts, sorted; texts with the same shingles count once."""
    distinct = {blake2b(each.tobytes()).digest(): each for each in texts}
    hashes = np.sort(np.concatenate([np.empty(0, np.uint64), *distinct.values()]))
    # of a shingle in more texts, the hash stands so many places further on too
    return np.unique(hashes[COMMON_TEXTS:][hashes[COMMON_TEXTS:] == hashes[:-COMMON_TEXTS]])


def without(hashes: Hashes, common: Hashes) -> Hashes:
    """Return the hashes that are not common; ``common`` is sorted."""
    return hashes[~among(hashes, common)]


def among(hashes: Hashes, some: Hashes) -> NDArray[np.bool_]:
    """Tell of each hash whether it is one of ``some``, which are sorted."""
    if not len(some):
        return np.zeros(len(hashes), np.bool_)
    found: NDArray[np.bool_] = some[np.minimum(np.searchsorted(some, hashes), len(some) - 1)] == hashes
    return found
