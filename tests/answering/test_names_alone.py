"""A name alone is answered by what the article about it says first."""

import re

import pytest

from qa.answering.assistant import Assistant


@pytest.mark.model
def test_the_name_of_an_article_brings_its_opening(bundled_assistant: Assistant) -> None:
    """Of the bundled articles whose title begins with a name of one or two words, each is found by it."""
    titles = bundled_assistant.generation.store.titles()
    names = {article: re.split("[:(]", title)[0].strip() for article, title in titles.items()}
    short = {article: name.lower() for article, name in names.items() if len(name.split()) <= 2}

    openings = {}
    for article, name in short.items():
        snippet = bundled_assistant.ask(name).snippet
        assert snippet is not None
        openings[article] = (snippet.citations[0].article_id, snippet.citations[0].headings)

    assert len(short) > 5
    assert openings == {article: (article, ()) for article in short}
