"""Text of articles → pieces of HTML, for all views.

Article text, titles, questions and addresses are never markup: every text is escaped before tags are put around
it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from string import punctuation

from qa.records import Article, Block, BlockKind, Citation, CleaningReport
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import Span

CITED = "cited"
"""The id of the element to scroll to: the first marked piece, or else the cited text."""
TAKEN_AWAY = re.compile(
    r"(--!?|\])>|</(style|script|title|xmp|textarea|noscript|iframe|noembed|noframes)", re.IGNORECASE
)
"""An attribute that holds such text is taken away by DOMPurify 3, through which Streamlit 1.67.0 draws HTML."""
_SPLIT = ":small[]"
"""Streamlit Markdown for an empty element, which separates two pieces of text."""
_REPLACED = re.compile(
    r"(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)"  # by an arrow, a dash or a sign
    r"|:(?=material_\w+:|streamlit:).",  # by a picture
)
"""What Streamlit 1.67.0 replaces in text after parsing the Markdown, so that a backslash does not prevent it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedTerm:
    """A term to mark, from ``start`` to ``end`` of the article that uses it; ``opening`` is the tag before it."""

    article_id: str
    start: int
    end: int
    opening: str


Terms = Sequence[MarkedTerm]
TERM = "dfn"
"""The element of a marked term."""


def body(
    article: Article,
    blocks: Iterable[Block],
    *,
    shown: Sequence[Span],
    marks: Sequence[Span] = (),
    cited: Span | None = None,
    end: str = "",
    terms: Terms = (),
) -> str:
    """Return blocks as paragraphs and nested lists, clipped to the spans ``shown``, which are in order.

    The marker of a list item is drawn, as in the article, where the item's first character is shown.  ``end`` is
    HTML that follows on the last line, not escaped.  Of ``terms``, those that this article uses are marked.
    """
    own = [term for term in terms if term.article_id == article.id]
    parts: list[str] = []
    open_lists: list[str] = []  # their tags, outermost first; each has an item open
    drawn = [(block, clips) for block in blocks if (clips := _clipped(block, shown))]
    for place, (block, clips) in enumerate(drawn, start=1):
        text = " ".join(_marked_text(article.text, clip, marks, cited, own) for clip in clips)
        text += end if place == len(drawn) else ""
        depth = block.depth if block.kind is BlockKind.LIST_ITEM else 0
        while len(open_lists) > depth:
            parts.append(f"</li></{open_lists.pop()}>")
        if not depth:
            parts.append(f"<p>{text}</p>")
            continue
        marker = marker_of(article, block)
        tag = "ol" if _number(marker) else "ul"
        if len(open_lists) == depth:
            parts.append("</li>")
            if open_lists[-1] != tag:
                parts.append(f"</{open_lists[-1]}><{tag}>")
                open_lists[-1] = tag
        while len(open_lists) < depth:
            parts.append(f"<{tag}>" if len(open_lists) == depth - 1 else f'<{tag}><li class="cw-outer">')
            open_lists.append(tag)
        parts.append(f"<li{_drawn_as(marker, begins=clips[0][0] == block.start)}>{text}")
    parts += [f"</li></{tag}>" for tag in reversed(open_lists)]
    return "".join(parts)


def _clipped(block: Block, shown: Sequence[Span]) -> list[Span]:
    """Return the shown spans of a block, clipped to it."""
    clips = [(max(block.start, start), min(block.end, end)) for start, end in shown]
    return [(start, end) for start, end in clips if start < end]


def marker_of(article: Article, block: Block) -> str:
    """Return the list marker of a block, ``-`` or ``1.``; empty for a paragraph."""
    if block.kind is not BlockKind.LIST_ITEM:
        return ""
    return article.text[article.text.rfind("\n", 0, block.start) + 1 : block.start].strip()


def _drawn_as(marker: str, *, begins: bool) -> str:
    """Return the attributes of a list item that draw its marker, or hide it where its start is not shown."""
    if not begins:
        return ' class="cw-outer"'
    number = _number(marker)
    if marker == f"{number}.":
        return f' value="{number}"'
    shown = marker.replace("\\", "\\\\").replace("'", "\\'")
    style = "" if marker == "-" else f""" style="list-style-type: '{escape(shown)} '\""""
    return f' value="{number}"{style}' if number else style


def _number(marker: str) -> str:
    """Return the number in the marker of a list item, or an empty string where there is none."""
    number = marker.strip("().")
    return number if number.isascii() and number.isdecimal() else ""


def quoted(article: Article, spans: Sequence[Span], *, end: str = "", terms: Terms = ()) -> str:
    """Return the quoted spans of an article with its structure: paragraphs and nested lists.

    A single item of a list, or a part of one, is a paragraph.  ``end`` is HTML that follows on the last line.
    """
    ordered = sorted(spans)
    first, last = ordered[0][0], ordered[-1][1]
    sections = (section for section in article.sections if section.end > first and section.start < last)
    blocks = [block for section in sections for block in section.blocks if _clipped(block, ordered)]
    if not blocks:  # a heading is not in a block
        return f"<p>{escape(' '.join(article.text[start:end] for start, end in ordered))}{end}</p>"
    if len(blocks) == 1:
        blocks = [replace(blocks[0], kind=BlockKind.PARAGRAPH, depth=0)]
    return body(article, blocks, shown=ordered, end=end, terms=terms)


def _marked_text(text: str, span: Span, marks: Sequence[Span], cited: Span | None, terms: Terms = ()) -> str:
    """Return ``text[start:end]`` escaped, with ``<mark>`` around marks and a span around the cited text.

    The text is cut at every boundary first, and each piece is escaped on its own.  With ``cited``, the first
    marked piece has the id ``CITED``.  A term that another boundary runs through is not marked.
    """
    start, end = span
    spans = [*marks, *([cited] if cited else [])]
    cuts = {start, end} | {place for mark in spans for place in mark if start < place < end}
    whole = [term for term in terms if start <= term.start and term.end <= end]
    whole = [term for term in whole if not any(term.start < cut < term.end for cut in cuts)]
    openings = {(term.start, term.end): term.opening for term in whole}
    ordered = sorted(cuts | {place for term in openings for place in term})
    target = _target(marks, cited)
    pieces: list[str] = []
    for first, last in pairwise(ordered):
        piece = escape(text[first:last])
        if (first, last) in openings:
            piece = f"{openings[first, last]}{piece}</{TERM}>"
        if any(mark[0] <= first and last <= mark[1] for mark in marks):
            piece = f"<mark>{piece}</mark>"
        if cited and cited[0] <= first and last <= cited[1]:
            anchor = f' id="{CITED}" tabindex="-1"' if target is not None and first <= target < last else ""
            piece = f'<span class="cw-cited"{anchor}>{piece}</span>'
        pieces.append(piece)
    return "".join(pieces)


def _target(marks: Sequence[Span], cited: Span | None) -> int | None:
    """Return the start of the first mark in the cited span, or else of the span itself."""
    if cited is None:
        return None
    return next((start for start, _ in marks if cited[0] <= start < cited[1]), cited[0])


def headings(gap: str) -> Iterator[tuple[int, str]]:
    """Yield depth and text of the heading lines in the text between two sections."""
    for line in gap.split("\n"):
        marks, _, text = line.partition(" ")
        if text and set(marks) == {"#"}:
            yield len(marks), text


def cleaning(report: CleaningReport) -> str:
    """Return the removals and repairs of an article as a list, each with its rule and place."""
    entries = [(entry.rule, entry.text, _where(entry.page, entry.line)) for entry in report.removed]
    entries += [(", ".join(entry.kinds), entry.after, _where(entry.page, entry.line)) for entry in report.repaired]
    entries += [(wording.HARD_WORD.format(page=word.page), word.text, "") for word in report.hard_to_read]
    entries += [
        (wording.NOT_QUOTED, sentence.text, _where(sentence.page, sentence.line)) for sentence in report.not_quoted
    ]
    items = [f"<li><b>{escape(rule)}</b>{where}: {escape(text)}</li>" for rule, text, where in entries]
    if not items:
        return f'<p class="cw-quiet">{escape(wording.NOTHING_CUT)}</p>'
    return f'<ul class="cw-quiet">{"".join(items)}</ul>'


def _where(page: int, line: int = 0) -> str:
    kind, number = ("page", page) if page else ("line", line)
    return f", {wording.RULE_PLACE[kind].format(**{kind: number})}" if number else ""


HARD_SHOWN_MOST = 8


def of_picture(citations: Iterable[Citation]) -> str:
    """Return that quotations were read from a picture, and which of their words may be wrong; empty for text."""
    pictured = [citation for citation in citations if citation.read_from_picture is not None]
    if not pictured:
        return ""
    hint = escape(wording.READ_FROM_PICTURE_HINT)
    mark = f'<span class="cw-pictured" title="{hint}">{escape(wording.READ_FROM_PICTURE)}</span>'
    return f"{mark} {hard_words(word for citation in pictured for word in citation.hard_to_read)}".rstrip()


def hard_words(words: Iterable[str]) -> str:
    """Return that words may have been misread in their picture; empty where there are none."""
    hard = [*dict.fromkeys(f"“{word}”" for word in words)]
    if not hard:
        return ""
    listed = ", ".join(hard[:HARD_SHOWN_MOST]) + (" …" if len(hard) > HARD_SHOWN_MOST else "")
    return f'<span class="cw-hard">{escape(wording.HARD_TO_READ.format(words=listed))}</span>'


def heading(text: str, *, level: int = 2) -> str:
    """Return the heading of a section of a view."""
    return f'<h{level} class="cw-label">{escape(text)}</h{level}>'


def notice(text: str) -> str:
    """Return a remark that stands out."""
    return f'<p class="cw-notice">{escape(text)}</p>'


def link(href: str, label: str) -> str:
    """Return a link to a view that keeps the session."""
    return f'<a class="cw-open" href="{escape(href)}">{escape(label)}</a>'


def joined(parts: Iterable[str]) -> str:
    """Return the known details of an article on one line."""
    return " · ".join(escape(part) for part in parts if part)


def counted(forms: tuple[str, str], count: int, **values: object) -> str:
    """Return the singular or plural form for a count."""
    return forms[count != 1].format(count=f"{count:,}", **values)


def literal(text: str) -> str:
    """Return Streamlit Markdown that shows ``text`` as it is: every mark that could be syntax is escaped.

    What Streamlit would still replace is split by an empty element.
    """
    line = " ".join(text.split())
    parted = {place for match in _REPLACED.finditer(line) for place in range(match.start() + 1, match.end())}
    return "".join(
        f"{_SPLIT if place in parted else ''}{character if character not in punctuation else chr(92) + character}"
        for place, character in enumerate(line)
    )
