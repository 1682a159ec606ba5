"""Pages come through one guarded door: pinned, counted, timed, and as robots.txt allows."""

import gzip
import shutil
import ssl
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import gaierror
from time import sleep
from typing import Any

import pytest

from qa.errors import FetchError
from qa.reading.web.fetching import Fetched, FetchLimits, fetch
from qa.reading.web.listing import Listing, hosts_of, list_addresses
from tests.conftest import require

Body = bytes | Callable[[Callable[[bytes], object]], object]
Answer = tuple[int, Mapping[str, str], Body]
HTML = {"Content-Type": "text/html"}
XML = {"Content-Type": "text/xml"}
GZIP, CHUNKED = {**HTML, "Content-Encoding": "gzip"}, {**HTML, "Transfer-Encoding": "chunked"}
QUICK = FetchLimits(seconds=20, connect_seconds=5)
HASTY = replace(QUICK, connect_seconds=0.1)  # for addresses where nobody answers
SMALL = replace(QUICK, header_bytes=20_000, received_bytes=100_000, expanded_bytes=200_000)
NOBODY = "2c0f:ffff::1"  # on the public network, and given to no one
PACKED = gzip.compress(b"<p>packed</p>", mtime=0)


class Site(ThreadingHTTPServer):
    """A server on loopback; where the status of an answer is 0, its body writes the whole answer itself."""

    def __init__(self, pages: dict[str, Answer]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = pages
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.base = f"http://pages.test:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up: they are what is tested."""


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.headers.append(dict(self.headers))
        status, headers, body = self.server.pages.get(self.path, (404, {}, b""))
        if status:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
        if isinstance(body, bytes):
            self.wfile.write(body)
        else:
            body(self.wfile.write)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of the tests quiet."""


class Names:
    """A resolver; each look-up of a name takes the next of its answers, and the last again and again."""

    def __init__(self, *pages: list[str]) -> None:
        self.answers = {
            "pages.test": list(pages),
            "other.test": [["127.0.0.1"]],
            "cloud.test": [["fd00:ec2::254"]],
        }
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[tuple[Any, Any, Any, Any, tuple[Any, ...]]]:
        self.asked.append(host)
        if host not in self.answers:
            raise gaierror("not known")
        answers = self.answers[host]
        return [(None, None, None, None, (ip, port)) for ip in (answers.pop(0) if answers[1:] else answers[0])]


Serve = Callable[[dict[str, Answer]], Site]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that starts a site; all of them stop with the test."""
    sites: list[Site] = []

    def start(pages: dict[str, Answer]) -> Site:
        sites.append(Site(pages))
        threading.Thread(target=sites[-1].serve_forever, args=(0.01,), daemon=True).start()
        return sites[-1]

    yield start
    for site in sites:
        site.shutdown()
        site.server_close()


def get(url: str, limits: FetchLimits = QUICK) -> Fetched:
    return fetch(url, allow_private=True, resolve=Names(["127.0.0.1"]), limits=limits)


def listing(url: str, limits: FetchLimits = QUICK, *, other_hosts: bool = False) -> Listing:
    names = Names(["127.0.0.1"])
    return list_addresses(url, other_hosts=other_hosts, allow_private=True, resolve=names, limits=limits)


def listed(url: str, limits: FetchLimits = QUICK) -> list[str]:
    return list(listing(url, limits).pages)


def endlessly(first: bytes, again: bytes, pause: float = 0) -> Body:
    """Return a body that goes on far beyond the limits of these tests."""

    def body(write: Callable[[bytes], object]) -> None:
        write(first)
        for _ in range(200 if pause else 100_000):
            sleep(pause)
            write(again)

    return body


def test_a_page_comes_as_it_is_served(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page comes with its final address, its kind and its encoding, asked for without proxy or cookie."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # where nothing listens
    old: Answer = (302, {"Location": "/ü?a=1#part", "Set-Cookie": "id=1"}, b"")
    kind = {"Content-Type": 'Text/HTML; Charset="ISO-8859-1"'}
    site = serve({"/old": old, "/%C3%BC?a=1": (200, kind, b"<p>\xfc</p>")})

    page = get(f"{site.base}/old")

    url = f"{site.base}/%C3%BC?a=1"
    assert page == Fetched(
        url=url, content=b"<p>\xfc</p>", media_type="text/html", charset="iso-8859-1", suffix=".html"
    )
    assert site.asked == ["/robots.txt", "/old", "/%C3%BC?a=1"]
    assert set(site.headers[2]) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert site.headers[2]["Host"] == f"pages.test:{site.server_port}"
    assert site.headers[2]["User-Agent"].startswith("Citewell/0")


@pytest.mark.parametrize(
    ("path", "kind", "suffix"),
    [
        ("/a.php", "application/xhtml+xml", ".html"),
        ("/a.html", "application/pdf", ".pdf"),
        ("/a", "text/plain", ".txt"),
        ("/a.md", "text/plain; charset=utf-8", ".md"),
        ("/a.html", "text/plain", ".txt"),
        ("/a", "text/markdown", ".md"),
        ("/a", "application/epub+zip", ".epub"),
        ("/a", "application/vnd.oasis.opendocument.text", ".odt"),
        ("/a", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
        ("/A.DOCX", "application/octet-stream", ".docx"),
        ("/a", "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
        ("/a", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
        ("/a", "text/csv; charset=utf-8", ".csv"),
        ("/a.csv", "text/plain", ".csv"),
        ("/a.ipynb", "text/plain", ".ipynb"),
        ("/a", "text/rtf", ".rtf"),
        ("/a", "message/rfc822", ".eml"),
        ("/a", "application/vnd.ms-outlook", ".msg"),
        ("/a.b/c.markdown", "", ".md"),
        ("/a", "application/octet-stream", None),
        ("/a.html", "image/png", None),
        ("/html", "", None),
    ],
)
def test_the_kind_decides_before_the_path(serve: Serve, path: str, kind: str, suffix: str | None) -> None:
    """The suffix is that of the content type, or of the path where the server does not know, or there is none."""
    site = serve({path: (200, {"Content-Type": kind}, b"x")})

    if suffix:
        assert get(site.base + path).suffix == suffix
    else:
        with pytest.raises(FetchError, match="which no reader knows"):
            get(site.base + path)


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("file:///etc/passwd", "is not an http or https address"),
        ("ftp://pages.test/", "is not an http or https address"),
        ("http://169.254.169.254/latest", "is the metadata service"),
        ("//cloud.test/latest", "is the metadata service"),
        ("//nowhere.test/", "is not known"),
        ("http://user@other.test/", "has a user name"),
        ("/a\\b", "a backslash"),
        ("http://[/", "has no host"),
        ("/old", "in circles"),
        ("/1", "too often"),
    ],
)
def test_redirects_are_judged_like_first_addresses(serve: Serve, target: str, why: str) -> None:
    """A redirect to what may not be asked for, to where it came from, or to ever another page is refused."""
    chain: dict[str, Answer] = {f"/{n}": (307, {"Location": f"/{n + 1}"}, b"") for n in range(1, 9)}
    site = serve({"/old": (301, {"Location": target}, b""), **chain})

    with pytest.raises(FetchError, match=why):
        get(f"{site.base}/old")
    assert site.asked.count("/old") == 1


@pytest.mark.parametrize("answers", [[["127.0.0.1"], ["169.254.169.254"]], [[NOBODY, "127.0.0.1"]]])
def test_a_host_is_looked_up_once(serve: Serve, answers: list[list[str]]) -> None:
    """The first answer is what is connected to, in its order, whatever a second look-up would say."""
    site = serve({"/": (303, {"Location": "/page"}, b""), "/page": (200, HTML, b"x")})
    names = Names(*answers)

    page = fetch(site.base, allow_private=True, resolve=names, limits=HASTY)

    assert (page.content, names.asked) == (b"x", ["pages.test"])


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([[NOBODY], ["127.0.0.1"]], "cannot be reached"),
        ([[NOBODY, "127.0.0.1"]], r"address 127\.0\.0\.1, which is not public"),
        ([["::ffff:8.8.8.8"]], "which is not public"),
        ([[]], "is not known"),
    ],
)
def test_one_address_that_is_not_public_refuses_the_host(answers: list[list[str]], why: str) -> None:
    """Without leave, no name leads to the own network, neither in a second answer nor beside a public address."""
    names = Names(*answers)

    with pytest.raises(FetchError, match=why):
        fetch("http://pages.test/", resolve=names, limits=HASTY)
    assert names.asked == ["pages.test"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((200, GZIP, gzip.compress(bytes(10**7), mtime=0)), "more than 200,000 bytes"),
        ((200, {**HTML, "Content-Encoding": "deflate"}, zlib.compress(bytes(10**7))), "more than 200,000 bytes"),
        ((200, HTML, endlessly(b"", b"x" * 999)), "sends more"),
        ((200, CHUNKED, endlessly(b"", b"3e7\r\n" + b"x" * 999 + b"\r\n")), "sends more"),
        ((200, CHUNKED, endlessly(b"-1\r\n", b"x" * 999)), "sends more"),
        (
            (200, {**CHUNKED, **GZIP}, endlessly(b"a\r\n" + PACKED[:10] + b"\r\n", b"5\r\n\0\0\0\xff\xff\r\n")),
            "sends more",
        ),
        ((0, {}, endlessly(b"HTTP/1.1 200 OK\r\n", b"A: " + b"x" * 999 + b"\r\n")), "sends more"),
        ((0, {}, endlessly(b"", b"HTTP/1.1 100 Continue\r\n\r\n")), "sends more"),
        ((200, {**HTML, "Content-Encoding": "br"}, b"x"), "packed as 'br'"),
        ((200, {**HTML, "Content-Encoding": "gzip, gzip"}, b"x"), "packed as 'gzip, gzip'"),
        ((200, GZIP, b"not packed"), "broke off"),
        ((200, {**HTML, "Content-Length": "9"}, b"short"), "broke off"),
        ((200, CHUNKED, b"-5\r\nhello"), "broke off"),
        ((200, CHUNKED, b"zz\r\n"), "broke off"),
        ((0, {}, b"no answer at all"), "broke off"),
        ((0, {}, b""), "broke off"),
        ((204, HTML, b""), "answers 204"),
        ((302, HTML, b""), "answers 302"),
        ((404, HTML, b"x"), "answers 404"),
        ((500, HTML, b"x"), "answers 500"),
    ],
)
def test_what_a_server_may_do_has_limits(serve: Serve, answer: Answer, why: str) -> None:
    """Bombs, bodies and headers without end, and answers that are none, are refused with their reason."""
    site = serve({"/": answer})

    with pytest.raises(FetchError, match=why):
        get(site.base, SMALL)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", PACKED),
        ("X-GZIP", PACKED),
        ("deflate", zlib.compress(b"<p>packed</p>")),
        ("deflate", zlib.compress(b"<p>packed</p>", wbits=-15)),
        ("identity", b"<p>packed</p>"),
    ],
)
def test_packed_pages_are_unpacked(serve: Serve, coding: str, packed: bytes) -> None:
    """A page comes as it was before it was packed for the way."""
    site = serve({"/": (200, {**HTML, "Content-Encoding": coding}, packed)})

    assert get(site.base).content == b"<p>packed</p>"


@pytest.mark.parametrize(
    "answer",
    [
        (200, HTML, endlessly(b"", b"x", pause=0.01)),
        (200, CHUNKED, endlessly(b"", b"0", pause=0.01)),
        (0, {}, endlessly(b"HTTP/1.1 200 OK\r\nA: ", b"x", pause=0.01)),
        (0, {}, endlessly(b"", b"", pause=0.05)),
    ],
    ids=["body", "chunk length", "header", "silence"],
)
def test_a_server_that_drips_is_left(serve: Serve, answer: Answer) -> None:
    """When the time of a page is over it is over, however often a single byte comes."""
    site = serve({"/": answer})

    with pytest.raises(FetchError, match=r"takes longer than 0\.3 seconds"):
        get(site.base, replace(QUICK, seconds=0.3))


ROBOTS = b"\xef\xbb\xbfUser-agent: citewell\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n"
MERGED = b"User-agent: Citewell\nDisallow: /x\n\nUser-agent: Citewell\nDisallow: /page\n"


@pytest.mark.parametrize(
    ("robots", "path", "why"),
    [
        ((404, {}, b""), "/page", None),
        ((403, {}, b""), "/page", None),
        ((200, {}, ROBOTS), "/page", None),
        ((200, {}, ROBOTS), "/private/page", "keeps programs from this page"),
        ((200, {}, ROBOTS), "/public/../private/page", "keeps programs from this page"),
        ((200, {}, b"User-agent: *\nDisallow: /"), "/page", "keeps programs from this page"),
        ((301, {"Location": "http://other.test:{port}/rules"}, b""), "/private/page", "keeps programs"),
        ((301, {"Location": "http://cloud.test/"}, b""), "/page", "cannot be read: .* the metadata service"),
        ((503, {}, b""), "/page", "cannot be read: .* answers 503"),
        ((200, {}, b"User-agent: *\nDisallow: //[x"), "/page", None),  # an odd rule is one that nothing matches
        ((200, {}, "User-agent: *\nCrawl-delay: ²".encode()), "/page", None),
        ((200, {}, b"User-agent: *\nDisallow: /p*e$"), "/page", "keeps programs from this page"),
        ((200, {}, b"User-agent: *\nDisallow: /p*e$"), "/private/page", "keeps programs from this page"),
        ((200, {}, b"User-agent: *\nDisallow: /\nAllow: /pa"), "/page", None),  # the longest match decides
        ((200, {}, b"User-agent: *\n\nDisallow: /page"), "/page", "keeps programs from this page"),
        ((200, {}, MERGED), "/page", "keeps programs from this page"),
        ((200, {}, b"User-agent: citewell/1.0\nDisallow: /page"), "/page", "keeps programs from this page"),
        ((200, {}, b"User-agent: well\nDisallow: /page"), "/page", None),  # no part of a name is the name
        ((200, {}, b"User-agent: well\nDisallow:\n\nUser-agent: *\nDisallow: /page"), "/page", "keeps programs"),
        ((200, {}, endlessly(b"", b"x" * 999)), "/page", "cannot be read: .* sends more"),
        ((0, {}, b""), "/page", "cannot be read: .* broke off"),
    ],
)
def test_robots_txt_is_obeyed(serve: Serve, robots: Answer, path: str, why: str | None) -> None:
    """A page is asked for only if the rules of its host are known and allow it, or the host has none."""
    page: Answer = (200, HTML, b"x")
    site = serve({"/page": page, "/private/page": page, "/rules": (200, {}, ROBOTS)})
    headers = {name: value.format(port=site.server_port) for name, value in robots[1].items()}
    site.pages["/robots.txt"] = (robots[0], headers, robots[2])

    if why is None:
        assert get(site.base + path, SMALL).content == b"x"
    else:
        with pytest.raises(FetchError, match=why):
            get(site.base + path, SMALL)
        assert path not in site.asked


def test_each_host_has_its_own_rules(serve: Serve) -> None:
    """A redirect to another host is not followed where that host's robots.txt forbids it."""
    other = serve({"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /"), "/page": (200, HTML, b"x")})
    site = serve({"/": (302, {"Location": f"http://other.test:{other.server_port}/page"}, b"")})

    with pytest.raises(FetchError, match=r"robots.txt of other\.test keeps programs"):
        get(site.base)
    assert other.asked == ["/robots.txt"]


@pytest.fixture
def secure(serve: Serve, tmp_path: Path) -> Site:
    """Return a site with a certificate for pages.test, signed by itself, in ``cert.pem`` of the test's folder."""
    require("openssl", present=shutil.which("openssl") is not None)
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=pages.test -keyout key.pem -out cert.pem"
    )
    names = ["-addext", "subjectAltName=DNS:pages.test"]
    subprocess.run([*command.split(), *names], cwd=tmp_path, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    site = serve({"/": (200, HTML, b"x"), "/drip": (200, HTML, endlessly(b"", b"x", pause=0.01))})
    site.socket = context.wrap_socket(site.socket, server_side=True)
    return site


def test_a_certificate_that_nobody_signed_is_refused(secure: Site) -> None:
    """A page is never read from a host that cannot prove its name."""
    with pytest.raises(FetchError, match=r"certificate of pages\.test is not valid: self.signed certificate\.$"):
        get(f"https://pages.test:{secure.server_port}/")
    assert secure.asked == []


def test_a_certificate_is_for_a_name(secure: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trusted certificate opens the host that it names, at the address that was looked up, and no other host."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))

    assert get(f"https://pages.test:{secure.server_port}/").content == b"x"
    with pytest.raises(FetchError, match=r"of other\.test is not valid: Hostname mismatch"):
        get(f"https://other.test:{secure.server_port}/")
    with pytest.raises(FetchError, match="takes longer than"):
        get(f"https://pages.test:{secure.server_port}/drip", replace(QUICK, seconds=0.5))


def test_a_host_that_speaks_no_tls_cannot_be_reached(serve: Serve) -> None:
    """An https address is never asked for in the clear."""
    site = serve({"/": (200, HTML, b"x")})

    with pytest.raises(FetchError, match="cannot be reached"):
        get(f"https://pages.test:{site.server_port}/")


def test_a_sitemap_of_sitemaps_is_read_one_level_deep(serve: Serve) -> None:
    """The pages of the sitemaps that an index names are listed, each once, and not those of an index below."""
    site = serve({})
    here = f"http://pages.test:{site.server_port}"
    index = "<sitemapindex>{}</sitemapindex>".format
    maps = "".join(f"<sitemap><loc>{here}/{name}.xml</loc></sitemap>" for name in "abc")
    pages = (
        "<urlset xmlns='urn:x'><url><loc>{}/1?utm_source=x</loc></url><url><loc>{}/{}</loc></url></urlset>".format
    )
    site.pages["/"] = (200, {}, index(maps).encode())
    site.pages["/a.xml"] = (200, {}, pages(here, here, 2).encode())
    site.pages["/b.xml"] = (200, {}, pages(here, here, 3).encode())
    site.pages["/c.xml"] = site.pages["/"]

    assert listed(site.base) == [f"{here}/1", f"{here}/2", f"{here}/3"]
    assert listed(site.base, replace(QUICK, addresses=2)) == [f"{here}/1", f"{here}/2"]
    assert listed(site.base, replace(QUICK, sitemaps=1)) == [f"{here}/1", f"{here}/2"]


def test_a_list_that_cannot_be_had_is_refused(serve: Serve) -> None:
    """A sitemap that is missing, and a page that is no list, are errors and not empty lists."""
    site = serve({"/": (200, HTML, b"<html></html>")})

    with pytest.raises(FetchError, match="neither a feed nor a sitemap"):
        listed(site.base)
    with pytest.raises(FetchError, match="answers 404"):
        listed(f"{site.base}/sitemap.xml")


def test_a_sitemap_may_be_packed_or_plain_text(serve: Serve) -> None:
    """A gzip file, an address a line, and XML below a blank line are read alike."""
    site = serve({})
    xml = f"\n<?xml version='1.0'?><urlset><url><loc>{site.base}/a</loc></url></urlset>".encode()
    plain = f"{site.base}/a\n{site.base}/b\n".encode()
    site.pages |= {
        "/m.xml": (200, XML, xml),
        "/m.xml.gz": (200, XML, gzip.compress(xml)),
        "/m.txt": (200, XML, plain),
        "/mark.xml": (200, XML, b"\xef\xbb\xbf" + xml),
    }

    assert listed(f"{site.base}/m.xml") == listed(f"{site.base}/m.xml.gz") == [f"{site.base}/a"]
    assert listed(f"{site.base}/mark.xml") == [f"{site.base}/a"]
    assert listed(f"{site.base}/m.txt") == [f"{site.base}/a", f"{site.base}/b"]


def test_a_list_without_pages_of_its_host_says_so(serve: Serve) -> None:
    """Nothing is added silently: the reason stands in the message, and the flag that takes what there is."""
    feed = b"<rss><item><link>https://other.test/a</link></item></rss>"
    site = serve({"/feed": (200, XML, feed), "/empty": (200, XML, b"<rss/>")})

    with pytest.raises(
        FetchError, match=r"names no page of the host .*, only 1 of other hosts \(other\.test\)\.$"
    ) as one:
        listed(f"{site.base}/feed")
    with pytest.raises(FetchError, match=r"names no page of the host .* or any other\.$") as none:
        listed(f"{site.base}/empty")

    assert "--other-hosts" in one.value.hint
    assert "--other-hosts" not in none.value.hint
    assert one.value.for_visitors is not None
    assert "--" not in one.value.for_visitors.hint


def test_pages_of_other_hosts_are_taken_where_they_are_asked_for(serve: Serve) -> None:
    """All pages come in the order of the list; without leave, those of other hosts are told and not listed."""
    links = ["https://other.test/b", "/a", "https://third.test/c", "https://other.test/b"]
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    site = serve({"/feed": (200, XML, f"<rss>{items}</rss>".encode())})
    elsewhere = ("https://other.test/b", "https://third.test/c")

    own, every = (listing(f"{site.base}/feed", other_hosts=leave) for leave in (False, True))
    cut = listing(f"{site.base}/feed", replace(QUICK, addresses=2), other_hosts=True)

    assert own == Listing(pages=(f"{site.base}/a",), elsewhere=elsewhere)
    assert every == Listing(pages=(elsewhere[0], f"{site.base}/a", elsewhere[1]))
    assert cut == Listing(pages=(elsewhere[0], f"{site.base}/a"), beyond=1)
    assert "/a" not in site.asked


def test_many_hosts_are_named_by_the_first_of_them() -> None:
    """A message stays short, however many hosts a list has."""
    addresses = [f"https://{name}.test/{number}" for name in "abcde" for number in range(2)]

    assert hosts_of(addresses) == "a.test, b.test, c.test and 2 more"
