"""The Compare view: what several articles say on a question, point by point and side by side."""

import streamlit as st

from qa.answering.comparison import Comparison, compare
from qa.indexing.generations import current_name
from qa.serving.page.compare import blocks, wording
from qa.serving.page.read import blocks as article_blocks
from qa.serving.page.shared import resources
from qa.serving.page.shared import wording as wording_shared
from qa.serving.page.shared.addressing import question_address
from qa.serving.page.shared.behaviour import behave
from qa.serving.page.shared.blocks import notice

CHOSEN = "with"
"""The key of the address that names an article to compare; it stands once for each."""
COMPARISONS_KEPT = 64
SKELETON_PIXELS = 480


def draw_compare() -> None:
    """Draw the comparison for the question in the address, of the articles that it names or of the answer's."""
    question = st.query_params.get("q", "").strip()
    if not question:
        st.html(f'<h1 class="cw-title">{wording.HEADING}</h1>{notice(wording.NOTHING_ASKED)}')
        return
    title = wording.PAGE_TITLE.format(question=question)
    st.set_page_config(
        page_title=wording_shared.PAGE_TITLE.format(subject=title, name=wording_shared.NAME), layout="wide"
    )
    as_typed, after = st.query_params.get("typed") == "1", st.query_params.get("after", "")
    params = question_address(question, generation=st.query_params.get("g", ""), as_typed=as_typed, after=after)
    with st.container(key="reader-bar"):
        st.html(article_blocks.bar(params))
    st.html(f'<h1 class="cw-title">{wording.HEADING}</h1>{blocks.asked(question)}')
    with st.skeleton(SKELETON_PIXELS):
        index = resources.settings().index
        chosen = tuple(st.query_params.get_all(CHOSEN))
        comparison = _comparison(str(index), current_name(index), question, chosen, as_typed, after)
    behave(said=blocks.told(comparison), kind="answered" if comparison.points else "warning")
    if comparison.points:
        articles = resources.assistant(comparison.generation).article
        named = {**params, "g": comparison.generation}
        st.html(blocks.table(comparison, named, articles))


@st.cache_resource(show_spinner=False, max_entries=COMPARISONS_KEPT)
def _comparison(
    index: str, name: str, question: str, chosen: tuple[str, ...], as_typed: bool, after: str
) -> Comparison:
    del index
    return compare(resources.assistant(name), question, articles=chosen, as_typed=as_typed, after=after)
