"""What can be done with what is shown, in one row: save it, share it, print it, have it read aloud.

All of it is done by the browser.  Nothing is sent anywhere, and the server is told nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from qa.serving.page.saved.record import SavedAnswer
from qa.serving.page.saved.view import SAVED_MOST, STORING
from qa.serving.page.shared.addressing import digest_of
from qa.serving.page.taking import wording
from qa.serving.page.taking.aloud import Piece

_HERE = Path(__file__).parent
_COMPONENT = st.components.v2.component(
    "citewell_tools",
    html='<div class="cw-tools" role="group"></div><p class="cw-said cw-tools-said" role="status"></p>',
    js=STORING + "".join((_HERE / name).read_text(encoding="utf-8") for name in ("aloud.js", "tools.js")),
    isolate_styles=False,
)


def draw_tools(name: str, *, title: str, saved: SavedAnswer | None = None, aloud: Sequence[Piece] = ()) -> None:
    """Draw the row for what has a ``name``: where another is shown, reading aloud stops.

    ``title`` is what is shared with the address.  ``saved`` is what saving keeps, ``aloud`` what is read.
    """
    with st.container(key="tools"):
        _COMPONENT(
            key="tools of what is shown",
            data={
                "name": digest_of(name),
                "title": title,
                "saved": asdict(saved) if saved else None,
                "aloud": [list(piece) for piece in aloud],
                "most": SAVED_MOST,
                "label": wording.TOOLS,
                "words": wording.IN_BROWSER,
            },
        )
