"""The reliability of confidences: a curve, its text and table, and the calibration error of the build."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from qa.answering.abstention import VERDICT_MODEL
from qa.evaluation.report import QUESTIONS_LEAST, Bin, calibration_error
from qa.indexing.manifest import Calibration
from qa.serving.page.library.index_state import error_of, is_calibrated
from qa.serving.page.quality import wording
from qa.serving.page.quality.blocks import details, more
from qa.serving.page.shared.blocks import heading

if TYPE_CHECKING:
    import altair

HEIGHT = 300
LINE = "#7d8585"
"""Contrast of 3 with the background of either theme."""


def draw_confidence(curve: Sequence[Bin], built_with: Calibration | None) -> None:
    """Draw the reliability curve with its table, and the calibration error."""
    threshold = (built_with or VERDICT_MODEL).sure
    st.html(f"{heading(wording.CALIBRATION)}{_lead(threshold) if curve else ''}")
    if curve:
        drawn = chart(points(curve), threshold=threshold, colour=_colour())
        st.altair_chart(drawn, width="stretch", height=HEIGHT, alt=said(curve))
        st.html(table(curve))
    st.html(confidence(curve, built_with))


def _lead(threshold: float) -> str:
    return details(f"{wording.CALIBRATION_LEAD} {wording.THRESHOLD.format(share=f'{threshold:.0%}')}")


def _colour() -> str:
    """Return the accent of the visitor's theme."""
    return str(st.get_option(f"theme.{st.context.theme.type or 'light'}.primaryColor"))


def chart(rows: list[dict[str, Any]], *, threshold: float, colour: str) -> "altair.LayerChart | altair.FacetChart":
    """Return the curve: a point with interval for each bin, the diagonal, and the verdict's threshold."""
    import altair

    ends = altair.Scale(domain=[0, 1], nice=False)
    axis = altair.Axis(format="%", tickCount=5)
    x = altair.X(f"{wording.AXIS_CONFIDENCE}:Q", scale=ends, axis=axis, title=wording.AXIS_CONFIDENCE)
    right = altair.Chart(altair.InlineData(values=[{"at": 0}, {"at": 1}])).mark_line(color=LINE, strokeDash=[5, 4])
    verdict = altair.Chart(altair.InlineData(values=[{"at": threshold}])).mark_rule(color=LINE)
    bins = altair.Chart(altair.InlineData(values=rows)).encode(x=x)
    size = altair.Size(f"{wording.AXIS_COUNT}:Q", legend=None, scale=altair.Scale(range=[50, 420], zero=True))
    tips = [altair.Tooltip(f"{name}:Q", format=".0%") for name in (wording.AXIS_CONFIDENCE, wording.AXIS_SHARE)]
    layers = (
        right.encode(x=altair.X("at:Q", scale=ends), y=altair.Y("at:Q", scale=ends)),
        verdict.encode(x=altair.X("at:Q", scale=ends)),
        bins.mark_rule(color=colour, strokeWidth=2).encode(y=altair.Y("low:Q", scale=ends), y2="high:Q"),
        bins.mark_circle(color=colour, opacity=1).encode(
            y=altair.Y(f"{wording.AXIS_SHARE}:Q", scale=ends, axis=axis, title=wording.AXIS_SHARE),
            size=size,
            tooltip=[*tips, altair.Tooltip(f"{wording.AXIS_COUNT}:Q")],
        ),
    )
    return altair.layer(*layers)


def said(curve: Sequence[Bin]) -> str:
    """Return a reliability curve in a sentence, as alternative text."""
    phrases = (
        wording.CURVE_POINT.format(confidence=f"{bin_.confidence:.0%}", share=f"{bin_.share:.0%}")
        for bin_ in curve
    )
    return wording.CURVE_ALT.format(points="; ".join(phrases))


def table(curve: Sequence[Bin]) -> str:
    """Return a reliability curve as a collapsed table."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in wording.CURVE_COLUMNS)
    rows = "".join(
        f'<tr><th scope="row">{bin_.low:.0%} to {bin_.high:.0%}</th><td>{bin_.count:,}</td>'
        f"<td>{bin_.confidence:.0%}</td><td>{bin_.share:.0%}</td>"
        f"<td>{bin_.share_low:.0%} to {bin_.share_high:.0%}</td></tr>"
        for bin_ in curve
    )
    return more(
        wording.CURVE_TABLE,
        f'<div class="cw-scroll" tabindex="0"><table class="cw-bins"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>",
    )


def points(curve: Sequence[Bin]) -> list[dict[str, Any]]:
    """Return a reliability curve as rows of a chart, by the names of its axes."""
    return [
        {
            wording.AXIS_CONFIDENCE: bin_.confidence,
            wording.AXIS_SHARE: bin_.share,
            wording.AXIS_COUNT: bin_.count,
            "low": bin_.share_low,
            "high": bin_.share_high,
        }
        for bin_ in curve
    ]


def confidence(curve: Sequence[Bin], built_with: Calibration | None) -> str:
    """Return the calibration error, on these questions and as the build measured it."""
    parts = []
    if curve:
        apart = wording.POINTS.format(amount=100 * calibration_error(curve))
        parts.append(details(wording.CALIBRATION_ERROR.format(points=apart)))
    else:
        parts.append(details(wording.NO_CURVE.format(least=QUESTIONS_LEAST)))
    error = error_of(built_with)
    parts.append(details(f"{wording.BUILD_ERROR}: {error}." if is_calibrated(built_with) else error))
    return "".join(parts)
