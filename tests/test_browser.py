"""The real page, served by the command line from the bundled articles, in a headless Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from qa.serving.page import wording
from qa.serving.page.blocks import CITED
from tests.conftest import BUNDLED, PROJECT, require

pytestmark = pytest.mark.browser

QUESTION = "why does my back hurt when I lift my leg"
CITEWELL = str(Path(sys.executable).with_name("citewell"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
STEERING = ("CITEWELL_", "HF_", "TRANSFORMERS_", "TOKENIZERS_", "DO_NOT_TRACK")
START_SECONDS_MOST = 120
ANSWER_MILLISECONDS_MOST = 60_000
PHONE: ViewportSize = {"width": 360, "height": 740}
LOW_SCREEN: ViewportSize = {"width": 1000, "height": 300}
"""So low that what is cited is out of view until the page scrolls to it."""
FIRST_TITLE = "Ankylosing spondylitis: inflammatory arthritis of the spine"
NEW_ARTICLE = """# Tailbone pain

## Why does my tailbone hurt when I sit?

A fall on the coccyx bruises it, and a wedge cushion with a gap at the back takes the weight off the tailbone.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A served page, and the folder of its articles."""

    url: str
    corpus: Path


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def environment() -> dict[str, str]:
    """Return the environment without what steers Citewell or keeps its libraries silent: it must do so itself."""
    return {name: value for name, value in os.environ.items() if not name.startswith(STEERING)}


def wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MOST
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=5) as response:  # noqa: S310 - loopback
                assert response.read() == b"ok"
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the page did not start:\n{log.read_text()}")


@contextmanager
def served(*command: str, log: Path) -> Iterator[str]:
    """Run a command that serves the page, on a free port; yields its address once it answers."""
    port = free_port()
    serve = [*command, "--no-browser", "--port", str(port)]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            serve, cwd=PROJECT, env=environment(), stdout=output, stderr=output, start_new_session=True
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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Build the index of a copy of the bundled articles with the real weights, and serve it on loopback."""
    folder = tmp_path_factory.mktemp("site")
    corpus = folder / "corpus"
    shutil.copytree(BUNDLED, corpus)
    folders = ["--corpus", str(corpus), "--index", str(folder / "index")]
    subprocess.run([CITEWELL, "build", *folders], cwd=PROJECT, env=environment(), check=True)
    with served(CITEWELL, "serve", *folders, log=folder / "log") as url:
        yield Site(url=url, corpus=corpus)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the Chromium of this machine."""
    require("chromium", present=CHROMIUM is not None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page that knows nothing of the pages before it."""
    with browser.new_context() as visitor:
        visitor.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        yield visitor.new_page()


def ask(page: Page, site: Site, question: str) -> None:
    """Type a question into the page and wait for what it says."""
    page.goto(site.url)
    page.get_by_label(wording.ASK_LABEL).fill(question)
    page.get_by_label(wording.ASK_LABEL).press("Enter")
    page.locator(".cw-card").first.wait_for(state="attached")


def test_a_typed_question_is_answered_and_stands_in_the_address(page: Page, site: Site) -> None:
    """After Enter the passages appear in order, and the address can be kept or sent."""
    ask(page, site, QUESTION)

    ranks = page.locator(".cw-card .cw-rank")
    expect(ranks).to_have_text(["1", "2", "3", "4", "5"])
    expect(page.locator(".cw-card mark")).to_have_count(5)
    assert parse_qs(urlsplit(page.url).query) == {"q": [QUESTION]}
    assert page.get_by_text(wording.FOOT).is_visible()


def test_reading_in_context_brings_the_passage_into_view_also_for_another_visitor(
    browser: Browser, page: Page, site: Site
) -> None:
    """The link under a passage opens its article where the passage begins, and its address does so anywhere."""
    page.set_viewport_size(LOW_SCREEN)
    ask(page, site, QUESTION)
    passage = page.locator(".cw-card .cw-text").first.inner_text()
    page.get_by_role("link", name=wording.READ_IN_CONTEXT).first.click()
    cited = page.locator(f"#{CITED}")
    expect(cited).to_be_in_viewport(timeout=ANSWER_MILLISECONDS_MOST)
    begins = cited.inner_text()

    with browser.new_context(viewport=LOW_SCREEN) as visitor:
        other = visitor.new_page()
        other.goto(page.url)

        expect(other.locator(f"#{CITED}")).to_be_in_viewport(timeout=ANSWER_MILLISECONDS_MOST)
        expect(other.locator(f"#{CITED}")).to_have_text(begins)
        assert other.locator(".cw-cited").all_inner_texts() == page.locator(".cw-cited").all_inner_texts()
    assert begins
    assert passage.startswith(begins)


def test_a_question_on_another_subject_is_said_not_to_be_answered(page: Page, site: Site) -> None:
    """Where no article answers, the page says so and states nothing."""
    ask(page, site, "how do I bake sourdough bread")

    expect(page.get_by_role("status").filter(has_text=wording.NOT_ANSWERED)).to_be_visible()
    expect(page.locator(".cw-statements")).to_have_count(0)


def test_a_phone_shows_an_answer_without_scrolling_sideways(browser: Browser, site: Site) -> None:
    """On a screen 360 pixels wide an answer is no wider than the screen."""
    with browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True) as phone:
        page = phone.new_page()
        page.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        ask(page, site, QUESTION)
        expect(page.locator(".cw-card")).to_have_count(5)

        widths = [
            page.evaluate("document.documentElement.scrollWidth"),
            page.get_by_test_id("stMain").evaluate("element => element.scrollWidth"),
        ]

        assert max(widths) <= PHONE["width"]


def test_an_article_put_into_the_folder_answers_after_a_press_on_rebuild(page: Page, site: Site) -> None:
    """The library lists the articles; a new file is one more after a rebuild, and answers at once."""
    articles = len(list(BUNDLED.glob("*.md")))
    page.goto(f"{site.url}/library")
    table = page.locator("[aria-rowcount]")  # inside the canvas it is drawn on; the heading is one of its rows
    expect(table).to_have_attribute("aria-rowcount", str(articles + 1), timeout=ANSWER_MILLISECONDS_MOST)
    assert page.get_by_test_id("glide-cell-0-0").text_content() == FIRST_TITLE
    (site.corpus / "tailbone-pain.md").write_text(NEW_ARTICLE, encoding="utf-8")

    page.get_by_role("button", name=wording.REBUILD).click()

    built = page.get_by_role("status").filter(has_text=f"of {articles + 1} articles; 1 were new or changed.")
    built.wait_for()
    expect(table).to_have_attribute("aria-rowcount", str(articles + 2), timeout=ANSWER_MILLISECONDS_MOST)
    ask(page, site, "why does my tailbone hurt when I sit")
    expect(page.locator(".cw-card .cw-place").first).to_contain_text("Tailbone pain")
    expect(page.locator(".cw-statements li").first).to_contain_text("a wedge cushion")
