"""Questions offered below the field while somebody types, as a combobox of the browser."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from qa.serving.page.shared import wording

_COMPONENT = st.components.v2.component(
    "citewell_suggestions",
    html='<div class="cw-suggestions" hidden></div>',
    js=(Path(__file__).parent / "suggestions.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def suggest_while_typing(label: str, *, asked: Sequence[str], article: str = "") -> None:
    """Offer questions below the field with a label, which asks the chosen one as if it had been typed.

    ``asked`` are the questions of this visit, which are offered too; ``article`` is the id of one asked alone,
    or a folder with a slash at its end.
    """
    data = {
        "field": label,
        "asked": list(asked),
        "article": article,
        "label": wording.SUGGESTED,
        "spelt": wording.SPELT,
        "earlier": wording.ASKED_EARLIER,
    }
    _COMPONENT(key="suggestions", data=data)
