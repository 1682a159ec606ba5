"""The only door to the network: an http or https address → the bytes that stand there, guarded at every step.

A host is looked up once, every address it has must be public, and the connection goes to that very address, so
that no second look-up leads elsewhere.  Redirects are judged like first addresses, and robots.txt is obeyed.
"""

import http.client
import io
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib.metadata import version
from types import MappingProxyType
from typing import Any, cast

from protego import Protego
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from qa.errors import FetchError
from qa.reading.web.addresses import Address, checked_ip, joined, parse_address, shown

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
NOT_MODIFIED, GONE, TOO_MANY, UNAVAILABLE = 304, (404, 410), 429, 503
PERMANENT = (301, 308)
VALIDATOR_MOST = 1_000
"""Characters; a longer one is not kept, and the page is sent whole each time."""
NO_CONDITIONS: Mapping[str, str] = MappingProxyType({})
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server calls the version of a page that it sent (RFC 9110, 8.8): its ETag and its Last-Modified."""

    etag: str = ""
    last_modified: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only where it is another version by now."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What stands at an address now: ``content`` is None where it is the version that the validators named.

    ``place`` is where it stood after redirects, ``moved_to`` how far of that way is permanent, empty for none.
    """

    place: Address
    moved_to: str
    content: bytes | None
    media_type: str
    charset: str
    validators: Validators

    def page(self, content: bytes) -> Fetched:
        """Return it as a page; raises FetchError where it is of no known kind."""
        return Fetched(
            url=self.place.url,
            content=content,
            media_type=self.media_type,
            charset=self.charset,
            suffix=_suffix(self.place, self.media_type),
        )


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
    looked = Visits(resolve=resolve, limits=limits).look(address, allow_private=allow_private)
    return looked.page(looked.content or b"")


class Visits:
    """Visits that follow one another: the robots.txt of a host is asked for once."""

    def __init__(self, *, resolve: Resolver = socket.getaddrinfo, limits: FetchLimits = LIMITS) -> None:
        """Begin without having asked anybody; each visit is held to ``limits``."""
        self._resolve, self.limits = resolve, limits
        self._rules: dict[str, Any] = {}

    def look(self, address: str, *, allow_private: bool = False, known: Validators = NO_VALIDATORS) -> Looked:
        """Return what stands at an address, if it is another version than the one that is known.

        Raises FetchError as ``fetch`` does, for what is of no known kind only once it is taken as a page.
        """
        visit = _Visit(allow_private, self._resolve, self.limits, self._rules)
        place, response, content = visit.page(address, conditions=known.conditions)
        media_type, _, parameters = response.headers.get("content-type", "").lower().partition(";")
        charset = CHARSET.search(parameters)
        named = (response.headers.get(name, "") for name in ("etag", "last-modified"))
        etag, last_modified = (value if len(value) <= VALIDATOR_MOST else "" for value in named)
        return Looked(
            place=place,
            moved_to=visit.moved_to,
            content=None if response.status == NOT_MODIFIED else content,
            media_type=media_type.strip(),
            charset=charset[1] if charset else "",
            validators=Validators(etag=etag, last_modified=last_modified),
        )


class _Visit:
    """One page with all that is asked on the way to it: one clock; one look-up and robots.txt for each host."""

    def __init__(self, allow_private: bool, resolve: Resolver, limits: FetchLimits, rules: dict[str, Any]) -> None:
        self._allow_private, self._resolve, self._limits = allow_private, resolve, limits
        self._ends = time.monotonic() + limits.seconds
        self._pinned: dict[str, list[str]] = {}
        self._rules = rules  # protego is not typed
        self.moved_to = ""

    def page(
        self, address: str, *, obeying: bool = True, conditions: Mapping[str, str] = NO_CONDITIONS
    ) -> tuple[Address, HTTPResponse, bytes]:
        met: list[Address] = []
        stays_moved = obeying  # not those of robots.txt
        while True:
            place = parse_address(address, allow_private=self._allow_private)
            if place in met or len(met) > self._limits.redirects:
                raise FetchError(f"The host {place.host} redirects in circles or too often.", hint=AS_FILE)
            met.append(place)
            self._pin(place)
            if obeying:
                self._obey_robots(place)
            response, content = self._ask(place, conditions)
            if response.status in (200, NOT_MODIFIED if conditions else 200):
                return place, response, content
            if not obeying and 400 <= response.status < 500 and response.status != TOO_MANY:
                return place, response, content
            if response.status not in (301, 302, 303, 307, 308) or "location" not in response.headers:
                raise FetchError(
                    f"The host {place.host} answers {response.status}, not a page.",
                    hint=AGAIN if response.status in (TOO_MANY, UNAVAILABLE) else AS_FILE,
                    status=response.status,
                    retry_after=response.headers.get("retry-after", "").strip(),
                )
            address = joined(place, response.headers["location"])
            stays_moved = stays_moved and response.status in PERMANENT
            if stays_moved:
                self.moved_to = parse_address(address, allow_private=self._allow_private).url

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
                status, retry_after = getattr(error, "status", 0), getattr(error, "retry_after", "")
                raise FetchError(
                    f"The robots.txt of {origin} cannot be read: {error}",
                    hint=AGAIN,
                    status=status if status in (TOO_MANY, UNAVAILABLE) else 0,  # not that of the page itself
                    retry_after=retry_after,
                ) from error
        if not self._rules[origin].can_fetch(place.url, PRODUCT):
            raise FetchError(f"The robots.txt of {place.host} keeps programs from this page.", hint=AS_FILE)

    def _ask(self, place: Address, conditions: Mapping[str, str]) -> tuple[HTTPResponse, bytes]:
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
                    return self._exchange(connection, place, conditions)
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

    def _exchange(
        self, connection: HTTPConnection, place: Address, conditions: Mapping[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        meter = _Meter(connection, seconds_left=self._seconds_left, bytes_most=self._limits.header_bytes)
        asking = {"Host": place.authority, "User-Agent": f"{PRODUCT}/{version('citewell')}", "Accept": "*/*"}
        asking |= {"Accept-Encoding": "gzip, deflate", "Connection": "close", **conditions}
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
