"""A question → the passages found for it, each with all that a program needs to cite it and to verify that."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from qa.answering.assistant import Assistant
from qa.answering.statements.citations import Citer
from qa.errors import MissingExtraError
from qa.records import Citation, Hit, Verdict

MetadataValue: TypeAlias = str | int | float | list[str]
PASSAGES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage as the frameworks take it.

    ``id`` is ``article-id:start-end``; ``text`` is the article's text from ``start`` to ``end``, always.
    """

    id: str
    text: str
    score: float
    metadata: dict[str, MetadataValue]


def find(assistant: Assistant, question: str, *, passages: int, only_answered: bool) -> Iterator[FoundPassage]:
    """Yield at most ``passages`` passages for a question, best first.

    With ``only_answered`` there are none where the articles do not answer.  Raises QuestionError for a question
    without words or too long, UsageError for less than one passage.
    """
    hits: tuple[Hit, ...] | list[Hit]
    if only_answered or passages < 1:  # which asking refuses
        answer = assistant.ask(question, passages=passages)
        hits = () if answer.verdict is Verdict.NOT_IN_CORPUS else answer.hits
    else:
        hits = assistant.search(question, passages=passages)
    cite = Citer(assistant.article, hits, assistant.generation.store.first_page)
    for hit in hits:
        yield _found(hit, cite(hit.passage, hit.passage), assistant.generation.name)


def _found(hit: Hit, place: Citation, generation: str) -> FoundPassage:
    name = f"{place.article_id}:{place.start}-{place.end}"
    metadata: dict[str, MetadataValue] = {
        "citation": f"[{name}]",
        "title": place.title,
        "article_id": place.article_id,
        "start": place.start,
        "end": place.end,
        "score": hit.score,
        "rank": hit.rank,
        "headings": list(place.headings),
        "address": place.url,
        "source": place.source,
        "publisher": place.publisher,
        "page": place.page_shown,
        "generation": generation,
    }
    return FoundPassage(id=name, text=hit.passage.text, score=hit.score, metadata=metadata)


def missing(extra: str, framework: str) -> MissingExtraError:
    """Return the error for a framework that is not installed."""
    return MissingExtraError(
        f"{framework} is not installed, and this part of Citewell needs it.",
        hint=f"Install it with: pip install 'citewell[{extra}]'",
    )
