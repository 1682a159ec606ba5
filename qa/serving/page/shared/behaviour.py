"""Browser behaviour of a view, in one component: a live region, scrolling and focus."""

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
SCROLLING = (_HERE / "scrolling.js").read_text(encoding="utf-8")
"""What a component that scrolls to a citation has before its own script: those of components import nothing."""
_COMPONENT = st.components.v2.component(
    "citewell_behaviour",
    html='<p role="status" class="cw-status"></p>',
    js=SCROLLING + (_HERE / "behaviour.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def behave(*, said: str = "", kind: str = "plain", place: str = "", field: str = "") -> None:
    """Announce a message, also to screen readers.

    ``kind`` is its style: plain, answered, unsure, unanswered, warning or hidden.  When ``place`` changes, the
    page scrolls to the cited text.  ``field`` is the label of the field that gets the focus.
    """
    _COMPONENT(key="behaviour", data={"said": said, "kind": kind, "place": place, "field": field})
