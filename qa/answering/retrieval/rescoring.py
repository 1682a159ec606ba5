"""The candidates of both rankings → a better order: sentences, single words in context, and feedback.

A candidate is compared with the question in four ways, three of which the one forward pass of indexing paid for:
the passage's vector, its best sentence's, late interaction of its tokens with the question's, and BM25.  The best
few then speak for the question: what is near them is near it (pseudo-relevance feedback: Rocchio, 1971).  At last
each candidate takes a part of its neighbours' scores, as what answers a question lies together (Diaz,
"Regularizing query-based retrieval scores", 2007).  Each number below was measured on the collections of
docs/retrieval.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.embedding.encoder import EncodedQuestion, Vectors, unit
from qa.indexing.dense import Ranking
from qa.indexing.generations import Generation

ASKING_SHARE = 0.3
"""Share of the sentences of a letter that ask, beside the whole letter.  Of the 23 letters among the bundled
questions, the right passage is among the first three for 21 at 0, all 23 at 0.3, and 21 at 0.5."""
CANDIDATES = 120
"""Passages whose sentences and tokens are compared; those behind them have no share of either."""
SENTENCE_SHARE = 0.3
"""Share of the best sentence's cosine against the passage's."""
INTERACTION_WEIGHT = 0.6
"""Weight of late interaction, beside meaning and words, which weigh 1 together."""
FEEDBACK_PASSAGES = 8
FEEDBACK_WEIGHT = 1.0
"""Weight of the cosine with the mean of the best passages, beside the cosine with the question.  The first stays
the first: where one passage alone answers, as in a list of frequent questions, no neighbour pushes it down."""
FEEDBACK_FALL = 0.2
"""In that mean, a passage whose score is lower by this than the best one's counts 1/e of it (a softmax)."""
NEIGHBOURHOOD = 400
"""Passages that are one another's neighbours; only these are ranked anew."""
NEIGHBOURS, NEIGHBOUR_WEIGHT = 11, 0.4
"""How many of the nearest passages a candidate takes the mean score of, and the weight of that beside its own."""
ROUNDING = 1e-6
"""Cosines of unit vectors in 32 bits that differ by less are equal."""
LEADING = 7
"""So many stay the first whatever their neighbours say: of a list of frequent questions, one entry is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is searched: a unit ``vector`` [dimension], token vectors ``tokens`` [n, dimension], ``weights`` [n].

    The weights, in sum 1, are what each token counts.
    """

    vector: Vectors
    tokens: Vectors
    weights: Vectors

    @classmethod
    def of(cls, whole: EncodedQuestion, asking: EncodedQuestion | None = None) -> "Query":
        """Return the query for a question, or for a letter and its part that asks."""
        if asking is None or not len(asking.tokens):
            return cls(vector=whole.vector, tokens=whole.tokens, weights=_equal(len(whole.tokens)))
        return cls(
            vector=unit((1 - ASKING_SHARE) * whole.vector + ASKING_SHARE * asking.vector),
            tokens=np.concatenate([whole.tokens, asking.tokens]),
            weights=np.concatenate(
                [
                    (1 - ASKING_SHARE) * _equal(len(whole.tokens)),
                    ASKING_SHARE * _equal(len(asking.tokens)),
                ]
            ),
        )


def _equal(count: int) -> Vectors:
    return np.full(count, 1 / max(1, count), dtype=np.float32)


def rescore(
    generation: Generation,
    question: Query,
    fused: Sequence[tuple[int, float]],
    lexical: Ranking,
    *,
    dense_weight: float,
) -> list[tuple[int, float]]:
    """Return the first NEIGHBOURHOOD of ``fused`` with new scores in 0..1, best first, equal ones as they were.

    ``fused`` and ``lexical`` are best first; ``dense_weight`` is the share of meaning against words.
    """
    passages = [passage for passage, _ in fused[:NEIGHBOURHOOD]]
    if not passages:
        return []
    closely = passages[:CANDIDATES]
    rows = generation.vectors.rows(passages)
    cosines = rows @ question.vector
    cosines[: len(closely)] *= 1 - SENTENCE_SHARE
    cosines[: len(closely)] += SENTENCE_SHARE * _best_sentences(generation, question.vector, closely)
    otherwise = (1 - dense_weight) * _words(passages, lexical)
    otherwise[: len(closely)] += INTERACTION_WEIGHT * min_max(
        generation.tokens.max_sim(question.tokens, question.weights, closely)
    )
    before = dense_weight * min_max(cosines, len(closely)) + otherwise
    best = np.argsort(-before, kind="stable")[:FEEDBACK_PASSAGES]
    counts = np.exp((before[best] - before[best[0]]) / FEEDBACK_FALL)
    near = rows @ (counts @ rows[best] / counts.sum())
    alone = dense_weight * min_max(cosines + FEEDBACK_WEIGHT * near, len(closely)) + otherwise
    alone[best[0]] = alone.max()
    order = sorted(range(len(passages)), key=lambda place: (-alone[place], place != best[0], place))
    leading, behind = order[:LEADING], order[LEADING:]
    shared = (alone + NEIGHBOUR_WEIGHT * _mean_of_neighbours(rows, alone)) / (1 + NEIGHBOUR_WEIGHT)
    scores = np.minimum(shared, alone[leading[-1]])
    scores[leading] = alone[leading]
    behind.sort(key=lambda place: -shared[place])
    return [(passages[place], float(scores[place]) / (1 + INTERACTION_WEIGHT)) for place in leading + behind]


def _mean_of_neighbours(rows: Vectors, scores: Vectors) -> Vectors:
    """Return for each of rows [n, dimension] the mean of its NEIGHBOURS nearest others' scores [n], by cosine.

    Others as near as the last of these are neighbours too.
    """
    count = min(NEIGHBOURS, len(rows) - 1)
    if not count:
        return scores
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -np.inf)
    last = np.partition(cosines, len(rows) - count, axis=1)[:, len(rows) - count]
    near = cosines >= last[:, np.newaxis] - ROUNDING
    weights = near * np.maximum(cosines, ROUNDING)
    means: Vectors = (weights @ scores) / weights.sum(axis=1)
    return means


def min_max(scores: Vectors, first: int | None = None) -> Vectors:
    """Return scores brought to 0..1 by the greatest and the least; 1 where these are equal.

    With ``first``, the least is that of so many: what is less is 0.
    """
    least, greatest = float(scores[:first].min()), float(scores.max())
    if greatest <= least:
        return np.ones_like(scores)
    scaled: Vectors = np.maximum(scores - least, 0.0) / (greatest - least)
    return scaled


def _words(passages: Sequence[int], lexical: Ranking) -> Vectors:
    """Return the BM25 scores as shares of the best; 0 for a passage that the ranking does not list."""
    scores = dict(lexical)
    best = lexical[0][1] if lexical else 1.0
    return np.array([scores.get(passage, 0.0) / best for passage in passages], dtype=np.float32)


def _best_sentences(generation: Generation, question: Vectors, passages: Sequence[int]) -> Vectors:
    """Return the cosine of the question with the nearest sentence of each passage."""
    starts = generation.first_sentence
    spans = [(int(starts[passage]), int(starts[passage + 1])) for passage in passages]
    vectors = np.concatenate([generation.sentences[start:end] for start, end in spans])
    cosines = vectors @ question
    firsts = np.cumsum([0, *(end - start for start, end in spans[:-1])])
    nearest: Vectors = np.maximum.reduceat(cosines, firsts)
    return nearest
