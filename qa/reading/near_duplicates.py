"""Articles and passages that are copies of one another: the same words, or nearly the same.

What counts is how many of their shingles (shingles.py) two texts share: of those that are not common, for
boilerplate proves nothing, and of all.  A copy must be one by both, and must neither give another figure nor deny
anything else (sayings.py): the same leaflet with another dose is a newer edition.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.files import sha256
from qa.reading.sayings import holds, sayings_of
from qa.reading.shingles import Joined, Numbers, Shingled, Vocabulary, join, shingles_of, words_of

ARTICLE_OVERLAP = 0.8
"""Jaccard overlap of two articles that are copies. In the same articles, pairs above it are one text under two
titles; at 0.7 there are pairs that tell alike of two things ("Chromosome 16q deletion", "Chromosome 19p")."""
PASSAGE_OVERLAP = 0.8
"""Share of a passage's shingles that stand in the passage that it is a copy of."""

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_UNKNOWN_DATE = "~"  # sorts behind every date

Rank = Callable[[str], tuple[str, int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGroup:
    """Texts that are copies of one another, by id: the one to show, and the others in the order of their ids."""

    main: str
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Links:
    """Pairs of copies, by number; ``into`` holds short, long, shared where only the short one is a copy."""

    mutual: list[tuple[int, int]]
    into: list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What is known of an earlier search for copies: its join, and the texts of it that may be gone."""

    joined: Joined | None = None
    gone: Sequence[Shingled] = ()


Judge = Callable[[Joined, Sequence[Shingled]], _Links]


def groups_of_exact_copies(
    texts: Mapping[str, str], published: Mapping[str, str] | None = None
) -> tuple[CopyGroup, ...]:
    """Return the groups of texts that have the same words and figures, in the order of their main ones.

    The main one is the earliest ``published`` (by id; ISO dates, anything else counts as unknown), else the one
    with the most words, else the first by id.  A text without words is no copy of anything.
    """
    return _groups(_shingled(texts), published or {}, lambda *_: _Links(mutual=[], into=[]), Before())[0]


def groups_of_copies(
    texts: Mapping[str, str], published: Mapping[str, str] | None = None
) -> tuple[CopyGroup, ...]:
    """Return the groups of articles that are the same or nearly so; transitive.

    Order and main ones are those of ``groups_of_exact_copies``.
    """
    return copied_articles(_shingled(texts), published or {})[0]


def groups_of_copied_passages(
    texts: Mapping[str, str], published: Mapping[str, str] | None = None
) -> tuple[CopyGroup, ...]:
    """Return the groups of passages that are the same, nearly so, or stand in a longer one.

    Passages that are copies both ways are grouped transitively.  A passage that stands in several longer ones
    joins the one that has most of it: it does not make copies of those, and it is never the main one.
    """
    return copied_passages(_shingled(texts), published or {})[0]


def copied_articles(
    texts: Mapping[str, Shingled], published: Mapping[str, str], before: Before = Before()
) -> tuple[tuple[CopyGroup, ...], Joined]:
    """Return ``groups_of_copies``, and the join that the next search may go on from."""
    return _groups(texts, published, _resembling, before)


def copied_passages(
    texts: Mapping[str, Shingled], published: Mapping[str, str], before: Before = Before()
) -> tuple[tuple[CopyGroup, ...], Joined]:
    """Return ``groups_of_copied_passages``, and the join that the next search may go on from."""
    return _groups(texts, published, _containing, before)


def shingled(text: str, vocabulary: Vocabulary) -> Shingled:
    """Return what of a text is compared."""
    words, said = words_of(text), sayings_of(text)
    digest = bytes.fromhex(sha256(" ".join(words).encode(errors="surrogatepass") + said.digest))
    shingles = shingles_of(words, vocabulary) if words else np.empty(0, np.uint64)
    return Shingled(digest, len(words), shingles, said.figures, said.sayings)


def _shingled(texts: Mapping[str, str]) -> dict[str, Shingled]:
    vocabulary = Vocabulary()
    return {name: shingled(text, vocabulary) for name, text in texts.items()}


def _groups(
    texts: Mapping[str, Shingled], published: Mapping[str, str], judge: Judge, before: Before
) -> tuple[tuple[CopyGroup, ...], Joined]:
    read = {name: its for name, its in texts.items() if its.words}
    rank = _rank(read, published)
    same = _same(read, rank)
    names = sorted(same)
    compared = [read[name] for name in names]
    joined = join(
        compared,
        least=min(ARTICLE_OVERLAP, PASSAGE_OVERLAP),
        before=before.joined,
        gone=before.gone,
    )
    groups = []
    for members, mains in _clusters(names, judge(joined, compared), rank):
        main = min(mains, key=rank) if len(mains) > 1 else mains[0]
        copies = sorted(copy for name in members for copy in same[name] if copy != main)
        if copies:
            groups.append(CopyGroup(main=main, copies=tuple(copies)))
    return tuple(sorted(groups, key=lambda group: rank(group.main))), joined


def _rank(read: Mapping[str, Shingled], published: Mapping[str, str]) -> Rank:
    """Return the key by which the main one of a group comes first."""

    def rank(name: str) -> tuple[str, int, str]:
        date = _DATE.match(published.get(name, "").strip())
        return (date[0] if date else _UNKNOWN_DATE, -read[name].words, name)

    return rank


def _same(read: Mapping[str, Shingled], rank: Rank) -> dict[str, list[str]]:
    """Return the texts with the same words, by the main one of each group."""
    by_digest: dict[bytes, list[str]] = {}
    for name in read:
        by_digest.setdefault(read[name].digest, []).append(name)
    return {min(members, key=rank) if len(members) > 1 else members[0]: members for members in by_digest.values()}


def _resembling(joined: Joined, texts: Sequence[Shingled]) -> _Links:
    def overlap(shared: Numbers, sizes: Numbers) -> NDArray[np.bool_]:
        alike: NDArray[np.bool_] = shared >= ARTICLE_OVERLAP * (sizes[left] + sizes[right] - shared)
        return alike

    left, right, own, both = joined.columns
    copies = overlap(own, joined.own) & overlap(both, joined.sizes)
    pairs = zip(left[copies].tolist(), right[copies].tolist(), strict=True)
    same = [(one, other) for one, other in pairs if _holds(texts, one, other) and _holds(texts, other, one)]
    return _Links(mutual=same, into=[])


def _holds(texts: Sequence[Shingled], one: int, other: int) -> bool:
    """Tell whether a text says nothing otherwise than another, and has each of its figures."""
    mine, its = texts[one], texts[other]
    return holds((mine.figures, mine.sayings), (its.figures, its.sayings))


def _containing(joined: Joined, texts: Sequence[Shingled]) -> _Links:
    left, right, own, both = joined.columns
    in_right = _inside(own, joined.own[left]) & _inside(both, joined.sizes[left])
    in_left = _inside(own, joined.own[right]) & _inside(both, joined.sizes[right])
    links = _Links(mutual=[], into=[])
    columns = (left, right, both, in_right, in_left)
    for one, other, shared, in_other, in_one in zip(*(column.tolist() for column in columns), strict=True):
        in_other, in_one = in_other and _holds(texts, other, one), in_one and _holds(texts, one, other)
        if in_other and in_one:
            links.mutual.append((one, other))
        elif in_other or in_one:
            links.into.append((one, other, shared) if in_other else (other, one, shared))
    return links


def _inside(shared: Numbers, size: Numbers) -> NDArray[np.bool_]:
    return shared >= PASSAGE_OVERLAP * size


def _clusters(names: Sequence[str], links: _Links, rank: Rank) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the members of each cluster, and those of them that may be its main one."""
    parents = list(range(len(names)))
    for left, right in links.mutual:
        _join(parents, left, right)
    linked = {number for pair in links.mutual for number in pair} | {n for link in links.into for n in link[:2]}
    cores = {number: _root(parents, number) for number in linked}
    best: dict[int, tuple[int, tuple[str, int, str], int]] = {}
    for short, long, shared in links.into:
        if cores[short] != cores[long]:
            found = (-shared, rank(names[long]), long)
            best[cores[short]] = min(found, best.get(cores[short], found))
    for core, (_, _, long) in best.items():
        _join(parents, core, long)
    clusters: dict[int, list[int]] = {}
    for number in sorted(linked):
        clusters.setdefault(_root(parents, number), []).append(number)
    for members in clusters.values():
        whole = [number for number in members if cores[number] not in best]
        yield [names[number] for number in members], [names[number] for number in whole or members]
    for number, name in enumerate(names):
        if number not in linked:
            yield [name], [name]


def _root(parents: list[int], number: int) -> int:
    """Return the root of a tree of the union-find forest, halving the path (Tarjan and van Leeuwen, 1984)."""
    while parents[number] != number:
        parents[number] = number = parents[parents[number]]
    return number


def _join(parents: list[int], left: int, right: int) -> None:
    left, right = sorted((_root(parents, left), _root(parents, right)))
    parents[right] = left
