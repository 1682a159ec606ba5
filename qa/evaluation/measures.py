"""The measures of an evaluation: pure functions of plain values, and their intervals.

A question whose answer is refused or empty has an empty ranking and counts 0; it is never left out.

R@k, nDCG@10, RR@10    through ir-measures (MacAvaney, Macdonald and Ounis, ECIR 2022), whose definitions are
                       those of trec_eval: recall of what has a grade of 1 or more; nDCG after Järvelin and
                       Kekäläinen (ACM TOIS, 2002) with the grade as gain; reciprocal rank after Voorhees
                       (TREC-8, 1999)
Success@3              whether something relevant is among the first three
marked, marked@1       whether the sentence that is marked in a passage overlaps one that answers
marked holds answer    whether the words of the answer stand in what is marked in the document that has it
snippet holds answer   whether they stand in what is shown first, whichever document it is of
refused                share of the answerable questions that are refused
unsure                 share of the answerable questions whose answer is shown as an unsure one
false answers          share of the unanswerable questions that are answered, and not unsurely
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

RANKED_MEASURES = ("nDCG@10", "RR@10", "R@1", "R@3", "R@5", "R@10")
"""What the first ten found decide; RECALL_DEEP takes a hundred."""
RECALL_DEEP = "R@100"
HIT_IN_FIRST = "Success@3"
MARKED = "marked"
MARKED_FIRST = "marked@1"
MARKED_HOLDS_ANSWER = "marked holds answer"
SNIPPET_HOLDS_ANSWER = "snippet holds answer"
REFUSED = "refused"
UNSURE = "unsure"
FALSE_ANSWERS = "false answers"
FALSE_ANSWERS_NEAR = "false answers to near misses"
FALSE_ANSWERS_OTHER = "false answers to other subjects"
LESS_IS_BETTER = frozenset((REFUSED, UNSURE, FALSE_ANSWERS, FALSE_ANSWERS_NEAR, FALSE_ANSWERS_OTHER))
"""Every other measure is better the higher it is."""

FIRST = 3
RESAMPLES = 1000
CONFIDENCE = 0.95
SEED = 20260
"""Any number does; it is fixed so that the same rows always have the same interval."""

Span = tuple[int, int]
"""Half open, in code points of an article's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanWithInterval:
    """A mean in 0..1 over ``questions`` questions, and its 95% interval ``low``..``high``."""

    value: float
    low: float
    high: float
    questions: int


def ranked_measures(
    rankings: Sequence[Sequence[str]],
    judged: Sequence[Mapping[str, int]],
    names: Sequence[str] = RANKED_MEASURES,
) -> tuple[dict[str, float], ...]:
    """Return the named measures of each question, from the ids found, best first, and the grades of those judged.

    An id counts where it stands first, and one that is not judged is not relevant.  Raises ValueError for
    sequences of different lengths, or a question for which nothing is relevant: recall has no meaning there.
    """
    import ir_measures

    if len(rankings) != len(judged) or not all(any(grade > 0 for grade in grades.values()) for grades in judged):
        raise ValueError("each ranking needs its relevant ids, at least one")
    run = {str(n): _scored(ranking) for n, ranking in enumerate(rankings)}
    grades = {str(n): dict(grades_of_query) for n, grades_of_query in enumerate(judged)}
    values: tuple[dict[str, float], ...] = tuple(dict.fromkeys(names, 0.0) for _ in rankings)
    if any(run.values()):
        measures = [ir_measures.parse_measure(name) for name in names]
        for metric in ir_measures.iter_calc(measures, grades, run):
            values[int(metric.query_id)][str(metric.measure)] = float(metric.value)
    return values


def _scored(ranking: Sequence[str]) -> dict[str, float]:
    """Return scores that fall with the rank, since ir-measures sorts by score."""
    return {result: -float(rank) for rank, result in reversed(list(enumerate(ranking)))}


def hit_in_first(ranking: Sequence[str], relevant: Collection[str], *, first: int = FIRST) -> float:
    """Return 1 if one of the ``first`` ids found is relevant, else 0 (success at k)."""
    return float(any(result in relevant for result in ranking[:first]))


def overlaps(span: Span, spans: Collection[Span]) -> bool:
    """Tell whether a span shares at least one character with any of ``spans``; all are of one text."""
    return any(span[0] < end and start < span[1] for start, end in spans)


def precision(marked: Sequence[bool]) -> float | None:
    """Return the share of the marked sentences that answer; None where nothing was marked."""
    return sum(marked) / len(marked) if marked else None


def bootstrap(values: Sequence[float], *, resamples: int = RESAMPLES, seed: int = SEED) -> MeanWithInterval:
    """Return the mean over questions with its percentile interval (Efron and Tibshirani, 1993, chapter 13).

    The questions are drawn again, as many with replacement, ``resamples`` times; the interval holds the middle 95%
    of the means.  The same values and seed give the same interval.  Raises ValueError for no values.
    """
    if not values:
        raise ValueError("there is nothing to measure")
    sample = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(sample), size=(resamples, len(sample)))
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(sample[drawn].mean(axis=1), (tail, 1 - tail))
    return MeanWithInterval(value=float(sample.mean()), low=float(low), high=float(high), questions=len(sample))
