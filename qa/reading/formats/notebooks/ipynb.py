"""Jupyter notebooks (.ipynb, formats 3 and 4) → document: text through the reader of Markdown, code as it stands.

What a program printed when it last ran is reported, not kept: it is no text of the author's, and a run on other
data would print something else.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from qa.reading.cleaning.text_repair import decode
from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind, UnreadableError
from qa.reading.formats.archive import one_line, plain_details
from qa.reading.formats.markdown.reader import read_markdown
from qa.records import Removed

OUTPUT, RAW = "output of code", "cell of raw text"
_FENCE = re.compile(r"`{3,}")


def read_ipynb(content: bytes) -> Document:
    """Read a notebook; raises UnreadableError when it is none or has no text."""
    try:
        book = json.loads(decode(content))
    except (ValueError, RecursionError) as error:
        raise UnreadableError("the file is not a notebook (it is not valid JSON)") from error
    if not isinstance(book, dict) or not isinstance(book.get("nbformat"), int):
        raise UnreadableError("the file is not a notebook")
    blocks: list[DocumentBlock] = []
    removed: list[Removed] = []
    details = Details()
    for cell in _cells(book):
        document = _cell(cell, removed)
        if document is not None:
            blocks += (replace(block, line=0) for block in document.blocks)
            removed += (replace(removal, line=0) for removal in document.removed)
            details = details if details.title else document.details
    if all(block.kind is DocumentBlockKind.HEADING for block in blocks):
        raise UnreadableError("the file has no text")
    return Document(blocks=tuple(blocks), details=_details(book, details), removed=tuple(removed))


def _cells(book: dict[str, Any]) -> Iterator[dict[str, Any]]:
    sheets = book.get("worksheets") if book["nbformat"] < 4 else [book]
    for sheet in sheets if isinstance(sheets, list) else ():
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        yield from (cell for cell in (cells if isinstance(cells, list) else ()) if isinstance(cell, dict))


def _cell(cell: dict[str, Any], removed: list[Removed]) -> Document | None:
    """Return what a cell says, None for nothing; what it printed is reported."""
    source = _text(cell.get("source", cell.get("input")))
    kind = cell.get("cell_type")
    outputs = cell.get("outputs")
    printed = [one_line(_printed(output)) for output in outputs] if isinstance(outputs, list) else []
    removed += [Removed(text=text, rule=OUTPUT) for text in printed if text]
    if not source.strip():
        return None
    if kind == "code":
        fence = "`" * (1 + max([2, *map(len, _FENCE.findall(source))]))
        source = f"{fence}\n{source}\n{fence}"
    elif kind == "heading":
        level = cell.get("level")
        source = f"{'#' * (level if isinstance(level, int) and 0 < level < 7 else 1)} {one_line(source)}"
    elif kind != "markdown":
        removed.append(Removed(text=one_line(source), rule=RAW))
        return None
    return read_markdown(source.encode("utf-8", "replace"))


def _text(value: object) -> str:
    """Return a text, which a notebook may give line by line."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _printed(output: object) -> str:
    """Return the text of an output: what was printed, a value's plain form, or an error."""
    if not isinstance(output, dict):
        return ""
    data = output.get("data")
    text = data.get("text/plain") if isinstance(data, dict) else output.get("text")
    if output.get("output_type") in ("error", "pyerr"):
        return f"{output.get('ename')}: {output.get('evalue')}"
    return _text(text)


def _details(book: dict[str, Any], details: Details) -> Details:
    named = book.get("metadata")
    named = named if isinstance(named, dict) else {}
    authors = named.get("authors")
    names = (
        [author.get("name") for author in authors if isinstance(author, dict)] if isinstance(authors, list) else []
    )
    title = named.get("title")
    notebook_details = plain_details(
        title=title if isinstance(title, str) else "",
        author=", ".join(name for name in names if isinstance(name, str)),
    )
    return replace(
        details, title=notebook_details.title or details.title, author=notebook_details.author or details.author
    )
