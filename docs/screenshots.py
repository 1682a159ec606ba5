"""Takes a picture of every view of the page as it is: light, dark and on a phone.

usage: PYTHONPATH=. python docs/screenshots.py [--out docs/screenshots]

The page is served by the command line from the bundled articles, and their index is built first.
"""

import argparse
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from qa.serving.page.check import wording as wording_check
from qa.serving.page.library import wording as wording_library
from qa.serving.page.map import wording as wording_map
from qa.serving.page.quality import wording as wording_quality
from qa.serving.page.shared import wording
from qa.serving.page.shared.blocks import CITED
from tests.conftest import PROJECT
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, library, read_whole, started_browser

COLOURS = 255
"""Of a picture: all that a palette can have."""
DESKTOP: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
DRAWN = "!document.querySelector('[data-test-script-state=running], [data-testid=stSkeleton]')"
Scheme = Literal["light", "dark"]
LOOKS: dict[str, tuple[Scheme, ViewportSize]] = {
    "light": ("light", DESKTOP),
    "dark": ("dark", DESKTOP),
    "phone": ("light", PHONE),
}


def main() -> None:
    """Serve the bundled articles and write a PNG for each view in each look."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=PROJECT / "docs" / "screenshots")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.symlink_to(PROJECT / "corpus")
        with library(corpus) as site, started_browser() as browser:
            for look in LOOKS:
                take(browser, site.url, look, out)


def take(browser: Browser, url: str, look: str, out: Path) -> None:
    """Visit every view in one look, and keep a picture of each."""
    scheme, screen = LOOKS[look]
    with browser.new_context(
        viewport=screen, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True
    ) as visitor:  # past the policy of contents, as what is waited for is evaluated in the page
        page = visitor.new_page()
        page.set_default_timeout(ANSWER_MILLISECONDS_MOST)
        for name, (path, arrive) in VIEWS.items():
            page.goto(f"{url}/{path}")
            arrive(page)
            page.wait_for_function(DRAWN)
            picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
            (out / f"{name}-{look}.png").write_bytes(_small(picture))


def _small(picture: Image.Image) -> bytes:
    """Return a picture as a PNG of few colours, a quarter as large."""
    written = io.BytesIO()
    few = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


def _shown(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).first.wait_for()


def _at_the_end(page: Page) -> None:
    page.locator(".cw-help").scroll_into_view_if_needed()


def _beside(page: Page) -> None:
    page.locator("#cw-quoted").wait_for(state="attached")
    page.locator("a.cw-chip").first.click()
    page.locator(f".cw-pane #{CITED}").wait_for()


def _reader(page: Page) -> None:
    _beside(page)
    read_whole(page)
    page.get_by_text(wording.WHAT_WAS_CUT).wait_for()


CHECKED = (
    "Keep the pack in place for 25 to 30 minutes. Look at the skin halfway through. White, blue or blistered "
    "skin means that the cold can stay on. Ice cures the common cold."
)
"""As a language model might write it: one true sentence, a wrong figure, the opposite, and a thing made up."""


UNDER_THE_HEAD = "seen => { seen.style.scrollMarginTop = '9rem'; seen.scrollIntoView(); }"


def _check(page: Page) -> None:
    page.get_by_label(wording_check.FIELD).fill(CHECKED)
    page.get_by_role("button", name=wording_check.BUTTON).click()
    page.locator(".cw-checked").wait_for()
    page.locator(".cw-check-counts").evaluate(UNDER_THE_HEAD)


def _compare(page: Page) -> None:
    page.locator(".cw-compare").wait_for()


def _library(page: Page) -> None:
    page.get_by_text(wording_library.STATE).wait_for()
    page.locator("[aria-rowcount]").wait_for(state="attached")


def _map(page: Page) -> None:
    page.get_by_role("heading", name=wording_map.REGIONS).wait_for()
    page.locator(".stVegaLiteChart svg").wait_for()


def _quality(page: Page) -> None:
    button, measures = page.get_by_role("button", name=wording_quality.MEASURE), page.locator(".cw-measures")
    button.or_(measures).first.wait_for()
    if button.is_visible():
        button.click()
    measures.first.wait_for(timeout=5 * ANSWER_MILLISECONDS_MOST)  # some two hundred questions


VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "start": ("", _shown(".stButton")),
    "answer": ("?q=should+I+use+heat+or+ice", _shown(".st-key-cite-all")),
    "urgent": ("?q=can't+hold+my+pee+and+numb+between+my+legs", _shown(".st-key-cite-all")),
    "urgent-today": ("?q=my+foot+drags+when+I+walk+since+yesterday", _shown(".cw-today")),
    "urgent-soon": ("?q=losing+weight+without+trying+and+back+pain+at+night", _shown(".cw-soon")),
    "quiet-help": ("?q=should+I+use+heat+or+ice", _at_the_end),
    "source": ("?q=should+I+use+heat+or+ice", _beside),
    "unanswered": ("?q=how+do+I+bake+sourdough+bread", _shown(".cw-nearest")),
    "reader": ("?q=why+does+my+back+hurt+when+I+lift+my+leg", _reader),
    "articles": ("read", _shown(".cw-shelves")),
    "check": ("check", _check),
    "compare": ("compare?q=should+I+stay+in+bed+with+back+pain", _compare),
    "library": ("library", _library),
    "map": ("map?q=should+I+use+heat+or+ice", _map),
    "quality": ("quality", _quality),
}
"""The address of each view, and what to wait for, or to do, until it is there."""


if __name__ == "__main__":
    main()
