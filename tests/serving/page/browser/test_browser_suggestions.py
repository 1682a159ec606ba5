"""Suggestions in a headless Chromium: by keyboard, by pointer, of a spelling, and of what was asked before."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from qa.serving.page.shared import wording
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site, ask

pytestmark = pytest.mark.browser


def asked(page: Page) -> str:
    """Return the question of the address."""
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


def test_a_suggestion_is_chosen_by_keyboard_and_asked(page: Page, bundled_site: Site) -> None:
    """The slash leads into the field, arrows to a question that Enter asks; Escape closes the list."""
    page.goto(bundled_site.url)
    field = page.get_by_label(wording.ASK_LABEL)
    expect(field).to_have_attribute("role", "combobox", timeout=ANSWER_MILLISECONDS_MOST)
    field.blur()
    page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("")

    field.press_sequentially("what does sciatica f")
    options = page.get_by_role("listbox", name=wording.SUGGESTED).get_by_role("option")
    expect(options.first).to_contain_text("What does sciatica feel like?", timeout=ANSWER_MILLISECONDS_MOST)
    expect(field).to_have_attribute("aria-expanded", "true")
    assert (
        not Axe()
        .run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
        .response["violations"]
    )
    field.press("Escape")
    expect(options).to_have_count(0)
    assert asked(page) == ""

    field.press_sequentially("e")
    expect(options.first).to_contain_text("What does sciatica feel like?", timeout=ANSWER_MILLISECONDS_MOST)
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    field.press("Enter")

    expect(page.locator(".cw-answered")).to_be_visible(timeout=ANSWER_MILLISECONDS_MOST)
    assert asked(page) == "What does sciatica feel like?"
    expect(field).to_have_value("What does sciatica feel like?")
    expect(options).to_have_count(0)


def test_a_suggestion_is_chosen_with_the_pointer_and_a_spelling_goes_into_the_field(
    page: Page, bundled_site: Site
) -> None:
    """What was typed is never asked on the way; what was asked in this visit is offered again."""
    ask(page, bundled_site, "is walking good for sciatica")
    field = page.get_by_label(wording.ASK_LABEL)
    options = page.get_by_role("option")

    field.fill("")
    field.press_sequentially("is wal")
    earlier = options.filter(has_text=wording.ASKED_EARLIER)
    expect(earlier).to_have_count(0)  # it is the question that is shown
    field.fill("")
    field.press_sequentially("sciatcia ")
    options.filter(has_text=wording.SPELT.format(spelling="sciatica")).click(timeout=ANSWER_MILLISECONDS_MOST)
    expect(field).to_have_value(re.compile("sciatica"))
    assert asked(page) == "is walking good for sciatica"

    options.filter(has_text="What does sciatica feel like?").click(timeout=ANSWER_MILLISECONDS_MOST)
    expect(field).to_have_value("What does sciatica feel like?", timeout=ANSWER_MILLISECONDS_MOST)
    expect(page).to_have_url(re.compile("feel"), timeout=ANSWER_MILLISECONDS_MOST)
    field.fill("")
    field.press_sequentially("walking goo")
    expect(earlier).to_contain_text("is walking good for sciatica", timeout=ANSWER_MILLISECONDS_MOST)


def test_one_article_is_asked_alone_from_the_reader(page: Page, bundled_site: Site) -> None:
    """The answer and what is offered are of it; a press asks all articles again."""
    page.goto(f"{bundled_site.url}/read?article=sciatica")
    asking = page.get_by_label(wording.ASK_ARTICLE)
    asking.fill("how long does it last", timeout=ANSWER_MILLISECONDS_MOST)
    asking.press("Enter")

    back = page.get_by_role("button", name=wording.ASK_ALL)
    expect(back).to_be_visible(timeout=ANSWER_MILLISECONDS_MOST)
    assert asked(page) == "how long does it last"
    expect(page.locator(".cw-card").first).to_be_visible(timeout=ANSWER_MILLISECONDS_MOST)
    assert {text.split(" › ")[0].split("\n")[-1] for text in page.locator(".cw-place b").all_inner_texts()} == {
        "Sciatica: pain along the big nerve of the leg"
    }
    back.click()
    expect(back).to_have_count(0, timeout=ANSWER_MILLISECONDS_MOST)
    assert "only" not in parse_qs(urlsplit(page.url).query)
