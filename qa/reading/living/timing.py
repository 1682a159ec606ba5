"""When a source is looked at again: its rhythm, and patience with a host that cannot answer."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from random import Random

from qa.errors import UsageError
from qa.reading.living.records import LivingSource

UNITS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
EVERY = re.compile(r"(?P<count>[1-9][0-9]{0,4})(?P<unit>[mhdw])")
EVERY_LEAST = 15 * 60
EVERY_MOST = 366 * 86_400
RETRY_FIRST = 15 * 60
"""Seconds after a first failure; twice as long after each further one in a row, up to the rhythm of the source."""
RETRY_MOST = 30 * 86_400
"""A host that wants to be left alone for longer is asked again after so many seconds all the same."""
JITTER = 0.1
"""Up to this share comes on top, so that sources added together are not fetched together for ever."""


def parse_every(text: str) -> int:
    """Return the seconds of a rhythm such as 15m, 6h, 1d or 1w; raises UsageError for another form or limit."""
    match = EVERY.fullmatch(text.strip().lower())
    seconds = int(match["count"]) * UNITS[match["unit"]] if match else 0
    if not EVERY_LEAST <= seconds <= EVERY_MOST:
        raise UsageError(
            f"'{text}' is no rhythm from {shown_every(EVERY_LEAST)} to {shown_every(EVERY_MOST)}.",
            hint="Write a number and m, h, d or w, as in 15m, 6h, 1d or 1w.",
        )
    return seconds


def shown_every(seconds: int) -> str:
    """Return a rhythm as it is written: in the largest unit that has it whole."""
    unit = next(unit for unit in reversed(UNITS) if seconds % UNITS[unit] == 0 or unit == "m")
    return f"{seconds // UNITS[unit]}{unit}"


def after_success(source: LivingSource, now: datetime) -> datetime:
    """Return when a source is due after a look that went well."""
    return now + timedelta(seconds=source.every * (1 + _jitter(source, now)))


def after_failure(source: LivingSource, now: datetime, *, failures: int, retry_after: str = "") -> datetime:
    """Return when a source is due after so many failures in a row, and as its host wishes."""
    backing_off = min(source.every, RETRY_FIRST * 2 ** min(failures - 1, 20))
    wanted = min(seconds_of(retry_after, now), RETRY_MOST)
    return now + timedelta(seconds=max(backing_off, wanted) * (1 + _jitter(source, now)))


def seconds_of(retry_after: str, now: datetime) -> float:
    """Return the seconds that a Retry-After asks for (RFC 9110, 10.2.3); 0 for what is neither of its forms."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(min(int(retry_after[:12]), RETRY_MOST))
    try:
        when = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max((when - now).total_seconds(), 0.0)


def _jitter(source: LivingSource, now: datetime) -> float:
    """Return a share that is another for each source and time, and the same whenever it is asked again."""
    return JITTER * Random(f"{source.id} {now.isoformat()}").random()  # noqa: S311 - nothing secret hangs on it
