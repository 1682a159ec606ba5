"""How a map is coloured: groups of points, their colours and shapes, and the legend."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from qa.answering.map.regions import MapPoint
from qa.serving.page.map import wording
from qa.serving.page.shared.blocks import counted

_HOLD = {"topic": "topic", "article": "title", "source": "source"}
_STAR = "M0,-1L.24,-.31L.95,-.31L.36,.12L.59,.81L0,.38L-.59,.81L-.36,.12L-.95,-.31L-.24,-.31Z"
SHAPES = {
    "●": "circle",
    "■": "square",
    "▲": "triangle-up",
    "◆": "diamond",
    "✚": "cross",
    "▼": "triangle-down",
    "★": _STAR,
    "►": "triangle-right",
}
"""Shapes of groups, by their signs in the data and the legend: colour is never the only cue."""
OTHERS = "•"  # drawn as a small circle


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """The colours of a chart on its background, ``--cw-raised`` of style.css.

    ``groups`` and ``others`` have a contrast of at least 3 with it.
    """

    ground: str
    text: str
    accent: str
    others: str
    groups: tuple[str, ...]


LIGHT = Ink(
    ground="#ffffff",
    text="#22282a",
    accent="#1f5f5b",
    others="#868e90",
    groups=("#2467a8", "#c2570c", "#2f7d32", "#b0327f", "#0f7d85", "#8f6a00", "#6d4bb5", "#a33b2c"),
)
DARK = Ink(
    ground="#1a1f20",
    text="#e8e5dd",
    accent="#7cc4bb",
    others="#7b8486",
    groups=("#7db7f0", "#f5a462", "#86cf8a", "#f08cc4", "#5fd0d8", "#e3c24d", "#b9a0f5", "#f08f80"),
)


def differing(points: Sequence[MapPoint]) -> list[str]:
    """Return the attributes with two or more values, by which points can be coloured, fewest values first."""
    groups = {name: len({*map(value_of(name), points)}) for name in _HOLD}
    return sorted((name for name, count in groups.items() if count > 1), key=groups.__getitem__)


def value_of(by: str) -> Callable[[MapPoint], str]:
    """Return the function from a point to its group when coloured by ``by``."""
    return lambda point: getattr(point, _HOLD[by]) or wording.UNKNOWN


def groups_of(points: Sequence[MapPoint], by: str) -> dict[str, str]:
    """Return the most frequent groups, each with its sign; the rest are others."""
    counts = Counter(map(value_of(by), points))
    most = sorted(counts, key=lambda group: (-counts[group], group))
    return dict(zip(most, SHAPES, strict=False))


def legend(points: Sequence[MapPoint], by: str, ink: Ink) -> str:
    """Return the legend of colours and shapes as a list."""
    signs = groups_of(points, by)
    rest = len({*map(value_of(by), points)} - signs.keys())
    entries = [(sign, colour, group) for (group, sign), colour in zip(signs.items(), ink.groups, strict=False)]
    entries += [(OTHERS, ink.others, counted(wording.OTHERS, rest))] if rest else []
    items = "".join(
        f'<li><span style="color: {colour}" aria-hidden="true">{sign}</span> {escape(group)}</li>'
        for sign, colour, group in entries
    )
    return f'<ul class="cw-legend" aria-label="{escape(wording.BY[by])}">{items}</ul>'
