"""What a visitor may change in the folder of articles: add to it, remove from it, and take the removal back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from qa.errors import CitewellError
from qa.reading.adding import Added, Removal, add_address, add_content, add_text, put_back, remove_source
from qa.reading.formats import COMPRESSED, READERS
from qa.reading.ocr.recognition import recogniser
from qa.serving.page.library import wording
from qa.serving.page.library.rows import FileRow, shown
from qa.serving.page.shared import blocks, resources
from qa.serving.page.shared.alerting import alert
from qa.serving.page.shared.blocks import counted

TOLD_KEY = "what was changed in the library"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastChange:
    """What the last change of this visitor came to: ``said`` and ``cut`` are HTML.

    ``removed`` has the title and the removal of each article that can be put back.
    """

    said: str
    cut: str = ""
    pieces: int = 0
    removed: tuple[tuple[str, Removal], ...] = ()


def draw_told() -> None:
    """Draw what the last change came to, and the button that takes a removal back."""
    change: LastChange | None = st.session_state.get(TOLD_KEY)
    if change is None:
        return
    st.html(change.said)
    if change.removed:
        st.button(wording.UNDO, icon=":material/undo:", key="undo", on_click=_undo, args=(change.removed,))
    if change.pieces:
        with st.expander(counted(wording.CUT, change.pieces)):
            st.html(change.cut)


def forget_told() -> None:
    """Say no more of the last change."""
    st.session_state.pop(TOLD_KEY, None)


def draw_adding(*, first: bool = False) -> None:
    """Draw the form for files, an address and text; unfolded where there is nothing else to do yet."""
    corpus = resources.settings().corpus
    with (
        st.expander(wording.ADD, icon=":material/add:", expanded=first),
        st.form("adding", border=False, clear_on_submit=True),
    ):
        suffixes = sorted(suffix.removeprefix(".") for suffix in [*READERS, COMPRESSED])
        files = st.file_uploader(wording.ADD_FILES, accept_multiple_files=True, type=suffixes)
        address = st.text_input(wording.ADD_ADDRESS, placeholder="https://", type="url") or ""
        text = st.text_area(wording.ADD_TEXT, height=120) or ""
        if not st.form_submit_button(wording.ADD_BUTTON):
            return
        steps = _steps(corpus, files, address.strip(), text.strip())
        bar = st.progress(0.0, text=wording.ADDING)
        outcomes: list[Added | CitewellError] = []
        for done, step in enumerate(steps, start=1):
            outcomes.append(_outcome(step))
            bar.progress(done / len(steps), text=wording.ADDING)
    st.session_state[TOLD_KEY] = told_of_adding(outcomes)
    st.rerun()


def _steps(corpus: Path, files: Sequence[Any], address: str, text: str) -> list[Callable[[], Added]]:
    """Return a call for each thing that was given, which adds it."""
    corpus.mkdir(parents=True, exist_ok=True)
    ocr = recogniser(resources.settings().reading)
    steps: list[Callable[[], Added]] = [
        partial(add_content, corpus, file.getvalue(), file_name=file.name, came_from="", ocr=ocr) for file in files
    ]
    if address:
        steps.append(partial(add_address, corpus, address, ocr=ocr))
    if text:
        steps.append(partial(add_text, corpus, text))
    return steps


def _outcome(step: Callable[[], Added]) -> Added | CitewellError:
    """Take a step; what fails is an outcome too, and costs only itself."""
    try:
        return step()
    except CitewellError as error:
        return error


def told_of_adding(outcomes: Sequence[Added | CitewellError]) -> LastChange:
    """Return what is told of everything that was given: what failed and why, then what was added."""
    added = [outcome for outcome in outcomes if isinstance(outcome, Added)]
    forms = ((article, wording.UPDATED_ARTICLE if article.updated else wording.ADDED) for article in added)
    lines = "".join(f"<li>{escape(form.format(title=article.title))}</li>" for article, form in forms)
    message = _alerts(outcome for outcome in outcomes if isinstance(outcome, CitewellError))
    if added:
        message += (
            f'<div role="status" class="cw-told"><ul>{lines}</ul><p>{escape(wording.THEN_REBUILD)}</p></div>'
        )
    if not outcomes:
        message = f'<p role="alert">{escape(wording.NOTHING_GIVEN)}</p>'
    cut = "".join(
        f"<p><b>{escape(article.title)}</b></p>{blocks.cleaning(article.report)}"
        for article in added
        if article.report.removed
    )
    return LastChange(said=message, cut=cut, pieces=sum(len(article.report.removed) for article in added))


def remove(rows: Iterable[FileRow]) -> None:
    """Move the files of rows out of the folder, and keep what takes it back."""
    corpus = resources.settings().corpus
    removed: list[tuple[str, Removal]] = []
    errors: list[CitewellError] = []
    for row in rows:
        try:
            removed.append((row.title or shown(row.file), remove_source(corpus, row.file)))
        except CitewellError as error:
            errors.append(error)
    message = _alerts(errors) + _said(wording.REMOVED, [title for title, _ in removed], wording.REMOVED_HINT)
    st.session_state[TOLD_KEY] = LastChange(said=message, removed=tuple(removed))


def _undo(removed: Iterable[tuple[str, Removal]]) -> None:
    back: list[str] = []
    errors: list[CitewellError] = []
    for title, removal in removed:
        try:
            put_back(removal)
        except CitewellError as error:
            errors.append(error)
        else:
            back.append(title)
    st.session_state[TOLD_KEY] = LastChange(said=_alerts(errors) + _said(wording.PUT_BACK, back))


def _said(forms: tuple[str, str], titles: Sequence[str], hint: str = "") -> str:
    if not titles:
        return ""
    message = counted(forms, len(titles), titles=", ".join(titles))
    return f'<p role="status" class="cw-told">{escape(message)}{f"<br>{escape(hint)}" if hint else ""}</p>'


def _alerts(errors: Iterable[CitewellError]) -> str:
    return "".join(map(alert, errors))
