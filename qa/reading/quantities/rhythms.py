"""How often: "twice daily" and "every 12 hours" are one rhythm, so both are read as the time between two."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.reading.quantities.bounds import Bound
from qa.reading.quantities.quantity import Quantity

_ONCE = re.compile(r"\bonce\s+$", re.IGNORECASE)
_TURNED = {
    Bound.MOST: Bound.LEAST,
    Bound.LEAST: Bound.MOST,
    Bound.UNDER: Bound.OVER,
    Bound.OVER: Bound.UNDER,
}
"""At most 4 times a day is at least 6 hours apart."""


def as_rhythms(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """Return the quantities, each number of times and the period that it is of as one: twice a day.

    A number of times that stands alone, or apart from a period, is kept as it is.
    """
    joined: list[Quantity] = []
    for each in (_with_once(each, text) for each in found):
        times = joined[-1] if joined else None
        if times and _is_of(times, each, text):
            low, high = each.low / times.high, each.high / times.low
            bound = _TURNED.get(times.bound, times.bound)
            joined[-1] = replace(each, start=times.start, low=low, high=high, bound=bound)
        else:
            joined.append(each)
    return joined


def _with_once(each: Quantity, text: str) -> Quantity:
    match = _ONCE.search(text, 0, each.start) if each.kind.startswith("every ") else None
    return replace(each, start=match.start()) if match else each


def _is_of(times: Quantity, period: Quantity, text: str) -> bool:
    is_pair = times.kind == "times" and period.kind.startswith("every ") and period.bound is Bound.NONE
    return is_pair and times.low > 0 and not text[times.end : period.start].strip(" -")
