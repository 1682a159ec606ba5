"""The MCP server beside the page: the same tools over the page's own index, imported when first asked."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.indexing.build import BuildReport, build
from qa.serving.guard import Guard
from qa.serving.mcp import PATH, mounting
from qa.settings import BUNDLED_MODEL, Indexing
from tests.conftest import BUILT, PROJECT
from tests.support.fakes import FakeEncoder
from tests.support.mcp_calls import calling, text_of, with_client
from tests.support.on_loopback import on_loopback

pytestmark = pytest.mark.integration

KEY = "a key of the owner's"
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture
def built(corpus: Path, index: Path, page_settings: None) -> BuildReport:
    """Build the index of the three small articles for the server of the page."""
    del page_settings
    return build(corpus, index, encoder=FakeEncoder(name=BUNDLED_MODEL), settings=Indexing(), built=BUILT)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Count anew, and look anew for what is installed."""
    mounting._application.cache_clear()
    yield
    mounting._application.cache_clear()


def beside() -> Guard:
    """Return the routes behind the guard, as app.py has them beside the page."""
    return Guard(Starlette(routes=mounting.routes()), bound="127.0.0.1", mcp=PATH)


def told(**headers: str) -> tuple[int, Any]:
    """Return status and body of what a list of the tools comes to."""
    client = TestClient(beside(), base_url="http://localhost")
    response = client.post(PATH, json=LIST, headers={**ACCEPT, **headers})
    return response.status_code, response.json()


def test_it_answers_from_the_index_of_the_page(built: BuildReport, index: Path) -> None:
    """And tells visitors, as the page does, that there is none."""
    with on_loopback(beside()) as port:
        url = f"http://127.0.0.1:{port}{PATH}"
        answer = with_client(url, calling("ask", question="what is sciatica"))
        (index / "CURRENT").unlink()
        without = with_client(url, calling("ask", question="what is sciatica"))

    assert answer.structured_content["generation"] == built.generation
    assert text_of(without) == "There are no articles here yet. Add articles in the Library."


@pytest.mark.parametrize("setting", ["api_private", "expose", "sign_in"])
def test_guard_keys_and_rate_stand_before_it(
    setting: str, built: BuildReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each refusal is a problem document; a key is needed wherever the API needs one."""
    monkeypatch.setenv("CITEWELL_SERVING", json.dumps({setting: True, "api_keys": [KEY], "api_rate": 2}))
    key = {"Authorization": f"Bearer {KEY}"}
    refused = [told(), told(Origin="https://evil.example"), told(Host="evil.example"), told(**key), told(**key)]

    assert [status for status, _ in refused] == [401, 403, 421, 200, 429]
    assert len(refused[3][1]["result"]["tools"]) == 4
    assert [body["status"] for status, body in refused if status != 200] == [401, 403, 421, 429]


def test_without_the_sdk_it_says_so(page_settings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words for who calls."""
    monkeypatch.setattr(mounting, "find_spec", lambda _: None)
    status, problem = told()

    assert (status, problem["detail"]) == (501, mounting.MISSING)


def test_the_page_starts_without_it() -> None:
    """The SDK takes as long to import as a question takes."""
    code = "import sys, app; print([name for name in sys.modules if name.split('.')[0] in ('mcp', 'mcp_types')])"
    ran = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"
