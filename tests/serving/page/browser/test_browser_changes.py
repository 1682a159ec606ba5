"""The Library as several visitors see it, in a headless Chromium: building, stopping, removing, rolling back."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from qa.indexing.generations import current_name
from qa.serving.page.library import wording
from qa.serving.page.shared import wording as page_wording
from tests.conftest import ARTICLES
from tests.support.browsing import (
    ANSWER_MILLISECONDS_MOST,
    Site,
    ask,
    build_index,
    opened_page,
    read_whole,
    weightless,
    write_articles,
)
from tests.support.held_page import HOLD

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 360, "height": 740}
SHOULDER = "# Frozen shoulder\n\nA frozen shoulder is stiff and painful for months, and then it thaws by itself.\n"
LONG = "<b>$x$</b> [y](http://z) :material/home: " + "unbreakable" * 12
HOSTILE = (
    "<b onclick=alert(1)>x</b> $x^2$ :material/home: **b** [y](javascript:z) <img src=x onerror=window.harmed=1>"
)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Return a function that opens an address as another visitor each time."""
    with ExitStack() as visits:

        def open_as_another(url: str) -> Page:
            page = visits.enter_context(opened_page(browser))
            page.goto(url)
            return page

        yield open_as_another


Visit = Callable[[str], Page]


@pytest.fixture(scope="module")
def changed_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a library whose builds wait while there is a file to hold them."""
    with weightless(tmp_path_factory.mktemp("changed")) as site:
        yield site


@pytest.fixture
def site(changed_site: Site) -> Site:
    """Return the library that every test finds as if none had been before it."""
    changed_site.corpus.with_name(HOLD).unlink(missing_ok=True)
    write_articles(changed_site)
    build_index(changed_site)
    return changed_site


@pytest.fixture
def public_site(tmp_path: Path) -> Iterator[Site]:
    """Serve a library that visitors may not change."""
    with weightless(tmp_path, "--read-only") as site:
        yield site


def rows(page: Page, count: int) -> None:
    """Expect so many rows in the table, its heading not counted."""
    table = page.locator("[aria-rowcount]")  # inside the canvas it is drawn on; the heading is one of its rows
    expect(table).to_have_attribute("aria-rowcount", str(count + 1), timeout=ANSWER_MILLISECONDS_MOST)


def expect_text(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible(timeout=ANSWER_MILLISECONDS_MOST)


def choose_row(page: Page, position: int) -> None:
    """Select a row by the keyboard alone."""
    page.get_by_test_id("data-grid-canvas").focus()
    for _ in range(position):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    page.get_by_role("button", name="Remove").wait_for()


def test_a_build_is_seen_and_stopped_while_questions_are_answered(site: Site, visit: Visit) -> None:
    """Every visitor sees the build; one stops it, by the keyboard; the old index answers meanwhile and after."""
    old, hold = current_name(site.index), site.corpus.with_name(HOLD)
    (site.corpus / "shoulder.md").write_text(SHOULDER)
    mine, other = visit(f"{site.url}/library"), visit(f"{site.url}/library")
    rows(other, 4)
    hold.touch()

    mine.get_by_role("button", name=wording.REBUILD).click()
    for page in (mine, other):
        expect_text(page, "Encoding passages: 0 of 1")
        expect(page.get_by_role("progressbar", name=wording.WHOLE_BUILD)).to_have_attribute("max", "100")
        told = page.get_by_role("status").filter(has_text=re.compile(r"rebuilt: \d+ %\. Encoding passages"))
        expect(told).to_have_count(1)
        expect(page.get_by_role("button", name=wording.REBUILD)).to_have_count(0)
    asking = visit(f"{site.url}/?q=does+stretching+the+calf+prevent+cramps+at+night")
    asking.locator(".cw-card").first.wait_for(state="attached")
    other.get_by_role("button", name=wording.STOP).focus()
    other.keyboard.press("Enter")
    for page in (mine, other):
        expect(page.get_by_role("button", name=wording.STOPPING)).to_be_disabled(timeout=ANSWER_MILLISECONDS_MOST)
    hold.unlink()

    for page in (mine, other):
        expect_text(page, "The build was stopped; the index is as it was.")
        expect(page.get_by_role("button", name=wording.REBUILD)).to_be_enabled()
    assert current_name(site.index) == old
    expect(asking.get_by_text(wording.UPDATED)).to_have_count(0)


def test_the_library_takes_up_a_new_index_by_itself_and_an_answer_when_its_reader_wants_it(
    site: Site, visit: Visit
) -> None:
    """The Library, untouched, shows the new index and says so; an answer stays, and the new index is offered."""
    asking = visit(f"{site.url}/?q=frozen+shoulder")
    expect_text(asking, "No article has: frozen, shoulder.")
    other = visit(f"{site.url}/library")
    rows(other, 3)
    (site.corpus / "shoulder.md").write_text(SHOULDER)

    build_index(site)

    expect(other.get_by_role("status").filter(has_text=wording.UPDATED)).to_be_visible(
        timeout=ANSWER_MILLISECONDS_MOST
    )
    rows(other, 4)
    expect_text(asking, page_wording.CHANGED_MEANWHILE)
    expect(asking.get_by_text("No article has: frozen, shoulder.")).to_be_visible()
    asking.get_by_role("button", name=page_wording.UPDATE).press("Enter")
    expect(asking.get_by_text("Frozen shoulder").first).to_be_attached(timeout=ANSWER_MILLISECONDS_MOST)
    expect(asking.get_by_text("No article has: frozen, shoulder.")).to_have_count(0)
    expect(asking.get_by_text(page_wording.CHANGED_MEANWHILE)).to_have_count(0)


def test_an_article_is_removed_and_put_back(site: Site, visit: Visit) -> None:
    """By the keyboard alone an article leaves the folder and comes back, and the page tells both."""
    page = visit(f"{site.url}/library")
    rows(page, 3)
    choose_row(page, 1)

    page.get_by_role("button", name="Remove 1 article").press("Enter")
    expect_text(page, "Removed from the folder: Lifting with care")
    expect_text(page, "Since the last build: 1 removed.")
    removed = sorted(path.name for path in site.corpus.glob("*.*"))
    page.get_by_role("button", name=wording.UNDO).press("Enter")

    expect_text(page, "Put back into the folder: Lifting with care")
    expect_text(page, wording.NOTHING_WAITING)
    assert "lifting.txt" not in removed
    assert (site.corpus / "lifting.txt").read_text(encoding="utf-8") == ARTICLES["lifting.txt"]


def test_the_index_is_verified_and_rolled_back_for_everyone(site: Site, visit: Visit) -> None:
    """The index before the last build answers again, on every page, and what it lacks is new again."""
    old = current_name(site.index)
    (site.corpus / "shoulder.md").write_text(SHOULDER)
    build_index(site)
    page, other = visit(f"{site.url}/library"), visit(f"{site.url}/library")
    expect_text(other, "4 articles · 7 passages")

    page.get_by_text(wording.STATE).click()
    page.get_by_role("button", name=wording.VERIFY).click()
    expect_text(page, wording.SOUND)
    page.get_by_role("button", name=wording.ROLL_BACK).click()

    expect_text(page, wording.ROLLED_BACK)
    for each in (page, other):
        expect_text(each, "3 articles · 6 passages")
        expect_text(each, "Since the last build: 1 new.")
    assert current_name(site.index) == old


def test_a_public_library_shows_its_articles_and_changes_nothing(public_site: Site, visit: Visit) -> None:
    """Served read-only it has the table, its search and the state of the index, and no button, form or upload."""
    (public_site.corpus / "shoulder.md").write_text(SHOULDER)

    page = visit(f"{public_site.url}/library")

    rows(page, 3)
    page.get_by_text(wording.STATE).click()
    expect_text(page, "3 articles, 6 passages")
    main = page.get_by_test_id("stMain")
    for name in (wording.REBUILD, wording.ADD_BUTTON, wording.VERIFY, wording.ROLL_BACK, "Remove", wording.STOP):
        expect(main.get_by_role("button", name=name)).to_have_count(0)
    expect(page.locator("input[type=file], textarea, form")).to_have_count(0)
    page.goto(public_site.url)
    expect(page.get_by_role("link", name=page_wording.LIBRARY)).to_be_visible()


def test_a_phone_shows_a_hostile_library_without_scrolling_sideways(browser: Browser, site: Site) -> None:
    """On a screen 360 pixels wide the Library is no wider, and a long title is shown as the text that it is."""
    (site.corpus / "hostile.md").write_text(f"---\ntitle: '{LONG}'\n---\n\nSome words stand here.\n")
    build_index(site)
    with browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True) as phone:
        page = phone.new_page()
        page.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        page.goto(f"{site.url}/library")
        rows(page, 4)
        page.get_by_text(wording.STATE).click()
        choose_row(page, 0)
        expect(page.get_by_role("link", name=f"Read: {LONG}")).to_be_visible()
        page.get_by_role("button", name="Remove 1 article").press("Enter")
        expect_text(page, f"Removed from the folder: {LONG}")

        widths = [
            page.evaluate("document.documentElement.scrollWidth"),
            page.get_by_test_id("stMain").evaluate("element => element.scrollWidth"),
        ]

        assert max(widths) <= PHONE["width"]


def test_a_visitor_has_nothing_of_another_but_the_index(site: Site, browser: Browser) -> None:
    """What one visitor searched, chose and removed is on no other page, but that a file is gone is."""
    with opened_page(browser) as page:
        page.goto(f"{site.url}/library")
        rows(page, 3)
        page.get_by_role("searchbox").fill("cramps")
        page.get_by_role("searchbox").press("Enter")
        rows(page, 1)
        choose_row(page, 0)
        page.get_by_role("button", name="Remove 1 article").click()
        page.get_by_role("button", name=wording.UNDO).wait_for()

        with browser.new_context() as visitor:
            other = visitor.new_page()
            other.goto(f"{site.url}/library")
            rows(other, 3)

            expect_text(other, "Since the last build: 1 removed.")
            expect(other.get_by_role("searchbox")).to_have_value("")
            expect(other.get_by_role("button", name=wording.UNDO)).to_have_count(0)


def test_hostile_text_is_shown_as_it_stands(page: Page, site: Site) -> None:
    """Neither a question nor a title, topic or text of an article becomes markup anywhere on the page."""
    (site.corpus / "hostile.md").write_text(
        f"---\ntitle: 'Glowing kneecap {HOSTILE}'\nurl: 'javascript:alert(1)'\ntopic: '{HOSTILE}'\n---\n\n"
        f"## Why does my kneecap glow?\n\nA glowing kneecap is harmless. `{HOSTILE}`\n",
        encoding="utf-8",
    )
    build_index(site)
    ask(page, site, f"glowing kneecap {HOSTILE}")
    card = page.locator(".cw-card").filter(has_text="A glowing kneecap is harmless.").first
    expect(card).to_contain_text(HOSTILE)
    page.locator("a.cw-open").filter(has_text="Glowing kneecap").or_(
        page.get_by_role("link", name=page_wording.READ_IN_CONTEXT)
    ).first.click()
    read_whole(page)

    expect(page.locator("h1")).to_contain_text(HOSTILE, timeout=ANSWER_MILLISECONDS_MOST)
    page.get_by_role("link", name=page_wording.ASK, exact=True).click()
    page.get_by_role("button", name="glowing kneecap").wait_for()
    page.get_by_role("link", name=page_wording.READ, exact=True).click()
    page.locator(".cw-shelves").wait_for()

    assert page.locator("img[src=x], .stHtml b, .katex, [href^=javascript]").count() == 0
    assert page.evaluate("window.harmed") is None


SCRIPTED = (
    "<!DOCTYPE html><title>Heron</title><meta http-equiv=refresh content='0;url=/library'>"
    "<script>document.title = 'harmed'</script><body><p id=words>Herons stand still.</p>"
    "<img src=x onerror=\"document.title='harmed'\"><script src='/original?file=run.js'></script>"
)


def test_an_original_is_opened_without_running_anything_of_it(site: Site, visit: Visit) -> None:
    """A web page with scripts is shown in a sandbox: neither they nor a redirection nor a file beside it run."""
    (site.corpus / "birds").mkdir()
    (site.corpus / "birds" / "heron <i>.html").write_text(SCRIPTED)
    (site.corpus / "run.js").write_text("document.title = 'harmed'")  # which the page asks for
    page = visit(f"{site.url}/library")
    rows(page, 5)
    page.get_by_role("searchbox", name=wording.SEARCH).fill("heron")
    page.keyboard.press("Enter")
    rows(page, 1)
    choose_row(page, 0)
    with page.context.expect_page() as opening:
        page.get_by_role("link", name="heron <i>.html").click()
    opened = opening.value
    opened.locator("#words").wait_for()

    assert opened.title() == "Heron"
    assert opened.url == f"{site.url}/original?file=birds/heron%20%3Ci%3E.html"


def test_what_others_do_to_the_folder_is_seen_without_a_reload(site: Site, visit: Visit) -> None:
    """A file that comes or goes changes the table by itself, but takes no chosen row away."""
    page = visit(f"{site.url}/library")
    rows(page, 3)

    (site.corpus / "shoulder.md").write_text(SHOULDER)
    rows(page, 4)
    expect_text(page, wording.CHANGED_OUTSIDE)
    choose_row(page, 1)
    (site.corpus / "shoulder.md").unlink()
    expect_text(page, wording.CHANGED_MEANWHILE)
    expect(page.get_by_role("button", name="Remove")).to_be_visible()
    rows(page, 4)
    page.get_by_role("button", name=wording.UPDATE).click()

    rows(page, 3)


def test_a_folder_is_asked_alone_and_the_scope_is_taken_back(site: Site, visit: Visit) -> None:
    """From the Library to the question, whose answer is of that folder until all articles are asked again."""
    (site.corpus / "calves").mkdir()
    (site.corpus / "cramps.md").rename(site.corpus / "calves" / "cramps.md")
    build_index(site)
    page = visit(f"{site.url}/library")
    rows(page, 3)
    page.get_by_role("combobox", name=wording.FOLDER).click()
    page.get_by_role("option", name="calves").click()
    rows(page, 1)
    page.get_by_role("link", name=wording.ASK_FOLDER.format(folder="calves")).click()
    scope = page_wording.FILTERED.format(chosen=page_wording.IN_FOLDER.format(folder="calves"))
    expect_text(page, scope)

    page.get_by_role("combobox", name=page_wording.ASK_LABEL).fill("does stretching prevent sciatica")
    page.keyboard.press("Enter")
    places = page.locator(".cw-card .cw-place")
    expect(places).to_have_text([re.compile("Cramps at night")], timeout=ANSWER_MILLISECONDS_MOST)
    expect_text(page, scope)
    page.get_by_role("button", name=page_wording.ASK_ALL).click()
    expect(page.get_by_text(scope)).to_have_count(0)
    expect(places.filter(has_text="Sciatica").first).to_be_attached()
