"""Question → passages, best first: meaning and words, each ranked alone, then fused.

The fused score is a convex combination of the two rankings' scores, each brought to 0..1: cosines by the
least and greatest of the candidates, BM25 by the greatest (Bruch, Gai and Ingber, "An analysis of fusion
functions for hybrid retrieval", 2023).
"""

from collections.abc import Iterable, Mapping

from qa.indexing.dense import Ranking, ranking
from qa.records import Evidence


def fuse(dense: Ranking, lexical: Ranking, *, dense_weight: float) -> list[tuple[int, float]]:
    """Return passage ids with fused scores in 0..1, best first, equal scores by id.

    A passage that one ranking does not list has 0 there.
    """
    scores = {passage_id: dense_weight * score for passage_id, score in _min_max(dense)}
    for passage_id, score in _share_of_best(lexical):
        scores[passage_id] = scores.get(passage_id, 0.0) + (1 - dense_weight) * score
    return ranking(list(scores), list(scores.values()))


def _min_max(ranked: Ranking) -> Ranking:
    if not ranked:
        return []
    least, greatest = ranked[-1][1], ranked[0][1]
    width = greatest - least
    return [(passage_id, (score - least) / width if width else 1.0) for passage_id, score in ranked]


def _share_of_best(ranked: Ranking) -> Ranking:
    best_score = ranked[0][1] if ranked else 0.0
    return [(passage_id, score / best_score if best_score else 0.0) for passage_id, score in ranked]


def evidence(dense: Ranking, lexical: Ranking, passages: Iterable[int]) -> Mapping[int, Evidence]:
    """Return, for some passages, the place and score of each in both rankings."""
    in_dense = {passage_id: (rank, score) for rank, (passage_id, score) in enumerate(dense, start=1)}
    in_lexical = {passage_id: (rank, score) for rank, (passage_id, score) in enumerate(lexical, start=1)}
    nowhere = (None, None)
    return {
        passage_id: Evidence(
            dense_rank=in_dense.get(passage_id, nowhere)[0],
            dense_score=in_dense.get(passage_id, nowhere)[1],
            lexical_rank=in_lexical.get(passage_id, nowhere)[0],
            lexical_score=in_lexical.get(passage_id, nowhere)[1],
        )
        for passage_id in passages
    }
