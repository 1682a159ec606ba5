"""Markdown with optional front matter (YAML, TOML, JSON) → document, parsed by markdown-it-py."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence

import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa.reading.cleaning.text_repair import decode
from qa.reading.document import Document, DocumentBlock, DocumentBlockKind, Origin, UnreadableError, details_of
from qa.reading.formats.line_breaks import BREAK, in_a_cell, lines_of
from qa.reading.formats.markdown.extensions import as_commonmark
from qa.reading.formats.markdown.labels import BULLET, LABELLED
from qa.reading.formats.markdown.pandoc import title_block
from qa.reading.formats.plain.list_labels import in_series

# HTML that tags.py and commands.py do not know stays visible as text, such as <name> for a name to fill in.
_PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).enable("table")


FRONT_MATTER_MOST = 64 * 1024
BRACKETS_MOST = 500
"""Front matter holds a title and a date, not a tree; libyaml's parser overflows its stack on a deep one."""
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<block>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TYPED_LABEL = re.compile(r"(\((?:\d{1,2}|[a-z]|[ivxl]{2,5})\)|(?:[a-z]|[ivxl]{2,5})\))\s+(?=\S)")
_PERHAPS_ALIAS = re.compile(r"[&*]\w")


def read_markdown(content: bytes) -> Document:
    """Read a Markdown file; raises UnreadableError when it is no text or its front matter is no YAML."""
    text = decode(content)
    details, body = _split_front_matter(text)
    if "date" in details:  # so generators of pages call it
        details = {"published": details["date"], **details}
    above = text.count("\n", 0, len(text) - len(body)) if text.endswith(body) else 0
    body, removed = as_commonmark(body, above=above)
    return Document(
        blocks=tuple(_blocks(_PARSER.parse(body))),
        details=details_of(details),
        removed=tuple(removed),
        origin=Origin.TEXT,
    )


def _has_alias(block: str) -> bool:
    """Tell whether a block uses YAML's anchors or aliases, which let a few lines stand for gigabytes."""
    if not _PERHAPS_ALIAS.search(block):
        return False
    return any(isinstance(token, yaml.AliasToken | yaml.AnchorToken) for token in yaml.scan(block))


def _split_front_matter(text: str) -> tuple[Mapping[str, object], str]:
    """Return the details and the text below them; a rule on top that opens no mapping is part of the text."""
    if toml := _TOML.match(text):
        try:
            return tomllib.loads(toml["block"][:FRONT_MATTER_MOST]), text[toml.end() :]
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise UnreadableError("the front matter is not valid TOML") from error
    if titled := title_block(text):
        return titled
    if text.startswith("{"):
        return _json_front_matter(text)
    handler = YAMLHandler()
    if not handler.detect(text) or len(handler.FM_BOUNDARY.findall(text)) < 2:
        return {}, text
    try:
        block, body = handler.split(text)
        if len(block) > FRONT_MATTER_MOST or sum(map(block.count, "[{")) > BRACKETS_MOST or _has_alias(block):
            raise UnreadableError("the front matter is not a list of plain details")
        details = handler.load(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableError("the front matter is not valid YAML") from error
    if details is not None and not isinstance(details, dict):
        return {}, text
    return details or {}, body


def _json_front_matter(text: str) -> tuple[Mapping[str, object], str]:
    """Return the details of a JSON object on top of a text, as Hugo has it; one that tells no title is text."""
    try:
        details, end = json.JSONDecoder().raw_decode(text[:FRONT_MATTER_MOST])
    except (ValueError, RecursionError):
        return {}, text
    has_title = isinstance(details, dict) and "title" in details and text[end : end + 1] in ("", "\n")
    return (details, text[end:]) if has_title else ({}, text)


def _blocks(tokens: Sequence[Token]) -> Iterator[DocumentBlock]:
    lists: list[Token] = []
    labels = _labels(tokens)
    fresh_marker: str | None = None  # set by an item until its first paragraph takes it
    table = _Table()
    for position, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            fresh_marker = labels[position]
        elif token.type in ("fence", "code_block"):
            for line in filter(None, map(_one_line, token.content.split("\n"))):  # a line of code is whole
                yield DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=line)
        elif token.type == "inline" and tokens[position - 1].type == "heading_open":
            level = int(tokens[position - 1].tag.removeprefix("h"))
            yield DocumentBlock(kind=DocumentBlockKind.HEADING, text=_one_line(_plain(token)), level=level)
        elif token.type == "inline" and tokens[position - 1].type in ("th_open", "td_open"):
            header = tokens[position - 1].type == "th_open"
            table.cell((_one_line if header else in_a_cell)(_plain(token)), header=header)
        elif token.type == "tr_close":
            if row := table.end_row():
                yield DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=row)
        elif token.type == "table_close":
            if line := table.end():
                yield DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=line)
            table = _Table()
        elif token.type == "inline" and (entries := _typed_items(token)):
            depth = len(lists) + 1
            for label, words in entries:
                yield DocumentBlock(kind=DocumentBlockKind.LIST_ITEM, text=words, level=depth, marker=label)
        elif token.type == "inline":
            label, words = _labelled(token) if lists and fresh_marker == BULLET else ("", _plain(token))
            lines = lines_of(words, _one_line)
            if lists and fresh_marker:
                first = lines.pop(0) if lines else ""
                yield DocumentBlock(
                    kind=DocumentBlockKind.LIST_ITEM, text=first, level=len(lists), marker=label or fresh_marker
                )
                fresh_marker = None
            yield from (DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=line) for line in lines)


def _labels(tokens: Sequence[Token]) -> dict[int, str]:
    """Return the label of each item by the place of its token: as it is typed, and for a bullet "-".

    Where all items of a list have one number, it is for the program to count, and each gets the number that
    readers see.
    """
    labels: dict[int, str] = {}
    open_lists: list[list[int]] = []
    for position, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            open_lists.append([])
        elif token.type == "list_item_open":
            open_lists[-1].append(position)
            labels[position] = f"{token.info}{token.markup}" if token.info else BULLET
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            items = open_lists.pop()
            numbers = {tokens[item].info for item in items}
            if len(items) > 1 and len(numbers) == 1 and (number := numbers.pop()):
                labels |= {item: f"{int(number) + place}{tokens[item].markup}" for place, item in enumerate(items)}
    return labels


class _Table:
    """Turns the cells of a table into one line a row: ``Header: cell; Header: cell``."""

    def __init__(self) -> None:
        self.headers: list[str] = []
        self.row: list[str] = []
        self.rows = 0

    def cell(self, text: str, *, header: bool) -> None:
        (self.headers if header else self.row).append(text)

    def end_row(self) -> str:
        named = zip(self.headers, self.row, strict=False)
        line = "; ".join(f"{header}: {cell}" if header else cell for header, cell in named if cell)
        self.rows += bool(self.row)
        self.row = []
        return line

    def end(self) -> str:
        return "" if self.rows else "; ".join(filter(None, self.headers))


def _labelled(inline: Token) -> tuple[str, str]:
    """Return the label that an item's words begin with, empty for none, and the words without it."""
    children = inline.children or []
    if not LABELLED.match(inline.content):
        return "", _plain(inline)
    end = next(place for place, child in enumerate(children) if child.type == "strong_close")
    return _one_line(_words(children[:end])), _words(children[end:])


def _typed_items(inline: Token) -> list[tuple[str, str]]:
    """Return the label and the words of each item where lines of a paragraph begin with "(1)", "(2)" and so on.

    CommonMark knows no such list.  All labels count on from one another, and the first opens the paragraph.
    """
    typed = [label[1] for line in inline.content.split("\n") if (label := _TYPED_LABEL.match(line))]
    if len(typed) < 2 or not inline.content.startswith(typed[0]) or not all(in_series(typed)):
        return []
    items: list[tuple[str, str]] = []
    for line in _words(inline.children or (), soft="\n").split("\n"):
        words = _one_line(line.replace(BREAK, " "))
        if label := _TYPED_LABEL.match(words):
            items.append((label[1], words[label.end() :]))
        elif items:
            items[-1] = items[-1][0], f"{items[-1][1]} {words}"
    return items if [label for label, _ in items] == typed else []


def _plain(inline: Token) -> str:
    """Return the words of an inline token, its breaks marked.

    Emphasis and link targets are gone, a picture's description is kept.
    """
    return _words(inline.children or ())


def _words(children: Sequence[Token], *, soft: str = " ") -> str:
    parts: list[str] = []
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            parts.append(BREAK if child.type == "hardbreak" else soft)
        else:
            parts.append(child.content)
    return "".join(parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())
