"""The API and what monitors ask, on a free port of loopback behind the guard, for commands of the documents.

usage: python -m tests.support.loopback_api

It prints its port, and ends when its standard input is closed.
"""

import os
import socket
import sys
from threading import Thread

import uvicorn
from starlette.applications import Starlette

from qa.serving.api import mounting
from qa.serving.guard import Guard
from qa.serving.monitoring import health

HOST = "127.0.0.1"


def serve() -> None:
    """Answer for the corpus and the index in the working folder."""
    application = Starlette(routes=[*health.routes(), *mounting.routes()])
    with socket.create_server((HOST, 0)) as listener:
        os.write(1, f"{listener.getsockname()[1]}\n".encode())
        Thread(target=_end_with_input, daemon=True).start()
        server = uvicorn.Server(
            uvicorn.Config(Guard(application, bound=HOST, api=mounting.PATH), log_level="error")
        )
        server.run(sockets=[listener])


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    serve()
