"""The views of the page, drawn by Streamlit's own test runner."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from qa.answering.assistant import Assistant
from qa.indexing.build import build
from qa.indexing.generations import CURRENT
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.ask.formats import FORMATS
from qa.serving.page.library import wording as wording_library
from qa.serving.page.proof import wording as wording_proof
from qa.serving.page.shared import blocks, resources, wording
from qa.serving.page.shared.addressing import digest_of, question_address
from qa.serving.page.shared.empty import empty
from qa.settings import Indexing, load_settings
from tests.conftest import BUILT, PROJECT, build_small
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("page_settings")

QUESTION = "does stretching the calf prevent cramps at night"
MODEL = "all-MiniLM-L6-v2"
NO_ARTICLE = "<b>scan.jpg"
SHOULDER = "# Frozen shoulder\n\nA frozen shoulder is stiff and painful for months, and then it thaws by itself.\n"


@pytest.fixture(scope="module")
def indexed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build, once for all tests, the index that the page opens; no test may change it."""
    return build_small(tmp_path_factory.mktemp("indexed"), FakeEncoder(name=MODEL), NO_ARTICLE)


@pytest.fixture
def indexed(indexed_once: Path, corpus: Path, index: Path) -> Path:
    """Copy the index that the page opens; one file of the corpus is no article."""
    (corpus / NO_ARTICLE).write_bytes(b"\xff\xd8")
    return shutil.copytree(indexed_once, index)


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
    """Return the pieces of HTML of a view in order, style and navigation left out."""
    return [element.proto.body for element in page.main.get("html") if "cw-nav" not in element.proto.body]


def links(page: AppTest) -> list[tuple[str, dict[str, str]]]:
    """Return the links under the passages in order: the view each leads to, and its address."""
    found = [element.proto for element in page.main.get("page_link")]
    return [(link.page, dict(parse_qsl(link.query_string))) for link in found]


def status(page: AppTest) -> dict[str, str]:
    """Return what the live region is told."""
    told = [json.loads(component.proto.json or "{}") for component in page.main.get("bidi_component")]
    said: dict[str, str] = next(each for each in reversed(told) if "kind" in each)
    return said


def ask(page: AppTest, question: str) -> AppTest:
    """Type a question and press Enter."""
    return page.text_input[0].set_value(question).run()


def rebuild(corpus: Path, index: Path) -> None:
    build(corpus, index, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)


@pytest.mark.usefixtures("indexed")
def test_a_question_in_the_address_is_answered_with_passages_in_order() -> None:
    """The view at ?q= shows the snippet first, then each passage as a card, best first."""
    page = open_view("ask", q=QUESTION)

    assistant = Assistant.open(load_settings(), encoder=FakeEncoder(name=MODEL))
    answer = assistant.ask(QUESTION)
    asked = question_address(QUESTION, generation=answer.generation)
    cards = [
        answer_blocks.card(
            hit,
            passage,
            assistant.article(passage.article_id),
            cited=answer_blocks.cited_in(answer, passage),
        )
        for hit, passage in zip(answer.hits, answer.passages, strict=True)
    ]
    assert page.text_input[0].value == QUESTION
    assert answer_blocks.snippet(answer, asked, assistant.article) in texts(page)
    assert [text for text in texts(page) if "cw-card" in text] == cards
    assert [hit.rank for hit in answer.hits] == [1, 2, 3, 4, 5]
    assert "<mark>Cramps in the calf" in cards[0]
    assert status(page)["said"] == answer_blocks.verdict(answer)


@pytest.mark.usefixtures("indexed")
def test_the_proof_of_an_article_without_pages_leads_to_its_file() -> None:
    """A link without an article, or to one that is gone, is told."""
    article = open_view("proof", article="cramps", at="0-96")

    assert any("Cramps in the calf" in text for text in texts(article))
    assert any(wording_proof.NO_PAGES in text for text in texts(article))
    assert [button.proto.label for button in article.main.get("download_button")] == [
        wording_proof.SAVE,
        wording_proof.OPEN_FILE,
    ]
    assert any(wording_proof.NOTHING_WANTED in text for text in texts(open_view("proof")))
    assert any("There is no article" in text for text in texts(open_view("proof", article="gone")))
    moved = open_view("proof", article="cramps", at="0-96", h="0" * 16)
    assert any(wording_proof.CHANGED in text for text in texts(moved))


@pytest.mark.usefixtures("indexed")
def test_each_passage_links_to_its_place_in_the_article() -> None:
    """The link under a card names passage, answering sentence, quotation, generation and the question."""
    page = open_view("ask", q=QUESTION)

    name = resources.generation().name
    whole = "Cramps in the calf wake many people at night. Stretching the calf before bed may prevent cramps."
    first = {"article": "cramps", "at": "0-96", "mark": "46-96", "h": digest_of(whole), "q": QUESTION, "g": name}
    assert links(page)[0] == ("read", first)
    assert [view for view, _ in links(page)] == ["read"] * 5


@pytest.mark.usefixtures("indexed")
def test_a_typed_question_is_put_into_the_address_with_its_generation() -> None:
    """After Enter the address reproduces the question, and when it is cleared the view is as at first."""
    page = open_view("ask", topic="x")

    ask(page, f"  {QUESTION} ")
    asked = dict(page.query_params)
    ask(page, "")

    assert asked == {"topic": "x", "q": QUESTION, "g": resources.generation().name}
    assert dict(page.query_params) == {"topic": "x"}
    assert any("cw-promise" in text for text in texts(page))


def test_a_question_of_another_generation_is_answered_and_the_change_is_told(corpus: Path, indexed: Path) -> None:
    """Where the articles changed since a link was made, the answer is of today, and that is said."""
    before = resources.generation().name
    (corpus / "shoulder.md").write_text(SHOULDER)
    rebuild(corpus, indexed)

    pages = [open_view("ask", q="frozen shoulder", g=name) for name in (before, resources.generation().name)]

    notice = blocks.notice(wording.ARTICLES_CHANGED)
    assert [notice in texts(page) for page in pages] == [True, False]
    assert all("<b>Frozen shoulder</b>" in "".join(texts(page)) for page in pages)


@pytest.mark.usefixtures("indexed")
def test_a_question_that_no_article_answers_is_said_to_be_none() -> None:
    """Without an answer the view says so, names the words that no article has, and states nothing."""
    page = open_view("ask", q="how do I bake <b>sourdough</b> bread")

    said = texts(page)
    assert status(page) == {"said": f"{wording.NOT_ANSWERED}.", "kind": "unanswered", "place": "", "field": ""}
    assert any("No article has: bake, b, sourdough, bread." in text for text in said)
    assert [expander.label for expander in page.expander] == [wording.CLOSEST]
    assert not any(wording.WHAT_THEY_SAY in text for text in said)


@pytest.mark.usefixtures("indexed")
def test_a_question_in_another_language_is_told_which_the_articles_are_in() -> None:
    """The refusal of a question that is in the language of no article comes with theirs, and no other spelling."""
    page = open_view("ask", q="wie lange dauert das bei kramps")

    told = "The articles are in English; the question seems to be in German."
    assert blocks.notice(wording.IN_ANOTHER_LANGUAGE.format(told=told)) in texts(page)
    assert not [button for button in page.button if "instead" in button.label or "mean" in button.label]


@pytest.mark.usefixtures("indexed")
def test_a_misspelt_question_is_answered_and_can_be_searched_as_typed() -> None:
    """What was searched is shown; a press searches as typed, another looks for a spelling again."""
    page = open_view("ask", q="which things ease siatica")
    shown = [text for text in texts(page) if "cw-said" in text]
    as_typed = next(button for button in page.button if "instead" in button.label)

    as_typed.click().run()
    typed = dict(page.query_params), [button.label for button in page.button], status(page)["kind"]
    page.button[-1].click().run()

    assert shown == ['<p class="cw-said">Showing results for <b>which things ease sciatica</b>.</p>']
    assert typed[0]["typed"] == "1"
    assert typed[1:] == ([wording.CORRECT], "unanswered")
    assert "typed" not in page.query_params
    assert status(page)["kind"] == "answered"


@pytest.mark.usefixtures("indexed")
def test_a_question_without_words_is_refused_with_the_next_step() -> None:
    """A question that cannot be asked is a message, and the field stays."""
    page = open_view("ask", q="?!")

    assert any("<b>The question has no words.</b><br>Ask in words" in text for text in texts(page))
    assert page.text_input[0].value == "?!"


def test_an_example_is_asked_at_a_press_and_remembered(corpus: Path, indexed: Path) -> None:
    """The view offers questions that the articles' headings ask, and those of this visit."""
    (corpus / "knee.md").write_text(
        "# Knees\n\n## Why does my *knee* click?\n\nTendons slide over the knee cap.\n"
    )
    rebuild(corpus, indexed)
    page = open_view("ask")
    labels = [button.label for button in page.button]

    page.button[0].click().run()
    asked = page.text_input[0].value, "<b>Knees</b>" in "".join(texts(page))
    ask(page, "")

    assert labels == ["Why does my knee click\\?"]
    assert asked == ("Why does my knee click?", True)
    assert [button.label for button in page.button] == labels * 2
    assert any(wording.ASKED_BEFORE in text for text in texts(page))


@pytest.mark.usefixtures("indexed")
def test_the_start_asks_for_the_focus_in_the_field() -> None:
    """Without a question the field is to get the focus; with an answer, the reader keeps the place."""
    fields = [status(open_view("ask", **address))["field"] for address in ({}, {"q": QUESTION})]

    assert fields == [wording.ASK_LABEL, ""]


def test_a_filter_shows_only_the_chosen_articles_and_stands_in_the_address(corpus: Path, indexed: Path) -> None:
    """What is chosen is said, kept in the address, and what is shown comes from nowhere else."""
    for name, topic in (("a", "Legs"), ("b", "Backs")):
        text = f"---\ntitle: {name}\ntopic: {topic}\n---\n\nSciatica of the {name} is eased by walking."
        (corpus / f"{name}.md").write_text(text)
    rebuild(corpus, indexed)
    page = open_view("ask", q="what eases sciatica")

    page.multiselect(key="topic").set_value(["Legs"]).run()

    cards = [text for text in texts(page) if "cw-card" in text]
    assert page.query_params["topic"] == "Legs"
    assert ['id="passage-1"' in card and "<b>a</b>" in card for card in cards] == [True]
    assert any("Only: Legs" in text for text in texts(page))


def test_each_format_of_a_citation_is_offered(indexed: Path) -> None:
    """A citation can be copied or saved in every format, alone or with all others; until then none is written."""
    page = open_view("ask", q=QUESTION)
    closed = len(page.tabs)

    page.session_state["cite-1"] = page.session_state["cite-all"] = True
    page.run()

    assert closed == 0
    assert [tab.label for tab in page.tabs] == [form.name for form in FORMATS] * 2
    assert page.code[[form.name for form in FORMATS].index("BibTeX")].value.startswith("@misc{cramps-0,")
    assert len(json.loads(page.code[-1].value)) == 5


VIEWS = [("ask", {}), ("ask", {"q": QUESTION}), ("read", {}), ("check", {}), ("map", {}), ("quality", {})]


@pytest.mark.parametrize(("view", "address"), VIEWS)
@pytest.mark.parametrize("files", [True, False])
def test_without_an_index_each_view_leads_to_adding_articles(
    corpus: Path, view: str, address: Mapping[str, str], files: bool
) -> None:
    """Before the first build there is a heading, what is missing, a link to the Library, and no error."""
    if not files:
        shutil.rmtree(corpus)

    page = open_view(view, **address)

    shown = [text for text in texts(page) if "cw-empty" in text]
    link = wording_library.OPEN_LIBRARY if files else wording_library.ADD
    assert shown == [empty(read_only=False, waiting=files)]
    assert f'<a class="cw-open" href="./library?">{link}</a>' in shown[0]
    assert (len(page.title), len(page.text_input)) == (1, 0)
    assert not any('role="alert"' in text or str(corpus.parent) in text for text in texts(page))


@pytest.mark.parametrize("view", ["ask", "library"])
def test_an_empty_library_that_is_served_read_only_offers_no_way_to_add(
    monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    """A visitor who may change nothing is told that nothing is here yet, and no more."""
    monkeypatch.setenv("CITEWELL_SERVING__READ_ONLY", "true")

    page = open_view(view)

    said = "".join(texts(page))
    assert wording_library.EMPTY in said
    assert (wording_library.ADD in said, len(page.button)) == (False, 0)


def test_a_damaged_index_is_an_error_that_says_what_to_do(indexed: Path) -> None:
    """Where no generation is whole, the view says which file is damaged and how to rebuild."""
    (indexed / CURRENT).write_text("rubbish")

    page = open_view("ask", q=QUESTION)

    assert (
        '<p role="alert"><b>The articles cannot be searched: '
        "a part of their index is damaged.</b><br>"
        "Rebuild the index in the Library, or tell whoever looks after it.</p>"
    ) in texts(page)


@pytest.mark.usefixtures("indexed")
def test_an_article_is_read_with_the_passage_and_its_sentence_marked() -> None:
    """The address of a passage shows the whole article, the passage set apart and the sentence marked in it."""
    page = open_view("read", article="cramps", at="0-96", mark="46-96", q=QUESTION)

    said = "Stretching the calf before bed may prevent cramps."
    assert '<h1 class="cw-title">Cramps at night</h1><p class="cw-details"></p>' in texts(page)
    assert (
        '<article class="cw-text cw-article"><p>'
        '<span class="cw-cited">Cramps in the calf wake many people at night. </span>'
        f'<span class="cw-cited" id="cited" tabindex="-1"><mark>{said}</mark></span></p></article>'
    ) in texts(page)
    assert status(page)["place"]
    bar = next(text for text in texts(page) if "cw-bar-links" in text)
    assert wording.HIT_OF.format(rank=1, count=5) in bar
    assert (wording.NEXT_HIT in bar, wording.PREVIOUS_HIT in bar) == (True, False)
    assert f'href="./?{urlencode({"q": QUESTION})}"' in bar


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("place", ["0-97", "96-100", "here"])
def test_a_place_that_no_longer_exists_is_said_to_be_gone(place: str) -> None:
    """A link into text that has changed shows the article as it is now, nothing marked, and says why."""
    page = open_view("read", article="cramps", at=place)

    assert status(page) == {"said": wording.NO_SUCH_PLACE, "kind": "warning", "place": "", "field": ""}
    article = next(text for text in texts(page) if "cw-article" in text)
    assert (blocks.CITED in article, "prevent cramps." in article) == (False, True)


def test_a_link_into_a_changed_article_shows_what_it_said_then(corpus: Path, indexed: Path) -> None:
    """While the older generation is kept, its text is shown with the passage; then the loss is told."""
    name = resources.generation().name
    quoted = "Stretching the calf before bed may prevent cramps."
    address = {"article": "cramps", "at": "46-96", "h": digest_of(quoted), "g": name}
    edited = corpus / "cramps.md"
    shown = []

    for text in ("Nothing helps against cramps at night.", "Cramps pass.", "They do."):
        edited.write_text(f"---\ntitle: Cramps at night\n---\n\n{text}\n")
        rebuild(corpus, indexed)
        page = open_view("read", **address)
        article = next(text for text in texts(page) if "cw-article" in text)
        shown.append((status(page)["said"], f"<mark>{quoted}</mark>" in article))

    assert shown == [(wording.OLDER, True), (wording.NO_SUCH_PLACE, False), (wording.NO_SUCH_PLACE, False)]


def test_a_link_follows_its_words_to_where_they_stand_now(corpus: Path, indexed: Path) -> None:
    """An edit before the passage moves it, and the link goes along."""
    quoted = "Stretching the calf before bed may prevent cramps."
    edited = corpus / "cramps.md"
    edited.write_text(edited.read_text().replace("Cramps in the calf", "As many know, cramps in the calf"))
    rebuild(corpus, indexed)

    page = open_view("read", article="cramps", at="46-96", h=digest_of(quoted))

    assert status(page)["said"] == wording.MOVED
    assert any(f"<mark>{quoted}</mark>" in text for text in texts(page))


@pytest.mark.usefixtures("indexed")
def test_an_article_that_is_not_there_is_said_to_be_missing() -> None:
    """An address with an unknown article is a message that shows the id as text."""
    page = open_view("read", article="<i>", g="../../etc")

    assert any("<b>There is no article &#x27;&lt;i&gt;&#x27; here.</b>" in text for text in texts(page))


@pytest.mark.usefixtures("indexed")
def test_an_article_can_be_chosen_by_its_title_and_stands_in_the_address() -> None:
    """Without an article in the address the view lists all by topic; words leave those that have them."""
    page = open_view("read")
    shelves = next(text for text in texts(page) if "cw-shelves" in text)

    page.text_input(key="find").set_value("LIFT").run()
    found = [text for text in texts(page) if "cw-shelves" in text or 'role="status"' in text]

    assert shelves.count("cw-open") == 3
    assert page.query_params["find"] == "LIFT"
    assert "1 article found." in found[0]
    assert found[1].count("cw-open") == 1
    assert '<a class="cw-open" href="./read?article=lifting.txt">Lifting with care</a>' in found[1]


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("view", ["ask", "read", "library"])
def test_each_view_ends_by_saying_that_it_is_no_diagnosis(view: str) -> None:
    """The last words of each view say that this is information, not a diagnosis, and whom to ask."""
    page = open_view(view)

    assert texts(page)[-1] == f'<p class="cw-foot">{wording.FOOT}</p>'
    assert "not a diagnosis" in wording.FOOT


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize(
    ("view", "path"), [("ask", "./"), ("read", "./read"), ("check", "./check"), ("library", "./library")]
)
def test_each_view_says_which_of_them_it_is(view: str, path: str) -> None:
    """The navigation has a link to each view, and one of them is the current page."""
    found = [element.proto.body for element in open_view(view).main.get("html")]

    navigation = next(text for text in found if "cw-nav" in text)
    assert navigation.count("aria-current") == 1
    assert f'href="{path}" aria-current="page"' in navigation
