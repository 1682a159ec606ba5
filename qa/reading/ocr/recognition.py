"""The only door to rapidocr: a picture of a page → its lines, by detection of text and recognition of each line.

rapidocr runs PP-OCR (Du et al., 2020) on OpenVINO; its models lie in its wheel.  Its own way over a whole page is
not taken: it turns every narrow piece by a quarter, so that a lone "1" is read as a dash, and what it says of
words is wrong (see decoding.py).
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from qa.reading.ocr.decoding import DecodedWord, words_of
from qa.settings import Reading

Picture: TypeAlias = NDArray[np.uint8]
"""Red, green and blue of each pixel [height, width, 3]."""
Quad: TypeAlias = NDArray[np.float32]
"""The corners of a strip of text in pixels [4, 2], as it is read: upper left and right, lower right and left."""
PACKAGE = "rapidocr"
EXTRA = "citewell[ocr]"
THREADS = 2
LOOKED_OVER_SIDE = 2000
"""Pixels of the longer side at which lines are looked for; more of them take more memory."""
LINE_HEIGHT = 48
"""Pixels; the height of the lines that the recogniser was trained on."""
WIDTH_STEP = 64
"""Pixels: lines are filled up to a multiple of it, so that OpenVINO prepares few sizes and keeps little memory."""
WIDTH_LEAST, WIDTH_MOST = 320, 6400
TALL = 1.5
"""Of its width: rapidocr takes a strip as high as that for a line that runs up the page, and turns it."""
UPRIGHT_MOST = 3.0
"""Of its width: a strip of one sign that stands upright is no higher than that."""
LINES_ASKED = 5
"""Of the longest lines: as many are read the other way round, too, where they are not surely upright."""
SURE_UPRIGHT = 0.9
"""Lines that are read as surely stand upright; those on their head come to some 0.4."""


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A line of a picture: its words, the strip that it fills, and whether it runs up or down the page.

    ``strips`` counts the strips that the words' places are given in, over the length of the line.
    """

    words: tuple[DecodedWord, ...]
    quad: Quad
    strips: float
    across: bool


def installed() -> str:
    """Return the name and version of what recognises, which the texts read by it depend on; empty without one."""
    try:
        return f"{PACKAGE} {version(PACKAGE)}"
    except PackageNotFoundError:
        return ""


def recogniser(settings: Reading) -> str:
    """Return the name and version of what pages that are pictures are to be read by; empty where by nothing."""
    return installed() if settings.ocr == "auto" else ""


def how_to_read_pictures() -> str:
    """Return what to do to have pages that are pictures read."""
    if installed():
        return 'Pictures are read with the setting reading.ocr = "auto".'
    return f"Pictures are read once this is installed: pip install '{EXTRA}'."


@cache
def _engine() -> Any:
    """Load the models, once a process."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # it would report to its makers
    from rapidocr import EngineType, RapidOCR

    settings = {
        "Global.log_level": "critical",
        "Global.max_side_len": LOOKED_OVER_SIDE,
        "EngineConfig.openvino.inference_num_threads": THREADS,
        **{f"{stage}.engine_type": EngineType.OPENVINO for stage in ("Det", "Rec")},
    }
    engine = RapidOCR(params=settings)
    engine.recognize_txt([np.full((LINE_HEIGHT, WIDTH_LEAST, 3), 255, np.uint8)])  # its recogniser is loaded then
    return engine


def read_picture(picture: Picture) -> tuple[list[PictureLine], int]:
    """Return the lines of a picture, and by how many quarters to the left it was turned to be upright.

    The lines' places are those in the picture once it is turned.  A strip that looked like text, and in which none
    was read, is a line without words.
    """
    upright, turned = picture, 0
    quads = _strips(upright)
    if _run_up(quads):
        upright, turned = np.ascontiguousarray(np.rot90(upright)), 1
        quads = _strips(upright)
    if _stands_on_its_head(upright, quads):
        upright, turned = np.ascontiguousarray(np.rot90(upright, 2)), turned + 2
        quads = _strips(upright)
    return [_line(upright, quad) for quad in quads], turned


def _strips(picture: Picture) -> list[Quad]:
    """Return the strips of text in a picture."""
    detection = _engine()(picture, use_det=True, use_cls=False, use_rec=False)
    return [] if detection.boxes is None else [np.asarray(box, np.float32) for box in detection.boxes]


def _size(quad: Quad) -> tuple[float, float]:
    """Return width and height of a strip as it is read."""
    return float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))


def _run_up(quads: Sequence[Quad]) -> bool:
    """Tell whether most of the text runs up or down, by the length of its lines."""
    up = along = 0.0
    for width, height in map(_size, quads):
        if height > UPRIGHT_MOST * width:
            up += height
        else:
            along += width
    return up > along


def _stands_on_its_head(picture: Picture, quads: Sequence[Quad]) -> bool:
    """Tell whether the longest lines are read more surely when they are turned round.

    rapidocr has a classifier for that, which takes most lines of some upright pages for turned ones.
    """
    lying = [quad for quad in quads if not _is_across(quad)]
    longest = sorted(lying, key=lambda quad: -_size(quad)[0])[:LINES_ASKED]
    strips = [_cut(picture, quad) for quad in longest]
    upright = _sureness(strips)
    return upright < SURE_UPRIGHT and upright < _sureness(
        [np.ascontiguousarray(strip[::-1, ::-1]) for strip in strips]
    )


def _sureness(strips: Sequence[Picture]) -> float:
    """Return the mean confidence of the signs of some lines."""
    words = [word for strip in strips for word in _recognised(strip)[0]]
    signs = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / signs if signs else 0.0


def _is_across(quad: Quad) -> bool:
    width, height = _size(quad)
    return height > UPRIGHT_MOST * width


def _cut(picture: Picture, quad: Quad) -> Picture:
    """Return a strip as a picture."""
    cut: list[Picture] = _engine().crop_text_regions(picture, [quad])
    return cut[0]


def _line(picture: Picture, quad: Quad) -> PictureLine:
    across = _is_across(quad)
    quad = quad if across else _widened(quad)
    words, strips = _recognised(_cut(picture, quad))
    return PictureLine(tuple(words), quad, strips, across)


def _recognised(strip: Picture) -> tuple[list[DecodedWord], float]:
    """Return the words of a strip of text, and how many of the recogniser's strips go over its length."""
    height, width = strip.shape[:2]
    ratio = min(width / max(height, 1), WIDTH_MOST / LINE_HEIGHT)
    filled = max(WIDTH_LEAST, WIDTH_STEP * -(-int(np.ceil(LINE_HEIGHT * ratio)) // WIDTH_STEP))
    recogniser = _engine().text_rec
    drawn = recogniser.resize_norm_img(strip, (filled + 0.5) / LINE_HEIGHT)
    probabilities = recogniser.session(drawn[np.newaxis])[0]
    words = words_of(probabilities, recogniser.postprocess_op.character)
    return words, len(probabilities) * LINE_HEIGHT * ratio / filled


def _widened(quad: Quad) -> Quad:
    """Return a strip that is at least as wide as it is high: rapidocr would turn a narrow one."""
    width, height = _size(quad)
    if height < TALL * width or width < 1:
        return quad
    along = (quad[1] - quad[0]) / width * (height - width) / 2
    wider: Quad = quad + np.stack([-along, along, along, -along])
    return wider
