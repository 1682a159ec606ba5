"""A follow-up in the Ask view: searched with the question before, told, and taken back at a press."""

from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from qa.indexing.build import build
from qa.serving.page.shared import blocks, resources, wording
from qa.settings import Indexing
from tests.conftest import BUILT
from tests.serving.page.test_page import MODEL, ask, open_view, status, texts
from tests.support.fakes import FakeEncoder

FIRST, FOLLOW_UP = "what is sciatica", "and walking?"
ALONE = blocks.literal(wording.ALONE.format(question=FOLLOW_UP))


@pytest.fixture(autouse=True)
def indexed(corpus: Path, index: Path, page_settings: None) -> None:
    """Build the index that the page opens."""
    build(corpus, index, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)


def address(page: AppTest) -> dict[str, str]:
    """Return the address without the generation; one value is a list of one."""
    values = {key: value if isinstance(value, str) else value[0] for key, value in page.query_params.items()}
    return {key: value for key, value in values.items() if key != "g"}


def told(page: AppTest) -> list[str]:
    """Return what is told on how the question was searched."""
    return [unescape(text) for text in texts(page) if 'class="cw-said"' in text and "Searched" in text]


def test_a_follow_up_is_searched_with_the_question_shown_and_alone_at_a_press() -> None:
    """What it was searched with is in the address, told, and away at a press; the question stays in the field."""
    page = ask(open_view("ask", q=FIRST), FOLLOW_UP)
    joined = address(page), told(page)
    alone = next(each for each in page.button if each.label == ALONE)

    alone.click().run()

    assert joined[0] == {"q": FOLLOW_UP, "after": FIRST}
    assert joined[1] == [f'<p class="cw-said">{wording.TOGETHER.format(words="sciatica")}</p>']
    assert (address(page), told(page)) == ({"q": FOLLOW_UP}, [])
    assert page.text_input[0].value == FOLLOW_UP
    assert status(page)["kind"] in ("answered", "unanswered")


def test_a_third_question_leans_on_the_first_one_too() -> None:
    """What the question shown was searched with is carried on."""
    page = ask(ask(open_view("ask", q=FIRST), FOLLOW_UP), "and at night?")

    assert address(page) == {"q": "and at night?", "after": "walking sciatica"}
    assert told(page) == [f'<p class="cw-said">{wording.TOGETHER.format(words="walking sciatica")}</p>']


@pytest.mark.parametrize("question", ["what is a cramp", "lifting with care", "", "?!"])
def test_a_question_of_its_own_leaves_the_one_before_behind(question: str) -> None:
    """Nothing of it is in the address; so is the start, and what cannot be asked."""
    page = ask(ask(open_view("ask", q=FIRST), FOLLOW_UP), question)

    assert address(page) == ({"q": question} if question else {})
    assert told(page) == []


@pytest.mark.parametrize("before", ["?!", "and so?", "what is it"])
def test_a_question_before_without_a_subject_changes_nothing(before: str) -> None:
    """An address that somebody wrote by hand is no error."""
    page = open_view("ask", q=FOLLOW_UP, after=before)

    assert told(page) == []
    assert resources.answer(FOLLOW_UP, after=before).hits == resources.answer(FOLLOW_UP).hits


def test_what_was_carried_over_is_shown_as_it_was_typed() -> None:
    """Marks of HTML and of Markdown in the question before are no part of the page."""
    page = open_view("ask", q=FOLLOW_UP, after="what is <img> *sciatica*")

    assert "cw-said" in "".join(texts(page))
    assert told(page) == [f'<p class="cw-said">{wording.TOGETHER.format(words="img sciatica")}</p>']


def test_a_citation_leads_to_the_reader_with_the_question_before() -> None:
    """So that its way back, and on to the next passage, is that of the same answer."""
    page = open_view("ask", q=FOLLOW_UP, after=FIRST)

    hrefs = [part.split('"')[0] for text in texts(page) for part in text.split('href="')[1:]]
    asked = [parse_qs(urlsplit(unescape(href)).query) for href in hrefs if href.startswith("./read?")]
    assert asked
    assert all((each["q"], each["after"]) == ([FOLLOW_UP], [FIRST]) for each in asked)
