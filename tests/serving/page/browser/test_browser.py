"""The real page, served by the command line from the bundled articles, in a headless Chromium."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from qa.serving.page.shared import wording
from qa.serving.page.shared.blocks import CITED
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, LOW_SCREEN, Site, ask, read_whole

pytestmark = pytest.mark.browser

QUESTION = "why does my back hurt when I lift my leg"


def in_address(page: Page) -> dict[str, str]:
    """Return the address of a page as keys and values."""
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def test_the_field_has_the_focus_and_enter_asks(page: Page, bundled_site: Site) -> None:
    """Without a press anywhere a question can be typed; after Enter the passages appear in order."""
    page.goto(bundled_site.url)
    expect(page.get_by_label(wording.ASK_LABEL)).to_be_focused(timeout=ANSWER_MILLISECONDS_MOST)

    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")

    ranks = page.locator(".cw-card .cw-rank")
    expect(ranks).to_have_text(["1", "2", "3", "4", "5"], timeout=ANSWER_MILLISECONDS_MOST)
    expect(page.locator(".cw-card:has(mark)")).to_have_count(5)
    expect(page.locator(".cw-status")).to_have_count(1)  # that of the start goes when the answer is drawn whole
    expect(page.locator(".cw-status")).to_contain_text("statement")
    assert in_address(page)["q"] == QUESTION
    assert in_address(page)["g"].startswith("g-0")
    assert page.title() == wording.PAGE_TITLE.format(subject=QUESTION, name=wording.NAME)
    expect(page.get_by_text(wording.FOOT)).to_be_visible()


def test_the_whole_article_opens_at_the_sentence_also_for_another_visitor(
    browser: Browser, page: Page, bundled_site: Site
) -> None:
    """From its source a citation leads on to its very words in the reader, and the address does so anywhere."""
    page.set_viewport_size(LOW_SCREEN)
    ask(page, bundled_site, QUESTION)
    statement = page.locator(".cw-snippet")
    words = statement.locator("p, li").nth(1).inner_text()
    statement.locator("a.cw-chip").first.click()
    read_whole(page)
    mark = page.locator(f"#{CITED} mark")
    expect(mark).to_be_in_viewport(timeout=ANSWER_MILLISECONDS_MOST)
    quoted = page.locator(".cw-article mark").all_inner_texts()

    with browser.new_context(viewport=LOW_SCREEN) as visitor:
        other = visitor.new_page()
        other.goto(page.url)

        expect(other.locator(f"#{CITED} mark")).to_be_in_viewport(timeout=ANSWER_MILLISECONDS_MOST)
        assert other.locator(".cw-article mark").all_inner_texts() == quoted
    assert words.startswith(quoted[0])
    page.get_by_role("link", name=wording.ASK, exact=True).click()
    page.get_by_role("button", name=QUESTION).wait_for()  # it is the same visit, which remembers what was asked


def test_a_chip_marks_every_part_of_a_statement_and_has_it_in_view(page: Page, bundled_site: Site) -> None:
    """Of a statement that is a list, the line that leads into it and every item are marked, and on the screen."""
    page.set_viewport_size({"width": 1000, "height": 800})
    ask(page, bundled_site, "what are the symptoms of a slipped disc")
    statement = page.locator(".cw-snippet:has(ul), .cw-statements > li:has(ul)").first
    parts = statement.locator(":scope > p:not(.cw-place), :scope > ul > li").evaluate_all(
        """(found) => found.map((each) => {
            const copy = each.cloneNode(true);
            copy.querySelectorAll(".cw-chips").forEach((chips) => chips.remove());
            return copy.textContent.trim();
        })"""
    )
    statement.locator("a.cw-chip").first.click()

    marks = page.locator(".cw-article mark")
    expect(marks).to_have_text(parts, timeout=ANSWER_MILLISECONDS_MOST)
    assert len(parts) > 1
    for mark in (marks.first, marks.last):
        expect(mark).to_be_in_viewport(ratio=1)


def test_reading_in_context_leads_on_to_the_next_passage_and_back(page: Page, bundled_site: Site) -> None:
    """From one passage of an answer the reader leads to the next, its address along, and back to the question."""
    page.set_viewport_size(LOW_SCREEN)
    ask(page, bundled_site, QUESTION)
    page.get_by_role("link", name=wording.READ_IN_CONTEXT).first.click()
    read_whole(page)
    expect(page.locator(f"#{CITED}")).to_be_in_viewport(timeout=ANSWER_MILLISECONDS_MOST)
    page.get_by_text(wording.HIT_OF.format(rank=1, count=5)).wait_for()
    first = page.url

    page.get_by_role("link", name=wording.NEXT_HIT).click()
    page.get_by_text(wording.HIT_OF.format(rank=2, count=5)).wait_for()
    expect(page.locator(f"#{CITED}")).to_be_in_viewport(timeout=ANSWER_MILLISECONDS_MOST)
    assert in_address(page)["article"] not in first
    page.go_back()
    page.get_by_text(wording.HIT_OF.format(rank=1, count=5)).wait_for()
    page.get_by_role("link", name=wording.BACK_TO_QUESTION).click()

    expect(page.locator(".cw-card")).to_have_count(5, timeout=ANSWER_MILLISECONDS_MOST)
    assert in_address(page)["q"] == QUESTION


def test_a_question_on_another_subject_is_said_not_to_be_answered(page: Page, bundled_site: Site) -> None:
    """Where no article answers, the page says so, names what no article has, and offers the nearest headings."""
    ask(page, bundled_site, "how do I bake sourdough bread")

    expect(page.get_by_role("status").filter(has_text=wording.NOT_ANSWERED)).to_be_visible()
    expect(page.get_by_text("No article has: bake, sourdough, bread.")).to_be_visible()
    expect(page.locator(".cw-statements")).to_have_count(0)
    expect(page.locator(".cw-card").first).to_be_hidden()
    page.locator(".cw-nearest a").first.click()
    expect(page.locator(f"#{CITED}")).to_be_in_viewport(timeout=ANSWER_MILLISECONDS_MOST)


def test_what_is_urgent_stands_above_all_else(page: Page, bundled_site: Site) -> None:
    """A question with warning signs is first answered with when to get help, in a region of its own."""
    ask(page, bundled_site, "can't hold my pee and numb between my legs")

    urgent = page.locator("section.cw-urgent")
    expect(urgent.first.get_by_role("heading", level=2)).to_have_text(wording.URGENT_LEVELS["now"])
    above, below = urgent.last.bounding_box(), page.get_by_role("heading", name=wording.PASSAGES).bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"]


def test_a_misspelt_question_is_searched_as_meant_and_as_typed_and_back(page: Page, bundled_site: Site) -> None:
    """What was searched is shown with the way to the very words, and back in the browser leads back."""
    typed = "exersises for scaitica"
    ask(page, bundled_site, typed)
    showing = page.locator(".cw-said").filter(has_text="exercises for sciatica")
    showing.wait_for()

    page.get_by_role("button", name=wording.AS_TYPED.format(question=typed)).click()
    page.get_by_text(wording.TYPED).wait_for()
    assert in_address(page)["typed"] == "1"
    page.go_back()

    showing.wait_for()
    expect(page.get_by_text(wording.TYPED)).to_have_count(0)
    assert "typed" not in in_address(page)
    assert page.get_by_label(wording.ASK_LABEL).input_value() == typed


def test_a_citation_is_saved_as_it_is_shown(page: Page, bundled_site: Site) -> None:
    """The file of a format holds the citation of the passage, with its very words."""
    ask(page, bundled_site, QUESTION)
    page.get_by_role("button", name=wording.CITE).first.click()
    page.get_by_role("tab", name="CSL-JSON").click()

    with page.expect_download() as saving:
        page.get_by_role("button", name=wording.SAVE).locator("visible=true").click()

    items = json.loads(Path(saving.value.path()).read_text(encoding="utf-8"))
    article = (bundled_site.corpus / f"{items[0]['id'].rpartition('-')[0]}.md").read_text(encoding="utf-8")
    assert saving.value.suggested_filename.endswith(".json")
    assert items[0]["abstract"].splitlines()[0] in article
