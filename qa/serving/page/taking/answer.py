"""An answer → the row of what can be done with it."""

import streamlit as st

from qa.records import Answer
from qa.serving.page.saved.record import ASKED_KEYS, saved_answer
from qa.serving.page.shared import resources
from qa.serving.page.taking.aloud import read_aloud
from qa.serving.page.taking.tools import draw_tools


def take_along(answer: Answer) -> None:
    """Draw the row for the answer to the question in the address; also one that is not answered can be saved."""
    assistant = resources.assistant(answer.generation)
    address = {key: st.query_params.get_all(key) for key in ASKED_KEYS}
    built = assistant.generation.manifest.built
    draw_tools(
        f"{answer.generation} {address}",
        title=answer.question,
        saved=saved_answer(answer, address, assistant.article, built=built),
        aloud=read_aloud(answer, assistant.article),
    )
