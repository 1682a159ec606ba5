"""Addresses of every view and route with hostile values: an answer or a sentence, no error, markup or log."""

import os
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.browsing import Site, weightless
from tests.support.driving import VIEWS
from tests.support.visitors import Visitor, visitor

pytestmark = [pytest.mark.integration, pytest.mark.slow]

EXAMPLES = int(os.environ.get("TRUST_EXAMPLES", "25"))
MARKER = "zqxj"
"""In every value, as nothing else has it: whether it is in the log tells whether questions are."""
KEYS = [*"q after typed source topic since only folder g article at mark h with file in k".split(), ""]
HOSTILE = (
    f"<script>{MARKER}()</script>",
    f'"><img src=x onerror={MARKER}()>',
    f"javascript:{MARKER}()",
    f"[a](javascript:{MARKER}) :material/home: $x$ `{MARKER}`",
    f"=HYPERLINK({MARKER})",
    f"../../../../{MARKER}",
    f"/etc/{MARKER}\0",
    f"g-000001-{MARKER}",
    "g-000001-0123456789abcdef",
    "9" * 5000,
    "0-0",
    "5-1",
    "0-999999999,1-2,,-",
    "2026-02-30",
    "sciatica",
    "what is sciatica",
    f"what is sciatica {MARKER}",
    "\ud800",
    "\u202e\u0000\u0007",
    "(" * 300,
    "%00%ff",
    f"{MARKER} AND OR NOT * ? : [1 TO 2] ^2 ~",
)
VALUES = st.sampled_from(HOSTILE) | st.text(max_size=60)
QUERIES = st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=6)
ROUTES = ("/answer", "/article", "/article/sciatica", "/original", "/suggest", "/api/ask", "/api/search",
          "/api/articles", "/api/articles/x", "/healthz", "/metrics")  # fmt: skip
MARKUP = re.compile(rf"<script>{MARKER}|<img src=x onerror={MARKER}|href=.javascript:{MARKER}", re.IGNORECASE)
SERVER_ERROR = 500
NOT_READY = 503


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with weightless(tmp_path_factory.mktemp("hostile"), "--read-only") as site:
        with visitor(site.url) as visit:
            visit.type_into("Your question", "what is sciatica")  # the encoder without weights is in place
        yield site


@pytest.fixture(scope="module")
def visits(site: Site) -> Iterator[dict[str, Visitor]]:
    """Open each view once, as nine visitors who go on to other addresses."""
    opened = {view: visitor(site.url, page=view) for view in VIEWS}
    yield {view: one.__enter__() for view, one in opened.items()}
    for one in opened.values():
        one.__exit__(None, None, None)


def written(query: list[tuple[str, str]]) -> str:
    return urlencode(query, errors="surrogatepass")


def test_no_view_fails_or_shows_markup(visits: dict[str, Visitor], site: Site) -> None:
    """Whatever stands in the address, each view draws something: no exception, no folder of the machine."""

    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    @given(query=QUERIES, view=st.sampled_from(VIEWS))
    def opened(query: list[tuple[str, str]], view: str) -> None:
        visit = visits[view]
        visit.query = written(query)
        visit.open()
        drawn = "\n".join(visit.html)
        kinds = {element.WhichOneof("type") for element in visit.elements}
        assert "exception" not in kinds, query
        assert len(kinds) > 1, query
        assert MARKUP.search(drawn) is None, query
        assert str(site.corpus.parent) not in drawn

    opened()


def test_no_route_fails_or_shows_markup(site: Site) -> None:
    """Beside the page likewise, also where the path itself is hostile: no status of 500, no folder."""
    netloc = urlsplit(site.url).netloc

    @settings(max_examples=EXAMPLES * 4, deadline=None, database=None)
    @given(query=QUERIES, route=st.sampled_from(ROUTES), below=st.none() | VALUES)
    def answered(query: list[tuple[str, str]], route: str, below: str | None) -> None:
        path = route if below is None else f"{route}/{quote(below, errors='surrogatepass', safe='')}"
        connection = HTTPConnection(netloc, timeout=30)
        connection.request("GET", f"{path}?{written(query)}")
        response = connection.getresponse()
        body = response.read().decode(errors="replace")
        connection.close()
        assert response.status < SERVER_ERROR or response.status == NOT_READY, (path, query)
        if "html" in (response.headers["Content-Type"] or ""):
            assert MARKUP.search(body) is None, (path, query)
        assert str(site.corpus.parent) not in body

    answered()


def test_no_question_stands_in_the_log(site: Site) -> None:
    """What the tests above asked, and what this one asks by each door, is in no line that the server printed."""
    for path in (f"/?q=what+is+{MARKER}", f"/answer?q={MARKER}", f"/suggest?q={MARKER}", f"/api/ask?q={MARKER}"):
        connection = HTTPConnection(urlsplit(site.url).netloc, timeout=30)
        connection.request("GET", path)
        assert connection.getresponse().status in (200, 404, 422)
        connection.close()
    with visitor(site.url) as visit:
        visit.type_into("Your question", f"what is {MARKER}")

    log = Path(site.corpus).with_name("log").read_text()
    assert MARKER not in log
    assert "Traceback" not in log
