"""Comparisons of a sentence with what it may rest on → its verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering.checking.comparing import SentenceComparison, compare
from qa.answering.checking.records import CheckVerdict, Difference, DifferenceKind
from qa.answering.checking.sources import Source, Sources

SUPPORTING = 0.72
"""Least nearness of what supports a sentence."""
SUPPORTING_COSINE = 0.55
"""Least cosine of it: few words may all be found in a sentence on something else."""
SUPPORTING_COVERED = 0.6
"""Least share of a sentence's words that what supports it has, or has words near to."""
DIFFERING = 0.7
"""Least nearness of what a sentence is told to differ from."""
MARGIN = 0.06
"""What supports a sentence may be so much less near than what differs from it: a point is often made twice."""
NEARLY_SAME = 0.95
"""From this nearness on, what differs from a sentence is what it was made from."""
NEAR = 0.5
"""Least nearness of what is shown as the nearest where no article has a sentence."""
_OF_FIGURES = (DifferenceKind.NUMBER, DifferenceKind.UNIT)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, the source that it follows from, and the differences from that."""

    verdict: CheckVerdict
    source: Source | None = None
    differences: tuple[Difference, ...] = ()


def judge_by(core: str, found: Sequence[Source], sources: Sources) -> Judgement:
    """Return the verdict on a sentence by what was found for it; all of them were read."""
    claim = sources.read(core)
    compared = [
        (source, compare(claim, sources.read(sources.text_of(source)), about=sources.about(source.passage.id)))
        for source in found
    ]
    return judge(compared)


def judge(compared: Sequence[tuple[Source, SentenceComparison]]) -> Judgement:
    """Return the verdict on a sentence that stands nowhere verbatim."""
    ranked = sorted(compared, key=lambda pair: -pair[1].nearness)
    clean = next((pair for pair in ranked if _supports(pair[1])), None)
    accusing = next((pair for pair in ranked if _accuses(pair[1])), None)
    if clean and (accusing is None or clean[1].nearness >= _least_against(accusing[1])):
        return Judgement(CheckVerdict.SUPPORTED, clean[0])
    if accusing:
        differences = _told(accusing[1])
        figures = any(difference.kind in _OF_FIGURES for difference in differences)
        verdict = CheckVerdict.NUMBER_DIFFERS if figures else CheckVerdict.CONTRADICTED
        return Judgement(verdict, accusing[0], differences)
    if ranked and ranked[0][1].nearness >= NEAR:
        return Judgement(CheckVerdict.NOT_IN_ARTICLES, ranked[0][0], ranked[0][1].differences)
    return Judgement(CheckVerdict.NOT_IN_ARTICLES)


def _least_against(accusing: SentenceComparison) -> float:
    """Return the least nearness of what supports a sentence in spite of what differs from it."""
    return accusing.nearness if accusing.nearness >= NEARLY_SAME else accusing.nearness - MARGIN


def _supports(comparison: SentenceComparison) -> bool:
    return (
        not comparison.differences
        and comparison.nearness >= SUPPORTING
        and comparison.cosine >= SUPPORTING_COSINE
        and comparison.covered >= SUPPORTING_COVERED
    )


def _accuses(comparison: SentenceComparison) -> bool:
    return comparison.nearness >= DIFFERING and bool(_told(comparison))


def _told(comparison: SentenceComparison) -> tuple[Difference, ...]:
    """Return the differences that something there stands against: a figure differs from none that is missing."""
    return tuple(
        difference
        for difference in comparison.differences
        if difference.kind not in _OF_FIGURES or difference.there
    )
