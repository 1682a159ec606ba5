"""The figures and denials of a text: a near-copy with another dose, or with an added "not", is no copy.

A *figure* is a quantity, or a denial with the word behind it.  A *saying* is a sentence without its figures,
paired with those figures: two texts with the same sentence and other figures say different things.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from qa.reading.quantities.grammar import measured
from qa.reading.shingles import Hashes, words_of

SAYINGS_KEPT = 4096
"""Texts whose sayings are cached, about 1 KB each."""
EDITION_SHARE = 0.6
"""Least share of the longer text's sentences that the other has too, whatever their figures: both of two, two of
three."""
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_CONTRACTED = re.compile(r"(?i)\b(ca|wo|sha)?n['’]t\b|n['’]t\b|\bcannot\b")
_STEMS = {"ca": "can", "wo": "will", "sha": "shall"}
_DENIALS = frozenset("no not never none nobody nothing neither nor without avoid avoids avoided".split())
_LEFT_OUT = _DENIALS | {"do", "does", "did"}
"""Words that come with a denial: "take" and "do not take" are one sentence but for it."""


@dataclass(frozen=True, slots=True)
class Sayings:
    """Hashes of the figures of a text, sorted and unique, and of its sayings.

    ``sayings`` alternates hashes: of each distinct sentence without its figures, and of its figures.
    """

    figures: Hashes
    sayings: Hashes
    digest: bytes


@lru_cache(maxsize=SAYINGS_KEPT)
def sayings_of(text: str) -> Sayings:
    """Return the sayings of a text; ``digest`` covers all its figures in order."""
    by_sentence: dict[int, set[int]] = {}
    all_figures: list[int] = []
    for sentence in _SENTENCE.split(text):
        words, figures = _words_and_figures(sentence)
        if words:
            by_sentence.setdefault(_hash(" ".join(words)), set()).add(_hash(repr(figures)))
            all_figures += figures
    sayings = [
        number
        for words, figures in sorted(by_sentence.items())
        for number in (words, _hash(repr(sorted(figures))) if len(figures) > 1 else next(iter(figures)))
    ]
    digest = blake2b(repr(all_figures).encode(), digest_size=32).digest()
    return Sayings(np.unique(np.array(all_figures, np.uint64)), np.array(sayings, np.uint64), digest)


def _words_and_figures(sentence: str) -> tuple[list[str], list[int]]:
    """Return the words of a sentence without its figures, and the figures in order."""
    quantified = measured(sentence)
    figures = [_hash("{} {} {} {}".format(*quantity.key)) for quantity in quantified.quantities]
    words = words_of(_CONTRACTED.sub(_apart, quantified.without_quantities))
    denials = [_hash(f"not {behind}") for behind in _behind_denials(words)]
    return [word for word in words if word not in _LEFT_OUT], figures + denials


def _apart(match: re.Match[str]) -> str:
    """Return "don't", "can't" and "cannot" as two words, the second being "not"."""
    stem = (match[1] or "").lower()
    if match[0].lower() in ("cannot", "can't", "can’t"):
        stem = "ca"
    return f"{_STEMS.get(stem, '')} not"


def _behind_denials(words: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        if word in _DENIALS:
            yield words[place + 1] if place + 1 < len(words) else ""


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "little")


def holds(container: tuple[Hashes, Hashes], part: tuple[Hashes, Hashes]) -> bool:
    """Tell whether a text has all figures of another and contradicts none of its sayings, each as hashes."""
    (figures, sayings), (part_figures, part_sayings) = container, part
    if not np.isin(part_figures, figures, assume_unique=True).all():
        return False
    figures_of = dict(zip(sayings[::2].tolist(), sayings[1::2].tolist(), strict=True))
    pairs = zip(part_sayings[::2].tolist(), part_sayings[1::2].tolist(), strict=True)
    return all(figures_of.get(words, figure) == figure for words, figure in pairs)


def says_otherwise(left: str, right: str) -> bool:
    """Tell whether the second of two texts that share most words has figures or denials of its own."""
    first, second = sayings_of(left), sayings_of(right)
    return not holds((first.figures, first.sayings), (second.figures, second.sayings))


def are_editions(left: str, right: str) -> bool:
    """Tell whether two texts share most sentences, but with other figures or denials."""
    first, second = sayings_of(left), sayings_of(right)
    first_sentences, second_sentences = set(first.sayings[::2].tolist()), set(second.sayings[::2].tolist())
    if len(first_sentences & second_sentences) < max(
        1.0, EDITION_SHARE * max(len(first_sentences), len(second_sentences))
    ):
        return False
    return says_otherwise(left, right) or says_otherwise(right, left)
