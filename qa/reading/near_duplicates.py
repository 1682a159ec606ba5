"""Articles and passages that are copies of one another: the same words, or nearly the same.

What counts is how many of their shingles (shingles.py) two texts share: of those that are not common, for
boilerplate proves nothing, and of all.  A copy must be one by both, and must neither give another figure nor deny
anything else (sayings.py): the same leaflet with another dose is a newer edition.

Copies are judged where they are shown: among the hits of a question, the articles that an answer cites, and the
rows of the Library.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from qa.reading.sayings import holds, sayings_of
from qa.reading.shingles import Hashes, among, shingles_of, without, words_of

ARTICLE_OVERLAP = 0.8
"""Jaccard overlap of two articles that are copies. In the same articles, pairs above it are one text under two
titles; at 0.7 there are pairs that tell alike of two things ("Chromosome 16q deletion", "Chromosome 19p")."""
PASSAGE_OVERLAP = 0.8
"""Share of a passage's shingles that stand in the passage that it is a copy of."""
PASSAGES_KEPT = 4096
"""Passages whose shingles are kept, of about 3 KB each with their text: the same are found again and again."""

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_UNKNOWN_DATE = "~"  # sorts behind every date


@dataclass(frozen=True, slots=True)
class Shingled:
    """A text and its shingles, sorted and each once."""

    text: str
    shingles: Hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGroup:
    """Texts that are copies of one another, by id: the one to show, and the others in the order of their ids."""

    main: str
    copies: tuple[str, ...]


@lru_cache(maxsize=PASSAGES_KEPT)
def shingled_passage(text: str) -> Shingled:
    """Return a passage with its shingles, which are kept for the next question."""
    return Shingled(text, shingles_of(text))


def resemble(one: Shingled, other: Shingled, common: Hashes) -> bool:
    """Tell whether two articles are the same or nearly so, and say nothing otherwise; ``common`` is sorted."""
    if _are_same(one, other):
        return True
    mine, its = one.shingles, other.shingles
    if min(len(mine), len(its)) < ARTICLE_OVERLAP * max(len(mine), len(its)) or not _overlap(mine, its):
        return False
    return _overlap(without(mine, common), without(its, common)) and _holds(one, other) and _holds(other, one)


def stands_in(part: Shingled, whole: Shingled, common: Hashes) -> bool:
    """Tell whether a passage is the same as another, or nearly stands in it, which says nothing otherwise."""
    if _are_same(part, whole):
        return True
    mine, its = part.shingles, whole.shingles
    return _inside(mine, its) and _inside(without(mine, common), its) and _holds(whole, part)


def are_repeated(passages: Sequence[Shingled]) -> list[bool]:
    """Tell of each passage whether the others together have enough of it for it to stand in one of them."""
    every = np.sort(np.concatenate([np.empty(0, np.uint64), *(each.shingles for each in passages)]))
    twice = every[1:][every[1:] == every[:-1]]
    shares = ((int(among(each.shingles, twice).sum()), len(each.shingles)) for each in passages)
    return [0 < shared >= PASSAGE_OVERLAP * size for shared, size in shares]


def _overlap(mine: Hashes, its: Hashes) -> bool:
    shared = _shared(mine, its)
    return 0 < shared >= ARTICLE_OVERLAP * (len(mine) + len(its) - shared)


def _inside(mine: Hashes, its: Hashes) -> bool:
    return 0 < _shared(mine, its) >= PASSAGE_OVERLAP * len(mine)


def _shared(mine: Hashes, its: Hashes) -> int:
    return len(np.intersect1d(mine, its, assume_unique=True))


def _are_same(one: Shingled, other: Shingled) -> bool:
    """Tell whether two texts have the same words, and the same figures and denials in order."""
    if not len(one.shingles) or not np.array_equal(one.shingles, other.shingles):
        return False
    return one.text == other.text or _exactly(one) == _exactly(other)


def _exactly(each: Shingled) -> tuple[str, bytes]:
    return " ".join(words_of(each.text)), sayings_of(each.text).digest


def _holds(one: Shingled, other: Shingled) -> bool:
    """Tell whether a text says nothing otherwise than another, and has each of its figures."""
    mine, its = sayings_of(one.text), sayings_of(other.text)
    return holds((mine.figures, mine.sayings), (its.figures, its.sayings))


def groups_of_copies(
    texts: Mapping[str, Shingled], common: Hashes, published: Mapping[str, str] | None = None
) -> tuple[CopyGroup, ...]:
    """Return the groups of articles that are the same or nearly so, in the order of their main ones; transitive.

    The main one is the earliest ``published`` (by id; ISO dates, anything else counts as unknown), else the one
    with the most words, else the first by id.  A text without words is no copy of anything.
    """
    groups = {members[0]: set(members) for members in _same(texts)}
    first = list(groups)
    for one, other in _likely([without(texts[name].shingles, common) for name in first]):
        mine, its = groups[first[one]], groups[first[other]]
        if mine is not its and resemble(texts[first[one]], texts[first[other]], common):
            mine |= its
            groups.update(dict.fromkeys(its & groups.keys(), mine))
    rank = _ranked(texts, published or {})
    found = {id(group): sorted(group, key=rank) for group in groups.values() if len(group) > 1}
    return tuple(
        CopyGroup(main=main, copies=tuple(sorted(copies)))
        for main, *copies in sorted(found.values(), key=lambda group: rank(group[0]))
    )


def _same(texts: Mapping[str, Shingled]) -> Iterator[list[str]]:
    """Yield the names of texts that are the same, those of one text together."""
    alike: dict[bytes, list[str]] = {}
    for name, each in texts.items():
        if len(each.shingles):
            alike.setdefault(blake2b(each.shingles.tobytes()).digest(), []).append(name)
    for names in alike.values():
        same: dict[object, list[str]] = {}
        for name in names:
            same.setdefault(_exactly(texts[name]) if len(names) > 1 else None, []).append(name)
        yield from same.values()


def _likely(own: Sequence[Hashes]) -> Iterator[tuple[int, int]]:
    """Yield, by number and each once, the pairs of texts whose own shingles may overlap by ARTICLE_OVERLAP.

    Such a pair shares one of the first shingles of both, in any order of all shingles, though of each only as many
    are looked at as may be missing in the other, and one more (prefix filtering: Chaudhuri, Ganti and Kaushik, "A
    primitive operator for similarity joins in data cleaning", 2006).
    """
    heads = [each[: 2 + int((1 - ARTICLE_OVERLAP) * len(each))] for each in own]  # one more, as 0.2 is no float
    hashes = np.concatenate([np.empty(0, np.uint64), *heads])
    holders = np.repeat(np.arange(len(heads)), list(map(len, heads)))
    order = np.argsort(hashes, kind="stable")
    hashes, holders = hashes[order], holders[order]
    codes = [np.empty(0, np.int64)]
    step = 1
    while len(both := np.flatnonzero(hashes[step:] == hashes[:-step])):
        codes.append(holders[both] * len(heads) + holders[both + step])
        step += 1
    for code in np.unique(np.concatenate(codes)).tolist():
        yield divmod(code, len(heads))


def _ranked(texts: Mapping[str, Shingled], published: Mapping[str, str]) -> Callable[[str], tuple[str, int, str]]:
    """Return the key by which the main one of a group comes first."""

    def rank(name: str) -> tuple[str, int, str]:
        date = _DATE.match(published.get(name, "").strip())
        return (date[0] if date else _UNKNOWN_DATE, -len(words_of(texts[name].text)), name)

    return rank
