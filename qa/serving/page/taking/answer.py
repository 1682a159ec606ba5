"""An answer → the row of what can be done with it."""

import streamlit as st

from qa.records import Answer, Verdict
from qa.serving.page.saved.record import ASKED_KEYS, saved_answer
from qa.serving.page.shared import resources
from qa.serving.page.taking.aloud import read_aloud
from qa.serving.page.taking.tools import draw_tools


def take_along(answer: Answer) -> None:
    """Draw the row for the answer to the question in the address; what is not answered is not saved."""
    assistant = resources.assistant(answer.generation)
    address = {key: st.query_params.get_all(key) for key in ASKED_KEYS}
    built = assistant.generation.manifest.built
    saved = None
    if answer.verdict is not Verdict.NOT_IN_CORPUS:
        saved = saved_answer(answer, address, assistant.article, built=built)
    draw_tools(
        f"{answer.generation} {address}",
        title=answer.question,
        saved=saved,
        aloud=read_aloud(answer, assistant.article),
    )
