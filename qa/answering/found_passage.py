"""A passage that was found, and its sentences as they stand: which can answer alone, and what they hang on."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from qa.answering.disowned import Standing, standings
from qa.indexing.vectors import Vectors
from qa.records import Article, Block, BlockKind, Passage, Section, SectionKind

LIST_ITEMS_LEAST = 2
HEADING_WORDS_MOST = 16
HEADING_CAPITALS = 0.6
"""A line without an end mark in which this share of the words has a capital is a heading that the file lost."""
_REFERS_BACK = re.compile(
    r"(it|its|this|they|them|their|these|that|those|such|he|his|she|her|both|another|others|also|however|but|and|or|"
    r"so|yet|then|therefore|thus|instead|otherwise|besides|moreover|furthermore|similarly|likewise|for example|"
    r"for instance|in addition|as a result|in that case|on the other hand)\b(?! (legs|feet|knees|sides|men)\b)"
    r"(?!( is| was| may be| can be| might be) (\w+ )?\w+ (to|that|for)\b)",  # "It is important to ..."
    re.IGNORECASE,
)

_HAS_A_WORD = re.compile(r"[^\W\d_]{2}")

Stems = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence where it stands: in which block, and below which line that leads into its list."""

    text: str
    stems: frozenset[str]
    block: Block
    lead_in: int | None
    refers_back: bool

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


class FoundPassage:
    """A passage, its article and the unit ``vectors`` [sentences, dimension] of its sentences.

    What does not depend on the question is worked out once, when it is first asked for.
    """

    def __init__(self, passage: Passage, article: Article, vectors: Vectors, stems: Stems) -> None:
        """Keep the parts; ``stems`` gives the stems of a text, in order."""
        self.passage = passage
        self.article = article
        self.vectors = vectors
        self._stems = stems

    @cached_property
    def is_about_help(self) -> bool:
        """Whether it is of a section that says when to get help."""
        return bool(self._section and self._section.kind is SectionKind.WHEN_TO_GET_HELP)

    @cached_property
    def _section(self) -> Section | None:
        start = self.passage.start
        return next((each for each in self.article.sections if each.start <= start < each.end), None)

    @cached_property
    def standings(self) -> Sequence[Standing]:
        """How each of its sentences may be quoted."""
        starts = [sentence.start for sentence in self.passage.sentences]
        if self._section is None:
            return [Standing(quotable=True, needed=(place,), meant=(place,)) for place in range(len(starts))]
        return standings(self.article, self._section, self.passage.headings, starts)

    @cached_property
    def places(self) -> Sequence[Place]:
        """Its sentences, in order."""
        passage = self.passage
        whole = Block(start=passage.start, end=passage.end, kind=BlockKind.PARAGRAPH)
        blocks = [
            block for section in self.article.sections for block in section.blocks if block.end > passage.start
        ]
        places: list[Place] = []
        for sentence in passage.sentences:
            block = next((block for block in blocks if sentence.start < block.end), whole)
            text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
            above = places[-1] if places else None
            refers_back = above is not None and not above.leads_in and _refers_back(text, above.block, block)
            places.append(Place(text, frozenset(self._stems(text)), block, _lead_in(places, block), refers_back))
        return places

    @cached_property
    def alone(self) -> list[int]:
        """The places of the sentences that can answer alone."""
        return [place for place, each in enumerate(self.places) if each.answers_alone and self.is_quotable(place)]

    def is_quotable(self, place: int) -> bool:
        """Tell whether a sentence, with all that it is quoted with, may be quoted."""
        return all(self.standings[each].quotable for each in (place, *self.context(place)))

    @cached_property
    def lists(self) -> list[list[int]]:
        """The places of its lists: the line that leads in, the items below it, and what is below those."""
        return list(self._lists())

    def _lists(self) -> Iterator[list[int]]:
        for lead_in in (place for place, each in enumerate(self.places) if each.leads_in):
            unit = [lead_in]
            for place in range(lead_in + 1, len(self.places)):
                if self.places[place].lead_in in unit:
                    unit.append(place)
            if any(not self.standings[place].quotable or len(self.standings[place].needed) > 1 for place in unit):
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
            needed.update(before, *(self.standings[each].needed for each in before))
        return sorted(needed - {first})

    def _before(self, first: int) -> Sequence[int]:
        found = self.places[first]
        if found.block.depth:
            earlier = [place for place in range(first) if self.places[place].block == found.block]
            return earlier if found.lead_in is None else [found.lead_in, *earlier]
        return [first - 1] if found.refers_back else []

    def text_of(self, places: Sequence[int]) -> str:
        """Return the text of some of its sentences."""
        return " ".join(self.places[place].text for place in places)

    def stems_of(self, places: Sequence[int]) -> frozenset[str]:
        """Return the stems of some of its sentences."""
        return frozenset().union(*(self.places[place].stems for place in places))

    def mean_of(self, places: Sequence[int]) -> Vectors:
        """Return the unit mean [dimension] of the vectors of some of its sentences."""
        if len(places) == 1:
            one: Vectors = self.vectors[places[0]]
            return one
        mean: Vectors = self.vectors[list(places)].mean(axis=0)
        return mean / (float(np.linalg.norm(mean)) or 1.0)


def _lead_in(before: Sequence[Place], block: Block) -> int | None:
    """Return the place of the last sentence of the block that a list item hangs under, if it leads in."""
    above = [place for place, each in enumerate(before) if each.block.depth < block.depth][-1:]
    return above[0] if above and before[above[0]].leads_in else None


def _refers_back(text: str, above: Block, block: Block) -> bool:
    return (above == block or not (above.depth or block.depth)) and bool(_REFERS_BACK.match(text))


def _is_heading(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    if text[-1] in '.!?…;,)"”’' or not words or len(words) > HEADING_WORDS_MOST:
        return False
    return sum(word[0].isupper() for word in words) >= HEADING_CAPITALS * len(words)
