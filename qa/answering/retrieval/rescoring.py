"""The candidates of both rankings → a better order, in four steps: sentences, words, late interaction, feedback.

A candidate is compared with the question in four ways, three of which the one forward pass of indexing paid for:
the passage's vector, its best sentence's, late interaction of its tokens with the question's, and BM25.  The best
few then speak for the question: what is near them is near it (pseudo-relevance feedback: Rocchio, 1971).  What
each step gains, and on which collections, is in docs/retrieval.md.
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
SALIENCE_POWER = 4
"""How much more a token counts that is near the whole question.  At 0 all count alike, and of the letters among
the bundled questions, where most words only tell a story, 13% are refused; at 2 9%, at 4 4%, and fewer everyday
questions are answered too."""
RESCORED = 400
"""Candidates that are scored anew: as many as both rankings have, unless more is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RescoringWeights:
    """What each step counts; docs/retrieval.md has what it gains on collections that it was not chosen by."""

    compared: int = 120
    """Candidates whose sentences and tokens are compared; those behind them have no share of either."""
    sentence: float = 0.3
    """Share of the best sentence's cosine against the passage's."""
    interaction: float = 0.6
    """Weight of late interaction, beside meaning and words, which weigh 1 together."""
    letter_interaction: float = 0.15
    """Its weight where a letter asks: the words of a story match passages on anything."""
    feedback: float = 1.0
    """Weight of the cosine with the mean of the best candidates, beside the cosine with the question."""
    speaking: int = 8
    """How many of the best candidates that mean is of."""
    fall: float = 0.2
    """In that mean, a candidate whose score is lower by this than the best one's counts 1/e of it (a softmax)."""


WEIGHTS = RescoringWeights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is searched: a unit ``vector`` [dimension], token vectors ``tokens`` [n, dimension], ``weights`` [n].

    The weights, in sum 1, are what each token counts.  ``is_letter`` tells that most of them may tell a story.
    """

    vector: Vectors
    tokens: Vectors
    weights: Vectors
    is_letter: bool = False

    @classmethod
    def of(
        cls, whole: EncodedQuestion, asking: EncodedQuestion | None = None, *, is_letter: bool = False
    ) -> "Query":
        """Return the query for a question, or for a letter and its part that asks."""
        if asking is None or not len(asking.tokens):
            weights = _equal(len(whole.tokens))
            return cls(vector=whole.vector, tokens=whole.tokens, weights=weights, is_letter=is_letter)
        return cls(
            vector=unit((1 - ASKING_SHARE) * whole.vector + ASKING_SHARE * asking.vector),
            tokens=np.concatenate([whole.tokens, asking.tokens]),
            weights=np.concatenate(
                [
                    (1 - ASKING_SHARE) * _equal(len(whole.tokens)),
                    ASKING_SHARE * _equal(len(asking.tokens)),
                ]
            ),
            is_letter=is_letter,
        )

    def salience(self) -> Vectors:
        """Return what each token [n] counts by its part in the question, in sum 1.

        It is a power of the token's cosine with the whole question, times its weight.
        """
        lengths = np.maximum(np.linalg.norm(self.tokens, axis=1), 1e-9)
        cosines = np.maximum(self.tokens @ self.vector / lengths, 0.0)
        weights = self.weights * cosines**SALIENCE_POWER
        whole = float(weights.sum())
        return (weights / whole).astype(np.float32) if whole > 0 else self.weights


def _equal(count: int) -> Vectors:
    return np.full(count, 1 / max(1, count), dtype=np.float32)


def rescore(
    generation: Generation,
    question: Query,
    fused: Sequence[tuple[int, float]],
    lexical: Ranking,
    *,
    dense_weight: float,
    weights: RescoringWeights = WEIGHTS,
) -> list[tuple[int, float]]:
    """Return the first RESCORED of ``fused`` with new scores in 0..1, best first, equal ones as they were.

    ``fused`` and ``lexical`` are best first; ``dense_weight`` is the share of meaning against words.
    """
    passages = [passage for passage, _ in fused[:RESCORED]]
    if not passages:
        return []
    closely = passages[: weights.compared]
    rows = generation.vectors.rows(passages)
    nearest = _best_sentences(generation, question.vector, closely)
    cosines = with_best_sentences(rows @ question.vector, nearest, weights)
    meaning = dense_weight * min_max(cosines, len(closely))
    hybrid = hybrid_scores(meaning, word_shares(passages, lexical), dense_weight=dense_weight)
    counts = question.salience() if question.is_letter else question.weights
    weight = weights.letter_interaction if question.is_letter else weights.interaction
    interaction = generation.tokens.max_sim(question.tokens, counts, closely)
    scores = with_late_interaction(hybrid, interaction, weight=weight)
    first = int(np.argmax(scores))
    near = cosines + weights.feedback * near_the_best(scores, rows, weights)
    scores = with_feedback(scores, meaning, dense_weight * min_max(near, len(closely)))
    order = np.lexsort((np.arange(len(passages)) != first, -scores)).tolist()
    return [(passages[place], float(scores[place]) / (1 + weight)) for place in order]


def with_best_sentences(cosines: Vectors, nearest: Vectors, weights: RescoringWeights) -> Vectors:
    """Return cosines [n], the first of which take a share of those of their ``nearest`` [first] sentences."""
    mixed = cosines.copy()
    mixed[: len(nearest)] = (1 - weights.sentence) * cosines[: len(nearest)] + weights.sentence * nearest
    return mixed


def hybrid_scores(meaning: Vectors, words: Vectors, *, dense_weight: float) -> Vectors:
    """Return in 0..1 the sum [n] of ``meaning`` [n], which is weighed, and of ``words`` [n] with what is left."""
    mixed: Vectors = meaning + (1 - dense_weight) * words
    return mixed


def with_late_interaction(scores: Vectors, interaction: Vectors, *, weight: float) -> Vectors:
    """Return scores [n], the first with their late ``interaction`` [first] from least to greatest added."""
    raised = scores.copy()
    raised[: len(interaction)] += weight * min_max(interaction)
    return raised


def near_the_best(scores: Vectors, rows: Vectors, weights: RescoringWeights) -> Vectors:
    """Return the inner products [n] of rows [n, dimension] with the mean of those of the best scores [n]."""
    best_rows = np.argsort(-scores, kind="stable")[: weights.speaking]
    counts = np.exp((scores[best_rows] - scores[best_rows[0]]) / weights.fall)
    near: Vectors = rows @ (counts @ rows[best_rows] / counts.sum())
    return near


def with_feedback(scores: Vectors, meaning: Vectors, near: Vectors) -> Vectors:
    """Return scores [n] with their part of ``meaning`` [n] exchanged for ``near`` [n]; the first stays the first.

    Where one passage alone answers, as in a list of frequent questions, no likeness of others pushes it down.
    """
    changed: Vectors = scores - meaning + near
    changed[np.argmax(scores)] = changed.max()
    return changed


def min_max(scores: Vectors, first: int | None = None) -> Vectors:
    """Return scores brought to 0..1 by the greatest and the least; 1 where these are equal.

    With ``first``, the least is that of so many: what is less is 0.
    """
    least, greatest = float(scores[:first].min()), float(scores.max())
    if greatest <= least:
        return np.ones_like(scores)
    scaled: Vectors = np.maximum(scores - least, 0.0) / (greatest - least)
    return scaled


def word_shares(passages: Sequence[int], lexical: Ranking) -> Vectors:
    """Return the BM25 scores as shares of the best; 0 for a passage that the ranking does not list."""
    scores = dict(lexical)
    best_score = lexical[0][1] if lexical else 1.0
    return np.array([scores.get(passage, 0.0) / best_score for passage in passages], dtype=np.float32)


def _best_sentences(generation: Generation, question: Vectors, passages: Sequence[int]) -> Vectors:
    """Return the cosine of the question with the nearest sentence of each passage."""
    starts = generation.first_sentence
    spans = [(int(starts[passage]), int(starts[passage + 1])) for passage in passages]
    codes = np.concatenate([generation.sentences.codes(slice(start, end)) for start, end in spans])
    cosines = unit(codes.astype(np.float32)) @ question
    firsts = np.cumsum([0, *(end - start for start, end in spans[:-1])])
    nearest: Vectors = np.maximum.reduceat(cosines, firsts)
    return nearest
