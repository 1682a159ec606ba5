"""The addresses of the page: a question, or a place in an article with a digest of the text cited there."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote, urlencode, urlsplit

from qa.files import sha256
from qa.records import Article, Citation

Span = tuple[int, int]
Address = Mapping[str, str | Sequence[str]]
"""The keys of an address with the value of each, or its values."""
ASK, READER, SAVED, MAP_VIEW, LIBRARY, QUALITY, PROOF, COMPARE, CHECK = VIEWS = (
    "ask", "read", "saved", "map", "library", "quality", "proof", "compare", "check"
)  # fmt: skip
"""The views by the last step of their addresses; the first is that of the page itself too."""
PLACE = ("article", "at", "mark", "h")
"""The keys of a place in an article: in the reader's address, and in an answer's that has its source beside it."""
SOURCE, TOPIC, SINCE, ONLY, FOLDER = SCOPE = ("source", "topic", "since", "only", "folder")
"""The keys of the articles that a question is asked of; a key stands once for each of its values."""
QUESTION = ("q", "after", "typed", *SCOPE, "g")
"""The keys of a question in any address: with all of them it leads back to the very answer."""
EVERYTHING: Address = MappingProxyType({})
"""The scope of a question to all articles."""
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})")
_GENERATION = re.compile(r"g-\d{6,12}-[0-9a-f]{16}")
_DIGEST_CHARACTERS = 16
"""Characters of a quotation's sha256: enough to avoid collisions within an article."""
_MARKS_CHARACTERS_MOST = 2000
"""Most characters of the marks in an address: more than any passage needs, and a bound on the work of reading
them."""
_FRAGMENTS_MOST = 8
"""Text fragments of a link: each makes it longer, and a browser scrolls to the first alone."""
_FRAGMENT_WORDS = 5
"""Words at either end of a quotation that locate it in the original: few, to tolerate small differences."""


def question_address(
    question: str, *, generation: str, as_typed: bool = False, after: str = "", scope: Address = EVERYTHING
) -> Address:
    """Return the address of a question: what was asked, after which, of which generation, and if just as typed.

    Of the address ``scope`` it has the keys ``SCOPE``: which articles are asked.
    """
    asked = {key: scope.get(key, "") for key in SCOPE}
    known = {"q": question, "after": after, "typed": "1" if as_typed else "", **asked, "g": generation}
    return {key: value for key, value in known.items() if value}


def question_in(address: Address) -> Address:
    """Return what an address keeps of a question, by which its answer has an address; empty without a question."""
    return {key: address[key] for key in QUESTION if address.get(key)} if address.get("q") else {}


def place_of(start: int, end: int) -> str:
    """Return a span in the form of an address: ``120-340``."""
    return f"{start}-{end}"


def marks_of(spans: Sequence[Span]) -> str:
    """Return spans in the form of an address: ``10-40,55-90``, sorted and unique."""
    return ",".join(place_of(*span) for span in sorted(set(spans)))


def reader_address(citation: Citation, *, params: Address, marked: Sequence[Span] = ()) -> Address:
    """Return the address of a citation in the reader, with the question it answers.

    ``params`` is the question's own address, with the generation of the citation; ``marked`` are its answering
    spans, by default the whole citation.
    """
    return {
        "article": citation.article_id,
        "at": place_of(citation.start, citation.end),
        "mark": marks_of(marked or [(citation.start, citation.end)]),
        "h": digest_of(citation.quote),
        **params,
    }


def hull_address(article: Article, spans: Sequence[Span], *, params: Address) -> Address:
    """Return the address of several places of an article, all marked; the span from first to last is cited."""
    start, end = min(start for start, _ in spans), max(end for _, end in spans)
    return {
        "article": article.id,
        "at": place_of(start, end),
        "mark": marks_of(spans),
        "h": digest_of(article.text[start:end]),
        **params,
    }


def href(address: Address, *, view: str = READER) -> str:
    """Return an address as a link, from any view; that of the questions is the empty ``view``."""
    return f"./{view}?{urlencode(address, doseq=True)}"


def digest_of(quotation: str) -> str:
    """Return the digest by which an address recognises a quoted text."""
    return sha256(quotation.encode())[:_DIGEST_CHARACTERS]


def span_of(place: str, article: Article) -> Span | None:
    """Return the span that an address names; None when it is malformed or outside the article's text."""
    match = _PLACE.fullmatch(place)
    if not match:
        return None
    start, end = int(match[1]), int(match[2])
    return (start, end) if texts_of(article, (start, end)) and end <= len(article.text) else None


def spans_of(marks: str) -> list[Span]:
    """Return the spans of the marks in an address, in order; malformed marks are ignored."""
    matches = (_PLACE.fullmatch(mark) for mark in marks[:_MARKS_CHARACTERS_MOST].split(","))
    spans = {(int(match[1]), int(match[2])) for match in matches if match}
    return sorted((start, end) for start, end in spans if start < end)


def texts_of(article: Article, span: Span) -> list[str]:
    """Return the texts of the blocks in a span, clipped to it: the parts that are shown and can be quoted."""
    blocks = (block for section in article.sections for block in section.blocks)
    clips = ((max(block.start, span[0]), min(block.end, span[1])) for block in blocks)
    return [article.text[start:end] for start, end in clips if start < end]


def is_generation(name: str) -> bool:
    """Tell whether a name from an address has the form of a generation's folder."""
    return _GENERATION.fullmatch(name) is not None


def original(url: str, quotations: Sequence[Sequence[str]] = ()) -> str | None:
    """Return the link to an article's original, at the quotations; None when it is not a web page.

    A quotation is the texts of its blocks, in order.  Each has a text fragment
    (https://wicg.github.io/scroll-to-text-fragment/) that names its first and last words verbatim.
    """
    parts = urlsplit(url) if url.isprintable() and " " not in url else None
    if not parts or parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    fragments = text_fragments(quotations)
    return f"{url}{'' if parts.fragment or not fragments else '#'}{fragments}"


def text_fragments(quotations: Sequence[Sequence[str]]) -> str:
    """Return the directive for an address that marks quotations, each the texts of its blocks; empty for none."""
    fragments = [fragment for texts in quotations[:_FRAGMENTS_MOST] if (fragment := _fragment(texts))]
    return f":~:{'&'.join(fragments)}" if fragments else ""


def _fragment(texts: Sequence[str]) -> str:
    """Return the text directive of a quotation; empty where it has no words."""
    blocks = [words for text in texts if (words := text.split())]
    if not blocks:
        return ""
    first, last = blocks[0], blocks[-1]
    ends = [first[:_FRAGMENT_WORDS], last[-_FRAGMENT_WORDS:]]
    if len(blocks) == 1 and len(first) <= 2 * _FRAGMENT_WORDS:
        ends = [first]
    return "text=" + ",".join(quote(" ".join(words), safe="").replace("-", "%2D") for words in ends)
