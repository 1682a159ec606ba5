"""What is open before anybody has signed in, and what a provider's words are worth."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.serving.guard import Headers, Message, Receive, Scope, Send
from qa.serving.people.admission import address_of, may_change, may_enter
from qa.serving.people.gate import OPEN, Gate
from qa.settings import Serving

EDITOR, READER = "ann@example.org", "bob@example.com"
SIGNED = Serving(sign_in=True, readers=("@example.com",), editors=(EDITOR,))
VALUES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.lists(st.text(max_size=3), max_size=2)
)


def said(address: Any = EDITOR, **more: Any) -> dict[str, Any]:
    """Return what the provider says of who has signed in."""
    return {"email": address, "email_verified": True, "is_logged_in": True, **more}


@pytest.mark.parametrize(
    ("claims", "enters", "changes"),
    [
        (said(), True, True),
        (said("Ann@Example.ORG"), True, True),
        (said(READER), True, False),
        (said("bob@sub.example.com"), False, False),
        (said("bob@example.com.test"), False, False),
        (said("ann@example.org@example.com"), False, False),
        (said("example.com"), False, False),
        (said(None), False, False),
        (said([EDITOR]), False, False),
        (said(is_logged_in="true"), False, False),
        (said(email_verified=None), False, False),
        (said(email_verified="yes"), False, False),
        (said(email_verified=1), False, False),
        ({}, False, False),
    ],
)
def test_only_a_verified_address_that_is_listed_counts(
    claims: dict[str, Any], enters: bool, changes: bool
) -> None:
    """Read-only, nobody changes anything; without sign-in the visitor's address plays no part."""
    assert (may_enter(SIGNED, claims), may_change(SIGNED, claims)) == (enters, changes)
    assert not may_change(SIGNED.model_copy(update={"read_only": True}), claims)
    assert (may_enter(Serving(), claims), may_change(Serving(), claims)) == (True, True)
    assert not may_change(Serving(read_only=True), claims)


def test_where_no_reader_is_listed_all_who_sign_in_may_read() -> None:
    """The provider then decides who may; nobody may change anything."""
    everybody = Serving(sign_in=True)

    assert may_enter(everybody, said("eve@example.net"))
    assert not may_enter(everybody, {})
    assert not may_change(everybody, said("eve@example.net"))


@given(claims=st.dictionaries(st.sampled_from(["email", "email_verified", "is_logged_in", "sub"]), VALUES))
def test_whatever_is_claimed_nobody_unlisted_gets_in(claims: dict[str, Any]) -> None:
    """Any kinds of values: there is an answer, and it is no."""
    assert not may_enter(SIGNED, claims)
    assert not may_change(SIGNED, claims)
    assert isinstance(address_of(claims), str)


def status(path: str, claims: Mapping[str, Any], *, kind: str = "http", base: str = "") -> int:
    """Return the status that a request gets behind the gate; of a websocket that is closed, its code."""

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    def told(_: Headers) -> Mapping[str, Any]:
        return claims

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing is read at the gate")

    gate = Gate(behind, SIGNED, base=base, pages=["/", "/library"], claims=told)
    scope = {"type": kind, "path": path, "headers": []}
    with ThreadPoolExecutor(1) as thread:  # which has no event loop of its own
        thread.submit(lambda: asyncio.run(gate(scope, receive, send))).result()
    return int(sent[0].get("status") or sent[0]["code"])


@pytest.mark.parametrize("path", [*OPEN, "/", "/library", "/static/js/index.js", "/api/ask"])
def test_what_is_open_is_open(path: str) -> None:
    """The page before its script, Streamlit's files, the way to the provider, health, and what needs a key."""
    assert status(path, {}) == 200
    assert status(f"/wiki{path}", {}, base="/wiki") == 200


@pytest.mark.parametrize(
    "path",
    [
        "/original",
        "/answer",
        "/article",
        "/suggest",
        "/media/a.png",
        "/_stcore/metrics",
        "/_stcore/upload_file/a/b",
        "/static/../original",
        "/api/../original",
        "/STATIC/x",
        "/library/",
        "//library",
        "/healthz/",
        "",
        "/staticx",
        "/api",
        "/wiki/library",
    ],
)
def test_all_else_is_closed_until_somebody_enters(path: str) -> None:
    """Also by another spelling of an open path."""
    assert status(path, {}) == 401
    assert status(path, said(READER)) == 200


def test_another_websocket_than_the_pages_own_is_closed() -> None:
    """It is never accepted."""
    assert status("/other", {}, kind="websocket") == 1008
    assert status("/_stcore/stream", {}, kind="websocket") == 200
