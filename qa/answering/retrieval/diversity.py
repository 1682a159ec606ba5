"""Hits → hits without duplicates, and not all from one article.

Copies of a passage are folded into the best of them, what only repeats a better one stands behind its peers, and
further passages of one article stand a little lower, so that the first few come from several.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from qa.reading.near_duplicates import Shingled, are_repeated, shingled_passage, stands_in
from qa.reading.sayings import are_editions, says_otherwise
from qa.reading.shingles import Hashes
from qa.records import Hit

_WORD = re.compile(r"[\w'’-]+")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
DIVERSIFIED_MOST = 30
"""Hits diversified: more than are ever shown unless asked for, and the time it takes grows with their square."""
SHINGLE_WORDS = 4
SHINGLED_KEPT = 1024
"""Passages whose shingles are kept, of about 10 KB each: the same are found again and again."""
REPETITION_SHARE = 0.7
"""A passage with this share of its word shingles in one better passage only repeats it."""
REPETITION_FACTOR = 0.5
"""What the score of a passage that only repeats a better one is multiplied by: it stands behind its peers."""
SECOND_PASSAGE_FACTOR, FURTHER_PASSAGE_FACTOR = 0.95, 0.7
"""What a passage's score is multiplied by when one better, or more than one, is of its article, so that the first
few come from several. Of the bundled questions, a right passage is then among the first three for 96.4%, against
95.8% without; in docs/retrieval.md other discounts too."""


@dataclass(slots=True)
class _Kept:
    """A hit that is shown, and what was folded into it that holds more than it does."""

    hit: Hit
    passage: Shingled
    is_repeated: bool
    longer: Shingled | None = None

    def takes(self, passage: Shingled, common: Hashes, *, is_repeated: bool) -> bool:
        """Tell whether a worse passage is a copy, and note one that this one stands in."""
        if is_repeated and stands_in(passage, self.passage, common):
            return True
        if not self.is_repeated or not stands_in(self.passage, passage, common):
            return False
        if self.longer is None:
            self.longer = passage
        return stands_in(passage, self.longer, common) and stands_in(self.longer, passage, common)


def fold_duplicates(hits: Sequence[Hit], common: Hashes) -> list[Hit]:
    """Return the hits without copies of a better one; that one names the articles of its copies.

    Of two passages of which one stands in the other, the worse is the copy.  A passage that stands in several
    longer ones does not make copies of those: only the best of them is folded into it.  ``common`` are the
    shingles of many articles.
    """
    passages = [shingled_passage(hit.passage.text) for hit in hits]
    originals: list[_Kept] = []
    for hit, passage, is_repeated in zip(hits, passages, are_repeated(passages), strict=True):
        place = (original for original in originals if original.takes(passage, common, is_repeated=is_repeated))
        first = next(place, None)
        if first is None:
            originals.append(_Kept(hit, passage, is_repeated))
        elif hit.passage.article_id not in (first.hit.passage.article_id, *first.hit.also_in):
            first.hit = replace(first.hit, also_in=(*first.hit.also_in, hit.passage.article_id))
    return [original.hit for original in originals]


def diversify(
    hits: Sequence[Hit], titles: Mapping[str, str], published: Mapping[str, str] = MappingProxyType({})
) -> list[Hit]:
    """Return the hits, best first, ranked anew after two discounts; none is dropped.

    A passage that only repeats a better one stands behind its peers, and each further passage of an article
    a little behind what its score alone would say.  ``titles``, by article id, are words of a passage too:
    entries of a list of frequent questions may share an answer.  A passage that would repeat a better one but for
    its figures or denials is a newer or older edition: it keeps its score, and of such the one ``published`` last
    comes first.  Beyond DIVERSIFIED_MOST hits nothing is moved.
    """
    better_hits: list[tuple[Hit, frozenset[int]]] = []
    all_shingles: set[int] = set()
    of_article: Counter[str] = Counter()
    diversified: list[Hit] = []
    for hit in _newest_first(hits[:DIVERSIFIED_MOST], published):
        shingles = _shingles(f"{titles[hit.passage.article_id]}\n{hit.passage.text}")
        factor = _discount(of_article[hit.passage.article_id])
        least = max(1.0, REPETITION_SHARE * len(shingles))
        # most passages share too little with all better ones together to be compared with each
        if len(shingles & all_shingles) >= least and any(
            len(shingles & better_shingles) >= least and not says_otherwise(earlier.passage.text, hit.passage.text)
            for earlier, better_shingles in better_hits
        ):
            factor *= REPETITION_FACTOR
        better_hits.append((hit, shingles))
        all_shingles |= shingles
        of_article[hit.passage.article_id] += 1
        diversified.append(replace(hit, score=hit.score * factor))
    diversified.sort(key=lambda hit: (-hit.score, hit.rank))
    lowest = diversified[-1].score if diversified else 1.0
    diversified += [replace(hit, score=min(hit.score, lowest)) for hit in hits[DIVERSIFIED_MOST:]]
    return [replace(hit, rank=rank) for rank, hit in enumerate(diversified, start=1)]


def _newest_first(hits: Sequence[Hit], published: Mapping[str, str]) -> list[Hit]:
    """Return the hits, of which editions of one passage (they differ in figures or denials) are newest first.

    They change places among themselves, and scores with them.
    """
    order, dates = list(hits), [_date(hit, published) for hit in hits]
    if len(set(dates)) < 2:
        return order
    for place in range(len(order)):
        for later in range(place + 1, len(order)):
            first, second = order[place], order[later]
            if dates[later] > dates[place] and are_editions(first.passage.text, second.passage.text):
                order[place] = replace(second, score=first.score, rank=first.rank)
                order[later] = replace(first, score=second.score, rank=second.rank)
                dates[place], dates[later] = dates[later], dates[place]
    return order


def _date(hit: Hit, published: Mapping[str, str]) -> str:
    """Return the date of a hit's article as far as it is known, empty where it is not."""
    date = _DATE.match(published.get(hit.passage.article_id, "").strip())
    return date[0] if date else ""


def _discount(better_passages: int) -> float:
    if not better_passages:
        return 1.0
    return SECOND_PASSAGE_FACTOR if better_passages == 1 else FURTHER_PASSAGE_FACTOR


@lru_cache(maxsize=SHINGLED_KEPT)
def _shingles(text: str) -> frozenset[int]:
    """Return the hashes of a text's runs of SHINGLE_WORDS words, or of the whole of a shorter one."""
    words = _WORD.findall(text.casefold())
    return frozenset(
        map(hash, zip(*(words[start:] for start in range(min(SHINGLE_WORDS, len(words)))), strict=False))
    )
