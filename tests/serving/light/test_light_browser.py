"""The light pages in Chromium, of the real server: without scripts, small, and under axe-core's rules."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from qa.serving.light import wording as light
from qa.serving.page.shared import wording
from tests.support.browsing import Site, ask

pytestmark = pytest.mark.browser

QUESTION = "why+does+my+back+hurt+when+i+lift+my+leg"
IN_DANGER = "can't+hold+my+pee+and+numb+between+my+legs"
BYTES_MOST, REQUESTS_MOST = 60_000, 4
STATES = [
    f"/answer?q={QUESTION}",
    f"/answer?q={IN_DANGER}",
    "/answer?q=how+do+i+bake+bread",
    "/answer",
    "/article",
]


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """Open a page on a phone whose browser runs no script."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 740}) as context:
        yield context.new_page()


def test_a_chip_leads_to_the_marked_words_and_back(plain: Page, bundled_site: Site) -> None:
    """Without a script: the field asks, the chip opens the article where its words are marked, Back returns."""
    requested: list[int] = []
    plain.on("response", lambda response: requested.append(len(response.body())))
    plain.goto(f"{bundled_site.url}/answer")
    plain.get_by_label(wording.ASK_LABEL).fill("why does my back hurt when i lift my leg")
    plain.get_by_role("button", name=light.ASK).click()
    chip = plain.locator(".cw-snippet .cw-chip").first
    quoted = plain.locator(".cw-snippet p:not(.cw-place)").first.text_content()
    chip.click()

    expect(plain.locator("mark").first).to_be_in_viewport()
    assert quoted
    assert re.sub(r"\W", "", quoted).startswith(
        re.sub(r"\W", "", plain.locator("mark").first.text_content() or "")
    )
    assert len(requested) == 3
    assert max(requested) < BYTES_MOST
    plain.go_back()
    expect(plain.locator(".cw-snippet")).to_be_visible()


def test_no_light_page_breaks_a_rule_gravely_or_is_wider_than_a_phone(page: Page, bundled_site: Site) -> None:
    """Light and dark, on a narrow phone."""
    page.set_viewport_size({"width": 320, "height": 740})
    article = "/article?article=sciatica"
    found: dict[str, list[str]] = {}
    for state in (*STATES, article):
        page.goto(f"{bundled_site.url}{state}")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, state
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            found[f"{state} {scheme}"] = [
                f"{violation['id']}: {node['html']}" for violation in violations for node in violation["nodes"]
            ]

    assert {state: what for state, what in found.items() if what} == {}


def test_page_and_light_page_lead_to_each_other(page: Page, bundled_site: Site) -> None:
    """With the same question, by one press each way."""
    ask(page, bundled_site, "what is sciatica")
    page.get_by_role("link", name=light.LIGHT).click()
    expect(page.locator(".cw-snippet")).to_be_visible()
    assert "/answer?q=what+is+sciatica" in page.url
    page.get_by_role("link", name=light.FULL).click()

    expect(page.locator(".stApp .cw-snippet")).to_be_visible()
    assert "q=what+is+sciatica" in page.url
