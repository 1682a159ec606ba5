"""An article → the pane beside the answer: what is cited is marked in it, with the ways to see more."""

from html import escape

from qa.serving.page.read import blocks as article_blocks
from qa.serving.page.read.locating import LinkState, Located
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import Address, digest_of, href
from qa.serving.page.shared.blocks import Terms, link, notice

TITLE_LEVEL = 2
"""Of the heading of the pane; the answer stands under the first."""
TITLE = "source-title"


def place_of(located: Located) -> str:
    """Return a name for what is shown and marked, by which the browser knows that it is drawn."""
    return digest_of(f"{located.article.id} {located.state.name} {located.cited} {located.marked}")


def pane(located: Located, address: Address, *, told: str = "", terms: Terms = ()) -> str:
    """Return an article as a region with a button that closes it, and a part that scrolls by itself.

    ``address`` opens all of it in the reader; ``told`` is what became of the cited place.
    """
    article, marked = located.article, located.marked
    note = notice(told) if told else ""
    whole = link(href(address), wording.OPEN_WHOLE)
    text = article_blocks.article_body(article, located.cited, marked, under=TITLE_LEVEL, terms=terms)
    head = article_blocks.head(article, marked, level=TITLE_LEVEL, name=TITLE)
    close = escape(wording.CLOSE_SOURCE)
    return (
        f'<section class="cw-pane" role="region" aria-labelledby="{TITLE}" data-place="{place_of(located)}">'
        f'<div class="cw-pane-head"><button type="button" class="cw-close" title="{close}" aria-label="{close}">'
        f'</button>{head}{note}<p class="cw-pane-links">{whole}</p></div>'
        f'<div class="cw-pane-text" tabindex="0" role="group" aria-label="{escape(wording.SOURCE_TEXT)}">{text}'
        "</div></section>"
    )


def told_of(state: LinkState) -> str:
    """Return what a visitor is told of a cited place; nothing where it is just where it was."""
    return "" if state in article_blocks.QUIET else article_blocks.SAID[state]
