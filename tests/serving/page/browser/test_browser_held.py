"""What someone reads while another rebuilds the index, what became of what they saved, and what is on paper."""

from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from qa.serving.page.compare import wording as wording_compare
from qa.serving.page.library import wording as wording_library
from qa.serving.page.map import wording as wording_map
from qa.serving.page.saved import wording as wording_saved
from qa.serving.page.shared import wording
from qa.serving.page.shared.blocks import CITED
from qa.serving.page.taking import wording as wording_taking
from tests.conftest import ARTICLES
from tests.serving.page.browser.test_browser_axe import violations
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site, build_index, weightless, write_articles

pytestmark = pytest.mark.browser

QUESTION = "does stretching the calf prevent cramps at night"
ASKED = f"?q={QUESTION.replace(' ', '+')}"
OLD = "Stretching the calf before bed may prevent cramps."
NEW = "Stretching the calf at noon may prevent cramps."
LATER = ARTICLES["cramps.md"].replace(OLD, NEW).replace("language: en", "published: 2026-02-03\nlanguage: en")
GONE = "A frozen shoulder is stiff and painful for months, and then it thaws by itself."
SHOULDER = f"# Frozen shoulder\n\n{GONE}\n"
READ = {
    ASKED: f".cw-pane #{CITED}",
    "read?article=cramps&at=0-96": f".cw-article #{CITED}",
    "proof?article=cramps&at=0-96": ".cw-proof",
    "map": ".st-key-map-chart svg, .st-key-map-chart canvas",
}
"""What is read in each view, and the part of it that is drawn last."""
FOCUSED = ":is(h1, h2, #cited):focus"
"""Where a visitor goes on after Update: at what is cited, or at the heading of what is drawn anew."""
MARK = "(each) => { each.untouched = true; }"
IS_MARKED = "(each) => each.untouched === true"


@pytest.fixture(scope="module")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a small library that its visitors may change."""
    with weightless(tmp_path_factory.mktemp("held")) as site:
        yield site


@pytest.fixture
def site(served_site: Site) -> Site:
    """Return the library as every test finds it."""
    write_articles(served_site)
    build_index(served_site)
    return served_site


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Return the browser of a visitor, with any number of tabs."""
    with browser.new_context(viewport={"width": 1280, "height": 860}) as context:
        context.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        yield context


def arrive(visitor: BrowserContext, site: Site, view: str) -> Page:
    """Open a view, and on an answer the source beside it."""
    page = visitor.new_page()
    page.goto(f"{site.url}/{view}")
    if view == ASKED:
        page.locator("#cw-quoted").wait_for(state="attached")
        page.locator("a.cw-chip").first.click()
    page.locator(READ[view]).first.wait_for(state="attached")
    expect(page.locator("[data-test-script-state=running]")).to_have_count(0)
    return page


def rebuild(browser: Browser, site: Site) -> None:
    """Rebuild the index as another visitor does."""
    with browser.new_context() as other:
        page = other.new_page()
        page.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        page.goto(f"{site.url}/library")
        page.get_by_role("button", name=wording_library.REBUILD).click()
        page.get_by_role("status").filter(has_text="articles;").wait_for()


def test_a_rebuild_redraws_nothing_that_another_visitor_reads(
    browser: Browser, visitor: BrowserContext, site: Site
) -> None:
    """Answer, source beside it, reader, proof and map stay, also when used, until Update is pressed."""
    pages = {view: arrive(visitor, site, view) for view in READ}
    said = {view: page.locator("[data-testid=stMain]").inner_text() for view, page in pages.items()}
    places = {view: page.locator("h1").bounding_box() for view, page in pages.items()}
    for page in pages.values():
        for part in page.locator(".stHtml, .cw-pane, .st-key-map-chart").all():
            part.evaluate(MARK)
    (site.corpus / "cramps.md").write_text(LATER, encoding="utf-8")
    rebuild(browser, site)

    for view, page in pages.items():
        expect(page.get_by_text(wording.CHANGED_MEANWHILE)).to_be_visible()
        now = page.locator("[data-testid=stMain]").inner_text()
        assert page.locator("h1").bounding_box() == places[view]
        assert now.replace(f"{wording.CHANGED_MEANWHILE}\n\n{wording.UPDATE}", "").split() == said[view].split()
        parts = page.locator(".stHtml:not(.st-key-articles-changed *), .cw-pane, .st-key-map-chart").all()
        assert all(part.evaluate(IS_MARKED) for part in parts)
    answer, reader, proof, map_ = pages.values()
    answer.get_by_role("button", name=wording.WHY).first.click()
    answer.keyboard.press("Escape")
    answer.get_by_role("button", name=wording.CLOSE_SOURCE).click()
    expect(answer.locator(".cw-pane")).to_have_count(0)
    answer.locator("a.cw-chip").first.click()
    expect(answer.locator(".cw-pane-text")).to_contain_text(OLD)
    expect(answer.locator(".cw-snippet")).to_contain_text(OLD)

    answer.get_by_role("button", name=wording.UPDATE).press("Enter")
    expect(answer.locator(".cw-snippet")).to_contain_text(NEW)
    expect(answer.get_by_text(wording.ARTICLES_CHANGED)).to_be_visible()
    expect(answer.get_by_text(wording.CHANGED_MEANWHILE)).to_have_count(0)
    expect(answer.locator(FOCUSED)).to_be_visible()
    for page, text in ((reader, NEW), (proof, "2026-02-03"), (map_, wording_map.REGIONS)):
        page.get_by_role("button", name=wording.UPDATE).click()
        expect(page.get_by_text(wording.CHANGED_MEANWHILE)).to_have_count(0)
        expect(page.locator("[data-testid=stMain]")).to_contain_text(text)
        expect(page.locator(FOCUSED)).to_be_visible()


def test_after_a_rebuild_what_became_of_saved_answers_is_told(
    browser: Browser, visitor: BrowserContext, site: Site
) -> None:
    """The start page has a line; the Saved view has old beside new, with dates, and what is gone or refused."""
    (site.corpus / "shoulder.md").write_text(SHOULDER, encoding="utf-8")
    build_index(site)
    page = visitor.new_page()
    for question in (QUESTION, "frozen shoulder"):
        page.goto(f"{site.url}/?q={question.replace(' ', '+')}")
        page.get_by_role("button", name=wording_taking.IN_BROWSER["save"]).click()
        page.get_by_text(str(wording_taking.IN_BROWSER["saved"])).wait_for()
    page.goto(site.url)
    page.locator(".st-key-saved-line .cw-saved").wait_for(state="attached")
    (site.corpus / "cramps.md").write_text(LATER, encoding="utf-8")
    (site.corpus / "shoulder.md").unlink()
    rebuild(browser, site)

    page.goto(site.url)
    expect(page.locator(".cw-saved-told")).to_contain_text("2 saved answers have changed.")
    page.get_by_role("link", name="See what changed").click()
    changed = page.locator(".cw-saved-answer").filter(has_text=QUESTION)
    expect(changed.locator(".cw-saved-then")).to_contain_text(OLD)
    expect(changed.locator(".cw-saved-now")).to_contain_text(NEW)
    expect(changed.locator(".cw-saved-now")).to_contain_text("2026-02-03")
    refused = page.locator(".cw-saved-answer").filter(has_text="frozen shoulder")
    expect(refused).to_contain_text(wording_saved.REFUSED)
    expect(refused).to_contain_text(wording_saved.GONE_ARTICLE)
    expect(refused).to_contain_text(GONE)
    assert violations(page) == []
    changed.get_by_role("button", name="Keep the answer as it is now").press("Enter")
    expect(changed.locator(".cw-saved-then")).to_have_count(0)
    expect(changed).to_contain_text(NEW)
    page.goto(site.url)
    expect(page.locator(".cw-saved-told")).to_contain_text("1 saved answer has changed.")


def test_a_question_without_an_answer_is_saved_and_told_of_once_it_has_one(
    browser: Browser, visitor: BrowserContext, site: Site
) -> None:
    """It stands as not answered; after the rebuild the start page tells, and the Saved view has the answer."""
    words = {**wording_saved.IN_BROWSER, **wording_taking.IN_BROWSER}
    page = visitor.new_page()
    page.goto(f"{site.url}/?q=frozen+shoulder")
    page.get_by_role("button", name=str(words["saveQuestion"])).press("Enter")
    expect(page.get_by_text(str(words["savedQuestion"]))).to_be_visible()
    page.goto(f"{site.url}/saved")
    card = page.locator(".cw-saved-answer").filter(has_text="frozen shoulder")
    expect(card).to_contain_text(str(words["refused"]))
    expect(card.locator(".cw-saved-change")).to_have_count(0)
    (site.corpus / "shoulder.md").write_text(SHOULDER, encoding="utf-8")
    rebuild(browser, site)

    page.goto(site.url)
    expect(page.locator(".cw-saved-told")).to_contain_text("1 saved question is answered now.")
    page.get_by_role("link", name="See what changed").click()
    expect(card).to_contain_text(str(words["answered"]))
    expect(card.locator(".cw-saved-now")).to_contain_text(GONE)
    card.get_by_role("button", name=str(words["accept"])).click()
    expect(card).not_to_contain_text(str(words["refused"]))
    expect(card).to_contain_text(GONE)


def test_a_folder_that_is_asked_stays_through_the_reader_and_articles_are_compared_by_choice(
    visitor: BrowserContext, site: Site
) -> None:
    """Back to the question asks the same folder; Compare is offered where two speak on one point, and changed."""
    for name, most, date in (
        ("leaflets/new", 3, "2024-06-01"),
        ("leaflets/old", 4, "2015-03-01"),
        ("book", 4, ""),
    ):
        (site.corpus / name).parent.mkdir(exist_ok=True)
        text = f"Adults may take at most {most} g of paracetamol in 24 hours. {name} has no more to say."
        (site.corpus / f"{name}.md").write_text(
            f"---\ntitle: {name}\npublished: {date}\nlanguage: en\n---\n{text}\n"
        )
    build_index(site)
    page = visitor.new_page()
    page.goto(f"{site.url}/?q=how+much+paracetamol+may+adults+take+in+24+hours&folder=leaflets")
    page.locator("#cw-quoted").wait_for(state="attached")
    page.locator("a.cw-chip").first.click()
    page.get_by_role("link", name=wording.OPEN_WHOLE).click()
    page.get_by_role("link", name=wording.BACK_TO_QUESTION).click()
    expect(page.get_by_text(wording.IN_FOLDER.format(folder="leaflets"))).to_be_visible()
    assert "folder=leaflets" in page.url

    page.get_by_role("link", name=wording_compare.COMPARE, exact=True).click()
    heads = page.locator(".cw-compare thead a")
    expect(heads).to_have_text(["leaflets/new", "leaflets/old"])
    page.get_by_role("button", name=wording_compare.CHOOSE).click()
    page.locator(".st-key-compared-articles input").fill("book")
    page.get_by_role("option", name="book").click()
    expect(heads).to_have_text(["leaflets/new", "leaflets/old", "book"])
    assert page.url.count("with=") == 3
    page.goto(f"{site.url}/?{ASKED[1:]}")
    page.locator("#cw-quoted").wait_for(state="attached")
    expect(page.locator("[data-test-script-state=running]")).to_have_count(0)
    expect(page.get_by_role("link", name=wording_compare.COMPARE, exact=True)).to_have_count(0)


def test_where_no_page_is_one_answer_says_so_and_leads_to_the_start(visitor: BrowserContext, site: Site) -> None:
    """In the words of the page; nothing further is asked for."""
    page, failed = visitor.new_page(), []
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.goto(f"{site.url}/nonsense")

    expect(page.get_by_role("heading")).to_have_text("There is no page at this address")
    assert violations(page) == []
    page.get_by_role("link", name="Ask the articles").click()
    expect(page.get_by_label(wording.ASK_LABEL)).to_be_visible()
    assert failed == [f"{site.url}/nonsense"]


def test_on_paper_a_source_that_is_on_the_web_has_the_address_of_its_page(
    visitor: BrowserContext, site: Site
) -> None:
    """On an answer, in the reader and in the Saved view; the address can be typed, and leads to the page alone."""
    address = "https://example.org/cramps-at-night"
    (site.corpus / "cramps.md").write_text(LATER.replace("language: en", f"url: {address}\nlanguage: en"))
    build_index(site)
    page, printed = visitor.new_page(), {}
    for view, drawn in (
        (ASKED, ".cw-tools button"),
        ("read?article=cramps", ".cw-tools button"),
        ("saved", "figure"),
    ):
        page.goto(f"{site.url}/{view}")
        page.locator(drawn).first.wait_for()
        if view == ASKED:
            page.get_by_role("button", name=str(wording_taking.IN_BROWSER["save"])).click()
        sheets = pypdfium2.PdfDocument(page.pdf())
        printed[view] = "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in sheets)

    assert [words.count(address) for words in printed.values()] == [1, 1, 1]
    assert not any(
        ":~:" in words or wording.READ_IN_CONTEXT.replace(" ", "") in words for words in printed.values()
    )
