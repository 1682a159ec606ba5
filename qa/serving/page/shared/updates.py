"""An open page follows the index: when another generation is published, the page redraws and says so."""

from html import escape
from typing import NoReturn

import streamlit as st

from qa.indexing.generations import published_name
from qa.serving.page.library import wording
from qa.serving.page.shared import resources

LOOK_SECONDS = 3.0
"""Seconds between two checks by an open page; each reads one line of one file."""
_DRAWN = "generation that the page was drawn from"
_BY_ITSELF = "the page is drawn again by itself"
_UPDATED = "the articles were updated"


def draw_updates() -> None:
    """Say so if the articles were updated since this page was drawn, and keep checking."""
    state = st.session_state
    now = published_name(resources.settings().index)
    drawn, by_itself = state.get(_DRAWN, now), state.pop(_BY_ITSELF, False)
    state[_DRAWN] = now
    # the notice stays until the visitor acts: an automatic redraw must not remove it
    state[_UPDATED] = drawn != now or (by_itself and state.get(_UPDATED, False))
    place = st.container()  # also when empty: if elements below moved, expanded ones would collapse
    if state[_UPDATED]:
        place.html(f'<p role="status" class="cw-notice cw-info">{escape(wording.UPDATED)}</p>')
    _look(now)


@st.fragment(run_every=LOOK_SECONDS)
def _look(drawn: str) -> None:
    if published_name(resources.settings().index) != drawn:
        draw_again()


def draw_again() -> NoReturn:
    """Redraw the whole page without an action of the visitor."""
    st.session_state[_BY_ITSELF] = True
    st.rerun()
