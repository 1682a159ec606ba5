"""What the tests share: folders, a small corpus, and an index of it."""

import gc
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import hypothesis
import pytest

from qa.answering.assistant import Assistant
from qa.embedding.encoder import Encoder
from qa.embedding.loading import encoder_of
from qa.indexing.build import BuildReport, build
from qa.settings import Indexing, Settings
from tests.support.fakes import FakeEncoder
from tests.support.made_once import builds_made_from, made_once
from tests.support.real_build import PROJECT as PROJECT
from tests.support.real_build import build_for_real

# machines are shared: that an example was slow proves nothing
hypothesis.settings.register_profile("shared machine", deadline=None)
hypothesis.settings.load_profile("shared machine")
# of `make fast`: the same examples every time, so that what fails there fails again
hypothesis.settings.register_profile("few examples", deadline=None, max_examples=20, derandomize=True)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.browsing import Site

BUNDLED = PROJECT / "corpus"
SHARED = PROJECT.parent / "shared"
FIVE_ARTICLES = SHARED / "articles"
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it
MEMORY_BYTES_LEAST = 4 * 2**30
TRACED_MOST = 10
"""Cases of one test that are traced for the coverage: further ones run the same lines again."""
BESIDE_THE_BUILD = PROJECT / "tests/reading/sandbox/test_hostile.py"
"""Long, and needs no index: what another worker does while one builds the bundled articles for both."""
BUILT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

ARTICLES = {
    "sciatica.md": """---
title: Sciatica
publisher: Leaflets
published: 2026-01-02
language: en
---

# Sciatica

Sciatica is pain along the sciatic nerve. It often affects one leg.

## What helps

Several things ease sciatica:

- Gentle walking on most days
- A warm pack for the muscles

## When to get help

Call a doctor at once when you cannot hold your urine.
""",
    "lifting.txt": """Lifting with care

Lifting a heavy box with a round back strains the muscles. Bend your knees and keep the box close.

What to do after a strain

Rest for a day, then move again. A cold pack may help in the first hours.
""",
    "cramps.md": """---
title: Cramps at night
language: en
---

Cramps in the calf wake many people at night. Stretching the calf before bed may prevent cramps.
""",
}


def pytest_configure() -> None:
    """Have temporary folders in memory where there is room: a build waits for the disk thirty times.

    Nor does any test touch the data folder of whoever runs it: it is another, which is emptied in the end.
    """
    os.environ["XDG_DATA_HOME"] = mkdtemp(prefix="citewell-tests-")
    if not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:  # some tests run what they write
        return
    if shutil.disk_usage(MEMORY).free >= MEMORY_BYTES_LEAST:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_unconfigure() -> None:
    """Delete the data folder of the tests."""
    shutil.rmtree(os.environ["XDG_DATA_HOME"], ignore_errors=True)


@pytest.hookimpl(tryfirst=True)  # before tests are left out by their markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what draws the page or builds an index, and let the longest come first: what ends a run is short.

    Examples that Hypothesis draws are not traced: they differ from run to run, and coverage must not.
    """
    cases: Counter[tuple[Path, str]] = Counter()
    for item in items:
        test = getattr(item, "obj", None)
        cases[each := (item.path, getattr(test, "__qualname__", item.name))] += 1
        if cases[each] > TRACED_MOST or getattr(test, "is_hypothesis_test", False):
            item.add_marker(pytest.mark.no_cover)
        fixtures = getattr(item, "fixturenames", ())
        module = getattr(item, "module", None)
        if {"page_settings", "index"} & {*fixtures} or getattr(module, "build", None) is build:
            item.add_marker(pytest.mark.integration)
    items.sort(key=_turn)
    if items:  # workers begin with the first two files
        places = {items[0].path: 0, BESIDE_THE_BUILD: 1}
        items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish() -> None:
    """Look no more through what was collected, thousands of tests and the modules they import, for garbage."""
    gc.freeze()


def _turn(item: pytest.Item) -> int:
    """Return when a test is run: 0 with a browser, 1 if slow, 2 with the real weights, 3 if none of these."""
    markers = (item.get_closest_marker(name) for name in ("browser", "slow", "model"))
    return next((turn for turn, marker in enumerate(markers) if marker), 3)


def require(name: str, *, present: bool) -> None:
    """Skip a test for want of something that a developer's machine may lack, but never in CI.

    TESTS_REQUIRE, set by .ci/run, names what must be there: then its absence is a failure.
    """
    if present:
        return
    if name in os.environ.get("TESTS_REQUIRE", "").split(","):
        pytest.fail(f"{name} must be here, and is not")
    pytest.skip(f"{name} is not here")


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def make_corpus(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Return a function that writes files into a corpus folder."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        corpus = tmp_path / "corpus"
        for name, content in files.items():
            path = corpus / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return corpus

    return make


@pytest.fixture
def corpus(make_corpus: Callable[[Mapping[str, str | bytes]], Path]) -> Path:
    """Return a folder with three small articles."""
    return make_corpus(ARTICLES)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return the place for an index, not built yet."""
    return tmp_path / "index"


@pytest.fixture
def built(corpus: Path, index: Path, encoder: FakeEncoder) -> BuildReport:
    """Build the index of the three small articles."""
    return build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)


def build_small(folder: Path, encoder: Encoder, no_article: str) -> Path:
    """Build the small articles, and a file of this name that is none, in a folder; return the index."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in ARTICLES.items():
        (corpus / name).write_text(text)
    (corpus / no_article).write_bytes(b"\xff\xd8")
    build(corpus, folder / "index", encoder=encoder, settings=Indexing(), built=BUILT)
    return folder / "index"


@pytest.fixture
def page_settings(corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the page its folders and a quick encoder, and nothing that another test has kept."""
    import streamlit as st  # a second: only where the page is tested

    from qa.serving.page.shared import resources

    monkeypatch.chdir(corpus.parent)
    for name in [name for name in os.environ if name.startswith("CITEWELL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CITEWELL_CORPUS", str(corpus))
    monkeypatch.setenv("CITEWELL_INDEX", str(index))
    monkeypatch.setattr(resources, "load_encoder", lambda model, **_: FakeEncoder(name=model))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Start the Chromium of this machine, once for all tests."""
    from tests.support.browsing import started_browser  # a second: only where a browser is driven

    with started_browser() as browser:
        yield browser


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """Open a page that knows nothing of the pages before it."""
    from tests.support.browsing import opened_page

    with opened_page(browser) as page:
        yield page


@pytest.fixture(scope="session")
def bundled_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the bundled articles with the real weights, once until something changes; no test may change them."""
    folder = tmp_path_factory.mktemp("bundled")
    (folder / "corpus").symlink_to(BUNDLED)
    return made_once(
        "bundled",
        partial(builds_made_from, BUNDLED),
        lambda index: build_for_real(folder / "corpus", index),
        folder / "index",
    )


@pytest.fixture(scope="session")
def articles_index(bundled_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the five shared articles likewise."""
    require("articles", present=FIVE_ARTICLES.is_dir())
    return made_once(
        "articles",
        partial(builds_made_from, FIVE_ARTICLES),
        lambda index: build_for_real(FIVE_ARTICLES, index, model_from=bundled_index),
        tmp_path_factory.mktemp("articles") / "index",
    )


@pytest.fixture(scope="session")
def real_encoder(bundled_index: Path) -> Encoder:
    """Open the real weights as those indexes were built with."""
    return encoder_of(Settings(index=bundled_index))


@pytest.fixture(scope="session")
def bundled_assistant(bundled_index: Path, real_encoder: Encoder) -> Assistant:
    """Open the bundled articles."""
    return Assistant.open(Settings(index=bundled_index), encoder=real_encoder)


@pytest.fixture(scope="session")
def articles_assistant(articles_index: Path, real_encoder: Encoder) -> Assistant:
    """Open the five shared articles."""
    return Assistant.open(Settings(index=articles_index), encoder=real_encoder)


@pytest.fixture(scope="session")
def bundled_site(bundled_index: Path) -> Iterator["Site"]:
    """Serve the bundled articles with the real weights, once for all tests, none of which may change them."""
    from tests.support.browsing import library

    with library(bundled_index.with_name("corpus")) as site:
        yield site
