"""The Read view: a whole article, with the cited text highlighted and scrolled to."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from qa.errors import QuestionError, UnknownArticleError
from qa.indexing.generations import Generation
from qa.records import Answer
from qa.serving.page.proof.linking import original_link
from qa.serving.page.read import blocks as article_blocks
from qa.serving.page.read.asking import draw_field
from qa.serving.page.read.choosing import draw_choice
from qa.serving.page.read.locating import LinkState, Located, hits_around
from qa.serving.page.read.opening import opened
from qa.serving.page.shared import blocks, resources, wording
from qa.serving.page.shared.address import here
from qa.serving.page.shared.addressing import href, question_in
from qa.serving.page.shared.behaviour import behave
from qa.serving.page.taking import paper
from qa.serving.page.taking.tools import draw_tools
from qa.serving.page.terms import blocks as term_blocks
from qa.serving.page.terms.known import terms_in


def draw_read(ask_page: st.Page) -> None:
    """Draw the article that the address names, or a choice of articles.

    A question to the article leads to ``ask_page``.
    """
    wanted = st.query_params.get("article", "")
    generation = resources.generation()
    if not wanted:
        draw_choice(generation)
        return
    located, shown = opened(st.query_params, generation)
    st.set_page_config(
        page_title=wording.PAGE_TITLE.format(subject=located.article.title, name=wording.NAME), layout="wide"
    )
    question, bar = st.query_params.get("q", ""), st.container(key="reader-bar").empty()
    if question:  # before all that stands below it, which it would move
        bar.html(article_blocks.bar(question_in(here())))
    side, main = st.columns([1, 3], gap="large")
    contents = article_blocks.table_of_contents(located.article)
    if contents:
        side.container(key="reader-contents").html(contents)
    with main:
        draw_field(located.article, ask_page)
        _draw_article(located, contents, shown)
        answers = _draw_passages(bar, located) if question else []
        _draw_more(located, answers, shown)


def _draw_article(located: Located, contents: str, shown: Generation) -> None:
    article, cited, marked = located.article, located.cited, located.marked
    st.html(article_blocks.head(article, marked))
    behave(
        said=article_blocks.SAID[located.state],
        kind="hidden" if located.state in article_blocks.QUIET else "warning",
        place=f"{article.id} {cited} {marked}" if cited else "",
    )
    if located.state is LinkState.OLDER:
        st.html(blocks.link(href({"article": article.id}), wording.READ_NOW))
    st.html(original_link(article, located.marked, shown))
    draw_tools(f"{article.id} {article.digest}", title=article.title)
    st.html(paper.source(article))
    if contents:
        st.html(article_blocks.folded(wording.CONTENTS, contents))
    terms = term_blocks.marked(terms_in(article, shown), question_in(here()))
    st.html(article_blocks.article_body(article, cited, marked, terms=terms))


def _draw_passages(bar: DeltaGenerator, located: Located) -> list[Answer]:
    """Draw links to the previous and next passage of the question, and back to it; return its answer."""
    try:
        answer = resources.answer_at(here())
    except (QuestionError, UnknownArticleError):  # of a question that can no longer be asked there is no passage
        return []
    bar.html(article_blocks.bar(question_in(here()), answer, hits_around(answer, located)))
    return [answer]


def _draw_more(located: Located, answers: list[Answer], shown: Generation) -> None:
    """Draw other articles with the same statement, the references, and the cleaning report."""
    article, marked = located.article, located.marked
    if marked and located.state in (LinkState.HERE, LinkState.MOVED):
        quotation = " ".join(article.text[start:end] for start, end in marked)
        answers = [*answers, *_answers_to(quotation)]
        citations = article_blocks.same_point(answers, article.id, marked)
        if citations:
            articles = resources.assistant(answers[0].generation).article
            st.html(article_blocks.agreeing(citations, {**question_in(here()), "g": shown.name}, articles))
    if article.references:
        st.html(article_blocks.references(article))
    with st.expander(wording.WHAT_WAS_CUT):
        st.html(blocks.cleaning(shown.store.report(article.id)))


def _answers_to(quotation: str) -> list[Answer]:
    """Return the answer to a quotation: its statement may cite other articles that say the same."""
    try:
        return [resources.answer(quotation)]
    except QuestionError:  # longer than a question may be
        return []
