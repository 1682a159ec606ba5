"""Which addresses may be asked for: one spelling of each, on the public network, and which two are one page."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import quote, urljoin

from qa.errors import FetchError, ForVisitors

ADDRESS_CHARACTERS_MOST = 4096  # servers refuse longer ones
SHOWN_MOST = 120
PORT_OF = {"http": 80, "https": 443}
WHOLE = re.compile(r"(?P<scheme>[^:/?#]*)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(\?(?P<query>[^#]*))?(#.*)?")
AUTHORITY = re.compile(r"(\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<name>[^:\[\]]+))(:(?P<port>[1-9][0-9]{0,4}))?")
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
TRACKING = re.compile(r"(utm_\w+|gclid|fbclid)(=|$)", re.IGNORECASE)
UNTOUCHED = "%/:@!$&'()*+,;=~-._"  # with the %: what is quoted already must not be quoted twice

# Written out, since what the standard library calls global has changed between its releases.  The last line holds
# Teredo and its kin, documentation, and 6to4; mapped addresses and NAT64 lie outside GLOBAL_6.
NOT_PUBLIC = tuple(
    ip_network(network)
    for network in """0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
    192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3
    2001::/23 2001:db8::/32 3fff::/20 2002::/16""".split()
)
GLOBAL_6 = ip_network("2000::/3")
ISATAP = (0x5EFE, 0x02005EFE)  # the word before an IPv4 address that a router of the own network wraps
# Where rented machines read their own credentials: nobody's article, on any network.
METADATA_4 = "169.254.169.254 169.254.170.2 100.100.100.200 168.63.129.16".split()
METADATA = {ip_address(address) for address in [*METADATA_4, "fd00:ec2::254", "fd20:ce::254"]}

ODD = "Copy the address of the page from the address bar of a browser."
OWN_NETWORK = "Use --allow-private-addresses for pages of your own network."
FILE_INSTEAD = "Only pages of the public web are fetched from here: save the page as a file, and add the file."
FEED = "Give the address of an RSS or Atom feed, or of a sitemap."
TEXT_SITEMAP = re.compile(rb"(?:\xef\xbb\xbf)?\s*https?://\S+(?:\s+https?://\S+)*\s*\Z")  # an address a line
ROOTS = ("rss", "RDF", "feed", "urlset", "sitemapindex")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An http or https address in its one spelling.

    ``host`` is a name in ASCII and lower case, or an IP address in its shortest form without brackets;
    ``path`` begins with ``/`` and has no ``..``; ``query`` is without its ``?``.  Both are percent-encoded.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def is_ip(self) -> bool:
        """Whether the host is an IP address, so that nothing has to be looked up."""
        return ":" in self.host or NUMBER.fullmatch(self.host.rpartition(".")[2]) is not None

    @property
    def authority(self) -> str:
        """The host, in brackets where they are needed, and the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORT_OF[self.scheme] else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        """What is asked of the host: path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def url(self) -> str:
        """The whole address, without a fragment."""
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_address(address: str, *, allow_private: bool = False) -> Address:
    """Return an address in its one spelling; nothing is looked up.

    Raises FetchError for another scheme, an odd spelling, or a host or port that is not public, the last
    two unless ``allow_private``.
    """
    _require_plain(address)
    whole = WHOLE.fullmatch(address)
    scheme = whole["scheme"].lower() if whole else ""
    if whole is None or scheme not in PORT_OF:
        raise _refusal(address, "is not an http or https address")
    if "@" in whole["authority"]:
        raise _refusal(address, "has a user name or password in it")
    authority = AUTHORITY.fullmatch(whole["authority"])
    if authority is None:
        raise _refusal(address, "has no host and port that can be read")
    port = int(authority["port"] or PORT_OF[scheme])
    if port > 65535 or (port not in PORT_OF.values() and not allow_private):
        raise _not_public(_message(address, f"asks for port {port}, and pages are on 80 and 443"))
    return Address(
        scheme=scheme,
        host=_host(address, name=authority["name"], six=authority["six"], allow_private=allow_private),
        port=port,
        path=quote(_without_dots(whole["path"]), safe=UNTOUCHED),
        query=quote(whole["query"] or "", safe=UNTOUCHED + "?"),
    )


def checked_ip(address: str, host: str, *, allow_private: bool = False) -> str:
    """Return one of a host's IP addresses in its shortest form, if a connection may be made to it.

    Raises FetchError where it is not on the public network, or the metadata service of a rented machine.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        raise FetchError(
            f"The host {host} has the address '{shown(address)}', which is not a valid IP address.", hint=ODD
        ) from None
    if not METADATA.isdisjoint(_reached(ip)):
        raise FetchError(f"The host {host} is the metadata service {ip}.", hint=ODD)
    if not (allow_private or _is_public(ip)):
        raise _not_public(f"The host {host} has the address {ip}, which is not public.")
    return str(ip)


def canonical_address(address: str) -> str:
    """Return the spelling that all addresses of a page share; what is no http or https address stays as it is."""
    try:
        place = parse_address(address, allow_private=True)
    except FetchError:
        return address
    parameters = [parameter for parameter in place.query.split("&") if not TRACKING.match(parameter)]
    return replace(place, query="&".join(parameters)).url


def joined(place: Address, link: str) -> str:
    """Return where a link on a page leads, not judged yet; raises FetchError where it cannot be read."""
    with suppress(UnicodeError):
        link = link.encode("latin-1").decode()  # headers are read as Latin-1, and mostly meant as UTF-8
    _require_plain(link)
    try:
        return urljoin(place.url, link)
    except ValueError:
        raise _refusal(link, "has no host that can be read") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLinks:
    """What a feed or sitemap names, canonical: its pages in their order, and the further sitemaps of its host.

    ``elsewhere`` are the pages among them that are of other hosts.
    """

    pages: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def links_in(content: bytes, place: Address, *, allow_private: bool = False) -> FeedLinks:
    """Return what a feed or sitemap names; raises FetchError for what is neither."""
    listed: dict[str, list[Address]] = {name: [] for name in ("item", "entry", "url", "sitemap")}
    for kind, link in _links(content, place):
        with suppress(FetchError):
            listed[kind].append(parse_address(joined(place, link), allow_private=allow_private))
    pages = [*listed["item"], *listed["entry"], *listed["url"]]
    return FeedLinks(
        pages=tuple(canonical_address(page.url) for page in pages),
        elsewhere=tuple(canonical_address(page.url) for page in pages if page.host != place.host),
        sitemaps=tuple(canonical_address(part.url) for part in listed["sitemap"] if part.host == place.host),
    )


def _links(content: bytes, place: Address) -> Iterator[tuple[str, str]]:
    """Yield the links of a feed or sitemap as they stand there, each with what it is in."""
    if TEXT_SITEMAP.match(content):
        yield from (("url", link) for link in content.decode("utf-8-sig", errors="replace").split())
        return
    for link in _feed(content, place).iter("{*}loc", "{*}link", "{*}guid", "{*}id"):
        parent = link.getparent()
        kind = parent.tag.rpartition("}")[2] if parent is not None else ""
        name = link.tag.rpartition("}")[2]
        if (name == "loc") is not (kind in ("url", "sitemap")):
            continue  # a sitemap also links to its pages in other languages, each of which is listed itself
        guid = name in ("guid", "id")
        if guid and (link.get("isPermaLink", "true").lower() != "true" or _has_link(parent)):
            continue  # a guid is an address where it does not deny it, and only asked where there is no link
        if guid and "://" not in (link.text or ""):
            continue
        if kind in ("item", "entry", "url", "sitemap") and link.get("rel", "alternate") == "alternate":
            yield kind, _based(link, (link.get("href") or link.text or "").strip())


def _based(element: Any, link: str) -> str:
    try:
        return urljoin(element.base or "", link)  # xml:base
    except ValueError:
        return link


def _has_link(item: Any) -> bool:
    return any(
        ((link.text or "").strip() or link.get("href")) and link.get("rel", "alternate") == "alternate"
        for link in item.iterchildren("{*}link")
    )


def shown(address: str) -> str:
    """Return an address as a message may show it: short, and on one line."""
    short = address if len(address) <= SHOWN_MOST else address[:SHOWN_MOST] + "…"
    return "".join(character if character.isprintable() else "\ufffd" for character in short)


def _refusal(address: str, why: str) -> FetchError:
    return FetchError(_message(address, why), hint=ODD)


def _message(address: str, why: str) -> str:
    return f"The address '{shown(address)}' {why}."


def _not_public(reason: str) -> FetchError:
    return FetchError(reason, hint=OWN_NETWORK, for_visitors=ForVisitors(reason, FILE_INSTEAD))


def _require_plain(address: str) -> None:
    """Refuse what programs read differently: one checks a host, and another connects to it."""
    if len(address) > ADDRESS_CHARACTERS_MOST:
        raise _refusal(address, f"has {len(address):,} characters and the limit is {ADDRESS_CHARACTERS_MOST:,}")
    if any(character == "\\" or unicodedata.category(character)[0] in "CZ" for character in address):
        raise _refusal(address, "has a space, a backslash or an invisible character in it")


def _host(address: str, *, name: str | None, six: str | None, allow_private: bool) -> str:
    host = six or _in_ascii(address, name or "")
    labels = host.split(".")
    if six or NUMBER.fullmatch(labels[-1]):
        try:  # the constructors take none of 127.1, 0177.0.0.1 and 2130706433, which are not read alike everywhere
            ip = IPv6Address(host) if six else IPv4Address(host)
        except ValueError:
            raise _refusal(address, "spells an IP address oddly") from None
        return checked_ip(str(ip), host, allow_private=allow_private)
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise _refusal(address, "has no host that can be read")
    if len(labels) == 1 and not allow_private:
        raise _not_public(_message(address, "names a host without a dot, which is not public"))
    return host


def _in_ascii(address: str, name: str) -> str:
    if name.isascii():
        return name.lower()
    import idna  # only the rare host that is not ASCII pays for the tables

    try:
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except (UnicodeError, IndexError):
        raise _refusal(address, "has no host that can be read") from None


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    inner = isinstance(ip, IPv6Address) and (ip not in GLOBAL_6 or int(ip) >> 32 & 0xFFFFFFFF in ISATAP)
    return ip.is_global and not inner and not any(ip in network for network in NOT_PUBLIC)


def _reached(ip: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """Yield an address, and the IPv4 addresses that a gateway may read out of it."""
    yield ip
    if isinstance(ip, IPv6Address):
        yield IPv6Address(int(ip))  # the same without its zone
        yield IPv4Address(int(ip) & 0xFFFFFFFF)  # mapped, compatible, NAT64 and ISATAP end in it
        yield from (four for four in (ip.sixtofour, *(ip.teredo or ())) if four)


def _without_dots(path: str) -> str:
    """Resolve ``.`` and ``..`` here, so that rules for robots are asked about the page that is served."""
    segments: list[str] = []
    plain = ""
    for segment in path.split("/")[1:]:
        plain = segment.lower().replace("%2e", ".")
        if plain == "..":
            del segments[-1:]
        elif plain != ".":
            segments.append(segment)
    return "/" + "/".join([*segments, ""] if plain in (".", "..") else segments)


def _feed(content: bytes, place: Address) -> Any:  # lxml is not typed
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    with suppress(etree.XMLSyntaxError, ValueError):
        content = content.removeprefix(
            b"\xef\xbb\xbf"
        ).lstrip()  # a blank line before <?xml is common, and refused
        root = etree.fromstring(content, parser)
        declared = root.getroottree().docinfo.internalDTD
        if root.tag.rpartition("}")[2] in ROOTS and (declared is None or not any(declared.iterentities())):
            return root
    raise FetchError(f"The page at '{shown(place.url)}' is neither a feed nor a sitemap.", hint=FEED)
