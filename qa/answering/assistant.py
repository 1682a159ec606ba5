"""The one place that wires the rest: an open generation and an encoder, question in, Answer out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from time import perf_counter
from types import MappingProxyType

import numpy as np

from qa.answering.abstention import HITS_READ, UNCALIBRATED, features, probability
from qa.answering.agreement import statements
from qa.answering.asked import Asked
from qa.answering.attribution import Answering, answering, every_answering
from qa.answering.citing import Citer
from qa.answering.question import QuestionWords, tidy
from qa.answering.searching import Search, Searcher
from qa.answering.spelling import Speller
from qa.answering.urgent import Found, Help, HelpPassages, parts_of, urgent
from qa.errors import DamagedIndexError, IncompatibleIndexError, UsageError
from qa.indexing.cross_encoder import load_reranker
from qa.indexing.encoder import Encoder
from qa.indexing.generations import Generation, open_newest_whole
from qa.indexing.loading import encoder_of
from qa.indexing.vectors import Vectors
from qa.records import Answer, Article, Hit, Passage, Statement, Verdict
from qa.settings import Answering as AnsweringSettings
from qa.settings import Settings

HITS_FOR_STATEMENTS = 8
"""Passages whose sentences become statements, even when fewer are shown: agreement needs them."""


ANSWERS_KEPT = 256
"""Answers kept, so that a question that is asked again, by anyone, costs nothing; a page draws itself often."""


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
class Look:
    """What one search found: ``found`` and ``answering`` by hit, and the probability that the articles answer."""

    search: Search
    asked: Asked
    articles: Mapping[str, Article]
    found: tuple[Found, ...]
    answering: tuple[Answering, ...]
    measured: Mapping[str, float]
    probability: float


class Assistant:
    """Answers questions from one generation of the index; safe to use from several threads.

    ``damage`` is the error met when the published generation was damaged and an older one serves.
    """

    def __init__(
        self,
        generation: Generation,
        encoder: Encoder,
        settings: AnsweringSettings,
        *,
        damage: DamagedIndexError | None = None,
    ) -> None:
        """Wire the parts.

        Raises IncompatibleIndexError when the generation was made by another model, ModelError for a reranker that
        is not on this machine.
        """
        made_by, given = generation.manifest.model, encoder.identity
        if made_by.digest != given.digest:
            raise IncompatibleIndexError(
                "vectors of the model", found=f"'{made_by.name}'", expected=f"'{given.name}' (these weights)"
            )
        self.generation = generation
        self.damage = damage
        self.calibration = generation.manifest.calibration or UNCALIBRATED
        self._settings = settings
        self._encoder = encoder
        reranker = load_reranker(settings.rerank) if settings.rerank else None
        self._searcher = Searcher(generation, encoder, settings, reranker)
        self._speller = Speller(generation.vocabulary)
        self._help = HelpPassages(generation)
        self._answers = lru_cache(maxsize=ANSWERS_KEPT)(self._ask)

    @classmethod
    def open(cls, settings: Settings, *, encoder: Encoder | None = None) -> "Assistant":
        """Open the published generation of the index, with the encoder of the settings unless one is given.

        Raises NoIndexError, IncompatibleIndexError or DamagedIndexError for the index, ModelError for a model.
        """
        generation, damage = open_newest_whole(settings.index)
        name = settings.indexing.model
        if encoder is None and generation.manifest.model.name != name:  # before seconds are spent on loading
            raise IncompatibleIndexError(
                "vectors of the model", found=f"'{generation.manifest.model.name}'", expected=f"'{name}'"
            )
        encoder = encoder or encoder_of(settings)
        return cls(generation, encoder, settings.answering, damage=damage)

    def ask(self, question: str, *, passages: int | None = None, as_typed: bool = False) -> Answer:
        """Answer a question with at most ``passages`` passages (the setting's number when None).

        Where words that no article has find nothing, and articles more probably answer when they are spelt as
        articles spell them, that is the answer, unless it is to be searched ``as_typed``.

        Raises QuestionError for a question without words or too long, UsageError for less than one passage.
        """
        count = self._settings.passages if passages is None else passages
        if count < 1:
            raise UsageError(f"An answer of {count} passages cannot be given.", hint="Ask for one or more.")
        return self._answers(tidy(question), count, as_typed)

    def _ask(self, asked: str, count: int, as_typed: bool) -> Answer:
        watch = Stopwatch()
        look = self.look(asked, passages=count, watch=watch)
        suggestion = None
        correction = None if as_typed else self._speller.correct(asked, look.search.words.unknown)
        if correction:
            corrected = self.look(correction.text, passages=count, watch=watch)
            if corrected.probability > look.probability and self._is_answered(corrected):
                look = corrected
            else:
                suggestion = correction.text
        return self._answer(asked, look, count, suggestion, watch)

    def search(self, question: str, *, passages: int) -> list[Hit]:
        """Return at most ``passages`` passages for a question, best first, without a verdict or what answers.

        Raises QuestionError for a question without words or too long.
        """
        return list(self._searcher.search(tidy(question), passages=passages).hits)

    def look(self, text: str, *, passages: int, watch: Stopwatch | None = None) -> Look:
        """Search for a tidy question, as it stands, and measure whether what is found answers it."""
        watch = watch or Stopwatch()
        widened = self._speller.widen(text)
        search = self._searcher.search(text, passages=max(passages, HITS_FOR_STATEMENTS), widened=widened)
        watch.lap("search")
        asked = Asked.of(text, search.vector, search.words)
        articles = {hit.passage.article_id: self.article(hit.passage.article_id) for hit in search.hits}
        found = tuple(
            (hit.passage, articles[hit.passage.article_id], self._sentences(hit.passage)) for hit in search.hits
        )
        answers = tuple(answering(*each, asked) for each in found)
        measured = features(search, answers[:HITS_READ], self.generation, self._searcher.titles)
        watch.lap("attribute")
        return Look(
            search=search,
            asked=asked,
            articles=articles,
            found=found,
            answering=answers,
            measured=measured,
            probability=probability(measured, self.calibration),
        )

    def article(self, article_id: str) -> Article:
        """Return an article of the generation; raises UnknownArticleError."""
        return self.generation.store.article(article_id)

    def _is_answered(self, look: Look) -> bool:
        return look.probability >= self.calibration.threshold

    def _sentences(self, passage: Passage) -> Vectors:
        first = passage.first_sentence
        return self.generation.sentences[first : first + len(passage.sentences)].astype(np.float32)

    def _answer(self, asked: str, look: Look, count: int, suggestion: str | None, watch: Stopwatch) -> Answer:
        answered = self._is_answered(look)
        near = self._near_help(look)
        hits = tuple(
            replace(hit, answering=each.sentences)
            for hit, each in zip(look.search.hits[:count], look.answering, strict=False)
        )
        articles = {**look.articles, **{article.id: article for _, article, _ in near}}
        citer = Citer(articles, hits)
        said = self._statements(look, citer) if answered else []
        watch.lap("agree")
        first = self._urgent(look, near, count, citer)
        watch.lap("urgent")
        return Answer(
            question=asked,
            searched=look.search.text,
            verdict=Verdict.ANSWERED if answered else Verdict.NOT_IN_CORPUS,
            confidence=look.probability,
            generation=self.generation.name,
            statements=tuple(said),
            urgent=tuple(first),
            hits=hits,
            passages=tuple(citer(hit.passage, hit.passage) for hit in hits),
            unknown_words=look.search.words.unknown,
            widened=look.search.widened,
            suggestion=suggestion,
            seconds=MappingProxyType(watch.stop()),
        )

    def _statements(self, look: Look, cite: Citer) -> list[Statement]:
        witnesses = [each for found in look.found for each in every_answering(*found, look.asked)]
        return statements(
            look.answering,
            look.asked,
            cite=cite,
            main_article=self.generation.store.main_article,
            witnesses=witnesses,
        )

    def _near_help(self, look: Look) -> list[Found]:
        passages = self._help.near(look.search.vector)
        return [(passage, self.article(passage.article_id), self._sentences(passage)) for passage in passages]

    def _urgent(self, look: Look, near: Sequence[Found], count: int, cite: Citer) -> list[Statement]:
        parts = [self._asked(part) for part in parts_of(look.search.text)]
        return urgent(
            look.asked,
            parts,
            Help.of(look.asked, near, look.found[:count]),
            cite=cite,
            main_article=self.generation.store.main_article,
        )

    def _asked(self, text: str) -> Asked:
        words = QuestionWords.of(text, self.generation.postings)
        return Asked.of(text, self._encoder.encode_question(text).vector, words)
