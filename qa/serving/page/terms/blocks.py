"""Defined terms → the tags that mark them; their texts stand in attributes, so that no quotation is changed."""

from collections.abc import Iterable, Sequence
from html import escape

from qa.answering.glossary.lookup import DefinedTerm
from qa.serving.page.shared.addressing import PLACE, Address, digest_of, href, place_of
from qa.serving.page.shared.blocks import TAKEN_AWAY, TERM, MarkedTerm


def marked(terms: Iterable[DefinedTerm], params: Address) -> list[MarkedTerm]:
    """Return terms to be marked; ``params`` is the address of the question that they are met in, if any.

    A term is left out whose definition a browser would not get unchanged.
    """
    return [
        MarkedTerm(article_id=term.used_in, start=term.start, end=term.end, opening=_opening(term, params))
        for term in terms
        if not any(TAKEN_AWAY.search(text) for text in _texts(term))
    ]


def _texts(term: DefinedTerm) -> Sequence[str]:
    return term.term, term.quote, term.title, details(term)


def _opening(term: DefinedTerm, params: Address) -> str:
    """Return the opening tag of a term: a button that is a part of the text, and breaks with its lines."""
    data = {
        "term": term.term,
        "quote": term.quote,
        "title": term.title,
        "details": details(term),
        "link": href(address_of(term, params)),
    }
    attributes = "".join(f' data-{name}="{escape(text)}"' for name, text in data.items())
    return (
        f'<{TERM} class="cw-defined" role="button" tabindex="0" aria-haspopup="dialog" aria-expanded="false"'
        f"{attributes}>"
    )


def details(term: DefinedTerm) -> str:
    """Return who published the article that defines a term, and when, as far as known."""
    return " · ".join(part for part in (term.publisher, term.published) if part)


def address_of(term: DefinedTerm, params: Address) -> Address:
    """Return the address of a definition in the reader, which marks it."""
    place = place_of(term.defined_start, term.defined_end)
    question = {key: value for key, value in params.items() if key not in PLACE}
    return {"article": term.article_id, "at": place, "mark": place, "h": digest_of(term.quote), **question}
