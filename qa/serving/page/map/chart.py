"""A map → its chart as a Vega-Lite specification (https://vega.github.io/vega-lite).

Texts of articles are data of the chart: Vega-Lite draws them verbatim and escapes tooltips.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.answering.map.regions import Map, MapPoint
from qa.serving.page.map import wording
from qa.serving.page.map.colours import OTHERS, SHAPES, Ink, groups_of, value_of
from qa.serving.page.map.names import HEIGHT, LINE, Frame, spread_names

OPENED, PASSAGE = "opened", "passage"
"""The selection made by a click on a point, and its field, the id of the passage."""
OPENING_CHARACTERS = 140
MARGIN = 0.07  # of the plane, around the points
RING, DISC = 340, 520  # square pixels
FAINT, PLAIN = 0.3, 0.85
"""Opacity of points; beside a question, passages that were not found for it are faint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPoint:
    """A question on the map: its position, and the passages found for it, best first."""

    x: float
    y: float
    hits: tuple[MapPoint, ...]


def chart(shown: Map, by: str, ink: Ink, asked: AskedPoint | None = None) -> dict[str, Any]:
    """Return the chart: passages, the question with lines to its hits, and the names of the regions."""
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
    """Return the id of the passage whose point was clicked; None when none was."""
    chosen = selected.get(OPENED)  # a list of rows, but an empty mapping before the first click
    return int(chosen[0][PASSAGE]) if isinstance(chosen, list) and chosen else None


def _rows(points: Sequence[MapPoint], by: str, hits: Sequence[MapPoint]) -> list[dict[str, Any]]:
    """Return the data of points; hits come last, so that they are drawn on top."""
    signs, value, size = groups_of(points, by), value_of(by), _size(len(points))
    hit_ids = {hit.passage.id for hit in hits}
    rest = [point for point in points if point.passage.id not in hit_ids]
    return [
        _row(
            point,
            signs.get(value(point), OTHERS),
            size=size,
            faint=bool(hit_ids) and point.passage.id not in hit_ids,
        )
        for point in [*rest, *hits]
    ]


def _row(point: MapPoint, group: str, *, size: int, faint: bool) -> dict[str, Any]:
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


def headed(point: MapPoint) -> str:
    """Return the title of a passage's article and its headings on one line."""
    headings = [heading for heading in point.passage.headings if heading != point.title]
    return " › ".join([point.title, *headings])


def opening(text: str) -> str:
    """Return the first words of a passage on one line."""
    line = " ".join(text.split())
    if len(line) <= OPENING_CHARACTERS:
        return line
    return f"{line[:OPENING_CHARACTERS].rpartition(' ')[0] or line[:OPENING_CHARACTERS]} …"


def _frame(points: Sequence[MapPoint], asked: AskedPoint | None) -> Frame:
    """Return the ranges of both axes, with a margin around everything drawn."""
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
    """Return the layer of passages: hover shows headings and opening words, a click selects."""
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
    """Return the area of a point in square pixels, smaller for many, so that they do not hide each other."""
    return round(min(75, max(18, 40_000 / max(count, 1))))


def _as_given(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "scale": None, "legend": None}


def _scaled(field: str, domain: Sequence[str], values: Sequence[str]) -> dict[str, Any]:
    scale = {"domain": list(domain), "range": list(values)}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


def _found(ink: Ink) -> list[dict[str, Any]]:
    """Return the layers under the passages: a line from the question to each hit, and a ring around it."""
    ends = {f"{axis}2": {"field": f"from_{axis}"} for axis in "xy"}
    line = {"type": "rule", "color": ink.accent, "strokeWidth": 1.5, "strokeDash": [5, 3]}
    ring = {"type": "point", "size": RING, "color": ink.accent, "filled": False, "strokeWidth": 2.5, "opacity": 1}
    hits = {"name": "hits"}
    return [{"data": hits, "mark": line, "encoding": ends}, {"data": hits, "mark": ring}]


def _question(ink: Ink) -> list[dict[str, Any]]:
    """Return the layers over the passages: the question as a disc, and the ranks of its hits."""
    disc = {"type": "point", "shape": "circle", "size": DISC, "filled": True, "color": ink.accent, "opacity": 1}
    sign = {"type": "text", "color": ink.ground, "fontSize": 17, "fontWeight": 700, "tooltip": None}
    tooltip = {"tooltip": {"field": "told", "type": "nominal", "title": "title"}}
    data = {"name": "question"}
    return [
        {"data": data, "mark": disc, "encoding": tooltip},
        {"data": data, "mark": sign, "encoding": {"text": {"field": "sign"}, **tooltip}},
        *_rimmed("hits", "rank", ink, {"dx": 15, "dy": -9, "fontSize": 14, "color": ink.accent}),
    ]


def _rimmed(data: str, field: str, ink: Ink, style: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the layers of texts, over a rim in the background colour, so that they are readable over points."""
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
