"""Boxes of glyphs as few bytes: whole numbers, each as its difference from the one before, compressed.

The boxes of a line of print follow one another at one height, so most differences are 0, or those of a few widths.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

Units = NDArray[np.uint16]
UNITS = 16_383
"""Of the longer side of a page: 0.05 points on A4, a fifth of a pixel of a page drawn at 300 pixels an inch."""
MAGIC = b"citewell glyphs 1\n"
_HIGHEST = np.iinfo(np.uint16).max
_COLUMNS = 5
BYTES_MOST = 2**28
"""Unpacked; a book of a thousand pages has 30 MB."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page as it is shown, turned and cropped.

    ``number`` counts from 1, ``width`` and ``height`` are in points, ``label`` is what the file calls it where
    that is not its number.
    """

    number: int
    width: float
    height: float
    label: str = ""

    @property
    def points(self) -> float:
        """The points of one unit."""
        return max(self.width, self.height, 1.0) / UNITS


def in_units(boxes: NDArray[np.floating], page: PrintedPage) -> Units:
    """Return boxes in points [boxes, 4] as units of their page; what reaches off the page ends at its edge."""
    whole = np.rint(np.nan_to_num(np.asarray(boxes, np.float64)) / page.points)
    return whole.clip(0, _HIGHEST).astype(np.uint16).reshape(-1, 4)


def boxes_to_bytes(of_page: Units, boxes: Units) -> bytes:
    """Return boxes in units [boxes, 4], and the places of their pages [boxes], as bytes that compress well."""
    left, upper, right, lower = boxes.T
    height = lower - upper  # differences of 16-bit numbers may wrap around; the sums wrap back
    columns = (_steps(of_page), left - _before(right), right - left, _steps(upper), _steps(height))
    return b"".join(map(_planes, columns))


def boxes_from_bytes(content: bytes) -> tuple[Units, Units]:
    """Return the places of the pages and the boxes of ``boxes_to_bytes``; raises ValueError for anything else."""
    if len(content) % (2 * _COLUMNS):
        raise ValueError("the boxes are cut off")
    columns = np.frombuffer(content, np.uint8).reshape(_COLUMNS, 2, -1)
    pages, left, width, upper, height = columns[:, 0] + columns[:, 1].astype(np.uint16) * 256
    right, upper = _sums(left + width), _sums(upper)
    boxes = np.stack([right - width, upper, right, upper + _sums(height)], axis=1)
    return _sums(pages), boxes


def _before(column: Units) -> Units:
    """Return for each value the one before it, 0 before the first."""
    return np.concatenate([column[:0], np.zeros(min(1, len(column)), column.dtype), column[:-1]])


def _steps(column: Units) -> Units:
    return column - _before(column)


def _sums(steps: Units) -> Units:
    return np.cumsum(steps, dtype=np.uint16)


def _planes(column: Units) -> bytes:
    """Return the lower bytes of all values, then the higher ones: bytes that are alike compress together."""
    return (column & 0xFF).astype(np.uint8).tobytes() + (column >> 8).astype(np.uint8).tobytes()


def packed(content: bytes, *, level: int = 6) -> bytes:
    """Return bytes compressed by zlib."""
    return zlib.compress(content, level)


def unpacked(content: bytes) -> bytes:
    """Return the bytes of ``packed``; raises ValueError for anything else, or for more than any file has."""
    inflating = zlib.decompressobj()
    try:
        raw = inflating.decompress(content, BYTES_MOST)
    except zlib.error as error:
        raise ValueError(f"the boxes are damaged ({error})") from error
    if not inflating.eof:
        raise ValueError("the boxes are cut off, or more than any file has")
    return raw


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedText:
    """Where the characters of an article's text stand.

    ``glyphs`` [characters] has the glyph of each character, -1 where it is unknown or white space; ``of_page``
    [glyphs] the place in ``pages`` of each glyph's page; ``boxes`` [glyphs, 4] left, upper, right and lower edge
    in units of that page, from its upper left corner.  ``digest`` is that of the article whose text it is.
    """

    digest: str
    pages: tuple[PrintedPage, ...]
    glyphs: NDArray[np.int32]
    of_page: Units
    boxes: Units


class _Head(NamedTuple):
    """What is no array."""

    digest: str
    characters: int
    pages: tuple[PrintedPage, ...]


_HEAD = TypeAdapter(_Head)


def to_bytes(placed: PlacedText) -> bytes:
    """Return a placed text as bytes, in which glyphs of no character have no place."""
    mask = placed.glyphs >= 0
    used, numbers = np.unique(placed.glyphs[mask], return_inverse=True)
    head = _Head(placed.digest, len(placed.glyphs), placed.pages)
    steps = np.diff(numbers.astype(np.int32), prepend=-1)
    parts = [
        _HEAD.dump_json(head),
        np.packbits(mask).tobytes(),
        steps.astype("<i4").tobytes(),
        boxes_to_bytes(placed.of_page[used], placed.boxes[used]),
    ]
    lengths = np.array([len(part) for part in parts], "<u4").tobytes()
    return MAGIC + packed(lengths + b"".join(parts))


def from_bytes(content: bytes) -> PlacedText:
    """Return the placed text of ``to_bytes``; raises ValueError for anything else."""
    if not content.startswith(MAGIC):
        raise ValueError("they are no boxes of glyphs, or of another format")
    raw = unpacked(content[len(MAGIC) :])
    head, mask, steps, placed_boxes = _parted(raw[16:], np.frombuffer(raw[:16], "<u4").tolist())
    header = _HEAD.validate_json(head, strict=True)
    of_page, boxes = boxes_from_bytes(placed_boxes)
    glyphs = np.full(header.characters, -1, np.int32)
    placed = np.unpackbits(np.frombuffer(mask, np.uint8))[: header.characters].astype(bool)
    glyphs[placed] = np.cumsum(np.frombuffer(steps, "<i4")) - 1
    if glyphs.max(initial=-1) >= len(boxes) or of_page.max(initial=0) >= max(len(header.pages), 1):
        raise ValueError("the boxes are not those of the text")
    return PlacedText(digest=header.digest, pages=header.pages, glyphs=glyphs, of_page=of_page, boxes=boxes)


def _parted(raw: bytes, lengths: Sequence[int]) -> list[bytes]:
    parts: list[bytes] = []
    for length in lengths:
        parts.append(raw[:length])
        raw = raw[length:]
    if raw or list(map(len, parts)) != list(lengths):
        raise ValueError("the boxes are cut off")
    return parts
