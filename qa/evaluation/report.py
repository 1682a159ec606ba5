"""An evaluation as a person reads it: step by step, with confidences, the worst questions and what changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import TypeAdapter

from qa.answering.assistant import Assistant
from qa.errors import QuestionError
from qa.evaluation.feedback import FeedbackRun
from qa.evaluation.gold import GoldQuestion, places_of
from qa.evaluation.measures import FIRST, MeanWithInterval, bootstrap
from qa.evaluation.run import PASSAGES, Evaluation, GoldRow, evaluate, over_questions
from qa.files import sha256

STEP = 8
"""Questions between two words about the progress: a second or so."""
BINS, BINS_MOST, QUESTIONS_OF_A_BIN = 5, 10, 10
"""Bins of a reliability curve: more of them only where each can have questions."""
QUESTIONS_LEAST = 20
"""For a curve: with fewer it would show chance and no more."""
NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An evaluation with the confidence of each answer, by the id of its question, and a digest of each question.

    A question that cannot be asked has no confidence.
    """

    evaluation: Evaluation[GoldRow]
    confidences: Mapping[str, float]
    digests: Mapping[str, str]

    def by_digest(self) -> dict[str, Mapping[str, float]]:
        """Return the measures of each question by its digest."""
        return {self.digests[row.id]: row.measures for row in self.evaluation.rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The questions whose confidence is in ``low``..``high``, and their mean ``confidence``.

    ``share`` is that of the answerable among them, and ``share_low``..``share_high`` its 95% interval.
    """

    low: float
    high: float
    count: int
    confidence: float
    share: float
    share_low: float
    share_high: float


def report(assistant: Assistant, gold: Sequence[GoldQuestion], progress: Callable[[int, int], None]) -> Report:
    """Evaluate as ``evaluate`` does, a few questions at a time; ``progress`` is called with how many are done.

    Raises EvaluationError, before anything is asked, for what the index does not hold.
    """
    if not gold:
        evaluate(assistant, gold)  # raises: there is nothing to ask
    for question in gold:
        places_of(assistant, question, quotes=True)
    rows: list[GoldRow] = []
    confidences: dict[str, float] = {}
    for first in range(0, len(gold), STEP):
        progress(first, len(gold))
        step = gold[first : first + STEP]
        rows += evaluate(assistant, step).rows
        confidences |= _confidences(assistant, step)
    progress(len(gold), len(gold))
    evaluation = Evaluation(
        corpus=assistant.generation.manifest.corpus,
        generation=assistant.generation.name,
        passages=PASSAGES,
        measures=over_questions(row.measures for row in rows),
        rows=tuple(rows),
    )
    return Report(
        evaluation=evaluation,
        confidences=confidences,
        digests={question.id: digest_of([question]) for question in gold},
    )


def _confidences(assistant: Assistant, gold: Iterable[GoldQuestion]) -> dict[str, float]:
    """Return the confidence of each answer; the assistant has it ready, as it was asked just now."""
    confidences: dict[str, float] = {}
    for question in gold:
        try:
            confidences[question.id] = assistant.ask(question.question, passages=PASSAGES).confidence
        except QuestionError:
            continue
    return confidences


def digest_of(gold: Iterable[GoldQuestion]) -> str:
    """Return a digest of questions and all that is known of their answers."""
    adapter = TypeAdapter(GoldQuestion)
    return sha256(b"\n".join(adapter.dump_json(question) for question in gold))


def worst(rows: Iterable[GoldRow]) -> list[GoldRow]:
    """Return the answerable questions with nothing right among the first three, the worst first.

    Those that were refused are the worst, then those for which nothing right was found at all.
    """

    def badness(row: GoldRow) -> tuple[bool, int]:
        return not row.refused, -(row.first_relevant or len(row.ranking) + 1)

    failed = [row for row in rows if row.answerable and (row.first_relevant or FIRST + 1) > FIRST]
    return sorted(failed, key=badness)


def answered_wrongly(report: Report) -> list[GoldRow]:
    """Return the questions that no article answers and that got an answer, the most confident first."""
    rows = [row for row in report.evaluation.rows if row.is_wrong and not row.answerable]
    return sorted(rows, key=lambda row: -report.confidences.get(row.id, 0.0))


def before(report: Report, runs: Iterable[FeedbackRun]) -> FeedbackRun | None:
    """Return the latest run on another generation that shares a question, the latest first among ``runs``."""
    digests = set(report.digests.values())
    return next(
        (
            run
            for run in runs
            if run.generation != report.evaluation.generation and not digests.isdisjoint(run.measures)
        ),
        None,
    )


def changes(report: Report, run: FeedbackRun) -> dict[str, MeanWithInterval]:
    """Return how each measure changed since a run, over the questions of both, with the interval of the change.

    The questions are paired, which tells a change from chance far sooner than two intervals side by side.
    """
    listed: dict[str, list[float]] = {}
    for digest, measures in report.by_digest().items():
        before = run.measures.get(digest, {})
        for name in measures.keys() & before.keys():
            listed.setdefault(name, []).append(measures[name] - before[name])
    return {name: bootstrap(differences) for name, differences in listed.items()}


def reliability(report: Report) -> tuple[Bin, ...]:
    """Return how often questions were answerable, by the confidence of their answers; empty bins are left out.

    Nothing for too few questions, or where all are answerable, or none: the share would be the same everywhere.
    """
    rows = [row for row in report.evaluation.rows if row.id in report.confidences]
    if len(rows) < QUESTIONS_LEAST or len({row.answerable for row in rows}) < 2:
        return ()
    return bins([(report.confidences[row.id], row.answerable) for row in rows])


def bins(pairs: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Return pairs of confidence and truth in bins of equal width, from 0 to 1, those that are empty left out."""
    count = BINS_MOST if len(pairs) >= BINS_MOST * QUESTIONS_OF_A_BIN else BINS
    members: dict[int, list[tuple[float, bool]]] = {}
    for confidence, truth in pairs:
        members.setdefault(min(int(confidence * count), count - 1), []).append((confidence, truth))
    return tuple(_bin(number / count, (number + 1) / count, members[number]) for number in sorted(members))


def _bin(low: float, high: float, pairs: Sequence[tuple[float, bool]]) -> Bin:
    share = float(np.mean([truth for _, truth in pairs]))
    share_low, share_high = wilson(share, len(pairs))
    return Bin(
        low=low,
        high=high,
        count=len(pairs),
        confidence=float(np.mean([confidence for confidence, _ in pairs])),
        share=share,
        share_low=share_low,
        share_high=share_high,
    )


def spread(measured: MeanWithInterval) -> tuple[float, float]:
    """Return the 95% interval of a measure in 0..1.

    Where all questions came out alike, drawing them again tells nothing; then it is as wide as it can be for a
    share of so many, by Wilson's interval.
    """
    if measured.low < measured.high:
        return measured.low, measured.high
    return wilson(measured.value, measured.questions)


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 95% interval of a share of ``count`` (Wilson, 1927), which is honest for few and near 0 and 1."""
    square = NORMAL_95**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = NORMAL_95 * np.sqrt(share * (1 - share) / count + square / (4 * count**2)) / (1 + square / count)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def calibration_error(curve: Iterable[Bin]) -> float:
    """Return the expected calibration error: how far confidence and share are apart, over the questions."""
    apart = [
        (confidence_bin.count, abs(confidence_bin.confidence - confidence_bin.share)) for confidence_bin in curve
    ]
    return sum(count * distance for count, distance in apart) / sum(count for count, _ in apart)
