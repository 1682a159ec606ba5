"""The real page, served by the command line from the bundled articles, in a headless Chromium."""

import shutil
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from qa.serving.page import wording
from qa.serving.page.blocks import CITED
from tests.browsing import ANSWER_MILLISECONDS_MOST, LOW_SCREEN, Site, ask, library, opened_page, started_browser
from tests.conftest import BUNDLED

pytestmark = pytest.mark.browser

QUESTION = "why does my back hurt when I lift my leg"
PHONE: ViewportSize = {"width": 360, "height": 740}
FIRST_TITLE = "Ankylosing spondylitis: inflammatory arthritis of the spine"
NEW_ARTICLE = """# Tailbone pain

## Why does my tailbone hurt when I sit?

A fall on the coccyx bruises it, and a wedge cushion with a gap at the back takes the weight off the tailbone.
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Build the index of a copy of the bundled articles with the real weights, and serve it on loopback."""
    corpus = tmp_path_factory.mktemp("site") / "corpus"
    shutil.copytree(BUNDLED, corpus)
    with library(corpus) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the Chromium of this machine."""
    with started_browser() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page that knows nothing of the pages before it."""
    with opened_page(browser) as page:
        yield page


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
    assert page.get_by_test_id("glide-cell-1-0").text_content() == FIRST_TITLE
    (site.corpus / "tailbone-pain.md").write_text(NEW_ARTICLE, encoding="utf-8")

    page.get_by_role("button", name=wording.REBUILD).click()

    built = page.get_by_role("status").filter(has_text=f"of {articles + 1} articles; 1 were new or changed.")
    built.wait_for()
    expect(table).to_have_attribute("aria-rowcount", str(articles + 2), timeout=ANSWER_MILLISECONDS_MOST)
    ask(page, site, "why does my tailbone hurt when I sit")
    expect(page.locator(".cw-card .cw-place").first).to_contain_text("Tailbone pain")
    expect(page.locator(".cw-statements li").first).to_contain_text("a wedge cushion")
