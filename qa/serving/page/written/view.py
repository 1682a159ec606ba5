"""The part of an answer that a model writes: at a press of a button, below the quotations and never instead."""

from html import escape

import streamlit as st

from qa.errors import WritingError
from qa.records import Answer
from qa.serving.page.shared import resources
from qa.serving.page.shared.addressing import Address
from qa.serving.page.shared.blocks import literal
from qa.serving.page.written import blocks, wording
from qa.writing.records import WrittenAnswer, WrittenSentence
from qa.writing.writer import told, write

WANTED = "answer that a model is to write"
WRITTEN = "answers that a model wrote"
WRITTEN_KEPT = 8
"""Of one visit, so that going back asks nothing again."""


@st.fragment
def draw_written(answer: Answer, params: Address) -> None:
    """Draw the button, and once it was pressed each sentence that was checked; nothing where no model is set."""
    llm = resources.settings().llm
    if not llm.is_set:
        return
    key = (answer.generation, answer.question, answer.searched, tuple(hit.passage.id for hit in answer.hits))
    kept: dict[object, WrittenAnswer] = st.session_state.setdefault(WRITTEN, {})
    articles = resources.assistant(answer.generation).article
    is_wanted = st.session_state.get(WANTED) == key
    place = st.empty()  # so that the button is gone at once when the model begins
    if not is_wanted and key not in kept:
        _offer(place.container(), llm.model, key)
        return
    if is_wanted:
        st.session_state[WANTED] = None
        kept[key] = _write(answer, params, place)
        for old in list(kept)[:-WRITTEN_KEPT]:
            del kept[old]
    found = kept[key]
    place.html(blocks.written(found.model, found.sentences, params, articles, problem=found.problem))
    st.button(wording.AGAIN, key="written-again", type="tertiary", on_click=_want, args=(key,))


def _offer(place: "st.delta_generator.DeltaGenerator", model: str, key: object) -> None:
    """Draw the button, and what it sends where."""
    with place:
        label = literal(wording.OFFER.format(model=model))
        st.button(label, key="written-offer", icon=":material/edit_note:", on_click=_want, args=(key,))
        st.html(f'<p class="cw-details">{escape(wording.OFFER_HELP.format(model=model))}</p>')


def _write(answer: Answer, params: Address, place: "st.delta_generator.DeltaGenerator") -> WrittenAnswer:
    """Let the model write, and draw each sentence as soon as it was checked."""
    assistant, llm = resources.assistant(answer.generation), resources.settings().llm
    sentences: list[WrittenSentence] = []
    problem = ""
    place.html(blocks.written(llm.model, (), params, assistant.article, is_writing=True))
    try:
        for sentence in write(assistant, answer, llm):
            sentences.append(sentence)
            place.html(blocks.written(llm.model, sentences, params, assistant.article, is_writing=True))
    except WritingError as error:
        problem = told(error)
    return WrittenAnswer(model=llm.model, sentences=tuple(sentences), problem=problem)


def _want(key: object) -> None:
    st.session_state[WANTED] = key
