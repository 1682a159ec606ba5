"""Which sentences of a passage answer: the vectors of the one forward pass, together with the words."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from qa.answering.question.names import codes, codes_asked
from qa.answering.question.parsed import QuestionIntent
from qa.answering.statements.contradiction import Stems
from qa.answering.statements.disowned import Standing, standings
from qa.answering.statements.pointing import points_back
from qa.answering.statements.reported_claims.model import SentenceInContext, reports_a_claim
from qa.embedding.encoder import Vectors
from qa.reading.cleaning.machine_orders import may_give_orders
from qa.reading.quantities.grammar import quantities
from qa.reading.quantities.quantity import on_two_sides
from qa.records import Article, Block, BlockKind, Passage, Section, SectionKind, Sentence

LIST_ITEMS_LEAST = 2
HEADING_WORDS_MOST = 16
HEADING_CAPITALS = 0.6
"""A line without an end mark in which this share of the words has a capital is a heading that the file lost."""
POINTED_AT_MOST = 2
"""Most sentences quoted before one that points back: the one before may point back too."""
AROUND_LETTERS_MOST = 200
"""So much of what stands before and after a passage tells whose claim is at its ends."""
_HAS_A_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class SentenceInPassage:
    """A sentence where it stands: in which block, and below which line that leads into its list.

    One that ``refers_back`` is understood with the sentence before it; one that ``dangles`` points back at what it
    cannot be quoted with, as a whole list or the passage before.
    """

    text: str
    stems: frozenset[str]
    block: Block
    lead_in: int | None
    refers_back: bool
    dangles: bool = False

    @property
    def leads_in(self) -> bool:
        """Whether it only leads into a list."""
        return self.text.endswith(":")

    @property
    def answers_alone(self) -> bool:
        """Whether it can be an answer: no lead-in, no question, no heading, no bare number such as "8."."""
        if not _HAS_A_WORD.search(self.text):
            return False
        return not (self.leads_in or self.text.endswith("?") or (not self.block.depth and _is_heading(self.text)))


class PassageSentences:
    """A passage, its article and the unit ``vectors`` [sentences, dimension] of its sentences.

    What does not depend on the question is computed once, on first use.
    """

    def __init__(self, passage: Passage, article: Article, vectors: Vectors, stems: Stems) -> None:
        """Keep the parts; ``stems`` gives the stems of a text, in order."""
        self.passage = passage
        self.article = article
        self.vectors = vectors
        self.stems = stems

    @cached_property
    def is_about_help(self) -> bool:
        """Whether it is of a section that says when to get help."""
        return bool(self._section and self._section.kind is SectionKind.WHEN_TO_GET_HELP)

    @cached_property
    def _section(self) -> Section | None:
        start = self.passage.start
        return next((section for section in self.article.sections if section.start <= start < section.end), None)

    @property
    def _opens_section(self) -> bool:
        """Whether it begins its section, so that its first sentence can only point back at the heading."""
        return self._section is None or not self.article.text[self._section.start : self.passage.start].strip()

    @cached_property
    def standings(self) -> Sequence[Standing]:
        """How each of its sentences may be quoted."""
        starts = [sentence.start for sentence in self.passage.sentences]
        if self._section is None:
            return [Standing(quotable=True, needed=(place,), meant=(place,)) for place in range(len(starts))]
        return standings(self.article, self._section, self.passage.headings, starts)

    @cached_property
    def places(self) -> Sequence[SentenceInPassage]:
        """Its sentences, in order."""
        passage = self.passage
        whole = Block(start=passage.start, end=passage.end, kind=BlockKind.PARAGRAPH)
        blocks = [
            block for section in self.article.sections for block in section.blocks if block.end > passage.start
        ]
        places: list[SentenceInPassage] = []
        for sentence in passage.sentences:
            block = next((block for block in blocks if sentence.start < block.end), whole)
            text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
            above = places[-1] if places else None
            points = not block.depth and points_back(text)
            refers_back = points and above is not None and not above.leads_in and _goes_on(above.block, block)
            dangles = points and not refers_back and not (above is None and self._opens_section)
            places.append(
                SentenceInPassage(
                    text, frozenset(self.stems(text)), block, _lead_in(places, block), refers_back, dangles
                )
            )
        return places

    @cached_property
    def alone(self) -> list[int]:
        """The places of the sentences that can answer alone."""
        able = [
            place
            for place, sentence in enumerate(self.places)
            if sentence.answers_alone and self.is_quotable(place)
        ]
        return [place for place in able if not self.places[place].dangles] or able

    def is_quotable(self, place: int) -> bool:
        """Tell whether a sentence, with all that it is quoted with, may be quoted.

        None of it speaks to a machine, and none is somebody else's claim, unless it is quoted with its correction.
        """
        quoted = (place, *self.context(place))
        if not all(
            self.standings[part].quotable and not may_give_orders(self.places[part].text) for part in quoted
        ):
            return False
        corrected = any(self.standings[part].told for part in quoted)
        return corrected or not any(reports_a_claim(self._in_context(part)) for part in quoted)

    def _in_context(self, place: int) -> SentenceInContext:
        """Return a sentence with those around it; at an end of the passage, with what of its line is beyond it."""
        text, passage, section = self.article.text, self.passage, self._section
        least, most = (section.start, section.end) if section else (passage.start, passage.end)
        before = text[max(least, passage.start - AROUND_LETTERS_MOST) : passage.start].strip().rpartition("\n")[2]
        after = text[passage.end : min(most, passage.end + AROUND_LETTERS_MOST)].strip().partition("\n")[0]
        texts = [before, *(sentence.text for sentence in self.places), after, ""]
        block = self.places[place].block
        blocks = [None, *(sentence.block for sentence in self.places), None]
        return SentenceInContext(
            text=texts[place + 1],
            before=texts[place],
            after=texts[place + 2],
            further=texts[place + 3],
            heading=passage.headings[-1] if passage.headings else self.article.title,
            first=blocks[place] is not block,
            last=blocks[place + 2] is not block,
            kind=block.kind.name,
        )

    @cached_property
    def lists(self) -> list[list[int]]:
        """The places of its lists: the line that leads in, the items below it, and what is below those."""
        return list(self._lists())

    def _lists(self) -> Iterator[list[int]]:
        for lead_in in (place for place, sentence in enumerate(self.places) if sentence.leads_in):
            unit = [lead_in]
            for place in range(lead_in + 1, len(self.places)):
                if self.places[place].lead_in in unit:
                    unit.append(place)
            if not all(self.is_quotable(place) and len(self.standings[place].needed) == 1 for place in unit):
                continue
            if len({self.places[place].block for place in unit if place in self.alone}) >= LIST_ITEMS_LEAST:
                yield unit

    def context(self, first: int) -> Sequence[int]:
        """Return what makes a sentence understood: those before it in its item, its lead-in, or its neighbour.

        A claim that the article takes back is among them together with what takes it back.
        """
        needed = set(self.standings[first].needed) - {first}
        for place in (*sorted(needed), first):
            before = self._before(place)
            needed.update(before, *(self.standings[earlier].needed for earlier in before))
        return sorted(needed - {first})

    def _before(self, first: int) -> Sequence[int]:
        sentence = self.places[first]
        if sentence.block.depth:
            earlier = [place for place in range(first) if self.places[place].block == sentence.block]
            return earlier if sentence.lead_in is None else [sentence.lead_in, *earlier]
        before: list[int] = []
        while self.places[first].refers_back and len(before) < POINTED_AT_MOST:
            first -= 1
            before.append(first)
        return before

    def text_of(self, places: Sequence[int]) -> str:
        """Return the text of some of its sentences."""
        return " ".join(self.places[place].text for place in places)

    def stems_of(self, places: Sequence[int]) -> frozenset[str]:
        """Return the stems of some of its sentences."""
        return frozenset().union(*(self.places[place].stems for place in places))

    def mean_of(self, places: Sequence[int]) -> Vectors:
        """Return the unit mean [dimension] of the vectors of some of its sentences."""
        if len(places) == 1:
            vector: Vectors = self.vectors[places[0]]
            return vector
        mean: Vectors = self.vectors[list(places)].mean(axis=0)
        return mean / (float(np.linalg.norm(mean)) or 1.0)


def _lead_in(before: Sequence[SentenceInPassage], block: Block) -> int | None:
    """Return the place of the last sentence of the block that a list item hangs under, if it leads in."""
    above = [place for place, sentence in enumerate(before) if sentence.block.depth < block.depth][-1:]
    return above[0] if above and before[above[0]].leads_in else None


def _goes_on(above: Block, block: Block) -> bool:
    """Tell whether a block is the same as the one above, or both are paragraphs."""
    return above == block or not (above.depth or block.depth)


def _is_heading(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    if text[-1] in '.!?…;,)"”’' or "; " in text or not words or len(words) > HEADING_WORDS_MOST:  # or a row
        return False
    return sum(word[0].isupper() for word in words) >= HEADING_CAPITALS * len(words)


WORDS_WEIGHT = 0.5
"""Weight of the share of the question's words that a sentence has, beside its cosine, which counts 1. A word
weighs by its rarity in the passage: one that all its sentences have tells none of them apart. Of 1,190 questions
with a gold answer (tests/answering/statements/test_sentences.py), the quotation holds it for 77.1% at 0, 85.4% at
0.5, 85.1% at 1."""
RELEVANCE_WORDS_WEIGHT = 0.25
"""The same between sentences of several passages, where rarity in the corpus tells. This and the bonuses below
were set on forty questions to the bundled articles: the first statement answers 30 of them, and 22 before."""
LIST_BONUS = 0.15
"""What a whole list gains for a question that asks for several things."""
DEFINITION_BONUS = 0.25
"""What "sciatica is ..." gains for the question what sciatica is."""
OTHER_SIDE_MALUS = 0.5
"""What a sentence loses that speaks of those under 20 kg where those over 20 kg are asked about: as much as all
the words of a question weigh, for it is the one sentence that would surely be wrong."""
CODE_BONUS = 0.5
"""What a sentence gains that has a code which is asked about, and loses that has another of its kind: E5, not E4.
The vectors of two codes are nearly the same; as much as OTHER_SIDE_MALUS, for the same reason."""
HELP_MALUS = 0.25
"""What a sentence that says when to get help loses for a question that does not ask it."""
_DEFINES = re.compile(
    r"(?P<term>((?! that ).){2,80}?),? (is|are|means?|refers? to|describes?|(occurs?|happens?) when)\b"
    r"(?! (\w+ )?(not?|more|less|most|often|usually|very|better|worse|likely|common)\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceSelection:
    """What of a passage answers: ``sentences``, in order of the text, are quoted.

    ``core`` are those that make the point; the others only make them understood.  ``core_text`` and ``stems`` are
    the core's text and words, ``quoted`` the text of all; ``vector`` [dimension] is the unit mean of the core's
    vectors, ``relevance`` their closeness to the question, in vector and words; ``cosine`` is that of the core, or
    of a claim that the core takes back.  ``heading`` is the heading without which they would be misread, else
    empty; where nothing of the passage may be quoted, they are not ``quotable``.
    """

    passage: Passage
    sentences: tuple[Sentence, ...]
    core: tuple[Sentence, ...]
    core_text: str
    stems: frozenset[str]
    quoted: str
    vector: Vectors
    relevance: float
    cosine: float = 0.0
    heading: str = ""
    quotable: bool = True


def answering(candidate: PassageSentences, question: QuestionIntent) -> SentenceSelection:
    """Return the sentences of a passage that answer best.

    A line that only leads into a list, a question or a lost heading is taken when there is nothing else.  A
    list item comes with the line that leads into its list, where the passage has it; a sentence that refers
    back, with the one before it; and a question that asks for several things may be answered by a whole list.
    """
    rarities = rarities_among([sentence.stems for sentence in candidate.places], question)
    quotable = [place for place in range(len(candidate.places)) if candidate.is_quotable(place)]
    alone = candidate.alone or [place for place in quotable if not candidate.places[place].leads_in]
    units = [[place] for place in alone or quotable or range(len(candidate.places))]
    units += candidate.lists if question.wants_list else []
    scores = [_score(candidate, question, unit, rarities) for unit in units]
    selection = select(candidate, question, units[int(np.argmax(scores))])
    disowns = len(quotable) < len(candidate.places)
    return replace(selection, quotable=False) if disowns and not candidate.alone else selection


def every_answering(candidate: PassageSentences, question: QuestionIntent) -> Iterator[SentenceSelection]:
    """Yield each sentence of a passage that can answer alone, with what makes it understood."""
    return (select(candidate, question, [place]) for place in candidate.alone)


def one_answering(candidate: PassageSentences, question: QuestionIntent, place: int) -> SentenceSelection:
    """Return the sentence of a passage at a place, with what makes it understood."""
    return select(candidate, question, [place])


def rarities_among(stems: Sequence[Set[str]], question: QuestionIntent) -> dict[str, float]:
    """Return the rarity of the question's words among some sentences, as BM25 counts it."""
    having = {word: sum(word in words for words in stems) + 0.5 for word in question.rarities}
    return {word: math.log(1 + (len(stems) + 1 - count) / count) for word, count in having.items()}


def _score(
    candidate: PassageSentences, question: QuestionIntent, unit: Sequence[int], rarities: Mapping[str, float]
) -> float:
    words = WORDS_WEIGHT * share(rarities, candidate.stems_of(unit))
    return float(candidate.mean_of(unit) @ question.vector) + words + _fit(candidate, question, unit)


def share(rarities: Mapping[str, float], stems: Set[str]) -> float:
    """Return the share of some words, by rarity, that a text has."""
    return sum(rarity for word, rarity in rarities.items() if word in stems) / (sum(rarities.values()) or 1.0)


def _fit(candidate: PassageSentences, question: QuestionIntent, unit: Sequence[int]) -> float:
    """Return what a text gains by its form: a list for several things, a definition for what something is.

    Where a code is asked about, that comes first.
    """
    if fit := code_fit(codes_asked(question.text), candidate.text_of(unit)):
        return fit
    if len(unit) > 1:
        return LIST_BONUS
    if on_two_sides(quantities(question.text), quantities(candidate.places[unit[0]].text)):
        return -OTHER_SIDE_MALUS
    if not question.wants_definition:
        return 0.0
    return (
        DEFINITION_BONUS
        if question.rarities.keys() <= _defined(candidate.places[unit[0]].text, candidate.stems)
        else 0.0
    )


def code_fit(asked: Set[str], text: str) -> float:
    """Return what a text gains by having an asked code, or loses by having only others of its kind."""
    had = codes(text)
    if not asked.isdisjoint(had):
        return CODE_BONUS
    kinds = {_kind_of_code(code) for code in asked}
    return -CODE_BONUS if any(_kind_of_code(code) in kinds for code in had) else 0.0


def _kind_of_code(code: str) -> str:
    return re.sub(r"\d+", "0", code)


def defines(text: str, question: QuestionIntent, stems: Stems) -> bool:
    """Tell whether a text defines something that the question names."""
    return not question.rarities.keys().isdisjoint(_defined(text, stems))


def _defined(text: str, stems: Stems) -> Set[str]:
    """Return the stems of the term that a text defines."""
    definition = _DEFINES.match(text)
    return set(stems(definition["term"])) if definition else set()


def select(candidate: PassageSentences, question: QuestionIntent, core: Sequence[int]) -> SentenceSelection:
    """Return sentences of a passage as a selection, with what makes the first of them understood."""
    quoted = sorted({*core, *candidate.context(core[0])})
    claim, core = core, candidate.standings[core[0]].meant if len(core) == 1 else core
    vector = candidate.mean_of(core)
    cosine = max(float(mean @ question.vector) for mean in (vector, candidate.mean_of(claim)))
    relevance = cosine + _fit(candidate, question, core)
    relevance += RELEVANCE_WORDS_WEIGHT * share(question.rarities, candidate.stems_of(quoted))
    if candidate.is_about_help and not question.wants_help:
        relevance -= HELP_MALUS
    return SentenceSelection(
        passage=candidate.passage,
        sentences=tuple(candidate.passage.sentences[place] for place in quoted),
        core=tuple(candidate.passage.sentences[place] for place in core),
        core_text=candidate.text_of(core),
        stems=candidate.stems_of(core),
        quoted=candidate.text_of(quoted),
        vector=vector,
        relevance=relevance,
        cosine=cosine,
        heading=candidate.standings[core[0]].heading,
    )
