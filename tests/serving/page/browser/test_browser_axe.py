"""Every view, light and dark, on two screens and enlarged, under axe-core's rules and the policy of contents."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from qa.evaluation.gold import BUNDLED_GOLD
from qa.serving.page.check import wording as wording_check
from qa.serving.page.compare import wording as wording_compare
from qa.serving.page.library import wording as wording_library
from qa.serving.page.map import wording as wording_map
from qa.serving.page.quality import wording as wording_quality
from qa.serving.page.shared import wording
from qa.serving.page.shared.blocks import CITED
from qa.serving.page.taking import wording as wording_taking
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site, ask, opened_page, read_whole

pytestmark = pytest.mark.browser

TENTH = 10
"""Of the bundled questions, every tenth is measured: all of them take a minute, and the view has as many parts."""
GRAVE = ("serious", "critical")
OPTIONS = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}},
}
"""Every rule is tried in the light; in the dark only the colours of the same elements differ. Of rules that are
kept no element is described, which takes a tenth of the time."""
POLICY = "Content Security Policy"
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
ENLARGED: dict[str, ViewportSize] = {
    " at 200%": {"width": 640, "height": 450},
    " at 400%": {"width": 320, "height": 225},
}
"""The pixels of the desktop's screen that a page has once a browser enlarges it."""
Scheme = Literal["light", "dark"]
SCREENS: dict[Scheme, dict[str, ViewportSize]] = {
    "dark": {" in the dark": DESKTOP, " in the dark on a phone": PHONE},
    "light": {"": DESKTOP, " on a phone": PHONE, **ENLARGED},
}
"""What a view is looked at on, by the scheme of colours; how it is laid out does not depend on the scheme.

The system turns from one to the other while the page is open, as at dusk. Streamlit 1.67.0 turns its own colours
then and runs no script, so ``st.context.theme`` is of before (issues 11920 and 15287): the page asks for a run.
"""
INK = {"light": "#22282a", "dark": "#e8e5dd"}


def empty(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.locator(".cw-ways").wait_for()
    page.locator("[class*='st-key-questions'] button p").last.wait_for()  # Streamlit draws it after its button


def answered(page: Page, site: Site) -> None:
    ask(page, site, "can't hold my pee and numb between my legs")
    page.locator(".st-key-cite-all").wait_for()


def filtering(page: Page, site: Site) -> None:
    page.get_by_role("button", name=wording.FILTER).click()
    page.get_by_text(wording.FILTER_HELP).wait_for()


def citing(page: Page, site: Site) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("button", name=wording.CITE, exact=True).first.click()
    page.locator(".stCode pre").locator("visible=true").wait_for()


def explaining(page: Page, site: Site) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("button", name=wording.WHY).first.click()
    page.locator(".cw-why").locator("visible=true").wait_for()


def quoting(page: Page, site: Site) -> None:
    page.keyboard.press("Escape")
    page.locator("[data-testid=stPopoverBody]").wait_for(state="detached")
    expect(page.get_by_role("button", name=wording.WHY).first).to_be_focused()  # it takes the focus back late
    page.locator("a.cw-chip").last.focus()
    page.get_by_role("tooltip").wait_for()


def beside(page: Page, site: Site) -> None:
    page.keyboard.press("Enter")
    page.locator(f".cw-pane #{CITED}").wait_for()


def defined(page: Page, site: Site) -> None:
    ask(page, site, "what causes pain down the leg")
    page.locator(".cw-snippet dfn").first.click()
    page.get_by_role("dialog").wait_for()


def compared(page: Page, site: Site) -> None:
    ask(page, site, "leg pain when walking, is it my circulation or trapped nerves?")
    page.get_by_role("link", name=wording_compare.COMPARE, exact=True).click()
    page.get_by_role("table").wait_for(timeout=ANSWER_MILLISECONDS_MOST)
    page.get_by_role("button", name=wording_compare.CHOOSE).click()
    page.get_by_text(wording_compare.CHOOSE_HELP).wait_for()


def reader(page: Page, site: Site) -> None:
    page.set_viewport_size(DESKTOP)
    read_whole(page)
    page.get_by_text(wording.WHAT_WAS_CUT).wait_for()


def unanswered(page: Page, site: Site) -> None:
    ask(page, site, "how do I bake sourdough bread")
    page.get_by_text(wording.CLOSEST).wait_for()


def saved(page: Page, site: Site) -> None:
    ask(page, site, "should I use heat or ice")
    page.get_by_role("button", name=str(wording_taking.IN_BROWSER["save"])).click()
    page.goto(f"{site.url}/saved")
    page.locator(".cw-saved-answer").wait_for()


def checked(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/check")
    text = "# Cold\n\nKeep the pack in place for 30 minutes. Look at the skin halfway through. Bats cause pain."
    page.get_by_label(wording_check.FIELD).fill(text)
    page.get_by_role("button", name=wording_check.BUTTON).click()
    page.locator(".cw-checked").wait_for(timeout=ANSWER_MILLISECONDS_MOST)


def shelves(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/read")
    page.locator(".cw-shelves").wait_for()


def library(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/library")
    page.locator("[aria-rowcount]").wait_for(state="attached")
    page.get_by_text(wording_library.STATE).click()
    page.get_by_text(wording_library.NO_OLDER).wait_for()
    page.get_by_text(wording_library.ADD, exact=True).click()
    page.get_by_role("button", name=wording_library.ADD_BUTTON).wait_for()


def the_map(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/map?q=should+I+use+heat+or+ice")
    page.get_by_role("heading", name=wording_map.REGIONS).wait_for()
    page.locator(".st-key-map-chart svg, .st-key-map-chart canvas").first.wait_for()


def quality(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/quality")
    page.get_by_text("Bundled questions").wait_for()


def measured(page: Page, site: Site) -> None:
    page.get_by_text(wording_quality.FILE, exact=True).click()
    few = b"".join(BUNDLED_GOLD.read_bytes().splitlines(keepends=True)[::TENTH])
    page.locator("input[type=file]").set_input_files({"name": "few.jsonl", "mimeType": "", "buffer": few})
    button, measures = page.get_by_role("button", name=wording_quality.MEASURE), page.locator(".cw-measures")
    button.or_(measures).first.wait_for()
    if button.is_visible():  # another visitor may have measured
        button.click()
    measures.first.wait_for(timeout=ANSWER_MILLISECONDS_MOST)
    page.locator(".stVegaLiteChart svg, .stVegaLiteChart canvas").first.wait_for()


STEPS: tuple[Callable[[Page, Site], None], ...] = (
    empty,
    answered,
    filtering,
    citing,
    explaining,
    quoting,
    beside,
    reader,
    defined,
    compared,
    unanswered,
    saved,
    checked,
    shelves,
    library,
    the_map,
    quality,
    measured,
)
"""Each leads on from the one before to another view, or to another state of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A page on which every view was visited, what axe-core found on each, and what the browser said of them."""

    page: Page
    found: Mapping[str, list[str]]
    messages: list[str]
    failed: list[str]
    looks: int


@pytest.fixture(scope="module")
def visit(browser: Browser, bundled_site: Site) -> Iterator[Visit]:
    """Visit every view, and look at it in both schemes of colours, on each of their screens."""
    with opened_page(browser) as page:
        looks = len(STEPS) * sum(map(len, SCREENS.values()))
        visit = Visit(page=page, found={}, messages=[], failed=[], looks=looks)
        page.on("console", lambda message: visit.messages.append(message.text))
        page.on("requestfailed", lambda request: visit.failed.append(f"{request.url} {request.failure}"))
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        found: dict[str, list[str]] = {}
        for step in STEPS:
            page.set_viewport_size(DESKTOP)
            step(page, bundled_site)
            for scheme, screens in SCREENS.items():
                page.emulate_media(color_scheme=scheme)
                expect(page.locator("html")).to_have_css("--cw-ink", INK[scheme])
                expect(page.locator("[data-test-script-state=running]")).to_have_count(0)
                for named, screen in screens.items():
                    page.set_viewport_size(screen)
                    found[f"{step.__name__}{named}"] = violations(page, scheme)
        yield replace(visit, found=found)


def test_no_view_breaks_a_rule_gravely(visit: Visit) -> None:
    """On no view does axe-core find a serious or critical violation, on a desktop, on a phone or enlarged."""
    assert len(visit.found) == visit.looks
    assert {place: what for place, what in visit.found.items() if what} == {}


def test_every_view_works_under_the_policy_of_contents(visit: Visit) -> None:
    """Charts, tables, components and popovers of all views violate no directive of the server's policy."""
    assert [text for text in visit.messages if POLICY in text] == []
    assert [message for message in visit.failed if "csp" in message] == []
    with visit.page.expect_console_message(lambda message: POLICY in message.text):  # what is inline is held
        visit.page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'window.x = 1'}))"
        )
    assert len([text for text in visit.messages if POLICY in text]) == 1  # the listener hears
    assert visit.page.evaluate("window.x") is None


def test_the_rules_see_what_is_wrong(page: Page) -> None:
    """A faint text and a picture without words are found, each by its rule."""
    page.set_content(
        '<html lang="en"><title>x</title><main><h1>x</h1><p style="color: #ccc">Faint</p><img src="x"></main>'
    )

    assert sorted(found.partition(":")[0] for found in violations(page)) == ["color-contrast", "image-alt"]


def violations(page: Page, scheme: Scheme = "light") -> list[str]:
    """Return the grave violations that axe-core finds, each with its rule and the element."""
    script = "" if page.evaluate("'axe' in window") else AXE_SCRIPT  # half a megabyte, once for each document
    results = Axe(script).run(page, options=OPTIONS[scheme])
    return [
        f"{violation['id']}: {node['html']}: {node['failureSummary']}"
        for violation in results.response["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]
