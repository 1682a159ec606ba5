"""The guard before the API: refusals are problem documents, and listed origins are let in, only there."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.serving.guard import Guard, Message, Receive, Scope, Send

OWN, LISTED, FOREIGN = b"http://localhost", b"https://wiki.example.org", b"https://evil.example"


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer everything."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


def call(path: str, *, host: bytes = b"localhost", origin: bytes = b"") -> tuple[int, bytes, bytes]:
    """Return status, media type and body of what the guard answers."""
    guard = Guard(behind, bound="127.0.0.1", api="/base/api", api_origins=[LISTED.decode()])
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", host), *([(b"origin", origin)] if origin else [])]
    scope = {"type": "http", "path": path, "headers": headers}
    with ThreadPoolExecutor(1) as thread:  # which has no event loop of its own
        thread.submit(lambda: asyncio.run(guard(scope, receive, send))).result()
    media = dict(sent[0]["headers"]).get(b"content-type", b"")
    return sent[0]["status"], media, sent[1]["body"]


@pytest.mark.parametrize(
    ("host", "origin", "status", "kind"),
    [(b"evil.example", b"", 421, "misdirected-request"), (b"localhost", FOREIGN, 403, "forbidden")],
)
def test_a_refusal_below_the_api_is_a_problem(host: bytes, origin: bytes, status: int, kind: str) -> None:
    """In the same words as elsewhere, on one line."""
    got, media, body = call("/base/api/ask", host=host, origin=origin)
    _, plain_media, plain = call("/base/ask", host=host, origin=origin)

    problem = json.loads(body)
    assert (got, media, plain_media) == (status, b"application/problem+json", b"text/plain; charset=utf-8")
    assert (problem["type"], problem["status"]) == (f"urn:citewell:problem:{kind}", status)
    assert problem["detail"] == " ".join(plain.decode().split())


@pytest.mark.parametrize(
    ("path", "origin", "status"),
    [
        ("/base/api/ask", OWN, 200),
        ("/base/api/ask", LISTED, 200),
        ("/base/api/ask", FOREIGN, 403),
        ("/base/ask", LISTED, 403),
        ("/base/apis/ask", LISTED, 403),
        ("/api/ask", LISTED, 403),
    ],
)
def test_listed_origins_reach_the_api_alone(path: str, origin: bytes, status: int) -> None:
    """Not the page, and nothing whose address only looks like it."""
    assert call(path, origin=origin)[0] == status
