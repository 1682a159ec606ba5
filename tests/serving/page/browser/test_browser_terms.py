"""Defined terms and compared articles, in a headless Chromium."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from qa.indexing.generations import open_newest_whole
from qa.serving.page.compare import wording as compare_wording
from qa.serving.page.shared.blocks import CITED
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site, ask

pytestmark = pytest.mark.browser

QUESTION = "what causes pain down the leg"
COMPARED = "leg pain when walking, is it my circulation or trapped nerves?"
"""Two articles speak on one point of it; on that before, each speaks for itself."""
TERM = ".cw-snippet dfn.cw-defined"
PHONE: ViewportSize = {"width": 320, "height": 640}


def test_a_term_shows_its_definition_on_hover_focus_and_press_and_leads_to_its_place(
    page: Page, bundled_site: Site
) -> None:
    """Escape closes it, and the focus is where it was; the text of the answer is that of the article."""
    ask(page, bundled_site, QUESTION)
    store = open_newest_whole(bundled_site.index)[0].store
    term, shown = page.locator(TERM).first, page.locator(".cw-definition")
    term.hover()
    expect(shown).to_be_visible()
    quote = shown.locator(".cw-definition-quote").inner_text()
    assert quote == term.get_attribute("data-quote")
    assert any(quote in article.text for article in store.articles())
    page.mouse.move(5, 5)
    expect(shown).to_be_hidden()
    page.get_by_role("link", name="Citewell").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if term.evaluate("(each) => each === document.activeElement"):
            break
    expect(term).to_be_focused()
    expect(shown).to_be_visible()
    page.keyboard.press("Enter")
    expect(shown).to_be_focused()
    expect(term).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    expect(term).to_be_focused()
    term.click()
    shown.get_by_role("link").click()
    expect(shown).to_be_hidden()
    expect(page.locator(f".cw-pane #{CITED}")).to_be_in_viewport(timeout=ANSWER_MILLISECONDS_MOST)
    assert page.locator(".cw-pane mark").first.inner_text() == quote


def test_the_articles_of_an_answer_are_compared_side_by_side_and_as_cards_on_a_phone(
    browser: Browser, page: Page, bundled_site: Site
) -> None:
    """A quotation leads to its place; Back returns to the comparison, and the bar to the question."""
    ask(page, bundled_site, COMPARED)
    asked = page.url
    page.get_by_role("link", name=compare_wording.COMPARE, exact=True).click()
    table = page.get_by_role("table")
    expect(table).to_be_visible(timeout=ANSWER_MILLISECONDS_MOST)
    assert table.get_by_role("columnheader").count() >= 2
    quote = table.locator("blockquote").first.inner_text()
    with browser.new_context(viewport=PHONE, has_touch=True) as phone:
        other = phone.new_page()
        other.goto(page.url)
        expect(other.locator("td .cw-of").first).to_be_visible(timeout=ANSWER_MILLISECONDS_MOST)
        assert other.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert other.locator("blockquote").first.inner_text() == quote
    compared = page.url
    table.get_by_role("link", name=compare_wording.READ).first.click()
    expect(page.locator(f"#{CITED}")).to_be_in_viewport(timeout=ANSWER_MILLISECONDS_MOST)
    page.go_back()
    expect(table).to_be_visible(timeout=ANSWER_MILLISECONDS_MOST)
    assert page.url == compared
    page.locator(".cw-bar-links a").first.click()
    page.locator(".cw-card").first.wait_for(state="attached")
    assert page.url == asked
