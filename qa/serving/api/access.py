"""Who may do what through the API, how often, and how much they may send."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from qa.serving.api.bounds import BODY_BYTES_MOST, NotLetIn, bearer, is_key, unless_keyless, unless_too_often
from qa.serving.api.problems import kind_of, problem
from qa.serving.guard import Application, Message, Receive, Scope, Send
from qa.serving.page.shared import resources

BEARER = HTTPBearer(auto_error=False, description="A key of `serving.api_keys`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
ARTICLE_BYTES_MOST = 88 << 20
"""A file of 64 MB, which is what the page takes, in Base64."""
DIGITS_MOST = 18
"""Of a length in bytes; Python turns no number of thousands of digits into an int."""
TOO_LARGE = "The request is larger than {most:,} bytes. Send less at once."


def may_read(credentials: Credentials) -> None:
    """Let through who may ask and read where that needs a key."""
    _need_key(credentials)


def may_change(credentials: Credentials) -> None:
    """Let through who may change the library: with a key, where changes are allowed at all."""
    serving = resources.settings().serving
    if serving.read_only or not serving.api_keys:
        detail = "Nothing can be changed here through the API. Ask who runs this server."
        raise HTTPException(403, detail)
    _need_key(credentials)


def not_too_often(request: Request) -> None:
    """Let through who has not sent too many requests in the last minute, by their address."""
    client = request.client.host if request.client else ""
    _let_in(unless_too_often(request.app.state.limiter, resources.settings().serving, client))


def _need_key(credentials: HTTPAuthorizationCredentials | None) -> None:
    given = credentials.credentials.encode() if credentials else b""
    _let_in(unless_keyless(resources.settings().serving, given))


def _let_in(refused: NotLetIn | None) -> None:
    if refused:
        raise HTTPException(refused.status, refused.detail, headers=dict(refused.headers))


class BodyLimit:
    """An ASGI application that stops reading a body that is too large, and says so; all else goes to another.

    A body is read before its key is looked at, so only with a valid one may it be as large as an article.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = bearer(headers.get(b"authorization", b""))
        adds = scope["path"].endswith("/articles") and is_key(given, resources.settings().serving.api_keys)
        most = ARTICLE_BYTES_MOST if adds else BODY_BYTES_MOST
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and (len(declared) > DIGITS_MOST or int(declared) > most):
            await problem(413, kind_of(413), TOO_LARGE.format(most=most))(scope, receive, send)
            return
        taken = 0

        async def receive_bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413, TOO_LARGE.format(most=most))
            return message

        await self._application(scope, receive_bounded, send)
