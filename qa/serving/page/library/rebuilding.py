"""The build as every visitor sees it: what waits for one, how far it is, and what it came to."""

import atexit
from collections.abc import Mapping
from html import escape
from typing import Literal

import streamlit as st

from qa.errors import CitewellError
from qa.indexing.build import BuildReport, Progress
from qa.indexing.generations import published_name
from qa.serving.builds import Builder, Building, build_now
from qa.serving.page.library import wording
from qa.serving.page.library.changes import forget_told
from qa.serving.page.library.rows import WAITING, FileState
from qa.serving.page.shared import resources
from qa.serving.page.shared.alerting import alert
from qa.serving.page.shared.blocks import counted
from qa.serving.page.shared.updates import draw_again

BUSY_SECONDS = 1.0
IDLE_SECONDS = 3.0
"""Between two looks at the builder, while it builds and while it stands by."""
END_SECONDS_MOST = 5.0
"""A process that ends waits so long for its build; cut off it harms nothing, but makes libraries complain."""
PERCENT_STEP = 10
"""What is said aloud changes by so much; a screen reader that hears every step hears nothing else."""


@st.cache_resource(show_spinner=False)
def builder(index: str) -> Builder:
    """Return the one builder of this process for an index; it is stopped when the process ends."""
    del index
    builder = Builder()
    atexit.register(_end, builder)
    return builder


def _end(ended: Builder) -> None:
    ended.stop()
    ended.join(END_SECONDS_MOST)


def _builder() -> Builder:
    return builder(str(resources.settings().index))


def _build(progress: Progress) -> BuildReport:
    return build_now(resources.settings(), resources.shared_encoder(), progress=progress)


def draw_building(counts: Mapping[FileState, int], *, first: bool) -> None:
    """Draw the build that runs, or the button that starts one, ``first`` where none was done before.

    ``counts`` tells how many files of the folder are in each state.
    """
    running = _builder().look().running
    waiting = what_waits(counts, first=first)
    if first and not (running or waiting):  # an empty folder: there is nothing to build from
        return
    st.fragment(_draw_now, run_every=BUSY_SECONDS if running else IDLE_SECONDS)(waiting, running, first)


def what_waits(counts: Mapping[FileState, int], *, first: bool) -> str:
    """Return what a build would change, or an empty string."""
    changes = [counted(wording.CHANGES[state.name], counts[state]) for state in WAITING if counts.get(state)]
    if first and changes:
        return counted(wording.FIRST, counts[FileState.NEW])
    return wording.WAITING.format(changes=", ".join(changes)) if changes else ""


def _draw_now(waiting: str, running: bool, first: bool) -> None:
    building = _builder().look()
    if building.running != running:  # another visitor started it, or it ended: more than this changes
        draw_again()
    if running:
        _draw_progress(building)
    else:
        _draw_standing_by(building, waiting, first=first)


def _draw_progress(building: Building) -> None:
    st.html(progress_bar(building))
    st.html(f'<p role="status" class="cw-heard">{escape(aloud(building))}</p>')
    label = wording.STOPPING if building.stopping else wording.STOP
    st.button(
        label, icon=":material/stop_circle:", key="stop", disabled=building.stopping, on_click=_builder().stop
    )


def _draw_standing_by(building: Building, waiting: str, *, first: bool) -> None:
    if building.outcome is not None and not _is_past(building.outcome):
        st.html(outcome(building.outcome))
    row = st.container(horizontal=True, vertical_alignment="center")
    row.html(f'<p class="cw-waiting">{escape(waiting or wording.NOTHING_WAITING)}</p>', width="content")
    kind: Literal["primary", "secondary"] = "primary" if waiting else "secondary"
    if row.button(
        wording.BUILD if first else wording.REBUILD, type=kind, icon=":material/refresh:", key="rebuild"
    ):
        forget_told()
        _builder().start(_build)
        draw_again()


def _is_past(came_to: BuildReport | CitewellError) -> bool:
    """Tell whether another index answers by now than the one that a build came to."""
    published = published_name(resources.settings().index)
    return isinstance(came_to, BuildReport) and came_to.generation != published


def progress_bar(building: Building) -> str:
    """Return the bar of a build with its stage, its count and the time left."""
    if building.stage is None:
        return f'<p class="cw-progress"><progress aria-label="{escape(wording.STARTING)}"></progress></p>'
    stage = escape(building.stage.value)
    text = wording.PROGRESS.format(
        stage=building.stage.value, done=f"{building.done:,}", total=f"{building.total:,}"
    )
    left = _time_left(building.seconds_left)
    return (
        f'<p class="cw-progress"><progress aria-label="{stage}" max="{max(building.total, 1)}" '
        f'value="{building.done}"></progress><br><b>{escape(text)}</b>{f"; {escape(left)}" if left else ""}. '
        f"{escape(wording.MEANWHILE)}</p>"
    )


def _time_left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    return counted(wording.MINUTES_LEFT, minutes) if minutes else wording.SECONDS_LEFT


def aloud(building: Building) -> str:
    """Return what a screen reader is told of a build: the stage, and how far it is in steps of ten per cent."""
    if building.stopping:
        return wording.STOPPING
    if building.stage is None:
        return wording.BUILDING_START
    share = building.done / building.total if building.total else 1.0
    percent = int(share * 100 / PERCENT_STEP) * PERCENT_STEP
    return wording.BUILDING.format(stage=building.stage.value, percent=percent)


def outcome(came_to: BuildReport | CitewellError) -> str:
    """Return what a build came to, in a sentence."""
    if isinstance(came_to, CitewellError):
        return alert(came_to)
    forms = wording.REBUILT if came_to.published else wording.CURRENT
    message = forms.format(
        articles=counted(wording.SUMMARY, came_to.articles),
        passages=counted(wording.SUMMARY_PASSAGES, came_to.passages),
        embedded=f"{came_to.embedded:,}",
    )
    return f'<p role="status" class="cw-told">{escape(message)}</p>'
