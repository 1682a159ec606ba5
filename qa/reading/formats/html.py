"""A web page → document of the article in it.

trafilatura decides what of the page is the article and what its details are (Barbaresi, 2021); the structure
of each piece (heading level, depth in lists, rows of tables) is read off the page itself.  Every other visible
piece of the page is reported as removed, but for the menus that it marks as such (``nav``).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from qa.reading.document import Details, Document, DocumentBlock, Origin, UnreadableError
from qa.reading.formats.archive import one_line, parse_html
from qa.reading.formats.markup import walk
from qa.records import Removed

FURNITURE = "page furniture"
PIECES_REPORTED_MOST = 2000
"""A page with more pieces around its article is a menu of a whole site; the rest of it is not told."""
_SIMPLE_SELECTOR = re.compile(r"^[.#][\w-]+$")
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(left|top|text-indent)\s*:\s*-\d{3,}|font-size\s*:\s*0(?![.\d])|"
    r"(?<![\w-])opacity\s*:\s*0(?![.\d])"
)
_HTML_TAGS = {
    "item": "li", "quote": "blockquote", "row": "tr", "lb": "br", "hi": "span", "ref": "a",
    "code": "pre",
}  # fmt: skip


def read_html(content: bytes) -> Document:
    """Read a web page; raises UnreadableError when it has no article or is damaged beyond reading."""
    try:
        return _read(content)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        # what lxml and trafilatura raise on damaged markup, such as a tag that no document may have
        raise UnreadableError(f"the page is damaged ({error})") from error


def _read(content: bytes) -> Document:
    from trafilatura import bare_extraction, load_html
    from trafilatura.metadata import extract_metadata

    parse_html(content.decode("latin-1"), "the page")  # refuses what is nested too deep: lxml would drop the rest
    tree = load_html(content) if content.strip() else None
    if tree is None:
        raise UnreadableError("the file is no web page")
    hidden = _remove_invisible(tree)
    found: Any = extract_metadata(deepcopy(tree))
    # The fast way scores best on the development pages, and recall is favoured: what informs must not be lost.
    document: Any = bare_extraction(deepcopy(tree), include_comments=False, fast=True, favor_recall=True)
    if document is None or document.body is None or not "".join(document.body.itertext()).strip():
        raise UnreadableError("the page has no article text")
    page = walk(tree)
    blocks, others = _structured(walk(_as_html(document.body)).blocks, page.blocks)
    furniture = tuple(Removed(text=block.text, rule=FURNITURE) for block in others[:PIECES_REPORTED_MOST])
    details = Details(
        title=found.title or "",
        author=found.author or "",
        publisher=found.sitename or "",
        published=found.date or "",
        url=found.url or "",
        language=(tree.get("lang") or "")[:2].lower(),
    )
    return Document(
        blocks=tuple(blocks),
        details=details,
        removed=(*hidden, *page.removed, *furniture),
        origin=Origin.WEB,
    )


def _remove_invisible(tree: Any) -> list[Removed]:
    """Take elements out that no reader sees, by their own style or by a simple rule of the page's style sheets."""
    marks = set(_hiding_marks(tree))
    removed: list[Removed] = []
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        own = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
        hidden = element.get("hidden") is not None or _HIDES.search((element.get("style") or "").lower())
        if hidden or own & marks:
            if text := one_line("".join(element.itertext())):
                removed.append(Removed(text=text, rule="invisible text"))
            element.drop_tree()
    return removed


def _hiding_marks(tree: Any) -> Iterator[str]:
    """Yield the classes and ids that a style sheet in the page hides always (rules for print or phones aside)."""
    for sheet in tree.iter("style"):
        before: list[str] = []  # what stands before each open brace, outermost first
        text = ""
        for piece in re.findall(r"[{}]|[^{}]+", sheet.text or ""):
            if piece == "{":
                before.append(text)
            elif piece == "}" and before:
                selectors = before.pop()
                if not before and _HIDES.search(text.lower()):
                    found = (_SIMPLE_SELECTOR.match(selector.strip()) for selector in selectors.split(","))
                    yield from (selector.group() for selector in found if selector)
            text = "" if piece in "{}" else piece


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


def _structured(
    pieces: Sequence[DocumentBlock], page: Sequence[DocumentBlock]
) -> tuple[list[DocumentBlock], list[DocumentBlock]]:
    """Return the pieces with the structure they have in the page, and the blocks of the page that are none."""
    keys, page_keys = [_key(piece.text) for piece in pieces], [_key(block.text) for block in page]
    pairs = _aligned(keys, page_keys)
    blocks = [page[pairs[place]] if place in pairs else piece for place, piece in enumerate(pieces)]
    taken = set(pairs.values())
    article = " ".join(keys)
    others = [
        block
        for place, (block, key) in enumerate(zip(page, page_keys, strict=True))
        if place not in taken and key and key not in article
    ]
    return blocks, others


def _aligned(keys: Sequence[str], page_keys: Sequence[str]) -> dict[int, int]:
    """Return which piece is which block of the page, in order.

    Texts that stand once on both sides are anchors, of which the longest rising run counts (as in patience
    diff); between two anchors, texts are matched as they come.
    """
    counts, page_counts = Counter(keys), Counter(page_keys)
    where = {key: place for place, key in enumerate(page_keys)}
    once = [
        (place, where[key]) for place, key in enumerate(keys) if key and counts[key] == page_counts.get(key) == 1
    ]
    pairs = dict(_rising(once))
    last = -1
    for place, key in enumerate(keys):
        if place in pairs:
            last = pairs[place]
            continue
        end = next((pairs[later] for later in range(place + 1, len(keys)) if later in pairs), len(page_keys))
        found = next((n for n in range(last + 1, end) if page_keys[n] == key), None) if key else None
        if found is not None:
            pairs[place] = last = found
    return pairs


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs whose second numbers rise (patience sorting)."""
    tops: list[int] = []  # the least second number that ends a run of each length
    ends: list[int] = []  # which pair that is
    before: list[int] = []
    for place, (_, second) in enumerate(pairs):
        length = bisect_left(tops, second)
        before.append(ends[length - 1] if length else -1)
        tops[length:], ends[length:] = [second, *tops[length + 1 :]], [place, *ends[length + 1 :]]
    run: list[tuple[int, int]] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        run.append(pairs[place])
        place = before[place]
    return run[::-1]


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
