"""Measures a generation's verdict: how often does it say that its articles answer, and do they?

The model is the same for every generation (qa/answering/abstention.py); questions made of an index's own text are
too like it to fit one on them.  But the questions tell how often the model errs there: words of a sentence and
headings are answered; words of a sentence with a name, a number or another telling word exchanged for one of the
same passage are near misses; everyday questions are on other subjects.  Hardly any question is nearer than those
near misses, and none is farther than other subjects: how many of people's near misses get a sure answer lies
between the two.  Where people's questions are known, the bundled half of them, these also set the threshold below
which nothing is shown, and the errors of it are told by leaving each of them out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from qa.answering.abstention import HITS_READ, VERDICT_MODEL, probability
from qa.answering.assistant import Assistant
from qa.answering.evidence import SearchEvidence
from qa.answering.question.parsed import tidy
from qa.answering.question.spelling import Speller
from qa.embedding.encoder import Encoder
from qa.errors import QuestionError
from qa.evaluation.calibration_questions import KnownQuestion, QuestionSource, labelled_questions, make_questions
from qa.indexing.bm25 import Postings
from qa.indexing.build import Calibrate
from qa.indexing.generations import Generation
from qa.indexing.manifest import Calibration
from qa.settings import Answering

THRESHOLD_LEAST = 0.1
"""However odd a single question of people is: with less, nobody expects an answer."""
PEOPLE_LEAST = 50
"""People's questions that it takes to set the threshold by them."""
THERE_SHARE = 0.75
"""A passage with this share of an everyday question's words, by rarity, may well answer it."""
_MADE = (QuestionSource.HEADING, QuestionSource.SENTENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredQuestion:
    """What was measured on a question: ``readings``, as typed and, where possible, with its spelling corrected."""

    origin: QuestionSource
    readings: tuple[Mapping[str, float], ...]

    def probability(self, calibration: Calibration) -> float:
        """Return the probability that it is answered, which either reading may be."""
        return max(probability(reading, calibration) for reading in self.readings)


def _unheard(_done: int, _total: int) -> None:
    """Ignore the progress."""


def calibrator(
    encoder: Encoder, settings: Answering, progress: Callable[[int, int], None] = _unheard
) -> Calibrate:
    """Return what calibrates a generation as it is built, and tells its progress."""
    return partial(calibrate, encoder=encoder, settings=settings, progress=progress)


def calibrate(
    generation: Generation,
    encoder: Encoder,
    settings: Answering,
    progress: Callable[[int, int], None] = _unheard,
) -> Calibration:
    """Return how a generation decides whether its articles answer, and how often that is wrong.

    ``progress`` is called with how many questions were asked, and how many there are.  The same
    articles give the same.  Some 300 questions are asked at most, however large the generation is.
    """
    # a cross-encoder would take minutes, and hardly changes what is among the first passages
    assistant = Assistant(generation, encoder, settings.model_copy(update={"rerank": ""}))
    speller = Speller(generation.vocabulary)
    questions = [*labelled_questions(generation), *make_questions(generation)]
    measured: list[MeasuredQuestion | None] = []
    for question in questions:
        progress(len(measured), len(questions))
        measured.append(_measure(question, assistant, speller))
    progress(len(questions), len(questions))
    return calibration_of([question for question in measured if question])


def calibration_of(questions: Sequence[MeasuredQuestion]) -> Calibration:
    """Return the calibration by questions, with the errors that it makes on them."""
    chances: dict[QuestionSource, list[float]] = {origin: [] for origin in QuestionSource}
    for question in questions:
        chances[question.origin].append(question.probability(VERDICT_MODEL))
    people, other_subjects, near = (chances[origin] for origin in (QuestionSource.PEOPLE, *_UNANSWERABLE))
    sure_from = VERDICT_MODEL.sure
    if len(people) >= PEOPLE_LEAST:
        answerable, threshold = people, _threshold(people)
        refused = sum(chance < _threshold_without(people, place) for place, chance in enumerate(people))
    else:
        answerable, threshold = [chance for origin in _MADE for chance in chances[origin]], VERDICT_MODEL.threshold
        refused = sum(chance < threshold for chance in answerable)
    return replace(
        VERDICT_MODEL,
        threshold=threshold,
        refused=refused / max(1, len(answerable)),
        unsure=_share(threshold <= chance < sure_from for chance in answerable),
        answered_other=_share(chance >= sure_from for chance in other_subjects),
        answered_near=_share(chance >= sure_from for chance in near),
        unsure_near=_share(threshold <= chance < sure_from for chance in near),
        questions={"answerable": len(answerable), "other": len(other_subjects), "near": len(near)},
    )


_UNANSWERABLE = (QuestionSource.OTHER, QuestionSource.NEAR)


def _threshold(people: Sequence[float]) -> float:
    """Return half the least probability of people's questions, within sensible bounds.

    Nothing that they asked is refused, as the reader is told of what is less sure; and others ask odder things.
    """
    return min(max(min(people) / 2, THRESHOLD_LEAST), VERDICT_MODEL.threshold)


def _threshold_without(people: Sequence[float], place: int) -> float:
    return _threshold([*people[:place], *people[place + 1 :]])


def _share(kinds: Iterable[bool]) -> float:
    counts = Counter(kinds)
    return counts[True] / (counts.total() or 1)


def _measure(question: KnownQuestion, assistant: Assistant, speller: Speller) -> MeasuredQuestion | None:
    """Return the measures of a question; None where it cannot be asked or articles may answer it after all."""
    try:
        text = tidy(question.text)
    except QuestionError:
        return None
    evidence = assistant.gather_evidence(text, passages=HITS_READ)
    if question.origin is QuestionSource.OTHER and _is_there(evidence, assistant.generation.postings):
        return None
    correction = speller.correct(text, evidence.search.words.unknown)
    readings = [evidence]
    if correction:
        readings.append(assistant.gather_evidence(correction.text, passages=HITS_READ))
    return MeasuredQuestion(origin=question.origin, readings=tuple(reading.measured for reading in readings))


def _is_there(evidence: SearchEvidence, postings: Postings) -> bool:
    texts = (hit.passage.text for hit in evidence.search.hits)
    return any(evidence.search.words.share_among(postings.terms(text)) >= THERE_SHARE for text in texts)
