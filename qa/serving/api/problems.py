"""Errors of the API as problem documents (RFC 9457): one sentence and the next step, and never a stack trace."""

import logging
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from qa.errors import CitewellError, CorpusError, SettingsError, UnknownArticleError, UsageError
from qa.serving.contract import Contract

MEDIA_TYPE = "application/problem+json"
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": said, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status, said in {
        401: "A key is needed.",
        403: "Nothing can be changed here.",
        404: "There is no such article.",
        413: "Too much was sent at once.",
        422: "What was sent has a wrong form, or cannot be used.",
        429: "Too many requests within a minute.",
        503: "There is no index, or it cannot be used.",
    }.items()
}


NO_OBJECT = "'body' has a wrong form. Send an object of JSON, with 'Content-Type: application/json'."


class Problem(Contract):
    """What went wrong (RFC 9457): ``type`` names the kind, ``detail`` says it in words, with the next step."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str


def problem(status: int, kind: str, detail: str, *, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return a problem document; ``kind`` is the last part of its type."""
    told = Problem(
        type=f"urn:citewell:problem:{kind}", title=HTTPStatus(status).phrase, status=status, detail=detail
    )
    return JSONResponse(told.model_dump(), status, media_type=MEDIA_TYPE, headers=headers)


def of_error(_: Request, error: Exception) -> JSONResponse:
    """Return what an error of the program is to a client, in the words for visitors: they name no folder."""
    if not isinstance(error, CitewellError):
        raise error
    told = error.for_visitors
    return problem(_status(error), _kind(error), f"{told.message} {told.hint}")


def of_http(_: Request, error: Exception) -> JSONResponse:
    """Return what an address or a method that is not served is, or a refusal."""
    if not isinstance(error, HTTPException):
        raise error
    detail = {
        404: "There is nothing at this address. See /api/openapi.json for what there is.",
        405: "This address does not take this method. See /api/openapi.json for those that it takes.",
    }.get(error.status_code, str(error.detail))
    return problem(error.status_code, kind_of(error.status_code), detail, headers=_kept(error))


def of_validation(_: Request, error: Exception) -> JSONResponse:
    """Return which part of a request has a wrong form; the value itself is not repeated."""
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    if first["loc"] == ("body",) and first["type"] in ("model_attributes_type", "dict_type"):
        return problem(422, "wrong-form", NO_OBJECT)
    place = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    more = f" So have {len(error.errors()) - 1} further parts." if len(error.errors()) > 1 else ""
    detail = f"'{place}' has a wrong form: {first['msg']}.{more} See /api/openapi.json for the forms."
    return problem(422, "wrong-form", detail)


def of_anything(_: Request, error: Exception) -> JSONResponse:
    """Return that an error was not foreseen; the log of the server has it."""
    logging.getLogger(__name__).error("an unexpected error in the API", exc_info=error)
    return problem(
        500, "unexpected", "Something unexpected went wrong here. Try again, or tell who runs this server."
    )


def _status(error: CitewellError) -> int:
    match error:
        case UnknownArticleError():
            return 404
        case SettingsError():
            return 500
        case UsageError() | CorpusError():
            return 422
        case _:
            return 503


def _kind(error: CitewellError) -> str:
    name = type(error).__name__.removesuffix("Error").removesuffix("Failure")
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def kind_of(status: int) -> str:
    """Return the kind of a problem that has no other name than its status: "not-found"."""
    return HTTPStatus(status).phrase.lower().replace(" ", "-")


def _kept(error: HTTPException) -> dict[str, str] | None:
    return dict(error.headers) if error.headers else None


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of the problems that an operation may meet; two of them every one may."""
    return {status: PROBLEMS[status] for status in (*statuses, 401, 429)}
