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
from qa.serving.pace import Work
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
MINUTE = 60.0
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


def building() -> Building:
    """Return how far the build of this process is, or what the last one came to."""
    return _builder().look()


def start_build(work: Work | None = None) -> bool:
    """Start a build, unless one runs, and tell whether it was; ``work`` is what it has to do, as far as known."""
    return _builder().start(_build, work)


def draw_building(counts: Mapping[FileState, int], *, first: bool) -> None:
    """Draw the build that runs, or the button that starts one, ``first`` where none was done before.

    ``counts`` tells how many files of the folder are in each state.
    """
    running = _builder().look().running
    waiting = what_waits(counts, first=first)
    if first and not (running or waiting):  # an empty folder: there is nothing to build from
        return
    work = work_of(counts, first=first)
    st.fragment(_draw_now, run_every=BUSY_SECONDS if running else IDLE_SECONDS)(waiting, running, work)


def work_of(counts: Mapping[FileState, int], *, first: bool) -> Work:
    """Return what a build would have to do."""
    changed = counts.get(FileState.NEW, 0) + counts.get(FileState.CHANGED, 0)
    return Work(files=sum(counts.values()) - counts.get(FileState.GONE, 0), changed=changed, is_first=first)


def what_waits(counts: Mapping[FileState, int], *, first: bool) -> str:
    """Return what a build would change, or an empty string."""
    changes = [counted(wording.CHANGES[state.name], counts[state]) for state in WAITING if counts.get(state)]
    if first and changes:
        return counted(wording.FIRST, counts[FileState.NEW])
    return wording.WAITING.format(changes=", ".join(changes)) if changes else ""


def _draw_now(waiting: str, running: bool, work: Work) -> None:
    building = _builder().look()
    if building.running != running:  # another visitor started it, or it ended: more than this changes
        draw_again()
    if running:
        _draw_progress(building)
    else:
        _draw_standing_by(building, waiting, work)


def _draw_progress(building: Building) -> None:
    st.html(progress_bar(building))
    st.html(f'<p role="status" class="cw-heard">{escape(aloud(building))}</p>')
    label = wording.STOPPING if building.stopping else wording.STOP
    st.button(
        label, icon=":material/stop_circle:", key="stop", disabled=building.stopping, on_click=_builder().stop
    )


def _draw_standing_by(building: Building, waiting: str, work: Work) -> None:
    if building.outcome is not None and not _is_past(building.outcome):
        st.html(outcome(building.outcome))
    row = st.container(horizontal=True, vertical_alignment="center")
    row.html(f'<p class="cw-waiting">{escape(waiting or wording.NOTHING_WAITING)}</p>', width="content")
    kind: Literal["primary", "secondary"] = "primary" if waiting else "secondary"
    if row.button(
        wording.BUILD if work.is_first else wording.REBUILD, type=kind, icon=":material/refresh:", key="rebuild"
    ):
        forget_told()
        start_build(work)
        draw_again()


def _is_past(came_to: BuildReport | CitewellError) -> bool:
    """Tell whether another index answers by now than the one that a build came to."""
    published = published_name(resources.settings().index)
    return isinstance(came_to, BuildReport) and came_to.generation != published


def progress_bar(building: Building) -> str:
    """Return the bar of a build with its stage, its count and the time left."""
    if building.stage is None:
        return f'<p class="cw-progress"><progress aria-label="{escape(wording.STARTING)}"></progress></p>'
    text = wording.PROGRESS.format(
        stage=building.stage.value,
        done=f"{building.done:,}",
        total=f"{building.total:,}",
        percent=int(100 * building.share),
    )
    left = time_left(building.seconds_left)
    told = f"<b>{escape(text)}</b>{f'; {escape(left)}' if left else ''}."
    return (
        f'<p class="cw-progress"><progress aria-label="{escape(wording.WHOLE_BUILD)}" max="100" '
        f'value="{100 * building.share:.1f}"></progress><br>{told} {escape(wording.MEANWHILE)}</p>'
    )


def time_left(seconds: tuple[float, float] | None) -> str:
    """Return the least and the most seconds left in words, no finer than they are known; nothing where unknown."""
    if seconds is None:
        return ""
    least, most = (seconds_ / MINUTE for seconds_ in seconds)
    if most < 1:
        return wording.SECONDS_LEFT
    few, many = max(1, round(least)), max(1, round(most))
    if least < 1 and many > 1:
        return wording.MINUTES_LEFT_MOST.format(count=many)
    return counted(wording.MINUTES_LEFT, many) if few == many else wording.MINUTES_RANGE.format(few=few, many=many)


def aloud(building: Building) -> str:
    """Return what a screen reader is told of a build: how far it is, in steps of ten per cent, and its step."""
    if building.stopping:
        return wording.STOPPING
    if building.stage is None:
        return wording.BUILDING_START
    percent = int(building.share * 100 / PERCENT_STEP) * PERCENT_STEP
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
