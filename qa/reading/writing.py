"""Article → the Markdown file that stands for it in the corpus: front matter and canonical text.

Reading the file again gives the same title, headings, paragraphs and lists: every character of the text that
Markdown would take for syntax is escaped.
"""

import re
from collections.abc import Mapping

import yaml

from qa.records import Article, Block, BlockKind

_SYNTAX = re.compile(r"([\\`*_\[\]<>#~|&])")
_OPENS_A_BLOCK = re.compile(r"^(?:([-+=])|(\d+)([.)]))")
_BLANK_LINES = re.compile(r"\n{3,}")
_KEPT = ("title", "author", "publisher", "published", "url", "language", "topic", "licence")


def to_markdown(article: Article, **extra: object) -> str:
    """Return the file's text; ``extra`` adds details to the front matter, such as where the original is."""
    details: dict[str, object] = {name: getattr(article, name) for name in _KEPT if getattr(article, name)}
    if article.references:
        details["sources"] = list(article.references)
    details.update({name: value for name, value in extra.items() if value})
    front = yaml.safe_dump(details, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{front}---\n\n{_body(article)}"


def _body(article: Article) -> str:
    markers = _markers(article)
    lines: list[str] = []
    position = 0
    text = article.text
    for section in article.sections:
        lines += _headings(text[position : section.start])
        for block in section.blocks:
            words = _escaped(text[block.start : block.end])
            lines.append(f"{markers[block.start]}{words}" if block.kind is BlockKind.LIST_ITEM else f"\n{words}")
        lines.append("")
        position = section.end
    lines += _headings(text[position:])
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


def _markers(article: Article) -> Mapping[int, str]:
    """Return what stands before each list item: Markdown nests a list under the text of the item above it."""
    markers: dict[int, str] = {}
    for section in article.sections:
        indents: list[int] = []
        previous: Block | None = None
        for block in section.blocks:
            if block.kind is not BlockKind.LIST_ITEM:
                indents.clear()
            else:
                written = article.text[article.text.rfind("\n", 0, block.start) + 1 : block.start].strip()
                del indents[block.depth - 1 :]
                fresh = previous is None or previous.kind is not BlockKind.LIST_ITEM
                deeper = previous is not None and block.depth != previous.depth
                indent = " " * sum(indents)
                indents.append(len(written) + 1)
                opens = fresh or (
                    deeper and written[0].isdigit() and written != "1."
                )  # it could not interrupt the text above
                markers[block.start] = f"{chr(10) if opens else ''}{indent}{written} "
            previous = block
    return markers


def _headings(gap: str) -> list[str]:
    found = (line.partition(" ") for line in gap.split("\n") if line.startswith("#"))
    return [f"\n{marks} {_escaped(words)}" for marks, _, words in found if words]


def _escaped(words: str) -> str:
    words = _SYNTAX.sub(r"\\\1", words)
    opens = _OPENS_A_BLOCK.match(words)
    if opens:
        words = f"{opens[2]}\\{words[len(opens[2]) :]}" if opens[2] else f"\\{words}"
    return words
