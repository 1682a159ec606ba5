"""The route that suggests questions, driven as an ASGI application."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.applications import Starlette

from qa.serving import suggesting
from qa.serving.page.shared import resources
from qa.settings import Settings


def reply(target: str, method: str = "GET") -> tuple[int, dict[bytes, bytes], bytes]:
    """Return status, headers and body of the reply to a request, from a thread without an event loop."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(lambda: asyncio.run(request(target, method))).result()


async def request(target: str, method: str) -> tuple[int, dict[bytes, bytes], bytes]:
    """Return status, headers and body of the reply to a request."""
    path, _, query = target.partition("?")
    sent: list[dict[str, object]] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "headers": [],
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    await Starlette(routes=suggesting.routes())(scope, receive, send)  # type: ignore[arg-type]
    start, body = sent[0], b"".join(message.get("body", b"") for message in sent[1:])  # type: ignore[misc]
    return start["status"], dict(start["headers"]), body  # type: ignore[return-value,call-overload]


def test_without_an_index_nothing_is_suggested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says that there is none; what is typed meanwhile is no error."""
    monkeypatch.setattr(resources, "settings", lambda: Settings(index=tmp_path / "index"))

    status, headers, body = reply(f"{suggesting.PATH}?q={quote('why does')}")

    assert (status, headers[b"cache-control"]) == (200, b"no-store")
    assert json.loads(body) == {"questions": [], "spelling": "", "is_complete": True}


def test_only_get_is_allowed() -> None:
    """Nothing is changed by it."""
    assert reply(suggesting.PATH, "POST")[0] == 405
