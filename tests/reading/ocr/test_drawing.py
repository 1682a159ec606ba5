"""Pictures and pages become pixels: upright, on white, never larger than memory bears."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from qa.reading.document import UnreadableError
from qa.reading.ocr.drawing import PIXELS_MOST, SIDE_MOST, drawn_page, drawn_picture, frames_of
from tests.support.pdfs import lines, pdf
from tests.support.pictures import saved

GREY = Image.fromarray(np.linspace(0, 255, 400, dtype=np.uint8).reshape(20, 20))


def chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png_saying(width: int, height: int) -> bytes:
    """Return a small PNG that says it is of some size: each of its rows would unpack from almost nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(99)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_a_picture_of_each_format_is_drawn(kind: str) -> None:
    """Its pixels come out in three colours."""
    content = saved(GREY.resize((200, 100)), kind)

    pixels, points = drawn_picture(content, 0)

    assert frames_of(content) == 1
    assert pixels.shape == (100, 200, 3)
    assert pixels.dtype == np.uint8
    assert points == pytest.approx(72 / 150)
    assert int(pixels.max()) - int(pixels.min()) > 200


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_depth_are_drawn_as_they_look(mode: str) -> None:
    """Dark stays dark and light stays light."""
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(GREY, np.uint16) * 257)
    else:
        picture = GREY.convert("RGB").convert(mode)

    pixels, _ = drawn_picture(saved(picture, "TIFF" if mode == "CMYK" else "PNG"), 0)

    assert pixels[0].mean() < 60
    assert pixels[-1].mean() > 190


def test_what_is_transparent_shows_white_paper() -> None:
    """Black signs on nothing would be black on black."""
    picture = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (10, 10, 20, 20))

    pixels, _ = drawn_picture(saved(picture), 0)

    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[15, 15].tolist() == [0, 0, 0]


def test_a_picture_that_says_how_it_is_turned_is_turned() -> None:
    """A camera held upright writes a picture that lies on its side, and a note."""
    lying = Image.new("RGB", (60, 30), "white")
    lying.paste((0, 0, 0), (0, 0, 10, 30))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter to the right

    pixels, _ = drawn_picture(saved(lying, "JPEG", exif=exif), 0)

    assert pixels.shape == (60, 30, 3)
    assert pixels[2].mean() < 60
    assert pixels[-2].mean() > 190


def test_a_large_picture_is_made_smaller_and_its_points_stay() -> None:
    """What is read has a bounded size, and the place of a word is told in points of the whole."""
    pixels, points = drawn_picture(saved(Image.new("L", (2 * SIDE_MOST, 300)), dpi=(300, 300)), 0)

    assert pixels.shape == (150, SIDE_MOST, 3)
    assert points * SIDE_MOST == pytest.approx(2 * SIDE_MOST * 72 / 300, rel=1e-3)


def test_each_frame_of_a_picture_is_a_page() -> None:
    """A fax is one TIFF of several pages."""
    content = saved(
        Image.new("L", (40, 40), 0), "TIFF", save_all=True, append_images=[Image.new("L", (40, 40), 255)]
    )

    assert frames_of(content) == 2
    assert [int(drawn_picture(content, frame)[0].mean()) for frame in (0, 1)] == [0, 255]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is not a picture of this format, or it is damaged"),
        (b"\x89PNG\r\n\x1a\n", "the file is not a picture of this format, or it is damaged"),
        (b"GIF89a\x01\x00\x01\x00", "the file is not a picture of this format, or it is damaged"),
        (saved(Image.new("L", (5, 500))), "the picture is too small to hold text (5 × 500 pixels)"),
        (
            png_saying(60_000, 60_000),
            f"a picture of 60,000 × 60,000 pixels is larger than can be read (at most {PIXELS_MOST:,})",
        ),
    ],
)
def test_what_cannot_be_drawn_has_its_reason_before_it_is_unpacked(content: bytes, told: str) -> None:
    """The file's first bytes say enough to refuse it."""
    with pytest.raises(UnreadableError) as caught:
        frames_of(content)

    assert str(caught.value) == told


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_picture_that_was_cut_off_is_refused(kind: str, share: float) -> None:
    """Half of a page is not shown as the whole."""
    noise = np.random.default_rng(3).integers(0, 255, (200, 200), np.uint8)
    content = saved(Image.fromarray(noise), kind)

    with pytest.raises(UnreadableError):
        drawn_picture(content[: int(share * len(content))], 0)


def test_a_page_of_a_pdf_is_drawn_as_it_is_shown() -> None:
    """A page that is turned is drawn turned, and its points are those of the page."""
    pixels, points = drawn_page(pdf(lines(["A line of text"], 72, 700), page="/Rotate 90"), 0)

    assert pixels.shape[1] > pixels.shape[0]
    assert pixels.shape[1] * points == pytest.approx(842)
    assert pixels.min() < 100


def test_a_page_of_any_size_is_drawn_no_larger_than_others() -> None:
    """A page may say it is fourteen thousand points high."""
    pixels, points = drawn_page(pdf("", page="/MediaBox [0 0 14000 700]"), 0)

    assert max(pixels.shape) <= SIDE_MOST + 1
    assert pixels.shape[1] * points == pytest.approx(14_000)


def test_a_page_with_a_picture_too_large_to_unpack_is_refused() -> None:
    """Hundreds of megapixels may stand in a few bytes of a PDF."""
    picture = (
        "<< /Type /XObject /Subtype /Image /Width 90000 /Height 90000 /ColorSpace /DeviceGray /BitsPerComponent 1"
    )
    held = pdf(
        "q 500 0 0 700 50 50 cm /Im1 Do Q",
        objects=[f"{picture} /Length 1 >>\nstream\n0\nendstream"],
        resources="/XObject << /Im1 3 0 R >>",
    )

    with pytest.raises(UnreadableError, match="90,000 × 90,000 pixels is larger than can be read"):
        drawn_page(held, 0)


def test_a_page_that_is_not_there_is_refused() -> None:
    """What is no PDF has no page."""
    with pytest.raises(UnreadableError, match="the page is damaged"):
        drawn_page(b"no pdf", 0)
