"""Links between views inside HTML: they have real addresses, and keep the session."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st

_COMPONENT = st.components.v2.component(
    "citewell_links",
    js=(Path(__file__).parent / "links.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def follow_links(pages: Mapping[str, st.Page], current: st.Page, *, updates: int = 0) -> None:
    """Go to the target of a link of class ``cw-open`` that was clicked; ``pages`` are the views by path.

    When ``updates`` grows, the button that had the focus is gone, and the focus goes to where the visitor reads.
    When the visitor's system turns dark or light, the view is drawn anew, in colours that can be read on it.
    """
    with st.container(key="links"):
        result = _COMPONENT(
            key="followed links",
            data={"updates": updates, "scheme": st.context.theme.type},
            on_opened_change=lambda: None,
            on_turned_change=lambda: None,
        )
    if not result.opened:
        return
    path, _, query = str(result.opened).partition("?")
    address, page = parse_qs(query), pages.get(path.strip("./"))
    if page is None:
        return
    if page is current:  # within one view switch_page does not change the browser's address
        st.query_params.from_dict(address)
        st.rerun()
    st.switch_page(page, query_params=address)
