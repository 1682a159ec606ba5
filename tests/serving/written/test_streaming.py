"""A written answer as a stream of events, over real HTTP: in order, as it comes, and when somebody hangs up."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest

from qa.indexing.build import build
from qa.serving.api.app import api
from qa.serving.written.contract import WrittenSentenceJson
from qa.settings import BUNDLED_MODEL, Indexing
from qa.writing import writer
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder
from tests.support.models import SECONDS, Play, playing
from tests.support.on_loopback import on_loopback

pytestmark = pytest.mark.integration

QUESTION = "does stretching the calf prevent cramps"
KEPT = "Stretching the calf before bed may prevent cramps."
WRITES = [f"{KEPT[:20]}", f"{KEPT[20:-1]} [1]. Take", " 8 g of paracetamol [1]."]
Event = tuple[str, Any]


@pytest.fixture
def play() -> Iterator[Play]:
    with playing() as play:
        play.writes = WRITES
        yield play


@pytest.fixture
def port(
    page_settings: None, play: Play, corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    """Serve the API with an index and a model."""
    del page_settings
    monkeypatch.setenv("CITEWELL_LLM__ADDRESS", f"{play.address}/v1")
    monkeypatch.setenv("CITEWELL_LLM__MODEL", "a-model")
    build(corpus, index, encoder=FakeEncoder(name=BUNDLED_MODEL), settings=Indexing(), built=BUILT)
    with on_loopback(api()) as port:
        yield port


@contextmanager
def streamed(port: int, **form: Any) -> Iterator[HTTPResponse]:
    """Ask, and yield the response as it comes."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    connection.request(
        "POST", "/ask/written", json.dumps({"question": QUESTION, **form}), {"Content-Type": "application/json"}
    )
    try:
        yield connection.getresponse()
    finally:
        connection.close()


def events(response: HTTPResponse) -> Iterator[Event]:
    """Yield the name and the data of each event when it has come."""
    name = ""
    for line in response:
        if line.startswith(b"event: "):
            name = line[7:].strip().decode()
        elif line.startswith(b"data: "):
            yield name, json.loads(line[6:])


def asked(port: int, **form: Any) -> list[Event]:
    with streamed(port, **form) as response:
        assert (response.status, response.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        return list(events(response))


def test_the_answer_comes_first_then_each_sentence_then_the_end(port: int, play: Play) -> None:
    """In the forms of the same request without a stream."""
    got = asked(port)
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    form = json.dumps({"question": QUESTION, "written": True})
    connection.request("POST", "/ask", form, {"Content-Type": "application/json"})
    whole = json.loads(connection.getresponse().read())
    connection.close()

    written = whole.pop("written")
    assert [name for name, _ in got] == ["answer", "sentence", "sentence", "end"]
    assert got[0][1] == whole
    assert [data for name, data in got if name == "sentence"] == written["sentences"]
    assert got[-1][1] == {"model": "a-model", "problem": None}
    assert len(play.requests) == 2


def test_a_sentence_is_sent_while_the_model_writes_the_next(port: int, play: Play) -> None:
    """The quotations before the model has said a word."""
    play.waits_at = 2
    with streamed(port) as response:
        coming = events(response)
        first, second = next(coming), next(coming)
        assert not play.go_on.is_set()
        play.go_on.set()
        rest = list(coming)

    assert (first[0], first[1]["verdict"]) == ("answer", "answered")
    assert WrittenSentenceJson.model_validate(second[1]).text == KEPT
    assert [name for name, _ in rest] == ["sentence", "end"]


@pytest.mark.parametrize("silent_from", [0, 2])
def test_who_hangs_up_ends_the_connection_to_the_model(
    port: int, play: Play, monkeypatch: pytest.MonkeyPatch, silent_from: int
) -> None:
    """Also while it says nothing; the place is free again long before the model would have gone on."""
    monkeypatch.setattr(writer, "_free", BoundedSemaphore(1))
    play.waits_at = silent_from
    with streamed(port) as response:
        coming = events(response)
        for _ in range(1 + (silent_from > 0)):
            next(coming)
        while not play.requests:
            time.sleep(0.01)
    began = time.monotonic()
    while not writer._free.acquire(blocking=False):
        assert time.monotonic() - began < SECONDS / 2
        time.sleep(0.01)
    writer._free.release()
    play.waits_at = None

    assert not play.go_on.is_set()
    assert [name for name, _ in asked(port)] == ["answer", "sentence", "sentence", "end"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": 500}, "its server answered with the error 500"),
        ({"raw": b"nonsense"}, "what it sent cannot be read"),
        ({"ends": False}, "the connection broke off"),
        ({"writes": []}, "The model wrote nothing."),
    ],
)
def test_what_goes_wrong_with_the_model_is_told_at_the_end(
    port: int, play: Play, change: dict[str, Any], told: str
) -> None:
    """What the articles say has come before."""
    for name, value in change.items():
        setattr(play, name, value)
    got = asked(port)

    assert (got[0][0], got[-1][0]) == ("answer", "end")
    assert told in got[-1][1]["problem"]


def test_a_question_that_is_not_answered_reaches_no_model(port: int, play: Play) -> None:
    """The end says so."""
    (_, answer), (_, end) = asked(port, question="zeppelin harbour tariffs")

    assert (answer["verdict"], play.requests) == ("not_in_corpus", [])
    assert "so no model was asked" in end["problem"]


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"question": "??"}, 422, "word"),
        ({"question": 7}, 422, "'question'"),
        ({"written": True}, 422, "'written'"),
        ({"articles": ["none"]}, 404, "'none'"),
    ],
)
def test_what_cannot_be_asked_is_a_problem_before_a_stream_begins(
    port: int, form: dict[str, Any], status: int, words: str
) -> None:
    """As for the other operations."""
    with streamed(port, **form) as response:
        problem = json.loads(response.read())

    assert (response.status, response.headers["content-type"]) == (status, "application/problem+json")
    assert words in problem["detail"]
