"""The same line at the edge of many articles of a site is furniture: found by looking at all of them at once."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from qa.reading.cleaning.boilerplate import empty_headings
from qa.reading.cleaning.rules import LEAST_WORDS_SPARED, SHARE_MOST
from qa.reading.document import Document, DocumentBlock, DocumentBlockKind, Origin
from qa.reading.parsing import Opened
from qa.records import Removed

RULE = "the same line in many articles"
ARTICLES_LEAST = 3
"""A line in two articles of a site may be chance or a quotation."""
SHARE_LEAST = 0.3
"""Share of a site's articles that furniture stands in; what a site says in fewer may be said on purpose."""
EDGE_BLOCKS = 4
"""How far from the top or the bottom of an article furniture stands."""
WORDS_MOST = 60
SENTENCE_WORDS_LEAST = 6
"""Shorter ones ("All rights reserved.") tell nothing that anybody asks."""


@dataclass(frozen=True, slots=True)
class Edges:
    """What of an article is compared with others: its site, empty where it names none, and lines at its edges."""

    site: str
    lines: frozenset[str]


def edges_of(draft: Document) -> Edges:
    """Return the edges of a draft; one that is no web page is compared with none."""
    return Edges(
        site=_site(draft) if draft.origin is Origin.WEB else "",
        lines=frozenset(block.text for _, block in _edges(draft.blocks)),
    )


def repeated_lines(edges: Mapping[str, Edges]) -> dict[str, frozenset[str]]:
    """Return, by source, the lines to cut from each article of a site in which many articles have the same.

    A whole sentence among them stays in the first of the articles, so that what it says can still be found.

    The site is the publisher or the host that the articles name: those that name none are never compared.
    """
    sites: dict[str, list[str]] = defaultdict(list)
    for source, edge in edges.items():
        if edge.site:
            sites[edge.site].append(source)
    cut: dict[str, frozenset[str]] = {}
    for sources in sites.values():
        furniture = _repeated([edges[source].lines for source in sources])
        told: set[str] = set()  # whole sentences may inform: the first article that has one keeps it
        for source in sources if furniture else ():
            here = edges[source].lines & furniture
            if gone := frozenset(text for text in here if text in told or not _informs(text)):
                cut[source] = gone
            told |= here
    return cut


def _informs(text: str) -> bool:
    return len(text.split()) >= SENTENCE_WORDS_LEAST and text.rstrip("\"'”’)").endswith((".", "!", "?"))


def _site(draft: Document) -> str:
    host = urlsplit(draft.details.url).hostname or ""
    return host.removeprefix("www.") or draft.details.publisher.casefold()


def _repeated(articles: Sequence[frozenset[str]]) -> set[str]:
    counts = Counter(line for lines in articles for line in lines)
    least = max(ARTICLES_LEAST, SHARE_LEAST * len(articles))
    return {text for text, count in counts.items() if count >= least}


def _edges(blocks: tuple[DocumentBlock, ...]) -> Iterator[tuple[int, DocumentBlock]]:
    """Yield the short blocks at both edges; headings are no furniture by themselves."""
    for place, block in enumerate(blocks):
        at_edge = place < EDGE_BLOCKS or place >= len(blocks) - EDGE_BLOCKS
        if at_edge and block.kind is not DocumentBlockKind.HEADING and len(block.text.split()) <= WORDS_MOST:
            yield place, block


def _tells(blocks: tuple[DocumentBlock, ...], gone: Mapping[int, DocumentBlock]) -> bool:
    return any(
        block.kind is not DocumentBlockKind.HEADING for place, block in enumerate(blocks) if place not in gone
    )


def without_lines(opened: Opened, furniture: frozenset[str]) -> Opened:
    """Return the same without furniture, unless that is more than its share of the article."""
    draft = opened.document
    if draft is None or not furniture:
        return opened
    gone = {place: block for place, block in _edges(draft.blocks) if block.text in furniture}
    words = sum(len(block.text.split()) for block in draft.blocks)
    cut = sum(len(block.text.split()) for block in gone.values())
    if cut > max(LEAST_WORDS_SPARED, SHARE_MOST * words) or not _tells(draft.blocks, gone):
        return replace(opened, report=replace(opened.report, withheld=(*opened.report.withheld, RULE)))
    left = [block for place, block in enumerate(draft.blocks) if place not in gone]
    empty = set(empty_headings(left)) if gone else set()
    removed = [Removed(text=block.text, rule=RULE, line=block.line, page=block.page) for block in gone.values()]
    removed += [
        Removed(text=left[place].text, rule="empty heading", line=left[place].line) for place in sorted(empty)
    ]
    blocks = tuple(block for place, block in enumerate(left) if place not in empty)
    report = replace(opened.report, removed=(*opened.report.removed, *removed))
    return replace(opened, document=replace(draft, blocks=blocks), report=report)
