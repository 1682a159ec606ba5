"""What the page asks the server while somebody types: ``GET /suggest?q=TEXT&article=ID&in=FOLDER``, as JSON."""

from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

PATH = "/suggest"


def routes() -> list[Route]:
    """Return the routes beside the page."""
    return [Route(PATH, _suggested, methods=["GET"])]


async def _suggested(request: Request) -> JSONResponse:
    """Answer with ``questions`` (``question`` and ``title`` of each), ``spelling`` and ``is_complete``.

    Where there is no index, nothing is suggested: the page itself says so.
    """
    asked = request.query_params
    return JSONResponse(
        await run_in_threadpool(_suggestions, asked.get("q", ""), _scope(asked)),
        headers={"cache-control": "no-store"},
    )


def _scope(asked: QueryParams) -> str:
    """Return what alone is asked: an article, or a folder with a slash at its end; empty for all."""
    folder = asked.get("in", "").strip("/")
    return asked.get("article", "") or (f"{folder}/" if folder else "")


def _suggestions(typed: str, article_id: str) -> dict[str, object]:
    from qa.answering.suggestions import Suggestions  # the server is up before models are imported
    from qa.errors import CitewellError
    from qa.serving.page.shared.resources import suggester

    try:
        return asdict(suggester().suggest(typed, article_id=article_id))
    except CitewellError:
        return asdict(Suggestions())
