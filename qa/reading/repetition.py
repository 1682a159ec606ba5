"""The same line at the edge of many articles of a site is furniture: found by looking at all of them at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from qa.reading.cleaning import LEAST_WORDS_SPARED, SHARE_MOST
from qa.reading.draft import Draft, DraftBlock, DraftKind
from qa.reading.furniture import empty_headings
from qa.reading.opening import Opened
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


def without_repeated_lines(opened: Mapping[str, Opened]) -> dict[str, Opened]:
    """Return the same without the lines that stand at the edge of many articles of one site, each reported.

    A whole sentence among them stays in the first of the articles, so that what it says can still be found.

    The site is the publisher or the host that the articles name: those that name none are never compared.
    """
    sites: dict[str, list[str]] = defaultdict(list)
    for source, found in opened.items():
        if found.draft and (site := _site(found.draft)):
            sites[site].append(source)
    result = dict(opened)
    for sources in sites.values():
        furniture = _repeated([opened[source].draft for source in sources])
        told: set[str] = set()  # whole sentences may inform: the first article that has one keeps it
        for source in sources if furniture else ():
            here = {block.text for _, block in _edges(_blocks(opened[source]))} & furniture
            result[source] = _without(
                opened[source], {text for text in here if text in told or not _informs(text)}
            )
            told |= here
    return result


def _informs(text: str) -> bool:
    return len(text.split()) >= SENTENCE_WORDS_LEAST and text.rstrip("\"'”’)").endswith((".", "!", "?"))


def _blocks(opened: Opened) -> tuple[DraftBlock, ...]:
    return opened.draft.blocks if opened.draft else ()


def _site(draft: Draft) -> str:
    host = urlsplit(str(draft.details.get("url") or "")).hostname or ""
    return host.removeprefix("www.") or str(draft.details.get("publisher") or "").casefold()


def _repeated(drafts: list[Draft | None]) -> set[str]:
    counts: dict[str, int] = defaultdict(int)
    for draft in drafts:
        for text in {block.text for _, block in _edges(draft.blocks if draft else ())}:
            counts[text] += 1
    least = max(ARTICLES_LEAST, SHARE_LEAST * len(drafts))
    return {text for text, count in counts.items() if count >= least}


def _edges(blocks: tuple[DraftBlock, ...]) -> Iterator[tuple[int, DraftBlock]]:
    """Yield the short blocks at both edges; headings are no furniture by themselves."""
    for place, block in enumerate(blocks):
        at_edge = place < EDGE_BLOCKS or place >= len(blocks) - EDGE_BLOCKS
        if at_edge and block.kind is not DraftKind.HEADING and len(block.text.split()) <= WORDS_MOST:
            yield place, block


def _tells(blocks: tuple[DraftBlock, ...], gone: Mapping[int, DraftBlock]) -> bool:
    return any(block.kind is not DraftKind.HEADING for place, block in enumerate(blocks) if place not in gone)


def _without(opened: Opened, furniture: set[str]) -> Opened:
    """Return the same without furniture, unless that is more than its share of the article."""
    draft = opened.draft
    if draft is None:
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
    return replace(opened, draft=replace(draft, blocks=blocks), report=report)
