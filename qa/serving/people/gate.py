"""The gate behind the guard, where visitors sign in: what is beside the page's own session needs their cookie.

Everything is closed that is not listed as open: the page before its script runs, which tells nothing; the files of
Streamlit; its session, whose script looks itself (``frame.py``); the way to the provider and back; health; and the
API and MCP, which need a key.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from qa.serving.guard import Application, Headers, Receive, Scope, Send
from qa.serving.mcp import PATH as MCP
from qa.serving.people.admission import may_enter
from qa.settings import Serving

OPEN = (
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/auth/login",
    "/auth/logout",
    "/favicon.png",
    "/healthz",
    MCP,
    "/metrics",
    "/oauth2callback",
    "/readyz",
)
OPEN_BELOW = ("/static/", "/api/")
REFUSED = b"Sign in first: open the page at the start of this address, then come back here.\n"


class Gate:
    """An ASGI application that passes on what is open, or sent by who may enter.

    ``base`` stands before every path, ``pages`` are those of the page itself, without it.  ``claims`` tells from
    the headers what the provider said of who sends them.
    """

    def __init__(
        self,
        application: Application,
        serving: Serving,
        *,
        base: str,
        pages: Collection[str],
        claims: Callable[[Headers], Mapping[str, Any]],
    ) -> None:
        self._application, self._serving, self._claims = application, serving, claims
        self._open = {f"{base}{path}" for path in (*OPEN, *pages)}
        self._below = tuple(f"{base}{path}" for path in OPEN_BELOW)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; lifespan events pass through."""
        if scope["type"] == "lifespan" or self._is_open(scope["path"]) or self._may_enter(scope):
            await self._application(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            headers = [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", b"%d" % len(REFUSED)),
                (b"cache-control", b"no-store"),
            ]
            await send({"type": "http.response.start", "status": 401, "headers": headers})
            await send({"type": "http.response.body", "body": REFUSED})

    def _is_open(self, path: str) -> bool:
        return path in self._open or (path.startswith(self._below) and ".." not in path)

    def _may_enter(self, scope: Scope) -> bool:
        return may_enter(self._serving, self._claims(scope["headers"]))
