"""Structure that a file lost: sources at its end, footnote marks, headings over definitions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from qa.reading.document import DocumentBlock, DocumentBlockKind

REFERENCES_TAIL = 0.5
"""Sources stand in the second half of an article."""
DEFINITION_WORDS_LEAST = 20
TERM_WORDS_MOST = 4

_SOURCES_HEADING = re.compile(
    r"^(selected |article |medical )?"
    r"(references?|sources?|bibliography|citations|works cited|further reading)"
    r"( and (notes|further reading|sources|references))?\s*:?$",
    re.IGNORECASE,
)
_VOLUME = r"\b(19|20)\d\d\b[^.;:]{0,12}[;,] ?\d{1,4}(\(\w[^()]{0,12}\))?: ?\w?\d"
"""Year, volume and page, as journals are cited in medicine: "2015;9(2):88-91"."""
_CITES = re.compile(
    rf"{_VOLUME}|"
    r"\((19|20)\d\d[a-z]?\)|\s\|\s|\bet al\b|\bdoi\b|https?://|\bwww\.|"
    r"\b(journal|institute|library|academy|college|university) of\b",
    re.IGNORECASE,
)
_CITES_SURELY = re.compile(
    rf"{_VOLUME}|"
    r"\((19|20)\d\d[a-z]?\)|\bet al\b|\bdoi\b|\b(retrieved|accessed)\b|"
    r"\b(journal|institute|library|academy|college|university) of\b",
    re.IGNORECASE,
)
"""Bars stand in definitions and in commands, addresses in steps, too: only a heading makes sources of these."""
_MARK = re.compile(
    r"(?<=[^\W\d_]{3})[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]*(?:[,;⁻] ?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*|"
    r"(?<=[^\W\d_]{3})(?P<stop>[.,]?)(?:\[\d{1,3}\])+"
)
_PERHAPS_MARK = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹[]")
"""What looks behind each place is slow; few texts have what it looks for."""
_DEFINES = re.compile(
    r"^(?P<term>[A-Z][\w'’-]*(?: [\w'’-]+){0,3}?)\s+(?:\([^)]{1,40}\)\s+)?"
    r"(?:is (?:an?|the|when|any|defined|caused)\b|are (?:an?|the)\b|(?:occurs?|happens?|develops?|arises?) when\b|"
    r"refers? to\b|describes?\b|is also (?:known|called)\b)"
)
_NO_TERMS = frozenset(
    """a an the this that these those it its they there here he she we you your our my one some many most any all
    each another other such both what when where why how who if in on at for to""".split()
)


def reference_lists(blocks: Sequence[DocumentBlock]) -> Iterator[int]:
    """Yield the lists of sources: entries that look like citations, under a heading that says so or numbered.

    A section called Sources may as well be on sources of iron: most of its entries must cite.
    """
    for place, block in enumerate(blocks):
        if block.kind is not DocumentBlockKind.HEADING or not _SOURCES_HEADING.search(block.text):
            continue
        below = list(
            takewhile(lambda at: blocks[at].kind is not DocumentBlockKind.HEADING, range(place + 1, len(blocks)))
        )
        if below and 2 * sum(bool(_CITES.search(blocks[at].text)) for at in below) > len(below):
            yield from (place, *below)
    yield from (place for run in _numbered_runs(blocks) if _are_sources(blocks, run) for place in run)


def _numbered_runs(blocks: Sequence[DocumentBlock]) -> Iterator[list[int]]:
    run: list[int] = []
    for place, block in enumerate(blocks):
        if block.kind is DocumentBlockKind.LIST_ITEM and block.marker[:-1].strip("(").isdigit():
            run.append(place)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _are_sources(blocks: Sequence[DocumentBlock], run: Sequence[int]) -> bool:
    late = run[0] >= REFERENCES_TAIL * len(blocks)
    return late and 2 * sum(bool(_CITES_SURELY.search(blocks[place].text)) for place in run) > len(run)


def footnote_marks(blocks: Sequence[DocumentBlock]) -> Mapping[int, str]:
    """Return the blocks whose words carry marks of footnotes, without the marks.

    Only where what they point to is known to be left out: elsewhere a mark may be an exponent or an index.
    """
    return {
        place: _MARK.sub(lambda mark: mark["stop"] or "", block.text)
        for place, block in enumerate(blocks)
        if _PERHAPS_MARK.search(block.text) and _MARK.search(block.text)
    }


def lost_headings(blocks: Sequence[DocumentBlock]) -> Mapping[int, str]:
    """Return headings to put in front of paragraphs that open by defining a term, by the paragraph's place.

    Only after a break in topic: the term stands neither in the headings above nor in the two blocks before.
    """
    headings: dict[int, str] = {}
    heading = ""
    for place, block in enumerate(blocks):
        if block.kind is DocumentBlockKind.HEADING:
            heading = block.text
            continue
        match = _DEFINES.search(block.text) if block.kind is DocumentBlockKind.PARAGRAPH else None
        if not match or len(block.text.split()) < DEFINITION_WORDS_LEAST:
            continue
        term = match["term"]
        before = " ".join([heading, *(other.text for other in blocks[max(0, place - 2) : place])]).casefold()
        usable = term.split()[0].casefold() not in _NO_TERMS and len(term.split()) <= TERM_WORDS_MOST
        if usable and place > 0 and term.casefold() not in before:
            headings[place] = heading = term
    return headings
