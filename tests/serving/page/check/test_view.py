"""The Check view, drawn by Streamlit's test runner and once in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from qa.answering.assistant import Assistant
from qa.answering.checking.checker import check_text
from qa.answering.checking.records import TextCheck
from qa.indexing.build import build
from qa.serving.page.check import view, wording
from qa.serving.page.shared import wording as wording_shared
from qa.serving.page.shared.blocks import CITED
from qa.settings import BUNDLED_MODEL, Indexing
from tests.conftest import BUILT
from tests.serving.page.test_page import open_view, texts
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, Site
from tests.support.fakes import FakeEncoder

SENTENCE = "Stretching the calf before bed may prevent cramps."
WRONG = "Bats cause <b>cramps</b>."


def built(corpus: Path, index: Path) -> str:
    encoder = FakeEncoder(name=BUNDLED_MODEL)
    return build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT).generation


def given(page: AppTest, text: str) -> AppTest:
    page.text_area[0].set_value(text)
    page.button[0].click().run()
    assert not page.exception
    return page


def shown(page: AppTest) -> str:
    return "".join(texts(page))


@pytest.mark.usefixtures("page_settings")
def test_a_text_is_checked_kept_for_the_visit_and_checked_again_by_another_index(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for each generation, however often the page is drawn; nothing of it is in the address."""
    built(corpus, index)
    checked: list[str] = []

    def counting(assistant: Assistant, text: str) -> TextCheck:
        checked.append(text)
        return check_text(assistant, text)

    monkeypatch.setattr(view, "check_text", counting)
    page = open_view("check")
    assert "cw-checked" not in shown(page)

    text = f"{SENTENCE} {WRONG}"
    given(page, text)
    assert "cw-check-verbatim" in shown(page)
    assert "Bats cause &lt;b&gt;cramps&lt;/b&gt;." in shown(page)
    assert [toggle.label for toggle in page.toggle] == [wording.ONLY_FAILING]
    page.toggle[0].set_value(True).run()
    assert SENTENCE not in shown(page)
    assert (page.text_area[0].value, checked, dict(page.query_params)) == (text, [text], {})

    (corpus / "bats.txt").write_text("Bats\n\nBats cause no cramps, and sleep all day.\n")
    newer = built(corpus, index)
    page.run()
    assert len(checked) == 1  # what is read is held
    page.button(key="update-articles").click().run()
    assert (len(checked), page.session_state[view.CHECKED][0]) == (2, newer)


@pytest.mark.usefixtures("page_settings")
@pytest.mark.parametrize(
    ("text", "told"),
    [("", ""), ("  \n", ""), ("?!", "There are no words in the text."), ("a" * 1_000_001, "at most 1,000,000")],
)
def test_what_cannot_be_checked_is_told_below_the_field(corpus: Path, index: Path, text: str, told: str) -> None:
    """Without a text nothing is said."""
    built(corpus, index)
    page = given(open_view("check"), text)

    assert ('role="alert"' in shown(page)) == bool(told)
    assert told in shown(page)
    assert "cw-checked" not in shown(page)


@pytest.mark.browser
def test_a_chip_opens_the_article_beside_the_text_by_the_keyboard_alone(page: Page, bundled_site: Site) -> None:
    """Escape closes it and gives the focus back; the text stays, also when its visitor was elsewhere."""
    page.goto(f"{bundled_site.url}/check")
    field = page.get_by_label(wording.FIELD)
    field.fill("Keep the pack in place for 25 to 30 minutes. Look at the skin halfway through.")
    field.press("Control+Enter")
    expect(page.get_by_role("status").first).to_have_text(
        "1 of 2 sentences needs a look.", timeout=ANSWER_MILLISECONDS_MOST
    )
    chip = page.locator("blockquote a.cw-chip")
    chip.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("10 to 15 minutes")
    chip.press("Enter")
    expect(page.locator(f".cw-pane #{CITED}")).to_be_focused(timeout=ANSWER_MILLISECONDS_MOST)
    expect(page.locator(".cw-pane mark")).to_contain_text("keep it in place for 10 to 15 minutes")
    page.keyboard.press("Escape")
    expect(page.locator(".cw-pane")).to_have_count(0)
    expect(chip).to_be_focused()

    page.get_by_role("button", name=wording.REPORT).click()
    expect(page.locator(".stCode")).to_contain_text("“25 to 30 minutes” here, “10 to 15 minutes” in [1]")
    page.keyboard.press("Escape")
    page.get_by_role("link", name=wording_shared.READ, exact=True).click()
    page.locator(".cw-shelves").wait_for()
    page.get_by_role("link", name=wording.NAME, exact=True).click()
    expect(page.locator(".cw-checked > li")).to_have_count(2)
    expect(page.get_by_label(wording.FIELD)).to_have_value(
        "Keep the pack in place for 25 to 30 minutes. Look at the skin halfway through."
    )
