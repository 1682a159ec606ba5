"""The documentation as web pages: complete, every link good, and in need of nothing from elsewhere."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import PROJECT
from tools.site import SiteError, build, problems

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NOT_LISTED = {"docs/decisions"}
"""Folders of which the README alone is listed."""
TRIES_MOST, MILLISECONDS_BETWEEN = 60, 500
DESKTOP, PHONE, HEIGHT = 1280, 390, 850
WORKER = "docs/iframe-worker.js"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the pages once."""
    return build(out=tmp_path_factory.mktemp("site"))


def listed(entries: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the files of a navigation, in its order."""
    for entry in entries:
        for value in entry.values():
            yield from [value] if isinstance(value, str) else listed(value)


def test_every_document_is_in_the_navigation_once() -> None:
    """A page that is added to docs needs a line in zensical.toml, and a line there needs its page."""
    navigation = list(listed(tomllib.loads((PROJECT / "zensical.toml").read_text())["project"]["nav"]))
    found = [*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), PROJECT / "examples" / "README.md"]
    names = [path.relative_to(PROJECT) for path in found]
    expected = [name for name in names if name.parent.as_posix() not in NOT_LISTED or name.name == "README.md"]

    assert sorted(navigation) == sorted(name.as_posix() for name in expected)


@pytest.mark.integration
def test_the_pages_are_built_without_warnings_and_lead_nowhere_in_vain(pages: Path) -> None:
    """``make docs`` raises for whatever is wrong; every document has its page, and pictures come along."""
    for name in ("index.html", "docs/numbers.html", "docs/decisions/index.html", "examples/index.html", "LICENSE"):
        assert (pages / name).is_file()
    assert {path.name for path in (pages / "docs" / "screenshots").glob("*.png")} == {
        path.name for path in (PROJECT / "docs" / "screenshots").glob("*.png")
    }


@pytest.mark.integration
def test_a_link_that_leads_nowhere_ends_the_build(tmp_path: Path) -> None:
    """Be it to a page, a heading or a file; each is named."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "zensical.toml").write_text(
        '[project]\nsite_name = "T"\ndocs_dir = "source"\nsite_dir = "pages"\nuse_directory_urls = false\n'
        "[project.theme]\nfont = false\n"
    )
    (project / "OTHER.md").write_text("# Other\n\n## Here\n")
    for text, told in (
        ("[a](gone.md)", "page does not exist"),
        ("[a](OTHER.md#there)", "anchor does not exist"),
        ("[a](data.csv)", "index.html leads to data.csv, which is not there"),
    ):
        (project / "README.md").write_text(f"# T\n\n[fine](OTHER.md#here) {text}\n")
        with pytest.raises(SiteError, match=told):
            build(project, tmp_path / "out")


def test_what_a_page_would_fetch_from_elsewhere_is_found(tmp_path: Path) -> None:
    """Scripts, styles and pictures; links that a reader may press are none of it."""
    (tmp_path / "a.html").write_text(
        "<head><link rel=stylesheet href=https://x.example/f.css><script src=//y.example/s.js></script></head>"
        '<body><a href="https://z.example">go</a><img src="data:image/png;base64,AA=="><a href="#b">b</a><p id=b>'
    )
    (tmp_path / "a.css").write_text("@import 'https://v.example/w.css'; a { background: url(data:x) }")

    assert list(problems(tmp_path)) == [
        "a.html fetches https://x.example/f.css",
        "a.html fetches //y.example/s.js",
        "a.css fetches https://v.example/w.css",
    ]


def search(page: "Page", words: str, *, found: str) -> None:
    """Search until something is found: Zensical 0.0.73 forgets what is typed before its index is read."""
    page.get_by_role("button", name="Search").first.click()
    field, result = page.get_by_placeholder("Search"), page.get_by_text(found).first
    for _ in range(TRIES_MOST):
        field.fill("")
        field.fill(words)
        page.wait_for_timeout(MILLISECONDS_BETWEEN)
        if result.is_visible():
            return
    pytest.fail(f"{words!r} does not find {found!r}")


@pytest.mark.browser
def test_pages_are_read_and_searched_from_a_folder_and_ask_for_nothing_elsewhere(
    pages: Path, browser: "Browser"
) -> None:
    """None is wider than a desktop or a phone, and the search finds a word of another page."""
    asked: list[str] = []
    for width in (DESKTOP, PHONE):
        with browser.new_context(viewport={"width": width, "height": HEIGHT}) as visitor:
            page = visitor.new_page()
            page.on("request", lambda request: asked.append(request.url))
            for name in ("docs/settings", "docs/numbers"):
                page.goto((pages / f"{name}.html").as_uri())
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            if width == DESKTOP:
                search(page, "rebinding", found="Who may open the page")

    assert any(url.endswith(WORKER) for url in asked)
    assert [url for url in asked if not url.startswith((f"{pages.as_uri()}/", "data:", "about:"))] == []
