"""The state of the index: what it is made of, whether it is sound, and the one before it."""

from datetime import datetime
from html import escape
from pathlib import Path
from typing import TypeGuard

import streamlit as st

from qa.errors import CitewellError, IndexFailure
from qa.indexing.generations import (
    MANIFEST,
    Generation,
    generations_before,
    open_current,
    published_name,
    roll_back,
)
from qa.indexing.manifest import Calibration, Manifest, manifest_from_json
from qa.indexing.verification import problems
from qa.serving.page.library import wording
from qa.serving.page.shared import resources
from qa.serving.page.shared.alerting import alert
from qa.serving.page.shared.blocks import counted

VERIFIED_KEY = "what the check of the index found"
ROLLED_BACK_KEY = "generation that was rolled back to"
MEGABYTE = 1_000_000


def draw_index_state(generation: Generation, *, changes: bool) -> None:
    """Draw what the index is; with ``changes`` also the check, and the way back to the index before it."""
    index = resources.settings().index
    if generation.name != published_name(index):
        message = wording.DAMAGED.format(name=published_name(index))
        st.html(f'<p role="alert">{escape(message)}</p>')
    with st.expander(wording.STATE, icon=":material/database:"):
        st.html(details(generation.name, generation.manifest, size=size_of(index / generation.name)))
        if changes:
            _draw_verifying(index)
            _draw_rolling_back(index)


def details(name: str, manifest: Manifest, *, size: int) -> str:
    """Return what is known of a generation as a list of terms."""
    holds = wording.HOLDS_COUNTS.format(
        articles=counted(wording.SUMMARY, manifest.articles),
        passages=counted(wording.SUMMARY_PASSAGES, manifest.passages),
        sentences=counted(wording.SENTENCES, manifest.sentences),
    )
    if manifest.skipped:
        holds += f"; {counted(wording.FAILED_FILES, len(manifest.skipped))}"
    known = {
        wording.BUILT: when(manifest.built),
        wording.HOLDS: holds,
        wording.SIZE: f"{size / MEGABYTE:,.1f} MB",
        wording.MODEL: manifest.model.name,
        wording.CALIBRATION: error_of(manifest.calibration),
        wording.GENERATION: name,
    }
    terms = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in known.items())
    return f'<dl class="cw-terms">{terms}</dl>'


def when(built: str) -> str:
    """Return a moment as this machine's clock shows it."""
    return wording.WHEN.format(moment=datetime.fromisoformat(built).astimezone())


def size_of(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def error_of(measured: Calibration | None) -> str:
    """Return how often the index was wrong about whether its articles answer a question, as far as measured."""
    if not is_calibrated(measured):
        return wording.NOT_CALIBRATED
    shares = (
        ("answerable", wording.REFUSED, measured.refused),
        ("answerable", wording.CALLED_UNSURE, measured.unsure),
        ("other", wording.ANSWERED_OTHER, measured.answered_other),
        ("near", wording.ANSWERED_NEAR, measured.answered_near),
    )
    rates = [form.format(share=f"{share:.1%}") for kind, form, share in shares if measured.questions.get(kind)]
    return "; ".join([*rates, counted(wording.MEASURED_ON, sum(measured.questions.values()))])


def is_calibrated(measured: Calibration | None) -> TypeGuard[Calibration]:
    """Tell whether the verdict of an index was measured on any question."""
    return measured is not None and any(measured.questions.values())


def _draw_verifying(index: Path) -> None:
    row = st.container(horizontal=True, vertical_alignment="center")
    if row.button(wording.VERIFY, icon=":material/verified:", key="verify"):
        with row, st.spinner(wording.VERIFYING):
            st.session_state[VERIFIED_KEY] = published_name(index), verified(index)
    of, message = st.session_state.get(VERIFIED_KEY, ("", ""))
    if of == published_name(index):
        row.html(message, width="content")


def verified(index: Path) -> str:
    """Read everything in the published generation; return what is found, as HTML."""
    try:
        broken = list(problems(open_current(index)))
    except CitewellError as error:
        return alert(error)
    if broken:
        return f'<ul role="alert">{"".join(f"<li>{escape(problem)}</li>" for problem in broken)}</ul>'
    return f'<p role="status" class="cw-told">{escape(wording.SOUND)}</p>'


def _draw_rolling_back(index: Path) -> None:
    if st.session_state.get(ROLLED_BACK_KEY) == published_name(index):
        st.html(f'<p role="status" class="cw-told">{escape(wording.ROLLED_BACK)}</p>')
    before = _manifest_before(index)
    if before is None:
        st.html(f'<p class="cw-details">{escape(wording.NO_OLDER)}</p>')
        return
    offer = wording.ROLL_BACK_TO.format(
        when=when(before.built),
        articles=counted(wording.SUMMARY, before.articles),
        passages=counted(wording.SUMMARY_PASSAGES, before.passages),
    )
    st.html(f'<p class="cw-details">{escape(offer)} {escape(wording.ROLL_BACK_HELP)}</p>')
    if st.button(wording.ROLL_BACK, icon=":material/history:", key="roll-back"):
        st.session_state[ROLLED_BACK_KEY] = roll_back(index)
        st.rerun()


def _manifest_before(index: Path) -> Manifest | None:
    """Return the manifest of the generation that a roll back would publish, as far as can be told unopened."""
    for name in generations_before(index):
        try:
            return manifest_from_json((index / name / MANIFEST).read_bytes())
        except (IndexFailure, OSError, ValueError, LookupError, TypeError):
            continue
    return None
