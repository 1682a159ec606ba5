"""The glossary of a generation, read once, and for a large library beside the page."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread

import streamlit as st

from qa.answering.glossary.lookup import DefinedTerm, Glossary
from qa.indexing.generations import Generation
from qa.records import Answer, Article
from qa.serving.page.shared import resources

AWAITED_MOST = 500
"""Articles of a library whose glossary is waited for: it is read in less than a second.  That of thousands of
articles takes seconds, once, and until it is there no term is marked."""


@st.cache_resource(show_spinner=False, max_entries=resources.GENERATIONS_OPEN)
def _reading(name: str, _generation: Generation) -> "Future[Glossary]":
    """Begin to read the glossary of a generation, once for everyone."""
    del name
    future: Future[Glossary] = Future()
    Thread(target=_read, args=(_generation, future), daemon=True, name="glossary").start()
    return future


def _read(generation: Generation, future: "Future[Glossary]") -> None:
    store = generation.store
    try:
        future.set_result(Glossary(store.articles(), store.article))
    except Exception as error:  # noqa: BLE001 - raised where the result is asked for
        future.set_exception(error)


def terms_of(answer: Answer) -> list[DefinedTerm]:
    """Return the defined terms that an answer uses; none while the glossary is being read."""
    return _with(resources.assistant(answer.generation).generation, lambda glossary: glossary.terms_of(answer))


def terms_in(article: Article, generation: Generation) -> list[DefinedTerm]:
    """Return the defined terms that an article of a generation uses; none while the glossary is being read."""
    whole = [(0, len(article.text))]
    return _with(generation, lambda glossary: glossary.terms_in(article, whole))


def _with(generation: Generation, find: Callable[[Glossary], list[DefinedTerm]]) -> list[DefinedTerm]:
    reading = _reading(generation.name, generation)
    is_awaited = generation.manifest.articles <= AWAITED_MOST
    return find(reading.result()) if is_awaited or reading.done() else []
