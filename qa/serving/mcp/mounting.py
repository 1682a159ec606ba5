"""Mounts the MCP server beside the page; it is imported at its first request, so that the page is up at once."""

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from qa.serving.guard import Application, Receive, Scope, Send
from qa.serving.mcp import PATH

if TYPE_CHECKING:
    from qa.answering.assistant import Assistant
    from qa.indexing.generations import Generation

MISSING = (
    "Agents cannot ask here, as the part for that is not installed. Ask who runs this server, or use the API."
)
"""What is needed besides is told to the owner by ``citewell doctor`` and in docs/mcp.md."""


class _Mounted:
    """An ASGI application that becomes the MCP server once it is asked."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        application = await run_in_threadpool(_application)
        await application(scope, receive, send)


class PageLibrary:
    """The library of the page: the model and the generations that its visitors share."""

    def generation(self) -> "Generation":
        """Return the published generation; raises what opening an index raises."""
        from qa.serving.page.shared import resources

        return resources.newest()

    def assistant(self) -> "Assistant":
        """Return what answers from it."""
        from qa.serving.page.shared import resources

        return resources.assistant(self.generation().name)


def routes() -> list[Route]:
    """Return the routes beside the page."""
    return [Route(PATH, _Mounted())]


@cache
def _application() -> Application:
    if find_spec("mcp") is None:
        from qa.serving.api.problems import kind_of, problem

        return problem(501, kind_of(501), MISSING)
    from qa.serving.mcp.http import OverHttp
    from qa.serving.page.shared import resources

    return OverHttp(PageLibrary(), lambda: resources.settings().serving)
