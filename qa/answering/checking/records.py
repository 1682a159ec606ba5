"""What a check of a text tells: each sentence with its verdict, what it rests on, and what differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qa.records import Citation


class CheckVerdict(StrEnum):
    """How a sentence stands to the articles."""

    VERBATIM = "verbatim"
    SUPPORTED = "supported"
    NUMBER_DIFFERS = "number_differs"
    CONTRADICTED = "contradicted"
    NOT_IN_ARTICLES = "not_in_articles"
    NOT_A_CLAIM = "not_a_claim"

    @property
    def passes(self) -> bool:
        """Whether nothing is to be mended in the sentence."""
        return self in (CheckVerdict.VERBATIM, CheckVerdict.SUPPORTED, CheckVerdict.NOT_A_CLAIM)


class DifferenceKind(StrEnum):
    """What of a sentence differs from an article."""

    NUMBER = "number"
    UNIT = "unit"
    DENIAL = "denial"
    OPPOSITE = "opposite"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a sentence has ``here`` and its article has ``there``, each as written; empty where one has nothing."""

    kind: DifferenceKind
    here: str
    there: str

    def told(self, number: int) -> str:
        """Return the difference in words; ``number`` is that of the citation."""
        if self.kind is DifferenceKind.DENIAL and not self.here:
            return f"“{self.there}” in [{number}], not here"
        if not self.there:
            return f"“{self.here}” here, not in [{number}]"
        return f"“{self.here}” here, “{self.there}” in [{number}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCitation:
    """A citation that the text gives, at ``text[start:end]``, as ``[article-id:start-end]`` or by a title.

    ``citation`` is the place it names; None where there is none.  ``problem`` is one sentence, empty where the
    place exists and what the text says of it stands there.
    """

    start: int
    end: int
    written: str
    citation: Citation | None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedQuotation:
    """Words in quotation marks, ``text[start:end]`` without the marks, and the place where they stand.

    White space aside, they are held to the character; a comma or full stop before the closing mark may be the
    writer's.  ``citation`` is None, and ``problem`` one sentence, where they stand nowhere, or not where cited.
    """

    start: int
    end: int
    words: str
    citation: Citation | None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSentence:
    """A sentence of the text, ``text[start:end]``, with its verdict.

    ``rests_on`` are the places of the articles that it was judged against: what it stands in or is supported by,
    what differs from it, or, where no article has it, the nearest sentence, if any is near.  ``differences`` are
    told against the first of them.
    """

    start: int
    end: int
    text: str
    verdict: CheckVerdict
    rests_on: tuple[Citation, ...] = ()
    differences: tuple[Difference, ...] = ()
    citations: tuple[CheckedCitation, ...] = ()
    quotations: tuple[CheckedQuotation, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether nothing is to be mended: neither in the sentence nor in its quotations and citations."""
        return self.verdict.passes and not self.problems

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with its citations and quotations, in words."""
        given: tuple[CheckedCitation | CheckedQuotation, ...] = (*self.citations, *self.quotations)
        return tuple(found.problem for found in given if found.problem)

    @property
    def told(self) -> tuple[str, ...]:
        """What differs, in words."""
        return tuple(difference.told(self.rests_on[0].number) for difference in self.differences if self.rests_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCheck:
    """A text held to the articles of a generation: its sentences in order.

    ``checked_to`` is the end of what was checked, in code points; where that is before the end of the text,
    ``cut`` says why in one sentence.  ``seconds`` is how long the check took.
    """

    generation: str
    sentences: tuple[CheckedSentence, ...]
    checked_to: int
    cut: str
    seconds: float

    @property
    def passes(self) -> bool:
        """Whether all of the text was checked and nothing is to be mended."""
        return not self.cut and all(sentence.passes for sentence in self.sentences)

    @property
    def counts(self) -> Mapping[CheckVerdict, int]:
        """How many sentences have each verdict."""
        verdicts = [sentence.verdict for sentence in self.sentences]
        return {verdict: verdicts.count(verdict) for verdict in CheckVerdict}
