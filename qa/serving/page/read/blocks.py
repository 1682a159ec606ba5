"""An article → the pieces of the Read view: its text with what is cited highlighted, its headings, its details."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby, islice, zip_longest

from qa.records import Answer, Article, Citation, Hit
from qa.serving.page.read.locating import Around
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import Span, href, original, reader_address, texts_of
from qa.serving.page.shared.blocks import body, heading, headings, joined, link, quoted

_SAME_POINT_MOST = 6
Articles = Callable[[str], Article]
"""Gives the article of an id, of the generation whose citations are drawn."""


def head(article: Article, marked: Sequence[Span] = ()) -> str:
    """Return the title, what is known about the article, and the link to its original at what is marked."""
    known = (article.publisher, article.author, article.published, article.topic, article.licence)
    link = original(article.url, [texts_of(article, span) for span in marked])
    source = f' · <a href="{escape(link)}" target="_blank" rel="noreferrer">{wording.ORIGINAL}</a>' if link else ""
    return f'<h1 class="cw-title">{escape(article.title)}</h1><p class="cw-details">{joined(known)}{source}</p>'


def article_body(article: Article, cited: Span | None, marked: Sequence[Span]) -> str:
    """Return the whole article with its headings; what is cited is set apart, and has the id ``CITED``."""
    whole = [(0, len(article.text))]
    cited = _drawn(article, cited) if cited else None
    marks = [_drawn(article, mark) for mark in marked]
    levels = enumerate(_levels(article), start=1)
    parts: list[str] = []
    for gap, section in zip_longest(_gaps(article), article.sections):
        for number, (level, text) in islice(levels, len(list(headings(gap)))):
            parts.append(f'<h{level} id="heading-{number}">{escape(text)}</h{level}>')
        if section:
            parts.append(body(article, section.blocks, shown=whole, marks=marks, cited=cited))
    return f'<article class="cw-text cw-article">{"".join(parts)}</article>'


def _drawn(article: Article, span: Span) -> Span:
    """Return a span from its first text on: the marker of a list item is drawn by the browser."""
    starts = (block.start for section in article.sections for block in section.blocks if block.end > span[0])
    return max(span[0], next(starts, 0)), span[1]


def _gaps(article: Article) -> Iterator[str]:
    """Yield the texts before, between and after the sections, where the headings stand."""
    position = 0
    for section in article.sections:
        yield article.text[position : section.start]
        position = section.end
    yield article.text[position:]


def _levels(article: Article) -> Iterator[tuple[int, str]]:
    """Yield the headings under the title with their levels, from 2, none more than one below the one before."""
    level = 1
    for depth, text in (found for gap in _gaps(article) for found in headings(gap)):
        level = min(max(depth, 2), level + 1, 6)
        yield level, text


def contents(article: Article) -> list[str]:
    """Return the headings of an article in order."""
    return [text for _, text in _levels(article)]


def table_of_contents(article: Article) -> str:
    """Return links to the headings of an article; nothing where there are fewer than two."""
    found = list(_levels(article))
    if len(found) < 2:
        return ""
    items = "".join(
        f'<li class="cw-level-{level}"><a href="#heading-{number}" target="_self">{escape(text)}</a></li>'
        for number, (level, text) in enumerate(found, start=1)
    )
    return (
        f'<nav aria-label="{escape(wording.CONTENTS)}"><p class="cw-label">{escape(wording.CONTENTS)}</p>'
        f'<ul class="cw-contents">{items}</ul></nav>'
    )


def folded(label: str, content: str) -> str:
    """Return content that is folded away under its label."""
    return f'<details class="cw-folded"><summary>{escape(label)}</summary>{content}</details>'


def same_point(answers: Iterable[Answer], article_id: str, cited: Sequence[Span]) -> list[Citation]:
    """Return citations of other articles that make the point which is cited here, each article once."""
    found: dict[str, Citation] = {}
    for statement in (statement for answer in answers for statement in answer.statements):
        here = [each for each in statement.citations if each.article_id == article_id]
        if any(each.start < end and start < each.end for each in here for start, end in cited):
            found.update({each.article_id: each for each in reversed(statement.citations)} | found)
    return [citation for other, citation in found.items() if other != article_id][:_SAME_POINT_MOST]


def bar(asked: Mapping[str, str], answer: Answer | None = None, around: Around | None = None) -> str:
    """Return the way back to a question, and to the passages of its answer around the one that is read."""
    parts = [link(href(asked, view=""), wording.BACK_TO_QUESTION)]
    if answer and around:
        named = {**asked, "g": answer.generation}
        steps = ((wording.PREVIOUS_HIT, around.before), (wording.NEXT_HIT, around.after))
        parts.append(f'<span class="cw-said">{escape(around.said)}</span>')
        parts += [
            link(
                href(reader_address(answer.passages[place], asked=named, marked=answering(answer.hits[place]))),
                label,
            )
            for label, place in steps
            if place is not None
        ]
    return f'<nav class="cw-bar-links" aria-label="{escape(wording.PASSAGES)}">{"".join(parts)}</nav>'


def answering(hit: Hit) -> list[Span]:
    """Return the places of a passage that answer."""
    return [(sentence.start, sentence.end) for sentence in hit.answering]


def agreeing(citations: Iterable[Citation], asked: Mapping[str, str], articles: Articles) -> str:
    """Return what other articles say, each a link that opens it there."""
    items = "".join(
        f"<li>{link(href(reader_address(each, asked=asked)), each.title)}"
        f'<blockquote class="cw-text">{quoted(articles(each.article_id), [(each.start, each.end)])}'
        f"</blockquote></li>"
        for each in citations
    )
    return f'{heading(wording.SAME_POINT)}<ul class="cw-agreeing">{items}</ul>'


def references(article: Article) -> str:
    """Return where the facts of an article come from."""
    items = "".join(f"<li>{escape(reference)}</li>" for reference in article.references)
    return f'{heading(wording.SOURCES)}<ul class="cw-quiet">{items}</ul>'


def shelves(articles: Iterable[Article]) -> str:
    """Return the titles of articles under their topics, each a link that opens it."""
    ordered = sorted(articles, key=lambda article: (not article.topic, article.topic, article.title.casefold()))
    parts: list[str] = []
    for topic, group in groupby(ordered, key=lambda article: article.topic):
        links = "".join(f"<li>{link(href({'article': each.id}), each.title)}</li>" for each in group)
        parts.append(f'<h2 class="cw-label">{escape(topic or wording.OTHER_TOPICS)}</h2><ul>{links}</ul>')
    return f'<div class="cw-shelves">{"".join(parts)}</div>'
