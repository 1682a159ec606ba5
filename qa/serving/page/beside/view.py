"""The source beside the answer: a chip or a card opens it, and the answer stays where it is.

The address names it by the keys of the reader, so that it can be passed on and Back closes it.  It is a fragment:
what opens it draws it alone, and asks nothing again.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl

import streamlit as st

from qa.errors import CitewellError
from qa.serving.page.beside import blocks as beside_blocks
from qa.serving.page.read.opening import opened
from qa.serving.page.shared import resources, wording
from qa.serving.page.shared.address import go, here
from qa.serving.page.shared.addressing import PLACE, Address
from qa.serving.page.shared.alerting import alert
from qa.serving.page.shared.behaviour import SCROLLING
from qa.serving.page.terms.blocks import marked
from qa.serving.page.terms.known import terms_in

PANE = "source"
_OPENER = "followed sources"
_COMPONENT = st.components.v2.component(
    "citewell_beside",
    html='<p class="cw-hidden" aria-live="polite"></p><div class="cw-quoted" id="cw-quoted" role="tooltip"></div>',
    js=SCROLLING + (Path(__file__).parent / "beside.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


@st.fragment
def draw_beside(params: Address, quoted: Mapping[str, Sequence[str]]) -> None:
    """Draw the source that the address names, if it names one, and open those whose links are followed.

    ``params`` is the question's address; ``quoted`` are the texts that stand behind each chip, by its link.
    """
    place, said = "", ""
    if st.query_params.get("article", ""):
        place, said = _draw_pane(params)
    with st.container(key="source-opener"):
        _COMPONENT(
            key=_OPENER,
            data={"place": place, "said": said, "quoted": {link: list(texts) for link, texts in quoted.items()}},
            on_opened_change=_open,
            on_closed_change=_close,
        )


def _draw_pane(params: Address) -> tuple[str, str]:
    """Draw the source, and return the name of its place and what is said of it."""
    with st.container(key=PANE):
        try:
            located, shown = opened(st.query_params, resources.generation())
        except CitewellError as error:
            st.html(alert(error))
            return "", ""
        # in the order that they have, or the change of view would be two steps to go back
        address = {**here(), **params}
        told = beside_blocks.told_of(located.state)
        terms = marked(terms_in(located.article, shown), params)
        st.html(beside_blocks.pane(located, address, told=told, terms=terms))
    return beside_blocks.place_of(located), f"{wording.SOURCE_SHOWN.format(title=located.article.title)} {told}"


def _open() -> None:
    """Put the place of the link that was followed into the address of the answer."""
    query = dict(parse_qsl(str(st.session_state[_OPENER].opened).partition("?")[2]))
    go(**{key: query.get(key, "") for key in (*PLACE, "g")})


def _close() -> None:
    go(**dict.fromkeys(PLACE, ""))
