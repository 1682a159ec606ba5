"""The MCP server over streamable HTTP, behind the guard of the page, and the keys and the rate of the API.

No session is kept: every request stands alone, so a client that is gone leaves nothing behind.
"""

import socket
from collections.abc import Callable

import uvicorn
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.datastructures import Headers
from starlette.routing import Route, Router

from qa.errors import UsageError
from qa.serving.api.bounds import BODY_BYTES_MOST, NotLetIn, bearer, limiter, unless_keyless, unless_too_often
from qa.serving.api.problems import kind_of, problem
from qa.serving.guard import Application, Guard, Receive, Scope, Send
from qa.serving.mcp import PATH
from qa.serving.mcp.library import AnyLibrary, Library
from qa.serving.mcp.messages import again, body_of, unless_json, wrong
from qa.serving.mcp.server import Doorway
from qa.settings import Serving

ONLY_POST = NotLetIn(
    status=405, detail="MCP is spoken here by POST alone. Send each message so.", headers={"Allow": "POST"}
)
TOO_LONG = NotLetIn(status=413, detail=f"The message is longer than {BODY_BYTES_MOST:,} bytes. Send less at once.")
NOTHING_THERE = NotLetIn(status=404, detail=f"There is nothing at this address. MCP is spoken at {PATH}.")


class OverHttp:
    """An ASGI application that answers messages of the protocol, of who has a key where one is needed.

    ``serving`` gives the settings in force.
    """

    def __init__(self, library: AnyLibrary, serving: Callable[[], Serving]) -> None:
        self._server = Doorway(library, for_visitors=True).server()
        self._serving, self._counted = serving, limiter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        refused = self._refused(scope) or unless_json(Headers(scope=scope))
        body = None if refused else await body_of(receive, BODY_BYTES_MOST)
        if refused or body is None:
            await _refuse(refused or TOO_LONG, scope, receive, send)
            return
        if error := wrong(body):
            await error(scope, receive, send)
            return
        # without sessions nothing has to live on between requests, so each has a manager of its own
        manager = StreamableHTTPSessionManager(
            self._server, json_response=True, stateless=True, max_request_body_size=BODY_BYTES_MOST
        )
        async with manager.run():
            await manager.handle_request(scope, again(body, receive), send)

    def _refused(self, scope: Scope) -> NotLetIn | None:
        if scope["method"] != "POST":  # nothing is streamed, and no session ended
            return ONLY_POST
        serving, given = self._serving(), bearer(dict(scope["headers"]).get(b"authorization", b""))
        client = scope["client"][0] if scope.get("client") else ""
        refused = unless_too_often(self._counted, serving, client)
        return refused or (unless_keyless(serving, given) if serving.api_needs_key else None)


def application(library: Library, serving: Serving, *, host: str) -> Application:
    """Return what answers at ``PATH`` and nowhere else, for a server that listens on ``host``."""
    route = Route(PATH, OverHttp(library, lambda: serving))
    return Guard(Router([route], default=_nothing), bound=host, allowed=serving.allowed_hosts, api="")


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await _refuse(NOTHING_THERE, scope, receive, send)
    elif scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})


async def _refuse(refused: NotLetIn, scope: Scope, receive: Receive, send: Send) -> None:
    response = problem(refused.status, kind_of(refused.status), refused.detail, headers=dict(refused.headers))
    await response(scope, receive, send)


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
        log_config=None,
        access_log=False,
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[listener])
