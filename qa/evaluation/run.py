"""Asks every question of a gold file and measures what came: rows for each question, measures over all.

A hit is relevant when it overlaps the section that a relevant place names.  The unit of recall is the place
(article and heading): it has the rank of the first hit that reaches it; a further hit on it keeps its own rank
and counts as nothing found, so that ranks are those the reader sees.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError, UnknownArticleError
from qa.evaluation import measures
from qa.evaluation.gold import GoldQuestion, Kind, RelevantPlace
from qa.evaluation.measures import Measured, Span
from qa.records import Answer, Article, Hit, Verdict

PASSAGES = 10
"""As deep as the measures look."""

Places = Mapping[str, Sequence[tuple[str, Span]]]
"""By the name of a place, the spans of its section, or of its quotes, each with the id of its article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What came to one question.

    ``ranking`` names the relevant place that each hit reached first, or the passage; it is empty for an answer
    that was refused.  ``first`` is the article and heading of the first hit, refused or not.  ``measures`` is
    empty for an unanswerable question.
    """

    id: str
    question: str
    kind: Kind
    answerable: bool
    answered: bool
    relevant: tuple[str, ...]
    ranking: tuple[str, ...]
    first: str
    measures: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The measures of one generation on one gold file; ``corpus`` is the digest of its articles."""

    corpus: str
    generation: str
    passages: int
    measures: Mapping[str, Measured]
    rows: tuple[Row, ...]


def evaluate(assistant: Assistant, gold: Sequence[GoldQuestion], passages: int = PASSAGES) -> Evaluation:
    """Ask each question for at most ``passages`` passages and measure the answers.

    Raises EvaluationError when there is no question, or one names an article, heading or quote that the index does
    not hold, and QuestionError for a question that cannot be asked.
    """
    if not gold:
        raise EvaluationError("There are no questions to ask.", hint="Name a gold file with one or more.")
    sections = [_places(assistant, question, quotes=False) for question in gold]
    quotes = [_places(assistant, question, quotes=True) for question in gold]
    answers = [assistant.ask(question.question, passages=passages) for question in gold]
    rankings = [_ranking(answer, places) for answer, places in zip(answers, sections, strict=True)]
    asked = [n for n, question in enumerate(gold) if question.answerable]
    ranked = measures.ranked_measures([rankings[n] for n in asked], [list(sections[n]) for n in asked])
    of_question: dict[int, Mapping[str, float]] = {
        n: {
            **values,
            measures.HIT_IN_FIRST: measures.hit_in_first(rankings[n], sections[n]),
            **_marked(answers[n], sections[n], quotes[n]),
        }
        for n, values in zip(asked, ranked, strict=True)
    }
    rows = tuple(
        _row(question, answers[n], rankings[n], sections[n], of_question.get(n, {}))
        for n, question in enumerate(gold)
    )
    generation = assistant.generation
    return Evaluation(
        corpus=generation.manifest.corpus,
        generation=generation.name,
        passages=passages,
        measures=summary(rows),
        rows=rows,
    )


def summary(rows: Iterable[Row]) -> dict[str, Measured]:
    """Return the measures over rows, with intervals; one that no row has is left out."""
    values: dict[str, list[float]] = {}
    for row in rows:
        for name, value in row.measures.items():
            values.setdefault(name, []).append(value)
        if row.answerable:
            values.setdefault(measures.REFUSED, []).append(float(not row.answered))
        else:
            apart = measures.FALSE_ANSWERS_NEAR if row.kind is Kind.NEAR_MISS else measures.FALSE_ANSWERS_OTHER
            for name in (measures.FALSE_ANSWERS, apart):
                values.setdefault(name, []).append(float(row.answered))
    return {name: measures.bootstrap(its) for name, its in values.items()}


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return the evaluation as plain values, ready for ``json.dumps``."""
    return {
        "queries": len(evaluation.rows),
        "corpus": evaluation.corpus,
        "generation": evaluation.generation,
        "passages": evaluation.passages,
        "measures": {name: round(found.value, 4) for name, found in evaluation.measures.items()},
        "intervals": {
            name: [round(found.low, 4), round(found.high, 4)] for name, found in evaluation.measures.items()
        },
        "rows": [asdict(row) for row in evaluation.rows],
    }


def _places(assistant: Assistant, question: GoldQuestion, *, quotes: bool) -> Places:
    """Return the spans of a question's sections, or of its quotes, by the name of the place."""
    places: dict[str, list[tuple[str, Span]]] = {}
    for place in question.relevant:
        article = _article(assistant, question, place)
        sections = _sections(article, place.heading)
        spans = [_quoted(article, section, place.quote) for section in sections] if quotes else sections
        found = [(article.id, span) for span in spans if span]
        if not found:
            what = f"quote '{place.quote}' under" if sections else "heading"
            raise EvaluationError(
                f"Question {question.id} names the {what} '{place.heading}', which '{article.id}' does not have.",
                hint="Mend the gold file, or evaluate an index of the articles it was written for.",
            )
        places.setdefault(_name(place.article, place.heading), []).extend(found)
    return places


def _article(assistant: Assistant, question: GoldQuestion, place: RelevantPlace) -> Article:
    try:
        return assistant.article(place.article)
    except UnknownArticleError as error:
        raise EvaluationError(
            f"Question {question.id} names the article '{place.article}', which the index does not hold.",
            hint="Mend the gold file, or evaluate an index of the articles it was written for.",
        ) from error


def _sections(article: Article, heading: str) -> list[Span]:
    return [(each.start, each.end) for each in article.sections if _innermost(each.headings) == heading]


def _quoted(article: Article, section: Span, quote: str) -> Span | None:
    start = article.text.find(quote, *section)
    return None if start < 0 else (start, start + len(quote))


def _ranking(answer: Answer, places: Places) -> tuple[str, ...]:
    """Return what each hit counts as, best first; nothing for an answer that was refused."""
    if answer.verdict is not Verdict.ANSWERED:
        return ()
    ranking: list[str] = []
    for hit in answer.hits:
        new = [name for name in _reached(hit, places) if name not in ranking]
        ranking.append(new[0] if new else f"passage {hit.passage.id}")
    return tuple(ranking)


def _reached(hit: Hit, places: Places) -> list[str]:
    span = (hit.passage.start, hit.passage.end)
    return [name for name, spans in places.items() if measures.overlaps(span, _in(hit, spans))]


def _marked(answer: Answer, sections: Places, quotes: Places) -> dict[str, float]:
    """Return whether the first marked sentence answers, and the share that does over the relevant hits."""
    hits = answer.hits if answer.verdict is Verdict.ANSWERED else ()
    spans = [span for its in quotes.values() for span in its]
    right = {
        hit.rank: any(measures.overlaps((each.start, each.end), _in(hit, spans)) for each in hit.answering)
        for hit in hits
    }
    share = measures.precision([right[hit.rank] for hit in hits if _reached(hit, sections)])
    return {measures.MARKED_FIRST: float(right.get(1, False))} | (
        {} if share is None else {measures.MARKED: share}
    )


def _row(
    question: GoldQuestion,
    answer: Answer,
    ranking: tuple[str, ...],
    places: Places,
    its_measures: Mapping[str, float],
) -> Row:
    passage = answer.hits[0].passage if answer.hits else None
    return Row(
        id=question.id,
        question=question.question,
        kind=question.kind,
        answerable=question.answerable,
        answered=answer.verdict is Verdict.ANSWERED,
        relevant=tuple(places),
        ranking=ranking,
        first=_name(passage.article_id, _innermost(passage.headings)) if passage else "",
        measures=its_measures,
    )


def _in(hit: Hit, spans: Sequence[tuple[str, Span]]) -> list[Span]:
    return [span for article, span in spans if article == hit.passage.article_id]


def _innermost(headings: Sequence[str]) -> str:
    return headings[-1] if headings else ""


def _name(article: str, heading: str) -> str:
    return f"{article}#{heading}"
