"""Asks every question of a gold file and measures what came.

A hit is relevant when it overlaps the section that a relevant place names.  The unit of recall is the place
(article and heading): it has the rank of the first hit that reaches it; a further hit on it keeps its own rank
and counts as nothing found, so that ranks are those the reader sees.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError, QuestionError
from qa.evaluation import measures
from qa.evaluation.gold import GoldQuestion, Kind
from qa.evaluation.outcome import Evaluation, Row, over_questions
from qa.evaluation.places import Places, in_article, place_of, places_of, reached
from qa.records import Hit, Verdict

PASSAGES = 10
"""As deep as all measures but one look."""
PASSAGES_DEEP = 100
"""As deep as R@100 looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRow(Row):
    """What came to one question of a gold file.

    ``ranking`` names the relevant place that each hit reached first, or the passage; it is empty for an answer
    that was refused.  ``first`` is the article and heading of the first hit, refused or not.
    """

    kind: Kind
    answerable: bool
    answered: bool
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question, its places in the index, and what came: ``hits`` are shown, ``deeper`` those behind them."""

    question: GoldQuestion
    sections: Places
    quotes: Places
    answered: bool
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
    asked = [_ask(assistant, *each, passages=passages) for each in zip(gold, sections, quotes, strict=True)]
    measured = _ranked([each for each in asked if each.question.answerable])
    rows = tuple(_row(each, measured.get(each.question.id, {})) for each in asked)
    return Evaluation(
        corpus=assistant.generation.manifest.corpus,
        generation=assistant.generation.name,
        passages=passages,
        measures=over_questions(row.measures for row in rows),
        rows=rows,
    )


def _ask(
    assistant: Assistant, question: GoldQuestion, sections: Places, quotes: Places, *, passages: int
) -> _Asked:
    try:
        answer = assistant.ask(question.question, passages=passages)
    except QuestionError:
        return _Asked(question=question, sections=sections, quotes=quotes, answered=False)
    answered = answer.verdict is Verdict.ANSWERED
    shown = {hit.passage.id for hit in answer.hits}
    deep = assistant.search(answer.question, passages=PASSAGES_DEEP) if answered and sections else ()
    return _Asked(
        question=question,
        sections=sections,
        quotes=quotes,
        answered=answered,
        hits=answer.hits,
        deeper=tuple(hit for hit in deep if hit.passage.id not in shown),
    )


def _ranked(asked: Sequence[_Asked]) -> dict[str, dict[str, float]]:
    """Return, by id, the measures of answerable questions that ranks decide."""
    shown = [_ranking(each, each.hits) for each in asked]
    deep = [_ranking(each, (*each.hits, *each.deeper)) for each in asked]
    judged = [dict.fromkeys(each.sections, 1) for each in asked]
    first = measures.ranked_measures(shown, judged)
    further = measures.ranked_measures(deep, judged, (measures.RECALL_DEEP,))
    return {each.question.id: {**a, **b} for each, a, b in zip(asked, first, further, strict=True)}


def _ranking(asked: _Asked, hits: Iterable[Hit]) -> tuple[str, ...]:
    """Return what each hit counts as, best first; nothing for an answer that was refused."""
    ranking: list[str] = []
    for hit in hits if asked.answered else ():
        new = [name for name in reached(hit, asked.sections) if name not in ranking]
        ranking.append(new[0] if new else f"passage {hit.passage.id}")
    return tuple(ranking)


def _marked(asked: _Asked) -> dict[str, float]:
    """Return whether the first marked sentence answers, and the share that does over the relevant hits."""
    hits = asked.hits if asked.answered else ()
    spans = [span for its in asked.quotes.values() for span in its]
    right = {
        hit.rank: any(measures.overlaps((each.start, each.end), in_article(hit, spans)) for each in hit.answering)
        for hit in hits
    }
    share = measures.precision([right[hit.rank] for hit in hits if reached(hit, asked.sections)])
    first = {measures.MARKED_FIRST: float(right.get(1, False))}
    return first if share is None else {**first, measures.MARKED: share}


def _verdict(asked: _Asked) -> dict[str, float]:
    """Return whether an answerable question was refused, or another answered, by its kind too."""
    if asked.question.answerable:
        return {measures.REFUSED: float(not asked.answered)}
    near = asked.question.kind is Kind.NEAR_MISS
    apart = measures.FALSE_ANSWERS_NEAR if near else measures.FALSE_ANSWERS_OTHER
    return dict.fromkeys((measures.FALSE_ANSWERS, apart), float(asked.answered))


def _row(asked: _Asked, ranked: Mapping[str, float]) -> GoldRow:
    question, ranking = asked.question, _ranking(asked, asked.hits)
    of_places = {
        **ranked,
        measures.HIT_IN_FIRST: measures.hit_in_first(ranking, asked.sections),
        **_marked(asked),
    }
    return GoldRow(
        id=question.id,
        question=question.question,
        kind=question.kind,
        answerable=question.answerable,
        answered=asked.answered,
        relevant=tuple(asked.sections),
        ranking=ranking,
        first=place_of(asked.hits[0]) if asked.hits else "",
        measures={**(of_places if question.answerable else {}), **_verdict(asked)},
    )
