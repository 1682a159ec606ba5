"""The choice of an article to read: a list by topic that is searched by words; the address keeps both."""

from collections.abc import Callable
from html import escape

import streamlit as st

from qa.indexing.generations import Generation
from qa.records import Article
from qa.serving.page.read import shelves
from qa.serving.page.read.shelves import FIND, SHELF, WHOLE_MOST
from qa.serving.page.shared import resources, wording
from qa.serving.page.shared.address import follow, go
from qa.serving.page.shared.blocks import counted

GENERATIONS_KEPT = 2
FOUND_SHOWN_MOST = 200
"""More are a megabyte of links; another word leaves fewer."""


@st.cache_resource(show_spinner=False, max_entries=GENERATIONS_KEPT)
def _listed(index: str, name: str, _generation: Generation) -> tuple[list[Article], Callable[[Article], str]]:
    del index, name  # cache keys: reading thousands of articles takes long, and every word typed lists them again
    articles = list(_generation.store.articles())
    return articles, shelves.shelf_namer(articles)


def draw_choice(generation: Generation) -> None:
    """Draw the field and the list."""
    st.title(wording.READ_HEADING, anchor=False)
    articles, name_of = _listed(str(resources.settings().index), generation.name, generation)
    words, shelf = st.query_params.get(FIND, ""), st.query_params.get(SHELF, "")
    follow(FIND, words)
    st.text_input(
        wording.CHOOSE_ARTICLE,
        key=FIND,
        placeholder=wording.CHOOSE_PLACEHOLDER,
        icon=":material/search:",
        type="search",
        on_change=lambda: go(**{FIND: st.session_state[FIND].strip(), SHELF: ""}),
    )
    if words:
        _draw_found(shelves.found(articles, words), name_of)
    elif shelf:
        st.html(shelves.open_shelf(articles, name_of, shelf))
    elif len(articles) <= WHOLE_MOST:
        st.html(shelves.whole_list(articles, name_of))
    else:
        st.html(shelves.closed_shelves(articles, name_of))


def _draw_found(found: list[Article], name_of: Callable[[Article], str]) -> None:
    said = counted(wording.ARTICLES_FOUND, len(found)) if found else wording.NO_ARTICLE_FOUND
    if len(found) > FOUND_SHOWN_MOST:
        said += f" {wording.ARTICLES_CUT.format(count=FOUND_SHOWN_MOST)}"
    st.html(f'<p role="status" class="cw-details">{escape(said)}</p>')
    shown = shelves.ordered(found, name_of)[:FOUND_SHOWN_MOST]
    st.html(shelves.whole_list(shown, name_of))
