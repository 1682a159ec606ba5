"""The results of benchmarks → the plots of docs/performance.md."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

OURS, OTHERS, INK = "#17908f", "#9aa5a5", "#7a8585"
"""Colours; INK is readable on a light and on a dark page."""
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: searchable, and drawn in the page's fonts
    "svg.hashsalt": "citewell",  # the same figures give the same file
    "font.family": "sans-serif",
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
}
OWN = "citewell"


def plot_speeds(path: Path, title: str, speeds: Mapping[str, float]) -> None:
    """Draw a bar for each speed, the fastest first; names that begin with OWN are highlighted."""
    names = sorted(speeds, key=lambda name: speeds[name])
    with mpl.rc_context(_STYLE):
        figure, axes = _axes(title, height=0.8 + 0.42 * len(names))
        bars = axes.barh(
            names,
            [speeds[name] for name in names],
            color=[OURS if name.startswith(OWN) else OTHERS for name in names],
        )
        axes.bar_label(bars, labels=[f"{speeds[name]:g}" for name in names], padding=4)
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.tick_params(left=False, bottom=False, labelbottom=False)
        _save(figure, path)


def plot_growth(
    path: Path, title: str, sizes: Sequence[int], lines: Mapping[str, Sequence[float]], most: float
) -> None:
    """Draw milliseconds against the number of passages on log-log axes, with a line at ``most``."""
    with mpl.rc_context(_STYLE):
        figure, axes = _axes(title, height=3.6)
        for (name, milliseconds), dashes in zip(lines.items(), ("-", "--", ":", "-."), strict=False):
            axes.plot(sizes, milliseconds, dashes, color=OURS, marker="o", markersize=4, label=name)
        axes.axhline(most, color=OTHERS, linewidth=1)
        axes.text(sizes[0], most * 1.08, f"at most {most:g} ms", color=INK, fontsize=9)
        axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="milliseconds")
        axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
        axes.set_yticks([0.5, 1, 2, 5, 10, 20, 30], ["0.5", "1", "2", "5", "10", "20", "30"])
        axes.minorticks_off()
        axes.legend(frameon=False, loc="lower right")
        _save(figure, path)


def _axes(title: str, *, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(8, height), layout="constrained")
    axes = figure.subplots()
    axes.set_title(title, loc="left", fontsize=11, fontweight="bold")
    return figure, axes


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    about: dict[str, Any] = {"Date": None}  # the same figures give the same file
    figure.savefig(path, format="svg", transparent=True, metadata=about)
