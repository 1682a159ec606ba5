"""The only door to Pillow: pages of PDFs and pictures → pixels, none larger than memory bears.

A picture says how large it is before it is unpacked: one that is too large is refused then.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import numpy as np

from qa.reading.document import UnreadableError
from qa.reading.ocr.recognition import Picture

PICTURE_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP")
POINTS_AN_INCH = 72
PAGE_DPI = 250
"""Dots an inch at which a page of a PDF is drawn: of print of 8 points, signs are 28 dots high."""
SIDE_MOST = 3600
"""Pixels of the longer side of what is read: A4 at 300 dots an inch has 3,508."""
PIXELS_MOST = 120_000_000
"""Of a picture before it is made smaller: A3 at 600 dots an inch has 70 million, and takes 200 MB."""
SIDE_LEAST = 8
FRAMES_MOST = 5_000
UNTOLD_DPI = 150
"""Of a picture that does not say how large it is printed: A4 at 150 dots an inch is what most have that do not."""
DPI_TRUSTED = (50, 1300)
DAMAGED = "the picture is damaged"


def frames_of(content: bytes) -> int:
    """Return how many pages a picture has, without unpacking it; raises UnreadableError for no picture."""
    with _opened(content) as picture:
        count = int(getattr(picture, "n_frames", 1))
        _refuse(picture)
    if count > FRAMES_MOST:
        raise UnreadableError(f"the picture has more than {FRAMES_MOST:,} pages")
    return count


def drawn_picture(content: bytes, frame: int) -> tuple[Picture, float]:
    """Return one page of a picture, from 0, and how many points a pixel is wide; raises UnreadableError."""
    from PIL import Image, ImageOps

    with _opened(content) as picture:
        picture.seek(frame)
        _refuse(picture)
        dpi = _dpi(picture)
        upright = _on_white(ImageOps.exif_transpose(picture))
        wide = upright.width
        upright.thumbnail((SIDE_MOST, SIDE_MOST), Image.Resampling.BOX)
        return np.asarray(upright), POINTS_AN_INCH / dpi * wide / upright.width


def _dpi(picture: Any) -> float:
    """Return the dots per inch that a picture states, or a usual number."""
    dpi = picture.info.get("dpi", (0, 0))[0]
    dpi_least, dpi_most = DPI_TRUSTED
    return float(dpi) if dpi_least <= dpi <= dpi_most else UNTOLD_DPI


def _on_white(picture: Any) -> Any:
    """Return a picture in red, green and blue; what is transparent shows white paper."""
    from PIL import Image

    if picture.mode.startswith("I") or picture.mode == "F":  # 16 bits and more: Pillow would cut off all above 255
        values = np.asarray(picture, np.float64)
        values = values - values.min()
        picture = Image.fromarray((values * (255.0 / max(values.max(), 1.0))).astype(np.uint8))
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        picture = paper
    return picture.convert("RGB")


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    """Open a picture; whatever Pillow finds wrong with it, then or later, becomes UnreadableError."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of damaged details, and of sizes that are refused here
        Image.MAX_IMAGE_PIXELS = None
        try:
            with Image.open(io.BytesIO(content), formats=PICTURE_FORMATS) as picture:
                yield picture
        except UnreadableError:
            raise
        except UnidentifiedImageError as error:
            raise UnreadableError("the file is not a picture of this format, or it is damaged") from error
        except (
            OSError,
            ValueError,
            SyntaxError,
            LookupError,
            TypeError,
            ArithmeticError,
            AttributeError,
        ) as error:
            raise UnreadableError(DAMAGED) from error  # Pillow raises all of these for damaged files


def _refuse(picture: Any) -> None:
    """Raise UnreadableError for a picture that is too large or too small to be a page."""
    width, height = picture.size
    if width * height > PIXELS_MOST:
        raise UnreadableError(too_large(width, height))
    if min(width, height) < SIDE_LEAST:
        raise UnreadableError(f"the picture is too small to hold text ({width} × {height} pixels)")


def too_large(width: int, height: int) -> str:
    """Return why a picture of so many pixels is not read."""
    return f"a picture of {width:,} × {height:,} pixels is larger than can be read (at most {PIXELS_MOST:,})"


def drawn_page(content: bytes, index: int) -> tuple[Picture, float]:
    """Return a page of a PDF, from 0, as it prints, and how many points a pixel has; raises UnreadableError."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            document.init_forms()
            with closing(document[index]) as page:
                _refuse_pictures_on(page)
                scale = min(PAGE_DPI / POINTS_AN_INCH, SIDE_MOST / max(*page.get_size(), 1.0))
                bitmap = page.render(scale=scale, rev_byteorder=True, no_smoothpath=False)
                pixels = bitmap.to_numpy()[:, :, :3]
                return np.ascontiguousarray(pixels), page.get_width() / pixels.shape[1]
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("the page is damaged") from error


def _refuse_pictures_on(page: Any) -> None:
    """Raise UnreadableError for a picture that would take more memory than there is, before it is unpacked."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)):
        width, height = picture.get_px_size()
        if width * height > PIXELS_MOST:
            raise UnreadableError(too_large(width, height))
