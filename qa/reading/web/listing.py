"""The pages that a feed or a sitemap lists."""

import gzip
import io
import socket
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from qa.errors import FetchError, ForVisitors
from qa.reading.web.addresses import Address, links_in, parse_address, shown
from qa.reading.web.fetching import AGAIN, AS_FILE, LIMITS, FetchLimits, Looked, Resolver, Visits

HOSTS_NAMED = 3
ANYWHERE = parse_address("http://example.org/")
"""Where a list stands makes no difference to whether it is one."""
OTHER_HOSTS = "Use --other-hosts to add pages of other hosts too."
NOTHING_LISTED = "Give the addresses of its pages themselves, without --listed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The pages that a feed or sitemap lists and that are to be fetched, canonical, in their order.

    ``elsewhere`` are those of other hosts, which were left out; ``beyond`` is how many are over the limit.
    """

    pages: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()
    beyond: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPages:
    """The pages that a feed or sitemap lists, canonical, in their order; ``elsewhere`` those of other hosts.

    ``in_parts`` tells that it is an index of sitemaps, which stays the same when one of them changes.
    """

    pages: tuple[str, ...]
    elsewhere: tuple[str, ...]
    in_parts: bool


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
    visits = Visits(resolve=resolve, limits=limits)
    looked = visits.look(address, allow_private=allow_private)
    listed = listed_in(looked, looked.content or b"", visits, allow_private=allow_private)
    chosen = chosen_of(listed, looked.place, other_hosts=other_hosts)
    beyond = max(len(chosen) - limits.addresses, 0)
    left_out = () if other_hosts else listed.elsewhere
    return Listing(pages=chosen[: limits.addresses], elsewhere=left_out, beyond=beyond)


def chosen_of(listed: ListedPages, place: Address, *, other_hosts: bool) -> tuple[str, ...]:
    """Return the pages of a list that may be taken; raises FetchError where there is none."""
    left_out = () if other_hosts else listed.elsewhere
    chosen = tuple(page for page in listed.pages if page not in left_out)
    if not chosen:
        raise _nothing_listed(place, left_out)
    return chosen


def hosts_of(addresses: Iterable[str]) -> str:
    """Return the hosts of addresses as a message may show them: the first few, and how many more."""
    hosts = list(dict.fromkeys(parse_address(address, allow_private=True).host for address in addresses))
    named = ", ".join(map(shown, hosts[:HOSTS_NAMED]))
    return f"{named} and {len(hosts) - HOSTS_NAMED} more" if len(hosts) > HOSTS_NAMED else named


def is_list(content: bytes, visits: Visits) -> bool:
    """Tell whether bytes are a feed or a sitemap."""
    try:
        links_in(_unpacked(content, visits.limits), ANYWHERE, allow_private=True)
    except FetchError:
        return False
    return True


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


def listed_in(looked: Looked, content: bytes, visits: Visits, *, allow_private: bool = False) -> ListedPages:
    """Return all that a feed or sitemap lists; the sitemaps of its host that it names are visited.

    Raises FetchError where it is neither, or a sitemap cannot be fetched.
    """
    place, limits = looked.place, visits.limits
    whole = links_in(_unpacked(content, limits), place, allow_private=allow_private)
    pages, elsewhere = list(whole.pages), list(whole.elsewhere)
    for sitemap in whole.sitemaps[: limits.sitemaps]:
        if len(pages) < limits.addresses:
            part = visits.look(sitemap, allow_private=allow_private).content or b""
            links = links_in(_unpacked(part, limits), place, allow_private=allow_private)
            pages += links.pages
            elsewhere += links.elsewhere
    return ListedPages(
        pages=tuple(dict.fromkeys(pages)),
        elsewhere=tuple(dict.fromkeys(elsewhere)),
        in_parts=bool(whole.sitemaps),
    )
