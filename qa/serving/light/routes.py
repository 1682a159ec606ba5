"""The routes of the light pages beside the page: ``/answer?q=…`` and ``/article?article=ID&at=…``.

``/article/ID?at=…`` is the same by a shorter address.  Both take the keys of the page's own addresses.  The checks
of the guard come first, as for all of the page.
"""

import gzip
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from qa.serving.front_end import accepts_gzip

POLICY = "script-src 'none'; object-src 'none'"
"""On top of the guard's: these pages have no script at all."""
HEADERS = {"cache-control": "no-cache", "content-security-policy": POLICY, "vary": "Accept-Encoding"}
Address = Mapping[str, str]


def routes() -> list[Route]:
    """Return the routes beside the page."""
    return [
        Route("/answer", _answer, methods=["GET"]),
        Route("/article", _article, methods=["GET"]),
        Route("/article/{article:path}", _named, methods=["GET"]),
    ]


async def _answer(request: Request) -> Response:
    return await _drawn(request, _answered)


async def _article(request: Request) -> Response:
    return await _drawn(request, _read)


async def _named(request: Request) -> Response:
    """Lead from the shorter address to the one whose links are relative to the top."""
    article = request.path_params["article"]
    top = request.url.path.partition("/article/")[0]
    query = urlencode({"article": article, **request.query_params}, quote_via=quote)
    return RedirectResponse(f"{top}/article?{query}", headers={"cache-control": "no-cache"})


async def _drawn(request: Request, draw: Callable[[Address], str]) -> Response:
    status, html = await run_in_threadpool(_told, dict(request.query_params), draw)
    zipped = accepts_gzip(request.scope["headers"])
    body = gzip.compress(html.encode(), mtime=0) if zipped else html.encode()
    return HTMLResponse(body, status, headers=HEADERS | ({"content-encoding": "gzip"} if zipped else {}))


def _told(address: Address, draw: Callable[[Address], str]) -> tuple[int, str]:
    from qa.errors import (  # the server is up before models are imported
        CitewellError,
        UnknownArticleError,
        UsageError,
    )
    from qa.serving.light.pages import error_page

    try:
        return 200, draw(address)
    except UnknownArticleError as error:
        return 404, error_page(error)
    except UsageError as error:
        return 422, error_page(error, question=address.get("q", ""))
    except CitewellError as error:
        return 503, error_page(error, question=address.get("q", ""))


def _answered(address: Address) -> str:
    from qa.reading.folders import ids_in
    from qa.serving.light.pages import answer_page, start_page
    from qa.serving.page.shared import blocks, resources, wording

    generation = resources.newest()
    question, folder = address.get("q", "").strip(), address.get("folder", "")
    if not question:
        promise = blocks.counted(wording.ASK_PROMISE, generation.manifest.articles)
        return start_page(promise, *resources.start(generation=generation.name, read_only=_is_read_only()))
    among = tuple(sorted(ids_in(generation.store.titles(), folder))) if folder else None
    as_typed, after = address.get("typed") == "1", address.get("after", "")
    answer = resources.answer(question, as_typed=as_typed, among=among, after=after, generation=generation.name)
    articles = resources.assistant(answer.generation).article
    return answer_page(answer, articles, as_typed=as_typed, after=after, folder=folder)


def _is_read_only() -> bool:
    """Tell whether visitors may change nothing, or only some of them, which is seen in the page alone."""
    from qa.serving.page.shared.resources import settings

    serving = settings().serving
    return serving.read_only or serving.sign_in


def _read(address: Address) -> str:
    from qa.serving.light.pages import article_page, list_page
    from qa.serving.page.read.opening import opened
    from qa.serving.page.shared import resources

    generation = resources.newest()
    if not address.get("article"):
        return list_page(generation.store.articles())
    return article_page(opened(address, generation)[0], address)
