"""How sources are shown: as lines for a terminal, and as JSON."""

from datetime import datetime
from typing import Any

from qa.reading.living.records import ItemState, LivingSource, SourceState
from qa.reading.living.timing import shown_every

SIGNS = {"waiting": "…", "well": "✓", "partly": "!", "failed": "✗"}
COUNTED = {
    ItemState.GONE: "no longer there",
    ItemState.UNLISTED: "no longer listed",
    ItemState.EDITED: "edited here",
    ItemState.REMOVED: "removed here",
}


def condition(state: SourceState) -> str:
    """Return in one word how a source is: ``waiting`` for its first look, ``well``, ``partly`` or ``failed``."""
    if state.error:
        return "failed" if state.failures else "partly"
    return "well" if state.fetched else "waiting"


def counts_of(state: SourceState) -> str:
    """Return how many articles a source gave, and how many of them are no longer as they came."""
    count = sum(bool(item.name) for item in state.items)
    parts = [f"{count:,} article" + ("" if count == 1 else "s")]
    parts += [f"{state.counted(kind):,} {words}" for kind, words in COUNTED.items() if state.counted(kind)]
    return ", ".join(parts)


def moment(when: datetime | None) -> str:
    """Return a time to the minute in UTC, or that there was none."""
    return f"{when:%Y-%m-%d %H:%M} UTC" if when else "never"


def next_look(state: SourceState, now: datetime) -> str:
    """Return when a source is looked at next."""
    return "now" if state.next is None or state.is_due(now) else moment(state.next)


def shown_source(source: LivingSource, state: SourceState, now: datetime) -> list[str]:
    """Return the lines of a source in a list."""
    sign = SIGNS[condition(state)]
    lines = [f"{sign} {source.id} {source.address} ({state.kind.value}, every {shown_every(source.every)})"]
    lines.append(counts_of(state))
    if state.moved_to:
        lines.append(f"has moved for good to {state.moved_to}")
    lines += [
        f"{item.address} has moved for good to {item.moved_to}"
        for item in state.items
        if item.moved_to and item.moved_to != item.address
    ]
    lines += [
        f"{item.name}: {COUNTED[item.state]} since {item.since}"
        for item in state.items
        if item.name and item.state in COUNTED
    ]
    lines += state.told
    lines.append(f"last fetched {moment(state.fetched)}; next {next_look(state, now)}")
    if state.error:
        lines.append(f"{moment(state.error_at)}: {state.error}")
    return lines


def of_source(source: LivingSource, state: SourceState) -> dict[str, Any]:
    """Return a source as JSON."""
    return {
        "id": source.id,
        "address": source.address,
        "kind": state.kind.value,
        "every_seconds": source.every,
        "bibliography": source.bibliography or None,
        "condition": condition(state),
        "articles": [
            {
                "id": item.name,
                "address": item.address,
                "state": item.state.value,
                "since": item.since or None,
                "moved_to": item.moved_to or None,
                "error": item.error or None,
            }
            for item in state.items
        ],
        "told": list(state.told),
        "last_fetched": state.fetched and state.fetched.isoformat(),
        "next": state.next and state.next.isoformat(),
        "failures": state.failures,
        "error": state.error or None,
        "error_at": state.error_at and state.error_at.isoformat(),
    }
