"""Visitors sign in at a real provider, by Streamlit's own way, and may do what their address is listed for."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest

from qa.serving.page.people import wording
from tests.conftest import ARTICLES
from tests.support.browsing import Site, weightless
from tests.support.provider import CLIENT, CLIENT_SECRET, Provider, running
from tests.support.visitors import Visitor, visitor

pytestmark = [pytest.mark.integration, pytest.mark.slow]

COOKIE_SECRET = "a secret for cookies that is long enough for that"  # noqa: S105 - of this test alone
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{cookie_secret}"
client_id = "{client}"
client_secret = "{client_secret}"
server_metadata_url = "{url}/.well-known/openid-configuration"
"""
EDITOR, READER, STRANGER = "ann@example.org", "Bob@Example.com", "eve@example.net"
CLOSED = [
    "/original?file=sciatica.md",
    "/suggest?q=sci",
    "/media/none.png",
    "/_stcore/metrics",
    "/_stcore/bidi-components/none/none.js",
    "/_stcore/upload_file/none/none",
    "/_stcore/agent/openapi.json",
    "/nothing/of/the/kind",
]
USER_COOKIE = "_streamlit_user"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture(scope="module")
def site(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the page to those who have signed in: one may change it, people of two domains may read."""
    folder = tmp_path_factory.mktemp("signed")
    secrets = folder / "secrets.toml"
    secrets.write_text(
        SECRETS.format(cookie_secret=COOKIE_SECRET, client=CLIENT, client_secret=CLIENT_SECRET, url=provider.url)
    )
    settings = {
        "CITEWELL_SERVING__SIGN_IN": "true",
        "CITEWELL_SERVING__READERS": "@example.com",
        "CITEWELL_SERVING__EDITORS": EDITOR,
        "STREAMLIT_SECRETS_FILES": str(secrets),
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.support.browsing.environment", lambda: {**os.environ, **settings})
        with weightless(folder) as site:
            yield site


@dataclass(slots=True)
class Browser:
    """What a browser keeps of one visitor: its cookies."""

    url: str
    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> int:
        """Return the status of a page that is opened, after what it leads to."""
        opener = build_opener(HTTPCookieProcessor(self.jar), ProxyHandler({}))
        try:
            with opener.open(f"{self.url}{path}") as answer:
                return int(answer.status)
        except HTTPError as refused:
            return refused.code

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self.jar}

    def visit(self, page: str = "") -> Any:
        """Open a view, as this visitor."""
        return visitor(self.url, page=page, cookies=self.cookies)


def signed_in(site: Site, provider: Provider, address: str, **claims: Any) -> Browser:
    """Press the button, and follow where it leads, as who has this address at the provider."""
    provider.claims = {"email": address, "email_verified": True, **claims}
    browser = Browser(site.url)
    browser.get("/_stcore/health")
    with browser.visit() as visit:
        visit.press(wording.SIGN_IN)
        browser.get(visit.led_to)
    return browser


def labels(visit: Visitor) -> set[str]:
    """Return what the buttons and fields say."""
    kinds = ("button", "text_input", "text_area", "file_uploader")
    drawn = [(element, element.WhichOneof("type")) for element in visit.elements]
    return {getattr(element, kind).label for element, kind in drawn if kind in kinds}


@pytest.mark.parametrize("page", ["", "read", "library", "quality", "map", "saved", "proof", "compare", "check"])
def test_before_signing_in_no_view_shows_anything(site: Site, page: str) -> None:
    """Not by its address, and not by cookies that nobody has given."""
    for cookies in (None, {"_streamlit_xsrf": "x", USER_COOKIE: '{"email": "ann@example.org"}'}):
        with visitor(site.url, page=page, cookies=cookies) as visit:
            visit.query = "q=what+is+sciatica&article=sciatica"
            visit.open()
            assert labels(visit) == {wording.SIGN_IN}
            assert [text for text in ARTICLES if Path(text).stem in "".join(visit.html)] == []


def test_what_is_beside_the_page_is_closed_too(site: Site, provider: Provider) -> None:
    """Originals, suggestions, uploads and all else, until somebody has signed in who may read."""
    nobody, stranger = Browser(site.url), signed_in(site, provider, STRANGER)
    reader = signed_in(site, provider, READER)

    assert {path: nobody.get(path) for path in CLOSED} == dict.fromkeys(CLOSED, 401)
    assert {path: stranger.get(path) for path in CLOSED} == dict.fromkeys(CLOSED, 401)
    assert [reader.get(path) for path in CLOSED[:2]] == [200, 200]
    assert [nobody.get(path) for path in ("/", "/library", "/_stcore/health", "/favicon.png")] == [200] * 4


def test_readers_ask_and_only_editors_change_the_library(site: Site, provider: Provider) -> None:
    """An address of a listed domain reads; one that is listed by itself changes; who is in neither is told so."""
    with signed_in(site, provider, READER).visit("library") as visit:
        of_reader = labels(visit)
        assert f"{wording.SIGN_OUT}" in of_reader
    with signed_in(site, provider, EDITOR.upper()).visit("library") as visit:
        of_editor = labels(visit)
    with signed_in(site, provider, STRANGER).visit("library") as visit:
        of_stranger, told = labels(visit), visit.html[-1]

    assert not {"Rebuild the index", "Add to the library", "Verify"} & of_reader
    assert {"Rebuild the index", "Add to the library", "Verify"} <= of_editor
    assert of_stranger == {wording.SIGN_OUT}
    assert wording.NOT_LISTED.format(address=STRANGER) in told


@pytest.mark.parametrize("verified", [False, None, "false", 0, "yes", [True]])
def test_an_address_that_is_not_verified_is_nobodys(site: Site, provider: Provider, verified: Any) -> None:
    """At some providers people enter any address for themselves."""
    with signed_in(site, provider, EDITOR, email_verified=verified).visit() as visit:
        assert labels(visit) == {wording.SIGN_OUT}
        assert wording.UNVERIFIED in visit.html[-1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "of another sign-in"},
        {"aud": "another client"},
        {"iss": "http://127.0.0.1:9"},
        {"exp": 1},
        {"signs_with_another_key": True},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_token_that_is_not_for_this_visit_lets_nobody_in(
    site: Site, provider: Provider, wrong: dict[str, Any]
) -> None:
    """Replayed, for another site, by another provider, out of date, or signed by a stranger."""
    provider.signs_with_another_key = "signs_with_another_key" in wrong
    provider.wrong = {} if provider.signs_with_another_key else wrong
    try:
        browser = signed_in(site, provider, EDITOR)
    finally:
        provider.wrong, provider.signs_with_another_key = {}, False

    assert USER_COOKIE not in browser.cookies
    with browser.visit() as visit:
        assert labels(visit) == {wording.SIGN_IN}


def test_a_cookie_that_was_changed_or_comes_from_a_foreign_page_is_nobodys(site: Site, provider: Provider) -> None:
    """The cookie is signed, and the session needs the token of the page beside it."""
    browser = signed_in(site, provider, EDITOR)
    cookies = browser.cookies
    value = cookies[USER_COOKIE]
    changed = value[:9] + ("A" if value[9] != "A" else "B") + value[10:]

    for given, token in (({**cookies, USER_COOKIE: changed}, None), (cookies, "2|00000000|00|1")):
        with visitor(site.url, page="library", cookies=given, token=token) as visit:
            assert labels(visit) == {wording.SIGN_IN}


def test_who_signs_out_is_out(site: Site, provider: Provider) -> None:
    """The cookie is taken back."""
    browser = signed_in(site, provider, READER)
    with browser.visit() as visit:
        visit.press(wording.SIGN_OUT)
        browser.get(visit.led_to)

    assert USER_COOKIE not in browser.cookies
    assert browser.get(CLOSED[0]) == 401
