"""A server on loopback that plays language models: good, careless, lying, slow and broken ones."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from qa.settings import Llm

KEY = "the key of a model"
SECONDS = 20.0


@dataclass(slots=True, kw_only=True)
class Play:
    """What the server does next, and the requests that it had.

    ``writes`` are the pieces that are sent; before the one at ``waits_at`` it waits until it is let go on.  With
    ``raw`` these bytes are the whole body.  ``ends`` tells whether the stream comes to its end; with ``drips`` it
    sends empty lines instead, many a second.
    """

    writes: Sequence[str] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "text/event-stream"
    raw: bytes | None = None
    ends: bool = True
    drips: bool = False
    waits_at: int | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    def llm(self, **changed: Any) -> Llm:
        """Return the settings by which it is asked."""
        return Llm.model_validate(
            {"address": f"{self.address}/v1", "model": "a-model", "key": KEY, "seconds": SECONDS, **changed}
        )

    @property
    def asked(self) -> str:
        """All that the last request told the model."""
        return "\n".join(message["content"] for message in self.requests[-1]["body"]["messages"])


class _Handler(BaseHTTPRequestHandler):
    play: Play

    def do_POST(self) -> None:
        """Play the model."""
        play = self.play
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        play.requests.append({"path": self.path, "headers": dict(self.headers), "body": body})
        self.send_response(play.status)
        self.send_header("content-type", play.media_type)
        for name, value in play.headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            if play.raw is not None:
                self.wfile.write(play.raw)
                return
            self._stream()
        except OSError:  # who asked has hung up
            return

    def do_GET(self) -> None:
        """Note that a redirect was followed."""
        self.play.requests.append({"path": self.path})
        self.send_response(200)
        self.end_headers()

    def _stream(self) -> None:
        play = self.play
        for place, piece in enumerate(play.writes):
            self.wfile.flush()
            if place == play.waits_at:
                play.go_on.wait(SECONDS)
            self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
        if play.waits_at == len(play.writes):
            self.wfile.flush()
            play.go_on.wait(SECONDS)
        while play.drips and not play.go_on.wait(0.05):
            self.wfile.write(b": wait\n")
            self.wfile.flush()
        if play.ends:
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, value: object) -> None:
        self.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def playing() -> Iterator[Play]:
    """Serve on a free port of loopback until the block ends."""
    play = Play()
    handler = type("Handler", (_Handler,), {"play": play})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    play.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield play
    finally:
        play.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()
