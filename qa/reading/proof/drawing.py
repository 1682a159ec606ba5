"""What a worker of the sandbox does for a proof: reads rectangles of an original back, and draws their pages."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import TypeAdapter

from qa.reading.formats.archive import refusing_damage
from qa.reading.formats.pdf.annotations import with_what_is_filled_in
from qa.reading.formats.pdf.reader import open_pdf, page_labels
from qa.reading.formats.pdf.reading_back import Readings, read_back
from qa.reading.ocr.drawing import drawn_picture
from qa.reading.proof.pixels import WIDTH, DrawnPage, Pixels, pages_from_json, pages_to_json, plain, scale_for
from qa.records import Rectangle

PDF = ".pdf"
PAGES_MOST = 4
"""Of one proof that are drawn: a quotation stands on one page, or over the break between two."""
NOTHING: Readings = ("", "", "")


class _Seen(NamedTuple):
    """What was read in each rectangle, and the pages as JSON."""

    readings: list[Readings]
    pages: str


_SEEN = TypeAdapter(_Seen)


class SeenFile(NamedTuple):
    """What was read in each rectangle, empty for a picture, and the pages as they are drawn, the first few."""

    readings: list[Readings]
    pages: list[DrawnPage]


def look_in_sandbox(folder: str, file: str, rectangles: list[tuple[int, list[float]]]) -> bytes:
    """SeenFile at an original inside a worker; returns the JSON that ``seen_from_json`` reads.

    ``rectangles`` are pages, from 1, and edges in points.  Raises UnreadableError where it cannot.
    """
    content = (Path(folder) / file).read_bytes()
    places: list[tuple[int, Rectangle]] = [
        (number, (box[0], box[1], box[2], box[3])) for number, box in rectangles
    ]
    numbers = sorted({number for number, _ in places})[:PAGES_MOST]
    with refusing_damage():
        if file.endswith(PDF):
            readings, pages = read_back(content, places), _pages_of_pdf(content, numbers)
        else:
            readings, pages = [NOTHING] * len(places), [_frame(content, number) for number in numbers]
    return _SEEN.dump_json(_Seen(readings, pages_to_json(pages).decode()))


def seen_from_json(content: bytes) -> SeenFile:
    """Return what ``look_in_sandbox`` saw; raises ValueError for anything else."""
    looked = _SEEN.validate_json(content)
    return SeenFile(looked.readings, pages_from_json(looked.pages.encode()))


def _pages_of_pdf(content: bytes, numbers: Sequence[int]) -> list[DrawnPage]:
    with closing(open_pdf(content)) as document:
        labels = page_labels(document)
        return [_page_of_pdf(document, number, labels.get(number, "")) for number in numbers]


def _page_of_pdf(document: object, number: int, label: str) -> DrawnPage:
    """Return a page with what is filled into its form, as it is read back."""
    page, _ = with_what_is_filled_in(document, number - 1)
    with closing(page):
        scale = scale_for(*page.get_size())
        pixels = page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3]
        scale = pixels.shape[1] / max(page.get_width(), 1.0)
        return DrawnPage(number=number, label=label, scale=scale, pixels=plain(pixels))


def _frame(content: bytes, number: int) -> DrawnPage:
    """Return a page of a picture, made smaller by a whole number of pixels."""
    pixels, points = drawn_picture(content, number - 1)
    step = max(round(pixels.shape[1] / WIDTH), 1)
    return DrawnPage(number=number, scale=1 / (points * step), pixels=plain(_smaller(pixels, step)))


def _smaller(pixels: Pixels, step: int) -> Pixels:
    height, width = (side // step * step for side in pixels.shape[:2])
    blocks = pixels[:height, :width].reshape(height // step, step, width // step, step, 3)
    means: Pixels = np.rint(blocks.mean(axis=(1, 3))).astype(np.uint8)
    return means
