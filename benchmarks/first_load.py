"""Measures what the first visit of a page loads, in a browser that has kept nothing.

usage: python -m benchmarks.first_load [--visits 3] [--url URL] [--out benchmarks/results/first_load.json]

The bundled articles are served by the command line, and opened in a headless Chromium that accepts compressed
files or does not, over a fast link and over a slow one (1.6 Mbit/s, 150 ms there and back, a processor four times
slower).  Bytes are those over the wire, with headers; what the page holds in itself (data: and blob:) is no
request.  First paint is the first content that is painted, usable when the question can be typed; both from the
navigation on, of which the median of the visits is given.  The server is warm: it was visited before.

Then an answer is opened over the slow link by its address, on the page and as a light page; it is usable when what
the articles say can be read.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.machine import machine
from qa.serving.page.shared import wording
from tests.conftest import PROJECT
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, library, started_browser

SLOWER = 4
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
"""1.6 Mbit/s in bytes a second, and milliseconds there and back."""
SETTLED_MILLISECONDS = 2_000
LOOKING = """window.usable = new Promise((done) => {
  const look = () => {
    const awaited = document.querySelector(SELECTOR);
    const shown = awaited && !awaited.disabled && awaited.checkVisibility({ visibilityProperty: true });
    if (shown) done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})"""
FIELD = f'input[aria-label="{wording.ASK_LABEL}"]'
SNIPPET = ".cw-snippet .cw-text p, .cw-snippet.cw-text p:not(.cw-place)"
ANSWERS = {
    "an answer on the page": "/?q=why+does+my+back+hurt+when+i+lift+my+leg",
    "the same, light": "/answer?q=why+does+my+back+hurt+when+i+lift+my+leg",
}
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one visit loaded, and how long it took in milliseconds."""

    requests: int
    bytes: int
    first_paint_ms: float
    usable_ms: float


def main() -> None:
    """Serve, visit, print the figures and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=3)
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "first_load.json")
    parser.add_argument("--url", default="", help="a page that is served already; else the bundled articles are")
    options = parser.parse_args()
    with ExitStack() as open_until_measured:
        browser = open_until_measured.enter_context(started_browser())
        url = options.url or open_until_measured.enter_context(bundled())
        measured = every_median(browser, url, options.visits)
        measured |= answers_median(browser, url, options.visits)
    options.out.write_text(
        json.dumps({"machine": machine(), "visits": options.visits, **measured}, indent=2) + "\n"
    )


@contextmanager
def bundled() -> Iterator[str]:
    """Build the index of the bundled articles and serve them; yields the address."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.symlink_to(PROJECT / "corpus")
        with library(corpus) as site:
            yield site.url


def every_median(browser: Browser, url: str, visits: int) -> dict[str, dict[str, int]]:
    """Return the median of each figure, over each link, with and without compression."""
    visit(browser, url, slow=False, compressed=True)
    measured = {}
    for slow, compressed in product((False, True), repeat=2):
        name = f"{'slow' if slow else 'fast'}, {'compressed' if compressed else 'uncompressed'}"
        measured[name] = median([visit(browser, url, slow=slow, compressed=compressed) for _ in range(visits)])
        print(f"{name:20} {json.dumps(measured[name])}", flush=True)
    return measured


def answers_median(browser: Browser, url: str, visits: int) -> dict[str, dict[str, int]]:
    """Return the median of each figure for an answer over the slow link, on the page and light."""
    measured = {}
    for name, address in ANSWERS.items():
        measured[name] = median(
            [
                visit(browser, f"{url.rstrip('/')}{address}", slow=True, compressed=True, awaited=SNIPPET)
                for _ in range(visits)
            ]
        )
        print(f"{name:20} {json.dumps(measured[name])}", flush=True)
    return measured


def visit(browser: Browser, url: str, *, slow: bool, compressed: bool, awaited: str = FIELD) -> Visit:
    """Open a page in a new context of the browser, which has kept nothing, until ``awaited`` is seen."""
    with browser.new_context() as visitor:
        page = visitor.new_page()
        page.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        page.add_init_script(LOOKING.replace("SELECTOR", json.dumps(awaited)))
        protocol = visitor.new_cdp_session(page)
        requested: dict[str, str] = {}
        loaded: dict[str, float] = {}
        protocol.on("Network.requestWillBeSent", lambda event: requested.update(_request(event)))
        protocol.on("Network.loadingFinished", lambda event: loaded.update(_bytes(event)))
        protocol.send("Network.enable")
        if not compressed:
            protocol.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": "identity"}})
        if slow:
            protocol.send("Network.emulateNetworkConditions", SLOW)
            protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(url, wait_until="commit")
        usable = float(page.evaluate("usable"))
        page.wait_for_timeout(SETTLED_MILLISECONDS)
        over_the_wire = [each for each, address in requested.items() if address.startswith("http")]
        return Visit(
            requests=len(over_the_wire),
            bytes=round(sum(loaded.get(each, 0) for each in over_the_wire)),
            first_paint_ms=float(page.evaluate(PAINTED)),
            usable_ms=usable,
        )


def _request(event: dict[str, dict[str, str]]) -> dict[str, str]:
    return {str(event["requestId"]): event["request"]["url"]}


def _bytes(event: dict[str, float]) -> dict[str, float]:
    return {str(event["requestId"]): event["encodedDataLength"]}


def median(visits: list[Visit]) -> dict[str, int]:
    """Return the median of each figure over visits."""
    every = [asdict(each) for each in visits]
    return {name: round(statistics.median(each[name] for each in every)) for name in every[0]}


if __name__ == "__main__":
    main()
