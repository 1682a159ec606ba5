"""Related questions in the Ask view: looked for at a press, and asked at another."""

from pathlib import Path

import pytest

from qa.indexing.build import build
from qa.serving.page.shared import blocks, resources, wording
from qa.settings import Indexing
from tests.answering.test_related import CRAMPS, QUESTION, SCIATICA
from tests.conftest import BUILT
from tests.serving.page.test_page import MODEL, open_view, texts
from tests.support.fakes import FakeEncoder


@pytest.fixture(autouse=True)
def indexed(corpus: Path, index: Path, page_settings: None) -> None:
    """Build an index of two leaflets whose headings ask."""
    for file in corpus.iterdir():
        file.unlink()
    for name, text in (("sciatica.md", SCIATICA), ("cramps.md", CRAMPS)):
        (corpus / name).write_text(text, encoding="utf-8")
    build(corpus, index, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)


def test_related_questions_are_looked_for_at_a_press_and_asked_at_another() -> None:
    """Nothing is looked for before; what is offered is what the articles answer, in that order."""
    page = open_view("ask", q=QUESTION)
    before = [button.label for button in page.button]
    look = next(button for button in page.button if button.label == wording.RELATED_LOOK)

    look.click().run()
    offered = resources.related(resources.answer(QUESTION))
    labels = [button.label for button in page.button if button.label in map(blocks.literal, offered)]
    heading = blocks.heading(wording.RELATED) in texts(page)
    next(button for button in page.button if button.label == labels[0]).click().run()

    assert offered
    assert not set(map(blocks.literal, offered)) & set(before)
    assert labels == [blocks.literal(question) for question in offered]
    assert heading
    assert page.text_input[0].value == offered[0]
    assert blocks.heading(wording.RELATED) not in texts(page)
