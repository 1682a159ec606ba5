"""One search, and what of it may answer: each passage's best sentences, and how probable an answer is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from time import perf_counter

from qa.answering.abstention import HITS_READ, features, probability
from qa.answering.question.parsed import QuestionIntent
from qa.answering.retrieval.hybrid import HybridResult, ParsedQuestion, Searcher
from qa.answering.statements.sentences import PassageSentences, SentenceSelection, answering
from qa.indexing.generations import Generation
from qa.indexing.manifest import Calibration
from qa.records import Expansion, Passage

DEEP_ENOUGH = 40
"""Passages looked at when those of one article are left out: enough for others to be among them."""
ARTICLES_KEPT, FOUND_KEPT = 256, 1024
"""Articles and passages kept with what was worked out of them, of about 20 KB each."""
WORDS_ALONE_MOST = 0.99
"""Of the probability from which an answer is sure: words alone never make it so."""


class Stopwatch:
    """Wall-clock seconds of each stage, in order; a stage that is run twice counts both."""

    def __init__(self) -> None:
        """Start at zero."""
        self.seconds: dict[str, float] = {}
        self._started = self._last = perf_counter()

    def lap(self, stage: str) -> None:
        """End a stage."""
        now = perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now

    def stop(self) -> dict[str, float]:
        """Return the seconds of the stages and the total."""
        return {**self.seconds, "total": perf_counter() - self._started}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEvidence:
    """What one search found: ``found`` and ``answering`` by hit, and the probability that the articles answer."""

    search: HybridResult
    asked: QuestionIntent
    found: tuple[PassageSentences, ...]
    answering: tuple[SentenceSelection, ...]
    measured: Mapping[str, float]
    probability: float

    def first(self) -> "SearchEvidence":
        """Return the same with the first passage alone."""
        search = replace(self.search, hits=self.search.hits[:1])
        return replace(self, search=search, found=self.found[:1], answering=self.answering[:1])


class EvidenceGatherer:
    """Searches a generation and reads what comes; safe to use from several threads."""

    def __init__(self, generation: Generation, searcher: Searcher, calibration: Calibration) -> None:
        """Wire the parts."""
        self._generation = generation
        self._searcher = searcher
        self._calibration = calibration
        self.article = lru_cache(maxsize=ARTICLES_KEPT)(generation.store.article)
        self.found = lru_cache(maxsize=FOUND_KEPT)(self._found)

    def look(
        self,
        reading: ParsedQuestion,
        *,
        passages: int,
        expansions: tuple[Expansion, ...],
        among: frozenset[str] | None,
        watch: Stopwatch,
        without: str = "",
    ) -> SearchEvidence:
        """Search for a reading of a question, and measure whether what is found answers it.

        What is found of the article ``without`` is left out, and what stands behind it takes its place.
        """
        deep = DEEP_ENOUGH if without else passages
        search = self._searcher.search(reading, passages=max(deep, passages), expansions=expansions, among=among)
        kept = [hit for hit in search.hits if hit.passage.article_id != without]
        search = replace(search, hits=tuple(kept[:passages]))
        watch.lap("search")
        asked = QuestionIntent(text=search.text, vector=search.vector, rarities=search.words.rarities)
        found = tuple(self.found(hit.passage.id) for hit in search.hits)
        answers = tuple(answering(each, asked) for each in found)
        measured = features(search, answers[:HITS_READ], self._generation, self._searcher.titles)
        watch.lap("attribute")
        return SearchEvidence(
            search=search,
            asked=asked,
            found=found,
            answering=answers,
            measured=measured,
            probability=self._probability(search, answers, measured),
        )

    def _probability(
        self, search: HybridResult, answers: Sequence[SentenceSelection], measured: Mapping[str, float]
    ) -> float:
        """Return how probably it answers; without meaning by the words of the first passage, and never surely."""
        if search.reading.has_meaning:
            return probability(measured, self._calibration) if any(each.quotable for each in answers) else 0.0
        if not answers or not answers[0].quotable:
            return 0.0
        share = search.words.share_among(self._generation.postings.terms(self._text(search.hits[0].passage)))
        return min(share, WORDS_ALONE_MOST * self._calibration.sure)

    def _text(self, passage: Passage) -> str:
        article = self.article(passage.article_id)
        return " ".join([article.title, *passage.headings, article.text[passage.start : passage.end]])

    def found_at(self, article_id: str, position: int) -> PassageSentences | None:
        """Return the passage of an article that a position of its text stands in; None where none does."""
        passages = self._generation.store.passages_of(article_id)
        return next((self.found(each.id) for each in passages if each.start <= position < each.end), None)

    def _found(self, passage_id: int) -> PassageSentences:
        passage = self._searcher.passage(passage_id)
        first, article = passage.first_sentence, self.article(passage.article_id)
        vectors = self._generation.sentences[first : first + len(passage.sentences)]
        return PassageSentences(passage, article, vectors, self._generation.postings.terms)
