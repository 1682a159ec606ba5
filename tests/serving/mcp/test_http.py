"""The MCP server over real HTTP: by the SDK's client, and by what a foreign page or a stranger could send."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from qa.errors import UsageError
from qa.indexing.build import BuildReport
from qa.serving.mcp import PATH
from qa.serving.mcp.http import application, listening
from qa.serving.mcp.library import Library
from qa.settings import Serving, Settings
from tests.support.fakes import FakeEncoder
from tests.support.mcp_calls import calling, text_of, with_client
from tests.support.on_loopback import on_loopback

KEY = "a key of the owner's"
LIST = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


@contextmanager
def served(index: Path, **serving: Any) -> Iterator[int]:
    """Serve an index on loopback; yields the port."""
    library = Library(Settings(index=index), begin=lambda _: lambda _: FakeEncoder())
    settings = Serving.model_validate(serving)
    with on_loopback(application(library, settings, host="127.0.0.1")) as port:
        yield port


def sent(
    port: int, body: bytes = LIST, *, method: str = "POST", path: str = PATH, **headers: str
) -> tuple[int, str]:
    """Return status and body of the response to a request as it stands."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in {**HEADERS, "Content-Length": str(len(body)), **headers}.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    response = connection.getresponse()
    told = response.read().decode()
    connection.close()
    return response.status, told


def test_both_eras_of_the_protocol_are_spoken(built: BuildReport, index: Path) -> None:
    """Without a session, the same answers; visitors are told no folder and no command."""
    with served(index) as port:
        url = f"http://127.0.0.1:{port}{PATH}"
        answers = [
            with_client(url, calling("ask", question="what is sciatica"), mode=mode) for mode in ("auto", "legacy")
        ]
        wrong = with_client(url, calling("ask", question=""))
        (index / "CURRENT").unlink()
        without = with_client(url, calling("ask", question="what is sciatica"))

    assert [answer.structured_content["generation"] for answer in answers] == [built.generation] * 2
    assert text_of(answers[0]) == text_of(answers[1])
    assert text_of(wrong).startswith("The question has no words.")
    assert text_of(without) == "There are no articles here yet. Add articles in the Library."


def test_what_may_not_come_in_is_refused(built: BuildReport, index: Path) -> None:
    """Foreign Host and Origin before anything else; other methods, addresses, sizes and garbage."""
    with served(index, allowed_hosts=["notes.example"]) as port:
        assert sent(port)[0] == 200
        assert sent(port, Host="notes.example")[0] == 200
        status, told = sent(port, Host="evil.example")
        assert (status, json.loads(told)["type"]) == (421, "urn:citewell:problem:misdirected-request")
        status, told = sent(port, Origin="https://evil.example")
        assert (status, json.loads(told)["type"]) == (403, "urn:citewell:problem:forbidden")
        assert sent(port, b"garbage", Origin="https://evil.example")[0] == 403
        for status, told in (sent(port, method="GET"), sent(port, path="/")):
            problem = json.loads(told)
            assert (problem["status"], "MCP is spoken" in problem["detail"]) == (status, True)
        assert (sent(port, method="DELETE")[0], sent(port, path="/mcp/")[0]) == (405, 307)
        assert sent(port, b"a" * 300_000)[0] == 413
        wrong = {b"garbage": -32700, b"[" * 9_000: -32700, b"[1, 2]": -32600, b'{"id": 1}': -32600}
        for body, code in wrong.items():
            status, told = sent(port, body)
            error = json.loads(told)["error"]
            assert (status, error["code"], error["message"].count("\n"), "Send one" in error["message"]) == (
                400,
                code,
                0,
                True,
            )
        for header, refused in (("Content-Type", 415), ("Accept", 406)):
            status, told = sent(port, LIST, **{header: "text/html"})
            assert (status, json.loads(told)["status"]) == (refused, refused)
        assert sent(port)[0] == 200


def test_keys_and_rate_are_those_of_the_api(built: BuildReport, index: Path) -> None:
    """Who has no key, or comes too often, gets a problem document."""
    with served(index, api_private=True, api_keys=[KEY], api_rate=5) as port:
        answers = [
            sent(port),
            sent(port, Authorization="Bearer another key"),
            sent(port, Authorization=f"Basic {KEY}"),
        ]
        assert [status for status, _ in answers] == [401, 401, 401]
        assert json.loads(answers[0][1])["detail"].startswith("This needs a key that is valid here")
        assert sent(port, Authorization=f"Bearer {KEY}")[0] == 200
        assert sent(port, Authorization=f"bearer {KEY}")[0] == 200
        status, told = sent(port, Authorization=f"Bearer {KEY}")
        assert (status, json.loads(told)["detail"]) == (
            429,
            "More than 5 requests came from you within a minute. Wait a minute, then go on.",
        )


def test_an_address_that_is_taken_is_told() -> None:
    """With the next step."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UsageError, match="cannot be listened on"):
        listening("127.0.0.1", taken.getsockname()[1])
