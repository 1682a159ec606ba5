"""Pictures of text, drawn by the tests: pages of PDFs as a scanner gives them."""

import io
from collections.abc import Sequence

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageFilter

from tests.support.pdfs import lines, pdf

INCH = 72
LEAFLET = (
    "The lock at the mill was built when barges still carried coal, and it",
    "has not been opened since the railway came. The keeper greases its",
    "hinges every spring with 2.5 kg of tallow before the floods begin.",
)


def picture_of(drawing: str, *, dpi: int = 200, blur: float = 0.0, noise: float = 0.0) -> Image.Image:
    """Return a page with a drawing as a picture; ``blur`` and ``noise`` are in pixels and in steps of 255."""
    document = pypdfium2.PdfDocument(pdf(drawing))
    picture: Image.Image = document[0].render(scale=dpi / INCH).to_pil().convert("RGB")
    document.close()
    picture = picture.filter(ImageFilter.GaussianBlur(blur)) if blur else picture
    if noise:
        spoilt = np.asarray(picture) + np.random.default_rng(7).normal(
            0, noise, (picture.height, picture.width, 1)
        )
        picture = Image.fromarray(spoilt.clip(0, 255).astype(np.uint8))
    return picture


def page_of(texts: Sequence[str], *, dpi: int = 200, blur: float = 0.0) -> Image.Image:
    """Return a picture of the upper quarter of a page with these lines of text: the less there is, the sooner."""
    return top_of(picture_of(lines(texts, 72, 760, size=11, step=15), dpi=dpi, blur=blur))


def top_of(page: Image.Image) -> Image.Image:
    """Return the upper quarter of a page."""
    return page.crop((0, 0, page.width, page.height // 4))


def saved(picture: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    """Return a picture as a file."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **more)
    return buffer.getvalue()


def scanned(*pictures: Image.Image, dpi: int = 200) -> bytes:
    """Return a PDF of which each page is one of these pictures."""
    return saved(pictures[0], "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)


def bound(*files: bytes) -> bytes:
    """Return one PDF of the pages of several."""
    together = pypdfium2.PdfDocument.new()
    for content in files:
        together.import_pages(pypdfium2.PdfDocument(content))
    buffer = io.BytesIO()
    together.save(buffer)
    return buffer.getvalue()
