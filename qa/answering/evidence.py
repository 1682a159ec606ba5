"""One search and its evidence: the best sentences of each passage, and how probably the articles answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from time import perf_counter

from qa.answering.abstention import HITS_READ, features, probability
from qa.answering.question.names import codes, codes_asked
from qa.answering.question.parsed import QuestionIntent
from qa.answering.retrieval.headings import above
from qa.answering.retrieval.hybrid import HybridResult, ParsedQuestion, Searcher
from qa.answering.statements.sentences import PassageSentences, SentenceSelection, answering
from qa.indexing.generations import Generation
from qa.indexing.manifest import Calibration
from qa.records import Expansion, Passage

DEEP_ENOUGH = 40
"""Passages searched when those of one article are left out: enough that others remain."""
ARTICLES_KEPT, PASSAGES_KEPT = 256, 1024
"""Articles and passages cached with their derived data, about 20 KB each."""
WORDS_ALONE_MOST = 0.99
"""Share of the probability from which an answer is sure: words alone never reach it."""


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
    """What one search found: ``passages`` and ``answering`` by hit, and how probably the articles answer."""

    search: HybridResult
    intent: QuestionIntent
    passages: tuple[PassageSentences, ...]
    answering: tuple[SentenceSelection, ...]
    measured: Mapping[str, float]
    probability: float

    def first(self) -> "SearchEvidence":
        """Return the evidence of the first passage alone."""
        search = replace(self.search, hits=self.search.hits[:1])
        return replace(self, search=search, passages=self.passages[:1], answering=self.answering[:1])


class EvidenceGatherer:
    """Searches a generation and reads the passages found; safe to use from several threads."""

    def __init__(self, generation: Generation, searcher: Searcher, calibration: Calibration) -> None:
        """Wire the parts."""
        self._generation = generation
        self._searcher = searcher
        self._calibration = calibration
        self.article = lru_cache(maxsize=ARTICLES_KEPT)(generation.store.article)
        self.passage_sentences = lru_cache(maxsize=PASSAGES_KEPT)(self._passage_sentences)

    def gather(
        self,
        reading: ParsedQuestion,
        *,
        passages: int,
        expansions: tuple[Expansion, ...],
        among: frozenset[str] | None,
        watch: Stopwatch,
        without: str = "",
    ) -> SearchEvidence:
        """Search for a reading of a question, and measure whether the passages answer it.

        Passages of the article ``without`` are left out, and the next ones move up.
        """
        deep = DEEP_ENOUGH if without else passages
        search = self._searcher.search(reading, passages=max(deep, passages), expansions=expansions, among=among)
        hits = [hit for hit in search.hits if hit.passage.article_id != without]
        search = replace(search, hits=tuple(hits[:passages]))
        watch.lap("search")
        intent = QuestionIntent(text=search.text, vector=search.vector, rarities=search.words.rarities)
        passages_found = tuple(self.passage_sentences(hit.passage.id) for hit in search.hits)
        answers = tuple(answering(passage, intent) for passage in passages_found)
        measured = features(search, answers[:HITS_READ], self._generation, self._searcher.titles)
        watch.lap("attribute")
        return SearchEvidence(
            search=search,
            intent=intent,
            passages=passages_found,
            answering=answers,
            measured=measured,
            probability=self._probability(search, answers, measured),
        )

    def _probability(
        self, search: HybridResult, answers: Sequence[SentenceSelection], measured: Mapping[str, float]
    ) -> float:
        """Return how probably the articles answer; without vectors by words alone, and never surely."""
        if search.reading.has_meaning:
            told = [selection.core_text for selection in answers if selection.quotable]
            likely = probability(measured, self._calibration) if told else 0.0
            asked = codes_asked(search.text)
            # what names the very code that is asked about touches on the question, however it is put
            has_code = any(not asked.isdisjoint(codes(text)) for text in told)
            return max(likely, self._calibration.threshold) if has_code else likely
        if not answers or not answers[0].quotable:
            return 0.0
        share = search.words.share_among(self._generation.postings.terms(self._text(search.hits[0].passage)))
        return min(share, WORDS_ALONE_MOST * self._calibration.sure)

    def _text(self, passage: Passage) -> str:
        article = self.article(passage.article_id)
        return " ".join([article.title, *passage.headings, article.text[passage.start : passage.end]])

    def above(self, question: QuestionIntent) -> Callable[[Sequence[PassageSentences]], list[float]]:
        """Return what gives the cosine of a question with what stands above each of some passages."""

        def cosines(passages: Sequence[PassageSentences]) -> list[float]:
            texts = [above(each.article.title, each.passage.headings) for each in passages]
            return [float(vector @ question.vector) for vector in self._searcher.headings(texts)]

        return cosines

    def passage_at(self, article_id: str, position: int) -> PassageSentences | None:
        """Return the passage of an article that contains a position of its text; None where none does."""
        passages = self._generation.store.passages_of(article_id)
        return next(
            (
                self.passage_sentences(passage.id)
                for passage in passages
                if passage.start <= position < passage.end
            ),
            None,
        )

    def _passage_sentences(self, passage_id: int) -> PassageSentences:
        passage = self._searcher.passage(passage_id)
        first, article = passage.first_sentence, self.article(passage.article_id)
        vectors = self._generation.sentences[first : first + len(passage.sentences)]
        return PassageSentences(passage, article, vectors, self._generation.postings.terms)
