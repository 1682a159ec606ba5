"""A page that is served read-only cannot be made to change anything, whatever a hand-made client sends it."""

import os
from collections.abc import Iterator

import pytest

from tests.support.browsing import Site, weightless
from tests.support.driving import Found, drive, found, put
from tests.support.visitors import visitor

pytestmark = [pytest.mark.integration, pytest.mark.slow]

NONE, FOREIGN = "", "2|00000000|00|1"
"""Tokens that the site did not give."""


def state_of(site: Site) -> dict[str, bytes]:
    """Return every file of the articles and of their index, with its bytes."""
    places = [path for folder in (site.corpus, site.index) for path in folder.rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in places}


@pytest.fixture(scope="module")
def open_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with weightless(tmp_path_factory.mktemp("open")) as site:
        yield site


@pytest.fixture(scope="module")
def closed_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the same articles read-only, without thumbs: nothing at all may be written."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            "tests.support.browsing.environment", lambda: {**os.environ, "CITEWELL_SERVING__LABELS": "0"}
        )
        with weightless(tmp_path_factory.mktemp("closed"), "--read-only") as site:
            yield site


@pytest.fixture(scope="module")
def widgets(open_site: Site) -> dict[str, Found]:
    """Return the widgets of each view, as they are drawn for somebody who may change the library."""
    return found(open_site.url)


def test_no_state_of_any_widget_changes_anything(
    open_site: Site, closed_site: Site, widgets: dict[str, Found]
) -> None:
    """The ids are those of the page that may be changed; sent there, the same states do change it."""
    with visitor(closed_site.url) as visit:
        visit.type_into("Your question", "what is sciatica")  # the first one keeps what it computes in the cache
    before = state_of(closed_site)
    statuses = [*drive(closed_site.url, widgets)]
    after = state_of(closed_site)

    open_before = state_of(open_site)
    assert set(drive(open_site.url, widgets)) == {204}
    open_after = state_of(open_site)

    pressed = " ".join(widgets["library"].presses)
    assert [
        name for name in ("rebuild", "adding-Add to the library", "verify", "remove") if name not in pressed
    ] == []
    assert statuses
    assert after == before
    assert open_after.keys() - open_before.keys() != set()


def test_an_upload_needs_a_session_a_token_and_few_bytes(closed_site: Site) -> None:
    """A file for no session, with a foreign token, or larger than is taken is refused, and not kept."""
    place = f"{closed_site.url}/_stcore/upload_file"

    assert put(f"{place}/no-session/one", "a.md", b"x") == 400
    assert put(f"{place}/no-session/one", "a.md", b"x", token=NONE) == 403
    assert put(f"{place}/no-session/one", "a.md", b"x", token=FOREIGN) == 403
