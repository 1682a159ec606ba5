"""Numbers of citations as links: each opens its article where it is cited, all of it marked."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from qa.records import Citation
from qa.serving.answer_summary import place
from qa.serving.page.read.blocks import Articles
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import Address, href, hull_address, texts_of
from qa.serving.page.shared.blocks import TAKEN_AWAY, heading


def cited_by_number(citations: Iterable[Citation]) -> list[list[Citation]]:
    """Return citations by the passage that they are cited from: those of one chip together."""
    ordered = sorted(citations, key=lambda citation: citation.number)
    return [list(cited) for _, cited in groupby(ordered, key=lambda citation: citation.number)]


def chips_of(citations: Sequence[Citation], params: Address, articles: Articles) -> str:
    """Return a chip for each passage, which marks all that is cited from it."""
    return " ".join(_chip(cited, params, articles) for cited in cited_by_number(citations))


def behind(cited: Sequence[Citation], articles: Articles) -> list[str]:
    """Return the title of the article, and the texts of blocks cited of it; a heading, which is in none, whole."""
    first = cited[0]
    spans = sorted({(citation.start, citation.end): citation.quote for citation in cited}.items())
    texts = [texts_of(articles(first.article_id), span) or [quote] for span, quote in spans]
    return [first.title, *(text for parts in texts for text in parts)]


def place_of_all(cited: Sequence[Citation], params: Address, articles: Articles) -> str:
    """Return the link that opens an article where it is cited, all of it marked."""
    spans = [(citation.start, citation.end) for citation in cited]
    return href(hull_address(articles(cited[0].article_id), spans, params=params))


def _chip(cited: Sequence[Citation], params: Address, articles: Articles) -> str:
    """Return the link of a number, which marks all that is cited; its name is text where an attribute is lost."""
    first = cited[0]
    label = wording.CITES.format(number=first.number, title=first.title)
    if any(citation.read_from_picture is not None for citation in cited):
        label = f"{label}, {wording.READ_FROM_PICTURE}"
    named = f'aria-label="{escape(label)}"'
    name = ""
    if TAKEN_AWAY.search(label):
        named, name = "", f'<span class="cw-tip">{escape(label)}</span>'
    number = f'<span aria-hidden="true">{first.number}</span>{name}' if name else str(first.number)
    place_ = escape(place_of_all(cited, params, articles))
    return f'<a class="cw-chip cw-open" href="{place_}" {named}>{number}</a>'


def path_of(citation: Citation) -> str:
    """Return the title of an article and the headings over what is cited."""
    standing = place(citation)
    path = "".join(f'<span class="cw-sep"> › </span>{escape(part)}' for part in standing.headings)
    return f"<b>{escape(standing.title)}</b>{path}"


def source_list(listed: Iterable[tuple[Citation, Sequence[Citation]]], params: Address, articles: Articles) -> str:
    """Return sources by number, each with a link to all that is cited of it: the list beside a text."""
    items = "".join(
        f'<li><a class="cw-open" href="{escape(place_of_all(cited, params, articles))}">'
        f'<span class="cw-chip">{citation.number}</span> <span>{path_of(citation)}</span></a></li>'
        for citation, cited in listed
    )
    name = escape(wording.SOURCES_HERE)
    return f'<nav class="cw-sources" aria-label="{name}">{heading(wording.SOURCES_HERE)}<ul>{items}</ul></nav>'
