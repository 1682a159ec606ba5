"""The guard before the page: a request must name a served address, and come from the page itself.

It is the outermost ASGI application, so nothing is read, run or accepted for a refused request, be it for a page,
a websocket, an upload or a file. That closes two ways in which a page that somebody visits could drive the one on
their own machine: its name can be made to mean 127.0.0.1 (DNS rebinding; the browser then sends that name as
Host), or it can call 127.0.0.1 itself (the browser then sends the foreign page as Origin). Browsers let no page
change either header. Anyone can send forwarded headers (``X-Forwarded-Host`` and the like); they are never read.

Every response also restricts the page in the browser: it loads from itself only, and is not framed by others.  A
response that brings a policy of its own has both, so it can only be more restricted.
"""

import json
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

from qa.settings import host_name

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Sequence[tuple[bytes, bytes]]

AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]+)(?::([0-9]{1,5}))?")
PORT_MOST = 65_535
SCHEMES = (b"http", b"https")
LOOPBACK_NAME = "localhost"
"""Browsers resolve it to loopback without DNS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An HTTP status, and the text of the refusal."""

    status: int
    text: str


NO_HOST = Refusal(
    status=400,
    text="This request was refused, because it does not name its address in exactly one Host header.\n"
    "Open the page in a browser, at the address that was shown when Citewell was started.\n",
)
OTHER_HOST = Refusal(
    status=421,
    text="Citewell does not serve this address, so nothing is shown here.\n"
    "Open the page at the address that was shown when it was started; whoever runs Citewell can allow this one.\n",
)
OTHER_ORIGIN = Refusal(
    status=403,
    text="This request comes from another page, and only Citewell's own page may make it.\n"
    "Open Citewell itself in the browser; a proxy in front of it has to pass the Host header on unchanged.\n",
)


class Guard:
    """An ASGI application that passes legitimate requests to another, and adds headers to its responses.

    ``bound`` is the address that the server listens on, None or empty for all.  ``allowed`` are further hosts, as
    ``host_name`` returns them.  ``embed`` are the origins whose pages may show this one in a frame.  ``inline``
    are the CSP sources (``'sha256-…'``) of inline scripts.  Below the path ``api``, if there is one, pages of
    ``api_origins`` may make requests, too.  There, and at the path ``mcp``, a refusal is a problem document (RFC
    9457).
    """

    def __init__(
        self,
        application: Application,
        *,
        bound: str | None,
        allowed: Collection[str] = (),
        embed: Sequence[str] = (),
        inline: Iterable[str] = (),
        api: str | None = None,
        mcp: str | None = None,
        api_origins: Collection[str] = (),
    ) -> None:
        self._application = application
        self._mcp = mcp
        self._api, self._api_origins = api, [origin.encode() for origin in api_origins]
        own_host = _canonical(bound) if bound else None
        self._names = {LOOPBACK_NAME, *allowed, *([own_host] if own_host else [])}
        self._loopback_only = own_host is not None and (own_host == LOOPBACK_NAME or _is_loopback(own_host))
        self._headers = _headers(embed, inline)
        # a response may restrict itself further: a browser enforces every policy that it is given
        self._header_names = {name for name, _ in self._headers} - {b"content-security-policy"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or connection; lifespan events pass through."""
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = message.get("headers", ())
                message["headers"] = [
                    header for header in headers if header[0].lower() not in self._header_names
                ] + self._headers
            await send(message)

        of_api = self._api is not None and scope["type"] == "http" and scope["path"].startswith(f"{self._api}/")
        of_mcp = self._mcp is not None and scope["type"] == "http" and scope["path"] == self._mcp
        refusal = self.refusal(scope["headers"], origins=self._api_origins if of_api else ())
        if refusal:
            await _refuse(refusal, scope, send_guarded, as_problem=of_api or of_mcp)
        else:
            await self._application(scope, receive, send_guarded)

    def refusal(self, headers: Headers, *, origins: Collection[bytes] = ()) -> Refusal | None:
        """Return why a request with these headers (names in lower case) is refused, None where it is not.

        Pages of these ``origins`` may make it besides the page itself.

        A websocket without Origin does not come from a browser (RFC 6455, 4.1), and passes.
        """
        hosts = [value for name, value in headers if name == b"host"]
        host = _canonical(hosts[0].decode("latin-1"), port=True) if len(hosts) == 1 else None
        if host is None:
            return NO_HOST
        if not self._serves(host):
            return OTHER_HOST
        named = [value for name, value in headers if name == b"origin"]
        allowed = [*(b"%s://%s" % (scheme, hosts[0]) for scheme in SCHEMES), *origins]
        return OTHER_ORIGIN if any(origin not in allowed for origin in named) or len(named) > 1 else None

    def _serves(self, host: str) -> bool:
        """Tell whether a host is served; an IP address is safe, as DNS rebinding needs a name."""
        if host in self._names:
            return True
        return _is_loopback(host) if self._loopback_only else _is_address(host)


def _canonical(host: str, *, port: bool = False) -> str | None:
    """Return a host without its port, None where it is malformed."""
    authority = AUTHORITY.fullmatch(host) if port else None
    if port and (authority is None or not 0 < int(authority[2] or 1) <= PORT_MOST):
        return None
    try:
        return host_name(authority[1] if authority else host)
    except ValueError:
        return None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return _is_address(host) and ip_address(host).is_loopback


def _headers(embed: Sequence[str], inline: Iterable[str]) -> list[tuple[bytes, bytes]]:
    policy = {
        "default-src": "'none'",
        # Streamlit imports the script of a component as a blob, which only a script that runs already can make
        "script-src": " ".join(["'self'", "blob:", *inline]),
        "style-src": "'self' 'unsafe-inline'",  # Streamlit adds style sheets while the page is drawn
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",  # the field of the light pages; what it leads to is only read
        "frame-ancestors": " ".join(embed) or "'none'",
    }
    headers = {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        # with no-referrer browsers would send "Origin: null" from the page's own requests that are not fetches
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    return [(name.encode(), value.encode()) for name, value in headers.items()]


async def _refuse(refusal: Refusal, scope: Scope, send: Send, *, as_problem: bool) -> None:
    """Answer with a refusal; a websocket is never accepted first."""
    websocket = scope["type"] == "websocket"
    if websocket and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})  # servers turn it into 403
        return
    kind = "websocket.http.response" if websocket else "http.response"
    body, media = refusal.text.encode(), b"text/plain; charset=utf-8"
    if as_problem:
        body, media = _problem(refusal), b"application/problem+json"
    headers = [(b"content-type", media), (b"content-length", b"%d" % len(body))]
    await send({"type": f"{kind}.start", "status": refusal.status, "headers": headers})
    await send({"type": f"{kind}.body", "body": body})


def _problem(refusal: Refusal) -> bytes:
    title = HTTPStatus(refusal.status).phrase
    kind = f"urn:citewell:problem:{title.lower().replace(' ', '-')}"
    told = {"type": kind, "title": title, "status": refusal.status, "detail": " ".join(refusal.text.split())}
    return json.dumps(told).encode()
