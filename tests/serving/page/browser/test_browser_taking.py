"""What is taken along of an answer, in a headless Chromium: shared, read aloud, printed, and in larger text."""

from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page, expect

from qa.serving.page.shared import wording
from qa.serving.page.shared.blocks import CITED
from qa.serving.page.taking import wording as wording_taking
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site, ask

pytestmark = pytest.mark.browser

QUESTION = "should I use heat or ice"
WORDS: dict[str, Any] = dict(wording_taking.IN_BROWSER)
VOICES = """window.heard = []; window.voices = %s;
const silent = { getVoices: () => voices, speak: (said) => heard.push(said), cancel: () => heard.push("cancelled"),
  addEventListener: () => {} };
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: silent });"""
"""This Chromium has no voices: what the page says to them, and of whose voice, is written down instead."""
LOCAL = '{ lang: "en-GB", localService: true, default: false, name: "Here" }'
REMOTE = '{ lang: "en-US", localService: false, default: true, name: "Elsewhere" }'
HEARD = "heard.map((said) => said.text ? [said.text, said.lang] : said)"
AFTER = "heard.findLast((said) => said.text).onend()"
TOO_SMALL = """[...document.querySelectorAll(".cw-tools button, .cw-size label, .cw-saved button")]
  .filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect())
  .filter(({ width, height }) => width < 44 || height < 44).length"""
CUT = """[...document.querySelectorAll(".stHtml *, .cw-tools *, .cw-size *")]
  .filter((each) => each.checkVisibility() && !each.closest(".cw-hidden, .cw-tip"))
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1).map((each) => each.textContent)"""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=WORDS[name], exact=True).press("Enter")


def said(page: Page, text: str) -> None:
    expect(page.locator(".cw-tools-said")).to_contain_text(text)


def test_the_link_is_shared_by_the_device_or_else_copied_and_the_page_says_which(
    browser: Browser, bundled_site: Site
) -> None:
    """Where the device can share, it gets title and address; else the address is in the clipboard."""
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as visitor:
        page = visitor.new_page()
        ask(page, bundled_site, QUESTION)
        press(page, "share")
        said(page, WORDS["copiedHere"])
        assert page.evaluate("navigator.clipboard.readText()") == page.url
        page.evaluate("navigator.share = async (what) => { window.shared = what; }")
        press(page, "share")
        said(page, WORDS["shared"])
        assert page.evaluate("shared") == {"title": QUESTION, "url": page.url}


def test_an_answer_is_read_aloud_by_a_voice_of_this_device_paused_and_stopped(
    browser: Browser, bundled_site: Site
) -> None:
    """A pause keeps the place; another question, or leaving the page, ends it."""
    with browser.new_context() as visitor:
        visitor.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        visitor.add_init_script(VOICES % f"[{REMOTE}, {LOCAL}]")
        page = visitor.new_page()
        ask(page, bundled_site, QUESTION)
        press(page, "aloud")
        said(page, WORDS["reading"])
        first = page.locator(".cw-snippet .cw-place b").inner_text()
        assert page.evaluate(HEARD) == [[f"{first}.", "en-GB"]]
        page.evaluate(AFTER)
        sentence = page.evaluate("heard.at(-1).text")
        assert page.locator(".cw-snippet").inner_text().find(sentence) > 0
        press(page, "pause")
        said(page, WORDS["paused"])
        press(page, "resume")
        assert page.evaluate("heard.slice(-2).map((each) => each.text ?? each)") == ["cancelled", sentence]
        page.get_by_label(wording.ASK_LABEL).fill("how do I sleep with back pain")
        page.get_by_label(wording.ASK_LABEL).press("Enter")
        expect(page.get_by_role("button", name=WORDS["aloud"])).to_be_visible()
        expect(page.get_by_role("button", name=WORDS["stop"])).to_have_count(0)
        assert page.evaluate("heard.at(-1)") == "cancelled"
        press(page, "aloud")
        page.get_by_role("link", name=wording.LIBRARY, exact=True).click()
        page.locator("[aria-rowcount]").wait_for(state="attached")
        assert page.evaluate("heard.at(-1)") == "cancelled"


def test_without_a_voice_of_this_device_nothing_is_read_aloud(browser: Browser, bundled_site: Site) -> None:
    """A voice elsewhere would get the words, so it is none; nor is anything offered where there is no voice."""
    for voices in ("[]", f"[{REMOTE}]"):
        with browser.new_context() as visitor:
            visitor.add_init_script(VOICES % voices)
            page = visitor.new_page()
            ask(page, bundled_site, QUESTION)
            expect(page.get_by_role("button", name=WORDS["share"])).to_be_visible()
            expect(page.get_by_role("button", name=WORDS["aloud"])).to_have_count(0)


def test_larger_text_holds_over_views_and_visits_and_breaks_no_layout(
    browser: Browser, bundled_site: Site
) -> None:
    """At the largest size the pane stands beside the answer, and on phones no view is wider than the screen."""
    with browser.new_context(viewport={"width": 1280, "height": 860}) as visitor:
        visitor.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        page = visitor.new_page()
        ask(page, bundled_site, QUESTION)
        size = "parseFloat(getComputedStyle(document.querySelector('.cw-snippet')).fontSize)"
        before = page.evaluate(size)
        page.get_by_role("radio", name="Standard").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_role("radio", name="Largest")).to_be_checked()
        assert page.evaluate(size) == pytest.approx(1.5 * before)
        page.locator("a.cw-chip").first.click()
        page.locator(f".cw-pane #{CITED}").wait_for()
        pane, answer = page.locator(".cw-pane").bounding_box(), page.locator(".cw-snippet").bounding_box()
        assert pane
        assert answer
        assert answer["x"] + answer["width"] <= pane["x"]
        assert pane["x"] + pane["width"] <= 1280
        page.close()
        for width in (390, 320):
            other = visitor.new_page()
            other.set_viewport_size({"width": width, "height": 700})
            for view, drawn in (("", ".cw-ways"), (f"?q={QUESTION}", ".cw-tools button"), ("read", ".cw-shelves")):
                other.goto(f"{bundled_site.url}/{view}")
                other.locator(drawn).first.wait_for()
                expect(other.locator("html")).to_have_attribute("data-text", "largest")
                assert other.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") == width
                assert other.evaluate(CUT) == []
            other.close()


def test_the_buttons_are_large_enough_for_a_finger(browser: Browser, bundled_site: Site) -> None:
    """On a phone each has 44 pixels either way, on an answer and in the Saved view."""
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as phone:
        page = phone.new_page()
        ask(page, bundled_site, QUESTION)
        press(page, "save")
        assert page.evaluate(TOO_SMALL) == 0
        page.get_by_role("link", name=WORDS["see"]).tap()
        page.locator(".cw-saved-answer").wait_for()
        assert page.evaluate(TOO_SMALL) == 0


@pytest.mark.parametrize(
    "view", [f"?q={QUESTION.replace(' ', '+')}", "read?article=heat-and-cold"], ids=["answer", "reader"]
)
def test_a_saved_pdf_tells_where_the_sources_are_and_has_nothing_to_press(
    browser: Browser, bundled_site: Site, view: str
) -> None:
    """Of a source that is on no page of the web the name of its file is printed, with title and date."""
    with browser.new_context() as visitor:
        page = visitor.new_page()
        page.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        page.goto(f"{bundled_site.url}/{view}")
        page.locator(".cw-tools button").first.wait_for()
        expect(page.locator("[data-test-script-state=running]")).to_have_count(0)
        printed = pypdfium2.PdfDocument(page.pdf())

    words = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in printed).split())
    assert "Heat, cold and massage for back pain · Citewell · 2026-11-20 · file heat-and-cold.md" in words
    assert "Some people get most relief from switching between heat and cold." in words
    pressed = (*map(str, WORDS.values()), wording.LIBRARY, wording.ASK_ARTICLE, wording_taking.SIZE)
    assert [each for each in pressed if each in words and each not in ("Stop", "Saved", "Pause", "Share")] == []
