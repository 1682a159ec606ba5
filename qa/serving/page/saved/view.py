"""The Saved view: what the browser keeps, drawn there, and compared with the present answers a few at a time.

The server keeps nothing of it.  What is to be compared comes from the browser into the visitor's own session, is
asked of the generation that the visit is drawn from, through the answers that all visitors share, and goes back.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs

import streamlit as st

from qa.errors import CitewellError, IndexFailure, QuestionError, UnknownArticleError
from qa.serving.page.saved import wording
from qa.serving.page.saved.comparing import SavedComparison, compared, unasked
from qa.serving.page.saved.record import SavedAnswer, read_back, saved_answer
from qa.serving.page.shared import resources
from qa.serving.page.shared import wording as wording_shared
from qa.serving.page.shared.alerting import alert
from qa.serving.page.shared.blocks import literal

COMPARED_AT_ONCE = 2
"""Saved answers in a run of the page: each is a question that is asked, and others wait meanwhile."""
SAVED_MOST = 200
"""Answers that a browser keeps at most: each is asked again after a rebuild."""
_HERE = Path(__file__).parent
STORING = (_HERE / "storing.js").read_text(encoding="utf-8")
"""What every component that reads or writes saved answers has before its own script."""
_COMPONENT = st.components.v2.component(
    "citewell_saved",
    html='<div class="cw-saved"></div>',
    js=STORING + (_HERE / "saved.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
_KEY = "saved answers"
_COMPARED = "comparisons that the browser has not seen"


def draw_saved() -> None:
    """Draw the view: its heading, and the list that the browser draws."""
    st.set_page_config(
        page_title=wording_shared.PAGE_TITLE.format(subject=wording.HEADING, name=wording_shared.NAME)
    )
    st.title(literal(wording.HEADING), anchor=False)
    st.html(f'<p class="cw-promise">{wording.PROMISE}</p>')
    draw_kept("list")


@st.fragment
def draw_kept(kind: Literal["list", "line"]) -> None:
    """Draw what the browser keeps: as a list, or as one line that tells how many saved answers have changed.

    It is a fragment: comparing draws nothing else again.
    """
    with st.container(key=f"saved-{kind}"):
        try:
            generation = resources.generation().name
        except CitewellError as error:
            st.html(alert(error))
            return
        _COMPONENT(
            key=_KEY,
            data={
                "kind": kind,
                "generation": generation,
                "compared": [asdict(each) for each in st.session_state.pop(_COMPARED, [])],
                "atOnce": COMPARED_AT_ONCE,
                "most": SAVED_MOST,
                "words": wording.IN_BROWSER,
            },
            on_asked_change=_compare,
        )


def _compare() -> None:
    """Compare what the browser asks about."""
    asked = read_back(st.session_state[_KEY].asked, most=COMPARED_AT_ONCE)
    try:
        st.session_state[_COMPARED] = [comparison_of(saved) for saved in asked]
    except IndexFailure:
        st.session_state[_COMPARED] = []  # told where the list is drawn


def comparison_of(saved: SavedAnswer) -> SavedComparison:
    """Return what became of a saved answer in the generation of this visit.

    Raises what opening an index raises.
    """
    generation = resources.generation()
    address = parse_qs(saved.address)
    try:
        answer = resources.answer_at(address)
    except UnknownArticleError:
        return unasked(saved, generation=generation.name, said=wording.ASKED_GONE)
    except QuestionError as error:
        said = wording.CANNOT_ASK.format(reason=error.for_visitors[0])
        return unasked(saved, generation=generation.name, said=said)
    articles = resources.assistant(answer.generation).article
    now = saved_answer(answer, address, articles, built=generation.manifest.built)
    return compared(saved, now, articles)
