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
"""Shorter runs are phrases of everyday language; with longer ones a changed word breaks more of them. Texts with
fewer words are copies only when they are the same."""
COMMON_TEXTS = 20
"""A shingle in more texts is boilerplate. Among 5,486 health articles 52,037 pairs overlap by 0.7 when boilerplate
counts and 50 when it does not; for limits between 10 and 100 texts there are 40 to 53. More than this many
near-copies that are not word for word the same are not recognised as copies: keeping them apart is the smaller
harm."""
WORDS_KEPT = 2**17
"""Words whose hash is cached, about 150 bytes each: as many as a large corpus has."""

_WORD = re.compile(r"\w+")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no bit is lost: 2**64 / golden ratio

Hashes = NDArray[np.uint64]


def words_of(text: str) -> list[str]:
    """Return the words, without case and punctuation."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def shingles_of(text: str) -> Hashes:
    """Return the hashes of the shingles, sorted and unique; a text shorter than one shingle has one hash.

    Hashes depend on the words alone and are the same in every run.  Of a million corpora of three million
    shingles, about one has a hash collision.
    """
    words = words_of(text)
    if not words:
        return np.empty(0, np.uint64)
    hashes = np.fromiter(map(_hash, words), np.uint64, len(words))
    length = min(SHINGLE_WORDS, len(words))
    runs = np.zeros(len(words) - length + 1, np.uint64)
    for offset in range(length):
        runs = runs * _MULTIPLIER + hashes[offset : offset + len(runs)]  # wraps at 2**64, as it should
    return np.unique(runs)


@lru_cache(maxsize=WORDS_KEPT)
def _hash(word: str) -> int:
    digest = blake2b(word.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def common_shingles(texts: Iterable[Hashes]) -> Hashes:
    """Return the shingles of more than COMMON_TEXTS texts, sorted; texts with the same shingles count once."""
    distinct = {blake2b(hashes.tobytes()).digest(): hashes for hashes in texts}
    hashes = np.sort(np.concatenate([np.empty(0, np.uint64), *distinct.values()]))
    # a hash of more texts stands again COMMON_TEXTS places further on
    return np.unique(hashes[COMMON_TEXTS:][hashes[COMMON_TEXTS:] == hashes[:-COMMON_TEXTS]])


def without(hashes: Hashes, common: Hashes) -> Hashes:
    """Return the hashes that are not common; ``common`` is sorted."""
    return hashes[~among(hashes, common)]


def among(hashes: Hashes, members: Hashes) -> NDArray[np.bool_]:
    """Tell of each hash whether it is among ``members``, which are sorted."""
    if not len(members):
        return np.zeros(len(hashes), np.bool_)
    is_member: NDArray[np.bool_] = (
        members[np.minimum(np.searchsorted(members, hashes), len(members) - 1)] == hashes
    )
    return is_member
