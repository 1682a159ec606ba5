"""Plain text → document: paragraphs, lists and headings are found by their shape.

A blank line ends a block.  Inside a block, lines are joined only where a line was evidently broken at a
fixed width; otherwise each line is a paragraph of its own, as in text pasted from a page.  A heading is a
short line without an end mark that stands over a paragraph or a list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.reading.cleaning.text_repair import decode
from qa.reading.document import Document, DocumentBlock, DocumentBlockKind

_BULLET = re.compile(r"^(?P<indent>\s*)(?P<marker>[-*•◦▪‣·–]|\(?\d{1,2}[.)])\s+(?P<text>\S.*)$")
_SENTENCE_END = re.compile(r"[.!;,…]['\"”’)\]]*$")

HEADING_LEVEL = 2  # level 1 is the title's; a deeper one is only found when what stands between is cleaned
WRAP_WIDTHS = range(50, 101)
"""Longest lines of a run that hard wrapping explains; editors and mail wrap at 72 to 80, some at 60 or 100."""
HEADING_WORDS_MOST = 14
HEADING_CHARACTERS_MOST = 100
"""Longer lines are sentences; the longest headings in the articles seen had 12 words."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One logical line, from line ``number`` of the file on; ``joined`` where no blank line stands above it."""

    text: str
    indent: int
    marker: str
    joined: bool
    number: int


def read_text(content: bytes) -> Document:
    """Read a plain text file; raises UnreadableError when it is no text."""
    lines = list(_logical_lines(decode(content)))
    return Document(blocks=tuple(_blocks(lines)), structured=False)


def _logical_lines(text: str) -> Iterator[_Line]:
    for run in _runs(text):
        joined = False
        for number, line in _unwrapped(run):
            bullet = _BULLET.match(line)
            words = " ".join((bullet["text"] if bullet else line).split())
            indent = len(bullet["indent"]) if bullet else len(line) - len(line.lstrip())
            yield _Line(words, indent, bullet["marker"] if bullet else "", joined, number)
            joined = True


def _runs(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the runs of lines between blank ones, each line with its number."""
    run: list[tuple[int, str]] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            run.append((number, line.expandtabs()))
        elif run:
            yield run
            run = []


def _unwrapped(lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Join the lines of a run that were broken at a fixed width, and the hanging lines of a list item.

    A line was broken where the first word of the next would not have fitted: the greedy rule that editors
    wrap by.  The run was wrapped at all when most of its lines end that way.
    """
    texts = [line for _, line in lines]
    width = max(map(len, texts))
    full = [len(line) + 1 + len(after.split()[0]) > width for line, after in pairwise(texts)]
    alone = len(full) == 1 and _SENTENCE_END.search(texts[0])
    wrapped = width in WRAP_WIDTHS and 2 * sum(full) >= len(full) and not alone
    joined = [lines[0]]
    for (number, line), is_full in zip(lines[1:], full, strict=True):
        first, above = joined[-1]
        if not _BULLET.match(line) and (_hangs(above, line) or (wrapped and is_full)):
            joined[-1] = first, f"{above} {line.strip()}"
        else:
            joined.append((number, line))
    return joined


def _hangs(above: str, line: str) -> bool:
    """Tell whether a line goes on a list item above it: it stands further in than the item's marker."""
    bullet = _BULLET.match(above)
    return bullet is not None and len(line) - len(line.lstrip()) > len(bullet["indent"])


def _blocks(lines: Sequence[_Line]) -> Iterator[DocumentBlock]:
    indents: list[int] = []  # of the open list, outermost first
    for position, line in enumerate(lines):
        after = lines[position + 1] if position + 1 < len(lines) else None
        if line.marker and not _is_numbered_heading(line, after):
            while indents and line.indent < indents[-1]:
                indents.pop()
            if not indents or line.indent > indents[-1]:
                indents.append(line.indent)
            number = line.marker.strip("(.)")
            marker = f"{number}." if number.isdigit() else "-"
            yield DocumentBlock(
                kind=DocumentBlockKind.LIST_ITEM,
                text=line.text,
                level=len(indents),
                marker=marker,
                line=line.number,
            )
            continue
        indents.clear()
        text = f"{line.marker} {line.text}" if line.marker else line.text
        if after is not None and _is_heading(text, after):
            words = text.removesuffix(":")
            yield DocumentBlock(kind=DocumentBlockKind.HEADING, text=words, level=HEADING_LEVEL, line=line.number)
        else:
            yield DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text, line=line.number)


def _is_heading(text: str, after: _Line) -> bool:
    """Tell whether a line is a heading: short, no end mark, begins like one, and heads something."""
    words = text.split()
    if len(words) > HEADING_WORDS_MOST or len(text) > HEADING_CHARACTERS_MOST or _SENTENCE_END.search(text):
        return False
    if text.endswith(":"):  # "Common causes include:" leads into its list; "When To Seek Help:" is a heading
        return not after.marker and _is_title_case(words)
    label, colon, _ = text.partition(": ")
    if colon and len(label.split()) == 1:  # "Rarity: Common" is an entry of a form
        return False
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
