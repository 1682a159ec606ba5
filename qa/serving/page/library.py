"""The Library view: what is in the index, what is not, adding articles, and rebuilding."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from qa.errors import CitewellError, CorpusError, NoIndexError
from qa.indexing.build import BuildReport, Stage
from qa.indexing.generations import Generation
from qa.reading.adding import Added, add_address, add_content, add_text
from qa.reading.formats import COMPRESSED, READERS
from qa.reading.library import scan
from qa.serving.building import build_now
from qa.serving.page import blocks, resources, wording
from qa.serving.page.blocks import literal

ADDED_KEY = "added to the library"


def draw_library(read_page: st.Page) -> None:
    """Draw the state of the index, adding, the articles, and the button that rebuilds."""
    st.title(wording.LIBRARY_HEADING, anchor=False)
    settings = resources.settings()
    _draw_rebuild()
    _draw_adding(settings.corpus)
    try:
        generation = resources.generation()
    except NoIndexError as error:
        st.html(f'<p role="status">{escape(str(error))}</p>')
        return
    _draw_state(generation, settings.corpus)
    _draw_articles(generation, read_page)
    if skipped := generation.manifest.skipped:
        st.subheader(wording.SKIPPED_HEADING, anchor=False)
        items = "".join(f"<li><b>{escape(entry.source)}</b>: {escape(entry.reason)}</li>" for entry in skipped)
        st.html(f"<ul>{items}</ul>")


def _draw_adding(corpus: Path) -> None:
    with st.expander(wording.ADD, icon=":material/add:"), st.form("adding", border=False, clear_on_submit=True):
        suffixes = sorted(suffix.removeprefix(".") for suffix in [*READERS, COMPRESSED])
        files = st.file_uploader(wording.ADD_FILES, accept_multiple_files=True, type=suffixes)
        address = st.text_input(wording.ADD_ADDRESS, placeholder="https://", type="url")
        text = st.text_area(wording.ADD_TEXT, height=120)
        if st.form_submit_button(wording.ADD_BUTTON):
            st.session_state[ADDED_KEY] = _add(corpus, files, address or "", text)
    for outcome in st.session_state.get(ADDED_KEY, ()):
        _draw_outcome(outcome)


def _add(corpus: Path, files: Sequence[Any], address: str, text: str) -> list[Added | CitewellError]:
    """Add all that was given; what fails is an outcome too, and costs only itself."""
    corpus.mkdir(parents=True, exist_ok=True)
    steps: list[Callable[[], Added]] = [
        partial(add_content, corpus, file.getvalue(), file_name=file.name, came_from="") for file in files
    ]
    if address.strip():
        steps.append(partial(add_address, corpus, address.strip()))
    if text.strip():
        steps.append(partial(add_text, corpus, text))
    outcomes: list[Added | CitewellError] = []
    for step in steps:
        try:
            outcomes.append(step())
        except CitewellError as error:
            outcomes.append(error)
    return outcomes


def _draw_outcome(outcome: Added | CitewellError) -> None:
    if isinstance(outcome, CitewellError):
        st.html(f'<p role="alert"><b>{escape(str(outcome))}</b><br>{escape(outcome.hint)}</p>')
        return
    said = (wording.UPDATED if outcome.updated else wording.ADDED).format(title=outcome.title)
    st.html(f'<p role="status"><b>{escape(said)}</b> {escape(wording.THEN_REBUILD)}</p>')
    with st.expander(wording.CUT.format(count=len(outcome.report.removed))):
        st.html(blocks.cleaning(outcome.report))


def _draw_rebuild() -> None:
    settings = resources.settings()
    st.caption(wording.REBUILD_HELP.format(folder=literal(str(settings.corpus))))
    if not st.button(wording.REBUILD, type="primary", icon=":material/refresh:"):
        return
    st.session_state.pop(ADDED_KEY, None)
    bar = st.progress(0.0, text=Stage.READING.value)

    def show(stage: Stage, done: int, total: int) -> None:
        bar.progress(done / total if total else 1.0, text=f"{stage.value}: {done} of {total}")

    try:
        report = build_now(settings, resources.shared_encoder(), progress=show)
    except CitewellError as error:
        bar.empty()
        st.html(f'<p role="alert"><b>{escape(str(error))}</b><br>{escape(error.hint)}</p>')
        return
    bar.empty()
    st.html(f'<p role="status">{escape(_said(report))}</p>')


def _said(report: BuildReport) -> str:
    wording_used = wording.REBUILT if report.published else wording.CURRENT
    return wording_used.format(passages=report.passages, articles=report.articles, embedded=report.embedded)


def _draw_state(generation: Generation, corpus: Path) -> None:
    manifest = generation.manifest
    articles, passages, built = st.columns(3)
    articles.metric(wording.ARTICLES, f"{manifest.articles:,}")
    passages.metric(wording.PASSAGES_COUNT, f"{manifest.passages:,}")
    built.metric(wording.BUILT, datetime.fromisoformat(manifest.built).astimezone().strftime("%d %b, %H:%M"))
    st.caption(literal(wording.GENERATION.format(name=generation.name, model=manifest.model.name)))
    if waiting := _waiting(generation, corpus):
        st.html(f'<p role="status">{escape(wording.WAITING.format(count=waiting))}</p>')


def _waiting(generation: Generation, corpus: Path) -> int:
    """Return how many files of the corpus the generation has never seen."""
    seen = {article.source for article in generation.store.articles()}
    seen |= {entry.source for entry in generation.manifest.skipped}
    try:
        return len(set(scan(corpus)) - seen)
    except CorpusError:
        return 0


def _draw_articles(generation: Generation, read_page: st.Page) -> None:
    counts = generation.store.passage_counts()
    articles = list(generation.store.articles())
    rows = [
        (
            article.title,
            article.topic,
            len(article.text.split()),
            counts.get(article.id, 0),
            article.publisher,
            article.published,
            article.source,
        )
        for article in articles
    ]
    table = st.dataframe(
        [dict(zip(wording.COLUMNS, row, strict=True)) for row in rows],
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="single-row",
    )
    chosen = table["selection"]["rows"]
    if chosen:
        article = articles[chosen[0]]
        st.page_link(
            read_page,
            label=literal(article.title),
            icon=":material/menu_book:",
            query_params={"article": article.id},
        )
        st.html(blocks.cleaning(generation.store.report(article.id)))
    else:
        st.caption(wording.READ_ARTICLE)
