"""An open page and the index: what someone reads is never redrawn; that another was published is told.

What the Library shows is the state of the index itself, so it follows the index; so does a page that has none yet.
"""

from collections.abc import Sequence
from html import escape
from typing import NoReturn

import streamlit as st

from qa.indexing.generations import generations_here, published_name
from qa.serving.page.library import wording as wording_library
from qa.serving.page.shared import resources, wording

LOOK_SECONDS = 3.0
"""Seconds between two checks by an open page; each reads one line of one file."""
PLACES_KEPT = 32
"""Places of a visit whose generation is remembered, so that Back shows what was read there."""
_DRAWN = "generation that each place was drawn from"
_HERE = "place that was drawn last"
_FOLLOWED = "generation that the page follows"
_TAKE = "the visitor wants the articles as they are now"
_TIMES = "how often the visitor wanted that"
_BY_ITSELF = "the page is drawn again by itself"
_UPDATED = "the articles were updated"
Place = tuple[str, ...]


def draw_updates(place: Place | None) -> None:
    """Choose the generation that a place of the page is drawn from, and tell of another that is published.

    A place is what somebody reads, as the address names it: its generation is held until the visitor asks for the
    newer one or goes elsewhere, while it is kept on the disk.  None is a page that follows the index.
    """
    state = st.session_state
    now = published_name(resources.settings().index)
    held = _generation_of(place, now) if place and now else ""
    state[resources.HELD] = held
    state.pop(_TAKE, None)
    _draw_followed(now, follows=not held)
    with st.container(key="updates"):  # what is drawn in it later moves nothing
        _look(held or now, follows=not held)


def _generation_of(place: Place, now: str) -> str:
    """Return the generation that a place is drawn from, and remember it."""
    state = st.session_state
    drawn: dict[Place, str] = state.get(_DRAWN, {})
    stayed, state[_HERE] = state.get(_HERE) == place, place
    is_named = len(place) > 1  # by more than its view: Back leads to the very thing that was read
    before = drawn.pop(place, now) if is_named or stayed else now
    gone = before not in generations_here(resources.settings().index)
    drawn[place] = now if gone or state.get(_TAKE) else before
    state[_DRAWN] = dict(list(drawn.items())[-PLACES_KEPT:])
    return drawn[place]


def _draw_followed(now: str, *, follows: bool) -> None:
    """Say so if the articles were updated since a page that follows the index was drawn."""
    state = st.session_state
    before, by_itself = state.get(_FOLLOWED, now), state.pop(_BY_ITSELF, False)
    state[_FOLLOWED] = now
    # the notice stays until the visitor acts: an automatic redraw must not remove it
    state[_UPDATED] = follows and (before != now or (by_itself and state.get(_UPDATED, False)))
    notice = st.container()  # also when empty: if elements below moved, expanded ones would collapse
    if state[_UPDATED]:
        notice.html(f'<p role="status" class="cw-notice cw-info">{escape(wording_library.UPDATED)}</p>')


@st.fragment(run_every=LOOK_SECONDS)
def _look(drawn: str, *, follows: bool) -> None:
    published = published_name(resources.settings().index)
    if published == drawn:
        return
    if follows:
        draw_again()
    with st.container(key="articles-changed", horizontal=True, vertical_alignment="center"):
        st.html(f'<p role="status">{escape(wording.CHANGED_MEANWHILE)}</p>', width="content")
        if st.button(wording.UPDATE, key="update-articles", type="primary"):
            st.session_state[_TAKE] = True
            st.session_state[_TIMES] = times_updated() + 1
            st.rerun()


def times_updated() -> int:
    """Return how often this visitor has pressed Update: each time the focus goes to what is drawn anew."""
    times: int = st.session_state.get(_TIMES, 0)
    return times


def place_of(view: str, keys: Sequence[str]) -> Place:
    """Return the place of a view that the address names by these keys."""
    return (view, *(f"{key}={value}" for key in keys for value in st.query_params.get_all(key)))


def draw_again() -> NoReturn:
    """Redraw the whole page without an action of the visitor."""
    st.session_state[_BY_ITSELF] = True
    st.rerun()
