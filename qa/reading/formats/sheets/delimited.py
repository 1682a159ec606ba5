"""Separated values (.csv, .tsv) → document: each record as a line, each value with its header if it has one."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from qa.reading.cleaning.text_repair import decode
from qa.reading.document import Document, UnreadableError, refuse_too_long
from qa.reading.formats.archive import one_line
from qa.reading.formats.page.rows import Cell
from qa.reading.formats.sheets.rows import Row, blocks_of
from qa.records import Removed

SEPARATORS = "\t;|,"
"""In the order in which they are tried: where a semicolon parts every record, its commas are decimal ones."""
SAMPLE_RECORDS = 500
ALIKE_SHARE = 0.9
"""Share of the records that have as many fields as most; captions over a table and notes below it have fewer."""
_SAYS_SEPARATOR = "sep="  # a first line that Excel reads and does not show


def read_delimited(content: bytes) -> Document:
    """Read separated values, whichever separator parts them; raises UnreadableError when the file is no text."""
    text = decode(content)
    removed: list[Removed] = []
    first, _, below = text.partition("\n")
    declaration = first.rstrip("\r\n").strip('"').lower()
    after = declaration.removeprefix(_SAYS_SEPARATOR) if declaration.startswith(_SAYS_SEPARATOR) else ""
    separator = after.strip() or after[:1]  # a tab is one too
    skipped = 0
    if len(separator) == 1 and below.strip():
        removed.append(Removed(text=one_line(first), rule="separator", line=1))
        text, skipped = below, 1
    else:
        separator = _separator(text)
    rows = [
        Row(number + skipped, {column: Cell(text=one_line(value)) for column, value in enumerate(record)}, lines)
        for number, lines, record in _records(text, separator)
    ]
    refuse_too_long(sum(len(cell.text) for row in rows for cell in row.cells.values()))
    blocks = tuple(blocks_of(rows))
    if not blocks:
        raise UnreadableError("the file has no text")
    return Document(blocks=blocks, removed=tuple(removed))


def _separator(text: str) -> str:
    """Return what parts the fields: what gives the same number of them, more than one, in nearly all records."""
    best, share = SEPARATORS[-1], 0.0
    for separator in SEPARATORS:
        counts = Counter(
            len(record) for _, _, record in islice(_records(text, separator), SAMPLE_RECORDS) if any(record)
        )
        fields, alike = max(counts.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(0, 0))
        alike_share = alike / counts.total() if fields > 1 else 0.0
        if alike_share >= ALIKE_SHARE:
            return separator
        if alike_share > share:
            best, share = separator, alike_share
    return best


def _records(text: str, separator: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the records, each with the line that it begins on and over how many it goes.

    Quotes count where every one of them is closed.
    """
    csv.field_size_limit(max(len(text), 1))
    lines = text.splitlines(keepends=True)
    if _is_closed(text, separator):
        reader = csv.reader(lines, delimiter=separator)
    else:
        reader = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    begins = 1
    for record in reader:
        yield begins, reader.line_num + 1 - begins, record
        begins = reader.line_num + 1


def _is_closed(text: str, separator: str) -> bool:
    if '"' not in text:
        return True
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    try:
        for _ in reader:
            pass
    except csv.Error as error:
        return "unexpected end" not in str(error)
    return True
