"""Questions with known answers: what people type, and the sentences of the articles that answer it.

A gold file has one JSON object a line: ``{"id", "question", "answerable", "kind", "relevant": [{"article",
"heading", "quote"}, ...]}``.  ``heading`` is the innermost heading over the quote, "" for the opening of an
article; ``quote`` stands in the article word for word.  A question that no article answers has no places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError, ForVisitors, UnknownArticleError
from qa.evaluation.measures import Span, overlaps
from qa.records import Article, Hit

GOLD_FOLDER = Path(__file__).parent / "gold"
BUNDLED_GOLD = GOLD_FOLDER / "bundled.jsonl"
"""The questions on the bundled articles."""
LINE_HOLDS = "id, question, answerable, kind and relevant (article, heading, quote)"


class QuestionKind(StrEnum):
    """How a question is asked; the last two are the kinds that no article answers."""

    PLAIN = "plain"
    MISSPELT = "misspelt"
    LONG = "long"
    OTHER_SUBJECT = "other subject"
    NEAR_MISS = "near miss"


UNANSWERABLE = frozenset((QuestionKind.OTHER_SUBJECT, QuestionKind.NEAR_MISS))


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevantPlace:
    """A sentence that answers: ``quote`` stands under ``heading`` ("" for the opening) of the article."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    article: str
    heading: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuestion:
    """A question, and every place that answers it; ``relevant`` is empty exactly when not ``answerable``."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    id: str
    question: str
    answerable: bool
    kind: QuestionKind
    relevant: tuple[RelevantPlace, ...]


def read_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """Read a gold file, in its order; blank lines are passed over.

    Raises EvaluationError for a file that cannot be read or has no questions, and for the first line that is
    wrong: no object of this form, an id or a question given twice, or places that do not go with ``answerable``.
    """
    adapter = TypeAdapter(GoldQuestion)
    lines_of: dict[str, int] = {}
    questions: list[GoldQuestion] = []
    for number, line in read_lines(path):
        place = f"{path}, line {number}"
        question = parse_line(adapter, line, place=place, holds=LINE_HOLDS)
        _refuse_contradictions(question, place)
        _refuse_repeats(question, lines_of, place)
        lines_of |= dict.fromkeys(_keys(question), number)
        questions.append(question)
    if not questions:
        raise EvaluationError(
            f"The gold file {path} has no questions.",
            hint="Write one JSON object a line.",
            for_visitors=ForVisitors("The file has no questions.", "Write one JSON object a line."),
        )
    return tuple(questions)


def _refuse_contradictions(question: GoldQuestion, place: str) -> None:
    """Raise for a question whose fields do not go together."""
    if not question.id.strip() or not question.question.strip():
        raise EvaluationError(f"{place}: the id or the question is empty.", hint="Write both.")
    if question.answerable is (question.kind in UNANSWERABLE):
        declared = "answerable" if question.answerable else "unanswerable"
        raise EvaluationError(
            f"{place}: an {declared} question cannot be of the kind '{question.kind}'.",
            hint=f"The kinds {' and '.join(sorted(UNANSWERABLE))} are unanswerable, the others answerable.",
        )
    if question.answerable is not bool(question.relevant):
        raise EvaluationError(
            f"{place}: answerable is {str(question.answerable).lower()}, with {len(question.relevant)} places.",
            hint="Give every place that answers, or none and answerable false.",
        )
    if not all(place_.article.strip() and place_.quote.strip() for place_ in question.relevant):
        raise EvaluationError(f"{place}: a place has no article or no quote.", hint="Only a heading may be empty.")


def _refuse_repeats(question: GoldQuestion, lines_of: dict[str, int], place: str) -> None:
    """Raise for an id or a question that an earlier line has, small differences of typing apart."""
    for field, key in zip(("id", "question"), _keys(question), strict=True):
        if key in lines_of:
            raise EvaluationError(
                f"{place}: this {field} is already on line {lines_of[key]}.",
                hint=f"Change or delete one {field}.",
            )


def _keys(question: GoldQuestion) -> tuple[str, str]:
    return f"id {question.id}", f"question {' '.join(question.question.casefold().split())}"


NamedSpans = Mapping[str, Sequence[tuple[str, Span]]]
"""By the name of a place, the spans of its section, or of its quotes, each with the id of its article."""


def places_of(assistant: Assistant, question: GoldQuestion, *, quotes: bool) -> NamedSpans:
    """Return the spans of a question's sections, or of its quotes, by the name of the place.

    Raises EvaluationError for an article, heading or quote that the index does not hold.
    """
    places: dict[str, list[tuple[str, Span]]] = {}
    for place in question.relevant:
        article = _article(assistant, question, place)
        sections = _sections(article, place.heading)
        spans = [_quoted(article, section, place.quote) for section in sections] if quotes else sections
        spans_of_article = [(article.id, span) for span in spans if span]
        if not spans_of_article:
            part = f"quote '{place.quote}' under" if sections else "heading"
            raise EvaluationError(
                f"Question {question.id} names the {part} '{place.heading}', which '{article.id}' does not have.",
                hint="Correct the gold file, or evaluate an index of the articles it was written for.",
            )
        places.setdefault(name_of(place.article, place.heading), []).extend(spans_of_article)
    return places


def reached(hit: Hit, places: NamedSpans) -> list[str]:
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
            hint="Correct the gold file, or evaluate an index of the articles it was written for.",
        ) from error


def _sections(article: Article, heading: str) -> list[Span]:
    return [
        (section.start, section.end) for section in article.sections if _innermost(section.headings) == heading
    ]


def _quoted(article: Article, section: Span, quote: str) -> Span | None:
    start = article.text.find(quote, *section)
    return None if start < 0 else (start, start + len(quote))


def _innermost(headings: Sequence[str]) -> str:
    return headings[-1] if headings else ""


Parsed = TypeVar("Parsed")


def read_lines(path: Path) -> list[tuple[int, str]]:
    """Return the lines of a text file that are not blank, with their numbers from 1.

    Raises EvaluationError for a file that is missing, unreadable or not in UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"{path} cannot be read: {error}.",
            hint="Name a file of lines in UTF-8.",
            for_visitors=ForVisitors("The file cannot be read.", "Give a file of lines in UTF-8."),
        ) from error
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def read_each(path: Path, kind: type[Parsed], *, holds: str) -> list[Parsed]:
    """Return what each line of a file says; raises EvaluationError that names the line, or for a file of none."""
    adapter = TypeAdapter(kind)
    parsed = [
        parse_line(adapter, line, place=f"{path}, line {number}", holds=holds) for number, line in read_lines(path)
    ]
    if not parsed:
        raise EvaluationError(
            f"{path} has no questions.",
            hint="Name a file with one or more.",
            for_visitors=ForVisitors("The file has no questions.", "Give a file with one or more."),
        )
    return parsed


def parse_line(adapter: TypeAdapter[Parsed], line: str, *, place: str, holds: str) -> Parsed:
    """Return what a line of JSON says; raises EvaluationError that names its ``place`` and what it ``holds``."""
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise EvaluationError(
            f"{place}: {field + ': ' if field else ''}{first['msg']}.",
            hint=f"Correct that line; it holds {holds}.",
        ) from error
