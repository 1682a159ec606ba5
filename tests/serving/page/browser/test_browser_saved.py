"""The Saved view, in a headless Chromium: what a browser keeps, with undo, as a file, in two tabs, and hostile."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from qa.serving.page.saved import wording
from qa.serving.page.taking import wording as wording_taking
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site, ask

pytestmark = pytest.mark.browser

QUESTION = "should I use heat or ice"
WORDS: dict[str, Any] = dict(wording.IN_BROWSER)
HOSTILE = "<img src=x onerror=window.harmed=1><b>x</b>"
KEPT = "localStorage.getItem('citewell-saved')"


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Return the browser of a new visitor, with any number of tabs."""
    with browser.new_context() as context:
        context.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        yield context


def kept_page(visitor: BrowserContext, site: Site) -> Page:
    """Save an answer, and return the page of it."""
    page = visitor.new_page()
    ask(page, site, QUESTION)
    page.get_by_role("button", name=str(wording_taking.IN_BROWSER["save"])).press("Enter")
    expect(page.get_by_role("button", name=str(wording_taking.IN_BROWSER["isSaved"]))).to_have_attribute(
        "aria-pressed", "true"
    )
    return page


def answers(page: Page) -> list[dict[str, Any]]:
    """Return what the browser keeps."""
    kept: list[dict[str, Any]] = json.loads(page.evaluate(KEPT) or '{"answers": []}')["answers"]
    return kept


def test_a_saved_answer_is_kept_word_for_word_removed_put_back_and_seen_in_another_tab(
    visitor: BrowserContext, bundled_site: Site
) -> None:
    """By the keyboard alone; what one tab removes the other no longer has, and what comes back it has again."""
    answer = kept_page(visitor, bundled_site)
    quoted = answers(answer)[0]["quotations"]
    page = visitor.new_page()
    page.goto(f"{bundled_site.url}/saved")
    cards = page.locator(".cw-saved-answer")
    expect(cards).to_have_count(1)
    article = (bundled_site.corpus / "heat-and-cold.md").read_text(encoding="utf-8")
    assert cards.locator("blockquote").first.inner_text() == quoted[0]["quote"]
    assert quoted[0]["quote"] in article
    expect(cards).to_contain_text("Heat, cold and massage for back pain")
    expect(cards).to_contain_text("2026-11-20")

    page.get_by_role("button", name=f"{WORDS['remove']}: {QUESTION}").press("Enter")
    expect(cards).to_have_count(0)
    expect(answer.get_by_role("button", name=str(wording_taking.IN_BROWSER["save"]))).to_be_visible()
    expect(page.get_by_role("button", name=WORDS["undo"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(cards).to_have_count(1)
    expect(answer.get_by_role("button", name=str(wording_taking.IN_BROWSER["isSaved"]))).to_be_visible()
    cards.get_by_role("link", name=WORDS["read"]).first.click()
    expect(page.locator(".cw-article mark").first).to_contain_text(quoted[0]["quote"].split("\n")[0])


def test_all_is_removed_and_taken_in_from_a_file(
    visitor: BrowserContext, bundled_site: Site, tmp_path: Path
) -> None:
    """The file has what was kept; what is no file of saved answers changes nothing, and says so."""
    page = kept_page(visitor, bundled_site)
    before = answers(page)
    page.goto(f"{bundled_site.url}/saved")
    with page.expect_download() as saving:
        page.get_by_role("button", name=WORDS["export"]).click()
    page.get_by_role("button", name=WORDS["removeAll"]).click()
    expect(page.locator(".cw-saved-answer")).to_have_count(0)
    assert answers(page) == []
    other = tmp_path / "other.json"
    other.write_text("[1, 2]")
    page.locator("input[type=file]").set_input_files(other)
    expect(page.get_by_text(WORDS["noFile"])).to_be_visible()
    page.locator("input[type=file]").set_input_files(saving.value.path())

    expect(page.locator(".cw-saved-answer")).to_have_count(1)
    expect(page.get_by_text(WORDS["takenIn"].format(count=1, known=0, wrong=0))).to_be_visible()
    expect(page.get_by_text(WORDS["checking"])).to_be_hidden()
    assert [each["quotations"] for each in answers(page)] == [each["quotations"] for each in before]


def test_hostile_storage_stays_text_and_what_cannot_be_read_is_said(
    visitor: BrowserContext, bundled_site: Site
) -> None:
    """Markup is shown as it stands, an address that is a script is no link, and nothing is written over unread."""
    quotation = {
        "quote": HOSTILE,
        "title": HOSTILE,
        "original": "javascript:window.harmed=1",
        "place": {"at": HOSTILE},
    }
    hostile = {
        "id": HOSTILE,
        "question": HOSTILE,
        "address": "javascript:window.harmed=1",
        "day": "2026-11-01",
        "quotations": [quotation, None, 7],
    }
    page = kept_page(visitor, bundled_site)
    page.evaluate(
        "(answers) => localStorage.setItem('citewell-saved', JSON.stringify({ kind: 'citewell saved answers', "
        "version: 1, answers }))",
        [hostile, {"id": 1}, None, "text"],
    )
    page.goto(f"{bundled_site.url}/saved")
    card = page.locator(".cw-saved-answer")
    expect(card).to_have_count(1)
    expect(card.locator("h2")).to_have_text(HOSTILE)
    expect(card.locator("blockquote").first).to_have_text(HOSTILE)
    assert page.locator("img[src=x], [href^=javascript]").count() == 0
    page.evaluate("localStorage.setItem('citewell-saved', '{')")
    page.reload()
    expect(page.get_by_role("alert").filter(has_text=WORDS["unreadable"])).to_be_visible()
    ask(page, bundled_site, QUESTION)
    page.get_by_role("button", name=str(wording_taking.IN_BROWSER["save"])).click()
    expect(page.get_by_text(str(wording_taking.IN_BROWSER["unreadable"]))).to_be_visible()
    assert page.evaluate(KEPT) == "{"
    assert page.evaluate("window.harmed") is None


def test_where_there_is_no_room_nothing_is_lost_and_that_is_said(
    visitor: BrowserContext, bundled_site: Site
) -> None:
    """The storage of a page is bounded: what is kept stays, and the page tells that this was not saved."""
    page = kept_page(visitor, bundled_site)
    before = page.evaluate(KEPT)
    page.evaluate(
        "() => { let part = 'x'.repeat(1 << 20); let name = 0; while (part.length) "
        "try { localStorage.setItem(`full ${name++}`, part); } catch { part = part.slice(0, part.length >> 1); } }"
    )
    ask(page, bundled_site, "why does my back hurt when I lift my leg")
    page.get_by_role("button", name=str(wording_taking.IN_BROWSER["save"])).click()

    expect(page.get_by_text(str(wording_taking.IN_BROWSER["full"]))).to_be_visible()
    assert page.evaluate(KEPT) == before
