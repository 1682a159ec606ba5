"""In a real browser, what is shown of an article is its very text, in statements, cards, the reader and labels.

Behaviour that is held here: Streamlit 1.67.0 replaces arrows, dashes, signs and pictures in the Markdown of labels
after it has read the backslashes, and DOMPurify takes an attribute away that holds ``-->`` or ``</title``.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from qa.serving.page.ask.exporting import Reference, markdown
from qa.serving.page.map.chart import headed, opening
from qa.serving.page.shared import wording
from tests.support import nasty_page
from tests.support.answers import cite
from tests.support.browsing import opened_page, served
from tests.support.nasty import LINES, nasty_article
from tests.support.nasty_page import NAMES, points, statement_lines, whole_of

pytestmark = pytest.mark.browser

PAGE = Path(nasty_page.__file__)
DRAWN = "!document.querySelector('[data-test-script-state=running], [data-testid=stSkeleton]')"
TEXTS = """([selector, own]) => [...document.querySelectorAll(selector)].map((each) => {
    const copy = each.cloneNode(true);
    copy.querySelectorAll(own).forEach((part) => part.remove());
    return copy.textContent;
})"""
"""The text of each element that a selector finds, without the parts that the other finds."""


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the page of nasty lines."""
    command = (sys.executable, "-m", "tests.support.nasty_page")
    with served(*command, log=tmp_path_factory.mktemp("nasty") / "log") as url:
        yield url


@pytest.fixture(scope="module")
def drawn(browser: Browser, site: str) -> Iterator[Page]:
    """Open the page of nasty lines, once for all tests, which only read it."""
    with opened_page(browser) as page:
        page.goto(site)
        page.locator(f".st-key-choice-{len(LINES) - 1} input").wait_for(state="attached")
        page.wait_for_function(DRAWN)
        yield page


def texts(page: Page, selector: str, without: str = ".cw-none") -> list[str]:
    return [folded(text) for text in page.evaluate(TEXTS, [selector, without])]


def blocks_of_nasty() -> list[str]:
    article = nasty_article()
    blocks = (block for section in article.sections for block in section.blocks)
    return [folded(article.text[block.start : block.end]) for block in blocks]


def test_statements_are_shown_as_they_stand(drawn: Page) -> None:
    """Each statement is the slice it is cited to."""
    said = statement_lines(nasty_article())

    assert texts(drawn, ".st-key-statements .cw-statements > li", ".cw-chips") == [
        folded(each.text) for each in said
    ]


@pytest.mark.parametrize(("key", "headings"), [("card", "h3"), ("reader", "h2")])
def test_cards_and_the_reader_show_blocks_and_headings_as_they_stand(drawn: Page, key: str, headings: str) -> None:
    """Every block is its slice, and every heading its line."""
    place = f".st-key-{key}"

    assert texts(drawn, f"{place} .cw-text p, {place} .cw-text li:not(.cw-outer)", "ul, ol") == blocks_of_nasty()
    if key == "reader":
        assert texts(drawn, f"{place} {headings}") == [folded(line) for line in LINES]
    else:
        path = [line for line in LINES if line != nasty_article().title]
        assert texts(drawn, f"{place} {headings}") == [folded(" › ".join([f"3 {LINES[7]}", *path]))]


def test_the_numbers_of_lists_are_those_of_the_article(drawn: Page) -> None:
    """What a browser counts and draws before an item is what stands there in the article."""
    found = drawn.evaluate(
        """() => [...document.querySelectorAll(".st-key-reader ol > li")].map((each) => [
            each.value, getComputedStyle(each).listStyleType
        ])"""
    )

    wanted = [
        [[number, "decimal"], [number + 1, f'"{number + 1}) "'], [number, "decimal"]]
        for number in range(1, len(LINES) + 1)
    ]
    assert found == [each for three in wanted for each in three]


@pytest.mark.parametrize("selector", [".st-key-button-{}", ".st-key-link-{}"])
def test_labels_are_shown_as_they_stand(drawn: Page, selector: str) -> None:
    """No arrow, dash, picture, shortcode, formula, list or link is made of what stands in a label."""
    found = [texts(drawn, f"{selector.format(number)} p") for number in range(len(LINES))]

    assert found == [[folded(line)] for line in LINES]
    assert drawn.locator("[class*=st-key-button-] :is(a, img, code, em, strong, del, .katex)").count() == 0


def test_choices_are_shown_as_they_stand(drawn: Page) -> None:
    """What is chosen in a box is plain text."""
    found = [drawn.locator(f".st-key-choice-{number} input").input_value() for number in range(len(LINES))]

    assert [folded(each) for each in found] == [folded(line) for line in LINES]


def test_chips_have_the_title_of_their_article_as_it_stands(drawn: Page) -> None:
    """The name that is read out for a chip has the very title, whatever stands in it."""
    named = drawn.evaluate(
        """() => [...document.querySelectorAll(".st-key-chips a.cw-chip")].map((each) =>
            each.ariaLabel || each.querySelector(".cw-tip").textContent)"""
    )

    wanted = [wording.CITES.format(number=number, title=line) for number, line in enumerate(LINES)]
    assert [folded(each) for each in named] == [folded(each) for each in wanted]


def test_exports_are_shown_as_they_are_saved(drawn: Page) -> None:
    """What is copied from the page is what the file has."""
    article = nasty_article()
    whole = cite(article, whole_of(article))

    shown = drawn.locator(".st-key-code code").text_content() or ""

    assert shown.strip() == markdown([Reference(citation=whole, article=article)]).strip()


def titles_of_map() -> list[str]:
    return [folded(headed(point)) for point in points()]


def beginnings_of_map() -> list[str]:
    return [folded(opening(point.passage.text)) for point in points()]


def test_points_of_the_map_are_told_as_they_stand(browser: Browser, site: str) -> None:
    """A tooltip has the very title and the beginning of the passage, and no mark of theirs is read as markup."""
    told = []
    with opened_page(browser) as page:
        page.goto(f"{site}/?view=map")
        shapes = page.locator(".stVegaLiteChart svg .mark-symbol path")
        shapes.nth(len(LINES) - 1).wait_for(state="attached")
        page.wait_for_function(DRAWN)
        for number in range(len(LINES)):
            shapes.nth(number).hover()
            tip = page.locator("#vg-tooltip-element.visible")
            told.append((folded(tip.locator("h2").inner_text()), folded(tip.locator("td.value").inner_text())))
        names = page.locator(".stVegaLiteChart svg .mark-text text").all_text_contents()

    assert told == list(zip(titles_of_map(), beginnings_of_map(), strict=True))
    assert {folded(each) for each in names} == set(NAMES)


def test_lists_beside_the_map_show_titles_names_and_beginnings_as_they_stand(browser: Browser, site: str) -> None:
    """Whoever does not see the chart reads the same words."""
    with opened_page(browser) as page:
        page.goto(f"{site}/?view=map")
        page.locator(".st-key-found li").first.wait_for()
        page.wait_for_function(DRAWN)

        assert texts(page, ".st-key-regions h3") == list(NAMES)
        assert texts(page, ".st-key-found li > a") == titles_of_map()
        assert texts(page, ".st-key-found li > p") == beginnings_of_map()


def test_cells_of_the_library_table_are_shown_as_they_stand(browser: Browser, site: str) -> None:
    """Title, state, source and date are plain text: nothing of them is read as Markdown, a number or a date."""
    with opened_page(browser) as page:
        page.set_viewport_size({"width": 1280, "height": 2400})
        page.goto(f"{site}/?view=table")
        page.locator("table[role=grid]").nth(2).wait_for(state="attached")
        page.wait_for_function(DRAWN)
        cells = page.locator("table[role=grid] tbody td[aria-colindex]")
        page.wait_for_function(
            "() => document.querySelectorAll('table[role=grid] tbody tr').length >= " + str(len(LINES))
        )
        found = [folded(each) for each in cells.all_text_contents()]

    for line in LINES:
        assert found.count(folded(line)) == 3, line
        assert folded(f"Copy of {line}") in found


def test_questions_and_labels_of_the_quality_view_are_shown_as_they_stand(browser: Browser, site: str) -> None:
    """What went wrong, and labels whose words are gone."""
    lines = [folded(line) for line in LINES]
    with opened_page(browser) as page:
        page.goto(f"{site}/?view=quality")
        page.locator(".st-key-stale li").first.wait_for()
        page.wait_for_function(DRAWN)

        assert texts(page, ".st-key-failures li > a") == lines
        assert texts(page, ".st-key-failures li > .cw-outcome") == lines
        assert texts(page, ".st-key-stale li > q") == lines
        assert texts(page, ".st-key-stale li", "q, br") == [f"{line} ({line})" for line in lines]
