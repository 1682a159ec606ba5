"""Fits a generation's verdict: do its articles answer?  On questions of which that is known.

A logistic model (Platt, 1999, for the scores of another model) is pulled towards weights that serve other
collections, so that few questions, or odd ones, do little harm.  The errors told are those on questions that the
model was not fitted on: the questions are dealt into folds, and each fold is judged by a model of the others.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from qa.answering.abstention import HITS_READ, UNCALIBRATED, probability
from qa.answering.assistant import Assistant
from qa.answering.evidence import SearchEvidence
from qa.answering.question.parsed import tidy
from qa.answering.question.spelling import Speller
from qa.embedding.encoder import Encoder
from qa.errors import QuestionError
from qa.evaluation.calibration_questions import (
    KnownQuestion,
    QuestionSource,
    chance,
    labelled_questions,
    make_questions,
)
from qa.indexing.build import Calibrate
from qa.indexing.generations import Generation
from qa.indexing.manifest import Calibration
from qa.settings import Answering

Reals = NDArray[np.float64]
STEPS_MOST = 50
STEP_LEAST = 1e-9
LOGIT_MOST = 30.0
"""Beyond, the probability is 0 or 1 to the last bit that matters, and the exponential would only overflow."""


def fit(features: Reals, answered: Reals, weights: Reals, *, prior: Reals, strength: float) -> Reals:
    """Return the coefficients [k] that are most probable given examples, and a normal prior.

    ``features`` [n, k] has a column of ones where there is to be an intercept; ``answered`` [n] is 0 or 1,
    ``weights`` [n] what each example counts.  ``prior`` [k] is the mean, 1 / ``strength`` its variance.

    Newton's method on the penalised likelihood, which is concave, so that there is one greatest value (iteratively
    reweighted least squares: Bishop, "Pattern recognition and machine learning", 2006, section 4.3.3).  A step
    that would lower the likelihood is halved.
    """
    found = prior.astype(np.float64)
    for _ in range(STEPS_MOST):
        chances = sigmoid(features @ found)
        slope = features.T @ (weights * (answered - chances)) - strength * (found - prior)
        curvature = (features.T * (weights * chances * (1 - chances))) @ features + strength * np.eye(len(prior))
        step = np.linalg.solve(curvature, slope)
        before = _likelihood(features, answered, weights, found, prior, strength)
        while _likelihood(features, answered, weights, found + step, prior, strength) < before and np.any(
            np.abs(step) > STEP_LEAST
        ):
            step /= 2
        found = found + step
        if np.all(np.abs(step) <= STEP_LEAST):
            break
    return found


def sigmoid(logits: Reals) -> Reals:
    """Return the probabilities of logits."""
    chances: Reals = 1 / (1 + np.exp(-np.clip(logits, -LOGIT_MOST, LOGIT_MOST)))
    return chances


def _likelihood(
    features: Reals, answered: Reals, weights: Reals, found: Reals, prior: Reals, strength: float
) -> float:
    logits = features @ found
    fits = weights @ (answered * logits - np.logaddexp(0.0, logits))
    return float(fits - strength / 2 * np.sum((found - prior) ** 2))


REFUSED_MOST = {QuestionSource.PEOPLE: 0.01, QuestionSource.SENTENCE: 0.02}
"""Share of the questions that a threshold is set on which it may refuse.  Aimed at is 0.03 on others, where it is
always more: on the half of the bundled questions that it is not set on 3.6%, and 6% with 0.02 for people's."""
THRESHOLD_LEAST = 0.1
"""However odd a single question of people is: with less, nobody expects an answer."""
PEOPLE_LEAST = 50
"""People's questions that it takes to set the threshold by them alone."""
QUESTIONS_LEAST = 20
"""With fewer that are answered, or that are not, nothing is fitted: the weights of other collections serve."""
PRIOR_STRENGTH = 3.0
"""How strongly the weights of other collections pull.  Made questions differ from people's: with 0.1 up to 10% of
people's are refused on the bundled articles, covid-faq and squad-xquad-en, and from 1 to 30 at most 7%."""
FOLDS = 5
UNLISTED_SHARE = 0.5
"""Share of near misses whose names are taken for ones that are not listed: people ask about such, too."""
THERE_SHARE = 0.75
"""A passage with this share of an everyday question's words, by rarity, may well answer it."""
_ANSWERABLE = (QuestionSource.PEOPLE, QuestionSource.HEADING, QuestionSource.SENTENCE)
_UNANSWERABLE = (QuestionSource.OTHER, QuestionSource.NEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredQuestion:
    """What was measured on a question: ``readings``, as typed and, where possible, with its spelling corrected."""

    origin: QuestionSource
    readings: tuple[Mapping[str, float], ...]

    @property
    def likeliest(self) -> Mapping[str, float]:
        """The reading that is the most probably answered by the weights of other collections."""
        return max(self.readings, key=lambda reading: probability(reading, UNCALIBRATED))

    def probability(self, calibration: Calibration) -> float:
        """Return the probability that it is answered, which either reading may be."""
        return max(probability(reading, calibration) for reading in self.readings)


def calibrator(encoder: Encoder, settings: Answering) -> Calibrate:
    """Return what calibrates a generation as it is built."""
    return partial(calibrate, encoder=encoder, settings=settings)


def calibrate(generation: Generation, encoder: Encoder, settings: Answering) -> Calibration:
    """Return how a generation decides whether its articles answer, and how often that is wrong.

    The same articles give the same.  Some 300 questions are asked at most, however large the generation is.
    """
    # a cross-encoder would take minutes, and hardly changes what is among the first passages
    assistant = Assistant(generation, encoder, settings.model_copy(update={"rerank": ""}))
    speller = Speller(generation.vocabulary)
    known = [*labelled_questions(generation), *make_questions(generation)]
    found = (_measure(question, assistant, speller) for question in known)
    return calibration_of([measured for measured in found if measured])


def calibration_of(questions: Sequence[MeasuredQuestion]) -> Calibration:
    """Return the calibration by questions, with its errors on folds of them that it was not fitted on."""
    counted = _counted(questions)
    wrong: Counter[QuestionSource] = Counter()
    for held, rest in _folds(questions):
        model = fitted(rest)
        for question in held:
            answered = question.probability(model) >= model.threshold
            wrong[question.origin] += answered is (question.origin in _UNANSWERABLE)
    numbers = Counter(question.origin for question in questions)
    return replace(
        fitted(questions),
        refused=_share(wrong[counted], numbers[counted]),
        answered_other=_share(wrong[QuestionSource.OTHER], numbers[QuestionSource.OTHER]),
        answered_near=_share(wrong[QuestionSource.NEAR], numbers[QuestionSource.NEAR]),
        questions={
            "answerable": numbers[counted],
            "other": numbers[QuestionSource.OTHER],
            "near": numbers[QuestionSource.NEAR],
        },
    )


def fitted(questions: Sequence[MeasuredQuestion]) -> Calibration:
    """Return the calibration fitted on questions, its errors not measured; UNCALIBRATED where they are too few."""
    sides = [sum(question.origin in side for question in questions) for side in (_ANSWERABLE, _UNANSWERABLE)]
    if min(sides) < QUESTIONS_LEAST:
        return UNCALIBRATED
    names = list(UNCALIBRATED.weights)
    found = fit(
        np.array([[*(question.likeliest[name] for name in names), 1.0] for question in questions]),
        np.array([float(question.origin in _ANSWERABLE) for question in questions]),
        np.array(_weights(questions)),
        prior=np.array([*UNCALIBRATED.weights.values(), UNCALIBRATED.intercept]),
        strength=PRIOR_STRENGTH,
    ).tolist()
    model = replace(UNCALIBRATED, weights=dict(zip(names, found, strict=False)), intercept=found[-1])
    return replace(model, threshold=_threshold(questions, model))


def threshold_of(probabilities: Sequence[float], *, refused_most: float) -> float:
    """Return the greatest threshold below which no more than a share of the probabilities are."""
    return sorted(probabilities)[int(refused_most * len(probabilities))]


def _threshold(questions: Sequence[MeasuredQuestion], model: Calibration) -> float:
    counted = _counted(questions)
    answerable = [question.probability(model) for question in questions if question.origin is counted]
    if not answerable:
        return UNCALIBRATED.threshold
    threshold = threshold_of(answerable, refused_most=REFUSED_MOST[counted])
    return max(threshold, THRESHOLD_LEAST) if counted is QuestionSource.PEOPLE else _cautious(threshold)


def _cautious(threshold: float) -> float:
    """Return a threshold set by made questions, drawn half way, in logits, to the one for other collections.

    It is never above that one: made questions may be nearer to the articles than people's.
    """
    other = UNCALIBRATED.threshold
    logits = [math.log(each / (1 - each)) for each in (min(threshold, other), other)]
    return min(1 / (1 + math.exp(-sum(logits) / 2)), other)


def _counted(questions: Sequence[MeasuredQuestion]) -> QuestionSource:
    """Return which questions decide the threshold: people's, or else those that are as far from the articles."""
    people = sum(question.origin is QuestionSource.PEOPLE for question in questions)
    return QuestionSource.PEOPLE if people >= PEOPLE_LEAST else QuestionSource.SENTENCE


def _weights(questions: Sequence[MeasuredQuestion]) -> list[float]:
    """Return what questions count, 1 on average: both sides the same, and so the origins of a side."""
    numbers = Counter(question.origin for question in questions)
    sides = {origin: side for side in (_ANSWERABLE, _UNANSWERABLE) for origin in side}
    origins = Counter(sides[origin] for origin in numbers)
    return [
        len(questions) / (2 * origins[sides[question.origin]] * numbers[question.origin]) for question in questions
    ]


def _folds(
    questions: Sequence[MeasuredQuestion],
) -> list[tuple[list[MeasuredQuestion], list[MeasuredQuestion]]]:
    """Return the questions of each fold, and those of the others; each origin is dealt out by turns."""
    dealt = [question for origin in QuestionSource for question in questions if question.origin is origin]
    return [
        (
            dealt[fold::FOLDS],
            [question for place, question in enumerate(dealt) if place % FOLDS != fold],
        )
        for fold in range(FOLDS)
    ]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _measure(question: KnownQuestion, assistant: Assistant, speller: Speller) -> MeasuredQuestion | None:
    """Return what is measured on a question; None for one that cannot be asked or may be answered after all."""
    try:
        text = tidy(question.text)
    except QuestionError:
        return None
    look = assistant.look(text, passages=HITS_READ)
    if question.origin is QuestionSource.OTHER and _is_there(look):
        return None
    correction = speller.correct(text, look.search.words.unknown)
    looks = [look, assistant.look(correction.text, passages=HITS_READ)] if correction else [look]
    unlisted = question.origin is QuestionSource.NEAR and chance("unlisted", question.about) < UNLISTED_SHARE
    changed = {"unnamed": 0.0} if unlisted else {}
    return MeasuredQuestion(origin=question.origin, readings=tuple({**each.measured, **changed} for each in looks))


def _is_there(look: SearchEvidence) -> bool:
    return any(look.search.words.share_in(hit.passage.text) >= THERE_SHARE for hit in look.search.hits)
