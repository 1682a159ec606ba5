"""What every view but the Library shows of a library that has no index yet: the way to its first articles."""

from html import escape

import streamlit as st

from qa.errors import CorpusError
from qa.reading.corpus import scan
from qa.serving.page.library import wording
from qa.serving.page.shared import blocks, resources
from qa.serving.page.shared.addressing import href

LIBRARY = "library"


def draw_empty(heading: str) -> None:
    """Draw that there is nothing to ask yet, and the way on where the visitor may take it."""
    settings = resources.settings()
    st.title(heading, anchor=False)
    st.html(empty(read_only=settings.serving.read_only, waiting=_has_files()))


def empty(*, read_only: bool, waiting: bool) -> str:
    """Return what is said of a library without an index; ``waiting`` tells that its folder has files already."""
    if read_only:
        return _said(wording.EMPTY, wording.EMPTY_LATER, "")
    to_library = blocks.link(href({}, view=LIBRARY), wording.OPEN_LIBRARY if waiting else wording.ADD)
    if waiting:
        return _said(wording.EMPTY_WAITS, wording.EMPTY_BUILD, to_library)
    return _said(wording.EMPTY, wording.EMPTY_ADD, to_library)


def _said(what: str, then: str, link: str) -> str:
    way = f'<p class="cw-first">{link}</p>' if link else ""
    return f'<div class="cw-empty" role="status"><p><b>{escape(what)}</b><br>{escape(then)}</p>{way}</div>'


def _has_files() -> bool:
    try:
        return bool(scan(resources.settings().corpus))
    except CorpusError:  # the folder is empty or not there: that is what is said
        return False
