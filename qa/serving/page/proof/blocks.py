"""A proof → the pieces of the Proof view, and the links that lead to it."""

from collections.abc import Sequence
from html import escape

from qa.reading.proof.proving import Doubt, has_pages
from qa.records import Article
from qa.serving.page.proof import wording
from qa.serving.page.shared import wording as wording_shared
from qa.serving.page.shared.addressing import PROOF, Address, Span, href, original, question_in, texts_of
from qa.serving.page.shared.blocks import joined, link, quoted
from qa.serving.proof.document import page_name

ALT_MOST = 400
"""Characters of a quotation in the name of a picture: it stands beside it, whole."""


def open_link(address: Address, *, file: str, is_placed: bool) -> str:
    """Return the link of a citation to its proof, whose address is that of the reader.

    ``file`` is the name of the original; ``is_placed`` tells whether its words have a place on a page.  Nothing
    where it has none: then there is no page to show.
    """
    if not is_placed or not has_pages(file):
        return ""
    return link(href(address, view=PROOF), wording.SHOW)


def file_link(address: Address, *, file: str, is_placed: bool) -> str:
    """Return the link of the reader to the page of what is marked, or else to the original file."""
    return open_link(address, file=file, is_placed=is_placed) or link(href(address, view=PROOF), wording.SHOW_FILE)


def bar(address: Address) -> str:
    """Return links back to the question, if there is one, and to the article."""
    question = question_in(address)
    parts = [link(href(question, view=""), wording_shared.BACK_TO_QUESTION)] if question else []
    parts.append(link(href(address), wording.READ_IN_CONTEXT))
    return f'<nav class="cw-bar-links" aria-label="{escape(wording.BAR)}">{"".join(parts)}</nav>'


def head(article: Article) -> str:
    """Return the title and the details of the article."""
    details = joined((article.publisher, article.author, article.published))
    known = f'<p class="cw-details">{details}</p>' if details else ""
    return f'<h1 class="cw-title">{escape(article.title)}</h1>{known}'


def quotation(article: Article, spans: Sequence[Span]) -> str:
    """Return what is looked up, as it stands in the article."""
    return f'<blockquote class="cw-text cw-proved">{quoted(article, spans)}</blockquote>' if spans else ""


def names_of(pages: Sequence[tuple[int, str]]) -> str:
    """Return pages, by number and label, as a reader of the file finds them."""
    return " and ".join(page_name(number, label) for number, label in pages)


def verdict(pages: Sequence[tuple[int, str]], *, doubt: Doubt | None, file: str, recognised: bool) -> str:
    """Return whether the words are verified, and how, or why not and what to do; for a file that has pages."""
    if doubt is None:
        how = wording.RECOGNISED_AGAIN if recognised else wording.READ_AGAIN
        told = (wording.VERIFIED.format(pages=names_of(pages)), how.format(file=file), "cw-yes")
    else:
        told = (wording.NOT_VERIFIED.format(doubt=wording.DOUBTS[doubt]), wording.NEXT[doubt], "cw-no")
    return _said(*told)


def without_pages() -> str:
    """Return what is said of a file of a format without pages."""
    return _said(wording.NO_PAGES, wording.NO_PAGES_NEXT, "cw-none")


def _said(first: str, then: str, kind: str) -> str:
    return f'<div role="status" class="cw-proof {kind}"><p><b>{escape(first)}</b></p><p>{escape(then)}</p></div>'


def web_link(article: Article, spans: Sequence[Span]) -> str:
    """Return the link to the words in their page on the web; nothing where they come from no page of the web."""
    address = original(article.url, [texts_of(article, span) for span in spans])
    if not address:
        return ""
    label = escape(wording.ON_THE_WEB)
    return f'<a class="cw-original" href="{escape(address)}" target="_blank" rel="noreferrer">{label}</a>'


def short(words: str) -> str:
    """Return words on one line, for the name of a picture."""
    line = " ".join(words.split())
    return line if len(line) <= ALT_MOST else f"{line[: ALT_MOST - 2].rstrip()} …"


def caption(page: tuple[int, str], file: str) -> str:
    """Return what stands under the picture of a page, as HTML."""
    name = page_name(*page)
    words = wording.CAPTION.format(page=f"{name[0].upper()}{name[1:]}", file=file)
    return f'<p class="cw-details">{escape(words)}</p>'
