"""The names of a map's regions, placed without overlap, even on the smallest phone."""

import math
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from qa.answering.map.regions import Region

HEIGHT = 520
"""Height of the chart in pixels, on every screen."""
SMALLEST = 300
"""Width of the chart in pixels on the smallest phone; on wider screens names are farther apart."""
LETTER, LINE = 7, 15  # pixels of a name
LINE_LETTERS, LINES_MOST = 18, 3
"""Of a drawn name, which is the first phrase of the region's: more hides what it names."""
_STEP, _GAP, _MARK = 4, 4, 17
_ACROSS, _UP = 24, 64
"""Farthest move of a name in pixels: less across, as on a wide screen the same share is several times as far."""
Frame = Mapping[str, tuple[float, float]]
Box = tuple[float, float, float, float]
"""Centre, half width and half height of a name, in pixels of the smallest chart."""


def spread_names(
    regions: Sequence[Region], frame: Frame, marks: Sequence[tuple[float, float]] = ()
) -> list[dict[str, Any]]:
    """Return the positions of the regions' names, in short lines, as near to their centres as there is room.

    A name without room is left out; the list of regions has all names.  ``frame`` has the ranges of both axes;
    ``marks`` are points to keep free.  The first regions move least.
    """
    boxes: list[Box] = [(*_pixels(mark, frame), _MARK, _MARK) for mark in marks]
    names: list[dict[str, Any]] = []
    for region in regions:
        box = _free(_box(region, frame), boxes) if region.name else None
        if box:
            boxes.append(box)
            x, y = (_at(frame[axis], share) for axis, share in zip("xy", _shares(box), strict=True))
            names.append({"x": x, "y": y, "name": "\n".join(_lines(region))})
    return names


def _lines(region: Region) -> list[str]:
    """Return the first phrase of a name in lines."""
    return wrap(region.name[0], LINE_LETTERS, max_lines=LINES_MOST, placeholder=" …")


def _box(region: Region, frame: Frame) -> Box:
    lines = _lines(region)
    half_x, half_y = LETTER * max(map(len, lines)) / 2, LINE * len(lines) / 2 + _GAP
    x, y = _pixels((region.x, region.y), frame)
    return min(max(x, half_x), SMALLEST - half_x), y, half_x, half_y


def _pixels(place: tuple[float, float], frame: Frame) -> tuple[float, float]:
    (x_low, x_high), (y_low, y_high) = frame["x"], frame["y"]
    return (place[0] - x_low) / (x_high - x_low) * SMALLEST, (place[1] - y_low) / (y_high - y_low) * HEIGHT


def _shares(box: Box) -> tuple[float, float]:
    return box[0] / SMALLEST, box[1] / HEIGHT


def _at(ends: tuple[float, float], share: float) -> float:
    return ends[0] + share * (ends[1] - ends[0])


def _free(box: Box, boxes: Sequence[Box]) -> Box | None:
    """Return the box moved as little as needed to overlap no other; None where that would be too far."""
    x, y, half_x, half_y = box
    moves = ((across, up) for across in range(-_ACROSS, _ACROSS + 1, _STEP) for up in range(-_UP, _UP + 1, _STEP))
    for across, up in sorted(moves, key=lambda move: (math.hypot(*move), move)):
        moved = (x + across, y + up, half_x, half_y)
        inside = half_x <= moved[0] <= SMALLEST - half_x and half_y <= moved[1] <= HEIGHT - half_y
        if inside and not any(_meet(moved, occupied) for occupied in boxes):
            return moved
    return None


def _meet(left: Box, right: Box) -> bool:
    return abs(left[0] - right[0]) < left[2] + right[2] and abs(left[1] - right[1]) < left[3] + right[3]
