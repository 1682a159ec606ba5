"""Pictures of pages: marked where the words are and nowhere else, and read back only as they were written."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from qa.reading.proof.pixels import (
    EDGE_PIXELS,
    PIXELS_MOST,
    TRUE_COLOUR,
    WIDTH,
    DrawnPage,
    Pixels,
    cut_out,
    from_png,
    look_alike,
    marked,
    pages_from_json,
    pages_to_json,
    plain,
    scale_for,
    to_png,
)

BOX = (20.0, 30.0, 60.0, 45.0)


def page_of(pixels: Pixels, scale: float = 2.0) -> DrawnPage:
    return DrawnPage(number=1, scale=scale, pixels=plain(pixels))


def noise(height: int, width: int) -> Pixels:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3)).astype(np.uint8)


PAPER = page_of(np.full((200, 300, 3), 255, np.uint8))


def test_what_is_marked_is_the_rectangle_and_its_edge() -> None:
    """No pixel further out is another, and white paper inside is tinted."""
    drawn = marked(PAPER, [BOX])

    changed = (drawn != PAPER.pixels).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert (rows.min(), rows.max() + 1) == (60 - EDGE_PIXELS, 90 + EDGE_PIXELS)
    assert (columns.min(), columns.max() + 1) == (40 - EDGE_PIXELS, 120 + EDGE_PIXELS)
    assert changed[60:90, 40:120].all()


def test_print_under_a_mark_and_its_edge_stays_dark() -> None:
    """A marker pen covers nothing."""
    ink = np.full((200, 300, 3), 255, np.uint8)
    ink[50:100, 80] = 0

    drawn = marked(page_of(ink), [BOX])

    assert not drawn[50:100, 80].any()


def test_a_rectangle_that_reaches_off_the_page_is_marked_as_far_as_the_page_goes() -> None:
    """As one of a damaged table may."""
    drawn = marked(PAPER, [(-50.0, -50.0, 10.0, 10.0), (140.0, 90.0, 900.0, 900.0), (500.0, 500.0, 600.0, 600.0)])

    assert drawn.shape == PAPER.pixels.shape
    assert (drawn[:20, :20] != 255).any()
    assert (drawn[190:, 290:] != 255).any()


def test_what_is_cut_out_holds_the_rectangles_and_is_not_narrow() -> None:
    """A word alone is shown within its line."""
    drawn = marked(PAPER, [BOX])

    part = cut_out(drawn, PAPER, [BOX])

    inside = (part != 255).any(axis=2)
    assert inside.sum() == (drawn != 255).any(axis=2).sum()
    assert part.shape[1] >= 150
    assert part.shape[0] < 200


@pytest.mark.parametrize("pixels", [plain(noise(40, 50)), PAPER.pixels, plain(noise(3, 3))])
def test_a_picture_is_a_png_that_every_viewer_reads_the_same(pixels: Pixels) -> None:
    """Pillow reads what was drawn, and so does the reader here."""
    content = to_png(pixels)

    with Image.open(io.BytesIO(content)) as opened:
        seen = np.asarray(opened.convert("RGB"))
    assert (seen == pixels).all()
    assert (from_png(content) == pixels).all()
    assert to_png(from_png(content)) == content


def test_black_and_white_stay_so() -> None:
    """Few levels of each colour are kept."""
    ends = np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8)

    assert (plain(ends) == ends).all()
    assert len(np.unique(plain(noise(100, 100)))) == 16


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *, kind: int = TRUE_COLOUR, raw: bytes = b"", more: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    packed = zlib.compress(raw)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + more + chunk(b"IEND", b"")


def saved(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


GOOD = to_png(PAPER.pixels)
HOSTILE = {
    "nothing": b"",
    "no picture": b"<html>",
    "larger than any page": png(100_000, 100_000),
    "a bomb": png(100, 100, raw=bytes(2**26)),
    "less than it says": png(100, 100, raw=bytes(99)),
    "a size of nothing": png(0, 10),
    "filtered": png(2, 1, raw=b"\x01" + bytes(6)),
    "a palette without colours": png(2, 1, kind=3, raw=bytes(3)),
    "another kind": png(2, 1, kind=6, raw=bytes(9)),
    "with a chunk of text": png(2, 1, raw=bytes(7), more=chunk(b"tEXt", b"hidden")),
    "without its end": GOOD[:-12],
    "with something behind its end": GOOD + b"x",
    "with a wrong sum": GOOD[:-30] + bytes([GOOD[-30] ^ 1]) + GOOD[-29:],
    "of another program": saved(Image.fromarray(noise(20, 20)).convert("RGBA")),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_png_that_was_not_written_here_is_refused(content: bytes) -> None:
    """Before much of it is unpacked."""
    with pytest.raises(ValueError, match="picture"):
        from_png(content)


def test_pages_come_out_of_a_pipe_as_they_went_in() -> None:
    """And what says that it is larger than it is does not."""
    page = page_of(noise(30, 40))

    (again,) = pages_from_json(pages_to_json([page]))
    wrong = pages_to_json([page]).replace(b'"height":30', b'"height":31')

    assert (again.number, again.scale) == (page.number, page.scale)
    assert (again.pixels == page.pixels).all()
    with pytest.raises(ValueError, match="size"):
        pages_from_json(wrong)


@pytest.mark.parametrize("size", [(595.0, 842.0), (100_000.0, 100_000.0), (10.0, 14_000.0), (0.0, 0.0)])
def test_a_page_of_any_size_is_drawn_in_a_bounded_picture(size: tuple[float, float]) -> None:
    """As wide as a page of print needs, or as its pixels allow."""
    scale = scale_for(*size)

    assert max(size[0], 1.0) * scale <= WIDTH + 1e-6
    assert max(size[0], 1.0) * max(size[1], 1.0) * scale**2 <= PIXELS_MOST * 1.0001


def test_pictures_look_alike_until_a_pixel_is_another_shade() -> None:
    """One of 16 levels cannot be read; two may be the dot of a number."""
    one, two = PAPER.pixels.copy(), PAPER.pixels.copy()
    one[::2] -= 17
    two[100, 100] -= 34

    assert look_alike(PAPER.pixels, one)
    assert not look_alike(PAPER.pixels, two)
    assert not look_alike(PAPER.pixels, PAPER.pixels[1:])
