"""The sources that are looked at again and again: how each is, and what a visitor may do with it."""

from datetime import UTC, datetime
from html import escape
from time import sleep

import streamlit as st

from qa.errors import CitewellError
from qa.reading.living.keeping import (
    add_source,
    make_due,
    make_source,
    read_sources,
    read_state,
    remove_source_of,
)
from qa.reading.living.records import ItemState, LivingSource, SourceState
from qa.reading.living.timing import parse_every, shown_every
from qa.reading.web.addresses import parse_address
from qa.serving.living.showing import COUNTED, condition, counts_of, moment, next_look
from qa.serving.page.library import wording
from qa.serving.page.shared import resources
from qa.serving.page.shared.alerting import alert

TOLD_KEY = "what was done with a source"
ITEMS_NAMED = 10


def draw_sources() -> None:
    """Draw each source with its state, and the form that adds one."""
    corpus = resources.settings().corpus
    try:
        sources = read_sources(corpus)
    except CitewellError as error:
        st.html(alert(error))
        return
    name = f"{wording.SOURCES} ({len(sources)})" if sources else wording.SOURCES
    with st.expander(name, icon=":material/sync:", key="sources"):
        st.html(f'<p class="cw-details">{escape(wording.SOURCES_HELP)}</p>')
        if told := st.session_state.pop(TOLD_KEY, None):
            st.html(told)
        for source in sources:
            _draw_source(source, read_state(corpus, source))
        if not sources:
            st.html(f"<p>{escape(wording.NO_SOURCES)}</p>")
        _draw_adding()


def _draw_source(source: LivingSource, state: SourceState) -> None:
    st.html(shown(source, state, datetime.now(UTC)))
    row = st.container(horizontal=True)
    told = f"{{}}: {source.address}"
    row.button(
        wording.LOOK_NOW,
        key=f"look-{source.id}",
        on_click=_look_now,
        args=(source,),
        help=told.format(wording.LOOK_NOW),
    )
    row.button(
        wording.FORGET_SOURCE,
        key=f"forget-{source.id}",
        on_click=_remove,
        args=(source,),
        help=told.format(wording.FORGET_SOURCE),
    )


def shown(source: LivingSource, state: SourceState, now: datetime) -> str:
    """Return a source as HTML: its state by word, sign and colour, its articles, and when it is looked at."""
    kind = condition(state)
    words = {
        "well": wording.SOURCE_WELL,
        "waiting": wording.SOURCE_WAITING,
        "partly": wording.SOURCE_PARTLY.format(when=moment(state.error_at)),
        "failed": wording.SOURCE_FAILED.format(when=moment(state.error_at)),
    }[kind]
    times = wording.SOURCE_TIMES.format(
        counts=counts_of(state),
        every=shown_every(source.every),
        last=moment(state.fetched),
        next=next_look(state, now),
    )
    changed = [item for item in state.items if item.name and item.state is not ItemState.PRESENT]
    lines = [
        wording.SOURCE_SINCE.format(article=item.name, state=COUNTED[item.state], since=item.since)
        for item in changed[:ITEMS_NAMED]
    ]
    lines += [*state.told, *([state.error] if state.error else [])]
    further = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return (
        f'<div class="cw-source"><p><b class="cw-source-{kind}">{escape(words)}</b> {escape(source.address)}</p>'
        f'<p class="cw-details">{escape(times)}</p>{f"<ul>{further}</ul>" if further else ""}</div>'
    )


def _draw_adding() -> None:
    with st.form("adding-source", border=False, clear_on_submit=True):
        address = st.text_input(wording.SOURCE_ADDRESS, placeholder="https://", type="url") or ""
        every = st.selectbox(
            wording.SOURCE_EVERY, list(wording.EVERY_NAMES), index=2, format_func=wording.EVERY_NAMES.__getitem__
        )
        if st.form_submit_button(wording.ADD_SOURCE):
            _tell(_added(address.strip(), every))
            st.rerun()


def _added(address: str, every: str) -> str | CitewellError:
    corpus = resources.settings().corpus
    corpus.mkdir(parents=True, exist_ok=True)
    try:
        parse_address(address)  # visitors name addresses only, and no folder of the server
        source = make_source(corpus, address, every=parse_every(every), now=datetime.now(UTC))
        add_source(corpus, source, wait=sleep)
    except CitewellError as error:
        return error
    return wording.SOURCE_ADDED.format(address=source.address)


def _look_now(source: LivingSource) -> None:
    due = make_due(resources.settings().corpus, source)
    _tell(wording.SOURCE_DUE.format(address=source.address) if due else wording.SOURCE_BUSY)


def _remove(source: LivingSource) -> None:
    try:
        remove_source_of(resources.settings().corpus, source.id, wait=sleep)
    except CitewellError as error:
        _tell(error)
    else:
        _tell(wording.SOURCE_REMOVED.format(address=source.address))


def _tell(what: str | CitewellError) -> None:
    told = (
        alert(what) if isinstance(what, CitewellError) else f'<p role="status" class="cw-told">{escape(what)}</p>'
    )
    st.session_state[TOLD_KEY] = told
