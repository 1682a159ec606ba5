"""The names of a map's regions, moved apart so that none lies on another, not even on the smallest phone."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from qa.answering.map.regions import Region

HEIGHT = 520
"""Height of the chart in pixels, on every screen."""
SMALLEST = 300
"""Width of the chart in pixels on the smallest phone; on wider ones the names are only farther apart."""
LETTER, LINE = 7, 15  # pixels of a name
WORDS_DRAWN = 2  # of a name: more hide what they name
_STEP, _GAP, _MARK = 4, 4, 17
_ACROSS, _UP = 24, 64
"""Farthest that a name is moved: across less, as on a wide screen the same share is several times as far."""
Frame = Mapping[str, tuple[float, float]]
Box = tuple[float, float, float, float]
"""The middle of a name and half its width and height, in pixels of the smallest chart."""


def spread_names(
    regions: Sequence[Region], frame: Frame, marks: Sequence[tuple[float, float]] = ()
) -> list[dict[str, Any]]:
    """Return where the names of regions stand, a word a line, as near to their middles as there is room.

    A name for which there is none is left out: the list of regions has all.
    ``frame`` has the ends of both axes; ``marks`` are points kept free.  The first regions are moved least.
    """
    boxes: list[Box] = [(*_pixels(mark, frame), _MARK, _MARK) for mark in marks]
    names: list[dict[str, Any]] = []
    for region in regions:
        box = _free(_box(region, frame), boxes) if region.name else None
        if box:
            boxes.append(box)
            x, y = (_at(frame[axis], share) for axis, share in zip("xy", _shares(box), strict=True))
            names.append({"x": x, "y": y, "name": "\n".join(region.name[:WORDS_DRAWN])})
    return names


def _box(region: Region, frame: Frame) -> Box:
    words = region.name[:WORDS_DRAWN]
    half_x, half_y = LETTER * max(map(len, words)) / 2, LINE * len(words) / 2 + _GAP
    x, y = _pixels((region.x, region.y), frame)
    return min(max(x, half_x), SMALLEST - half_x), y, half_x, half_y


def _pixels(place: tuple[float, float], frame: Frame) -> tuple[float, float]:
    (left, right), (low, high) = frame["x"], frame["y"]
    return (place[0] - left) / (right - left) * SMALLEST, (place[1] - low) / (high - low) * HEIGHT


def _shares(box: Box) -> tuple[float, float]:
    return box[0] / SMALLEST, box[1] / HEIGHT


def _at(ends: tuple[float, float], share: float) -> float:
    return ends[0] + share * (ends[1] - ends[0])


def _free(box: Box, boxes: Sequence[Box]) -> Box | None:
    """Return a box moved as little as puts it on no other, None where it would have to go too far to be true."""
    x, y, half_x, half_y = box
    moves = ((across, up) for across in range(-_ACROSS, _ACROSS + 1, _STEP) for up in range(-_UP, _UP + 1, _STEP))
    for across, up in sorted(moves, key=lambda move: (math.hypot(*move), move)):
        moved = (x + across, y + up, half_x, half_y)
        inside = half_x <= moved[0] <= SMALLEST - half_x and half_y <= moved[1] <= HEIGHT - half_y
        if inside and not any(_meet(moved, other) for other in boxes):
            return moved
    return None


def _meet(one: Box, other: Box) -> bool:
    return abs(one[0] - other[0]) < one[2] + other[2] and abs(one[1] - other[1]) < one[3] + other[3]
