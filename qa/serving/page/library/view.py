"""The Library view: what is in the index and in the folder, what may be changed, and the index itself."""

from functools import partial
from html import escape

import streamlit as st

from qa.errors import IndexFailure, NoIndexError
from qa.indexing.generations import Generation
from qa.serving.page.library import wording
from qa.serving.page.library.changes import draw_adding, draw_told, remove
from qa.serving.page.library.index_state import draw_index_state, when
from qa.serving.page.library.rebuilding import building, draw_building
from qa.serving.page.library.rows import counts
from qa.serving.page.library.sample import draw_sample
from qa.serving.page.library.sources import draw_sources
from qa.serving.page.library.table import draw_table, rows_of
from qa.serving.page.library.watching import draw_watch
from qa.serving.page.people.view import may_change
from qa.serving.page.shared import resources
from qa.serving.page.shared.alerting import alert
from qa.serving.page.shared.blocks import counted


def draw_library(read_page: st.Page, ask_page: st.Page) -> None:
    """Draw the articles, what may be changed, and the index; who may not change the library sees no changes.

    An article is read on ``read_page``, a folder asked on ``ask_page``.
    """
    changes = may_change()
    st.title(wording.HEADING, anchor=False)
    generation = _summed_up(changes=changes)
    rows = rows_of(generation, beside_folder=True) if changes else []
    if changes:
        draw_watch(rows, partial(rows_of, generation, beside_folder=True))
        draw_building(counts(rows), first=generation is None)
        with (
            st.container()
        ):  # also when empty: what stands below must not move, or what is unfolded there folds up
            draw_told()
        if generation is None and not (rows or building().running):
            draw_sample()
        draw_adding(first=not rows)
        draw_sources()
    if generation or changes:
        draw_table(generation, read_page, ask_page, remove=remove if changes else None)
    if generation:
        draw_index_state(generation, changes=changes)


def _summed_up(*, changes: bool) -> Generation | None:
    """Return the generation that serves, and sum it up, or say why there is none: the view is the way out."""
    try:
        generation = resources.generation()
    except NoIndexError:
        message = _said_of_none(changes=changes)
        st.html(f'<p role="status" class="cw-told">{escape(message)}</p>')
        return None
    except IndexFailure as error:
        st.html(alert(error))
        return None
    st.html(f'<p class="cw-details">{escape(_summary(generation))}</p>')
    return generation


def _said_of_none(*, changes: bool) -> str:
    """Return what is said of a library without an index, whose folder may have files already."""
    if not changes:
        return f"{wording.EMPTY} {wording.EMPTY_LATER}"
    if rows_of(None, beside_folder=True):
        return f"{wording.EMPTY_WAITS} {wording.EMPTY_BUILD_HERE}"
    return f"{wording.EMPTY} {wording.EMPTY_HERE}"


def _summary(generation: Generation) -> str:
    manifest = generation.manifest
    parts = (
        counted(wording.SUMMARY, manifest.articles),
        counted(wording.SUMMARY_PASSAGES, manifest.passages),
        wording.SUMMARY_BUILT.format(when=when(manifest.built)),
    )
    return " · ".join(parts)
