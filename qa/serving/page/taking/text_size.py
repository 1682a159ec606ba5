"""The size of text: a choice that the browser keeps on this device, and sets before anything is drawn."""

from pathlib import Path

import streamlit as st

from qa.serving.page.taking import wording

EARLY = """try {
  document.documentElement.dataset.text = localStorage.getItem("citewell-text") ?? "";
} catch {
  document.documentElement.dataset.text = "";
}"""
"""For the head of the page: text that became larger only once it is drawn would move all that is below it."""
_COMPONENT = st.components.v2.component(
    "citewell_text_size",
    html='<fieldset class="cw-size"></fieldset>',
    js=(Path(__file__).parent / "text_size.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def draw_text_size() -> None:
    """Draw the choice."""
    with st.container(key="text-size"):
        _COMPONENT(key="size of text", data={"label": wording.SIZE, "sizes": wording.SIZES})
