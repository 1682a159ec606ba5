"""Builds the documentation as web pages in ``site/pages``, which need nothing from elsewhere; no server either.

    make docs

The pages are made by Zensical from the documents as they stand in the project, so that links between them work in
both.  Then every link, anchor, picture and script of what was made is looked up.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import html  # type: ignore[import-untyped]

PROJECT = Path(__file__).parents[1]
OUT = PROJECT / "site"
CONFIGURATION = "zensical.toml"
SOURCE, PAGES = "source", "pages"
"""As the configuration has them."""
SHOWN = ("*.md", "LICENSE", "docs/**/*.md", "docs/**/*.png", "docs/**/*.svg", "docs/*.js", "examples/**/README.md")
NEVER_SEEN = "404.html"
"""It is for a server, and all of its links are from that server's root."""
POINTING = {"href": ("a", "link", "area"), "src": ("img", "script", "iframe", "source", "video", "audio")}
FETCHED_BY_STYLE = re.compile(r"(?:@import\s+|url\()['\"]?(?P<target>[^'\")\s;]+)")


class SiteError(Exception):
    """The documentation could not be built, or something in it leads nowhere."""


def build(project: Path = PROJECT, out: Path = OUT) -> Path:
    """Build the pages anew and return their folder; raises SiteError with all that is wrong."""
    shutil.rmtree(out, ignore_errors=True)
    _gather(project, out / SOURCE)
    shutil.copy(project / CONFIGURATION, out)
    zensical = str(Path(sys.executable).with_name("zensical"))
    command = [zensical, "build", "--strict", "--config-file", str(out / CONFIGURATION)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if ran.returncode or "Warning" in ran.stdout + ran.stderr:
        raise SiteError(f"{ran.stdout}{ran.stderr}")
    pages = out / PAGES
    (pages / NEVER_SEEN).unlink()
    if wrong := list(problems(pages)):
        raise SiteError("\n".join(wrong))
    return pages


def _gather(project: Path, source: Path) -> None:
    """Copy what is shown, each at its place, so that links between the documents stay what they are."""
    for place in SHOWN:
        for path in project.glob(place):
            copied = source / path.relative_to(project)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copied)


def problems(pages: Path) -> Iterator[str]:
    """Yield, for each page, what leads nowhere and what would be fetched from elsewhere."""

    @cache
    def tree(page: Path) -> Any:  # lxml is not typed
        return html.parse(page).getroot()

    def lost(page: Path, target: str) -> bool:
        parts = urlsplit(target)
        there = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        if not there.is_file():
            return True
        return bool(parts.fragment) and there.suffix == ".html" and not _has(tree(there), unquote(parts.fragment))

    for page in sorted(pages.rglob("*.html")):
        for tag, target in _targets(tree(page)):
            elsewhere = urlsplit(target).scheme or target.startswith("//")
            if elsewhere and tag != "a" and not target.startswith("data:"):
                yield f"{page.relative_to(pages)} fetches {target}"
            elif not elsewhere and lost(page, target):
                yield f"{page.relative_to(pages)} leads to {target}, which is not there"
    for style in sorted(pages.rglob("*.css")):
        for match in FETCHED_BY_STYLE.finditer(style.read_text(encoding="utf-8")):
            if urlsplit(match["target"]).scheme not in ("", "data") or match["target"].startswith("//"):
                yield f"{style.relative_to(pages)} fetches {match['target']}"


def _targets(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield what elements point to, with the name of each element."""
    for attribute, tags in POINTING.items():
        for element in tree.iter(*tags):
            if target := element.get(attribute):
                yield str(element.tag), target


def _has(tree: Any, anchor: str) -> bool:
    return bool(tree.xpath("//*[@id=$anchor or @name=$anchor]", anchor=anchor))


if __name__ == "__main__":
    try:
        built = build()
    except SiteError as error:
        sys.exit(f"{error}\nThe documentation is not built: correct the documents named above.")
    sys.stdout.write(f"{(built / 'index.html').as_uri()}\n")
