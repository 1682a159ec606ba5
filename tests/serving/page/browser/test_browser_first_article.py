"""From an empty folder to the first answer, in a headless Chromium, as a visitor who knows only the page."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from qa.serving.page.library import wording
from qa.serving.page.shared import wording as page_wording
from tests.serving.page.browser.test_browser_axe import DESKTOP, PHONE, Scheme, violations
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site, opened_page, weightless

pytestmark = pytest.mark.browser

ARTICLE = (
    "Otter shoulder in swimmers\n\nOtter shoulder is eased by floating on the back for a while each morning.\n"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a library, the same for all tests."""
    with weightless(tmp_path_factory.mktemp("first")) as site:
        yield site


@pytest.fixture
def nothing(site: Site) -> Site:
    """Return the library, whose folder and index are not there."""
    for folder in (site.index, site.corpus):
        shutil.rmtree(folder, ignore_errors=True)
    return site


def test_from_an_empty_folder_a_text_is_added_built_and_asked(page: Page, nothing: Site) -> None:
    """The first view leads to adding, what was added can be built, and then it answers, word for word."""
    page.goto(nothing.url)
    page.get_by_role("link", name=wording.ADD).click()
    page.get_by_label(wording.ADD_TEXT).fill(ARTICLE)
    page.get_by_role("button", name=wording.ADD_BUTTON).click()
    page.get_by_role("status").filter(has_text=wording.THEN_REBUILD).wait_for()

    page.get_by_role("button", name=wording.BUILD, exact=True).click()
    page.get_by_role("status").filter(has_text="of 1 article;").wait_for(timeout=ANSWER_MILLISECONDS_MOST)
    page.get_by_role("link", name=page_wording.NAME).click()
    page.get_by_label(page_wording.ASK_LABEL).fill("what eases otter shoulder")
    page.get_by_label(page_wording.ASK_LABEL).press("Enter")

    card = page.locator(".cw-card").first
    expect(card).to_contain_text("Otter shoulder is eased by floating on the back for a while each morning.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_empty_library_breaks_no_rule_gravely(browser: Browser, nothing: Site, scheme: Scheme) -> None:
    """The way to the first article is one for everyone, on a desktop and on a phone, and fits on it."""
    found: dict[str, list[str]] = {}
    sizes: dict[str, ViewportSize] = {"desktop": DESKTOP, "phone": PHONE}
    with opened_page(browser) as page:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for name, size in sizes.items():
            page.set_viewport_size(size)
            page.goto(nothing.url)
            page.locator(".cw-empty").wait_for()
            found[name] = violations(page)
            widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert widths[0] <= widths[1]

    assert found == {"desktop": [], "phone": []}


def test_the_name_and_the_icon_stand_on_every_view_and_lead_home(browser: Browser, nothing: Site) -> None:
    """The icon is drawn beside the name and in the tab, and on a phone the name is still there to be heard."""
    with opened_page(browser) as page:
        page.set_viewport_size(PHONE)
        for view in ("read", "map", "library", "quality"):
            page.goto(f"{nothing.url}/{view}")
            name = page.get_by_role("link", name=page_wording.NAME)
            name.wait_for()
            drawn = name.evaluate("link => getComputedStyle(link, '::before').maskImage.slice(0, 24)")
            icon = page.locator("link[rel~=icon]").get_attribute("href") or ""
            assert (drawn, icon[:18]) == ('url("data:image/svg+xml;', "data:image/svg+xml")

        name.click()
        page.get_by_role("heading", name=page_wording.ASK_HEADING).wait_for()
