"""Whether the figures of one sentence stand in another: numbers, units, bounds, codes, bare periods."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from qa.answering.checking.wording import Wording
from qa.reading.quantities.bounds import Bound
from qa.reading.quantities.quantity import Quantity, Role

_UPPER = (Bound.MOST, Bound.UNDER, Bound.BEFORE)
_LOWER = (Bound.LEAST, Bound.OVER, Bound.AFTER)
_DURATIONS = ("time", "month", "night")
COUNTED_LOOSELY = 3
"""A count up to this, in words, may be said of what an article lists without a number: "the two of them"."""
_PERIODS = {
    form: period
    for period, forms in {
        "second": "seconds", "minute": "minute minutes", "hour": "hour hours hourly",
        "day": "day days daily", "week": "week weeks weekly", "month": "month months monthly",
        "year": "year years yearly annually", "decade": "decade decades", "century": "century centuries",
        "pound": "pound pounds", "tonne": "tonne tonnes ton tons", "gram": "gram grams", "mile": "mile miles",
        "metre": "metre metres meter meters", "inch": "inch inches",
    }.items()
    for form in forms.split()
}  # fmt: skip
_ONE = re.compile(r"\bone (?!of\b|or\b|another\b)[a-z]+", re.IGNORECASE)


def agree_on(here: Quantity, there: Quantity) -> bool:
    """Tell whether two quantities are the same value of the same kind, with bounds that do not turn it round.

    A name with the same number ("week 28") is the same as the number ("28 weeks").
    """
    if _opposite(here.bound, there.bound):
        return False
    if (here.low, here.high) == (there.low, there.high) and _kind(here) == _kind(there):
        return True
    if here.role is Role.LABEL or there.role is Role.LABEL or "count" in (here.kind, there.kind):
        return bool(_plain(here) & _plain(there)) and not (here.kind == there.kind == "count")
    return False


def _kind(quantity: Quantity) -> str:
    kind = quantity.kind.removeprefix("every ")
    return "time" if kind == "night" else kind


def _plain(quantity: Quantity) -> set[Fraction]:
    """Return the number that a quantity may have been written as, in its unit."""
    values = {quantity.low}
    if quantity.kind == "month":
        values |= {quantity.low / 12}
    if quantity.kind == "time":
        values |= {quantity.low / size for size in (60, 3600, 86400, 604800)}
    return values


def _opposite(left: Bound, right: Bound) -> bool:
    return (left in _UPPER and right in _LOWER) or (left in _LOWER and right in _UPPER)


def same_measure(here: Quantity, there: Quantity) -> bool:
    """Tell whether two quantities measure the same thing, so that one may be given instead of the other."""
    if here.kind in _DURATIONS and there.kind in _DURATIONS:
        return True
    return here.kind.removeprefix("every ") == there.kind.removeprefix("every ") or (
        here.kind.startswith("every ") and there.kind.startswith("every ")
    )


def unfounded(claim: Wording, sources: Sequence[Wording]) -> list[Quantity]:
    """Return the quantities of a sentence that none of the sentences it may rest on has."""
    there = [quantity for source in sources for quantity in source.quantities]
    texts = [source.text for source in sources]
    bare = [quantity for quantity in claim.quantities if not any(agree_on(quantity, other) for other in there)]
    return [quantity for quantity in bare if not _is_loose(quantity, claim.text, there, texts)]


def _is_loose(quantity: Quantity, text: str, there: Sequence[Quantity], sources: Sequence[str]) -> bool:
    """Tell whether a quantity says nothing of its own: a small count in words of what no source counts."""
    if quantity.kind == "ordinal" or text[: quantity.start].lower().endswith(("latter ", "last ")):
        return True
    in_words = not any(character.isdigit() for character in text[quantity.start : quantity.end])
    if quantity.kind != "count" or not in_words or quantity.high > COUNTED_LOOSELY:
        return False
    return not any(other.kind == "count" for other in there) and not any(map(_ONE.search, sources))


def instead_of(quantity: Quantity, claim: Wording, source: Wording) -> Quantity | None:
    """Return the quantity of a source that stands where a sentence has another one; None where none can."""
    free = [
        other
        for other in source.quantities
        if not any(agree_on(own, other) for own in claim.quantities if own is not quantity)
    ]
    alike = [other for other in free if same_measure(quantity, other)]
    return next(iter(alike or free), None)


def unit_of(word: str) -> str:
    """Return the unit that a word names, of those that are compared also without a number; else empty."""
    return _PERIODS.get(word, "")


def periods(wording: Wording) -> set[str]:
    """Return the units that stand in a sentence, also those that no number counts: "within weeks", "that day"."""
    low = wording.text.lower()
    return {_PERIODS[word] for word in re.findall(r"[a-z]+", low) if word in _PERIODS} | set(_named(wording))


def _named(wording: Wording) -> Iterator[str]:
    """Yield further units by which a quantity of a sentence may be called: a fortnight is two weeks."""
    low = wording.text.lower()
    for word, units in (
        ("fortnight", ("week", "day")), ("today", ("day",)), ("tonight", ("day",)), ("daytime", ("day",)),
        ("overnight", ("day",)), ("tomorrow", ("day",)), ("nightly", ("day",)), ("monthly", ("month",)),
    ):  # fmt: skip
        if word in low:
            yield from units


def uncounted(wording: Wording) -> set[str]:
    """Return the units of a sentence that no quantity of it has: those of "several weeks", "the same day"."""
    spans = [(quantity.start, quantity.end) for quantity in wording.quantities]
    low = wording.text.lower()
    return {
        _PERIODS[match[0]]
        for match in re.finditer(r"[a-z]+", low)
        if match[0] in _PERIODS and not any(start <= match.start() < end for start, end in spans)
    }


def first_of(names: Iterable[str]) -> str:
    """Return the first of some names by the alphabet, so that a reason is the same in every run; else empty."""
    return min(names, default="")
