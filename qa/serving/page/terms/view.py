"""What a marked term does: its definition is shown on hover and focus, and stays on a press."""

from pathlib import Path

import streamlit as st

from qa.serving.page.shared import wording

_COMPONENT = st.components.v2.component(
    "citewell_terms",
    html=(
        '<div class="cw-definition" id="cw-definition" role="dialog" tabindex="-1">'
        '<button type="button" class="cw-definition-close"></button>'
        '<p class="cw-definition-quote" id="cw-definition-quote"></p>'
        '<p class="cw-definition-source"><span></span> <a class="cw-open"></a> <span></span></p></div>'
    ),
    js=(Path(__file__).parent / "terms.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show_definitions() -> None:
    """Show the definitions of the terms that a view marks."""
    with st.container(key="definitions"):
        _COMPONENT(
            key="definitions shown",
            data={
                "name": wording.DEFINITION,
                "close": wording.CLOSE_DEFINITION,
                "source": wording.DEFINED_IN,
            },
        )
