"""What all visitors share: the encoder and the read-only assistant of the current generation."""

import streamlit as st

from qa.answering.assistant import Assistant
from qa.indexing.encoder import Encoder, load_encoder
from qa.indexing.generations import Generation, current_name, open_newest_whole
from qa.settings import Settings, load_settings

GENERATIONS_OPEN = 2


def settings() -> Settings:
    """Return the settings of this process."""
    return load_settings()


@st.cache_resource(show_spinner=False)
def encoder(model: str, batch_tokens: int) -> Encoder:
    """Return the encoder, loaded once for everyone."""
    return load_encoder(model, batch_tokens=batch_tokens)


def shared_encoder() -> Encoder:
    """Return the encoder of the settings."""
    indexing = settings().indexing
    return encoder(indexing.model, indexing.batch_tokens)


@st.cache_resource(show_spinner=False, max_entries=GENERATIONS_OPEN)
def _assistant(index: str, name: str) -> Assistant:
    del index, name  # they are the key: another generation is another assistant
    return Assistant.open(settings(), encoder=shared_encoder())


def assistant() -> Assistant:
    """Return the assistant of the generation that is current now; raises what opening an index raises."""
    index = settings().index
    return _assistant(str(index), current_name(index))


@st.cache_resource(show_spinner=False, max_entries=GENERATIONS_OPEN)
def _generation(index: str, name: str) -> Generation:
    del index, name
    return open_newest_whole(settings().index)[0]


def generation() -> Generation:
    """Return the generation that is current now, without waiting for a model."""
    index = settings().index
    return _generation(str(index), current_name(index))
