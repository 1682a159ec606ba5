"""The page for everybody: small screens, the keyboard alone, contrast and headings, in a headless Chromium."""

from itertools import pairwise
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from qa.serving.page.shared import wording
from qa.serving.page.shared.blocks import CITED
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site, ask, opened_page, read_whole

pytestmark = pytest.mark.browser

QUESTION = "can't hold my pee and numb between my legs"
PHONE: ViewportSize = {"width": 360, "height": 740}
ZOOMED: ViewportSize = {"width": 640, "height": 400}
"""What is left of a screen of 1280 by 800 at a zoom of 200 %."""
LEVELS = """[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((each) => each.checkVisibility()).map((each) => Number(each.tagName[1]))"""
WIDTHS = """[document.documentElement, document.querySelector("[data-testid=stMain]")]
  .map((each) => each.scrollWidth)"""
FAINT = """(() => {
  // the contrast of WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  const bytes = (colour, under) => {
    for (const each of [under, colour]) { canvas.fillStyle = each; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const css = (rgb) => `rgb(${rgb.join(",")})`;
  const ground = (element) =>
    element ? css(bytes(getComputedStyle(element).backgroundColor, ground(element.parentElement))) : "white";
  const light = (rgb) => rgb.map((byte) => byte / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
    .reduce((sum, share, place) => sum + share * [0.2126, 0.7152, 0.0722][place], 0);
  const apart = (one, two) => {
    const [low, high] = [light(one), light(two)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const texts = document.createTreeWalker(document.querySelector(".stApp"), NodeFilter.SHOW_TEXT);
  const faint = new Set();
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    const unseen = "style, script, [aria-hidden=true], [data-testid=stIconMaterial], .cw-hidden";
    if (!node.data.trim() || !element.checkVisibility() || element.closest(unseen)) continue;
    const under = ground(element), ink = bytes(getComputedStyle(element).color, under);
    if (apart(ink, bytes(under, under)) < 4.5)
      faint.add(`${node.data.trim().slice(0, 40)}: ${css(ink)} on ${under}`);
  }
  return [...faint];
})()"""
CUT = """[...document.querySelectorAll(".stHtml *")]
  .filter((each) => each.checkVisibility() && !each.closest(".cw-hidden, .cw-tip"))
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
  .filter((each) => each.getBoundingClientRect().right > innerWidth).map((each) => each.textContent)"""
Scheme = Literal["light", "dark"]


def read(page: Page) -> None:
    """Open the reader from an answer, and wait until it is whole."""
    page.locator("a.cw-chip").first.click()
    read_whole(page)


def test_no_line_of_an_answer_is_cut_at_the_edge_of_a_phone(browser: Browser, bundled_site: Site) -> None:
    """Long paths of headings too: what reaches beyond the screen is hidden there, so nothing scrolls."""
    with opened_page(browser) as page:
        page.set_viewport_size(PHONE)
        ask(page, bundled_site, "what kinds of injections are used for back pain")

        assert page.locator(".cw-statements > li").count() > 1
        assert page.evaluate(CUT) == []


@pytest.mark.parametrize("screen", [PHONE, ZOOMED])
def test_no_view_scrolls_sideways(browser: Browser, bundled_site: Site, screen: ViewportSize) -> None:
    """On a phone, and at a zoom of 200 %, no view is wider than the screen."""
    with opened_page(browser) as page:
        page.set_viewport_size(screen)
        page.goto(bundled_site.url)
        page.locator(".cw-promise").wait_for()
        widths = page.evaluate(WIDTHS)
        ask(page, bundled_site, QUESTION)
        widths += page.evaluate(WIDTHS)
        read(page)
        widths += page.evaluate(WIDTHS)
        page.get_by_role("link", name=wording.READ, exact=True).click()
        page.locator(".cw-shelves").wait_for()
        widths += page.evaluate(WIDTHS)

    assert widths == [screen["width"]] * 8


def test_the_page_is_used_with_the_keyboard_alone(page: Page, bundled_site: Site) -> None:
    """From the field, Tab leads to the chips, each with a visible outline, and Enter opens the source there."""
    ask(page, bundled_site, QUESTION)
    page.get_by_label(wording.ASK_LABEL).focus()

    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.cw-chip')"):
            break

    style = page.evaluate(
        "(({ outlineWidth, outlineStyle }) => [parseFloat(outlineWidth), outlineStyle])"
        "(getComputedStyle(document.activeElement))"
    )
    assert page.evaluate("document.activeElement.matches('a.cw-chip')")
    assert style == [3, "solid"]
    page.keyboard.press("Enter")
    expect(page.locator(f"#{CITED}")).to_be_focused(timeout=ANSWER_MILLISECONDS_MOST)
    expect(page.locator(f"#{CITED}")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Browser, bundled_site: Site, scheme: Scheme) -> None:
    """Every text of an answer and of the reader has a contrast of 4.5 or more, light and dark."""
    with opened_page(browser) as page:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        ask(page, bundled_site, QUESTION)
        expect(page.locator("[data-test-script-state=running]")).to_have_count(0, timeout=ANSWER_MILLISECONDS_MOST)
        grounds = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        faint = page.evaluate(FAINT)
        read(page)
        expect(page.locator("[data-test-script-state=running]")).to_have_count(0, timeout=ANSWER_MILLISECONDS_MOST)
        faint += page.evaluate(FAINT)

    assert (grounds == "rgb(251, 250, 247)") is (scheme == "light")
    assert faint == []


def test_headings_go_down_one_level_at_a_time(page: Page, bundled_site: Site) -> None:
    """An answer and the reader each have one first heading, and none skips a level."""
    ask(page, bundled_site, QUESTION)
    levels = [page.evaluate(LEVELS)]
    read(page)
    levels.append(page.evaluate(LEVELS))

    for found in levels:
        assert (found[0], found.count(1)) == (1, 1)
        assert all(later <= before + 1 for before, later in pairwise(found))
