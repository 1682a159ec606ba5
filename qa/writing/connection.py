"""The only door to a model's server: messages → what the model writes, piece by piece.

It connects to the host of the address that was set and to no other: a redirect is an error, and no proxy of the
environment is asked.
"""

import json
import socket
import ssl
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from threading import Lock, Timer
from typing import Any
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from qa.errors import ForVisitors, WritingError
from qa.settings import Llm

CONNECT_SECONDS = 10.0
RECEIVED_BYTES_MOST = 4 << 20
WRITTEN_LETTERS_MOST = 20_000
"""Of an answer; a model that goes on is cut off."""
PIECE_BYTES = 64 << 10
CUT = "length"
UNREADABLE = "what it sent cannot be read"


class HangUp:
    """Ends a conversation with a model from another thread, such as when who asked has gone."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._line: socket.socket | None = None
        self._is_over = False

    def now(self) -> None:
        """End what is received, now or as soon as it begins; who waits for it gets WritingError."""
        with self._lock:
            self._is_over = True
            self._end()

    def holds(self, line: socket.socket) -> None:
        """Take what the model is heard by."""
        with self._lock:
            self._line = line
            if self._is_over:
                self._end()

    def _end(self) -> None:
        if self._line:
            with suppress(OSError):  # the other side was quicker
                self._line.shutdown(socket.SHUT_RDWR)


def written_by(llm: Llm, messages: Sequence[dict[str, str]], hang_up: HangUp | None = None) -> Iterator[str]:
    """Yield what a model writes to some messages, as it comes; raises WritingError, also after some of it."""
    ends = time.monotonic() + llm.seconds
    hang_up = hang_up or HangUp()
    parts = urlsplit(llm.address)
    host, port = parts.hostname or "", parts.port
    connection: HTTPConnection
    if parts.scheme == "https":
        trust = ssl.create_default_context()
        connection = HTTPSConnection(
            host, port or 443, timeout=min(CONNECT_SECONDS, llm.seconds), ssl_context=trust
        )
    else:
        connection = HTTPConnection(host, port or 80, timeout=min(CONNECT_SECONDS, llm.seconds))
    headers = {"Content-Type": "application/json", "Accept": "text/event-stream", "Accept-Encoding": "identity"}
    if llm.key:
        headers["Authorization"] = f"Bearer {llm.key.get_secret_value()}"
    body = json.dumps({"model": llm.model, "messages": list(messages), "stream": True}).encode()
    with closing(connection):
        try:
            connection.connect()
        except (HTTPError, OSError) as error:
            raise _failed("its server cannot be reached") from error
        hang_up.holds(connection.sock)  # a connection forgets it once it knows that there is only one response
        watch = Timer(llm.seconds, hang_up.now)  # whatever the server does, or does not
        watch.daemon = True
        watch.start()
        try:
            connection.timeout = llm.seconds  # urllib3 2 sets it anew before each response: not on the socket
            connection.request(
                "POST", f"{parts.path.rstrip('/')}/chat/completions", body, headers, preload_content=False
            )
            with closing(connection.getresponse()) as response:
                _accept(response)
                finished = yield from _pieces(response)
            if not finished:
                raise _broken(llm, ends)
        except (HTTPError, OSError, ValueError) as error:
            raise _broken(llm, ends) from error
        finally:
            watch.cancel()


def _accept(response: BaseHTTPResponse) -> None:
    told = {
        401: "its server does not accept the key",
        403: "its server does not accept the key",
        404: "its server does not know this address or model",
        429: "its server is asked too often",
    }
    if 300 <= response.status < 400:
        raise _failed("its server has moved, and is not followed elsewhere")
    if response.status != 200:
        raise _failed(told.get(response.status, f"its server answered with the error {response.status}"))
    if response.headers.get("content-encoding", "identity") != "identity":
        raise _failed(UNREADABLE)


def _broken(llm: Llm, ends: float) -> WritingError:
    is_late = time.monotonic() >= ends
    return _failed(f"it took longer than {llm.seconds:g} seconds" if is_late else "the connection broke off")


def _pieces(response: BaseHTTPResponse) -> Generator[str, None, bool]:
    """Yield the pieces of a stream of events, or of one JSON document; return whether it came to its end."""
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    lines = _lines(response)
    letters, ended = 0, False
    for event in [b"".join(lines)] if media_type == "application/json" else _events(lines):
        if event == b"[DONE]":
            return True
        text, reason = _read(event)
        letters += len(text)
        if text:
            yield text
        if reason == CUT or letters > WRITTEN_LETTERS_MOST:
            raise _failed("it stopped before its end, as it had written too much")
        ended = ended or bool(reason)
    return ended


def _lines(response: BaseHTTPResponse) -> Iterator[bytes]:
    left, received = b"", 0
    while piece := response.read1(PIECE_BYTES, decode_content=False):
        received += len(piece)
        if received > RECEIVED_BYTES_MOST:
            raise _failed("it stopped before its end, as it had sent too much")
        *lines, left = (left + piece).split(b"\n")
        yield from lines
    if left:
        yield left


def _events(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the data of each event; a line that is none of an event stream is an error."""
    for line in lines:
        line = line.rstrip(b"\r")
        name, _, data = line.partition(b":")
        if name == b"data":
            yield data.strip()
        elif name not in (b"", b"event", b"id", b"retry"):
            raise _failed(UNREADABLE)


def _read(event: bytes) -> tuple[str, str]:
    """Return the text of an event and why the model stopped, if it did."""
    try:
        value: Any = json.loads(event)
        if "error" in value:
            raise _failed("its server reported an error")
        if not (choices := value.get("choices")):  # figures of use at the end
            return "", ""
        said = choices[0].get("delta") or choices[0].get("message") or {}
        return str(said.get("content") or ""), str(choices[0].get("finish_reason") or "")
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise _failed(UNREADABLE) from error


def _failed(what: str) -> WritingError:
    return WritingError(
        f"The model did not write a whole answer: {what}.",
        hint="What the articles say is not touched by that; docs/written-answers.md has what to look at.",
        for_visitors=ForVisitors(f"The model did not write a whole answer: {what}.", "Try again later."),
    )
