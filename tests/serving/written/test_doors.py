"""What a model wrote, in every door: command line, API and page, over real HTTP; the quotations stay."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from qa.indexing.build import build
from qa.serving.api.app import api
from qa.serving.page.written import wording
from qa.settings import BUNDLED_MODEL, Indexing
from tests.conftest import BUILT
from tests.serving.cli.test_main import assert_one_line, run  # noqa: F401 - a fixture
from tests.serving.page.test_page import open_view, texts
from tests.support.command_line import Run
from tests.support.fakes import FakeEncoder
from tests.support.models import Play, playing

pytestmark = pytest.mark.integration

QUESTION = "does stretching the calf prevent cramps"
KEPT = "Stretching the calf before bed may prevent cramps."
WRITES = [f"{KEPT[:20]}", f"{KEPT[20:-1]} [1]. ", "Take 8 g of <b>paracetamol</b> [1]."]
REASON = "“8 g” stands in no passage that it cites."
REFUSED = "zeppelin harbour tariffs"


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    with playing() as play:
        play.writes = WRITES
        yield play


def set_model(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_LLM__ADDRESS", f"{play.address}/v1")
    monkeypatch.setenv("CITEWELL_LLM__MODEL", "a-model")


@pytest.fixture
def command(run: Run, play: Play, monkeypatch: pytest.MonkeyPatch) -> Run:  # noqa: F811
    """Return the command line, with an index and a model."""
    run("build")
    set_model(play, monkeypatch)
    return run


@pytest.fixture
def served(
    page_settings: None, play: Play, corpus: object, index: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Have the page and the API serve an index and a model."""
    del page_settings
    set_model(play, monkeypatch)
    build(corpus, index, encoder=FakeEncoder(name=BUNDLED_MODEL), settings=Indexing(), built=BUILT)  # type: ignore[arg-type]


def test_the_command_prints_what_is_written_below_what_the_articles_say(command: Run) -> None:
    """Kept with the place, struck with the reason; the verbatim answer is that without it."""
    plain, ran = command("ask", QUESTION), command("ask", QUESTION, "--written")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(plain.out)
    assert ran.out.removeprefix(plain.out).strip().splitlines() == [
        "Written by a-model, each sentence checked:",
        "",
        f"{KEPT} [1]",
        "    [1] Cramps at night (cramps:46-96)",
        "STRUCK: Take 8 g of <b>paracetamol</b>.",
        f"    {REASON}",
    ]


def test_the_command_gives_it_as_json(command: Run) -> None:
    """As ``written``, which is only there where it was asked for."""
    answer = command("ask", QUESTION, "--written", "--json").json

    first, second = answer["written"]["sentences"]
    assert (first["text"], first["kept"], first["reason"], first["rests_on"][0]["quote"]) == (
        KEPT,
        True,
        None,
        KEPT,
    )
    assert (second["kept"], second["reason"], second["cited"]) == (False, REASON, [1])
    assert answer["written"]["problem"] is None
    assert "written" not in command("ask", QUESTION, "--json").json


def test_the_command_ends_with_7_where_the_model_fails_and_the_answer_stays(command: Run, play: Play) -> None:
    """One line says so."""
    play.status = 500
    ran = command("ask", QUESTION, "--written")

    assert (ran.code, ran.out) == (7, command("ask", QUESTION).out)
    assert "error 500" in ran.err
    assert ran.err.count("\n") == 1


def test_the_command_asks_no_model_what_the_articles_do_not_answer(command: Run, play: Play) -> None:
    """It is told, and is no error."""
    ran = command("ask", REFUSED, "--written")

    assert (ran.code, play.requests) == (0, [])
    assert "so no model was asked" in ran.err


def test_the_command_says_at_once_that_no_model_is_set(run: Run) -> None:  # noqa: F811
    """Before an index is looked for."""
    assert_one_line(run("ask", QUESTION, "--written"), 2, "No model is set", "llm.address")


@pytest.mark.usefixtures("served")
def test_the_api_gives_it_where_it_is_asked_for(play: Play) -> None:
    """By POST, beside what it gives without; what goes wrong is told in it."""
    with TestClient(api()) as client:
        plain = client.post("/ask", json={"question": QUESTION}).json()
        asked = client.post("/ask", json={"question": QUESTION, "written": True}).json()
        play.raw = b"nonsense"
        broken = client.post("/ask", json={"question": QUESTION, "written": True})
        refused = client.post("/ask", json={"question": REFUSED, "written": True}).json()

    written = asked.pop("written")
    assert asked == plain
    assert [sentence["kept"] for sentence in written["sentences"]] == [True, False]
    assert (broken.status_code, broken.json()["snippet"]) == (200, plain["snippet"])
    assert "cannot be read" in broken.json()["written"]["problem"]
    assert (refused["verdict"], len(play.requests)) == ("not_in_corpus", 2)


@pytest.mark.usefixtures("served")
def test_the_page_writes_at_a_press_and_keeps_what_was_written(play: Play) -> None:
    """Below the quotations, which stay; struck text is text; drawn again, nothing is asked again."""
    page = open_view("ask", q=QUESTION)
    before = "".join(texts(page))
    assert play.requests == []
    next(button for button in page.button if button.key == "written-offer").click().run()
    shown = "".join(texts(page))
    page.run()

    assert wording.HEADING.format(model="a-model") in shown
    assert "<s>Take 8 g of &lt;b&gt;paracetamol&lt;/b&gt;.</s>" in shown
    assert REASON in shown
    assert f"<li>{KEPT}" in shown
    assert shown.index(KEPT) < shown.index(f"<li>{KEPT}")
    assert KEPT in before
    assert len(play.requests) == 1
    play.status = 429
    next(button for button in page.button if button.key == "written-again").click().run()
    assert "its server is asked too often" in "".join(texts(page))
    assert KEPT in "".join(texts(page))


@pytest.mark.usefixtures("served")
def test_the_page_offers_nothing_where_the_articles_do_not_answer_or_no_model_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor is anything said of it."""
    import streamlit as st

    refused = open_view("ask", q=REFUSED)
    for name in ("ADDRESS", "MODEL"):
        monkeypatch.delenv(f"CITEWELL_LLM__{name}")
    st.cache_resource.clear()
    unset = open_view("ask", q=QUESTION)

    for page in (refused, unset):
        assert [button.key for button in page.button if str(button.key).startswith("written")] == []


def test_a_key_is_sent_by_https_or_to_this_machine_alone(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:  # noqa: F811
    """And settings that are not whole are told."""
    for group in (
        {"address": "http://models.example.org/v1", "model": "m", "key": "k"},
        {"address": "ftp://models.example.org", "model": "m"},
        {"address": "https://user:word@models.example.org", "model": "m"},
        {"address": "https://models.example.org"},
        {"model": "m"},
    ):
        monkeypatch.setenv("CITEWELL_LLM", json.dumps(group))
        assert_one_line(run("ask", QUESTION), 2, "The setting 'llm")
