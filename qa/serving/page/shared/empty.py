"""What every view but the Library shows before there is an index: the way to the first articles."""

from html import escape

import streamlit as st

from qa.reading.samples.copying import is_empty
from qa.serving.page.library import wording
from qa.serving.page.library.sample import draw_sample
from qa.serving.page.people.view import may_change
from qa.serving.page.shared import blocks, resources
from qa.serving.page.shared.addressing import LIBRARY, href


def draw_empty(heading: str, library_page: st.Page) -> None:
    """Draw that there is nothing to ask yet, with the next step if the visitor may take it."""
    settings = resources.settings()
    nothing, read_only = is_empty(settings.corpus), not may_change()
    st.title(heading, anchor=False)
    st.html(empty(read_only=read_only, waiting=not nothing))
    if nothing and not read_only:
        draw_sample(library_page)


def empty(*, read_only: bool, waiting: bool) -> str:
    """Return the notice of a library without an index; ``waiting`` if its folder already has files."""
    if read_only:
        return _said(wording.EMPTY, wording.EMPTY_LATER, "")
    to_library = blocks.link(href({}, view=LIBRARY), wording.OPEN_LIBRARY if waiting else wording.ADD)
    if waiting:
        return _said(wording.EMPTY_WAITS, wording.EMPTY_BUILD, to_library)
    return _said(wording.EMPTY, wording.EMPTY_ADD, to_library)


def _said(message: str, next_step: str, link: str) -> str:
    way = f'<p class="cw-first">{link}</p>' if link else ""
    return f'<div class="cw-empty" role="status"><p><b>{escape(message)}</b><br>{escape(next_step)}</p>{way}</div>'
