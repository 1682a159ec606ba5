"""A drawn page as pixels: marked, cut out, and as a PNG that this program alone writes and reads.

A PNG that comes back in a proof card is anybody's.  So it is read by the few lines that suffice for one written
here, of a size that is known before anything is unpacked, and whatever is written otherwise is refused.
"""

import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from qa.records import Rectangle

Pixels: TypeAlias = NDArray[np.uint8]
"""Red, green and blue of each pixel [height, width, 3]."""
WIDTH = 1200
"""Pixels: two for each point of A4, so that print of 8 points can be read, on a dense screen too."""
PIXELS_MOST = 4_000_000
"""Of one page: A4 of ``WIDTH`` has 2 million."""
LEVELS = 16
"""Of each colour.  Letters look the same, and the noise of a scan, which no compression can save, is gone."""
STEP = 255 // (LEVELS - 1)
TINT = (255, 226, 105)
EDGE = (150, 84, 0)
EDGE_PIXELS = 2
"""An edge is seen by whoever cannot tell the tint from the paper."""
ABOVE, BESIDE = 24.0, 8.0
"""Points around the words that are cut out: two lines above and below, and a narrow edge at their sides."""
CUT_WIDTH_LEAST = 0.5
"""Of the page: a word alone would be shown far larger than it is printed."""
CUT_HEIGHT_MOST = 0.4
"""Of the page, beyond which the page itself shows the words as well."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS_MOST = 256
TRUE_COLOUR, PALETTE = 2, 3
COMPRESSION = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPage:
    """A page of a file, from 1, as it is drawn; ``scale`` is the pixels of a point.

    ``label`` is what the file calls the page, where that is not its number.
    """

    number: int
    scale: float
    pixels: Pixels
    label: str = ""


@dataclass(frozen=True, slots=True)
class _PackedPage:
    """The same for a pipe."""

    number: int
    label: str
    scale: float
    height: int
    width: int
    packed: str


_PAGES = TypeAdapter(list[_PackedPage])


def scale_for(width: float, height: float) -> float:
    """Return the pixels of a point at which a page of so many points is drawn."""
    side = max(width, 1.0) * max(height, 1.0)
    return float(min(WIDTH / max(width, 1.0), (PIXELS_MOST / side) ** 0.5))


def plain(pixels: Pixels) -> Pixels:
    """Return pixels of ``LEVELS`` levels; black and white stay what they are."""
    levels = (pixels.astype(np.uint16) + STEP // 2) // STEP * STEP
    return levels.astype(np.uint8)


def pages_to_json(pages: Iterable[DrawnPage]) -> bytes:
    """Return drawn pages as JSON."""
    packed = [
        _PackedPage(
            page.number,
            page.label,
            page.scale,
            page.pixels.shape[0],
            page.pixels.shape[1],
            b64encode(zlib.compress(page.pixels.tobytes(), 1)).decode(),
        )
        for page in pages
    ]
    return _PAGES.dump_json(packed)


def pages_from_json(content: bytes) -> list[DrawnPage]:
    """Return the drawn pages of ``pages_to_json``; raises ValueError for anything else."""
    pages = _PAGES.validate_json(content, strict=True)
    return [
        DrawnPage(
            number=page.number,
            label=page.label,
            scale=page.scale,
            pixels=_shaped(b64decode(page.packed), page.height, page.width, 3).copy(),
        )
        for page in pages
    ]


def _shaped(compressed: bytes, *shape: int) -> Pixels:
    """Return unpacked bytes in a shape; raises ValueError where they are not exactly as many."""
    size = int(np.prod(shape, dtype=np.int64))
    if min(shape) < 1 or size > 4 * PIXELS_MOST:
        raise ValueError("the picture is empty or too large")
    inflating = zlib.decompressobj()
    try:
        raw = inflating.decompress(compressed, size + 1)
    except zlib.error as error:
        raise ValueError(f"the picture is damaged ({error})") from error
    if len(raw) != size or inflating.unused_data:
        raise ValueError("the picture is not of the size that it says")
    return np.frombuffer(raw, np.uint8).reshape(shape)


def marked(page: DrawnPage, boxes: Iterable[Rectangle]) -> Pixels:
    """Return a page with rectangles, in points, laid over it like a marker pen: print stays as dark as it is."""
    drawn = page.pixels.astype(np.uint16)
    places = [_place(box, page) for box in boxes]
    inside = np.zeros(drawn.shape[:2], np.bool_)
    around = inside.copy()
    for upper, lower, left, right in places:
        inside[upper:lower, left:right] = True
        around[
            max(upper - EDGE_PIXELS, 0) : lower + EDGE_PIXELS, max(left - EDGE_PIXELS, 0) : right + EDGE_PIXELS
        ] = True
    drawn[inside] = drawn[inside] * np.array(TINT, np.uint16) // 255
    edge = around & ~inside
    drawn[edge] = np.minimum(drawn[edge], np.array(EDGE, np.uint16))  # the print of a line nearby is not covered
    return plain(drawn.astype(np.uint8))


def _place(box: Rectangle, page: DrawnPage) -> tuple[int, int, int, int]:
    """Return the rows and columns of a rectangle, at least one of each."""
    height, width = page.pixels.shape[:2]
    left, upper, right, lower = (page.scale * edge for edge in box)
    first_row, first_column = max(int(upper), 0), max(int(left), 0)
    last_row, last_column = min(int(np.ceil(lower)), height), min(int(np.ceil(right)), width)
    return first_row, max(last_row, first_row + 1), first_column, max(last_column, first_column + 1)


def look_alike(one: Pixels, other: Pixels) -> bool:
    """Tell whether two pictures show the same: no pixel differs by more than one level of a colour.

    Between versions of pdfium the edges of letters differ by as much, and nobody can read what does.
    """
    if one.shape != other.shape:
        return False
    return int(np.abs(one.astype(np.int16) - other.astype(np.int16)).max(initial=0)) <= STEP


def cut_out(pixels: Pixels, page: DrawnPage, boxes: Iterable[Rectangle]) -> Pixels:
    """Return the part of a picture of a page around rectangles, for a screen that is too small for the page."""
    height, width = page.pixels.shape[:2]
    rows_and_columns = np.array([_place(box, page) for box in boxes])
    margin, edge = round(ABOVE * page.scale), round(BESIDE * page.scale)
    upper = max(int(rows_and_columns[:, 0].min()) - margin, 0)
    lower = min(int(rows_and_columns[:, 1].max()) + margin, upper + round(CUT_HEIGHT_MOST * height), height)
    left = max(int(rows_and_columns[:, 2].min()) - edge, 0)
    right = min(int(rows_and_columns[:, 3].max()) + edge, width)
    lacking = max(round(CUT_WIDTH_LEAST * width) - (right - left), 0)
    left = max(left - lacking // 2, 0)
    right = min(max(right, left + round(CUT_WIDTH_LEAST * width)), width)
    return pixels[upper:lower, left:right]


def to_png(pixels: Pixels) -> bytes:
    """Return a picture of ``LEVELS`` levels as a PNG, with a palette where its colours are few."""
    height, width = pixels.shape[:2]
    red, green, blue = np.moveaxis(plain(pixels).astype(np.uint16) // STEP, 2, 0)
    codes = (red * LEVELS + green) * LEVELS + blue
    (colours,) = np.nonzero(np.bincount(codes.ravel(), minlength=LEVELS**3))
    if len(colours) <= COLOURS_MOST:
        numbers = np.zeros(LEVELS**3, np.uint8)
        numbers[colours] = np.arange(len(colours))
        kind, rows = PALETTE, numbers[codes]
        levels = np.stack([colours // LEVELS**2, colours // LEVELS % LEVELS, colours % LEVELS], axis=1)
        palette = (levels * STEP).astype(np.uint8).tobytes()
    else:
        kind, rows, palette = TRUE_COLOUR, plain(pixels).reshape(height, -1), b""
    unfiltered = np.concatenate([np.zeros((height, 1), np.uint8), rows], axis=1)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
        *([(b"PLTE", palette)] if palette else []),
        (b"IDAT", zlib.compress(unfiltered.tobytes(), COMPRESSION)),
        (b"IEND", b""),
    ]
    return SIGNATURE + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def from_png(content: bytes) -> Pixels:
    """Return the picture of ``to_png``; raises ValueError for a PNG that was not written by that."""
    chunks = dict(_chunks(content))
    try:
        width, height, depth, kind, *methods = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
        packed = chunks[b"IDAT"]
    except (KeyError, struct.error) as error:
        raise ValueError("the picture is not one that this program writes") from error
    if depth != 8 or kind not in (TRUE_COLOUR, PALETTE) or any(methods) or not 0 < width * height <= PIXELS_MOST:
        raise ValueError("the picture is not one that this program writes")
    rows = _shaped(packed, height, 1 + width * (3 if kind == TRUE_COLOUR else 1))
    if rows[:, 0].any():
        raise ValueError("the picture is not one that this program writes")
    if kind == TRUE_COLOUR:
        return rows[:, 1:].reshape(height, width, 3)
    palette = np.frombuffer(chunks.get(b"PLTE", b""), np.uint8)
    if len(palette) % 3 or int(rows[:, 1:].max()) >= len(palette) // 3:
        raise ValueError("the picture has a colour that it does not tell")
    coloured: Pixels = palette.reshape(-1, 3)[rows[:, 1:]]
    return coloured


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield names and contents of the chunks of a PNG: those that ``to_png`` writes, in its order."""
    if not content.startswith(SIGNATURE):
        raise ValueError("the picture is no PNG")
    place, names = len(SIGNATURE), []
    while place < len(content):
        length = int.from_bytes(content[place : place + 4])
        name, held = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        if content[place : place + 12 + length] != _chunk(name, held):
            raise ValueError("the picture is damaged")
        names.append(name)
        yield name, held
        place += 12 + length
    if [name for name in names if name != b"PLTE"] != [b"IHDR", b"IDAT", b"IEND"]:
        raise ValueError("the picture is not one that this program writes")
