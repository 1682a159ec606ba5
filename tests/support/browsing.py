"""The real page for tests in a browser: built and served by the command line, asked and read in Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from qa.indexing.build import build
from qa.serving.page.shared import wording
from qa.serving.page.shared.blocks import CITED
from qa.settings import Indexing
from tests.conftest import ARTICLES, BUILT, MEMORY, PROJECT, require
from tests.support.fakes import FakeEncoder
from tests.support.held_page import MODEL
from tests.support.real_build import CITEWELL, build_for_real, environment

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
STORED = "cookies,local_storage,indexeddb,cache_storage,service_workers"
START_SECONDS_MOST = 120
ANSWER_MILLISECONDS_MOST = 60_000
expect.set_options(timeout=ANSWER_MILLISECONDS_MOST)  # of itself it waits five seconds, too few on a busy machine
LOW_SCREEN: ViewportSize = {"width": 1000, "height": 300}
"""So low that what is cited is out of view until the page scrolls to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A served page, and the folder of its articles."""

    url: str
    corpus: Path

    @property
    def index(self) -> Path:
        return self.corpus.with_name("index")


given_back: list[int] = []


def free_port() -> int:
    """Return a port that is free, of a site that has ended if there is one.

    A browser keeps what it has compiled by address, and the files of Streamlit are the same for every site.
    """
    if given_back:
        return given_back.pop()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MOST
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=5) as response:  # noqa: S310 - loopback
                assert response.read() == b"ok"
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    pytest.fail(f"the page did not start:\n{log.read_text()}")


@contextmanager
def served(*command: str, log: Path) -> Iterator[str]:
    """Run a command that serves the page, on a free port; yields its address once it answers."""
    port = free_port()
    serve = [*command, "--no-browser", "--port", str(port)]
    settings = {**environment(), "CITEWELL_READING__OCR": "off"}  # the same with and without the extra
    with (
        log.open("wb") as output,
        subprocess.Popen(
            serve, cwd=PROJECT, env=settings, stdout=output, stderr=output, start_new_session=True
        ) as server,
    ):
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            with suppress(ProcessLookupError):  # it may have ended by itself, and its group with it
                os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
    given_back.append(port)


@contextmanager
def library(corpus: Path, *, model_from: Path | None = None) -> Iterator[Site]:
    """Serve a folder of articles on loopback, and the index of it beside it, which is built with the real weights.

    An index that is there is built on; ``model_from`` is another whose conversion of the model is taken.
    """
    index = corpus.with_name("index")
    build_for_real(corpus, index, model_from=model_from)
    folders = ["--corpus", str(corpus), "--index", str(index)]
    with served(CITEWELL, "serve", *folders, log=corpus.with_name("log")) as url:
        yield Site(url=url, corpus=corpus)


@contextmanager
def weightless(folder: Path, *flags: str, files: Mapping[str, str] = ARTICLES) -> Iterator[Site]:
    """Serve articles by ``held_page``: with the encoder without weights, in builds that can be made to wait."""
    site = Site(url="", corpus=folder / "corpus")
    write_articles(site, files)
    build_index(site)
    command = (sys.executable, "-m", "tests.support.held_page", str(site.corpus), str(site.index), *flags)
    with served(*command, log=folder / "log") as url:
        yield replace(site, url=url)


def write_articles(site: Site, files: Mapping[str, str] = ARTICLES) -> None:
    """Give a site these articles and no other."""
    shutil.rmtree(site.corpus, ignore_errors=True)
    site.corpus.mkdir()
    for name, text in files.items():
        (site.corpus / name).write_text(text, encoding="utf-8")


def build_index(site: Site) -> None:
    """Build the index of a site with the encoder without weights, as its owner does while it is served."""
    build(site.corpus, site.index, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)


@contextmanager
def started_browser() -> Iterator[Browser]:
    """Start the Chromium of this machine, its first context with a profile on the disk.

    In that context what the page loads, and what is compiled of it, is kept from visit to visit, which halves the
    processor time of each; in those that are opened later nothing is kept, as in private windows.
    """
    require("chromium", present=CHROMIUM is not None)
    with sync_playwright() as playwright, TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as profile:
        known = playwright.chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=FLAGS)
        assert known.browser, "a browser with a profile is one like any other"
        yield known.browser
        known.close()


@contextmanager
def opened_page(browser: Browser) -> Iterator[Page]:
    """Open a page that knows nothing of the pages before it but the files of the site, which never change."""
    known, *_ = browser.contexts
    page = known.new_page()
    page.set_default_timeout(ANSWER_MILLISECONDS_MOST)
    try:
        yield page
    finally:
        forget(page)
        page.close()


def forget(page: Page) -> None:
    """Delete what the site of a page has stored in its browser."""
    address = urlsplit(page.url)
    known = page.context.new_cdp_session(page)
    origin = f"{address.scheme}://{address.netloc}"
    known.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORED})


def ask(page: Page, site: Site, question: str) -> None:
    """Type a question into the page and wait for what it says."""
    page.goto(site.url)
    page.get_by_label(wording.ASK_LABEL).fill(question)
    page.get_by_label(wording.ASK_LABEL).press("Enter")
    page.locator(".cw-answered, .cw-unsure, .cw-unanswered").first.wait_for()
    page.locator(".cw-card").first.wait_for(state="attached")
    page.locator("#cw-quoted").wait_for(state="attached")  # from now on a chip opens its source beside the answer


def read_whole(page: Page) -> None:
    """Open the article in the reader whose part is shown beside the answer."""
    page.get_by_role("link", name=wording.OPEN_WHOLE).click()
    page.locator(".cw-bar-links a").nth(1).wait_for()
    page.locator(f".cw-article:not(.cw-pane *) #{CITED}").wait_for()
