"""An answer → what the browser keeps of it, and back: what comes from a browser may be anything."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from qa.records import Answer, Article, Citation, Statement, Variant
from qa.serving.answer_summary import place, said, urgent_statements
from qa.serving.page.proof.looking import original_file
from qa.serving.page.shared.addressing import SCOPE, Address, digest_of, original, reader_address

ASKED_KEYS = ("q", "after", "typed", *SCOPE)
"""The keys of an address that say what is asked, and of which articles."""
QUOTATIONS_MOST = 60
"""Of one answer that comes from a browser: an answer has some ten."""
CHARACTERS_MOST = 20_000
"""Of one text that comes from a browser: more than any passage has, and a bound on the work of comparing."""
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What an answer quotes, word for word, and where it stands: all as text, empty where it is not known.

    ``place`` is its address in the reader; ``original`` the address of its page on the web; ``file`` the name of
    what the article was read from.
    """

    quote: str
    article: str
    title: str
    publisher: str
    published: str
    headings: str
    page: str
    original: str
    file: str
    place: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAnswer:
    """An answer as the browser keeps it; ``id`` is that of its question, asked of the same articles.

    ``address`` asks it again, ``built`` is the day of the index that answered, ``verdict`` whether it did surely.
    """

    id: str
    question: str
    address: str
    generation: str
    built: str
    verdict: str
    quotations: tuple[Quotation, ...]


def saved_answer(
    answer: Answer, address: Mapping[str, Iterable[str]], articles: Callable[[str], Article], *, built: str
) -> SavedAnswer:
    """Return what is kept of an answer to the question in an address; ``built`` is when its index was."""
    asked = urlencode([(key, value) for key in ASKED_KEYS for value in address.get(key, ()) if value])
    return SavedAnswer(
        id=digest_of(asked),
        question=answer.question,
        address=asked,
        generation=answer.generation,
        built=built[:10],
        verdict=answer.verdict.value,
        quotations=tuple(_quotation(citation, answer, articles) for citation in quoted(answer)),
    )


def quoted(answer: Answer) -> list[Citation]:
    """Return all that an answer quotes, in the order that it is shown in, each place once."""
    statements: list[Statement] = [*urgent_statements(answer), *said(answer)]
    if answer.when_to_get_help and answer.when_to_get_help.statement:
        statements.append(answer.when_to_get_help.statement)
    first: dict[tuple[str, int, int], Citation] = {}
    for value in statements:
        parts: list[Statement | Variant] = [value, *value.variants]
        for citation in (citation for part in parts for citation in part.citations[: part.quoted]):
            first.setdefault((citation.article_id, citation.start, citation.end), citation)
    return list(first.values())


def _quotation(citation: Citation, answer: Answer, articles: Callable[[str], Article]) -> Quotation:
    article = articles(citation.article_id)
    return Quotation(
        quote=citation.quote,
        article=citation.article_id,
        title=citation.title,
        publisher=citation.publisher,
        published=article.published,
        headings=" › ".join(place(citation).headings),
        page=citation.page_shown,
        original=original(citation.url) or "",
        file=Path(original_file(article)).name,
        place=reader_address(citation, params={"g": answer.generation}),
    )


def read_back(values: object, *, most: int) -> list[SavedAnswer]:
    """Return the saved answers among what a browser sent, the first ``most``; what is no saved answer is left."""
    found = values if isinstance(values, list) else []
    return [saved for value in found[:most] if (saved := _saved_answer(value))]


def _saved_answer(value: object) -> SavedAnswer | None:
    known = value if isinstance(value, dict) else {}
    texts = dict(_texts(known, ("id", "question", "address", "generation", "built", "verdict")))
    quotations = known.get("quotations")
    if not texts.get("id") or not texts.get("address") or not isinstance(quotations, list):
        return None
    read = tuple(_read_quotation(each) for each in quotations[:QUOTATIONS_MOST] if isinstance(each, dict))
    return SavedAnswer(**texts, quotations=read)


def _read_quotation(value: Mapping[str, Any]) -> Quotation:
    names = ("quote", "article", "title", "publisher", "published", "headings", "page", "original", "file")
    return Quotation(**dict(_texts(value, names)), place={})


def _texts(value: Mapping[str, Any], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the texts of these names; one that is no text, or too long, is empty."""
    for name in names:
        text = value.get(name)
        yield name, text if isinstance(text, str) and len(text) <= CHARACTERS_MOST else ""
