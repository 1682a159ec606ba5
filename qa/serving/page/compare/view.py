"""The Compare view: what several articles say on a question, point by point and side by side."""

import streamlit as st

from qa.answering.comparison import ARTICLES_MOST, answering_articles
from qa.indexing.store import Store
from qa.serving.page.compare import blocks, wording
from qa.serving.page.compare.choosing import CHOSEN, draw_chooser
from qa.serving.page.compare.known import known_comparison
from qa.serving.page.read import blocks as article_blocks
from qa.serving.page.read.locating import article_or_none
from qa.serving.page.shared import resources
from qa.serving.page.shared import wording as wording_shared
from qa.serving.page.shared.address import here
from qa.serving.page.shared.addressing import question_in
from qa.serving.page.shared.behaviour import behave
from qa.serving.page.shared.blocks import notice

SKELETON_PIXELS = 480


def draw_compare() -> None:
    """Draw the comparison for the question in the address, of the articles that it names or of the answer's."""
    address = here()
    question = st.query_params.get("q", "").strip()
    if not question:
        st.html(f'<h1 class="cw-title">{wording.HEADING}</h1>{notice(wording.NOTHING_ASKED)}')
        return
    title = wording.PAGE_TITLE.format(question=question)
    st.set_page_config(
        page_title=wording_shared.PAGE_TITLE.format(subject=title, name=wording_shared.NAME), layout="wide"
    )
    with st.container(key="reader-bar"):
        st.html(article_blocks.bar(question_in(address)))
    st.html(f'<h1 class="cw-title">{wording.HEADING}</h1>{blocks.asked(question)}')
    with st.container(horizontal=True, vertical_alignment="center", key="compared"):
        status = st.container()
        choosing = st.container(width="content")
    with st.skeleton(SKELETON_PIXELS):
        answer = resources.answer_at(address)
        store = resources.assistant(answer.generation).generation.store
        wanted = address.get(CHOSEN, [])
        chosen = _here(store, wanted)
        comparison = known_comparison(answer, address, chosen)
    with status:
        said = blocks.told(comparison, chosen=bool(chosen))
        behave(said=said, kind="answered" if comparison.has_common_points else "warning")
    with choosing:
        compared = chosen or [article.article_id for article in comparison.articles]
        draw_chooser(store.articles(), answering_articles(answer), compared)
    if len(chosen) < min(len(set(wanted)), ARTICLES_MOST):
        st.html(notice(wording.GONE))
    if comparison.points:
        articles = resources.assistant(comparison.generation).article
        st.html(blocks.table(comparison, {**question_in(address), "g": comparison.generation}, articles))


def _here(store: Store, wanted: list[str]) -> list[str]:
    """Return the ids among those wanted that name an article, each once, as many as can be compared."""
    known = (article_or_none(store.article, article_id) for article_id in wanted)
    return list(dict.fromkeys(article.id for article in known if article))[:ARTICLES_MOST]
