"""Taking citations along: each format of them, to copy or to save."""

from collections.abc import Sequence

import streamlit as st

from qa.serving.page.ask.exporting import Reference
from qa.serving.page.ask.formats import FORMATS
from qa.serving.page.shared import wording

_CODE_PIXELS = 260


@st.fragment
def draw_export(references: Sequence[Reference], *, label: str, key: str) -> None:
    """Draw citations in every format, behind a button; ``key`` tells it from others in the view.

    They are half of all that a page with an answer can show, so they are drawn only when the button is pressed.
    """
    name = references[0].key if len(references) == 1 else "citations"
    icon = ":material/format_quote:"
    popover = st.popover(label, type="tertiary", icon=icon, key=f"cite-{key}", on_change="rerun")
    if not popover.open:
        return
    with popover:
        for tab, form in zip(st.tabs([form.name for form in FORMATS]), FORMATS, strict=True):
            text = form.write(references)
            with tab:
                st.code(text, language=None, wrap_lines=True, height=_CODE_PIXELS)
                st.download_button(
                    wording.SAVE,
                    text,
                    file_name=f"{name}{form.suffix}",
                    mime=form.mime,
                    key=f"save-{key}{form.suffix}",
                    on_click="ignore",
                    icon=":material/download:",
                )
