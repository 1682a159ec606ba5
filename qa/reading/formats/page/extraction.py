"""Which blocks of a page are its article, as trafilatura chooses (Barbaresi, 2021) and as the page itself tells.

Every block of the page gets two signs of Braille before its longest text, and what trafilatura keeps is known by
them: so each block is taken whole and in its place in the page, whatever becomes of its words on the way.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from qa.reading.document import DocumentBlock
from qa.reading.formats.archive import Element
from qa.reading.formats.markup import Spot
from qa.reading.formats.page.surroundings import Surroundings
from qa.reading.formats.page.titled import Titled

FULLER = 2
"""The page's own text, or the full extraction, is taken when it is so many times as long as the fast one's.

Chosen on one half of the development pages (56, by hash of their names), where the longest text beside whole
articles was 0.65 times as long; on the other half it was 1.3 times.
"""
_SIGNS = 255
_FIRST = 0x2801
_TAGGED = re.compile("([\u2801-\u28ff])([\u2801-\u28ff])")
_BRAILLE = re.compile("[\u2800-\u28ff]")
BLOCKS_MOST = _SIGNS * _SIGNS


def article_of(tree: Element, blocks: Sequence[DocumentBlock], spots: Sequence[Spot]) -> tuple[set[int], Any]:
    """Return which blocks of the page are its article, or a body where the text stands in none of them.

    The tree is tagged in passing and of no further use.
    """
    around, titled = Surroundings(blocks, spots), Titled(tree, blocks, spots)
    _tag(tree, spots)
    body = _extracted(tree, fast=True)
    article = around.completed(_numbers_in(body))
    alternative = around.longest_without(article | titled.comments_behind(article))
    if around.length(alternative) > FULLER * around.length(article):
        full = around.completed(_numbers_in(_extracted(tree, fast=False)))
        from_alternative = around.completed(alternative)
        article = full if around.length(full) * 2 > around.length(from_alternative) else from_alternative
    if article:
        article = article - titled.of_other_articles(article)
        article = article | titled.leads(article) | titled.corrections(article)
    elsewhere = len("".join(body.itertext())) if body is not None and not _numbers_in(body) else 0
    return article, body if elsewhere > 2 * around.length(article) else None


def _tag(tree: Element, spots: Sequence[Spot]) -> None:
    """Put the number of each block before its longest text; Braille of the page's own gives way."""
    if _BRAILLE.search("".join(tree.itertext())):
        for element in tree.iter():
            element.text = _BRAILLE.sub(" ", element.text) if element.text else None
            element.tail = _BRAILLE.sub(" ", element.tail) if element.tail else None
    for number, spot in enumerate(spots[:BLOCKS_MOST]):
        element, tail = spot.longest
        text = (element.tail if tail else element.text) or ""
        inner = text.lstrip()
        sign = chr(_FIRST + number // _SIGNS) + chr(_FIRST + number % _SIGNS)
        tagged = f"{text[: len(text) - len(inner)]}{sign}{inner}"
        if tail:
            element.tail = tagged
        else:
            element.text = tagged


def _extracted(tree: Element, *, fast: bool) -> Any:
    """Return the body that trafilatura finds, None when it finds none.

    The fast way scores best on the development pages, and recall is favoured: what informs must not be lost.
    """
    from trafilatura import bare_extraction

    document: Any = bare_extraction(deepcopy(tree), include_comments=False, fast=fast, favor_recall=True)
    return None if document is None else document.body


def _numbers_in(body: Any) -> set[int]:
    """Return the numbers of the blocks in an extracted body."""
    if body is None:
        return set()
    return {
        (ord(first) - _FIRST) * _SIGNS + ord(second) - _FIRST
        for first, second in _TAGGED.findall("".join(body.itertext()))
    }
