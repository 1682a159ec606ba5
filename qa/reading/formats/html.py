"""A web page → document of the article in it.

What a reader can see is settled first (qa/reading/formats/page/visibility.py); trafilatura decides what of that is
the article and what its details are (Barbaresi, 2021); the text and structure of each piece are the page's own.
Every other piece of the page is reported as removed.
"""

import re
from copy import deepcopy
from dataclasses import replace
from typing import Any

from qa.reading.document import Details, Document, Origin, UnreadableError
from qa.reading.formats.archive import one_line, parse_html, plain_details
from qa.reading.formats.inline_marks import sheet_of, write_marks
from qa.reading.formats.markup import walk, walk_with_spots
from qa.reading.formats.page.extraction import article_of
from qa.reading.formats.page.visibility import settle_visibility
from qa.reading.formats.page.wording import write_roles, write_wording
from qa.reading.formats.plain.reader import read_text
from qa.reading.formats.raised import with_fractions
from qa.records import Removed

FURNITURE = "page furniture"
PIECES_REPORTED_MOST = 2000
"""A page with more pieces around its article is a menu of a whole site; the rest of it is not told."""
BARE_WORDS_LEAST = 50
_TAG = re.compile(rb"<[a-z][a-z0-9]*[\s/>]", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype html|html)[\s>]", re.IGNORECASE)
_HTML_TAGS = {
    "item": "li", "quote": "blockquote", "row": "tr", "lb": "br", "hi": "span", "ref": "a",
    "code": "pre",
}  # fmt: skip


def read_html(content: bytes) -> Document:
    """Read a web page; raises UnreadableError when it has no article or is damaged beyond reading."""
    try:
        return _read(content)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError) as error:
        # what lxml, trafilatura and htmldate raise on damaged markup, such as a tag that no document may have
        raise UnreadableError(f"the page is damaged ({error})") from error


def _read(content: bytes) -> Document:
    from trafilatura import load_html
    from trafilatura.metadata import extract_metadata

    parse_html(content.decode("latin-1"), "the page")  # refuses what is nested too deep: lxml would drop the rest
    tree = load_html(content) if content.strip() else None
    before: list[Removed] = []
    if tree is None and _TAG.search(content):
        tree, before = _within(content)
    if tree is None and _is_bare_text(content):
        return read_text(content)
    if tree is None:
        raise UnreadableError("the file is not a web page")
    alive = list(tree.iter())  # lxml makes a new object at each access to an element unless one is kept
    write_roles(tree)
    hidden = settle_visibility(tree)
    metadata: Any = extract_metadata(deepcopy(tree), extensive=False)  # else a year in the text is a date
    write_wording(tree)
    marks = write_marks(tree, sheet_of(sheet.text or "" for sheet in tree.iter("style")))
    page, spots = walk_with_spots(tree)
    alive.clear()
    article, body = article_of(tree, page.blocks, spots)
    if body is not None:  # the text stands in the page's data alone
        blocks, other_blocks = list(walk(_as_html(body)).blocks), list(page.blocks)
    else:
        blocks = [block for number, block in enumerate(page.blocks) if number in article]
        other_blocks = [block for number, block in enumerate(page.blocks) if number not in article]
    if not blocks:
        raise UnreadableError("the page has no article text")
    furniture = [Removed(text=block.text, rule=FURNITURE) for block in other_blocks[:PIECES_REPORTED_MOST]]
    named = plain_details(title=metadata.title or "", author=metadata.author or "")
    details = Details(
        title=named.title,
        author=named.author,
        publisher=metadata.sitename or "",
        published=metadata.date or "",
        url=metadata.url or "",
        language=(tree.get("lang") or "")[:2].lower(),
    )
    return Document(
        blocks=tuple(replace(block, text=with_fractions(block.text)) for block in blocks),
        details=details,
        removed=(*before, *hidden, *marks, *page.removed, *furniture),
        origin=Origin.WEB,
    )


def _within(content: bytes) -> tuple[Any, list[Removed]]:
    """Return the page in what has something else before it, and that; what has tags and no page is one.

    trafilatura 2.3 takes for no page what has no "html" in its first 50 characters.
    """
    from trafilatura import load_html

    start = _PAGE.search(content)
    if start is None:
        return load_html(b"<html><body>%s</body></html>" % content), []
    before = one_line(re.sub(rb"<[^>]*>", b" ", content[: start.start()]).decode("utf-8", "replace"))
    return load_html(content[start.start() :]), [Removed(text=before, rule=FURNITURE)] if before else []


def _is_bare_text(content: bytes) -> bool:
    """Tell a page without a single tag, whose text a browser shows as it is, from an error or data of a server."""
    reads_as_text = len(content.split()) >= BARE_WORDS_LEAST and not content.lstrip().startswith((b"{", b"["))
    return reads_as_text and b"<" not in content and b"\x00" not in content


def _as_html(body: Any) -> Any:
    """Return an extracted body with the tags of HTML again, so that the walk over pages reads it."""
    for element in body.iter():
        if element.tag == "head":
            rend = element.get("rend") or "h2"
            element.tag = rend if re.fullmatch("h[1-6]", rend) else "h2"
        elif element.tag == "list":
            element.tag = "ol" if element.get("rend") == "ol" else "ul"
        elif element.tag == "cell":
            element.tag = "th" if element.get("role") == "head" else "td"
        elif element.tag in _HTML_TAGS:
            element.tag = _HTML_TAGS[element.tag]
    return body
