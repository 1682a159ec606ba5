"""Records → pieces of HTML for the views.

Article text, titles and questions are never markup: every text is escaped before any mark is put around it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
from string import punctuation

from qa.records import (
    Answer,
    Article,
    Block,
    BlockKind,
    Citation,
    CleaningReport,
    Hit,
    Passage,
    Removed,
    Repaired,
    Sentence,
    Statement,
)
from qa.serving.page import wording

Span = tuple[int, int]
CITED = "cited"
"""The id, in the page, of the first piece of what is cited."""
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})")
_ASKED_BY_A_PERSON = re.compile(r"\b(I|my|me)\b.*\?$")


def statement(value: Statement) -> str:
    """Return a statement with the numbers of its citations, each a link to its passage further down."""
    chips = "".join(
        f'<a class="cw-chip" href="#passage-{citation.number}" target="_self" '
        f'aria-label="passage {citation.number}">{citation.number}</a>'
        for citation in value.citations
    )
    return f"<li>{escape(value.text)} {chips}</li>"


def statements(answer: Answer) -> str:
    """Return the statements of an answer as a list."""
    return f'<ol class="cw-statements">{"".join(map(statement, answer.statements))}</ol>'


def card(hit: Hit, citation: Citation, article: Article, *, also_in: Sequence[str] = ()) -> str:
    """Return a passage as a card: where it stands, and its text with the answering sentences marked.

    ``also_in`` are the titles of other articles that hold a copy of it.
    """
    headings = [heading for heading in citation.headings if heading != citation.title]
    path = "".join(f'<span class="cw-sep"> › </span>{escape(heading)}' for heading in headings)
    page = wording.PAGE.format(page=citation.page) if citation.page else ""
    known = (article.publisher, article.published, article.topic, page)
    details = " · ".join(escape(part) for part in known if part)
    copies = wording.ALSO_IN.format(titles=", ".join(also_in)) if also_in else ""
    last = f'<p class="cw-details">{escape(copies)}</p>' if copies else ""
    return (
        f'<section class="cw-card" id="passage-{hit.rank}" aria-label="Passage {hit.rank}">'
        f'<p class="cw-place"><span class="cw-rank">{hit.rank}</span> <b>{escape(citation.title)}</b>{path}</p>'
        f'<p class="cw-details">{details}</p>'
        f"{passage_body(article, hit.passage, hit.answering)}{last}</section>"
    )


def passage_body(article: Article, passage: Passage, marked: Sequence[Sentence]) -> str:
    """Return the text of a passage with its lists, the marked sentences in ``<mark>``."""
    marks = [(sentence.start, sentence.end) for sentence in marked]
    blocks = [
        block
        for section in article.sections
        for block in section.blocks
        if block.end > passage.start and block.start < passage.end
    ]
    return f'<div class="cw-text">{_body(article, blocks, (passage.start, passage.end), marks, cited=None)}</div>'


def article_body(article: Article, cited: Span | None, marked: Sequence[Span]) -> str:
    """Return the whole article with its headings; what is cited is set apart and begins at the id ``CITED``."""
    parts: list[str] = []
    position = 0
    whole = (0, len(article.text))
    if cited:  # the marker of a list item is drawn by the browser: what is cited begins with its text
        texts = (block for section in article.sections for block in section.blocks if block.end > cited[0])
        cited = max(cited[0], next(texts).start), cited[1]
    for section in article.sections:
        parts += _headings(article.text[position : section.start])
        parts.append(_body(article, section.blocks, whole, marked, cited=cited))
        position = section.end
    parts += _headings(article.text[position:])
    return f'<article class="cw-text cw-article">{"".join(parts)}</article>'


def contents(article: Article) -> list[str]:
    """Return the headings of an article in order."""
    seen: dict[tuple[str, ...], None] = {}
    for section in article.sections:
        for depth in range(1, len(section.headings) + 1):
            seen[section.headings[:depth]] = None
    return [headings[-1] for headings in seen]


def _headings(gap: str) -> Iterator[str]:
    """Yield the heading lines of the text between two sections."""
    for line in gap.split("\n"):
        marks, _, text = line.partition(" ")
        if text and set(marks) == {"#"}:
            level = min(len(marks), 6)
            yield f"<h{level}>{escape(text)}</h{level}>"


def _body(
    article: Article, blocks: Iterable[Block], shown: Span, marks: Sequence[Span], *, cited: Span | None
) -> str:
    """Return blocks as paragraphs and nested lists, clipped to ``shown``."""
    parts: list[str] = []
    open_lists: list[str] = []  # their closing tags, outermost first; each has an item open
    for block in blocks:
        text = _marked_text(article.text, (max(block.start, shown[0]), min(block.end, shown[1])), marks, cited)
        depth = block.depth if block.kind is BlockKind.LIST_ITEM else 0
        while len(open_lists) > depth:
            parts.append(f"</li>{open_lists.pop()}")
        if not depth:
            parts.append(f"<p>{text}</p>")
            continue
        if len(open_lists) == depth:
            parts.append("</li>")
        number = _number(article.text, block)
        while len(open_lists) < depth:
            tag = "ol" if number else "ul"
            parts.append(f"<{tag}>" if len(open_lists) == depth - 1 else f"<{tag}><li>")
            open_lists.append(f"</{tag}>")
        parts.append(f'<li value="{number}">{text}' if number else f"<li>{text}")
    parts += [f"</li>{tag}" for tag in reversed(open_lists)]
    return "".join(parts)


def _number(text: str, block: Block) -> str:
    """Return the number of a list item, or an empty string where it has a bullet."""
    marker = text[text.rfind("\n", 0, block.start) + 1 : block.start].strip(" ().")
    return marker if marker.isdecimal() else ""


def _marked_text(text: str, span: Span, marks: Sequence[Span], cited: Span | None) -> str:
    """Return ``text[start:end]`` escaped, with ``<mark>`` around marks and a span around what is cited.

    The text is cut at every boundary first, and each piece is escaped on its own.
    """
    start, end = span
    spans = [*marks, *([cited] if cited else [])]
    inner = {place for mark in spans for place in mark if start < place < end}
    cuts = sorted({start, end} | inner)
    pieces: list[str] = []
    for first, last in pairwise(cuts):
        piece = escape(text[first:last])
        if any(mark[0] <= first and last <= mark[1] for mark in marks):
            piece = f"<mark>{piece}</mark>"
        if cited and cited[0] <= first and last <= cited[1]:
            anchor = f' id="{CITED}"' if first <= cited[0] < last else ""
            piece = f'<span class="cw-cited"{anchor}>{piece}</span>'
        pieces.append(piece)
    return "".join(pieces)


def place_of(start: int, end: int) -> str:
    """Return a span as it stands in an address: ``120-340``."""
    return f"{start}-{end}"


def span_of(place: str, article: Article) -> Span | None:
    """Return the span that an address names, or None when it is none of this article's text."""
    found = _PLACE.fullmatch(place)
    if not found:
        return None
    start, end = int(found[1]), int(found[2])
    blocks = (block for section in article.sections for block in section.blocks)
    shown = any(max(start, block.start) < min(end, block.end) for block in blocks)
    return (start, end) if shown and end <= len(article.text) else None


def cleaning(report: CleaningReport) -> str:
    """Return what was cut from an article and mended in it as a list, each with its rule and place."""
    told = [(entry.rule, entry.text, _where(entry)) for entry in report.removed]
    told += [(", ".join(entry.kinds), entry.after, _where(entry)) for entry in report.repaired]
    items = [f"<li><b>{escape(rule)}</b>{where}: {escape(text)}</li>" for rule, text, where in told]
    if not items:
        return f'<p class="cw-quiet">{escape(wording.NOTHING_CUT)}</p>'
    return f'<ul class="cw-quiet">{"".join(items)}</ul>'


def _where(entry: Removed | Repaired) -> str:
    kind = "page" if entry.page else "line"
    number = entry.page or entry.line
    return f", {wording.RULE_PLACE[kind].format(**{kind: number})}" if number else ""


def literal(text: str) -> str:
    """Return Streamlit Markdown that shows ``text`` as it is: every mark that could be syntax is escaped."""
    return "".join(
        f"\\{character}" if character in punctuation else character for character in " ".join(text.split())
    )


def example_questions(articles: Iterable[Article], *, count: int) -> list[str]:
    """Return headings that are questions as a person asks them, one of an article at most, spread over them."""
    found: dict[str, None] = {}
    for article in articles:
        questions = [heading for heading in contents(article) if _ASKED_BY_A_PERSON.search(heading)]
        if questions:
            found[max(questions, key=len)] = None
    step = max(1, len(found) // count)
    return list(found)[::step][:count]
