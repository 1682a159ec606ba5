"""An article → the HTML of the Read view: its text with citations highlighted, its headings, its details."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import islice, zip_longest

from qa.reading.ocr.confidence import hard_to_read
from qa.records import Answer, Article, Citation, Hit
from qa.serving.answer_summary import no_longer, said
from qa.serving.page.read.locating import Around, LinkState
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import Address, Span, href, original, reader_address, texts_of
from qa.serving.page.shared.blocks import (
    Terms,
    body,
    hard_words,
    heading,
    headings,
    joined,
    link,
    of_picture,
    quoted,
)

_SAME_POINT_MOST = 6
Articles = Callable[[str], Article]
"""Looks up an article by id in the generation whose citations are drawn."""


SAID = {
    LinkState.WHOLE: "",
    LinkState.HERE: wording.CITED_HERE,
    LinkState.MOVED: wording.MOVED,
    LinkState.OLDER: wording.OLDER,
    LinkState.GONE: wording.NO_SUCH_PLACE,
}
QUIET = (LinkState.WHOLE, LinkState.HERE)


def head(article: Article, marked: Sequence[Span] = (), *, level: int = 1, name: str = "") -> str:
    """Return the title, the details of the article, and the link to the marked places in its original.

    The title is a heading of a ``level``, with the id ``name``.
    """
    pictured = wording.READ_FROM_PICTURE if article.read_from_picture else ""
    gone = no_longer(article.gone_since, article.url)
    known = (article.publisher, article.author, article.published, article.topic, article.licence, pictured, gone)
    link = original(article.url, [texts_of(article, span) for span in marked])
    source = f' · <a href="{escape(link)}" target="_blank" rel="noreferrer">{wording.ORIGINAL}</a>' if link else ""
    text, read = article.text, article.read_from_picture
    hard = hard_words(text[start:end] for span in marked for start, end in hard_to_read(text, read, *span))
    note = f'<p class="cw-details">{hard}</p>' if hard else ""
    named = f' id="{name}"' if name else ""
    return (
        f'<h{level} class="cw-title"{named}>{escape(article.title)}</h{level}>'
        f'<p class="cw-details">{joined(known)}{source}</p>{note}'
    )


def article_body(
    article: Article, cited: Span | None, marked: Sequence[Span], *, under: int = 1, terms: Terms = ()
) -> str:
    """Return the whole article with its headings; the cited text is highlighted and has the id ``CITED``.

    ``under`` is the level of the heading that it stands under, 1 to 5.
    """
    everything = [(0, len(article.text))]
    cited = _drawn(article, cited) if cited else None
    marks = [_drawn(article, mark) for mark in marked]
    levels = enumerate(_levels(article), start=1)
    lower = under - 1
    parts: list[str] = []
    for gap, section in zip_longest(_gaps(article), article.sections):
        for number, (level, text) in islice(levels, len(list(headings(gap)))):
            tag = f"h{min(level + lower, 6)}"
            parts.append(f'<{tag} id="heading-{number}">{escape(text)}</{tag}>')
        if section:
            parts.append(body(article, section.blocks, shown=everything, marks=marks, cited=cited, terms=terms))
    return f'<article class="cw-text cw-article">{"".join(parts)}</article>'


def _drawn(article: Article, span: Span) -> Span:
    """Return a span without a leading list marker, which the browser draws."""
    starts = (block.start for section in article.sections for block in section.blocks if block.end > span[0])
    return max(span[0], next(starts, 0)), span[1]


def _gaps(article: Article) -> Iterator[str]:
    """Yield the texts before, between and after the sections, which hold the headings."""
    position = 0
    for section in article.sections:
        yield article.text[position : section.start]
        position = section.end
    yield article.text[position:]


def _levels(article: Article) -> Iterator[tuple[int, str]]:
    """Yield headings with levels from 2 on; each is at most one level deeper than the one before."""
    level = 1
    for depth, text in (depth_and_text for gap in _gaps(article) for depth_and_text in headings(gap)):
        level = min(max(depth, 2), level + 1, 6)
        yield level, text


def contents(article: Article) -> list[str]:
    """Return the headings of an article in order."""
    return [text for _, text in _levels(article)]


def table_of_contents(article: Article) -> str:
    """Return links to the headings of an article; empty where there are fewer than two."""
    levels = list(_levels(article))
    if len(levels) < 2:
        return ""
    items = "".join(
        f'<li class="cw-level-{level}"><a href="#heading-{number}" target="_self">{escape(text)}</a></li>'
        for number, (level, text) in enumerate(levels, start=1)
    )
    return (
        f'<nav aria-label="{escape(wording.CONTENTS)}"><p class="cw-label">{escape(wording.CONTENTS)}</p>'
        f'<ul class="cw-contents">{items}</ul></nav>'
    )


def folded(label: str, content: str) -> str:
    """Return collapsed content under its label."""
    return f'<details class="cw-folded"><summary>{escape(label)}</summary>{content}</details>'


def same_point(answers: Iterable[Answer], article_id: str, cited: Sequence[Span]) -> list[Citation]:
    """Return citations of other articles for the statement cited here, one an article."""
    by_article: dict[str, Citation] = {}
    for statement in (statement for answer in answers for statement in said(answer)):
        own_citations = [citation for citation in statement.citations if citation.article_id == article_id]
        if any(
            citation.start < end and start < citation.end for citation in own_citations for start, end in cited
        ):
            by_article.update(
                {citation.article_id: citation for citation in reversed(statement.citations)} | by_article
            )
    return [citation for cited_article, citation in by_article.items() if cited_article != article_id][
        :_SAME_POINT_MOST
    ]


def bar(params: Address, answer: Answer | None = None, around: Around | None = None) -> str:
    """Return links back to a question, and to the previous and next passage of its answer."""
    parts = [link(href(params, view=""), wording.BACK_TO_QUESTION)]
    if answer and around:
        named = {**params, "g": answer.generation}
        steps = ((wording.PREVIOUS_HIT, around.before), (wording.NEXT_HIT, around.after))
        parts.append(f'<span class="cw-said">{escape(around.said)}</span>')
        parts += [
            link(
                href(reader_address(answer.passages[place], params=named, marked=answering(answer.hits[place]))),
                label,
            )
            for label, place in steps
            if place is not None
        ]
    return f'<nav class="cw-bar-links" aria-label="{escape(wording.PASSAGES)}">{"".join(parts)}</nav>'


def answering(hit: Hit) -> list[Span]:
    """Return the spans of the answering sentences of a hit."""
    return [(sentence.start, sentence.end) for sentence in hit.answering]


def agreeing(citations: Iterable[Citation], params: Address, articles: Articles) -> str:
    """Return the citations of other articles, each with a link."""
    items = "".join(
        f"<li>{link(href(reader_address(citation, params=params)), citation.title)}"
        f'<blockquote class="cw-text">{quoted(articles(citation.article_id), [(citation.start, citation.end)])}'
        f"</blockquote>{of_picture([citation])}</li>"
        for citation in citations
    )
    return f'{heading(wording.SAME_POINT)}<ul class="cw-agreeing">{items}</ul>'


def references(article: Article) -> str:
    """Return the references of an article as a list."""
    items = "".join(f"<li>{escape(reference)}</li>" for reference in article.references)
    return f'{heading(wording.SOURCES)}<ul class="cw-quiet">{items}</ul>'
