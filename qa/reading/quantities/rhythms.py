"""Frequencies: "twice daily" and "every 12 hours" are the same, so both are read as the time between two doses."""

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


def as_rhythms(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """Return the quantities with each number of times joined to its period, as in "twice a day".

    A number of times without a period right behind it is kept as it is.
    """
    joined: list[Quantity] = []
    for quantity in (_with_once(quantity, text) for quantity in quantities):
        times = joined[-1] if joined else None
        if times and _is_of(times, quantity, text):
            low, high = quantity.low / times.high, quantity.high / times.low
            bound = _TURNED.get(times.bound, times.bound)
            joined[-1] = replace(quantity, start=times.start, low=low, high=high, bound=bound)
        else:
            joined.append(quantity)
    return joined


def _with_once(quantity: Quantity, text: str) -> Quantity:
    match = _ONCE.search(text, 0, quantity.start) if quantity.kind.startswith("every ") else None
    return replace(quantity, start=match.start()) if match else quantity


def _is_of(times: Quantity, period: Quantity, text: str) -> bool:
    is_pair = times.kind == "times" and period.kind.startswith("every ") and period.bound is Bound.NONE
    return is_pair and times.low > 0 and not text[times.end : period.start].strip(" -")
