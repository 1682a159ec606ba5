"""Is the question answered here at all?  What is measured on an answer → the probability that it is one.

A bare threshold on the cosine fails: short questions on the corpus's subject score below long ones on others.  So
some measures are weighed by a logistic model, calibrated for each generation (qa/evaluation/calibration.py).
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from qa.answering.question.names import Name, names_asked, names_in, unfamiliar_words
from qa.answering.retrieval.hybrid import HybridResult
from qa.answering.retrieval.rescoring import Query
from qa.answering.statements.sentences import SentenceSelection
from qa.embedding.encoder import Vectors
from qa.indexing.generations import Generation
from qa.indexing.manifest import Calibration
from qa.records import Hit

HITS_READ = 5
"""Passages that a person reads before giving up; fixed, so that the verdict is the same for any number shown."""
SALIENCE_POWER = 4
"""How much more a token counts that is near the whole question.  At 0 all count alike, and of the letters among
the bundled questions, where most words only tell a story, 13% are refused; at 2 9%, at 4 4%, and fewer everyday
questions are answered too."""
UNCALIBRATED = Calibration(
    weights={"sentence": 11.0, "interaction": 3.5, "unnamed": -12.0, "unfamiliar": -6.0},
    intercept=-7.0,
    threshold=0.3,
    refused=0.0,
    answered_other=0.0,
    answered_near=0.0,
    questions={},
)
"""For a generation that was built without calibration, as benchmarks do; its errors are not known.

It is also what a calibration starts from.  Fitted on people's questions to three collections (the half of the
bundled ones that calibrations see, covid-faq, squad-xquad-en), each with everyday questions and made near misses.
"""


def features(
    search: HybridResult, found: Sequence[SentenceSelection], generation: Generation, titles: Mapping[str, str]
) -> dict[str, float]:
    """Return what is measured on a search, each about 0..1.

    ``found`` is what answers in the first hits, in their order; ``titles`` are those of the articles, by id.

    sentence     the best cosine of the question and an answering sentence
    interaction  the best late interaction of a hit: how well its words match each of the question's, those that
                 make up the question's meaning counting most
    unnamed      the share of the question's words, by rarity, that name particular things which no hit names
    unfamiliar   the share of those that are neither words of the articles nor, by their look, of everyday English
    """
    hits = search.hits[: len(found)]
    interactions = generation.tokens.max_sim(
        search.query.tokens, _salience(search.query), [hit.passage.id for hit in hits]
    )
    return {
        "sentence": max((each.cosine for each in found if each.quotable), default=0.0),
        "interaction": float(interactions.max(initial=0.0)),
        "unnamed": _unnamed(search, [_whole(hit, titles) for hit in hits]),
        "unfamiliar": _unfamiliar(search),
    }


def probability(measured: Mapping[str, float], calibration: Calibration) -> float:
    """Return the probability that the articles answer; raises KeyError for a measure that is missing."""
    logit = calibration.intercept + sum(weight * measured[name] for name, weight in calibration.weights.items())
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, logit))))


def _salience(query: Query) -> Vectors:
    """Return what each token [n] counts, in sum 1: a power of its cosine with the whole question."""
    lengths = np.maximum(np.linalg.norm(query.tokens, axis=1), 1e-9)
    cosines = np.maximum(query.tokens @ query.vector / lengths, 0.0)
    weights = query.weights * cosines**SALIENCE_POWER
    whole = float(weights.sum())
    return (weights / whole).astype(np.float32) if whole > 0 else query.weights


def _unnamed(search: HybridResult, texts: Sequence[str]) -> float:
    asked = names_asked(search.text)
    if not asked:
        return 0.0
    had = _names_had(search, texts)
    return _share([word for name, words in asked.items() if name not in had for word in words], search)


def _unfamiliar(search: HybridResult) -> float:
    postings = search.words.postings
    words = unfamiliar_words(search.text)
    return _share([word for word in words if not any(map(postings.frequency, postings.terms(word)))], search)


def _share(words: Sequence[str], search: HybridResult) -> float:
    """Return the share of the question's words, by rarity, that these are."""
    rarities = search.words.rarities
    stems = set(search.words.postings.terms(" ".join(words)))
    return sum(rarities.get(stem, 0.0) for stem in stems) / (sum(rarities.values()) or 1.0)


def _names_had(search: HybridResult, texts: Sequence[str]) -> set[Name]:
    """Return the names in the texts, and those that the texts call by what articles gloss them with."""
    had = {name for text in texts for name in names_in(text)}
    lower = [text.lower() for text in texts]
    glossed = (each.phrase for each in search.widened if any(each.counterpart.lower() in text for text in lower))
    return had.union(*map(names_in, glossed))


def _whole(hit: Hit, titles: Mapping[str, str]) -> str:
    return " ".join([titles[hit.passage.article_id], *hit.passage.headings, hit.passage.text])
