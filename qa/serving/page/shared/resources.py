"""What all visitors share: the encoder, the read-only assistant of the current generation, and its answers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from qa.answering.assistant import Assistant
from qa.answering.related import related as find_related
from qa.answering.suggestions import Suggester
from qa.embedding.encoder import Encoder
from qa.embedding.loading import load_encoder
from qa.errors import IndexFailure
from qa.indexing.generations import Generation, current_name, open_generation, open_kept
from qa.reading.folders import is_in
from qa.records import Answer
from qa.serving.monitoring.metrics import observe
from qa.serving.page.ask.filter import Choices, Filter, chosen_in
from qa.serving.page.ask.start import coverage, example_questions
from qa.serving.page.shared.addressing import is_generation
from qa.settings import Settings, load_settings

GENERATIONS_OPEN = 2
STARTS_KEPT = 16
"""Of folders, each a few kilobytes."""
EXAMPLES = 4
ANSWERS_KEPT = 256
"""A few kilobytes each; visitors go back and forth between an answer and its citations."""
HELD = "generation that is held"
"""What a visit keeps of this name is the generation that all of its page is drawn from."""


def current() -> str:
    """Return the name of the generation that the page of this visit is drawn from.

    It is the published one, unless another was published while this visitor reads: then it is held.
    Raises NoIndexError.
    """
    return st.session_state.get(HELD) or current_name(settings().index)


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Return the settings of this process, read once: a page asks for them some twenty times."""
    return load_settings()


@st.cache_resource(show_spinner=False)
def encoder(model: str, batch_tokens: int, cache: Path) -> Encoder:
    """Return the encoder, loaded once for all visitors."""
    return load_encoder(model, batch_tokens=batch_tokens, cache=cache)


def shared_encoder() -> Encoder:
    """Return the encoder of the settings."""
    indexing = settings().indexing
    return encoder(indexing.model, indexing.batch_tokens, settings().index / "cache")


@st.cache_resource(show_spinner=False, max_entries=GENERATIONS_OPEN)
def _assistant(index: str, name: str) -> Assistant:
    generation, damage = open_kept(Path(index), name)
    cache, encoder_ = Path(index) / "cache", shared_encoder()
    return Assistant(generation, encoder_, settings().answering, damage=damage, cache=cache)


def assistant(generation: str = "") -> Assistant:
    """Return the assistant of the generation of this visit, or of the one that an answer names.

    What is drawn beside an answer comes from its own generation, as another may be published meanwhile.  Raises
    what opening an index raises.
    """
    return _assistant(str(settings().index), generation or current())


@st.cache_resource(show_spinner=False, max_entries=ANSWERS_KEPT)
def _answer(
    index: str, name: str, question: str, as_typed: bool, among: tuple[str, ...] | None, after: str
) -> Answer:
    chosen = None if among is None else frozenset(among)
    answered = _assistant(index, name).ask(question, as_typed=as_typed, among=chosen, after=after)
    observe(answered)
    return answered


@st.cache_resource(show_spinner=False, max_entries=GENERATIONS_OPEN)
def _suggester(index: str, name: str) -> Suggester:
    return Suggester(_assistant(index, name))


def suggester() -> Suggester:
    """Return what suggests questions of the current generation; raises what opening an index raises."""
    index = settings().index
    return _suggester(str(index), current_name(index))


def answer(
    question: str,
    *,
    as_typed: bool = False,
    among: tuple[str, ...] | None = None,
    after: str = "",
    generation: str = "",
) -> Answer:
    """Return the answer of the generation of this visit, or of its articles ``among``; cached for all visitors.

    ``after`` is the question before, which a follow-up is searched with; ``generation`` names another to ask.
    Raises what asking raises.
    """
    return _answer(str(settings().index), generation or current(), question, as_typed, among, after)


def answer_at(address: Mapping[str, Sequence[str]]) -> Answer:
    """Return the answer of the generation of this visit to the question in an address, of the articles it names.

    Raises what asking raises, and UnknownArticleError where the only article to ask is not there.
    """
    one = {key: values[0] for key, values in address.items() if values}
    filter_ = chosen_in(choices(), address)
    return answer(
        one.get("q", "").strip(),
        as_typed=one.get("typed") == "1",
        among=fitting(filter_) if filter_ else None,
        after=one.get("after", ""),
    )


@st.cache_resource(show_spinner=False, max_entries=ANSWERS_KEPT)
def _related(name: str, question: str, searched: str, after: str, _answer: Answer) -> tuple[str, ...]:
    del question, searched, after
    return find_related(assistant(name), _answer)


def related(answer: Answer) -> tuple[str, ...]:
    """Return questions near an answer's that the articles answer, found once for everyone."""
    return _related(answer.generation, answer.question, answer.searched, answer.after, answer)


@st.cache_resource(show_spinner=False, max_entries=GENERATIONS_OPEN)
def _generation(index: str, name: str) -> Generation:
    return open_kept(Path(index), name)[0]


def generation() -> Generation:
    """Return the generation of this visit, without waiting for a model."""
    return _generation(str(settings().index), current())


def newest() -> Generation:
    """Return the published generation, or where that is damaged the newest whole one: a new question is for it."""
    index = settings().index
    return _generation(str(index), current_name(index))


@st.cache_resource(show_spinner=False, max_entries=GENERATIONS_OPEN)
def _choices(index: str, name: str) -> Choices:
    return Choices.of(_generation(index, name).store.articles())


def choices(generation: str = "") -> Choices:
    """Return what the articles of the generation of this visit, or of a named one, can be filtered by."""
    return _choices(str(settings().index), generation or current())


@st.cache_resource(show_spinner=False, max_entries=STARTS_KEPT)
def _start(index: str, name: str, folder: str, read_only: bool) -> tuple[tuple[str, ...], str]:
    articles = [article for article in _generation(index, name).store.articles() if is_in(article.id, folder)]
    questions = example_questions(articles, count=EXAMPLES)
    return tuple(questions), coverage(articles, read_only=read_only)


def start(folder: str = "", generation: str = "", *, read_only: bool) -> tuple[tuple[str, ...], str]:
    """Return questions to begin with, and what the articles of a folder cover as HTML: read out of them once.

    They are those of the generation of this visit, or of a named one; with ``read_only`` no link leads to adding
    an article.
    """
    return _start(str(settings().index), generation or current(), folder, read_only)


@st.cache_resource(show_spinner=False, max_entries=1)
def _older(index: str, name: str) -> Generation:
    return open_generation(Path(index), name)


def older(name: str, now: str = "") -> Generation | None:
    """Return another generation than ``now`` (that of this visit) by its name; None when it is not kept whole."""
    index = settings().index
    if not is_generation(name) or name == (now or current()) or not (index / name).is_dir():
        return None
    try:
        return _older(str(index), name)
    except IndexFailure:
        return None


def fitting(filter_: Filter) -> tuple[str, ...]:
    """Return the ids of the articles of the generation of this visit that fit a filter, in order.

    Raises UnknownArticleError where the only article to ask is not there.
    """
    store = generation().store
    articles = [store.article(filter_.article)] if filter_.article else store.articles()
    return tuple(article.id for article in articles if filter_.fits(article))
