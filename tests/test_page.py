"""The views of the page, drawn by Streamlit's own test runner."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from qa.answering.assistant import Assistant
from qa.indexing.build import build
from qa.indexing.generations import CURRENT
from qa.serving.page import blocks, resources, wording
from qa.settings import Indexing, load_settings
from tests.conftest import BUILT, PROJECT
from tests.fakes import FakeEncoder

QUESTION = "does stretching the calf prevent cramps at night"
MODEL = "all-MiniLM-L6-v2"
SHOULDER = "# Frozen shoulder\n\nA frozen shoulder is stiff and painful for months, and then it thaws by itself.\n"


@pytest.fixture(autouse=True)
def page_settings(corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the page its folders and a quick encoder, and nothing that another test has kept."""
    monkeypatch.chdir(corpus.parent)
    for name in [name for name in os.environ if name.startswith("CITEWELL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CITEWELL_CORPUS", str(corpus))
    monkeypatch.setenv("CITEWELL_INDEX", str(index))
    monkeypatch.setattr(resources, "load_encoder", lambda model, **_: FakeEncoder(name=model))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def indexed(corpus: Path, index: Path) -> Path:
    """Build the index that the page opens; one file of the corpus is no article."""
    (corpus / "<b>scan.jpg").write_bytes(b"\xff\xd8")
    build(corpus, index, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)
    return index


def open_view(view: str, **address: str) -> AppTest:
    """Open the view at ``/view?address``; the names of views are those of the address."""
    page = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=30)
    # switch_page knows views that are files; those of st.navigation that are functions go by this hash
    page._page_hash = calc_hash(view)
    page.query_params.update(address)
    page.run()
    assert not page.exception
    return page


def texts(page: AppTest) -> list[str]:
    """Return the pieces of HTML of a view in order, the style left out."""
    return [element.proto.body for element in page.main.get("html")]


def links(page: AppTest) -> list[tuple[str, dict[str, str]]]:
    """Return the links of a view in order: the view each leads to, and its address."""
    found = [element.proto for element in page.main.get("page_link")]
    return [(link.page, dict(parse_qsl(link.query_string))) for link in found]


@pytest.mark.usefixtures("indexed")
def test_a_question_in_the_address_is_answered_with_passages_in_order() -> None:
    """The view at ?q= shows the statements, then each passage as a card, best first."""
    page = open_view("ask", q=QUESTION)

    assistant = Assistant.open(load_settings(), encoder=FakeEncoder(name=MODEL))
    answer = assistant.ask(QUESTION)
    found = zip(answer.hits, answer.passages, strict=True)
    cards = [blocks.card(hit, passage, assistant.article(passage.article_id)) for hit, passage in found]
    assert page.text_input[0].value == QUESTION
    assert texts(page)[0].endswith(blocks.statements(answer))
    assert texts(page)[2:-1] == cards
    assert [hit.rank for hit in answer.hits] == [1, 2, 3, 4, 5]
    assert "<mark>Stretching the calf before bed may prevent cramps.</mark>" in cards[0]


@pytest.mark.usefixtures("indexed")
def test_each_passage_links_to_its_place_in_the_article() -> None:
    """The link under a card names article, passage and answering sentence, and the question to come back to."""
    page = open_view("ask", q=QUESTION)

    first = {"article": "cramps", "at": "0-96", "mark": "46-96", "q": QUESTION}
    assert links(page)[0] == ("read", first)
    assert [view for view, _ in links(page)] == ["read"] * 5


@pytest.mark.usefixtures("indexed")
def test_a_question_that_no_article_answers_is_said_to_be_none() -> None:
    """Without an answer the view says so, names the words that no article has, and states nothing."""
    page = open_view("ask", q="how do I bake <b>sourdough</b> bread")

    said = texts(page)
    assert said[0].startswith(f'<p role="status"><b>{wording.NOT_ANSWERED}.</b> No article has: bake, &lt;b&gt;')
    assert [expander.label for expander in page.expander] == [wording.CLOSEST]
    assert not any("cw-statements" in text for text in said)


@pytest.mark.usefixtures("indexed")
def test_a_question_without_words_is_refused_with_the_next_step() -> None:
    """A question that cannot be asked is a message, and the field stays."""
    page = open_view("ask", q="?!")

    assert texts(page)[0].startswith('<p role="alert"><b>The question has no words.</b><br>Ask in words')
    assert page.text_input[0].value == "?!"


def test_an_example_is_asked_at_a_press(corpus: Path, indexed: Path) -> None:
    """Without a question the view offers those that the articles' headings ask, and a press asks one."""
    (corpus / "knee.md").write_text(
        "# Knees\n\n## Why does my *knee* click?\n\nTendons slide over the knee cap.\n"
    )
    build(corpus, indexed, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)
    page = open_view("ask")
    labels = [button.label for button in page.button]

    page.button[0].click().run()

    assert labels == ["Why does my knee click\\?"]
    assert page.text_input[0].value == "Why does my knee click?"
    assert "<b>Knees</b>" in texts(page)[2]


@pytest.mark.parametrize(
    ("view", "address"), [("ask", {}), ("ask", {"q": QUESTION}), ("read", {}), ("library", {})]
)
def test_without_an_index_each_view_says_so_with_the_next_step(
    index: Path, view: str, address: Mapping[str, str]
) -> None:
    """Before the first build, a view says that there is no index, and how to build one."""
    page = open_view(view, **address)

    assert f"There is no index in {index}." in texts(page)[0]
    steps = [*(button.label for button in page.button), *texts(page)]
    assert [step for step in steps if "citewell build" in step or step == wording.REBUILD] == steps[:1]


def test_a_damaged_index_is_an_error_that_says_what_to_do(indexed: Path) -> None:
    """Where no generation is whole, the view says which file is damaged and how to rebuild."""
    (indexed / CURRENT).write_text("rubbish")

    page = open_view("ask", q=QUESTION)

    assert texts(page)[0] == (
        f'<p role="alert"><b>The index file {indexed / CURRENT} does not name a generation.</b>'
        "<br>Rebuild it with: citewell build</p>"
    )


@pytest.mark.usefixtures("indexed")
def test_an_article_is_read_with_the_passage_and_its_sentence_marked() -> None:
    """The address of a passage shows the whole article, the passage set apart and the sentence marked in it."""
    page = open_view("read", article="cramps", at="0-96", mark="46-96", q=QUESTION)

    said = "Stretching the calf before bed may prevent cramps."
    assert texts(page)[0] == '<h1 class="cw-title">Cramps at night</h1><p class="cw-details"></p>'
    assert texts(page)[1] == (
        '<article class="cw-text cw-article"><p>'
        '<span class="cw-cited" id="cited">Cramps in the calf wake many people at night. </span>'
        f'<span class="cw-cited"><mark>{said}</mark></span></p></article>'
    )
    assert "scrollIntoView" in texts(page)[2]
    assert links(page) == [("", {"q": QUESTION})]


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("place", ["0-97", "96-100", "here"])
def test_a_place_that_no_longer_exists_is_said_to_be_gone(place: str) -> None:
    """A link into text that has changed shows the article as it is now, nothing marked, and says why."""
    page = open_view("read", article="cramps", at=place)

    assert texts(page)[1] == f'<p role="alert">{wording.NO_SUCH_PLACE}</p>'
    assert (blocks.CITED in texts(page)[2], "prevent cramps." in texts(page)[2]) == (False, True)


@pytest.mark.usefixtures("indexed")
def test_an_article_that_is_not_there_is_said_to_be_missing() -> None:
    """An address with an unknown article is a message that shows the id as text."""
    page = open_view("read", article="<i>")

    assert texts(page)[0].startswith('<p role="alert"><b>The index holds no article &#x27;&lt;i&gt;&#x27;.</b>')


@pytest.mark.usefixtures("indexed")
def test_an_article_can_be_chosen_by_its_title() -> None:
    """Without an article in the address the view offers all, and shows the chosen one."""
    page = open_view("read")

    page.selectbox[0].select("lifting.txt").run()

    assert page.selectbox[0].options == ["Cramps at night", "Lifting with care", "Sciatica"]
    assert texts(page)[0].startswith('<h1 class="cw-title">Lifting with care</h1>')


@pytest.mark.usefixtures("indexed")
def test_the_library_shows_what_is_in_the_index_and_what_is_not() -> None:
    """The library counts articles and passages, lists the articles, names each skipped file and why."""
    page = open_view("library")

    assert [metric.value for metric in page.metric[:2]] == ["3", "6"]
    assert list(page.dataframe[0].value["File"]) == ["cramps.md", "lifting.txt", "sciatica.md"]
    assert list(page.dataframe[0].value["Passages"]) == [1, 2, 3]
    assert texts(page)[0].startswith("<ul><li><b>&lt;b&gt;scan.jpg</b>: there is no reader for this format")


def test_rebuilding_in_the_library_publishes_a_new_article(corpus: Path, indexed: Path) -> None:
    """After a press on the button a page that is open answers from an article that was just put in."""
    before = open_view("ask", q="frozen shoulder")
    (corpus / "shoulder.md").write_text(SHOULDER)
    page = open_view("library")

    page.button[0].click().run()

    assert "No article has: frozen, shoulder." in texts(before)[0]
    assert "Built 7 passages of 4 articles; 1 were new or changed." in texts(page)[0]
    assert [metric.value for metric in page.metric[:2]] == ["4", "7"]
    assert "<b>Frozen shoulder</b>" in texts(before.run())[2]


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("view", ["ask", "read", "library"])
def test_each_view_ends_by_saying_that_it_is_no_diagnosis(view: str) -> None:
    """The last words of each view say that this is information, no diagnosis, and whom to ask."""
    page = open_view(view)

    assert texts(page)[-1] == f'<p class="cw-foot">{wording.FOOT}</p>'
    assert "no diagnosis" in wording.FOOT
