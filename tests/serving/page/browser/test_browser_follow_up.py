"""A follow-up in a headless Chromium: asked after an answer, shown as such, and taken back."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from qa.serving.page.shared import wording
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site, ask

pytestmark = pytest.mark.browser

FIRST, FOLLOW_UP = "what is sciatica", "and is walking alright?"


def before_in_address(page: Page) -> list[str]:
    """Return the question before that the address holds."""
    return parse_qs(urlsplit(page.url).query).get("after", [])


def test_a_follow_up_is_searched_with_its_subject_and_alone_and_back(page: Page, bundled_site: Site) -> None:
    """The field asks on after what it shows; a press searches it alone, and back in the browser leads back."""
    ask(page, bundled_site, FIRST)
    field = page.get_by_label(wording.ASK_LABEL)
    field.fill(FOLLOW_UP)
    field.press("Enter")
    together = page.get_by_text(wording.TOGETHER.format(words="sciatica"), exact=True)
    expect(together).to_be_visible(timeout=ANSWER_MILLISECONDS_MOST)
    assert before_in_address(page) == [FIRST]
    expect(page.locator(".cw-card").first).to_contain_text("sciatica", ignore_case=True)

    page.get_by_role("button", name=wording.ALONE.format(question=FOLLOW_UP)).click()

    expect(together).to_have_count(0, timeout=ANSWER_MILLISECONDS_MOST)
    assert before_in_address(page) == []
    expect(field).to_have_value(FOLLOW_UP)
    page.go_back()
    expect(together).to_be_visible(timeout=ANSWER_MILLISECONDS_MOST)
    assert before_in_address(page) == [FIRST]
