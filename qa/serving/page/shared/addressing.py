"""The addresses of the page: a question, and a place in an article with what it said when it was cited."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode, urlsplit

from qa.files import sha256
from qa.records import Article, Citation

Span = tuple[int, int]
READER = "read"
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})")
_GENERATION = re.compile(r"g-\d{6,12}-[0-9a-f]{16}")
_DIGEST_CHARACTERS = 16
"""Of the sha256 of a quotation: enough that no other text of an article has the same by chance."""
_MARKS_CHARACTERS_MOST = 2000
"""Of the marks in an address: more than any passage has sentences for, and no work for whoever types one."""
_FRAGMENTS_MOST = 8
"""Text fragments of a link: each makes it longer, and a browser scrolls to the first alone."""
_FRAGMENT_WORDS = 5
"""Words at either end of a quotation that name it in the original: few, so that small differences do no harm."""


def question_address(question: str, *, generation: str, as_typed: bool = False) -> dict[str, str]:
    """Return the address of a question: what was asked, of which generation, and whether just as typed."""
    known = {"q": question, "typed": "1" if as_typed else "", "g": generation}
    return {key: value for key, value in known.items() if value}


def place_of(start: int, end: int) -> str:
    """Return a span as it stands in an address: ``120-340``."""
    return f"{start}-{end}"


def marks_of(spans: Sequence[Span]) -> str:
    """Return spans as they stand in an address: ``10-40,55-90``, in order, each once."""
    return ",".join(place_of(*span) for span in sorted(set(spans)))


def reader_address(citation: Citation, *, asked: Mapping[str, str], marked: Sequence[Span] = ()) -> dict[str, str]:
    """Return the address of a citation in the reader, with the question it answers.

    ``asked`` is the question's own address, whose generation is that of the citation; ``marked`` are the places
    in it that answer, the whole citation when there are none.
    """
    return {
        "article": citation.article_id,
        "at": place_of(citation.start, citation.end),
        "mark": marks_of(marked or [(citation.start, citation.end)]),
        "h": digest_of(citation.quote),
        **asked,
    }


def hull_address(article: Article, spans: Sequence[Span], *, asked: Mapping[str, str]) -> dict[str, str]:
    """Return the address of several places of an article in the reader, all marked; what is between is cited."""
    start, end = min(start for start, _ in spans), max(end for _, end in spans)
    return {
        "article": article.id,
        "at": place_of(start, end),
        "mark": marks_of(spans),
        "h": digest_of(article.text[start:end]),
        **asked,
    }


def href(address: Mapping[str, str], *, view: str = READER) -> str:
    """Return an address as a link, from any view; that of the questions is the empty ``view``."""
    return f"./{view}?{urlencode(address)}"


def digest_of(quotation: str) -> str:
    """Return what tells in an address whether a text is still the one that was quoted."""
    return sha256(quotation.encode())[:_DIGEST_CHARACTERS]


def span_of(place: str, article: Article) -> Span | None:
    """Return the span that an address names, or None when it is none of this article's text."""
    found = _PLACE.fullmatch(place)
    if not found:
        return None
    start, end = int(found[1]), int(found[2])
    return (start, end) if texts_of(article, (start, end)) and end <= len(article.text) else None


def spans_of(marks: str) -> list[Span]:
    """Return the spans that the marks of an address name, in order; what is malformed among them is left out."""
    found = (_PLACE.fullmatch(mark) for mark in marks[:_MARKS_CHARACTERS_MOST].split(","))
    spans = {(int(each[1]), int(each[2])) for each in found if each}
    return sorted((start, end) for start, end in spans if start < end)


def texts_of(article: Article, span: Span) -> list[str]:
    """Return the texts of the blocks in a span, clipped to it: what of an article is shown and can be quoted."""
    blocks = (block for section in article.sections for block in section.blocks)
    clips = ((max(block.start, span[0]), min(block.end, span[1])) for block in blocks)
    return [article.text[start:end] for start, end in clips if start < end]


def is_generation(name: str) -> bool:
    """Tell whether a name out of an address can be that of a generation's folder, and of nothing else."""
    return _GENERATION.fullmatch(name) is not None


def original(url: str, quotations: Sequence[Sequence[str]] = ()) -> str | None:
    """Return the link to an article's original, at the quotations; None when it is no web page.

    A quotation is the texts of its blocks, in order.  Each has a text fragment
    (https://wicg.github.io/scroll-to-text-fragment/) that names its first and its last words, as they stand.
    """
    parts = urlsplit(url) if url.isprintable() and " " not in url else None
    if not parts or parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    fragments = [fragment for texts in quotations[:_FRAGMENTS_MOST] if (fragment := _fragment(texts))]
    if not fragments:
        return url
    return f"{url}{'' if parts.fragment else '#'}:~:{'&'.join(fragments)}"


def _fragment(texts: Sequence[str]) -> str:
    """Return the text directive of a quotation; nothing where it has no words."""
    blocks = [words for text in texts if (words := text.split())]
    if not blocks:
        return ""
    first, last = blocks[0], blocks[-1]
    ends = [first[:_FRAGMENT_WORDS], last[-_FRAGMENT_WORDS:]]
    if len(blocks) == 1 and len(first) <= 2 * _FRAGMENT_WORDS:
        ends = [first]
    return "text=" + ",".join(quote(" ".join(words), safe="").replace("-", "%2D") for words in ends)
