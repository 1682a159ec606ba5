"""What is kept of an answer, and what is taken of what a browser sends."""

import json
from dataclasses import asdict
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from qa.indexing.build import build
from qa.serving.answer_summary import said
from qa.serving.page.saved import wording
from qa.serving.page.saved.record import CHARACTERS_MOST, SavedAnswer, read_back, saved_answer
from qa.serving.page.saved.view import comparison_of
from qa.serving.page.shared import resources
from qa.settings import Indexing
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder
from tests.support.held_page import MODEL

QUESTION = "does stretching the calf prevent cramps at night"


@pytest.fixture
def kept(corpus: Path, index: Path, page_settings: None) -> SavedAnswer:
    """Return what is kept of an answer of the small articles."""
    build(corpus, index, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)
    articles = resources.assistant().article
    return saved_answer(resources.answer(QUESTION), {"q": [QUESTION]}, articles, built=BUILT.isoformat())


def sent(kept: SavedAnswer, **changed: str) -> object:
    """Return what a browser sends of a saved answer."""
    return json.loads(json.dumps({**asdict(kept), **changed}))


def test_what_is_kept_is_quoted_word_for_word_with_its_source(kept: SavedAnswer) -> None:
    """The first is the snippet; each has the date of its article and the name of its file."""
    answer = resources.answer(QUESTION)
    first, article = said(answer)[0].citations[0], resources.assistant().article(kept.quotations[0].article)

    assert (kept.question, parse_qs(kept.address), kept.built) == (QUESTION, {"q": [QUESTION]}, "2026-11-20")
    assert kept.quotations[0].quote == first.quote
    assert (kept.quotations[0].published, kept.quotations[0].file) == (article.published, article.source)
    assert all(each.quote in resources.assistant().article(each.article).text for each in kept.quotations)


def test_what_is_kept_comes_back_from_a_browser_and_is_the_same_answer(kept: SavedAnswer) -> None:
    """Its question is asked again of the articles as they are, which are as they were."""
    (back,) = read_back([sent(kept)], most=2)

    assert (back.id, back.address, [each.quote for each in back.quotations]) == (
        kept.id,
        kept.address,
        [each.quote for each in kept.quotations],
    )
    assert comparison_of(back).kind == "same"


def test_a_question_to_an_article_that_is_gone_is_told_to_be_that(kept: SavedAnswer) -> None:
    """Likewise a question that cannot be asked at all, as a file that was taken in may hold one."""
    (gone,) = read_back([sent(kept, address="q=why&only=gone")], most=1)
    (empty,) = read_back([sent(kept, address="only=cramps")], most=1)

    assert (comparison_of(gone).kind, comparison_of(gone).said) == ("refused", wording.ASKED_GONE)
    assert comparison_of(empty).kind == "refused"


@pytest.mark.parametrize("anything", [None, 7, "text", {}, [None], [{"id": "1"}], [{"id": 1, "quotations": []}]])
def test_what_is_no_saved_answer_is_left(anything: object) -> None:
    """A browser may send anything."""
    assert read_back(anything, most=2) == []


def test_of_what_a_browser_sends_only_texts_of_a_bounded_length_are_taken() -> None:
    """A number is no quotation, nor is a text that is longer than any; what is over the count is left."""
    quotations = [{"quote": "x" * (CHARACTERS_MOST + 1)}, {"quote": ["<b>"]}, "none", {"quote": "<b>kept</b>"}]
    one = {"id": "1", "address": "q=a", "quotations": quotations}

    first, *others = read_back([one, one, one], most=2)

    assert [each.quote for each in first.quotations] == ["", "", "<b>kept</b>"]
    assert others == [first]
