"""The only door to the network: an http or https address → the bytes that stand there, guarded at every step.

A host is looked up once, every address it has must be public, and the connection goes to that very address, so
that no second look-up leads elsewhere.  Redirects are judged like first addresses, and robots.txt is obeyed.
"""

import gzip
import http.client
import io
import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, cast

from protego import Protego
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from qa.errors import FetchError, ForVisitors
from qa.reading.web.addresses import Address, checked_ip, joined, links_in, parse_address, shown

Resolver = Callable[[str, int], Iterable[tuple[Any, Any, Any, Any, tuple[Any, ...]]]]  # as socket.getaddrinfo
CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""")
SUFFIX_OF_TYPE = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "message/rfc822": ".eml",
    "application/mbox": ".mbox",
    "application/vnd.ms-outlook": ".msg",
    "application/x-ipynb+json": ".ipynb",
}
SENT_AS_TEXT = (".md", ".csv", ".tsv", ".rtf", ".eml", ".mbox", ".ipynb")
"""Formats that servers without a name for them send as plain text."""
SUFFIX_OF_PATH = {suffix: suffix for suffix in SUFFIX_OF_TYPE.values()} | {".htm": ".html", ".markdown": ".md"}
UNTOLD = ("", "application/octet-stream", "binary/octet-stream", "application/zip")  # then the path decides
ROBOTS_BYTES_MOST = 500 * 2**10  # RFC 9309, 2.5: a parser reads at least so much
AGAIN = "Try again later, or save the page as a file and add the file."
HOSTS_NAMED = 3
OTHER_HOSTS = "Use --other-hosts to add pages of other hosts too."
NOTHING_LISTED = "Give the addresses of its pages themselves, without --listed."
PRODUCT = "Citewell"
AGENT_LINE = re.compile(
    r"^(?P<field>[ \t]*user[- \t]?agents?[ \t]*:[ \t]*)(?P<token>\*|[\w-]+).*$", re.IGNORECASE | re.MULTILINE
)
AS_FILE = "Open the address in a browser, save what you need as a file, and add the file."


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What one page may cost; ``seconds`` run over redirects and robots.txt, not over looking names up."""

    seconds: float = 60
    connect_seconds: float = 10
    header_bytes: int = 64 * 2**10
    received_bytes: int = 32 * 2**20
    expanded_bytes: int = 64 * 2**20
    redirects: int = 5
    addresses: int = 200
    sitemaps: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as it was served: ``url`` is where it stood after redirects, ``content`` its bytes, expanded.

    ``media_type`` and ``charset`` are as the server named them, in lower case, or empty; it may name an encoding
    that does not exist.  ``suffix`` is the one that a file of this kind has.
    """

    url: str
    content: bytes
    media_type: str
    charset: str
    suffix: str


LIMITS = FetchLimits()


def fetch(
    address: str,
    *,
    allow_private: bool = False,
    resolve: Resolver = socket.getaddrinfo,
    limits: FetchLimits = LIMITS,
) -> Fetched:
    """Return the page at an address; ``allow_private`` gives leave for the own network and for any port.

    Raises FetchError where the address, one that it redirects to, or an IP address of a host may not be asked
    for, where robots.txt forbids it, and where the page cannot be had, is of no known kind, or passes a limit.
    """
    place, response, content = _Visit(allow_private, resolve, limits).page(address)
    media_type, _, parameters = response.headers.get("content-type", "").lower().partition(";")
    charset = CHARSET.search(parameters)
    return Fetched(
        url=place.url,
        content=content,
        media_type=media_type.strip(),
        charset=charset[1] if charset else "",
        suffix=_suffix(place, media_type.strip()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The pages that a feed or sitemap lists and that are to be fetched, canonical, in their order.

    ``elsewhere`` are those of other hosts, which were left out; ``beyond`` is how many are over the limit.
    """

    pages: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()
    beyond: int = 0


def list_addresses(
    address: str,
    *,
    other_hosts: bool = False,
    allow_private: bool = False,
    resolve: Resolver = socket.getaddrinfo,
    limits: FetchLimits = LIMITS,
) -> Listing:
    """Return the pages that a feed (RSS, Atom) or a sitemap names: of its own host, or all with ``other_hosts``.

    The sitemaps of its host that an index of sitemaps names are read too, each within ``limits``.  Raises
    FetchError where one cannot be fetched, is neither a feed nor a sitemap, or where no such page is named.
    """
    place, _, content = _Visit(allow_private, resolve, limits).page(address)
    whole = links_in(_unpacked(content, limits), place, allow_private=allow_private)
    pages, elsewhere = list(whole.pages), list(whole.elsewhere)
    for sitemap in whole.sitemaps[: limits.sitemaps]:
        if len(pages) < limits.addresses:
            part = _Visit(allow_private, resolve, limits).page(sitemap)[2]
            links = links_in(_unpacked(part, limits), place, allow_private=allow_private)
            pages += links.pages
            elsewhere += links.elsewhere
    left_out = {} if other_hosts else dict.fromkeys(elsewhere)
    chosen = [page for page in dict.fromkeys(pages) if page not in left_out]
    if not chosen:
        raise _nothing_listed(place, tuple(left_out))
    beyond = max(len(chosen) - limits.addresses, 0)
    return Listing(pages=tuple(chosen[: limits.addresses]), elsewhere=tuple(left_out), beyond=beyond)


def hosts_of(addresses: Iterable[str]) -> str:
    """Return the hosts of addresses as a message may show them: the first few, and how many more."""
    hosts = list(dict.fromkeys(parse_address(address, allow_private=True).host for address in addresses))
    named = ", ".join(map(shown, hosts[:HOSTS_NAMED]))
    return f"{named} and {len(hosts) - HOSTS_NAMED} more" if len(hosts) > HOSTS_NAMED else named


def _nothing_listed(place: Address, elsewhere: tuple[str, ...]) -> FetchError:
    problem = f"The list at '{shown(place.url)}' names no page of the host {place.host}"
    if elsewhere:
        problem = f"{problem}, only {len(elsewhere)} of other hosts ({hosts_of(elsewhere)})."
    else:
        problem = f"{problem} or any other."
    visitors = ForVisitors(problem, "Give the addresses of its pages.")
    return FetchError(problem, hint=OTHER_HOSTS if elsewhere else NOTHING_LISTED, for_visitors=visitors)


def _unpacked(content: bytes, limits: FetchLimits) -> bytes:
    """Return a list out of its gzip file, as large sitemaps are served; raises FetchError past the limit."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            unpacked = packed.read(limits.expanded_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FetchError("The list is a gzip file that is damaged.", hint=AGAIN) from error
    if len(unpacked) > limits.expanded_bytes:
        raise FetchError(f"The list has more than {limits.expanded_bytes:,} bytes.", hint=AS_FILE)
    return unpacked


class _Visit:
    """One page with all that is asked on the way to it: one clock; one look-up and robots.txt for each host."""

    def __init__(self, allow_private: bool, resolve: Resolver, limits: FetchLimits) -> None:
        self._allow_private, self._resolve, self._limits = allow_private, resolve, limits
        self._ends = time.monotonic() + limits.seconds
        self._pinned: dict[str, list[str]] = {}
        self._rules: dict[str, Any] = {}  # protego is not typed

    def page(self, address: str, *, obeying: bool = True) -> tuple[Address, HTTPResponse, bytes]:
        met: list[Address] = []
        while True:
            place = parse_address(address, allow_private=self._allow_private)
            if place in met or len(met) > self._limits.redirects:
                raise FetchError(f"The host {place.host} redirects in circles or too often.", hint=AS_FILE)
            met.append(place)
            self._pin(place)
            if obeying:
                self._obey_robots(place)
            response, content = self._ask(place)
            if response.status == 200 or (not obeying and 400 <= response.status < 500):
                return place, response, content
            if response.status not in (301, 302, 303, 307, 308) or "location" not in response.headers:
                raise FetchError(f"The host {place.host} answers {response.status}, not a page.", hint=AS_FILE)
            address = joined(place, response.headers["location"])

    def _pin(self, place: Address) -> None:
        """Look a host up once; from then on only these addresses of it are connected to."""
        if place.host in self._pinned:
            return
        addresses = [place.host] if place.is_ip else []
        with suppress(OSError, UnicodeError):
            addresses = addresses or [str(answer[4][0]) for answer in self._resolve(place.host, place.port)]
        if not addresses:
            raise FetchError(f"The host {place.host} is not known.", hint="Check the spelling and the connection.")
        checked = [checked_ip(ip, place.host, allow_private=self._allow_private) for ip in addresses]
        self._pinned[place.host] = list(dict.fromkeys(checked))

    def _obey_robots(self, place: Address) -> None:
        origin = f"{place.scheme}://{place.authority}"
        if origin not in self._rules:
            try:
                content = self.page(f"{origin}/robots.txt", obeying=False)[2][:ROBOTS_BYTES_MOST]
                self._rules[origin] = _rules_of(content.decode("utf-8-sig", errors="replace"))
            except (FetchError, ValueError) as error:
                raise FetchError(f"The robots.txt of {origin} cannot be read: {error}", hint=AGAIN) from error
        if not self._rules[origin].can_fetch(place.url, PRODUCT):
            raise FetchError(f"The robots.txt of {place.host} keeps programs from this page.", hint=AS_FILE)

    def _ask(self, place: Address) -> tuple[HTTPResponse, bytes]:
        for ip in self._pinned[place.host]:
            with closing(self._connection(place, ip)) as connection:
                try:
                    connection.connect()
                except ssl.SSLCertVerificationError as error:
                    why = f"The certificate of {place.host} is not valid: {error.verify_message}."
                    raise FetchError(why, hint=AS_FILE) from error
                except (HTTPError, OSError):
                    continue
                try:
                    return self._exchange(connection, place)
                except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
                    self._seconds_left()
                    raise FetchError(f"The connection to {place.host} broke off.", hint=AGAIN) from error
        raise FetchError(f"The host {place.host} cannot be reached.", hint=AGAIN)

    def _connection(self, place: Address, ip: str) -> HTTPConnection:
        seconds = min(self._limits.connect_seconds, self._seconds_left())
        if place.scheme == "http":
            return HTTPConnection(ip, place.port, timeout=seconds)
        trust = ssl.create_default_context()
        return HTTPSConnection(ip, place.port, timeout=seconds, server_hostname=place.host, ssl_context=trust)

    def _seconds_left(self) -> float:
        seconds_left = self._ends - time.monotonic()
        if seconds_left <= 0:
            raise FetchError(f"The page takes longer than {self._limits.seconds:g} seconds.", hint=AGAIN)
        return seconds_left

    def _exchange(self, connection: HTTPConnection, place: Address) -> tuple[HTTPResponse, bytes]:
        meter = _Meter(connection, seconds_left=self._seconds_left, bytes_most=self._limits.header_bytes)
        asking = {"Host": place.authority, "User-Agent": f"{PRODUCT}/{version('citewell')}", "Accept": "*/*"}
        asking |= {"Accept-Encoding": "gzip, deflate", "Connection": "close"}
        connection.request("GET", place.target, headers=asking, preload_content=False)
        with closing(connection.getresponse()) as response:
            meter.bytes_most += self._limits.received_bytes
            return response, self._body(response) if response.status == 200 else b""

    def _body(self, response: HTTPResponse) -> bytes:
        coding = response.headers.get("content-encoding", "").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise FetchError(f"The page is packed as '{shown(coding)}', which was not asked for.", hint=AS_FILE)
        content = bytearray()
        for piece in response.stream(16 * 2**10):
            content += piece
            if len(content) > self._limits.expanded_bytes:
                raise FetchError(f"The page has more than {self._limits.expanded_bytes:,} bytes.", hint=AS_FILE)
        return bytes(content)


def _rules_of(robots: str) -> Any:  # protego is not typed
    """Return the rules of a robots.txt, each group under the product token that it names (RFC 9309, 2.2.1).

    Protego 0.7 takes a group for ours where its name is but a part of ours ("well"), and not where a version
    stands behind it ("citewell/1.0").
    """

    def token(line: re.Match[str]) -> str:
        named = line["token"].lower()
        return f"{line['field']}{named if named in ('*', PRODUCT.lower()) else '#'}"

    return Protego.parse(AGENT_LINE.sub(token, robots))


class _Meter(io.RawIOBase):
    """What a connection receives, counted and timed; higher up, a chunk of "-1" bytes would be read in one go."""

    def __init__(self, connection: HTTPConnection, *, seconds_left: Callable[[], float], bytes_most: int) -> None:
        self._socket, self._seconds_left, self.bytes_most = connection.sock, seconds_left, bytes_most
        connection.response_class = cast(Any, self._response)

    def _response(self, connected: socket.socket, **options: Any) -> http.client.HTTPResponse:
        response = http.client.HTTPResponse(connected, **options)
        self._reads = response.fp.detach()
        response.fp = io.BufferedReader(self)
        return response

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._socket.settimeout(self._seconds_left())
        count: int | None = self._reads.readinto(buffer)
        self.bytes_most -= count or 0
        if self.bytes_most < 0:
            raise FetchError("The host sends more than is taken from one page.", hint=AS_FILE)
        return count

    def close(self) -> None:
        self._reads.close()
        super().close()


def _suffix(place: Address, media_type: str) -> str:
    by_path = SUFFIX_OF_PATH.get("." + place.path.lower().rpartition(".")[2], "")
    suffix = by_path if media_type in UNTOLD else SUFFIX_OF_TYPE.get(media_type, "")
    if not suffix:
        raise FetchError(f"The page is of the kind '{shown(media_type)}', which no reader knows.", hint=AS_FILE)
    return by_path if suffix == ".txt" and by_path in SENT_AS_TEXT else suffix
