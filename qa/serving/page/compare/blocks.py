"""A comparison → a table: the points in rows, the articles in columns, or as cards on a phone."""

from collections.abc import Sequence
from html import escape

from qa.answering.comparison import ComparedArticle, ComparedPoint, Comparison, Relation, Said, Stance
from qa.records import Statement
from qa.serving.page.compare import wording
from qa.serving.page.read.blocks import Articles
from qa.serving.page.shared.addressing import Address, href, hull_address
from qa.serving.page.shared.blocks import joined, of_picture, quoted

VALUE_CHARACTERS_MOST = 60
"""Of a value that is told in the heading of a point; longer ones are whole sentences."""


def table(comparison: Comparison, params: Address, articles: Articles) -> str:
    """Return the points with what each article says; ``params`` is the address of the question."""
    heads = "".join(_head(article, params) for article in comparison.articles)
    rows = "".join(
        _point(number, point, comparison.articles, params, articles)
        for number, point in enumerate(comparison.points, start=1)
    )
    return (
        f'<table class="cw-compare" role="table" style="--cw-columns: {len(comparison.articles)}">'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>{rows}</table>'
    )


def _head(article: ComparedArticle, params: Address) -> str:
    title = f'<a class="cw-open" href="{escape(href({"article": article.article_id, **params}))}">'
    return (
        f'<th scope="col" role="columnheader">{title}{escape(article.title)}</a>'
        f'<span class="cw-details">{_details(article)}</span>{_copies(article)}</th>'
    )


def _copies(article: ComparedArticle) -> str:
    """Return which articles are copies of one; nothing where none is."""
    told = wording.COPIES.format(titles=", ".join(article.copies)) if article.copies else ""
    return f'<span class="cw-details">{escape(told)}</span>' if told else ""


def _details(article: ComparedArticle) -> str:
    return joined((article.published or wording.NO_DATE, article.publisher))


def _point(
    number: int,
    point: ComparedPoint,
    compared: Sequence[ComparedArticle],
    params: Address,
    articles: Articles,
) -> str:
    """Return a point: in a row how the articles stand to one another, and below what each says."""
    cells = "".join(
        _cell(said, article, params, articles) for said, article in zip(point.said, compared, strict=True)
    )
    return (
        f'<tbody role="rowgroup" class="cw-point cw-{point.relation}"><tr role="row">'
        f'<th role="rowheader" scope="rowgroup" colspan="{len(compared)}"><span class="cw-rank">{number}</span> '
        f'{escape(relation(point))}</th></tr><tr role="row">{cells}</tr></tbody>'
    )


def relation(point: ComparedPoint) -> str:
    """Return in words how the articles stand to one another on a point."""
    if point.relation is Relation.DIFFER:
        values = [*dict.fromkeys(said.value for said in point.said if said.value)]
        if all(len(value) <= VALUE_CHARACTERS_MOST for value in values):
            return wording.DIFFER.format(values="; ".join(values))
        return wording.DIFFER_AT_ALL
    if point.relation is Relation.AGREE:
        if point.makers == len(point.said) == 2:
            return wording.BOTH_AGREE
        if point.makers == len(point.said):
            return wording.ALL_AGREE.format(count=point.makers)
        return wording.SOME_AGREE.format(count=point.makers, articles=len(point.said))
    are_silent = all(said.stance in (Stance.SAYS, Stance.SILENT) for said in point.said)
    return wording.ALONE_AMONG_SILENT if are_silent else wording.ALONE


def _cell(said: Said, article: ComparedArticle, params: Address, articles: Articles) -> str:
    """Return what an article says on a point; its title stands above where the columns are cards."""
    name = (
        f'<p class="cw-of"><b>{escape(article.title)}</b> <span class="cw-details">{_details(article)}</span></p>'
    )
    value = ""
    if said.value and len(said.value) <= VALUE_CHARACTERS_MOST:
        value = f'<p class="cw-differing">{escape(said.value)}</p>'
    told = wording.STANCES[said.stance]
    note = f'<p class="cw-details">{escape(told)}</p>' if told else ""
    quotation = _quotation(said.statement, article, params, articles) if said.statement else ""
    return f'<td role="cell" class="cw-{said.stance}">{name}{value}{note}{quotation}</td>'


def _quotation(statement: Statement, article: ComparedArticle, params: Address, articles: Articles) -> str:
    """Return the words of an article with the link to their place."""
    defining = articles(article.article_id)
    cited = statement.citations[: statement.quoted]
    spans = [(citation.start, citation.end) for citation in cited]
    place = href(hull_address(defining, spans, params=params))
    where = wording.READ_IN.format(title=article.title)
    link = (
        f'<p class="cw-in-place"><a class="cw-open" href="{escape(place)}">{escape(wording.READ)}'
        f'<span class="cw-tip"> {escape(where)}</span></a> {of_picture(cited)}</p>'
    )
    above = f'<p class="cw-heading">{escape(statement.heading)}</p>' if statement.heading else ""
    return f'<blockquote class="cw-text">{above}{quoted(defining, spans)}</blockquote>{link}'


def asked(question: str) -> str:
    """Return the question that the articles are compared on."""
    return f'<p class="cw-asked-of">{escape(question)}</p>'


def told(comparison: Comparison, *, chosen: bool = False) -> str:
    """Return in a sentence what is compared, or why nothing is; ``chosen`` if a visitor chose the articles."""
    if comparison.points and not comparison.has_common_points:
        return wording.NOTHING_COMMON
    if comparison.points:
        is_near = any(said.stance is Stance.NEAR for point in comparison.points for said in point.said)
        return f"{wording.LEAD} {wording.NEAR}" if is_near else wording.LEAD
    if len(comparison.articles) > 1:
        return wording.NO_POINTS
    if not comparison.articles:
        return wording.NOT_ANSWERED
    if comparison.articles[0].copies:
        return wording.ALL_COPIES
    return wording.ONE_CHOSEN if chosen else wording.ONE_ARTICLE
