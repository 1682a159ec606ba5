"""An application on a free port of loopback, as long as a block runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn

from qa.serving.guard import Application
from qa.serving.mcp.http import listening


@contextmanager
def on_loopback(application: Application) -> Iterator[int]:
    """Serve it in a thread; yields the port."""
    listener = listening("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(application, log_config=None, access_log=False))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
