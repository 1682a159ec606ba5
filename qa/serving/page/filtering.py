"""The filter of the Ask view: the sources, topics and dates that a visitor chooses, kept in the address."""

from html import escape

import streamlit as st

from qa.serving.page import wording
from qa.serving.page.address import follow, go
from qa.serving.page.narrowing import Choices, Filter

SOURCE, TOPIC, SINCE = "source", "topic", "since"


def chosen(choices: Choices) -> Filter:
    """Return what the address chooses; what there is no choice of is passed over."""
    since = [year for year in choices.years if str(year) == st.query_params.get(SINCE)]
    return Filter(
        sources=tuple(name for name in choices.sources if name in st.query_params.get_all(SOURCE)),
        topics=tuple(name for name in choices.topics if name in st.query_params.get_all(TOPIC)),
        since=since[0] if since else None,
    )


def draw_filter(choices: Choices, filter_: Filter) -> None:
    """Draw what there is to choose, behind a button."""
    label = f"{wording.FILTER} ({len(filter_)})" if filter_ else wording.FILTER
    with st.popover(label, type="tertiary", icon=":material/tune:", key="filter"):
        _draw_several(wording.FILTER_SOURCE, choices.sources, filter_.sources, key=SOURCE)
        _draw_several(wording.FILTER_TOPIC, choices.topics, filter_.topics, key=TOPIC)
        if choices.years:
            follow(SINCE, filter_.since)
            st.selectbox(
                wording.FILTER_SINCE,
                choices.years,
                index=None,
                placeholder=wording.ANY,
                key=SINCE,
                on_change=lambda: go(**{SINCE: str(st.session_state[SINCE] or "")}),
            )
        st.html(f'<p class="cw-details">{escape(wording.FILTER_HELP)}</p>')


def draw_chosen(filter_: Filter) -> None:
    """Draw what is chosen, so that nobody takes a part for the whole."""
    since = [wording.SINCE.format(year=filter_.since)] if filter_.since else []
    names = ", ".join([*filter_.sources, *filter_.topics, *since])
    st.html(f'<p class="cw-details">{escape(wording.FILTERED.format(chosen=names))}</p>')


def _draw_several(label: str, options: tuple[str, ...], chosen: tuple[str, ...], *, key: str) -> None:
    if not options:
        return
    follow(key, list(chosen))
    st.multiselect(
        label,
        options,
        placeholder=wording.ANY,
        select_all=False,
        key=key,
        on_change=lambda: go(**{key: st.session_state[key]}),
    )
