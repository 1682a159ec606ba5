"""A link to an article whose file has been moved since finds it by what stands there, and finds no other."""

from pathlib import Path

import pytest

from qa.errors import UnknownArticleError
from qa.indexing.build import BuildReport, build
from qa.serving.page.read.locating import LinkState
from qa.serving.page.read.opening import opened
from qa.serving.page.shared import resources
from qa.serving.page.shared.addressing import digest_of
from qa.settings import BUNDLED_MODEL, Indexing
from tests.conftest import ARTICLES, BUILT
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration

QUOTED = "Stretching the calf before bed may prevent cramps."


@pytest.fixture
def before(corpus: Path, index: Path, page_settings: None) -> BuildReport:
    """Build, and then again when one file lies in another folder and another file has taken its name elsewhere."""
    del page_settings
    encoder = FakeEncoder(name=BUNDLED_MODEL)
    first = build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
    for folder in ("arms", "legs"):
        (corpus / folder).mkdir()
    (corpus / "arms" / "cramps.md").write_text(ARTICLES["cramps.md"].replace("calf", "hand"))
    (corpus / "cramps.md").rename(corpus / "legs" / "cramps.md")
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
    return first


def address(**more: str) -> dict[str, str]:
    start = 46
    return {"article": "cramps", "at": f"{start}-{start + len(QUOTED)}", **more}


def test_it_is_found_by_what_was_quoted(before: BuildReport) -> None:
    """The place is marked as before."""
    located, shown = opened(address(h=digest_of(QUOTED)), resources.newest())

    assert (located.article.id, located.state, shown) == ("legs/cramps", LinkState.HERE, resources.newest())
    [(start, end)] = located.marked
    assert located.article.text[start:end] == QUOTED


def test_it_is_found_by_its_text_in_the_generation_of_the_link(before: BuildReport) -> None:
    """Where the link names no place."""
    located, _ = opened({"article": "cramps", "g": before.generation}, resources.newest())

    assert (located.article.id, located.state) == ("legs/cramps", LinkState.WHOLE)


@pytest.mark.parametrize(
    "link",
    [
        {"article": "cramps"},
        address(h=digest_of("Another sentence of that length stood there, once..")),
        address(),
    ],
)
def test_nothing_is_guessed_by_a_name_alone(before: BuildReport, link: dict[str, str]) -> None:
    """Another article may have it."""
    with pytest.raises(UnknownArticleError):
        opened(link, resources.newest())
