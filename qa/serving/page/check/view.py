"""The Check view: a text is pasted, and each of its sentences is held to the articles.

The text is kept in the visit: it is too long for an address, and is nobody else's business.
"""

import streamlit as st

from qa.answering.checking.checker import CHARACTERS_MOST, SECONDS_MOST, SENTENCES_MOST, check_text
from qa.answering.checking.records import TextCheck
from qa.serving.page.beside.view import draw_beside
from qa.serving.page.check import blocks, wording
from qa.serving.page.check.report import report
from qa.serving.page.shared import resources
from qa.serving.page.shared import wording as wording_shared
from qa.serving.page.shared.address import go
from qa.serving.page.shared.addressing import PLACE
from qa.serving.page.shared.behaviour import behave

FIELD = "text to check"
TEXT = "text that is checked"
CHECKED = "text that was checked last, with its check"
FIELD_PIXELS = 200
REPORT_PIXELS = 320
SKELETON_PIXELS = 320


def draw_check() -> None:
    """Draw the field, then the sentences of the text that was given last in this visit."""
    st.html(
        f'<h1 class="cw-title">{wording.HEADING}</h1><p class="cw-promise cw-check-promise">{wording.LEAD}</p>'
    )
    _draw_field()
    text = st.session_state.get(TEXT, "")
    if not text.strip():
        behave()
        return
    with st.container(key="checked"):  # before there is anything in it, as it tells the style the layout
        with st.skeleton(SKELETON_PIXELS):
            check = _checked(text)
        behave(said=blocks.told(check), kind="answered" if check.passes else "unsure")
        _draw_checked(check)


def _draw_field() -> None:
    """Draw the field with the text of this visit: another view takes what is typed from its fields."""
    st.session_state.setdefault(FIELD, st.session_state.get(TEXT, ""))
    with st.form("checking", border=False):
        st.text_area(wording.FIELD, key=FIELD, placeholder=wording.PLACEHOLDER, height=FIELD_PIXELS)
        st.form_submit_button(wording.BUTTON, type="primary", on_click=_take)
    limits = wording.LIMITS.format(characters=CHARACTERS_MOST, sentences=SENTENCES_MOST, seconds=SECONDS_MOST)
    st.html(f'<p class="cw-details">{limits}</p>')


def _take() -> None:
    """Take the text that was sent; the source of another text is closed."""
    st.session_state[TEXT] = st.session_state[FIELD] or ""
    if any(st.query_params.get(key) for key in PLACE):
        go(**dict.fromkeys(PLACE, ""))


def _checked(text: str) -> TextCheck:
    """Return the check of a text by the generation of this visit, made once."""
    generation = resources.current()
    before: tuple[str, str, TextCheck] | None = st.session_state.get(CHECKED)
    if before and before[:2] == (generation, text):
        return before[2]
    check = check_text(resources.assistant(generation), text)
    st.session_state[CHECKED] = (generation, text, check)
    return check


def _draw_checked(check: TextCheck) -> None:
    articles = resources.assistant(check.generation).article
    params = {"g": check.generation}
    body, source = st.container(), st.container()
    with source:  # first, so that a chip can be pressed as soon as it is drawn
        draw_beside(params, blocks.behind_chips(check, params, articles))
    with body:
        st.html(blocks.counts(check))
        with st.container(horizontal=True, vertical_alignment="center", key="check-tools"):
            only_failing = False
            if not check.passes:
                only_failing = st.toggle(wording.ONLY_FAILING, key="only failing")
            _draw_report(check)
        st.html(blocks.sentences(check, params, articles, only_failing=only_failing))
        st.html(f'<p class="cw-details">{wording.CAUTION}</p>')
        if listed := blocks.sources(check, params, articles):
            with st.container(key="sources"):
                st.html(listed)


@st.fragment
def _draw_report(check: TextCheck) -> None:
    """Draw the report behind a button; it is written when that is pressed."""
    icon = ":material/content_copy:"
    popover = st.popover(wording.REPORT, type="tertiary", icon=icon, key="check-report", on_change="rerun")
    if not popover.open:
        return
    with popover:
        text = report(check)
        st.code(text, language=None, wrap_lines=True, height=REPORT_PIXELS)
        st.download_button(
            wording_shared.SAVE,
            text,
            file_name=wording.REPORT_FILE,
            mime="text/plain",
            key="save-report",
            on_click="ignore",
            icon=":material/download:",
        )
