"""The frame around the views: navigation, style, foot, and the one place where an error becomes a sentence."""

from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from qa.errors import CitewellError
from qa.serving.offline import stay_offline
from qa.serving.page import wording
from qa.serving.page.ask import draw_ask
from qa.serving.page.library import draw_library
from qa.serving.page.read import draw_read

ICON = "📖"


def draw_page() -> None:
    """Draw the view that the address names."""
    stay_offline()
    st.set_page_config(page_title=wording.NAME, page_icon=ICON, layout="centered")
    st.html(f"<style>{_style()}{_palette()}</style>")
    ask_page = st.Page(lambda: draw_ask(read_page), title=wording.ASK, url_path="ask", default=True)
    read_page = st.Page(lambda: draw_read(ask_page), title=wording.READ, url_path="read")
    library_page = st.Page(lambda: draw_library(read_page), title=wording.LIBRARY, url_path="library")
    view = st.navigation([ask_page, read_page, library_page], position="top")
    try:
        view.run()
    except CitewellError as error:
        draw_error(error)
    st.html(f'<p class="cw-foot">{escape(wording.FOOT)}</p>')


def draw_error(error: CitewellError) -> None:
    """Show what is wrong and the next step."""
    st.html(f'<p role="alert"><b>{escape(str(error))}</b><br>{escape(error.hint)}</p>')


@cache
def _style() -> str:
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def _palette() -> str:
    """Return the dark colours when the visitor's theme is dark."""
    if st.context.theme.type != "dark":
        return ""
    _, _, rest = _style().partition(".cw-dark {")
    return f":root {{{rest.partition('}')[0]}}}"
