"""Links between the views that stand in HTML: they have real addresses, and lead on within the visit."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st

_COMPONENT = st.components.v2.component(
    "citewell_links",
    js=(Path(__file__).parent / "links.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def follow_links(pages: Mapping[str, st.Page], here: st.Page) -> None:
    """Go where a link of the class ``cw-open`` was followed to; ``pages`` are the views by their paths."""
    with st.container(key="links"):
        result = _COMPONENT(key="followed links", on_opened_change=lambda: None)
    if not result.opened:
        return
    path, _, query = str(result.opened).partition("?")
    address, page = parse_qs(query), pages.get(path.strip("./"))
    if page is None:
        return
    if page is here:  # switch_page leaves the browser's address as it was where the view stays the same
        st.query_params.from_dict(address)
        st.rerun()
    st.switch_page(page, query_params=address)
