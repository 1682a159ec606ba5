"""A look at an address: a page, or the pages that a feed or sitemap lists."""

from dataclasses import replace

from qa.errors import FetchError
from qa.reading.adding import file_name_of
from qa.reading.living.looking import SourceLook
from qa.reading.living.manners import PoliteVisits
from qa.reading.living.records import ItemState, SourceItem, SourceKind
from qa.reading.web.addresses import canonical_address
from qa.reading.web.fetching import GONE, NO_VALIDATORS, Looked, Validators
from qa.reading.web.listing import chosen_of, hosts_of, is_list, listed_in


def look_at_address(look: SourceLook, visits: PoliteVisits) -> None:
    """Look at a source on the web; what it is, is learned at the first look and expected from then on.

    Raises FetchError where the source itself cannot be had, HostPausedError where its host wants peace.
    """
    first: Looked | None = None
    if look.state.kind is SourceKind.ADDRESS:
        first = _look(look, visits, look.source.address, NO_VALIDATORS)
        found = look.source.is_list or is_list(first.content or b"", visits.visits)
        kind = SourceKind.LIST if found else SourceKind.PAGE
        items = (SourceItem(address=look.source.address),) if kind is SourceKind.PAGE else ()
        look.state = replace(look.state, kind=kind, items=items)
    if look.state.kind is SourceKind.LIST:
        if not look.was_checked(look.state.list_checked):
            _read_list(look, visits, first)
        first = None
    for item in look.state.items:
        if not look.was_checked(item.checked) and (item.listed or item.state is ItemState.PRESENT):
            at_once = True
            if look.was_removed(item):
                item, at_once = replace(item, state=ItemState.REMOVED, since=item.since or look.today), False
            else:
                item = _visited(look, visits, item, first)
                if not item.listed and item.state is ItemState.PRESENT:
                    item = replace(item, state=ItemState.UNLISTED, since=look.today)
            look.keep_item(item, at_once=at_once)
    look.is_over = True


def _look(look: SourceLook, visits: PoliteVisits, address: str, known: Validators) -> Looked:
    return visits.look(address, known, allow_private=look.source.allow_private)


def _read_list(look: SourceLook, visits: PoliteVisits, first: Looked | None) -> None:
    state, source = look.state, look.source
    looked = first or _look(look, visits, state.moved_to or source.address, state.validators)
    state = replace(state, list_checked=look.now(), moved_to=looked.moved_to or state.moved_to)
    if looked.content is None:
        look.told += state.told
        look.keep(state)
        return
    listed = listed_in(looked, looked.content, visits.visits, allow_private=source.allow_private)
    pages = chosen_of(listed, looked.place, other_hosts=source.other_hosts)
    most = visits.visits.limits.addresses
    known = {item.address: item for item in state.items}
    places = max(most - sum(page in known for page in pages), 0)
    fresh = [page for page in pages if page not in known]
    items = [replace(item, listed=address in pages) for address, item in known.items()]
    items += [SourceItem(address=page) for page in fresh[:places]]
    told: list[str] = []
    if len(fresh) > places:
        told.append(f"{len(fresh) - places:,} more pages are left out: {most} are taken from one list.")
    if listed.elsewhere and not source.other_hosts:
        hosts = hosts_of(listed.elsewhere)
        told.append(f"{len(listed.elsewhere):,} pages of other hosts are left out ({hosts}).")
    look.told += told
    validators = NO_VALIDATORS if listed.in_parts else looked.validators
    look.keep(replace(state, items=tuple(items), validators=validators, told=tuple(told)))


def _visited(look: SourceLook, visits: PoliteVisits, item: SourceItem, first: Looked | None) -> SourceItem:
    """Return an item as it is now; what cannot be had is its error, and leaves its article as it is."""
    try:
        looked = first or _look(
            look, visits, item.moved_to or item.address, item.validators if item.name else NO_VALIDATORS
        )
        if looked.moved_to and looked.moved_to != item.moved_to:  # what is there is taken, whether new or not
            item = replace(item, moved_to=looked.moved_to, validators=NO_VALIDATORS, content_digest="")
        if looked.content is None:
            return look.is_still(item)
        page = looked.page(looked.content)
    except FetchError as error:
        if error.status in GONE and item.name:
            return look.is_gone(item)
        return replace(item, error=f"{error} {error.hint}")
    url = canonical_address(page.url)
    taken = look.take(item, page.content, file_name=file_name_of(url, page.suffix), came_from=url, url=url)
    return taken if taken.error else replace(taken, validators=looked.validators)
