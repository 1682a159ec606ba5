"""The field of the reader: a question to the article that is read."""

import streamlit as st

from qa.records import Article
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import ONLY

FIELD = "question to the article"
TYPED = "question that was typed in the reader"


def draw_field(article: Article, ask_page: st.Page) -> None:
    """Draw the field; what is typed is asked on ``ask_page``, of this article alone."""
    if question := st.session_state.pop(TYPED, ""):
        st.switch_page(ask_page, query_params={"q": question, ONLY: article.id})
    st.text_input(
        wording.ASK_ARTICLE,
        key=FIELD,
        placeholder=wording.ASK_ARTICLE,
        label_visibility="collapsed",
        icon=":material/search:",
        type="search",
        on_change=_keep,
    )


def _keep() -> None:
    st.session_state[TYPED] = st.session_state.pop(FIELD).strip()
