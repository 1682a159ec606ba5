"""Is the question answered here at all?  What is measured on an answer → the probability that it is one.

A bare threshold on the cosine fails: a passage on the subject of a question is near it whether or not it answers.
What tells them apart is what is missing: a word that the question hangs on and that nothing in the passage is near
to, or a name that no passage has.  Three measures are weighed by a logistic model, whose weights were fitted on
people's questions to several collections and are the same for every index (``python -m benchmarks.verdict`` prints
them, and how well they tell on a collection that was left out).  Each build measures the model's errors there.
"""

import math
from collections.abc import Mapping, Sequence

from qa.answering.question.content_words import ContentWord
from qa.answering.question.names import Name, names_asked, names_in
from qa.answering.question.spelling import is_everyday
from qa.answering.retrieval.hybrid import HybridResult
from qa.answering.statements.sentences import SentenceSelection
from qa.indexing.bm25 import Postings
from qa.indexing.generations import Generation
from qa.indexing.manifest import Calibration
from qa.indexing.vocabulary import plain
from qa.records import Hit

HITS_READ = 5
"""Passages that a person reads before giving up; fixed, so that the verdict is the same for any number shown."""
MISSING_LEAST = 0.3
"""From what weight on a missing word is named to the reader: salience times distance."""
MISSING_MOST = 3
"""More words than these are no hint at what is missing."""
RARITY_LEAST = 0.5
"""What share of the greatest rarity a word named as missing has at least: "much" and "good" name nothing."""
VERDICT_MODEL = Calibration(
    weights={"sentence": 7.05, "unnamed": -6.69, "missing": -5.03},
    intercept=-1.98,
    threshold=0.2,
    sure=0.55,
    refused=0.0,
    unsure=0.0,
    answered_other=0.0,
    answered_near=0.0,
    unsure_near=0.0,
    questions={},
)
"""The model, for every generation; its errors are measured by a build.

From ``sure`` on an answer is likelier than none.  From 0.5 to 0.55, near misses lose more sure answers than
what is answered, on each collection left out where any get one; from 0.55 to 0.6, on one of four
(docs/retrieval.md has the curves).  Below ``threshold`` lie 1 to 7% of what is answered, of a collection that was
left out, and 58 to 100% of questions on other subjects.
"""


def features(
    search: HybridResult,
    selections: Sequence[SentenceSelection],
    generation: Generation,
    titles: Mapping[str, str],
) -> dict[str, float]:
    """Return what is measured on a search, each about 0..1.

    ``selections`` is what answers in the first hits, in their order; ``titles`` are those of the articles, by id.

    sentence  the best cosine of the question and an answering sentence
    unnamed   the share of the asked words, by rarity, that name particular things which no hit names
    missing   the greatest weight of a word that the passage of that sentence lacks
    """
    hits = search.hits[: len(selections)]
    quotable = [place for place, selection in enumerate(selections) if selection.quotable]
    best = max(quotable, key=lambda place: selections[place].cosine, default=None)
    weights = [] if best is None else _lacking(search, hits[best], generation, titles)
    return {
        "sentence": 0.0 if best is None else selections[best].cosine,
        "unnamed": _unnamed(search, [_whole(hit, titles) for hit in hits], generation.postings),
        "missing": max((weight for _, weight in weights), default=0.0),
    }


def missing_words(
    search: HybridResult, hits: Sequence[Hit], generation: Generation, titles: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the words that the question hangs on and that no hit has or comes near, the weightiest first.

    A word that no article has, and that is none of everyday English, is named however little it weighs: a name.
    """
    least: dict[str, float] = {}
    for hit in hits:
        weights = dict(_lacking(search, hit, generation, titles))
        for word in search.reading.content:
            weight = weights.get(word.text, 0.0)
            least[word.text] = min(weight, least.get(word.text, weight))
    postings = generation.postings
    telling = [
        word
        for word in least
        if (least[word] >= MISSING_LEAST and _is_rare(word, postings)) or _is_unknown(word, postings)
    ]
    return tuple(sorted(telling, key=lambda word: -least[word])[:MISSING_MOST])


def _is_rare(word: str, postings: Postings) -> bool:
    greatest = postings.rarity("")
    return any(postings.rarity(stem) >= RARITY_LEAST * greatest for stem in postings.terms(word))


def _is_unknown(word: str, postings: Postings) -> bool:
    return not is_everyday(plain(word)) and not any(map(postings.frequency, postings.terms(word)))


def probability(measured: Mapping[str, float], calibration: Calibration) -> float:
    """Return the probability that the articles answer; raises KeyError for a measure that is missing."""
    logit = calibration.intercept + sum(weight * measured[name] for name, weight in calibration.weights.items())
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, logit))))


def _lacking(
    search: HybridResult, hit: Hit, generation: Generation, titles: Mapping[str, str]
) -> list[tuple[str, float]]:
    """Return the words asked that a passage, its headings and its title lack, each with its weight.

    That is its salience times its distance (1 - cosine) from the nearest token of the passage.
    """
    stems = set(generation.postings.terms(_whole(hit, titles)))
    return [
        (word.text, _weight(word, hit, generation))
        for word in search.reading.content
        if stems.isdisjoint(word.stems)
    ]


def _weight(word: ContentWord, hit: Hit, generation: Generation) -> float:
    nearest = float(generation.tokens.nearest(word.tokens, hit.passage.id).max())
    return word.salience * min(1.0, max(0.0, 1.0 - nearest))


def _unnamed(search: HybridResult, texts: Sequence[str], postings: Postings) -> float:
    names = names_asked(search.reading.asking or search.text)
    if not names:
        return 0.0
    had = _names_had(search, texts)
    lacking = [word for name, words in names.items() if name not in had for word in words]
    return search.words.share_among(postings.terms(" ".join(lacking)))


def _names_had(search: HybridResult, texts: Sequence[str]) -> set[Name]:
    """Return the names in the texts, and those that the texts call by what articles gloss them with."""
    had = {name for text in texts for name in names_in(text)}
    lower = [text.lower() for text in texts]
    glossed = (
        expansion.phrase
        for expansion in search.expansions
        if any(expansion.counterpart.lower() in text for text in lower)
    )
    return had.union(*map(names_in, glossed))


def _whole(hit: Hit, titles: Mapping[str, str]) -> str:
    return " ".join([titles[hit.passage.article_id], *hit.passage.headings, hit.passage.text])
