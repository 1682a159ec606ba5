"""The Library view: what is in the index, what is not, and rebuilding it."""

from datetime import UTC, datetime
from html import escape

import streamlit as st

from qa.errors import CitewellError, NoIndexError
from qa.indexing.build import BuildReport, Stage, build
from qa.indexing.generations import Generation
from qa.serving.page import resources, wording
from qa.serving.page.blocks import literal


def draw_library() -> None:
    """Draw the state of the index, the articles, and the button that rebuilds."""
    st.title(wording.LIBRARY_HEADING, anchor=False)
    _draw_rebuild()
    try:
        generation = resources.generation()
    except NoIndexError as error:
        st.html(f'<p role="status">{escape(str(error))}</p>')
        return
    _draw_state(generation)
    _draw_articles(generation)
    if skipped := generation.manifest.skipped:
        st.subheader(wording.SKIPPED_HEADING, anchor=False)
        items = "".join(f"<li><b>{escape(entry.source)}</b>: {escape(entry.reason)}</li>" for entry in skipped)
        st.html(f"<ul>{items}</ul>")


def _draw_rebuild() -> None:
    settings = resources.settings()
    folder = literal(str(settings.corpus))
    st.caption(wording.REBUILD_HELP.format(folder=folder))
    if not st.button(wording.REBUILD, type="primary", icon=":material/refresh:"):
        return
    bar = st.progress(0.0, text=Stage.READING.value)

    def show(stage: Stage, done: int, total: int) -> None:
        bar.progress(done / total if total else 1.0, text=f"{stage.value}: {done} of {total}")

    try:
        report = build(
            settings.corpus,
            settings.index,
            encoder=resources.shared_encoder(),
            settings=settings.indexing,
            built=datetime.now(UTC),
            progress=show,
        )
    except CitewellError as error:
        bar.empty()
        st.html(f'<p role="alert"><b>{escape(str(error))}</b><br>{escape(error.hint)}</p>')
        return
    bar.empty()
    st.html(f'<p role="status">{escape(_said(report))}</p>')


def _said(report: BuildReport) -> str:
    wording_used = wording.REBUILT if report.published else wording.CURRENT
    return wording_used.format(passages=report.passages, articles=report.articles, embedded=report.embedded)


def _draw_state(generation: Generation) -> None:
    manifest = generation.manifest
    articles, passages, built = st.columns(3)
    articles.metric(wording.ARTICLES, f"{manifest.articles:,}")
    passages.metric(wording.PASSAGES_COUNT, f"{manifest.passages:,}")
    built.metric(wording.BUILT, datetime.fromisoformat(manifest.built).astimezone().strftime("%d %b, %H:%M"))
    st.caption(literal(wording.GENERATION.format(name=generation.name, model=manifest.model.name)))


def _draw_articles(generation: Generation) -> None:
    counts = generation.store.passage_counts()
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
        for article in generation.store.articles()
    ]
    st.dataframe([dict(zip(wording.COLUMNS, row, strict=True)) for row in rows], hide_index=True, width="stretch")
