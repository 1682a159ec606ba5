"""A map → its chart in Vega-Lite (https://vega.github.io/vega-lite), which is what Altair writes.

Texts of articles are data of the chart, which draws them as they are and escapes what it shows on hover.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.answering.mapping import Map, Point
from qa.serving.page import wording_map as wording
from qa.serving.page.map_colours import OTHERS, SHAPES, Ink, groups_of, value_of
from qa.serving.page.map_names import HEIGHT, LINE, Frame, spread_names

OPENED, PASSAGE = "opened", "passage"
"""The selection that a press on a point makes, and its field: the id of the passage."""
OPENING_CHARACTERS = 140
MARGIN = 0.07  # of the plane, around the points
RING, DISC = 340, 520  # square pixels
FAINT, PLAIN = 0.3, 0.85
"""Opacity of points: where a question is drawn in, what it did not find steps back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question on the map: where it lies, and the passages found for it, best first."""

    x: float
    y: float
    hits: tuple[Point, ...]


def chart(shown: Map, by: str, ink: Ink, asked: Asked | None = None) -> dict[str, Any]:
    """Return the chart: passages, the question with lines to those found, and the names of the regions."""
    layers = [_points(ink)]
    hits = asked.hits if asked else ()
    data = {"points": _rows(shown.points, by, hits)}
    if asked:
        data["hits"] = [
            {"x": hit.x, "y": hit.y, "from_x": asked.x, "from_y": asked.y, "rank": str(rank)}
            for rank, hit in enumerate(hits, start=1)
        ]
        data["question"] = [{"x": asked.x, "y": asked.y, "sign": "?", "told": wording.QUESTION}]
        layers = [*_found(ink), *layers, *_question(ink)]
    frame = _frame(shown.points, asked)
    marks = [(asked.x, asked.y), *((hit.x, hit.y) for hit in hits)] if asked else []
    data["names"] = spread_names(shown.regions, frame, marks)
    return {
        "datasets": data,
        "layer": [
            *layers,
            *_rimmed("names", "name", ink, {"fontSize": 13, "lineHeight": LINE, "color": ink.text}),
        ],
        "encoding": {axis: _axis(axis, ends) for axis, ends in frame.items()},
        "config": {"view": {"stroke": None}, "mark": {"aria": False}},
        "background": "transparent",
        "height": HEIGHT,
    }


def pressed(selected: Mapping[str, Any]) -> int | None:
    """Return the id of the passage whose point was pressed, None when none was."""
    chosen = selected.get(OPENED)  # a list of rows, but an empty mapping before the first press
    return int(chosen[0][PASSAGE]) if isinstance(chosen, list) and chosen else None


def _rows(points: Sequence[Point], by: str, hits: Sequence[Point]) -> list[dict[str, Any]]:
    """Return the data of points, those found last, so that they lie uppermost."""
    signs, value, size = groups_of(points, by), value_of(by), _size(len(points))
    found = {hit.passage.id for hit in hits}
    rest = [point for point in points if point.passage.id not in found]
    return [
        _row(
            point,
            signs.get(value(point), OTHERS),
            size=size,
            faint=bool(found) and point.passage.id not in found,
        )
        for point in [*rest, *hits]
    ]


def _row(point: Point, group: str, *, size: int, faint: bool) -> dict[str, Any]:
    passage = point.passage
    return {
        PASSAGE: passage.id,
        "x": point.x,
        "y": point.y,
        "group": group,
        "title": headed(point),
        "text": opening(passage.text),
        "size": size if group in SHAPES else size // 2,
        "opacity": FAINT if faint else PLAIN,
    }


def headed(point: Point) -> str:
    """Return the title of a passage's article and its headings on one line."""
    headings = [heading for heading in point.passage.headings if heading != point.title]
    return " › ".join([point.title, *headings])


def opening(text: str) -> str:
    """Return the first words of a passage on one line."""
    line = " ".join(text.split())
    if len(line) <= OPENING_CHARACTERS:
        return line
    return f"{line[:OPENING_CHARACTERS].rpartition(' ')[0] or line[:OPENING_CHARACTERS]} …"


def _frame(points: Sequence[Point], asked: Asked | None) -> Frame:
    """Return the ends of both axes, with a margin around everything that is drawn."""
    drawn = [(point.x, point.y) for point in points] + ([(asked.x, asked.y)] if asked else [])
    drawn += [(hit.x, hit.y) for hit in asked.hits] if asked else []
    frame: dict[str, tuple[float, float]] = {}
    for axis, values in zip("xy", zip(*drawn, strict=True), strict=True):
        width = max(values) - min(values) or 1.0
        frame[axis] = (min(values) - MARGIN * width, max(values) + MARGIN * width)
    return frame


def _axis(name: str, ends: tuple[float, float]) -> dict[str, Any]:
    scale = {"domain": list(ends), "nice": False, "zero": False}
    return {"field": name, "type": "quantitative", "axis": None, "scale": scale}


def _points(ink: Ink) -> dict[str, Any]:
    """Return the layer of the passages: hover tells where each stands and how it begins, a press selects it."""
    signs = [*SHAPES, OTHERS]
    return {
        "data": {"name": "points"},
        "params": [{"name": OPENED, "select": {"type": "point", "fields": [PASSAGE], "toggle": False}}],
        "mark": {"type": "point", "filled": True, "cursor": "pointer"},
        "encoding": {
            "color": _scaled("group", signs, [*ink.groups, ink.others]),
            "shape": _scaled("group", signs, [*SHAPES.values(), "circle"]),
            **{name: _as_given(name) for name in ("size", "opacity")},
            "tooltip": [{"field": name, "type": "nominal", "title": name} for name in ("title", "text")],
        },
    }


def _size(count: int) -> int:
    """Return the area of a point in square pixels: so that many do not hide each other."""
    return round(min(75, max(18, 40_000 / max(count, 1))))


def _as_given(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "scale": None, "legend": None}


def _scaled(field: str, domain: Sequence[str], values: Sequence[str]) -> dict[str, Any]:
    scale = {"domain": list(domain), "range": list(values)}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


def _found(ink: Ink) -> list[dict[str, Any]]:
    """Return the layers under the passages: a line from the question to each that was found, and a ring."""
    ends = {f"{axis}2": {"field": f"from_{axis}"} for axis in "xy"}
    line = {"type": "rule", "color": ink.accent, "strokeWidth": 1.5, "strokeDash": [5, 3]}
    ring = {"type": "point", "size": RING, "color": ink.accent, "filled": False, "strokeWidth": 2.5, "opacity": 1}
    hits = {"name": "hits"}
    return [{"data": hits, "mark": line, "encoding": ends}, {"data": hits, "mark": ring}]


def _question(ink: Ink) -> list[dict[str, Any]]:
    """Return the layers over the passages: the question as a disc, and the ranks of what was found."""
    disc = {"type": "point", "shape": "circle", "size": DISC, "filled": True, "color": ink.accent, "opacity": 1}
    sign = {"type": "text", "color": ink.ground, "fontSize": 17, "fontWeight": 700, "tooltip": None}
    told = {"tooltip": {"field": "told", "type": "nominal", "title": "title"}}
    data = {"name": "question"}
    return [
        {"data": data, "mark": disc, "encoding": told},
        {"data": data, "mark": sign, "encoding": {"text": {"field": "sign"}, **told}},
        *_rimmed("hits", "rank", ink, {"dx": 15, "dy": -9, "fontSize": 14, "color": ink.accent}),
    ]


def _rimmed(data: str, field: str, ink: Ink, style: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the layers of texts: first a rim of the ground's colour, so that they are read over points too."""
    text = {
        "type": "text",
        "lineBreak": "\n",
        "baseline": "middle",
        "fontWeight": 650,
        "interactive": False,
        **style,
    }
    rim = {"stroke": ink.ground, "strokeWidth": 4, "strokeJoin": "round", "strokeOpacity": 0.85}
    common = {"data": {"name": data}, "encoding": {"text": {"field": field, "type": "nominal"}}}
    return [{**common, "mark": {**text, **more}} for more in (rim, {})]
