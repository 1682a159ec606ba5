"""The MCP server over streamable HTTP, behind the guard of the page, and the keys and the rate of the API.

No session is kept: every request stands alone, so a client that is gone leaves nothing behind.
"""

import socket

import uvicorn
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.routing import Route

from qa.errors import UsageError
from qa.serving.api.bounds import (
    BODY_BYTES_MOST,
    CHALLENGE,
    NEEDS_KEY,
    TOO_OFTEN,
    WAIT,
    bearer,
    is_key,
    is_too_often,
    limiter,
)
from qa.serving.api.problems import kind_of, problem
from qa.serving.guard import Application, Guard, Receive, Scope, Send
from qa.serving.mcp.library import Library
from qa.serving.mcp.server import Doorway
from qa.settings import Serving

PATH = "/mcp"


def application(library: Library, serving: Serving, *, host: str) -> Application:
    """Return what answers at ``PATH``, for a server that listens on ``host``."""
    manager = StreamableHTTPSessionManager(
        Doorway(library, for_visitors=True).server(),
        json_response=True,
        stateless=True,
        max_request_body_size=BODY_BYTES_MOST,
    )
    route = Route(PATH, StreamableHTTPASGIApp(manager), methods=["POST"])  # without sessions nothing is streamed
    application = Starlette(routes=[route], lifespan=lambda _: manager.run())
    return Guard(Entitled(application, serving), bound=host, allowed=serving.allowed_hosts, api="")


class Entitled:
    """An ASGI application that passes on who has a key where one is needed, and does not come too often."""

    def __init__(self, application: Application, serving: Serving) -> None:
        self._application, self._serving, self._counted = application, serving, limiter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on; lifespan events pass through."""
        if scope["type"] == "http":
            serving, given = self._serving, bearer(dict(scope["headers"]).get(b"authorization", b""))
            client = scope["client"][0] if scope.get("client") else ""
            refused = None
            if is_too_often(self._counted, serving.api_rate, client):
                refused = problem(429, kind_of(429), TOO_OFTEN.format(rate=serving.api_rate), headers=WAIT)
            elif serving.api_needs_key and not is_key(given, serving.api_keys):
                refused = problem(401, kind_of(401), NEEDS_KEY, headers=CHALLENGE)
            if refused:
                await refused(scope, receive, send)
                return
        await self._application(scope, receive, send)


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raises UsageError where the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(
            f"'{host}' port {port} cannot be listened on: {error.strerror}.", hint="Name another with --port."
        ) from error


def serve_http(library: Library, serving: Serving, listener: socket.socket, *, host: str) -> None:
    """Serve on a listening socket until Ctrl-C."""
    config = uvicorn.Config(
        application(library, serving, host=host),
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[listener])
