"""Nothing on a view moves while it is drawn, in a headless Chromium: as it sees it itself."""

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, WebSocketRoute, expect

from qa.serving.page.shared import wording
from qa.serving.shell import DESCRIPTION, SAID
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site

pytestmark = pytest.mark.browser

SHIFT_MOST = 0.05
"""Of the screen: half of what https://web.dev/articles/cls calls good."""
SETTLED_MILLISECONDS = 1_000
ASKED = "q=why+does+my+back+hurt+when+I+lift+my+leg"
VIEWS = {
    "": ".cw-promise",
    f"?{ASKED}": ".cw-card",
    "?q=how+do+I+bake+sourdough+bread": ".cw-nearest",
    f"read?article=lifting-a-straight-leg&at=463-1215&{ASKED}": ".cw-bar-links a:nth-of-type(2)",
    "read": ".cw-shelves",
    "check": "textarea",
    "map": ".st-key-map-chart canvas, .st-key-map-chart svg",
    "library": "[aria-rowcount]",
    "quality": ".st-key-gold",
}
OBSERVED = """window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput)
      shifts.push([entry.value, ...entry.sources.map(({ node }) => node?.className ?? node?.nodeName)]);
}).observe({ type: "layout-shift", buffered: true });"""


def arrive(page: Page, site: Site, view: str) -> None:
    page.goto(f"{site.url}/{view}")
    page.locator(VIEWS[view]).first.wait_for(state="attached")
    expect(page.locator("[data-test-script-state=running]")).to_have_count(0, timeout=ANSWER_MILLISECONDS_MOST)
    page.wait_for_timeout(SETTLED_MILLISECONDS)


@pytest.mark.parametrize("screen", [{"width": 1280, "height": 860}, {"width": 390, "height": 844}])
def test_no_view_moves_while_it_is_drawn(browser: Browser, bundled_site: Site, screen: ViewportSize) -> None:
    """On each view what shifts is less than the eye minds, nothing is asked for in vain, nothing is cut off."""
    moved, failed = {}, []
    with browser.new_context(viewport=screen) as visitor:
        visitor.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        visitor.add_init_script(OBSERVED)
        for view in VIEWS:
            page = visitor.new_page()
            page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
            arrive(page, bundled_site, view)
            shifts = page.evaluate("shifts")
            if sum(value for value, *_ in shifts) > SHIFT_MOST:
                moved[view] = shifts
            assert page.evaluate("document.documentElement.scrollWidth") == screen["width"]
            page.close()

    assert (moved, failed) == ({}, [])


def test_the_page_is_named_and_described_before_its_script_runs(browser: Browser, bundled_site: Site) -> None:
    """Also where scripts are switched off, as for what draws a preview of a link."""
    with browser.new_context(java_script_enabled=False) as visitor:
        page = visitor.new_page()
        page.goto(f"{bundled_site.url}/read?article=x")

        assert page.title() == f"{wording.READ} · {wording.NAME}"
        assert page.locator("meta[name=description]").get_attribute("content") == DESCRIPTION


def test_a_server_that_stops_is_told_and_what_it_said_stays(browser: Browser, bundled_site: Site) -> None:
    """No dialog covers the answer; once the server is there again, the page connects by itself and says so."""
    with browser.new_context() as visitor:
        page = visitor.new_page()
        page.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        connections: list[WebSocketRoute] = []

        def connect(connection: WebSocketRoute) -> None:
            connections.append(connection)
            connection.connect_to_server()

        page.route_web_socket("**/_stcore/stream", connect)
        arrive(page, bundled_site, f"?{ASKED}")
        said = page.locator(".cw-card mark").all_inner_texts()
        page.route("**/_stcore/**", lambda route: route.abort())
        connections[0].close(code=1012, reason="the server is stopped")
        told = page.locator(".cw-connection")
        expect(told).to_have_text(SAID["lost"])
        page.wait_for_timeout(SETTLED_MILLISECONDS)

        assert page.locator("[role=dialog]:visible").count() == 0
        assert page.locator(".cw-card mark").all_inner_texts() == said != []
        page.unroute("**/_stcore/**")
        expect(told).to_have_text(SAID["back"])
        assert page.locator(".cw-card mark").all_inner_texts() == said


def test_on_paper_stand_the_question_and_what_is_said_and_nothing_to_press(
    browser: Browser, bundled_site: Site
) -> None:
    """The file that the browser prints, also from the dark page, has every passage, dark words, and no menu."""
    with browser.new_context(color_scheme="dark") as visitor:
        page = visitor.new_page()
        page.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        arrive(page, bundled_site, f"?{ASKED}")
        said = page.locator(".cw-card mark").all_inner_texts()
        printed = pypdfium2.PdfDocument(page.pdf())

    words = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in printed).split())
    light = printed[0].render(scale=0.2, grayscale=True).to_numpy()
    assert all(" ".join(each.split()) in words for each in ("why does my back hurt when I lift my leg", *said))
    assert not any(
        each in words for each in (wording.LIBRARY, wording.READ_IN_CONTEXT, wording.WHY, wording.CITE_ALL)
    )
    assert light.mean() > 200
