"""The one place that wires the rest: an open generation and an encoder, question in, Answer out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from qa.answering.abstention import HITS_READ, VERDICT_MODEL, missing_words
from qa.answering.evidence import EvidenceGatherer, SearchEvidence, Stopwatch
from qa.answering.question.follow_up import carried_over, goes_on, joined, subject_test
from qa.answering.question.greeting import without_greeting
from qa.answering.question.language import AskedLanguage
from qa.answering.question.parsed import tidy
from qa.answering.question.query_expansion import QueryExpander
from qa.answering.question.several import questions_in
from qa.answering.question.spelling import Speller, is_everyday
from qa.answering.retrieval.hybrid import ParsedQuestion, Searcher
from qa.answering.statements.citations import Citer, is_surely_read
from qa.answering.statements.grouping import SharedPoint, statement_of
from qa.answering.statements.independence import copies_in
from qa.answering.statements.sentences import PassageSentences, every_answering
from qa.answering.statements.snippet import SnippetFinder, span_of
from qa.answering.statements.subsections import openings
from qa.answering.statements.telling import ToldAnswer, announced_by, opened_by, tell
from qa.answering.statements.untold import expected_found
from qa.answering.warnings.advice import ELSEWHERE_MOST, Warner
from qa.answering.warnings.flag_file import Flags, read_flags
from qa.answering.warnings.flag_meaning import FlagMeaning
from qa.answering.warnings.flags import RedFlags
from qa.answering.warnings.help_sentences import HelpSentences
from qa.embedding.cross_encoder import load_reranker
from qa.embedding.encoder import Encoder, Vectors
from qa.embedding.loading import encoder_of
from qa.errors import DamagedIndexError, IncompatibleIndexError, UsageError
from qa.indexing.generations import Generation, open_newest_whole
from qa.reading.article import likelihoods
from qa.records import Advice, Answer, Article, Citation, Hit, PageRectangles, Statement, Urgency, Verdict
from qa.settings import Answering as AnsweringSettings
from qa.settings import Settings

HITS_FOR_STATEMENTS = 8
"""Passages whose sentences become statements, even when fewer are shown: agreement needs them."""
WORDS_KEPT = 4096
"""Words of which is kept whether people write them."""
ANSWERS_KEPT = 256
"""Answers kept, so that a question that is asked again, by anyone, costs nothing; a page draws itself often."""


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
        cache: Path | None = None,
        flags: Flags | None = None,
    ) -> None:
        """Wire the parts; ``cache`` is the folder in which what every process needs alike is kept.

        ``flags`` are those of the settings, if they are read already.

        Raises IncompatibleIndexError when the generation was made by another model, ModelError for a reranker that
        is not on this machine, SettingsError for a file of red flags that cannot be read.
        """
        made_by, given = generation.manifest.model, encoder.identity
        if made_by.digest != given.digest:
            raise IncompatibleIndexError(
                "vectors of the model", found=f"'{made_by.name}'", expected=f"'{given.name}' (these weights)"
            )
        self.generation = generation
        self.damage = damage
        self.calibration = generation.manifest.calibration or VERDICT_MODEL
        self._settings = settings
        reranker = load_reranker(settings.rerank) if settings.rerank else None
        meaning = FlagMeaning(flags or read_flags(settings.red_flags), encoder, cache)
        self._red_flags = RedFlags(meaning, lru_cache(maxsize=WORDS_KEPT)(self._is_known))
        self._searcher = Searcher(generation, encoder, settings, reranker, self._red_flags.parts)
        self._looker = EvidenceGatherer(generation, self._searcher, self.calibration)
        self.is_copy = copies_in(generation, self._looker.article)
        self._expander = QueryExpander(generation.vocabulary)
        self.speller = Speller(
            generation.vocabulary, languages=generation.store.languages, stems=generation.postings.terms
        )
        self._language = AskedLanguage(generation.store, generation.vocabulary, likelihoods)
        help_ = HelpSentences(generation, self._looker.found)
        own = settings.own_warnings == "on" or (settings.own_warnings == "auto" and bool(help_))
        self._names_subject = subject_test(generation)
        self._warner = Warner(help_, meaning.of_flag, self._passages_near, own_warnings=own)
        self._answers = lru_cache(maxsize=ANSWERS_KEPT)(self._ask)

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        encoder: Encoder | None = None,
        load: Callable[[Settings], Encoder] = encoder_of,
    ) -> "Assistant":
        """Open the published generation of the index, with the encoder given or else one to ``load``.

        Raises NoIndexError, IncompatibleIndexError or DamagedIndexError for the index, ModelError for a model.
        """
        generation, damage = open_newest_whole(settings.index)
        name = settings.indexing.model
        if encoder is None and generation.manifest.model.name != name:  # before seconds are spent on loading
            raise IncompatibleIndexError(
                "vectors of the model", found=f"'{generation.manifest.model.name}'", expected=f"'{name}'"
            )
        flags = read_flags(settings.answering.red_flags)  # while the encoder is loaded beside
        encoder = encoder or load(settings)
        return cls(
            generation, encoder, settings.answering, damage=damage, cache=settings.index / "cache", flags=flags
        )

    def ask(
        self,
        question: str,
        *,
        passages: int | None = None,
        as_typed: bool = False,
        among: frozenset[str] | None = None,
        after: str = "",
    ) -> Answer:
        """Answer a question with at most ``passages`` passages (the setting's number when None).

        Where words that no article has find nothing, and articles more probably answer when they are spelt as
        articles spell them, that is the answer, unless it is to be searched ``as_typed``.  A greeting before a
        question is not searched, and a greeting, words of grammar or numbers alone are not answered.  ``among``
        are the ids of the articles to answer from; None is all of them.  What is urgent is of all articles anyway.
        ``after`` is the question before: a follow-up is searched together with its subject, which the answer tells
        (`qa.answering.question.follow_up` has the rule), or alone where only so it is answered and it does not say
        that it goes on; what is urgent is judged on the question alone.

        Raises QuestionError for a question without words or too long, UsageError for less than one passage.
        """
        count = self._settings.passages if passages is None else passages
        if count < 1:
            raise UsageError(f"An answer of {count} passages cannot be given.", hint="Ask for one or more.")
        asked = tidy(question)
        return self._answers(asked, count, as_typed, among, self.carried_over(asked, after))

    def carried_over(self, question: str, before: str) -> str:
        """Return the words of the question ``before`` that a tidy question is searched with, if it is a follow-up.

        Raises QuestionError for a question before that is too long.
        """
        if not any(character.isalnum() for character in before):
            return ""
        bare, known = without_greeting(question), self.generation.postings.terms
        return carried_over(bare, tidy(before), names_subject=self._names_subject, stems=known)

    def search(self, question: str, *, passages: int) -> list[Hit]:
        """Return at most ``passages`` passages for a question, best first, without a verdict or what answers.

        Of two readings, it is the one that ``ask`` takes.  Raises QuestionError for a question without words or
        too long.
        """
        look, *_ = self._likelier(
            tidy(question), HITS_FOR_STATEMENTS, as_typed=False, among=None, watch=Stopwatch()
        )
        found = self._searcher.search(look.search.reading, passages=passages, expansions=look.search.expansions)
        return list(found.hits)

    def look(self, text: str, *, passages: int, without: str = "") -> SearchEvidence:
        """Search for a tidy question, as it stands, and measure whether what is found answers it.

        ``without`` is the id of an article that is passed over.
        """
        [reading] = self._searcher.read([text])
        return self._look(reading, passages, None, Stopwatch(), without)

    def article(self, article_id: str) -> Article:
        """Return an article of the generation; raises UnknownArticleError."""
        return self._looker.article(article_id)

    def rectangles(self, citation: Citation) -> tuple[PageRectangles, ...]:
        """Return where a citation stands on the pages of its file; nothing where the format has none."""
        return self.generation.store.rectangles(citation.article_id, citation.start, citation.end)

    def _ask(
        self, asked: str, count: int, as_typed: bool, among: frozenset[str] | None, after: str = ""
    ) -> Answer:
        watch = Stopwatch()
        look, suggestion, typed = self._likelier(
            asked, count, as_typed=as_typed, among=among, watch=watch, after=after
        )
        if after and not goes_on(asked) and not self._is_answered(look):  # "it" may open a new subject
            alone = self._likelier(asked, count, as_typed=as_typed, among=among, watch=watch)
            if self._is_answered(alone[0]):
                (look, suggestion, typed), after = alone, ""
        answered = self._is_answered(look)
        hits = tuple(
            replace(hit, answering=each.sentences if each.quotable else ())
            for hit, each in zip(look.search.hits[:count], look.answering, strict=False)
        )
        citer = Citer(self.article, hits, self.generation.store.first_page)
        urgent = self._urgent(typed, look, citer)
        watch.lap("urgent")

        def find(question: str, carried: str) -> SearchEvidence:
            return self._likelier(question, count, as_typed=True, among=among, watch=watch, after=carried)[0]

        told = self._all_told(look, find, citer, urgent, after) if answered else ToldAnswer(None, [])
        said = [*([told.snippet] if told.snippet else []), *told.statements]
        watch.lap("agree")
        quiet = self._when_to_get_help(look, said, citer) if said and not urgent else None
        watch.lap("urgent")
        return Answer(
            question=asked,
            searched=asked if look.search.text == joined(without_greeting(asked), after) else look.search.text,
            after=after,
            verdict=(verdict := self._verdict(look, said)),
            confidence=look.probability,
            generation=self.generation.name,
            snippet=told.snippet,
            statements=tuple(told.statements),
            expected_found=expected_found(look.asked.text, said) if answered else None,
            urgent=urgent,
            when_to_get_help=quiet,
            hits=hits,
            passages=tuple(citer(hit.passage, hit.passage) for hit in hits),
            unknown_words=look.search.words.unknown,
            missing=() if verdict is Verdict.ANSWERED else self._missing(look),
            widened=look.search.expansions,
            suggestion=suggestion,
            languages=(languages := self._language.foreign_to(asked)),
            asked_in=self._language.asked_in(asked) if languages else "",
            seconds=MappingProxyType(watch.stop()),
        )

    def _likelier(
        self,
        asked: str,
        count: int,
        *,
        as_typed: bool,
        among: frozenset[str] | None,
        watch: Stopwatch,
        after: str = "",
    ) -> tuple[SearchEvidence, str | None, ParsedQuestion]:
        """Return what was found for the likelier reading of a question, a spelling to offer, and it as typed."""
        alone = without_greeting(asked)
        question = joined(alone, after)
        correction = (
            None
            if as_typed or self._language.foreign_to(asked)
            else self.speller.correct(question, question.split())
        )
        texts = [question or asked, *([correction.text] if correction else [])]
        readings = self._searcher.read([*texts, alone] if after else texts)
        watch.lap("encode")
        typed = readings[len(texts)] if after else readings[0]
        look, *others = (self._look(reading, count, among, watch) for reading in readings[: len(texts)])
        if not self._names_something(question):
            return replace(look, probability=0.0), None, typed
        for corrected in others:
            if not self._is_answered(corrected):  # it would lead to another refusal
                return look, None, typed
            if corrected.probability > look.probability:
                return corrected, None, typed
            return look, correction.text if correction else None, typed
        return look, None, typed

    def _names_something(self, question: str) -> bool:
        """Tell whether a question has more than words of grammar and numbers, to which any passage is as near."""
        return not all(map(str.isdecimal, self.generation.postings.terms(question)))

    def _look(
        self,
        reading: ParsedQuestion,
        passages: int,
        among: frozenset[str] | None,
        watch: Stopwatch,
        without: str = "",
    ) -> SearchEvidence:
        return self._looker.look(
            reading,
            passages=max(passages, HITS_FOR_STATEMENTS),
            expansions=self._expander.expand(reading.text),
            among=among,
            watch=watch,
            without=without,
        )

    def _is_answered(self, look: SearchEvidence) -> bool:
        """Tell whether the articles answer, or at least touch on the question."""
        return look.probability >= self.calibration.threshold

    def _verdict(self, look: SearchEvidence, said: Sequence[Statement]) -> Verdict:
        """Return the verdict: what may be misread in a picture never answers for sure."""
        sure = look.probability >= max(self.calibration.sure, self.calibration.threshold)
        if sure and all(map(is_surely_read, said[:1])):
            return Verdict.ANSWERED
        return Verdict.UNSURE if self._is_answered(look) else Verdict.NOT_IN_CORPUS

    def _told(self, look: SearchEvidence, cite: Citer, urgent: Sequence[Advice]) -> ToldAnswer:
        if not look.search.reading.has_meaning:  # nothing tells which further passage speaks of the same
            look = look.first()
        already = [advice.statement for advice in urgent if advice.statement]
        boxed = {span_of(each) for statement in already for each in statement.citations[: statement.quoted]}
        witnesses = [each for found in look.found for each in every_answering(found, look.asked)]
        told = tell(
            [each for each in look.answering if each.quotable],
            look.asked,
            stems=self.generation.postings.terms,
            cite=cite,
            is_copy=self.is_copy,
            witnesses=witnesses,
            article_of=self.article,
            already=already,
            snippets=SnippetFinder(
                look.asked,
                look.search.hits,
                look.found,
                look.answering,
                frozenset(boxed),
                any(advice.urgency is Urgency.NOW for advice in urgent),
            ),
        )
        return self._with_subsections(told, look, cite)

    def _with_subsections(self, told: ToldAnswer, look: SearchEvidence, cite: Citer) -> ToldAnswer:
        """Return what is told, with what the snippet only announces after it."""
        if told.snippet is None:
            return told
        article = self.article(told.snippet.citations[0].article_id)
        opening = openings(told.snippet, article, look.asked, self._looker.found_at)
        return announced_by(told, [statement_of(SharedPoint(each), cite, self.is_copy) for each in opening])

    def _all_told(
        self,
        look: SearchEvidence,
        find: Callable[[str, str], SearchEvidence],
        cite: Citer,
        urgent: Sequence[Advice],
        after: str,
    ) -> ToldAnswer:
        """Return what is told to a question, or to each of several that it asks; numbered in order.

        ``find`` searches a question with words carried over; ``after`` are those it was searched with, at its end.
        """
        trial = cite.copy()
        told = self._told(look, trial, urgent)
        questions = questions_in(look.search.text.removesuffix(f" {after}"))
        told = opened_by(self._of_each(questions, find, trial, urgent, after), told)
        snippet = cite.renumbered(told.snippet, trial) if told.snippet else None
        return ToldAnswer(snippet, [cite.renumbered(statement, trial) for statement in told.statements])

    def _of_each(
        self,
        questions: Sequence[str],
        find: Callable[[str, str], SearchEvidence],
        cite: Citer,
        urgent: Sequence[Advice],
        after: str,
    ) -> list[Statement]:
        """Return the snippet of each of several questions asked at once that has what it asks for.

        The first goes on from the question ``after``, the others from the first, or with it.
        """
        snippets: list[Statement] = []
        for place, question in enumerate(questions):
            carried = self.carried_over(question, questions[0]) if place else ""
            look = find(question, carried or after)
            snippet = self._told(look, cite, urgent).snippet if self._is_answered(look) else None
            if snippet and expected_found(question, [snippet]) is not False:
                snippets.append(snippet)
        return snippets

    def _urgent(self, typed: ParsedQuestion, look: SearchEvidence, cite: Citer) -> tuple[Advice, ...]:
        """Return advice on the red flags of a question as it was typed."""
        described = self._red_flags.described(typed.text, typed.query.vector, dict(typed.parts))
        return self._warner.urgent(described, look.asked, cite=cite, is_copy=self.is_copy)

    def _when_to_get_help(self, look: SearchEvidence, said: Sequence[Statement], cite: Citer) -> Advice | None:
        """Return advice of the articles that answer."""
        articles = dict.fromkeys(citation.article_id for statement in said for citation in statement.citations)
        return self._warner.when_to_get_help([*articles], look.asked, cite=cite, is_copy=self.is_copy)

    def _missing(self, look: SearchEvidence) -> tuple[str, ...]:
        return missing_words(look.search, look.search.hits[:HITS_READ], self.generation, self._searcher.titles)

    def _passages_near(self, vector: Vectors) -> Iterator[PassageSentences]:
        near = self.generation.vectors.search(vector, limit=ELSEWHERE_MOST)
        return (self._looker.found(passage_id) for passage_id, _ in near)

    def _is_known(self, word: str) -> bool:
        """Tell whether a word is one of everyday English or of the articles, or too plain for either."""
        postings = self.generation.postings
        stems = postings.terms(word)
        return is_everyday(word) or not stems or any(map(postings.frequency, stems))
