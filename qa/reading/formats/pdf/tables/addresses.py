"""Addresses that stand side by side, as on letters and invoices: each is read whole, and no row of a table.

A column of a table may hold addresses; where both columns do, they are two blocks.
"""

import re
from collections.abc import Iterator, Sequence

from qa.reading.formats.pdf.layout import PlacedCell, Segment, rows_of

LINES_LEAST, LINES_MOST = 2, 8
"""Of the blocks: a longer run of lines is a list of addresses, and a table."""
PITCH_MOST = 2.0
"""Of the type's size: the lines of an address stand no further from one another."""
FLUSH = 0.5  # of the type's size
_STREETS = (
    "street|st|road|rd|lane|ln|avenue|ave|drive|square|way|close|court|crescent|terrace|row|quay|hill|boulevard|"
    "rue|via|calle|piazza|plaza|place|chemin|route|laan|straat|gata|vej|ulica"
)
_GERMAN = r"\w*(?:strasse|straße|str\.|gasse|weg|platz|allee|ufer|ring|graben|markt|halde|rain)"
_ADDRESS = re.compile(
    rf"\b(?:{_STREETS})\b\.?,? ?\d{{1,4}}\s?[a-z]?\b|\b\d{{1,4}}\s?[a-z]?,? (?:\w+\.? ){{0,3}}(?:{_STREETS})\b|"
    rf"{_GERMAN} \d{{1,4}}\s?[a-z]?\b|"
    r"^(?:[A-Z]{1,2}[- ])?\d{4,5} [^\W\d_][^\W\d_]+|\b[A-Z]{2} \d{5}(?:-\d{4})?$|"
    r"\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b|\bp\.? ?o\.? box \d+",
    re.IGNORECASE,
)
"""A street with a number, or a town with its code, as many countries write them."""


def parts_beside_addresses(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Yield the segments of a page in parts, from the top: two addresses side by side are one, with two rows.

    The lines of an address are the cells of its row, so that each stands apart from the next.
    """
    rows = rows_of(segments)
    above: list[Segment] = []
    place = 0
    while place < len(rows):
        left, right, end = _blocks_from(rows, place)
        if _are_addresses(left, right):
            yield from filter(None, (above, [_row(left, left[0].base), _row(right, right[-1].base)]))
            above = []
            place = end
        else:
            above += rows[place]
            place += 1
    if above:
        yield above


def _blocks_from(rows: Sequence[Sequence[Segment]], start: int) -> tuple[list[Segment], list[Segment], int]:
    """Return the lines at the left edge and at the right one that follow from a row on, and where they end."""
    blocks: tuple[list[Segment], list[Segment]] = ([], [])
    if len(rows[start]) != 2:
        return *blocks, start
    edges = [segment.left for segment in rows[start]]
    end = start
    for row in rows[start : start + LINES_MOST + 1]:
        sides = [_side_of(segment, edges) for segment in row]
        near = end == start or rows[end - 1][0].base - row[0].base <= PITCH_MOST * row[0].size
        if not near or None in sides or len({*sides}) < len(sides):
            break
        for side, segment in zip(sides, row, strict=True):
            blocks[side or 0].append(segment)
        end += 1
    return *blocks, end


def _row(block: Sequence[Segment], base: float) -> Segment:
    """Return the lines of an address as a row at a height, which for the right one is below the left one's."""
    cells = tuple(PlacedCell((line.text,), line.left, line.right, line.words) for line in block)
    return Segment(
        words=tuple(word for line in block for word in line.words),
        left=min(line.left for line in block),
        right=max(line.right for line in block),
        base=base,
        size=block[0].size,
        cells=cells,
    )


def _side_of(segment: Segment, edges: Sequence[float]) -> int | None:
    """Return which of two edges a line is flush with, None where it is with none, or runs into the other block."""
    slack = FLUSH * segment.size
    if segment.cells:
        return None
    if abs(segment.left - edges[0]) < slack:
        return 0 if segment.right + segment.size < edges[1] else None
    return 1 if abs(segment.left - edges[1]) < slack else None


def _are_addresses(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    return all(
        LINES_LEAST <= len(block) <= LINES_MOST and any(_ADDRESS.search(line.text) for line in block)
        for block in (left, right)
    )
