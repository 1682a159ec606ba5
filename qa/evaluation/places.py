"""Where the places that a gold question names stand in the articles, and which of them a hit reaches."""

from collections.abc import Mapping, Sequence

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError, UnknownArticleError
from qa.evaluation.gold import GoldQuestion, RelevantPlace
from qa.evaluation.measures import Span, overlaps
from qa.records import Article, Hit

Places = Mapping[str, Sequence[tuple[str, Span]]]
"""By the name of a place, the spans of its section, or of its quotes, each with the id of its article."""


def places_of(assistant: Assistant, question: GoldQuestion, *, quotes: bool) -> Places:
    """Return the spans of a question's sections, or of its quotes, by the name of the place.

    Raises EvaluationError for an article, heading or quote that the index does not hold.
    """
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
        places.setdefault(name_of(place.article, place.heading), []).extend(found)
    return places


def reached(hit: Hit, places: Places) -> list[str]:
    """Return the names of the places that a hit overlaps."""
    span = (hit.passage.start, hit.passage.end)
    return [name for name, spans in places.items() if overlaps(span, in_article(hit, spans))]


def in_article(hit: Hit, spans: Sequence[tuple[str, Span]]) -> list[Span]:
    """Return the spans that are of the article of a hit."""
    return [span for article, span in spans if article == hit.passage.article_id]


def place_of(hit: Hit) -> str:
    """Return the name of the place that a hit is from."""
    return name_of(hit.passage.article_id, _innermost(hit.passage.headings))


def name_of(article: str, heading: str) -> str:
    """Return the name of a place: the article and its innermost heading."""
    return f"{article}#{heading}"


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


def _innermost(headings: Sequence[str]) -> str:
    return headings[-1] if headings else ""
