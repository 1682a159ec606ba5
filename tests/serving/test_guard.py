"""Foreign pages do not drive this one: what the guard lets through, and what the really served page does.

The served page is called by raw clients, which send any Host and Origin, as no browser lets a page do.
"""

import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from typer.testing import CliRunner
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from qa.errors import SettingsError
from qa.serving.cli.main import app as command
from qa.serving.guard import NO_HOST, OTHER_HOST, OTHER_ORIGIN, Guard, Headers, Message, Receive, Scope, Send
from qa.serving.page.shared.wording import FOOT
from qa.settings import load_settings
from tests.conftest import PROJECT
from tests.support.browsing import CHROMIUM, FLAGS, Site, free_port, served, wait_until_healthy
from tests.support.real_build import CITEWELL, environment
from tests.support.visitors import visitor

pytestmark = pytest.mark.integration

REFUSALS = {400: NO_HOST, 421: OTHER_HOST, 403: OTHER_ORIGIN}
OWN_HEADERS = [
    b"content-security-policy",
    b"cross-origin-opener-policy",
    b"cross-origin-resource-policy",
    b"permissions-policy",
    b"referrer-policy",
    b"x-content-type-options",
]
ACCEPTED = (101, "")
ANSWERED = b"from behind the guard"
HTTP: Scope = {"type": "http"}
WEBSOCKET: Scope = {"type": "websocket", "extensions": {"websocket.http.response": {}}}


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer everything, with a header of the guard's own set otherwise."""
    kind = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    headers = [(b"X-Content-Type-Options", b"sniff"), (b"x-other", b"kept")]
    await send({"type": f"{kind}.start", "status": 200, "headers": headers})
    await send({"type": f"{kind}.body", "body": ANSWERED})


def answer_of(guard: Guard, headers: Headers, scope: Scope = HTTP) -> list[Message]:
    """Return what is sent to a request with these headers."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("nothing may be read from a request that is refused, and nothing is here")

    async def send(message: Message) -> None:
        sent.append(message)

    finish(guard({**scope, "headers": headers}, receive, send))
    return sent


def finish(call: Coroutine[Any, Any, None]) -> None:
    """Run a call that waits for nothing, without a loop: beside a browser's there could be no other."""
    with pytest.raises(StopIteration):
        call.send(None)


def status_of(guard: Guard, *hosts: str, origins: tuple[str, ...] = (), scope: Scope = HTTP) -> int:
    """Return the status of what a request with these Host and Origin headers gets."""
    headers = [(b"host", host.encode()) for host in hosts] + [(b"origin", origin.encode()) for origin in origins]
    status: int = answer_of(guard, headers, scope)[0]["status"]
    return status


def loopback(**more: Any) -> Guard:
    return Guard(behind, bound="127.0.0.1", **more)


@pytest.mark.parametrize("scope", [HTTP, WEBSOCKET])
@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8501", 200),
        ("LocalHost:8501", 200),
        ("localhost.:8501", 200),
        ("localhost:9000", 200),  # a port may be forwarded
        ("127.0.0.1:8501", 200),
        ("127.1.2.3", 200),
        ("[::1]:8501", 200),
        ("[0:0:0:0:0:0:0:1]", 200),
        ("[::ffff:7f00:1]:8501", 200),
        ("evil.test", 421),
        ("evil.test:8501", 421),
        ("127.0.0.1.evil.test", 421),
        ("localhost.evil.test", 421),
        ("evil.localhost", 421),
        ("localhost..", 400),
        ("localhost-", 400),
        ("192.168.1.5:8501", 421),
        ("0.0.0.0:8501", 421),
        ("[::]:8501", 421),
        ("[fe80::1]", 421),
        ("169.254.169.254", 421),
        ("0x7f.1", 400),
        ("0x7f000001", 400),
        ("2130706433", 400),
        ("127.1", 400),
        ("127.0.0.01", 400),
        ("::1", 400),
        ("[::1", 400),
        ("[127.0.0.1]", 400),
        ("[::1%25lo]", 400),
        ("[localhost]", 400),
        ("localhost@evil.test", 400),
        ("evil.test@localhost", 400),
        ("user:8501@localhost", 400),
        ("localhost:", 400),
        ("localhost:0", 400),
        ("localhost:65536", 400),
        ("localhost:80a", 400),
        ("localhost:80:80", 400),
        ("localhost:٨٠", 400),
        ("localhost,evil.test", 400),
        ("localhost evil.test", 400),
        ("localhost/evil.test", 400),
        ("localhost#evil.test", 400),
        ("http://localhost", 400),
        (" localhost", 400),
        ("localhost\n", 400),
        ("*", 400),
        ("*.localhost", 400),
        ("löcalhost", 400),
        ("ⓛocalhost", 400),
        ("", 400),
        (".", 400),
        ("a" * 64 + ".test", 400),
        ("a." * 126 + "test", 400),
    ],
)
def test_on_loopback_only_names_of_loopback_are_served(host: str, status: int, scope: Scope) -> None:
    """Of all the ways to write a host, those pass that can mean nothing but this machine."""
    assert status_of(loopback(), host, scope=scope) == status


@pytest.mark.parametrize("scope", [HTTP, WEBSOCKET])
@pytest.mark.parametrize(
    "hosts", [(), ("localhost", "localhost"), ("localhost", "evil.test"), ("evil.test", "localhost")]
)
def test_a_request_has_one_host(hosts: tuple[str, ...], scope: Scope) -> None:
    """None, or two of which servers could heed either, is refused though one of them be served."""
    assert status_of(loopback(), *hosts, scope=scope) == 400


@pytest.mark.parametrize("scope", [HTTP, WEBSOCKET])
@pytest.mark.parametrize(
    ("origins", "status"),
    [
        ((), 200),  # a program, or a browser that asks for a page or a picture
        (("http://localhost:8501",), 200),
        (("https://localhost:8501",), 200),  # a proxy ends TLS
        (("http://localhost",), 403),
        (("http://localhost:3000",), 403),  # another program's page on this machine
        (("http://127.0.0.1:8501",), 403),  # another origin to a browser
        (("http://evil.test",), 403),
        (("http://evil.test:8501",), 403),
        (("http://localhost:8501.evil.test",), 403),
        (("http://localhost:8501@evil.test",), 403),
        (("http://localhost:8501/",), 403),
        (("ftp://localhost:8501",), 403),
        (("localhost:8501",), 403),
        (("null",), 403),
        (("",), 403),
        (("*",), 403),
        (("http://localhost:8501", "http://localhost:8501"), 403),
        (("http://localhost:8501", "http://evil.test"), 403),
    ],
)
def test_only_its_own_pages_may_call_it(origins: tuple[str, ...], status: int, scope: Scope) -> None:
    """A request that says which page it comes from is refused unless that is the page at its host and port."""
    assert status_of(loopback(), "localhost:8501", origins=origins, scope=scope) == status


def test_a_foreign_name_is_foreign_also_where_its_page_calls_itself() -> None:
    """After DNS rebinding Host and Origin agree with each other; that does not help."""
    for scope in (HTTP, WEBSOCKET):
        assert status_of(loopback(), "evil.test:8501", origins=("http://evil.test:8501",), scope=scope) == 421


@pytest.mark.parametrize("bound", ["0.0.0.0", "::", "", None, "192.168.1.5", "wiki.lan"])  # noqa: S104
def test_beyond_loopback_addresses_are_served_and_names_are_not(bound: str | None) -> None:
    """No name server can make somebody else's address mean this machine, but any name."""
    wide = Guard(behind, bound=bound)
    named = {host: status_of(wide, host) for host in ("192.168.1.5:8501", "[fe80::1]", "127.0.0.1", "localhost")}
    refused = {host: status_of(wide, host) for host in ("evil.test", "mybox", "192.168.1.5.evil.test")}

    assert set(named.values()) == {200}
    assert set(refused.values()) == {421}


@pytest.mark.parametrize(
    ("bound", "host"), [("Wiki.LAN", "wiki.lan:8501"), ("localhost", "localhost"), ("::1", "[::1]:8501")]
)
def test_the_host_that_it_listens_on_is_served(bound: str, host: str) -> None:
    """A page that was started for a name is opened by that name."""
    assert status_of(Guard(behind, bound=bound), host) == 200


def test_listening_on_localhost_is_loopback() -> None:
    """Whoever names loopback by its name gets no more addresses than who names it by its address."""
    assert status_of(Guard(behind, bound="localhost"), "192.168.1.5") == 421


def test_allowed_names_are_served_and_no_name_below_or_above_them() -> None:
    """A name in the setting passes with any port and in any case; names that contain it do not."""
    named = loopback(allowed=("wiki.example.org",))
    hosts = (
        "wiki.example.org",
        "WIKI.example.org.:443",
        "a.wiki.example.org",
        "example.org",
        "wiki.example.org.test",
    )

    assert [status_of(named, host) for host in hosts] == [200, 200, 421, 421, 421]
    assert status_of(named, "wiki.example.org", origins=("https://wiki.example.org",)) == 200
    assert status_of(named, "localhost", origins=("https://wiki.example.org",)) == 403


def test_a_response_can_restrict_itself_further_and_no_less() -> None:
    """Its own policy stands beside that of the guard: browsers enforce both."""

    async def sandboxed(scope: Scope, receive: Receive, send: Send) -> None:
        own = [(b"content-security-policy", b"sandbox"), (b"referrer-policy", b"unsafe-url")]
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body", "body": b""})

    start, _ = answer_of(Guard(sandboxed, bound="127.0.0.1"), [(b"host", b"127.0.0.1")])
    policies = [value for name, value in start["headers"] if name == b"content-security-policy"]

    assert (policies[0], len(policies)) == (b"sandbox", 2)
    assert policies[1].startswith(b"default-src 'none'; ")
    assert [value for name, value in start["headers"] if name == b"referrer-policy"] == [b"same-origin"]


def test_forwarded_headers_are_not_believed() -> None:
    """What a proxy might add makes a foreign host no better, and one's own no worse."""
    forwarded = [
        (b"x-forwarded-host", b"localhost"),
        (b"x-forwarded-for", b"127.0.0.1"),
        (b"x-forwarded-proto", b"https"),
        (b"forwarded", b"host=localhost"),
        (b"x-original-host", b"localhost"),
    ]

    foreign, own = (
        loopback().refusal([(b"host", b"evil.test"), *forwarded]),
        loopback().refusal(
            [
                (b"host", b"localhost"),
                *((name, value.replace(b"localhost", b"evil.test")) for name, value in forwarded),
            ]
        ),
    )

    assert (foreign, own) == (OTHER_HOST, None)


@pytest.mark.parametrize("scope", [HTTP, WEBSOCKET])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([(b"host", b"localhost")], 200),
        ([], 400),
        ([(b"host", b"evil.test")], 421),
        ([(b"host", b"localhost"), (b"origin", b"null")], 403),
    ],
)
def test_every_response_carries_the_headers_once(headers: Headers, status: int, scope: Scope) -> None:
    """What is answered and what is refused tells the browser the same, and what stood there before is replaced."""
    start, body = answer_of(loopback(), headers, scope)

    names = [name.lower() for name, _ in start["headers"]]
    assert start["status"] == status
    assert [name for name in sorted(names) if name in OWN_HEADERS] == OWN_HEADERS
    assert dict(start["headers"])[b"x-content-type-options"] == b"nosniff"
    assert dict(start["headers"])[b"referrer-policy"] == b"same-origin"
    if status == 200:
        assert (dict(start["headers"])[b"x-other"], body["body"]) == (b"kept", ANSWERED)
    else:
        assert body["body"].decode() == REFUSALS[status].text
        assert dict(start["headers"])[b"content-type"] == b"text/plain; charset=utf-8"


def test_a_server_that_cannot_answer_a_handshake_closes_it() -> None:
    """Without the extension for a response of its own, a refused websocket is closed and never accepted."""
    sent = answer_of(loopback(), [(b"host", b"evil.test")], {"type": "websocket"})

    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_starting_and_stopping_reach_what_is_guarded() -> None:
    """The server's own messages pass, though they have neither headers nor host."""
    scopes: list[Scope] = []

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)

    async def unused(*_: Any) -> Any:
        raise AssertionError("nothing is sent or read here")

    finish(Guard(noting, bound="127.0.0.1")({"type": "lifespan"}, unused, unused))

    assert scopes == [{"type": "lifespan"}]


def policy_of(guard: Guard) -> dict[str, str]:
    """Return the directives of the policy that is sent."""
    start, _ = answer_of(guard, [(b"host", b"localhost")])
    text = dict(start["headers"])[b"content-security-policy"].decode()
    return {name: value for name, _, value in (part.partition(" ") for part in text.split("; "))}


def test_the_policy_lets_the_page_load_from_itself_only_and_stand_in_no_other() -> None:
    """No directive names another host, a wildcard or eval; scripts in the page pass by their digest alone."""
    policy = policy_of(loopback(inline=["'sha256-x='"]))

    assert policy["default-src"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == "'self' blob: 'sha256-x='"
    assert policy["connect-src"] == "'self'"
    assert set(" ".join(policy.values()).split()) <= {
        "'self'",
        "'none'",
        "blob:",
        "data:",
        "'unsafe-inline'",
        "'sha256-x='",
    }
    assert [name for name, value in policy.items() if "unsafe" in value] == ["style-src"]


def test_pages_that_may_embed_it_are_named() -> None:
    """The origins of the setting, and no other, may show the page in a frame."""
    policy = policy_of(loopback(embed=("https://wiki.example.org", "http://intra:8080")))

    assert policy["frame-ancestors"] == "https://wiki.example.org http://intra:8080"


@pytest.mark.parametrize(
    "text", ["", "*", "*.example.org", "http://wiki.test", "wiki.test:80", "wiki.test/a", "a b", "ä.test"]
)
def test_an_allowed_host_is_a_name_or_an_address(text: str) -> None:
    """Anything else in the setting is an error that names it, so no typing mistake opens more than was meant."""
    with pytest.raises(SettingsError, match=r"serving\.allowed_hosts"):
        load_settings(serving={"allowed_hosts": [text]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "'self'",
        "wiki.test",
        "https://wiki.test/",
        "https://a@wiki.test",
        "https://*.test",
        "https://w.test; x",
        "ftp://w.test",
        "https://wiki.test:0",
        "https://wiki.test:99999",
        "https://wiki.test https://other.test",
    ],
)
def test_an_embedding_origin_is_scheme_host_and_port(text: str) -> None:
    """Anything else in the setting is an error that names it; nothing gets into the policy that was not meant."""
    with pytest.raises(SettingsError, match=r"serving\.embed"):
        load_settings(serving={"embed": [text]})


def test_lists_in_the_environment_stand_between_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable holds several names; they are compared in one form."""
    monkeypatch.setenv("CITEWELL_SERVING__ALLOWED_HOSTS", "Wiki.Example.org., [2001:DB8::0:1]")
    monkeypatch.setenv("CITEWELL_SERVING__EMBED", "https://Wiki.example.org,http://[::1]:8080")

    serving = load_settings().serving

    assert serving.allowed_hosts == ("wiki.example.org", "2001:db8::1")
    assert serving.embed == ("https://wiki.example.org", "http://[::1]:8080")


def test_the_command_hands_the_allowed_hosts_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """``--allow-host`` may be given several times, and reaches the process of the page."""
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, arguments: started.append(arguments))
    monkeypatch.setattr(os, "environ", {})

    ran = CliRunner().invoke(command, ["serve", "--allow-host", "Wiki.test", "--allow-host", "intra"])

    assert (ran.exit_code, len(started)) == (0, 1)
    assert os.environ["CITEWELL_SERVING__ALLOWED_HOSTS"] == "wiki.test,intra"


PLAIN = f'exec {shlex.quote(sys.executable)} -m streamlit run app.py --server.headless=true --server.port="$2"'
"""What a shell does with the arguments ``--no-browser --port PORT``: it starts the page without our command."""
STARTS = {"citewell serve": (CITEWELL, "serve"), "streamlit run app.py": ("sh", "-c", PLAIN)}


@pytest.fixture(scope="module", params=[pytest.param(start, marks=pytest.mark.slow) for start in STARTS])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the page, in each way that there is to start it."""
    folder = tmp_path_factory.mktemp("guarded")
    with served(*STARTS[request.param], log=folder / "log") as url:
        yield url


def called(url: str, method: str, path: str, **headers: str) -> HTTPResponse:
    """Call the served page with exactly these headers; its response has been read."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    response.msg.set_payload(response.read())
    connection.close()
    return response


CALLS = [
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/library"),
    ("GET", "/_stcore/health"),
    ("GET", "/_stcore/host-config"),
    ("GET", "/_stcore/metrics"),
    ("GET", "/_stcore/bidi-components/none/none.js"),
    ("GET", "/component/none/index.html"),
    ("GET", "/media/none.png"),
    ("GET", "/static/none.js"),
    ("GET", "/favicon.png"),
    ("GET", "/_stcore/stream"),
    ("OPTIONS", "/_stcore/upload_file/none/none"),
    ("PUT", "/_stcore/upload_file/none/none"),
    ("DELETE", "/_stcore/upload_file/none/none"),
    ("POST", "/_stcore/agent/interact"),
    ("GET", "/nothing/of/the/kind"),
    ("GET", "//evil.test/"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_nothing_is_served_to_a_foreign_page(url: str, method: str, path: str) -> None:
    """Whatever is called, a foreign Host or Origin is refused first, and all that is answered has the headers."""
    rebound = called(url, method, path, Host="evil.test")
    agreeing = called(url, method, path, Host="evil.test", Origin="http://evil.test")
    foreign = called(url, method, path, Origin="http://evil.test")
    opaque = called(url, method, path, Origin="null")
    own = called(url, method, path)

    refusals = [OTHER_HOST, OTHER_HOST, OTHER_ORIGIN, OTHER_ORIGIN]
    refused = [rebound, agreeing, foreign, opaque]
    assert [response.status for response in refused] == [refusal.status for refusal in refusals]
    if method != "HEAD":
        assert [response.msg.get_payload(decode=True) for response in refused] == [
            refusal.text.encode() for refusal in refusals
        ]
    assert (own.status, own.msg.get_payload(decode=True)) not in {
        (refusal.status, refusal.text.encode()) for refusal in refusals
    }
    for response in (*refused, own):
        assert sorted(name for name in map(str.lower, response.headers) if name.encode() in OWN_HEADERS) == [
            name.decode() for name in OWN_HEADERS
        ]
        assert "'none'" in response.headers["Content-Security-Policy"].partition("frame-ancestors")[2]
        assert response.headers["Access-Control-Allow-Origin"] not in {"*", "null", "http://evil.test"}


@pytest.mark.parametrize(
    "head",
    [
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost@evil.test\r\nConnection: close\r\n\r\n",
    ],
)
def test_no_host_two_hosts_and_a_malformed_host_are_bad_requests(url: str, head: str) -> None:
    """The socket gets a 400 and nothing of the page, whether h11 0.16 sees what is wrong or the guard does."""
    address = urlsplit(url)
    with socket.create_connection((str(address.hostname), address.port or 0), timeout=30) as connection:
        connection.sendall(head.encode())
        heard = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert heard.split(b" ", 2)[1] == b"400"
    assert b"<html" not in heard


def handshake(url: str, host: str, origin: str | None) -> tuple[int, str]:
    """Return the status and the text that a websocket for this host and from a page of this origin gets."""
    address = urlsplit(url)
    connection = socket.create_connection((str(address.hostname), address.port or 0), timeout=30)
    try:
        with connect(f"ws://{host}/_stcore/stream", sock=connection, origin=origin) as accepted:  # type: ignore[arg-type]
            assert accepted.response
            return accepted.response.status_code, ""
    except InvalidStatus as refused:
        return refused.response.status_code, (refused.response.body or b"").decode()


def test_no_websocket_is_accepted_from_a_foreign_page(url: str) -> None:
    """Rebound names and foreign origins are refused before the handshake; the page and programs are accepted."""
    port = urlsplit(url).port
    authority = f"127.0.0.1:{port}"

    answers = [
        handshake(url, host, origin)
        for host, origin in [
            (f"evil.test:{port}", f"http://evil.test:{port}"),
            (f"evil.test:{port}", f"http://{authority}"),
            (f"evil.test:{port}", None),
            (f"127.0.0.1.evil.test:{port}", None),
            (authority, "http://evil.test"),
            (authority, f"http://localhost:{port}"),
            (authority, "http://127.0.0.1:1"),
            (authority, "null"),
            (authority, f"http://{authority}"),
            (f"localhost:{port}", f"http://localhost:{port}"),
            (authority, None),
        ]
    ]

    rebound, foreign = (421, OTHER_HOST.text), (403, OTHER_ORIGIN.text)
    assert answers == [*[rebound] * 4, *[foreign] * 4, *[ACCEPTED] * 3]


@pytest.mark.slow
def test_names_are_let_in_by_the_setting(tmp_path: Path) -> None:
    """With ``--allow-host`` the page is served under that name too, and may call itself there."""
    with served(CITEWELL, "serve", "--allow-host", "wiki.test", log=tmp_path / "log") as url:
        statuses = [
            called(url, "GET", "/", Host="wiki.test").status,
            called(url, "GET", "/", Host="evil.test").status,
            handshake(url, "wiki.test", "https://wiki.test")[0],
            handshake(url, "wiki.test", "https://evil.test")[0],
        ]

    assert statuses == [200, 421, 101, 403]


@pytest.mark.slow
def test_on_all_addresses_any_address_is_served_and_no_name(tmp_path: Path) -> None:
    """A page that the network is let in to is opened by an address; a name needs the setting."""
    with served(CITEWELL, "serve", "--host", "0.0.0.0", "--expose", log=tmp_path / "log") as url:  # noqa: S104
        hosts = ("192.0.2.7:8501", "localhost", "evil.test")
        statuses = [called(url, "GET", "/", Host=host).status for host in hosts]

    assert statuses == [200, 200, 421]


@pytest.mark.slow
def test_it_opens_in_a_browser_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    """Behind its guard the page still opens by itself, and ends without complaint while a visitor is there."""
    browser, log, port = tmp_path / "browser", tmp_path / "log", free_port()
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {shlex.quote(str(tmp_path))}/opened\n')
    browser.chmod(0o700)
    url, environ = f"http://127.0.0.1:{port}", {**environment(), "BROWSER": f"{browser} %s"}
    serve = [CITEWELL, "serve", "--port", str(port)]
    with log.open("wb") as output, subprocess.Popen(serve, cwd=PROJECT, env=environ, stdout=output) as server:
        wait_until_healthy(url, server, log)
        with visitor(url):
            server.send_signal(signal.SIGINT)
            code = server.wait(timeout=30)

    assert (code, (tmp_path / "opened").read_text()) == (0, url)


@pytest.mark.browser
def test_a_rebound_name_shows_a_visitor_why_nothing_is_there(browser: Browser, bundled_site: Site) -> None:
    """Where a browser is made to take a foreign name for this machine, it gets a sentence, and no connection."""
    rebound = [*FLAGS, "--host-resolver-rules=MAP evil.test 127.0.0.1"]
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=rebound)
    with chromium.new_page() as page:
        authority = f"evil.test:{urlsplit(bundled_site.url).port}"
        response = page.goto(f"http://{authority}")
        shown = page.locator("body").inner_text()
        opened = page.evaluate(
            """here => new Promise(done => {
                const socket = new WebSocket(`ws://${here}/_stcore/stream`, ["streamlit"])
                socket.onopen = () => done(true)
                socket.onerror = () => done(false)
            })""",
            authority,
        )
    chromium.close()

    assert response
    assert (response.status, shown.split(), opened) == (421, OTHER_HOST.text.split(), False)


class Around(BaseHTTPRequestHandler):
    """A page that shows another in a frame: the one that its own address names after the slash."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<iframe src="{self.path[1:]}" width="900" height="700"></iframe>'.encode())


@pytest.fixture
def other() -> Iterator[str]:
    """Serve a page of another origin on loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Around) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.browser
def test_no_other_page_shows_it_in_a_frame(page: Page, other: str, bundled_site: Site) -> None:
    """In a frame of another page, where presses could be stolen, the browser shows nothing of it."""
    with page.expect_console_message(lambda message: "frame-ancestors 'none'" in message.text):
        page.goto(f"{other}/{bundled_site.url}")

    assert page.frame_locator("iframe").get_by_text(FOOT).count() == 0


@pytest.mark.browser
def test_a_page_that_the_setting_names_shows_it_in_a_frame(page: Page, other: str, tmp_path: Path) -> None:
    """The origin in ``serving.embed`` gets the whole page, with a connection of its own."""
    embedding = ("env", f"CITEWELL_SERVING__EMBED={other}", CITEWELL, "serve")
    with served(*embedding, log=tmp_path / "log") as url:
        page.goto(f"{other}/{url}")

        page.frame_locator("iframe").get_by_text(FOOT).wait_for()
