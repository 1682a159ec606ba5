"""An open page follows the index: when another generation is published, it is drawn again, and says so."""

from html import escape
from typing import NoReturn

import streamlit as st

from qa.indexing.generations import published_name
from qa.serving.page.library import wording
from qa.serving.page.shared import resources

LOOK_SECONDS = 3.0
"""Between two looks of an open page: each reads one line of one file."""
_DRAWN = "generation that the page was drawn from"
_BY_ITSELF = "the page is drawn again by itself"
_UPDATED = "the articles were updated"


def draw_updates() -> None:
    """Say that the articles were updated since this page was drawn, if so, and look for the next time."""
    state = st.session_state
    now = published_name(resources.settings().index)
    drawn, by_itself = state.get(_DRAWN, now), state.pop(_BY_ITSELF, False)
    state[_DRAWN] = now
    # it stays until the visitor does something: a page that draws itself again must not take it away
    state[_UPDATED] = drawn != now or (by_itself and state.get(_UPDATED, False))
    place = st.container()  # also when empty: what stands below must not move, or what is unfolded there folds up
    if state[_UPDATED]:
        place.html(f'<p role="status" class="cw-notice cw-info">{escape(wording.UPDATED)}</p>')
    _look(now)


@st.fragment(run_every=LOOK_SECONDS)
def _look(drawn: str) -> None:
    if published_name(resources.settings().index) != drawn:
        draw_again()


def draw_again() -> NoReturn:
    """Draw the whole page again though the visitor did nothing."""
    st.session_state[_BY_ITSELF] = True
    st.rerun()
