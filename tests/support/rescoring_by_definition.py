"""What ``rescore`` is, one passage after another in plain numbers: the oracle of its tests."""

import math
from collections.abc import Sequence

import numpy as np

from qa.answering.retrieval.rescoring import RESCORED, WEIGHTS, Query
from qa.indexing.dense import Ranking
from qa.indexing.generations import Generation


def scaled(scores: Sequence[float], first: int | None = None) -> list[float]:
    least, greatest = min(scores[:first]), max(scores)
    return [max(score - least, 0.0) / (greatest - least) if greatest > least else 1.0 for score in scores]


def by_definition(
    generation: Generation,
    query: Query,
    fused: Sequence[tuple[int, float]],
    lexical: Ranking,
    *,
    dense_weight: float,
) -> list[tuple[int, float]]:
    """Return what ``rescore`` gives, one passage after another in plain numbers: the oracle."""
    pool = [passage for passage, _ in fused[:RESCORED]]
    compared = WEIGHTS.compared
    rows = {passage: generation.vectors.rows([passage])[0].astype(np.float64) for passage in pool}
    bounds = generation.first_sentence
    cosines = []
    for place, passage in enumerate(pool):
        cosines.append(float(rows[passage] @ query.vector))
        if place >= compared:
            continue
        vectors = generation.sentences[bounds[passage] : bounds[passage + 1]].astype(np.float64)
        best = max(float(sentence @ query.vector) for sentence in vectors)
        cosines[-1] = (1 - WEIGHTS.sentence) * cosines[-1] + WEIGHTS.sentence * best
    counts = query.salience() if query.is_letter else query.weights
    weight = WEIGHTS.letter_interaction if query.is_letter else WEIGHTS.interaction
    interaction = scaled(generation.tokens.max_sim(query.tokens, counts, pool[:compared]).tolist())
    interaction += [0.0] * (len(pool) - len(interaction))
    words = [dict(lexical).get(passage, 0.0) / (lexical[0][1] if lexical else 1.0) for passage in pool]
    otherwise = [
        (1 - dense_weight) * by_words + weight * by_tokens
        for by_words, by_tokens in zip(words, interaction, strict=True)
    ]
    before = [
        dense_weight * cosine + rest for cosine, rest in zip(scaled(cosines, compared), otherwise, strict=True)
    ]
    order = sorted(range(len(pool)), key=lambda place: (-before[place], place))
    speaking = [
        (math.exp((before[place] - before[order[0]]) / WEIGHTS.fall), rows[pool[place]])
        for place in order[: WEIGHTS.speaking]
    ]
    mean = sum(share * row for share, row in speaking) / sum(share for share, _ in speaking)
    near = [
        cosine + WEIGHTS.feedback * float(rows[place] @ mean) for place, cosine in zip(pool, cosines, strict=True)
    ]
    final = [dense_weight * cosine + rest for cosine, rest in zip(scaled(near, compared), otherwise, strict=True)]
    final[order[0]] = max(final)
    ranked = sorted(range(len(pool)), key=lambda place: (-final[place], place != order[0], place))
    return [(pool[place], final[place] / (1 + weight)) for place in ranked]
