"""The Ask view: a question, what the articles say to it, and the passages where it stands."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from qa.answering.question.follow_up import joined
from qa.errors import CitewellError
from qa.records import Answer, Citation, Hit, Verdict
from qa.serving.answer_summary import cited_first
from qa.serving.language_names import in_another_language
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.ask import follow_up
from qa.serving.page.ask.export import draw_export
from qa.serving.page.ask.exporting import Reference
from qa.serving.page.ask.feedback import draw_refusal_thumbs, draw_thumbs
from qa.serving.page.ask.filter import Filter, chosen, draw_chosen, draw_filter, folder_of
from qa.serving.page.ask.related import draw_related
from qa.serving.page.ask.suggestions import suggest_while_typing
from qa.serving.page.beside.view import draw_beside
from qa.serving.page.compare.linking import compare_link
from qa.serving.page.people.view import may_change
from qa.serving.page.proof.linking import proof_link
from qa.serving.page.read import blocks as article_blocks
from qa.serving.page.saved.view import draw_kept
from qa.serving.page.shared import blocks, resources, wording
from qa.serving.page.shared.address import follow, go, here
from qa.serving.page.shared.addressing import FOLDER, ONLY, PLACE, Address, question_address, reader_address
from qa.serving.page.shared.behaviour import behave
from qa.serving.page.taking import paper
from qa.serving.page.taking.answer import take_along
from qa.serving.page.terms.blocks import marked
from qa.serving.page.terms.known import terms_of
from qa.serving.page.written.view import draw_written

ASKED_SHOWN_MOST = 8
FIELD = "question"
ASKED = "questions of this visit"
SKELETON_PIXELS = 420


VERDICT_STYLES = {Verdict.ANSWERED: "answered", Verdict.UNSURE: "unsure", Verdict.NOT_IN_CORPUS: "unanswered"}


def draw_ask(read_page: st.Page) -> None:
    """Draw the field, then the answer to the question in the address."""
    question = st.query_params.get("q", "").strip()
    as_typed, after = st.query_params.get("typed") == "1", st.query_params.get("after", "")
    kind = "cw-asked" if question else "cw-start"
    st.html(f'<h1 class="{kind}">{escape(wording.ASK_HEADING)}</h1>')
    _draw_field(question)
    start = st.empty()  # a place of its own, so that none of it lingers while an answer is drawn
    if not question:
        with start.container():
            _draw_start()
        behave(field=wording.ASK_LABEL)
        return
    st.set_page_config(page_title=wording.PAGE_TITLE.format(subject=question, name=wording.NAME))
    with st.container(horizontal=True, vertical_alignment="center", key="verdict"):
        status = st.container()
        filtering = st.container(width="content")
    with st.skeleton(SKELETON_PIXELS):
        choices = resources.choices()
        filter_ = chosen(choices)
        answer = resources.answer_at(here())
    with status:
        verdict = answer_blocks.verdict(answer, narrowed=bool(filter_))
        sure = Verdict.ANSWERED if answer.urgent and answer.verdict is Verdict.UNSURE else answer.verdict
        behave(said=verdict, kind=VERDICT_STYLES[sure])
    if choices:
        with filtering:
            draw_filter(choices, filter_)
    if filter_:
        only = filter_.article and resources.generation().store.article(filter_.article).title
        draw_chosen(filter_, title=only)
    _remember(joined(question, answer.after))
    _draw_answer(answer, read_page, as_typed=as_typed, after=after)


def _draw_field(question: str) -> None:
    """Draw the field with the question of the address, which is the truth: back and forward change it too."""
    follow(FIELD, question)
    st.text_input(
        wording.ASK_LABEL,
        key=FIELD,
        placeholder=wording.ASK_PLACEHOLDER,
        label_visibility="collapsed",
        icon=":material/search:",
        type="search",
        on_change=_ask_next,
    )
    address = st.query_params
    scope = address.get(ONLY, "") or (f"{address[FOLDER]}/" if address.get(FOLDER) else "")
    suggest_while_typing(wording.ASK_LABEL, asked=st.session_state.get(ASKED, []), article=scope)


def _ask_next() -> None:
    """Ask what was typed, after the question that is shown where it leans on it."""
    question, address = st.session_state[FIELD], st.query_params
    _ask(question, after=follow_up.before(question, shown=address.get("q", ""), after=address.get("after", "")))


def _ask(question: str, as_typed: bool = False, after: str = "") -> None:
    """Put a question into the address, as a step to go back from; an empty one is the start."""
    tidied = question.strip()
    closed = dict.fromkeys(PLACE, "")  # the source beside another answer
    go(q=tidied, after=after, typed="1" if as_typed else "", g=_generation_name() if tidied else "", **closed)


def _generation_name() -> str:
    """Return the name of the published generation, which a new question is asked of."""
    try:
        return resources.newest().name
    except CitewellError:  # told where the answer would stand
        return ""


def _remember(question: str) -> None:
    questions = [question, *(earlier for earlier in st.session_state.get(ASKED, []) if earlier != question)]
    st.session_state[ASKED] = questions[:ASKED_SHOWN_MOST]


def _draw_start() -> None:
    """Draw what can be asked: examples out of the articles' own headings, what was asked, what they cover."""
    generation = resources.generation()
    promise = blocks.counted(wording.ASK_PROMISE, generation.manifest.articles)
    st.html(f'<p class="cw-promise">{escape(promise)}</p>')
    if folder := folder_of(resources.choices()):
        draw_chosen(Filter(folder=folder))
    examples, coverage = resources.start(folder, read_only=not may_change())
    _draw_questions(wording.EXAMPLES, examples)
    _draw_questions(wording.ASKED_BEFORE, st.session_state.get(ASKED, []))
    st.html(coverage)
    draw_kept("line")


def _draw_questions(heading: str, questions: Sequence[str]) -> None:
    if not questions:
        return
    st.html(blocks.heading(heading))
    with st.container(key=f"questions-{heading}", horizontal=True, gap="xsmall"):
        for question in questions:
            st.button(blocks.literal(question), key=f"{heading}-{question}", on_click=_ask, args=(question,))


def _draw_answer(answer: Answer, read_page: st.Page, *, as_typed: bool, after: str) -> None:
    params = question_address(
        answer.question, generation=answer.generation, as_typed=as_typed, after=after, scope=here()
    )
    if st.query_params.get("g", answer.generation) != answer.generation:
        st.html(blocks.notice(wording.ARTICLES_CHANGED))
    articles = resources.assistant(answer.generation).article
    text, source = st.container(), st.container()
    with source:  # first, so that a chip can be pressed as soon as it is drawn
        draw_beside(params, answer_blocks.behind_chips(answer, params, articles))
    with text:
        _draw_text(answer, params, read_page, as_typed=as_typed, after=after)


def _draw_text(answer: Answer, params: Address, read_page: st.Page, *, as_typed: bool, after: str) -> None:
    """Draw what the articles say, with its passages."""
    articles = resources.assistant(answer.generation).article
    _draw_searched(answer, as_typed=as_typed, after=after)
    if answer.urgent:
        st.html(answer_blocks.urgent(answer, params, articles))
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        st.html(answer_blocks.near(answer, params))
        take_along(answer)
        draw_refusal_thumbs(answer)
        with st.expander(wording.CLOSEST):
            _draw_passages(answer, params, read_page)
        st.html(resources.start(read_only=not may_change())[1])
    else:
        _draw_answered(answer, params, read_page)
        st.html(paper.sources(answer, articles))
        with st.container(key="sources"):
            st.html(answer_blocks.sources(answer, params, articles))


def _draw_searched(answer: Answer, *, as_typed: bool, after: str) -> None:
    """Draw what was searched, where that is not just the question, each with the way back."""
    if answer.languages:
        st.html(blocks.notice(wording.IN_ANOTHER_LANGUAGE.format(told=in_another_language(answer))))
    if answer.after:
        alone = wording.ALONE.format(question=answer.question)
        _draw_instead(follow_up.said(answer), alone, (answer.question, as_typed))
    if answer.searched != answer.question:
        _draw_instead(
            wording.SHOWING.format(searched=f"<b>{escape(answer.searched)}</b>"),
            wording.AS_TYPED.format(question=answer.question),
            (answer.question, True, after),
        )
    if as_typed and resources.answer(answer.question, after=after).searched != answer.question:
        _draw_instead(wording.TYPED, wording.CORRECT, (answer.question, False, after))
    if answer.suggestion is not None:
        _draw_instead("", wording.DID_YOU_MEAN.format(suggestion=answer.suggestion), (answer.suggestion, False))
    for expansion in answer.widened:
        note = wording.WIDENED.format(counterpart=expansion.counterpart, phrase=expansion.phrase)
        st.html(f'<p class="cw-details">{escape(note)}</p>')


def _draw_instead(html: str, label: str, question: tuple[str, bool] | tuple[str, bool, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"instead-{label}"):
        if html:
            st.html(f'<p class="cw-said">{html}</p>', width="content")
        st.button(blocks.literal(label), on_click=_ask, args=question, type="tertiary")


def _draw_answered(answer: Answer, params: Address, read_page: st.Page) -> None:
    articles = resources.assistant(answer.generation).article
    terms = marked(terms_of(answer), params)
    if answer.snippet:
        st.html(answer_blocks.snippet(answer, params, articles, terms))
    if answer.statements:
        st.html(answer_blocks.statements(answer, params, articles, terms))
    draw_written(answer, params)
    take_along(answer)
    if answer.passages:
        st.html(blocks.heading(wording.PASSAGES))
        _draw_passages(answer, params, read_page)
    if beside := answer_blocks.beside(answer, params, articles):
        st.html(beside)
    if answer.passages:
        references = [_reference(citation, answer) for citation in cited_first(answer)]
        draw_export(references, label=wording.CITE_ALL, key="all")
    if quiet := answer_blocks.quiet_help(answer, params, articles):
        st.html(quiet)
    if compared := compare_link(answer, params):  # last, as every sentence of its articles is looked at
        st.html(compared)
    draw_related(answer, _ask)


def _reference(passage: Citation, answer: Answer) -> Reference:
    return Reference(citation=passage, article=resources.assistant(answer.generation).article(passage.article_id))


def _draw_passages(answer: Answer, params: Address, read_page: st.Page) -> None:
    assistant = resources.assistant(answer.generation)
    for hit, passage in zip(answer.hits, answer.passages, strict=True):
        copies = [assistant.article(article_id).title for article_id in hit.also_in]
        with st.container(border=True, key=f"card-{hit.rank}"):
            article, cited = assistant.article(passage.article_id), answer_blocks.cited_in(answer, passage)
            st.html(answer_blocks.card(hit, passage, article, cited=cited, also_in=copies))
            address = reader_address(passage, params=params, marked=article_blocks.answering(hit))
            _draw_actions(hit, passage, answer, address, read_page)


def _draw_actions(hit: Hit, passage: Citation, answer: Answer, address: Address, read_page: st.Page) -> None:
    """Draw what can be done with a passage, in one row; a visitor's judgement of it belongs at its end."""
    article = resources.assistant(answer.generation).article(passage.article_id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"actions-{hit.rank}"):
        st.page_link(
            read_page,
            label=wording.READ_IN_CONTEXT,
            icon=":material/menu_book:",
            query_params=address,
        )
        with st.popover(wording.WHY, type="tertiary", icon=":material/help:", key=f"why-{hit.rank}"):
            st.html(answer_blocks.why(hit, answer.hits))
        draw_export([_reference(passage, answer)], label=wording.CITE, key=str(hit.rank))
        for link in (
            answer_blocks.original_link(passage, article),
            proof_link(answer.generation, passage, address),
        ):
            if link:
                st.html(link, width="content")
        draw_thumbs(answer, hit, passage)
