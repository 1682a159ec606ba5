"""Which of the articles that make a point are independent: copies of one article count once."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from qa.indexing.generations import Generation
from qa.reading.near_duplicates import Shingled, resemble
from qa.records import Article

ARTICLES_KEPT, PAIRS_KEPT = 256, 2**16
"""Articles whose shingles are cached, about 20 KB each with their text, and pairs judged to be copies or not."""

IsCopy = Callable[[str, str], bool]
"""Tells of the ids of two articles whether one is a copy of the other."""


def copies_in(generation: Generation, article_of: Callable[[str], Article]) -> IsCopy:
    """Return the function that tells whether two articles are copies; safe to use from several threads.

    ``article_of`` gives an article by its id.
    """

    @lru_cache(maxsize=ARTICLES_KEPT)
    def shingled(article_id: str) -> Shingled:
        return Shingled(article_of(article_id).text, generation.store.shingles(article_id))

    @lru_cache(maxsize=PAIRS_KEPT)
    def resembling(left: str, right: str) -> bool:
        return resemble(shingled(left), shingled(right), generation.common_shingles)

    return lambda left, right: left == right or resembling(min(left, right), max(left, right))


def independent(articles: Iterable[str], is_copy: IsCopy) -> int:
    """Return how many articles, by id, are no copies of one another; a copy of a copy counts as one too."""
    groups: list[set[str]] = []
    for article in set(articles):
        groups_of_copies = [group for group in groups if any(is_copy(article, member) for member in group)]
        groups = [group for group in groups if group not in groups_of_copies] + [
            {article}.union(*groups_of_copies)
        ]
    return len(groups)
