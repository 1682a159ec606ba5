"""Slow and plain: what fast paths are compared with, and one of what the index makes by many."""

from qa.embedding.encoder import Vectors
from qa.indexing.chunking import CountTokens, Piece, cut_articles
from qa.indexing.dense import Ranking, ranking
from qa.records import Article
from qa.settings import Indexing


def brute_force(vectors: Vectors, question: Vectors, *, limit: int) -> Ranking:
    """Return what ``PassageVectors.search`` of these rows must return, by comparing with every one."""
    scores = vectors @ question
    return ranking(range(len(scores)), scores.tolist())[:limit]


def cut_article(article: Article, *, count_tokens: CountTokens, window: int, settings: Indexing) -> list[Piece]:
    """Return the pieces of one article in order; ``window`` is the encoder's, in tokens including special ones."""
    return cut_articles([article], count_tokens=count_tokens, window=window, settings=settings)[0]
