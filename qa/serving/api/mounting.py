"""Mounts the API beside the page; it is imported at its first request, so that the server is up at once."""

from functools import cache

from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount

from qa.serving.guard import Application, Receive, Scope, Send

PATH = "/api"


def routes() -> list[Mount]:
    """Return the routes beside the page."""
    return [Mount(PATH, app=_answer)]


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    application = await run_in_threadpool(_api)
    await application(scope, receive, send)


@cache
def _api() -> Application:
    from qa.serving.api.app import api

    return api()
