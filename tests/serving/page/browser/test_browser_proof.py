"""The Proof view in a browser: the page of the original with its words marked, and what is said of it."""

import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from qa.serving.page.proof import wording
from qa.serving.page.shared import wording as wording_shared
from qa.serving.proof.checking import check_card
from qa.settings import Settings
from tests.support.browsing import Site, ask, build_index, served
from tests.support.pdfs import PROSE, lines, pdf, put

pytestmark = [pytest.mark.browser, pytest.mark.integration]

WIDTHS = (1280, 360, 320)
QUESTION = "why has the lock at the mill not been opened"
LOCK = pdf(
    f"{put('The lock at the mill', 72, 760, size=18, font='F2')}\n{lines(PROSE, 72, 700)}",
    catalog="/PageLabels << /Nums [0 << /S /r /St 4 >>] >>",
    info="/Title (The lock)",
)
OTHER = pdf(lines([line.replace("coal", "corn").replace("railway", "highway") for line in PROSE], 72, 700))


@pytest.fixture(scope="module")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a PDF and a text."""
    folder = tmp_path_factory.mktemp("proof")
    site = Site(url="", corpus=folder / "corpus")
    site.corpus.mkdir()
    (site.corpus / "lock.pdf").write_bytes(LOCK)
    (site.corpus / "rest.md").write_text("# Rest\n\nRest a little each day, and walk a little more.\n")
    build_index(site)
    command = ("-m", "tests.support.held_page", str(site.corpus), str(site.index))
    with served(sys.executable, *command, log=folder / "log") as url:
        yield replace(site, url=url)


@pytest.fixture
def site(served_site: Site) -> Iterator[Site]:
    """Return them as every test finds them; what a test does to the PDF is undone."""
    yield served_site
    file = served_site.corpus / "lock.pdf"
    if not file.exists() or file.read_bytes() != LOCK:
        file.write_bytes(LOCK)


def test_the_words_of_an_answer_are_shown_on_their_page(page: Page, site: Site, tmp_path: Path) -> None:
    """Verified, marked in the picture that is seen, saved as a card, and back at the answer."""
    ask(page, site, QUESTION)
    page.locator(".cw-card").first.wait_for()
    page.get_by_role("link", name=wording.SHOW).first.click()

    verdict = page.locator(".cw-proof")
    verdict.wait_for()
    expect(verdict).to_contain_text(wording.VERIFIED.format(pages="page iv (number 1 in the file)"))
    pictures = page.locator("[data-testid=stImage] img")
    expect(pictures).to_have_count(2)
    close_up, whole = pictures.all()
    words = page.locator(".cw-proved").inner_text()
    assert words.split()[:6] == PROSE[0].split()[:6]
    for picture in (close_up, whole):
        assert " ".join(words.split())[:60] in (picture.get_attribute("alt") or "")
    seen = np.asarray(Image.open(io.BytesIO(whole.screenshot())).convert("RGB")).astype(int)
    tinted = (seen[:, :, 0] > 200) & (seen[:, :, 2] < 150)
    assert 0.005 < tinted.mean() < 0.2
    assert np.nonzero(tinted.any(axis=1))[0].mean() < 0.35 * len(seen)

    with page.expect_download() as saving:
        page.get_by_role("button", name=wording.SAVE).click()
    card = tmp_path / saving.value.suggested_filename
    saving.value.save_as(card)
    with page.expect_download() as saving:
        page.get_by_role("button", name=wording.OPEN_FILE).click()
    assert saving.value.suggested_filename == "lock.pdf"
    assert Path(saving.value.path()).read_bytes() == LOCK

    assert check_card(card.read_bytes(), Settings(corpus=site.corpus, index=site.index)).is_verified
    page.go_back()
    page.locator(".cw-card").first.wait_for()
    expect(page.get_by_label(wording_shared.ASK_LABEL)).to_have_value(QUESTION)


def test_a_file_without_pages_can_be_opened_from_its_article(page: Page, site: Site) -> None:
    """The reader leads there."""
    page.goto(f"{site.url}/read?article=rest")
    page.get_by_role("link", name=wording.SHOW_FILE).click()

    with page.expect_download() as saving:
        page.get_by_role("button", name=wording.OPEN_FILE).click()
    assert saving.value.suggested_filename == "rest.md"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_proof_shuts_nobody_out(page: Page, site: Site, scheme: str) -> None:
    """Nothing serious for axe-core on any screen, and nothing is wider than the screen."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": WIDTHS[0], "height": 740})
    ask(page, site, QUESTION)
    page.get_by_role("link", name=wording.SHOW).first.click()
    page.locator(".cw-yes").wait_for()
    expect(page.locator("[data-testid=stImage] img")).to_have_count(2)

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_original_that_changed_is_shown_without_marks(page: Page, site: Site) -> None:
    """The address of a proof is its state; after the file was exchanged it is no longer verified."""
    ask(page, site, QUESTION)
    page.get_by_role("link", name=wording.SHOW).first.click()
    page.locator(".cw-yes").wait_for()
    address = page.url
    (site.corpus / "lock.pdf").write_bytes(OTHER)
    page.goto(address)

    page.locator(".cw-no").wait_for()
    expect(page.locator(".cw-no")).to_contain_text("Not verified")
    expect(page.locator("[data-testid=stImage] img")).to_have_count(1)
    expect(page.get_by_role("button", name=wording.SAVE)).to_have_count(0)
    (site.corpus / "lock.pdf").unlink()
    page.goto(address)
    page.get_by_text("no longer here").wait_for()
    expect(page.locator("[data-testid=stImage] img")).to_have_count(0)
