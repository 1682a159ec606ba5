"""Text of articles → pieces of HTML, for all views.

Article text, titles, questions and addresses are never markup: every text is escaped before any mark is put
around it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby, pairwise
from string import punctuation

from qa.records import Article, Block, BlockKind, CleaningReport, Removed, Repaired
from qa.serving.page import wording
from qa.serving.page.addressing import Span

CITED = "cited"
"""The id, in the page, of what is scrolled to: the first piece that is marked, or else of what is cited."""
_ITEM = re.compile(r"\s*(?:-|\d{1,3}[.)])\s+")


def body(
    article: Article,
    blocks: Iterable[Block],
    *,
    shown: Span,
    marks: Sequence[Span] = (),
    cited: Span | None = None,
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

    The text is cut at every boundary first, and each piece is escaped on its own.  Where something is cited, the
    first piece that is marked has the id ``CITED``.
    """
    start, end = span
    spans = [*marks, *([cited] if cited else [])]
    cuts = sorted({start, end} | {place for mark in spans for place in mark if start < place < end})
    target = _target(marks, cited)
    pieces: list[str] = []
    for first, last in pairwise(cuts):
        piece = escape(text[first:last])
        if any(mark[0] <= first and last <= mark[1] for mark in marks):
            piece = f"<mark>{piece}</mark>"
        if cited and cited[0] <= first and last <= cited[1]:
            anchor = f' id="{CITED}" tabindex="-1"' if target is not None and first <= target < last else ""
            piece = f'<span class="cw-cited"{anchor}>{piece}</span>'
        pieces.append(piece)
    return "".join(pieces)


def _target(marks: Sequence[Span], cited: Span | None) -> int | None:
    """Return where the first mark in what is cited begins, or else what is cited itself."""
    if cited is None:
        return None
    return next((start for start, _ in marks if cited[0] <= start < cited[1]), cited[0])


def prose(text: str, *, end: str = "") -> str:
    """Return quoted text as paragraphs, and its lines that are list items as lists.

    ``end`` is HTML that follows on the last line, not escaped.
    """
    lines = [(_ITEM.match(line) is not None, _ITEM.sub("", line, count=1)) for line in text.split("\n")]
    lines = [(is_item, line) for is_item, line in lines if line.strip()]
    written = [escape(line) for _, line in lines[:-1]] + [f"{escape(line)}{end}" for _, line in lines[-1:]]
    parts: list[str] = []
    for is_list, group in groupby(zip(lines, written, strict=True), key=lambda pair: pair[0][0]):
        pieces = [html for _, html in group]
        if is_list:
            parts.append(f"<ul>{''.join(f'<li>{piece}</li>' for piece in pieces)}</ul>")
        else:
            parts += [f"<p>{piece}</p>" for piece in pieces]
    return "".join(parts)


def headings(gap: str) -> Iterator[tuple[int, str]]:
    """Yield depth and text of the heading lines in the text between two sections."""
    for line in gap.split("\n"):
        marks, _, text = line.partition(" ")
        if text and set(marks) == {"#"}:
            yield len(marks), text


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


def heading(text: str, *, level: int = 2) -> str:
    """Return the heading of a part of a view."""
    return f'<h{level} class="cw-label">{escape(text)}</h{level}>'


def notice(text: str) -> str:
    """Return a remark that stands out."""
    return f'<p class="cw-notice">{escape(text)}</p>'


def link(href: str, label: str) -> str:
    """Return a link to a view, which leads on within the visit."""
    return f'<a class="cw-open" href="{escape(href)}">{escape(label)}</a>'


def joined(parts: Iterable[str]) -> str:
    """Return details of an article on one line, those that are unknown left out."""
    return " · ".join(escape(part) for part in parts if part)


def counted(forms: tuple[str, str], count: int, **values: object) -> str:
    """Return the wording for one, or for another number."""
    return forms[count != 1].format(count=f"{count:,}", **values)


def literal(text: str) -> str:
    """Return Streamlit Markdown that shows ``text`` as it is: every mark that could be syntax is escaped."""
    return "".join(
        f"\\{character}" if character in punctuation else character for character in " ".join(text.split())
    )
