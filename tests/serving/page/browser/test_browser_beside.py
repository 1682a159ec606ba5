"""The source beside the answer, in a headless Chromium: at its right on a desktop, over it on a phone."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from qa.indexing.generations import open_newest_whole
from qa.records import Article
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import digest_of, span_of, spans_of
from qa.serving.page.shared.blocks import CITED
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site, ask

pytestmark = pytest.mark.browser

QUESTION = "why does my back hurt when I lift my leg"
DESKTOP: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
IN_VIEW = """(() => {
  const view = document.querySelector(".cw-pane-text").getBoundingClientRect();
  const marks = [...document.querySelectorAll(".cw-pane mark")].map((each) => each.getBoundingClientRect());
  return marks.length && marks.every((each) => each.top >= view.top && each.bottom <= view.bottom);
})()"""


def article_in(page: Page, site: Site) -> Article:
    """Return the article that the address names."""
    named = parse_qs(urlsplit(page.url).query)["article"][0]
    return open_newest_whole(site.index)[0].store.article(named)


def marked(page: Page, site: Site) -> list[str]:
    """Return the texts that the address marks, as they stand in the article."""
    article, address = article_in(page, site), parse_qs(urlsplit(page.url).query)
    cited = span_of(address["at"][0], article)
    assert cited
    assert digest_of(article.text[cited[0] : cited[1]]) == address["h"][0]
    return [article.text[start:end] for start, end in spans_of(address["mark"][0])]


def opened(page: Page) -> None:
    expect(page.locator(f".cw-pane #{CITED}")).to_be_in_viewport(timeout=ANSWER_MILLISECONDS_MOST)


def test_a_chip_opens_its_source_beside_the_answer_which_stays(
    browser: Browser, page: Page, bundled_site: Site
) -> None:
    """All that is cited is marked and in view, the answer has not moved, and Back and another visitor see that."""
    page.set_viewport_size(DESKTOP)
    ask(page, bundled_site, QUESTION)
    asked, chip = page.url, page.locator(".cw-snippet a.cw-chip").first
    chip.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    quoted = page.get_by_role("tooltip").locator("p").all_inner_texts()
    before = chip.bounding_box(), page.evaluate(SCROLLED)
    chip.click()
    opened(page)

    assert (chip.bounding_box(), page.evaluate(SCROLLED)) == before
    assert page.evaluate(IN_VIEW)
    assert page.locator(".cw-pane mark").all_inner_texts() == marked(page, bundled_site) == quoted
    expect(page.get_by_role("region", name=article_in(page, bundled_site).title, exact=True)).to_be_visible()
    with browser.new_context(viewport=DESKTOP) as visitor:
        other = visitor.new_page()
        other.goto(page.url)
        opened(other)
        assert other.locator(".cw-pane mark").all_inner_texts() == quoted
        other.get_by_role("button", name=wording.CLOSE_SOURCE).click()
        expect(other.locator(".cw-pane")).to_have_count(0)
        assert other.url == asked
    page.get_by_role("link", name=wording.READ_IN_CONTEXT).last.click()
    expect(page.locator(".cw-pane")).not_to_contain_text(quoted[0])
    opened(page)
    page.go_back()  # of the sources that were open one after the other, none is a step of its own
    expect(page.locator(".cw-pane")).to_have_count(0)
    assert page.url == asked


def test_on_a_phone_the_source_covers_the_answer_and_back_leads_to_the_very_place(
    browser: Browser, bundled_site: Site
) -> None:
    """The focus goes into the source and returns, nothing beneath can be reached, and the answer has not moved."""
    with browser.new_context(viewport=PHONE, has_touch=True) as phone:
        page = phone.new_page()
        page.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        ask(page, bundled_site, QUESTION)
        chip = page.locator("a.cw-chip").last
        chip.scroll_into_view_if_needed()
        place = page.evaluate(SCROLLED)
        for leave in ("back", "Escape", "button"):
            chip.tap()
            opened(page)
            pane = page.get_by_role("dialog")
            box = pane.bounding_box()
            assert box
            assert (round(box["width"]), round(box["height"])) == (PHONE["width"], PHONE["height"])
            expect(page.locator(f"#{CITED}")).to_be_focused()
            assert page.locator(".cw-nav").evaluate("(each) => each.closest('[inert]') !== null")
            if leave == "back":
                page.go_back()
            elif leave == "Escape":
                page.keyboard.press("Escape")
            else:
                page.get_by_role("button", name=wording.CLOSE_SOURCE).tap()
            expect(page.locator(".cw-pane")).to_have_count(0)
            expect(chip).to_be_focused()
            assert page.locator("[inert]").count() == 0
            assert page.evaluate(SCROLLED) == place
        page.get_by_role("link", name=wording.LIBRARY, exact=True).click()
        page.locator("[aria-rowcount]").wait_for(state="attached")
        page.go_back()
        expect(chip).to_be_in_viewport(timeout=ANSWER_MILLISECONDS_MOST)
