"""Which of the articles that make a point are independent: copies of one article count once."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from qa.indexing.generations import Generation
from qa.reading.near_duplicates import Shingled, resemble
from qa.records import Article

ARTICLES_KEPT, PAIRS_KEPT = 256, 2**16
"""Articles whose shingles are kept, of about 20 KB each with their text, and pairs of which is known whether they
are copies."""

IsCopy = Callable[[str, str], bool]
"""Tells of the ids of two articles whether one is a copy of the other."""


def copies_in(generation: Generation, article_of: Callable[[str], Article]) -> IsCopy:
    """Return what tells of two articles of a generation whether one is a copy; safe to use from several threads.

    ``article_of`` gives an article by its id.
    """

    @lru_cache(maxsize=ARTICLES_KEPT)
    def shingled(article_id: str) -> Shingled:
        return Shingled(article_of(article_id).text, generation.store.shingles(article_id))

    @lru_cache(maxsize=PAIRS_KEPT)
    def resembling(one: str, other: str) -> bool:
        return resemble(shingled(one), shingled(other), generation.common_shingles)

    return lambda one, other: one == other or resembling(min(one, other), max(one, other))


def independent(articles: Iterable[str], is_copy: IsCopy) -> int:
    """Return how many articles, by id, are no copies of one another; a copy of a copy counts as one too."""
    groups: list[set[str]] = []
    for article in set(articles):
        same = [group for group in groups if any(is_copy(article, member) for member in group)]
        groups = [group for group in groups if group not in same] + [{article}.union(*same)]
    return len(groups)
