"""The addresses of the page: a question, and a place in an article with what it said when it was cited."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

from qa.files import sha256
from qa.records import Article, Citation, Sentence

Span = tuple[int, int]
READER = "read"
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})")
_GENERATION = re.compile(r"g-\d{6,12}-[0-9a-f]{16}")
_DIGEST_CHARACTERS = 16
"""Of the sha256 of a quotation: enough that no other text of an article has the same by chance."""
_FRAGMENT_WORDS = 5
"""Words at either end of a quotation that name it in the original: few, so that small differences do no harm."""


def question_address(question: str, *, generation: str, as_typed: bool = False) -> dict[str, str]:
    """Return the address of a question: what was asked, of which generation, and whether just as typed."""
    known = {"q": question, "typed": "1" if as_typed else "", "g": generation}
    return {key: value for key, value in known.items() if value}


def place_of(start: int, end: int) -> str:
    """Return a span as it stands in an address: ``120-340``."""
    return f"{start}-{end}"


def reader_address(
    citation: Citation, *, asked: Mapping[str, str], marked: tuple[Sentence, ...] = ()
) -> dict[str, str]:
    """Return the address of a citation in the reader, with the question it answers.

    ``asked`` is the question's own address, whose generation is that of the citation; ``marked`` are the sentences
    that answer, in order, the whole citation when there are none.
    """
    mark = place_of(marked[0].start, marked[-1].end) if marked else place_of(citation.start, citation.end)
    return {
        "article": citation.article_id,
        "at": place_of(citation.start, citation.end),
        "mark": mark,
        "h": digest_of(citation.quote),
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
    blocks = (block for section in article.sections for block in section.blocks)
    shown = any(max(start, block.start) < min(end, block.end) for block in blocks)
    return (start, end) if shown and end <= len(article.text) else None


def is_generation(name: str) -> bool:
    """Tell whether a name out of an address can be that of a generation's folder, and of nothing else."""
    return _GENERATION.fullmatch(name) is not None


def original(url: str, quotation: str = "") -> str | None:
    """Return the link to an article's original, at the quotation where there is one; None when it is no web page.

    The text fragment (https://wicg.github.io/scroll-to-text-fragment/) names the first and the last words.
    """
    parts = urlsplit(url) if url.isprintable() and " " not in url else None
    if not parts or parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    lines = [line.lstrip("-0123456789.) ") for line in quotation.splitlines() if line.strip()]
    if not lines:
        return url
    first, last = lines[0].split(), lines[-1].split()
    ends = [first[:_FRAGMENT_WORDS], last[-_FRAGMENT_WORDS:]]
    if len(lines) == 1 and len(first) <= 2 * _FRAGMENT_WORDS:
        ends = [first]
    text = ",".join(quote(" ".join(words), safe="").replace("-", "%2D") for words in ends)
    return f"{url}{'' if parts.fragment else '#'}:~:text={text}"
