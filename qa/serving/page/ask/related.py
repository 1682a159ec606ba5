"""Questions to ask on, under an answer: looked for at a press, as each is asked before it is offered."""

from collections.abc import Callable

import streamlit as st

from qa.records import Answer
from qa.serving.page.shared import blocks, resources, wording

WANTED = "answer whose related questions are shown"


def draw_related(answer: Answer, ask: Callable[[str], None]) -> None:
    """Draw the button that looks for related questions, and once it was pressed those questions, as buttons."""
    shown = (answer.generation, answer.question, answer.after)
    if st.session_state.get(WANTED) != shown:
        st.button(wording.RELATED_LOOK, key="related-look", type="tertiary", on_click=_want, args=(shown,))
        return
    with st.spinner(wording.RELATED_LOOKING):
        questions = resources.related(answer)
    if not questions:
        st.html(f'<p class="cw-details">{wording.RELATED_NONE}</p>')
        return
    st.html(blocks.heading(wording.RELATED))
    with st.container(key="related", horizontal=True, gap="xsmall"):
        for question in questions:
            st.button(blocks.literal(question), key=f"related-{question}", on_click=ask, args=(question,))


def _want(shown: tuple[str, str, str]) -> None:
    st.session_state[WANTED] = shown
