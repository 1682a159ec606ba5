"""On paper alone: where the sources of what is printed are, as addresses that can be typed."""

from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from qa.records import Answer, Article, Citation
from qa.serving.answer_summary import cited_beside
from qa.serving.page.proof.looking import original_file
from qa.serving.page.shared.addressing import original
from qa.serving.page.shared.blocks import heading, joined
from qa.serving.page.taking import wording


def whereabouts(article: Article) -> str:
    """Return the address of an article's page on the web, or else the name of the file it was read from."""
    return original(article.url) or wording.FILE.format(name=Path(original_file(article)).name)


def sources(answer: Answer, articles: Callable[[str], Article]) -> str:
    """Return all sources of an answer by number, for paper; a citation of each number stands for it."""
    shown = sorted([*cited_beside(answer), *answer.passages], key=lambda citation: citation.number)
    return _list((citation, articles(citation.article_id)) for citation in shown)


def _list(numbered: Iterable[tuple[Citation, Article]]) -> str:
    items = "".join(f'<li value="{citation.number}">{_source(article)}</li>' for citation, article in numbered)
    return f'<div class="cw-paper">{heading(wording.ON_PAPER)}<ol>{items}</ol></div>' if items else ""


def _source(article: Article) -> str:
    known = joined((article.publisher, article.published))
    parts = [f"<b>{escape(article.title)}</b>", *([known] if known else []), escape(whereabouts(article))]
    return " · ".join(parts)


def source(article: Article) -> str:
    """Return where a single article comes from, for paper."""
    return f'<div class="cw-paper"><p class="cw-details">{_source(article)}</p></div>'
