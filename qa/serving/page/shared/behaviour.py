"""What only the browser can do for a view, in one component: a live region, scrolling and focus."""

from pathlib import Path

import streamlit as st

_COMPONENT = st.components.v2.component(
    "citewell_behaviour",
    html='<p role="status" class="cw-status"></p>',
    js=(Path(__file__).parent / "behaviour.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def behave(*, said: str = "", kind: str = "plain", place: str = "", field: str = "") -> None:
    """Say something, also to those who do not see the page.

    ``kind`` is how it is shown: plain, answered, unanswered, warning or hidden.  ``place`` changes with what is
    cited, which is then scrolled to.  ``field`` is the label of the field that gets the focus.
    """
    _COMPONENT(key="behaviour", data={"said": said, "kind": kind, "place": place, "field": field})
