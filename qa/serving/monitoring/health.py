"""For those who watch the server: ``/healthz`` (it runs), ``/readyz`` (it can answer) and ``/metrics``."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from qa.errors import CitewellError

UNCACHED = {"cache-control": "no-store"}


def routes() -> list[Route]:
    """Return the routes beside the page."""
    return [
        Route("/healthz", _healthy, methods=["GET"]),
        Route("/readyz", _ready, methods=["GET"]),
        Route("/metrics", _metrics, methods=["GET"]),
    ]


async def _healthy(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"}, headers=UNCACHED)


async def _ready(_: Request) -> JSONResponse:
    """Answer 200 once the model is loaded and an index is open, and 503 with the reason until then."""
    return await run_in_threadpool(_readiness)


def _readiness() -> JSONResponse:
    from qa.serving.page.shared import resources  # the server is up before models are imported

    try:
        generation = resources.assistant(resources.newest().name).generation.name
    except CitewellError as error:
        told = error.for_visitors
        return JSONResponse({"status": f"{told.message} {told.hint}"}, 503, headers=UNCACHED)
    return JSONResponse({"status": "ok", "generation": generation}, headers=UNCACHED)


async def _metrics(_: Request) -> Response:
    return await run_in_threadpool(_exposition)


def _exposition() -> Response:
    from qa.serving.monitoring import metrics
    from qa.serving.page.shared import resources

    try:
        generation = resources.newest()
    except CitewellError:  # the figures say it: no generation, no articles
        body = metrics.exposition("", None)
    else:
        body = metrics.exposition(generation.name, generation.manifest)
    return Response(body, headers={"content-type": metrics.MEDIA_TYPE, **UNCACHED})
