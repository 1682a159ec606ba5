"""The Ask view: a question, and the passages that answer it."""

from html import escape

import streamlit as st

from qa.records import Answer, Verdict
from qa.serving.page import blocks, resources, wording

EXAMPLES = 4


def draw_ask(read_page: st.Page) -> None:
    """Draw the field, then the answer to what stands in it."""
    st.title(wording.ASK_HEADING, anchor=False)
    question = st.text_input(
        wording.ASK_LABEL,
        key="q",
        bind="query-params",
        placeholder=wording.ASK_PLACEHOLDER,
        label_visibility="collapsed",
        type="search",
    )
    if not question:
        _draw_examples()
        return
    with st.spinner(wording.SEARCHING, show_time=False):
        assistant = resources.assistant()
        answer = assistant.ask(question)
    _draw_answer(answer, read_page)


def _draw_examples() -> None:
    examples = blocks.example_questions(resources.generation().store.articles(), count=EXAMPLES)
    st.html(f'<p class="cw-label">{escape(wording.EXAMPLES)}</p>')
    with st.container(gap=None):
        for example in examples:
            st.button(
                blocks.literal(example),
                key=f"example-{example}",
                on_click=_ask,
                args=(example,),
                type="tertiary",
            )


def _ask(question: str) -> None:
    st.session_state["q"] = question


def _draw_answer(answer: Answer, read_page: st.Page) -> None:
    if answer.verdict is Verdict.ANSWERED:
        st.html(f'<p class="cw-label">{escape(wording.WHAT_THEY_SAY)}</p>{blocks.statements(answer)}')
        st.html(f'<p class="cw-label">{escape(wording.PASSAGES)}</p>')
        _draw_passages(answer, read_page)
        return
    unknown = wording.NO_ARTICLE_HAS.format(words=", ".join(answer.unknown_words)) if answer.unknown_words else ""
    st.html(f'<p role="status"><b>{escape(wording.NOT_ANSWERED)}.</b> {escape(unknown)}</p>')
    with st.expander(wording.CLOSEST):
        _draw_passages(answer, read_page)


def _draw_passages(answer: Answer, read_page: st.Page) -> None:
    assistant = resources.assistant()
    for hit, passage in zip(answer.hits, answer.passages, strict=True):
        copies = [assistant.article(article_id).title for article_id in hit.also_in]
        st.html(blocks.card(hit, passage, assistant.article(passage.article_id), also_in=copies))
        place = {"article": passage.article_id, "at": blocks.place_of(passage.start, passage.end)}
        if hit.answering:
            place["mark"] = blocks.place_of(hit.answering[0].start, hit.answering[-1].end)
        st.page_link(
            read_page,
            label=wording.READ_IN_CONTEXT,
            icon=":material/menu_book:",
            query_params={**place, "q": answer.question},
        )
