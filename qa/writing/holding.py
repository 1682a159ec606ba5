"""A sentence that a model wrote → kept with the places that bear it out, or struck with the reason.

The machinery is that of ``check_text``, with four differences: the passages that a sentence cites are looked at
first; only sentences that may be quoted bear anything out; a figure or an address must stand in a cited passage;
what claims nothing is struck, too, as nothing can bear it out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qa.answering.assistant import Assistant
from qa.answering.checking.citing import checked_citations, checked_quotations
from qa.answering.checking.figures import unfounded
from qa.answering.checking.judging import Judgement, judge_by
from qa.answering.checking.pieces import SplitSentence, pieces_of
from qa.answering.checking.records import CheckVerdict
from qa.answering.checking.sources import Source, Sources
from qa.answering.question.names import codes
from qa.answering.statements.citations import Citer
from qa.reading.quantities.grammar import measured
from qa.records import Citation, Passage, Sentence
from qa.writing.records import WrittenSentence
from qa.writing.shown import Quotable, ShownPassage
from qa.writing.splitting import cited_in

_CLAUSE_END = re.compile(r"(?:,|;)\s+(?:(?:and|but)\s+)?|\s+(?:and|but)\s+(?=then\b)")
_BINDING = re.compile(
    r"\b(?:if|unless|when|while|until|because|although|though|whether|or|who|which|that|should|may|might)\b",
    re.IGNORECASE,
)
"""Where one of these stands, a clause alone may say more than its sentence."""
_LEADING = re.compile(
    r"(?:for|in|on|at|after|before|during|with|within|by|as|once|from|to|under|over|among|at|even|like|such|"
    r"including|especially|usually|sometimes|then|later)\b",
    re.IGNORECASE,
)
"""What begins so belongs to another clause: "For adults, take 4 g"."""
CLAUSE_WORDS = 4
CLAUSED = 3
"""Sentences of a cited passage whose clauses are looked at: the nearest."""
LETTERS_MOST = 2_000
"""Of one sentence, as in ``check_text``."""
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?", re.IGNORECASE)
_TOLD = {
    CheckVerdict.NUMBER_DIFFERS: "Another figure stands there",
    CheckVerdict.CONTRADICTED: "Something else stands there",
    CheckVerdict.NOT_IN_ARTICLES: "It was not found in the articles",
}


class Holder:
    """Holds the sentences of one text to the articles, citations numbered as in its answer."""

    def __init__(self, assistant: Assistant, shown: Sequence[ShownPassage], quotable: Quotable) -> None:
        self._sources = Sources(assistant.generation, assistant.encoder, assistant.article)
        self._citer = Citer(assistant.article, (), assistant.generation.store.first_page)
        self._shown = {one.number: one for one in shown}
        self._numbers = {one.passage.id: one.number for one in shown}
        self._quotable = quotable
        languages = assistant.generation.store.languages()
        self.language = languages[0] if languages else "en"
        self.stands = self._sources.stands

    def held(self, sentence: str) -> WrittenSentence:
        """Return a sentence with its verdict."""
        text, numbers = cited_in(sentence)
        found = list(pieces_of(text, self.language, self.stands))
        if len(found) != 1 or len(text) > LETTERS_MOST:
            return self._struck(
                text, numbers, Judgement(CheckVerdict.NOT_A_CLAIM), "It cannot be read as a sentence."
            )
        [piece] = found
        cited = [self._shown[number] for number in numbers if number in self._shown]
        judgement = self._judged(piece, cited)
        reason = next(self._reasons(text, piece, numbers, cited, judgement), "")
        if reason:
            return self._struck(text, numbers, judgement, reason)
        return WrittenSentence(
            text=text, cited=numbers, verdict=judgement.verdict, rests_on=self._cited(judgement.source)
        )

    def _judged(self, piece: SplitSentence, cited: Sequence[ShownPassage]) -> Judgement:
        """Judge a sentence by what it cites, and where that does not bear it out by all articles."""
        wording = self._sources.wording(piece.core)
        if not (piece.claims and (wording.content or wording.quantities)):
            return Judgement(CheckVerdict.NOT_A_CLAIM)
        self._sources.make_room()
        self._sources.read_all([piece.core])
        by_cited = self._by(piece.core, [source for one in cited for source in one.sentences], nearest_first=False)
        if by_cited.verdict.passes:
            return by_cited
        near = [source for source in self._sources.near(piece.core) if self._may_bear(source)]
        by_all = self._by(piece.core, near, nearest_first=True)
        if by_all.verdict.passes or not cited or by_cited.verdict is CheckVerdict.NOT_IN_ARTICLES:
            return by_all
        return by_cited

    def _by(self, core: str, found: Sequence[Source], *, nearest_first: bool) -> Judgement:
        """Judge by single sentences, then by two; those of a cited passage are many, so the nearest are paired."""
        sources = self._sources
        if not found:
            return Judgement(CheckVerdict.NOT_IN_ARTICLES)
        if (verbatim := sources.verbatim(core)) and self._may_bear(verbatim):
            places = {
                span for source in found for span in source.spans if source.passage.id == verbatim.passage.id
            }
            if set(verbatim.spans) <= places:
                return Judgement(CheckVerdict.VERBATIM, verbatim)
        sources.read_all([sources.text_of(source) for source in found])
        single = judge_by(core, found, sources)
        if single.verdict is not CheckVerdict.NOT_IN_ARTICLES:
            return single
        claim = sources.read(core).vector
        ranked = (
            found
            if nearest_first
            else sorted(found, key=lambda source: -float(sources.read(sources.text_of(source)).vector @ claim))
        )
        pairs = [pair for pair in sources.pairs(ranked) if self._may_bear(pair)]
        sources.read_all([sources.text_of(pair) for pair in pairs])
        clauses = (
            [] if nearest_first else [clause for source in ranked[:CLAUSED] for clause in self._clauses(source)]
        )
        sources.read_all([sources.text_of(clause) for clause in clauses])
        for further in (pairs, clauses):
            if further and (judged := judge_by(core, further, sources)).verdict.passes:
                return judged
        return single

    def _clauses(self, source: Source) -> Iterator[Source]:
        """Yield the clauses of a sentence that say alone what they say in it: facts or orders side by side."""
        [(start, _)] = source.spans
        text = self._sources.text_of(source)
        if self._sources.wording(text).negatives or _BINDING.search(text):
            return
        edges = [0, *(edge for match in _CLAUSE_END.finditer(text) for edge in match.span()), len(text)]
        spans = list(zip(edges[::2], edges[1::2], strict=True))
        is_whole = [len(text[first:after].split()) >= CLAUSE_WORDS for first, after in spans]
        if len(spans) < 2 or not is_whole[0] or any(_LEADING.match(text, first) for first, _ in spans):
            return
        for (first, after), whole in zip(spans, is_whole, strict=True):
            if whole:
                yield Source(source.passage, ((start + first, start + after),))

    def _may_bear(self, source: Source) -> bool:
        return set(source.spans) <= self._quotable.spans(source.passage)

    def _reasons(
        self,
        text: str,
        piece: SplitSentence,
        numbers: Sequence[int],
        cited: Sequence[ShownPassage],
        judgement: Judgement,
    ) -> Iterator[str]:
        """Yield why a sentence is struck; nothing where it is kept."""
        for number in numbers:
            if number not in self._shown:
                yield f"It cites [{number}], which is no passage of this answer."
        if figure := self._foreign_figure(text, cited):
            where = "in no passage that it cites" if cited else "here, and it cites no passage"
            yield f"“{figure}” stands {where}."
        words = " ".join(one.text for one in cited)
        for match in _ADDRESS.finditer(text):
            if (address := match[0].rstrip(".,;:!?")) not in words:
                yield f"“{address}” stands in no passage that it cites."
        if judgement.verdict is CheckVerdict.NOT_A_CLAIM:
            yield "It says nothing that an article could bear out."
        if not judgement.verdict.passes:
            yield self._told(judgement)
        quotations = checked_quotations(text, piece, self._sources, self._citer)
        citations = checked_citations(text, piece, judgement, self._sources, self._citer)
        problems = [*(given.problem for given in quotations), *(given.problem for given in citations)]
        yield from filter(None, problems)

    def _told(self, judgement: Judgement) -> str:
        """Return the reason of a verdict, with what differs."""
        places = self._cited(judgement.source)
        told = [difference.told(places[0].number) for difference in judgement.differences if places]
        differing = list(dict.fromkeys(told))
        lead = _TOLD[judgement.verdict]
        is_told = judgement.verdict is not CheckVerdict.NOT_IN_ARTICLES and differing
        return f"{lead}: {'; '.join(differing)}." if is_told else f"{lead}."

    def _foreign_figure(self, text: str, cited: Sequence[ShownPassage]) -> str:
        """Return the first figure of a sentence that no passage that it cites has; empty where there is none."""
        wording = self._sources.wording(text)
        places = [
            self._sources.wording(self._sources.text_of(source)) for one in cited for source in one.sentences
        ]
        places += [self._sources.wording(one.title) for one in cited]
        for quantity in unfounded(wording, places):
            return text[quantity.start : quantity.end]
        words = " ".join(wording.text for wording in places)
        if foreign := sorted(codes(text) - codes(words)):
            return foreign[0]
        known = set(_DIGITS.findall(words))
        bare = measured(text).without_quantities
        return next((digits for digits in _DIGITS.findall(bare) if digits not in known), "")

    def _struck(self, text: str, numbers: tuple[int, ...], judgement: Judgement, reason: str) -> WrittenSentence:
        return WrittenSentence(
            text=text,
            cited=numbers,
            verdict=judgement.verdict,
            rests_on=self._cited(judgement.source),
            reason=reason,
        )

    def _cited(self, source: Source | None) -> tuple[Citation, ...]:
        if source is None:
            return ()
        return tuple(self._numbered(source.passage, source.spans))

    def _numbered(self, passage: Passage, spans: Iterable[tuple[int, int]]) -> Iterator[Citation]:
        number = self._numbers.setdefault(passage.id, max(self._numbers.values(), default=0) + 1)
        for start, end in spans:
            yield replace(self._citer(passage, Sentence(start=start, end=end)), number=number)
