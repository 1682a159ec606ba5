"""Asks every question of a gold file and measures what came.

A hit is relevant when it overlaps the section that a relevant place names.  The unit of recall is the place
(article and heading): it has the rank of the first hit that reaches it; a further hit on it keeps its own rank
and counts as nothing found, so that ranks are those the reader sees.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError, QuestionError
from qa.evaluation import measures
from qa.evaluation.gold import GoldQuestion, NamedSpans, QuestionKind, in_article, place_of, places_of, reached
from qa.evaluation.measures import MeanWithInterval, bootstrap
from qa.records import Hit, Verdict

DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """What came to one question: the names found, best first, and its measures; ``relevant`` are those wanted."""

    id: str
    question: str
    relevant: tuple[str, ...]
    ranking: tuple[str, ...]
    measures: Mapping[str, float]

    @property
    def first_relevant(self) -> int | None:
        """Return the rank, from 1, of the first name found that is wanted; None where none is."""
        relevant = set(self.relevant)
        return next((rank for rank, name in enumerate(self.ranking, start=1) if name in relevant), None)


AnyRow = TypeVar("AnyRow", bound=QuestionResult, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Generic[AnyRow]):
    """The measures of one generation on one set of questions; ``corpus`` is the digest of its articles.

    ``passages`` is how many were asked for.
    """

    corpus: str
    generation: str
    passages: int
    measures: Mapping[str, MeanWithInterval]
    rows: tuple[AnyRow, ...]


def over_questions(values: Iterable[Mapping[str, float]]) -> dict[str, MeanWithInterval]:
    """Return each measure over the questions that have it, with its interval."""
    listed: dict[str, list[float]] = {}
    for of_question in values:
        for name, value in of_question.items():
            listed.setdefault(name, []).append(value)
    return {name: bootstrap(values_of_name) for name, values_of_name in listed.items()}


def to_json(evaluation: Evaluation[QuestionResult]) -> dict[str, Any]:
    """Return the evaluation as plain values, ready for ``json.dumps``."""
    means = evaluation.measures
    return {
        "queries": len(evaluation.rows),
        "corpus": evaluation.corpus,
        "generation": evaluation.generation,
        "passages": evaluation.passages,
        "measures": {name: round(measured.value, DIGITS) for name, measured in means.items()},
        "intervals": {
            name: [round(measured.low, DIGITS), round(measured.high, DIGITS)] for name, measured in means.items()
        },
        "rows": [asdict(row) for row in evaluation.rows],
    }


PASSAGES = 10
"""As deep as all measures but one look."""
PASSAGES_DEEP = 100
"""As deep as R@100 looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRow(QuestionResult):
    """What came to one question of a gold file.

    ``ranking`` names the relevant place that each hit reached first, or the passage; it is empty for an answer
    that was refused.  ``first`` is the article and heading of the first hit, refused or not.
    """

    kind: QuestionKind
    answerable: bool
    verdict: Verdict
    first: str

    @property
    def refused(self) -> bool:
        """Whether nothing was shown as an answer, not even unsurely."""
        return self.verdict is Verdict.NOT_IN_CORPUS

    @property
    def is_wrong(self) -> bool:
        """Whether the verdict is: a question that is answered was refused, or another answered."""
        return self.refused if self.answerable else self.verdict is Verdict.ANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """A question, its places in the index, and what came: ``hits`` are shown, ``deeper`` those behind them."""

    question: GoldQuestion
    sections: NamedSpans
    quotes: NamedSpans
    verdict: Verdict
    hits: tuple[Hit, ...] = ()
    deeper: tuple[Hit, ...] = ()


def evaluate(assistant: Assistant, gold: Sequence[GoldQuestion], passages: int = PASSAGES) -> Evaluation[GoldRow]:
    """Ask each question for at most ``passages`` passages and measure the answers.

    A question that cannot be asked at all counts as refused.  Raises EvaluationError when there is no question, or
    one names an article, heading or quote that the index does not hold.
    """
    if not gold:
        raise EvaluationError("There are no questions to ask.", hint="Name a gold file with one or more.")
    sections = [places_of(assistant, question, quotes=False) for question in gold]
    quotes = [places_of(assistant, question, quotes=True) for question in gold]
    outcomes = [_ask(assistant, *parts, passages=passages) for parts in zip(gold, sections, quotes, strict=True)]
    measured = _ranked([outcome for outcome in outcomes if outcome.question.answerable])
    rows = tuple(_row(outcome, measured.get(outcome.question.id, {})) for outcome in outcomes)
    return Evaluation(
        corpus=assistant.generation.manifest.corpus,
        generation=assistant.generation.name,
        passages=passages,
        measures=over_questions(row.measures for row in rows),
        rows=rows,
    )


def _ask(
    assistant: Assistant, question: GoldQuestion, sections: NamedSpans, quotes: NamedSpans, *, passages: int
) -> _Outcome:
    try:
        answer = assistant.ask(question.question, passages=passages)
    except QuestionError:
        return _Outcome(question=question, sections=sections, quotes=quotes, verdict=Verdict.NOT_IN_CORPUS)
    refused = answer.verdict is Verdict.NOT_IN_CORPUS
    shown_passages = {hit.passage.id for hit in answer.hits}
    deep = assistant.search(answer.question, passages=PASSAGES_DEEP) if sections and not refused else ()
    return _Outcome(
        question=question,
        sections=sections,
        quotes=quotes,
        verdict=answer.verdict,
        hits=answer.hits,
        deeper=tuple(hit for hit in deep if hit.passage.id not in shown_passages),
    )


def _ranked(outcomes: Sequence[_Outcome]) -> dict[str, dict[str, float]]:
    """Return, by id, the measures of answerable questions that ranks decide."""
    rankings = [_ranking(outcome, outcome.hits) for outcome in outcomes]
    deep_rankings = [_ranking(outcome, (*outcome.hits, *outcome.deeper)) for outcome in outcomes]
    judged = [dict.fromkeys(outcome.sections, 1) for outcome in outcomes]
    first = measures.ranked_measures(rankings, judged)
    further = measures.ranked_measures(deep_rankings, judged, (measures.RECALL_DEEP,))
    return {outcome.question.id: {**a, **b} for outcome, a, b in zip(outcomes, first, further, strict=True)}


def _ranking(outcome: _Outcome, hits: Iterable[Hit]) -> tuple[str, ...]:
    """Return what each hit counts as, best first; nothing for an answer that was refused."""
    ranking: list[str] = []
    for hit in hits if outcome.verdict is not Verdict.NOT_IN_CORPUS else ():
        new = [name for name in reached(hit, outcome.sections) if name not in ranking]
        ranking.append(new[0] if new else f"passage {hit.passage.id}")
    return tuple(ranking)


def _marked(outcome: _Outcome) -> dict[str, float]:
    """Return whether the first marked sentence answers, and the share that does over the relevant hits."""
    hits = outcome.hits if outcome.verdict is not Verdict.NOT_IN_CORPUS else ()
    spans = [span for named in outcome.quotes.values() for span in named]
    right = {
        hit.rank: any(
            measures.overlaps((sentence.start, sentence.end), in_article(hit, spans)) for sentence in hit.answering
        )
        for hit in hits
    }
    share = measures.precision([right[hit.rank] for hit in hits if reached(hit, outcome.sections)])
    first = {measures.MARKED_FIRST: float(right.get(1, False))}
    return first if share is None else {**first, measures.MARKED: share}


def _verdict(outcome: _Outcome) -> dict[str, float]:
    """Return whether an answerable question was refused or unsure, or another answered, by its kind too."""
    if outcome.question.answerable:
        return {
            measures.REFUSED: float(outcome.verdict is Verdict.NOT_IN_CORPUS),
            measures.UNSURE: float(outcome.verdict is Verdict.UNSURE),
        }
    near = outcome.question.kind is QuestionKind.NEAR_MISS
    apart = measures.FALSE_ANSWERS_NEAR if near else measures.FALSE_ANSWERS_OTHER
    return dict.fromkeys((measures.FALSE_ANSWERS, apart), float(outcome.verdict is Verdict.ANSWERED))


def _row(outcome: _Outcome, ranked: Mapping[str, float]) -> GoldRow:
    question, ranking = outcome.question, _ranking(outcome, outcome.hits)
    of_places = {
        **ranked,
        measures.HIT_IN_FIRST: measures.hit_in_first(ranking, outcome.sections),
        **_marked(outcome),
    }
    return GoldRow(
        id=question.id,
        question=question.question,
        kind=question.kind,
        answerable=question.answerable,
        verdict=outcome.verdict,
        relevant=tuple(outcome.sections),
        ranking=ranking,
        first=place_of(outcome.hits[0]) if outcome.hits else "",
        measures={**(of_places if question.answerable else {}), **_verdict(outcome)},
    )
