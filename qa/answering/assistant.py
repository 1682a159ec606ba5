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
from qa.answering.statements.snippet import SnippetFinder, quoted_spans
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
"""Words for which the check whether people write them is cached."""
ANSWERS_KEPT = 256
"""Answers cached, so that asking a question again costs nothing: the page asks anew each time it is drawn."""


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
        """Wire the parts; ``cache`` is the folder of results that every process can share.

        ``flags`` are the red flags of the settings, where the caller has read them already.

        Raises IncompatibleIndexError when the generation was made by another model, ModelError for a reranker that
        is not on this machine, SettingsError for a file of red flags that cannot be read.
        """
        model, identity = generation.manifest.model, encoder.identity
        if model.digest != identity.digest:
            raise IncompatibleIndexError(
                "vectors of the model", found=f"'{model.name}'", expected=f"'{identity.name}' (these weights)"
            )
        self.generation = generation
        self.encoder = encoder
        self.damage = damage
        self.calibration = generation.manifest.calibration or VERDICT_MODEL
        self._settings = settings
        reranker = load_reranker(settings.rerank) if settings.rerank else None
        meaning = FlagMeaning(flags or read_flags(settings.red_flags), encoder, cache)
        self._red_flags = RedFlags(meaning, lru_cache(maxsize=WORDS_KEPT)(self._is_known))
        self._searcher = Searcher(generation, encoder, settings, reranker, self._red_flags.parts)
        self._gatherer = gatherer = EvidenceGatherer(generation, self._searcher, self.calibration)
        self.passage_sentences, self.is_copy = gatherer.passage_sentences, copies_in(generation, gatherer.article)
        self._expander = QueryExpander(generation.vocabulary)
        self.speller = Speller(
            generation.vocabulary, languages=generation.store.languages, stems=generation.postings.terms
        )
        self._language = AskedLanguage(generation.store, generation.vocabulary, likelihoods)
        help_ = HelpSentences(generation, self._gatherer.passage_sentences)
        own_warnings = settings.own_warnings == "on" or (settings.own_warnings == "auto" and bool(help_))
        self._names_subject = subject_test(generation)
        self._warner = Warner(help_, meaning.of_flag, self._passages_near, own_warnings=own_warnings)
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

        Words that no article has are corrected to the articles' spelling where that makes an answer more probable,
        unless the question is to be searched ``as_typed``.  A greeting before a question is not searched; a
        greeting alone, words of grammar alone and numbers alone are not answered.  ``among`` are the ids of the
        articles to answer from, None for all; urgent advice always comes from all articles.  ``after`` is the
        question before: a follow-up is searched together with its subject (`qa.answering.question.follow_up` has
        the rule), and the answer says so.  It is searched alone where only that is answered and its words do not
        say that it goes on.  Urgent advice is judged on the question alone.

        Raises QuestionError for a question without words or too long, UsageError for less than one passage.
        """
        count = self._settings.passages if passages is None else passages
        if count < 1:
            raise UsageError(f"An answer of {count} passages cannot be given.", hint="Ask for one or more.")
        tidy_question = tidy(question)
        return self._answers(tidy_question, count, as_typed, among, self.carried_over(tidy_question, after))

    def carried_over(self, question: str, before: str) -> str:
        """Return the words of the question ``before`` that a tidy question is searched with; "" if no follow-up.

        Raises QuestionError where the question before is too long.
        """
        if not any(character.isalnum() for character in before):
            return ""
        bare, stems = without_greeting(question), self.generation.postings.terms
        return carried_over(bare, tidy(before), names_subject=self._names_subject, stems=stems)

    def search(self, question: str, *, passages: int, among: frozenset[str] | None = None) -> list[Hit]:
        """Return at most ``passages`` passages for a question, best first, without verdict and statements.

        It searches the spelling that ``ask`` takes, ``among`` the same articles.  Raises QuestionError likewise.
        """
        evidence, *_ = self._likelier(
            tidy(question), HITS_FOR_STATEMENTS, as_typed=False, among=among, watch=Stopwatch()
        )
        reading, more = evidence.search.reading, evidence.search.expansions
        return list(self._searcher.search(reading, passages=passages, expansions=more, among=among).hits)

    def gather_evidence(self, text: str, *, passages: int, without: str = "") -> SearchEvidence:
        """Search for a tidy question as it is spelt, and measure whether the passages answer it.

        ``without`` is the id of an article to leave out.
        """
        [reading] = self._searcher.read([text])
        return self._gather(reading, passages, None, Stopwatch(), without)

    def article(self, article_id: str) -> Article:
        """Return an article of the generation; raises UnknownArticleError."""
        return self._gatherer.article(article_id)

    def rectangles(self, citation: Citation) -> tuple[PageRectangles, ...]:
        """Return where a citation stands on the pages of its file; nothing where the format has none."""
        return self.generation.store.rectangles(citation.article_id, citation.start, citation.end)

    def _ask(
        self, question: str, count: int, as_typed: bool, among: frozenset[str] | None, after: str = ""
    ) -> Answer:
        watch = Stopwatch()
        evidence, suggestion, typed = self._likelier(
            question, count, as_typed=as_typed, among=among, watch=watch, after=after
        )
        if after and not goes_on(question) and not self._is_answered(evidence):  # "it" may open a new subject
            alone = self._likelier(question, count, as_typed=as_typed, among=among, watch=watch)
            if self._is_answered(alone[0]):
                (evidence, suggestion, typed), after = alone, ""
        answered = self._is_answered(evidence)
        hits = tuple(
            replace(hit, answering=selection.sentences if selection.quotable else ())
            for hit, selection in zip(evidence.search.hits[:count], evidence.answering, strict=False)
        )
        search, citer = evidence.search, Citer(self.article, hits, self.generation.store.first_page)
        urgent = self._urgent(typed, evidence, citer)
        watch.lap("urgent")

        def find(text: str, carried: str) -> SearchEvidence:
            return self._likelier(text, count, as_typed=True, among=among, watch=watch, after=carried)[0]

        answer = self._tell_all(evidence, find, citer, urgent, after) if answered else ToldAnswer(None, [])
        statements = [*([answer.snippet] if answer.snippet else []), *answer.statements]
        watch.lap("agree")
        quiet = self._when_to_get_help(evidence, statements, citer) if statements and not urgent else None
        watch.lap("urgent")
        return Answer(
            question=question,
            searched=question if search.text == joined(without_greeting(question), after) else search.text,
            after=after,
            verdict=(verdict := self._verdict(evidence, statements)),
            confidence=evidence.probability,
            generation=self.generation.name,
            snippet=answer.snippet,
            statements=tuple(answer.statements),
            expected_found=expected_found(evidence.intent.text, statements) if answered else None,
            urgent=urgent,
            when_to_get_help=quiet,
            hits=hits,
            passages=tuple(citer(hit.passage, hit.passage) for hit in hits),
            unknown_words=search.words.unknown,
            missing=() if verdict is Verdict.ANSWERED else self._missing(evidence),
            widened=search.expansions,
            suggestion=suggestion,
            languages=(languages := self._language.foreign_to(question)),
            asked_in=self._language.asked_in(question) if languages else "",
            seconds=MappingProxyType(watch.stop()),
        )

    def _likelier(
        self,
        question: str,
        count: int,
        *,
        as_typed: bool,
        among: frozenset[str] | None,
        watch: Stopwatch,
        after: str = "",
    ) -> tuple[SearchEvidence, str | None, ParsedQuestion]:
        """Return the evidence for the likelier spelling of a question, a spelling to offer, and it as typed."""
        bare = without_greeting(question)
        search_text = joined(bare, after)
        as_it_stands = as_typed or self._language.foreign_to(question)
        correction = None if as_it_stands else self.speller.correct(search_text, search_text.split())
        texts = [search_text or question, *([correction.text] if correction else [])]
        readings = self._searcher.read([*texts, bare] if after else texts)
        watch.lap("encode")
        typed = readings[len(texts)] if after else readings[0]
        evidence, *respellings = (self._gather(reading, count, among, watch) for reading in readings[: len(texts)])
        if not self._names_something(search_text):
            return replace(evidence, probability=0.0), None, typed
        for respelling in respellings:
            if not self._is_answered(respelling):  # to offer it would lead to another refusal
                return evidence, None, typed
            if respelling.probability > evidence.probability:
                return respelling, None, typed
            return evidence, correction.text if correction else None, typed
        return evidence, None, typed

    def _names_something(self, question: str) -> bool:
        """Tell whether a question is more than words of grammar and numbers: all passages are as near to these."""
        return not all(map(str.isdecimal, self.generation.postings.terms(question)))

    def _gather(
        self,
        reading: ParsedQuestion,
        passages: int,
        among: frozenset[str] | None,
        watch: Stopwatch,
        without: str = "",
    ) -> SearchEvidence:
        return self._gatherer.gather(
            reading,
            passages=max(passages, HITS_FOR_STATEMENTS),
            expansions=self._expander.expand(reading.text),
            among=among,
            watch=watch,
            without=without,
        )

    def _is_answered(self, evidence: SearchEvidence) -> bool:
        """Tell whether the articles answer, or at least touch on the question."""
        return evidence.probability >= self.calibration.threshold

    def _verdict(self, evidence: SearchEvidence, statements: Sequence[Statement]) -> Verdict:
        """Return the verdict: never ANSWERED where a word of the first statement may be misread in a picture."""
        is_sure = evidence.probability >= max(self.calibration.sure, self.calibration.threshold)
        if is_sure and all(map(is_surely_read, statements[:1])):
            return Verdict.ANSWERED
        return Verdict.UNSURE if self._is_answered(evidence) else Verdict.NOT_IN_CORPUS

    def _tell(self, evidence: SearchEvidence, cite: Citer, urgent: Sequence[Advice]) -> ToldAnswer:
        if (
            not evidence.search.reading.has_meaning
        ):  # without vectors nothing shows which other passages are on the same subject
            evidence = evidence.first()
        intent = evidence.intent
        already = [advice.statement for advice in urgent if advice.statement]
        boxed, emergency = quoted_spans(already), any(advice.urgency is Urgency.NOW for advice in urgent)
        found = (intent, evidence.search.hits, evidence.passages, evidence.answering)
        snippets = SnippetFinder(*found, boxed, emergency, self._gatherer.above(intent))
        answer = tell(
            [selection for selection in evidence.answering if selection.quotable],
            intent,
            stems=self.generation.postings.terms,
            cite=cite,
            is_copy=self.is_copy,
            witnesses=[wording for passage in evidence.passages for wording in every_answering(passage, intent)],
            article_of=self.article,
            already=already,
            snippets=snippets,
        )
        return self._with_subsections(answer, evidence, cite)

    def _with_subsections(self, answer: ToldAnswer, evidence: SearchEvidence, cite: Citer) -> ToldAnswer:
        """Return the answer with the openings of the subsections that its snippet only announces."""
        if answer.snippet is None:
            return answer
        article = self.article(answer.snippet.citations[0].article_id)
        opening = openings(answer.snippet, article, evidence.intent, self._gatherer.passage_at)
        parts = [statement_of(SharedPoint(selection), cite, self.is_copy) for selection in opening]
        return announced_by(answer, parts)

    def _tell_all(
        self,
        evidence: SearchEvidence,
        find: Callable[[str, str], SearchEvidence],
        cite: Citer,
        urgent: Sequence[Advice],
        after: str,
    ) -> ToldAnswer:
        """Return the answer to a question, or to each of several that it asks, with citations numbered in order.

        ``find`` searches a question with words carried over; ``after`` are the words that were carried over to it.
        """
        trial = cite.copy()
        answer = self._tell(evidence, trial, urgent)
        questions = questions_in(evidence.search.text.removesuffix(f" {after}"))
        answer = opened_by(self._of_each(questions, find, trial, urgent, after), answer)
        snippet = cite.renumbered(answer.snippet, trial) if answer.snippet else None
        return ToldAnswer(snippet, [cite.renumbered(statement, trial) for statement in answer.statements])

    def _of_each(
        self,
        questions: Sequence[str],
        find: Callable[[str, str], SearchEvidence],
        cite: Citer,
        urgent: Sequence[Advice],
        after: str,
    ) -> list[Statement]:
        """Return the snippets for several questions asked at once, those only that have what is asked for.

        Words are carried over to the first question from ``after``, to the others from the first or ``after``.
        """
        snippets: list[Statement] = []
        for place, question in enumerate(questions):
            carried = self.carried_over(question, questions[0]) if place else ""
            evidence = find(question, carried or after)
            snippet = self._tell(evidence, cite, urgent).snippet if self._is_answered(evidence) else None
            if snippet and expected_found(question, [snippet]) is not False:
                snippets.append(snippet)
        return snippets

    def _urgent(self, typed: ParsedQuestion, evidence: SearchEvidence, cite: Citer) -> tuple[Advice, ...]:
        """Return advice on the red flags of a question as it was typed."""
        described = self._red_flags.described(typed.text, typed.query.vector, dict(typed.parts))
        return self._warner.urgent(described, evidence.intent, cite=cite, is_copy=self.is_copy)

    def _when_to_get_help(
        self, evidence: SearchEvidence, statements: Sequence[Statement], cite: Citer
    ) -> Advice | None:
        """Return advice on getting help from the articles that answer."""
        citations = (citation for statement in statements for citation in statement.citations)
        articles = dict.fromkeys(citation.article_id for citation in citations)
        return self._warner.when_to_get_help([*articles], evidence.intent, cite=cite, is_copy=self.is_copy)

    def _missing(self, evidence: SearchEvidence) -> tuple[str, ...]:
        search = evidence.search
        return missing_words(search, search.hits[:HITS_READ], self.generation, self._searcher.titles)

    def _passages_near(self, vector: Vectors) -> Iterator[PassageSentences]:
        near = self.generation.vectors.search(vector, limit=ELSEWHERE_MOST)
        return (self._gatherer.passage_sentences(passage_id) for passage_id, _ in near)

    def _is_known(self, word: str) -> bool:
        """Tell whether a word is one of everyday English or of the articles, or too plain for either."""
        postings = self.generation.postings
        stems = postings.terms(word)
        return is_everyday(word) or not stems or any(map(postings.frequency, stems))
