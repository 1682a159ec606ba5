"""The page with an encoder without weights, which waits: what the browser tests of the Library serve.

usage: python -m tests.support.held_page CORPUS INDEX [--read-only] --no-browser --port PORT

While the file ``hold`` stands beside the index, a build waits at its next passages.
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from streamlit import App, runtime

from qa.embedding.encoder import Encoded, Span, TokenTransform, unit
from tests.support.fakes import FakeEncoder

HOLD = "hold"
MODEL = "all-MiniLM-L6-v2"
LOOK_SECONDS = 0.02


class HeldEncoder(FakeEncoder):
    """Encodes when it may."""

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], *, keep: TokenTransform = unit
    ) -> Encoded:
        hold = Path(os.environ["CITEWELL_INDEX"]).with_name(HOLD)
        while hold.exists():
            time.sleep(LOOK_SECONDS)
        return super().encode(texts, spans, keep=keep)


def serve() -> None:
    """Become Streamlit, with this file as its page."""
    corpus, index, *more = sys.argv[1:]
    os.environ |= {"CITEWELL_CORPUS": corpus, "CITEWELL_INDEX": index}
    if "--read-only" in more:
        os.environ["CITEWELL_SERVING__READ_ONLY"] = "true"
    flags = {
        "server.address": "127.0.0.1",
        "server.port": more[-1],
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "runner.postScriptGC": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", __file__, *(f"--{key}={flags[key]}" for key in flags)]
    os.execv(sys.executable, command)  # noqa: S606


def draw() -> None:
    """Draw the page as app.py does."""
    from qa.serving.page.frame import draw_page
    from qa.serving.page.shared import resources

    vars(resources)["load_encoder"] = lambda model, **_: HeldEncoder(name=model)
    draw_page()


if __name__ == "__main__":
    if runtime.exists():
        draw()
    else:
        serve()
elif __name__ == "held_page":  # the server imports it, as it does app.py
    from qa.serving import originals, suggesting
    from qa.serving.api import mounting
    from qa.serving.entry import guarded, shown
    from qa.serving.guard import Application
    from qa.serving.light import routes as light
    from qa.serving.monitoring import health

    routes = [*suggesting.routes(), *originals.routes(), *light.routes(), *health.routes(), *mounting.routes()]
    app: Application = App(__file__, lifespan=shown, routes=routes)
    app = guarded(app)
