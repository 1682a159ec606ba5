"""Articles and passages that are copies of one another: the same words, or nearly the same.

Two texts are compared by the shingles (shingles.py) they share: of all, and of those that are not common, since
boilerplate proves nothing.  A copy must pass both, and must have the same figures and denials (sayings.py): the
same leaflet with another dose is a newer edition.

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
titles; at 0.7 some pairs describe two things in the same words ("Chromosome 16q deletion", "Chromosome 19p")."""
PASSAGE_OVERLAP = 0.8
"""Least share of a passage's shingles that stand in the passage of which it is a copy."""
PASSAGES_KEPT = 4096
"""Passages whose shingles are cached, about 3 KB each with their text: questions hit the same passages often."""

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_UNKNOWN_DATE = "~"  # sorts behind every date


@dataclass(frozen=True, slots=True)
class Shingled:
    """A text and its shingles, sorted and unique."""

    text: str
    shingles: Hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGroup:
    """Texts that are copies of one another, by id: the one to show, and the others in the order of their ids."""

    main: str
    copies: tuple[str, ...]


@lru_cache(maxsize=PASSAGES_KEPT)
def shingled_passage(text: str) -> Shingled:
    """Return a passage with its shingles; cached."""
    return Shingled(text, shingles_of(text))


def resemble(left: Shingled, right: Shingled, common: Hashes) -> bool:
    """Tell whether two articles are near-copies with the same figures and denials; ``common`` is sorted."""
    if _are_same(left, right):
        return True
    sizes = len(left.shingles), len(right.shingles)
    if min(sizes) < ARTICLE_OVERLAP * max(sizes) or not _overlap(left.shingles, right.shingles):
        return False
    left_own, right_own = without(left.shingles, common), without(right.shingles, common)
    return _overlap(left_own, right_own) and _holds(left, right) and _holds(right, left)


def stands_in(part: Shingled, container: Shingled, common: Hashes) -> bool:
    """Tell whether a passage equals another or is nearly contained in it, with the same figures and denials."""
    if _are_same(part, container):
        return True
    return (
        _inside(part.shingles, container.shingles)
        and _inside(without(part.shingles, common), container.shingles)
        and _holds(container, part)
    )


def are_repeated(passages: Sequence[Shingled]) -> list[bool]:
    """Tell of each passage whether the others together share enough shingles for one of them to contain it."""
    all_shingles = np.sort(np.concatenate([np.empty(0, np.uint64), *(passage.shingles for passage in passages)]))
    twice = all_shingles[1:][all_shingles[1:] == all_shingles[:-1]]
    shares = ((int(among(passage.shingles, twice).sum()), len(passage.shingles)) for passage in passages)
    return [0 < shared >= PASSAGE_OVERLAP * size for shared, size in shares]


def _overlap(left: Hashes, right: Hashes) -> bool:
    shared = _shared(left, right)
    return 0 < shared >= ARTICLE_OVERLAP * (len(left) + len(right) - shared)


def _inside(part: Hashes, container: Hashes) -> bool:
    return 0 < _shared(part, container) >= PASSAGE_OVERLAP * len(part)


def _shared(left: Hashes, right: Hashes) -> int:
    return len(np.intersect1d(left, right, assume_unique=True))


def _are_same(left: Shingled, right: Shingled) -> bool:
    """Tell whether two texts have the same words, and the same figures and denials in order."""
    if not len(left.shingles) or not np.array_equal(left.shingles, right.shingles):
        return False
    return left.text == right.text or _exactly(left) == _exactly(right)


def _exactly(shingled: Shingled) -> tuple[str, bytes]:
    return " ".join(words_of(shingled.text)), sayings_of(shingled.text).digest


def _holds(container: Shingled, part: Shingled) -> bool:
    """Tell whether a text contradicts no figure or denial of another, and has each of its figures."""
    container_sayings, part_sayings = sayings_of(container.text), sayings_of(part.text)
    return holds(
        (container_sayings.figures, container_sayings.sayings), (part_sayings.figures, part_sayings.sayings)
    )


def groups_of_copies(
    texts: Mapping[str, Shingled], common: Hashes, published: Mapping[str, str] | None = None
) -> tuple[CopyGroup, ...]:
    """Return the groups of articles that are the same or nearly so, ordered by their main ones; transitive.

    The main one is the earliest ``published`` (by id; ISO dates, anything else counts as unknown), else the one
    with the most words, else the first by id.  A text without words is a copy of nothing.
    """
    groups = {members[0]: set(members) for members in _equal_texts(texts)}
    names = list(groups)
    for left, right in _likely([without(texts[name].shingles, common) for name in names]):
        left_group, right_group = groups[names[left]], groups[names[right]]
        if left_group is not right_group and resemble(texts[names[left]], texts[names[right]], common):
            left_group |= right_group
            groups.update(dict.fromkeys(right_group & groups.keys(), left_group))
    rank = _ranked(texts, published or {})
    ranked = {id(group): sorted(group, key=rank) for group in groups.values() if len(group) > 1}
    return tuple(
        CopyGroup(main=main, copies=tuple(sorted(copies)))
        for main, *copies in sorted(ranked.values(), key=lambda group: rank(group[0]))
    )


def _equal_texts(texts: Mapping[str, Shingled]) -> Iterator[list[str]]:
    """Yield the names of equal texts, a list for each text."""
    alike: dict[bytes, list[str]] = {}
    for name, shingled in texts.items():
        if len(shingled.shingles):
            alike.setdefault(blake2b(shingled.shingles.tobytes()).digest(), []).append(name)
    for names in alike.values():
        of_words: dict[object, list[str]] = {}
        for name in names:
            of_words.setdefault(_exactly(texts[name]) if len(names) > 1 else None, []).append(name)
        yield from of_words.values()


def _likely(hashes_of_texts: Sequence[Hashes]) -> Iterator[tuple[int, int]]:
    """Yield once, by number, each pair of texts whose own shingles may overlap by ARTICLE_OVERLAP.

    Under any order of all shingles such a pair shares one in the prefixes of both, where a prefix is one longer
    than the number of shingles that the other text may lack (prefix filtering: Chaudhuri, Ganti and Kaushik, "A
    primitive operator for similarity joins in data cleaning", 2006).
    """
    heads = [
        shingles[: 2 + int((1 - ARTICLE_OVERLAP) * len(shingles))] for shingles in hashes_of_texts
    ]  # one more, as 0.2 is not exact
    hashes = np.concatenate([np.empty(0, np.uint64), *heads])
    holders = np.repeat(np.arange(len(heads)), list(map(len, heads)))
    order = np.argsort(hashes, kind="stable")
    hashes, holders = hashes[order], holders[order]
    codes = [np.empty(0, np.int64)]
    step = 1
    while len(pairs := np.flatnonzero(hashes[step:] == hashes[:-step])):
        codes.append(holders[pairs] * len(heads) + holders[pairs + step])
        step += 1
    for code in np.unique(np.concatenate(codes)).tolist():
        yield divmod(code, len(heads))


def _ranked(texts: Mapping[str, Shingled], published: Mapping[str, str]) -> Callable[[str], tuple[str, int, str]]:
    """Return the sort key that puts the main text of a group first."""

    def rank(name: str) -> tuple[str, int, str]:
        date = _DATE.match(published.get(name, "").strip())
        return (date[0] if date else _UNKNOWN_DATE, -len(words_of(texts[name].text)), name)

    return rank
