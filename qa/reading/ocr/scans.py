"""One page of a file of the corpus → what is recognised on it; what a worker of the sandbox calls."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.reading.document import UnreadableError
from qa.reading.ocr.decoding import DecodedWord
from qa.reading.ocr.drawing import drawn_page, drawn_picture
from qa.reading.ocr.recognised import (
    Box,
    Corner,
    RecognisedLine,
    RecognisedPage,
    RecognisedWord,
    page_to_json,
)
from qa.reading.ocr.recognition import Picture, PictureLine, read_picture

PDF = ".pdf"
Points = NDArray[np.float64]
"""Points of a picture [points, 2]: across and down."""


def recognise_in_sandbox(corpus: str, source: str, page: int) -> bytes:
    """Recognise a page of a file, counted from 1; returns the JSON that ``page_from_json`` reads."""
    content = (Path(corpus) / source).read_bytes()
    try:
        if source.lower().endswith(PDF):
            picture, scale = drawn_page(content, page - 1)
        else:
            picture, scale = drawn_picture(content, page - 1)
    except UnreadableError as error:
        return page_to_json(RecognisedPage(reason=str(error)))
    return page_to_json(recognised(picture, scale))


def recognised(picture: Picture, scale: float) -> RecognisedPage:
    """Return what is recognised in the picture of a page, each of its pixels ``scale`` points wide."""
    lines_found, turned = read_picture(picture)
    height, width = picture.shape[:2] if turned % 2 == 0 else picture.shape[1::-1]
    lines = [line for line in lines_found if line.words]
    unread = [line.quad.astype(np.float64) for line in lines_found if not line.words]
    return RecognisedPage(
        shown=(picture.shape[1] * scale, picture.shape[0] * scale),
        width=width * scale,
        height=height * scale,
        lines=tuple(_line(line, (width, height), turned, scale) for line in lines if not line.across),
        across=tuple(" ".join(word.text for word in line.words) for line in lines if line.across),
        unread=tuple(_box(_turned_back(quad, (width, height), turned) * scale) for quad in unread),
    )


def _line(line: PictureLine, size: tuple[int, int], turned: int, scale: float) -> RecognisedLine:
    corners = line.quad.astype(np.float64)
    spans = _spans(line.words, line.strips)
    return RecognisedLine(
        words=tuple(
            RecognisedWord(
                text=word.text,
                confidence=round(word.confidence, 4),
                box=_box(_turned_back(_part(corners, *span), size, turned) * scale),
                start=span[0],
                end=span[1],
            )
            for word, span in zip(line.words, spans, strict=True)
        ),
        corners=(
            _corner(corners[0], scale),
            _corner(corners[1], scale),
            _corner(corners[2], scale),
            _corner(corners[3], scale),
        ),
    )


def _corner(point: Points, scale: float) -> Corner:
    return round(float(point[0]) * scale, 2), round(float(point[1]) * scale, 2)


def _spans(words: Sequence[DecodedWord], strips: float) -> list[tuple[float, float]]:
    """Return where each word begins and ends, as shares of its line.

    A sign is read near its middle: a word begins half a sign before it, but not before the word in front ends.
    """
    spans: list[tuple[float, float]] = []
    middles = [(word.start, word.end - 1) for word in words]
    for place, (word, (first, last)) in enumerate(zip(words, middles, strict=True)):
        half = (last - first) / (2 * max(len(word.text) - 1, 1)) if len(word.text) > 1 else 1.0
        left = first - half if not place else max(first - half, (middles[place - 1][1] + first) / 2)
        right = last + half if place == len(words) - 1 else min(last + half, (last + middles[place + 1][0]) / 2)
        spans.append((max(0.0, left + 0.5) / strips, min(strips, right + 0.5) / strips))
    return spans


def _part(corners: Points, start: float, end: float) -> Points:
    """Return the corners of a part of a strip, given as shares of its length."""
    upper, lower = corners[1] - corners[0], corners[2] - corners[3]
    return np.stack(
        [
            corners[0] + start * upper,
            corners[0] + end * upper,
            corners[3] + end * lower,
            corners[3] + start * lower,
        ]
    )


def _turned_back(points: Points, size: tuple[int, int], turned: int) -> Points:
    """Return points of a picture that was turned left by some quarters, as they lay before that."""
    width, height = size
    for _ in range(turned % 4):
        points = np.stack([height - points[:, 1], points[:, 0]], axis=1)
        width, height = height, width
    return points


def _box(points: Points) -> Box:
    left, upper = points.min(axis=0).tolist()
    right, lower = points.max(axis=0).tolist()
    return round(left, 2), round(upper, 2), round(right, 2), round(lower, 2)
