"""What is sent over HTTP, before the SDK reads it: its own errors are many lines, or have no form."""

import json

from mcp_types import INVALID_REQUEST, PARSE_ERROR, jsonrpc_message_adapter
from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response

from qa.serving.api.bounds import NotLetIn
from qa.serving.guard import Message, Receive

NO_JSON_TYPE = NotLetIn(status=415, detail="A message is JSON. Send it with 'Content-Type: application/json'.")
NO_ACCEPT = NotLetIn(
    status=406, detail="The answer is JSON. Send 'Accept: application/json, text/event-stream' with each message."
)
NO_JSON = "The message is no JSON. Send one object of JSON-RPC 2.0."
NO_MESSAGE = 'The message has a wrong form. Send one object of JSON-RPC 2.0, with "jsonrpc", "id" and "method".'


async def body_of(receive: Receive, most: int) -> bytes | None:
    """Return the body of a request; None where it is longer than ``most`` bytes."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
        if len(body) > most:
            return None
    return body


def again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read once more, and then goes on."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def unless_json(headers: Headers) -> NotLetIn | None:
    """Refuse what is said to be no JSON, or whose sender takes none."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return NO_JSON_TYPE
    taken = [kind.partition(";")[0].strip().lower() for kind in headers.get("accept", "*/*").split(",")]
    return None if {"application/json", "application/*", "*/*"} & set(taken) else NO_ACCEPT


def wrong(body: bytes) -> Response | None:
    """Return the error of the protocol for what is no message of it, in one sentence and the next step."""
    try:
        jsonrpc_message_adapter.validate_python(json.loads(body), by_name=False)
    except ValidationError:
        return _error(INVALID_REQUEST, NO_MESSAGE)
    except (ValueError, RecursionError):
        return _error(PARSE_ERROR, NO_JSON)
    return None


def _error(code: int, message: str) -> Response:
    return JSONResponse({"jsonrpc": "2.0", "id": None, "error": {"code": code, "message": message}}, 400)
