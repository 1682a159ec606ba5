"""Plain text → draft: paragraphs, lists and headings are found by their shape.

A blank line ends a block.  Inside a block, lines are joined only where a line was evidently broken at a
fixed width; otherwise each line is a paragraph of its own, as in text pasted from a page.  A heading is a
short line without an end mark that stands over a paragraph or a list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.reading.decoding import decode
from qa.reading.draft import Draft, DraftBlock, DraftKind

_BULLET = re.compile(r"^(?P<indent>\s*)(?P<marker>[-*•◦▪‣·–]|\(?\d{1,2}[.)])\s+(?P<text>\S.*)$")
_SENTENCE_END = re.compile(r"[.!;,…]['\"”’)\]]*$")

TOP_HEADING_LEVEL = 2  # level 1 is the title's
DEEPEST_HEADING_LEVEL = 6
WRAP_WIDTH_MOST = 100
"""Longest line that hard wrapping still explains; editors and mail wrap at 72 to 80, some at 100."""
HEADING_WORDS_MOST = 14
HEADING_CHARACTERS_MOST = 100
"""Longer lines are sentences; the longest headings in the articles seen had 12 words."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One logical line; ``joined`` tells that no blank line stands between it and the line before."""

    text: str
    indent: int
    marker: str
    joined: bool


def read_text(content: bytes) -> Draft:
    """Read a plain text file; raises UnreadableError when it is no text."""
    lines = list(_logical_lines(decode(content)))
    return Draft(blocks=tuple(_blocks(lines)))


def _logical_lines(text: str) -> Iterator[_Line]:
    for run in re.split(r"\n[^\S\n]*\n", text):
        joined = False
        for line in _unwrapped([line for line in run.expandtabs().split("\n") if line.strip()]):
            bullet = _BULLET.match(line)
            words = " ".join((bullet["text"] if bullet else line).split())
            indent = len(bullet["indent"] if bullet else line) - (0 if bullet else len(line.lstrip()))
            yield _Line(words, indent, bullet["marker"] if bullet else "", joined)
            joined = True


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Join the lines of a run that were broken at a fixed width.

    A line was broken where the first word of the next would not have fitted (the greedy rule that editors
    wrap by), and no new list item begins.
    """
    width = max(map(len, lines), default=0)
    if width > WRAP_WIDTH_MOST or len(lines) < 2:
        return list(lines)
    joined = [lines[0]]
    for previous, line in pairwise(lines):
        broken = len(previous) + 1 + len(line.split()[0]) > width
        if broken and not _BULLET.match(line):
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line)
    return joined


def _blocks(lines: Sequence[_Line]) -> Iterator[DraftBlock]:
    indents: list[int] = []  # of the open list, outermost first
    heading_level = TOP_HEADING_LEVEL - 1  # of the line before, where that was a heading
    for position, line in enumerate(lines):
        after = lines[position + 1] if position + 1 < len(lines) else None
        if line.marker and not _is_numbered_heading(line, after):
            while indents and line.indent < indents[-1]:
                indents.pop()
            if not indents or line.indent > indents[-1]:
                indents.append(line.indent)
            heading_level = TOP_HEADING_LEVEL - 1
            marker = line.marker if line.marker[-1] in ".)" else "-"
            yield DraftBlock(kind=DraftKind.LIST_ITEM, text=line.text, level=len(indents), marker=marker)
            continue
        indents.clear()
        text = f"{line.marker} {line.text}" if line.marker else line.text
        if after is not None and _is_heading(text, after):
            # a heading right below another has nothing but that one to belong to
            heading_level = min(heading_level + 1, DEEPEST_HEADING_LEVEL)
            yield DraftBlock(kind=DraftKind.HEADING, text=text.removesuffix(":"), level=heading_level)
        else:
            heading_level = TOP_HEADING_LEVEL - 1
            yield DraftBlock(kind=DraftKind.PARAGRAPH, text=text)


def _is_heading(text: str, after: _Line) -> bool:
    """Tell whether a line is a heading: short, no end mark, begins like one, and heads something."""
    words = text.split()
    if len(words) > HEADING_WORDS_MOST or len(text) > HEADING_CHARACTERS_MOST or _SENTENCE_END.search(text):
        return False
    if text.endswith(":"):  # "Common causes include:" leads into its list; "When To Seek Help:" is a heading
        return not after.marker and _is_title_case(words)
    return text[0].isupper() or text[0].isdigit()


def _is_numbered_heading(line: _Line, after: _Line | None) -> bool:
    """Tell "2. Pinched Nerve" over a paragraph from an item of a numbered list."""
    if not line.marker[0].isdigit() or line.indent or after is None or after.marker:
        return False
    return (
        not after.joined and len(line.text.split()) <= HEADING_WORDS_MOST and not _SENTENCE_END.search(line.text)
    )


def _is_title_case(words: Sequence[str]) -> bool:
    long = [word for word in words if len(word) > 3]
    return bool(long) and all(word[0].isupper() for word in long)
