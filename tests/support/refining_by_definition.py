"""What ``rescore`` is, one passage after another in plain numbers: the oracle of its tests."""

import math
from collections.abc import Sequence

import numpy as np

from qa.answering.retrieval.rescoring import (
    CANDIDATES,
    FEEDBACK_FALL,
    FEEDBACK_PASSAGES,
    FEEDBACK_WEIGHT,
    INTERACTION_WEIGHT,
    LEADING,
    NEIGHBOUR_WEIGHT,
    NEIGHBOURHOOD,
    NEIGHBOURS,
    ROUNDING,
    SENTENCE_SHARE,
    Query,
)
from qa.embedding.encoder import Vectors
from qa.indexing.dense import Ranking
from qa.indexing.generations import Generation


def scaled(scores: Sequence[float], first: int | None = None) -> list[float]:
    least, greatest = min(scores[:first]), max(scores)
    return [max(score - least, 0.0) / (greatest - least) if greatest > least else 1.0 for score in scores]


def by_definition(
    generation: Generation,
    asked: Query,
    fused: Sequence[tuple[int, float]],
    lexical: Ranking,
    *,
    dense_weight: float,
) -> list[tuple[int, float]]:
    """Return what ``rescore`` gives, one passage after another in plain numbers: the oracle."""
    pool = [passage for passage, _ in fused[:NEIGHBOURHOOD]]
    rows = {passage: generation.vectors.rows([passage])[0].astype(np.float64) for passage in pool}
    bounds = generation.first_sentence
    cosines = []
    for place, passage in enumerate(pool):
        cosines.append(float(rows[passage] @ asked.vector))
        if place >= CANDIDATES:
            continue
        its = generation.sentences[bounds[passage] : bounds[passage + 1]].astype(np.float64)
        best = max(float(sentence @ asked.vector) for sentence in its)
        cosines[-1] = (1 - SENTENCE_SHARE) * cosines[-1] + SENTENCE_SHARE * best
    interaction = scaled(generation.tokens.max_sim(asked.tokens, asked.weights, pool[:CANDIDATES]).tolist())
    interaction += [0.0] * (len(pool) - len(interaction))
    words = [dict(lexical).get(passage, 0.0) / (lexical[0][1] if lexical else 1.0) for passage in pool]
    otherwise = [
        (1 - dense_weight) * by_words + INTERACTION_WEIGHT * by_tokens
        for by_words, by_tokens in zip(words, interaction, strict=True)
    ]
    before = [
        dense_weight * cosine + other for cosine, other in zip(scaled(cosines, CANDIDATES), otherwise, strict=True)
    ]
    order = sorted(range(len(pool)), key=lambda place: (-before[place], place))
    speaking = [
        (math.exp((before[place] - before[order[0]]) / FEEDBACK_FALL), rows[pool[place]])
        for place in order[:FEEDBACK_PASSAGES]
    ]
    mean = sum(share * row for share, row in speaking) / sum(share for share, _ in speaking)
    near = [
        cosine + FEEDBACK_WEIGHT * float(rows[each] @ mean) for each, cosine in zip(pool, cosines, strict=True)
    ]
    alone = [
        dense_weight * cosine + other for cosine, other in zip(scaled(near, CANDIDATES), otherwise, strict=True)
    ]
    alone[order[0]] = max(alone)
    order = sorted(range(len(pool)), key=lambda place: (-alone[place], place != order[0], place))
    leading, behind = order[:LEADING], order[LEADING:]
    shared = [
        (score + NEIGHBOUR_WEIGHT * of_neighbours(place, [rows[each] for each in pool], alone))
        / (1 + NEIGHBOUR_WEIGHT)
        for place, score in enumerate(alone)
    ]
    behind.sort(key=lambda place: -shared[place])
    final = [(place, alone[place]) for place in leading]
    final += [(place, min(shared[place], alone[leading[-1]])) for place in behind]
    return [(pool[place], score / (1 + INTERACTION_WEIGHT)) for place, score in final]


def of_neighbours(place: int, rows: Sequence[Vectors], scores: Sequence[float]) -> float:
    """Return the mean score of the nearest others, and of those as near as the last of them, by their cosines."""
    others = [each for each in range(len(rows)) if each != place]
    if not others:
        return scores[place]
    cosines = {each: float(rows[each] @ rows[place]) for each in others}
    last = sorted(cosines.values(), reverse=True)[:NEIGHBOURS][-1]
    weights = {each: max(cosine, ROUNDING) for each, cosine in cosines.items() if cosine >= last - ROUNDING}
    return sum(weight * scores[each] for each, weight in weights.items()) / sum(weights.values())
