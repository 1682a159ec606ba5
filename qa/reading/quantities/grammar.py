"""The quantities of a text, exactly: two texts agree only where every quantity is the same.

A quantity is a number or a range of a kind (mass, time, money of a currency, a date, a count), with its bound ("at
most", "under").  "A day" and "per kg" are quantities of their own kinds beside the amount, so that "1 g a day" and
"a daily gram" are the same.  Units of a kind are converted exactly; "about" makes no difference.

Why this is our own grammar: docs/decisions/2026-11-27-quantities.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from qa.reading.quantities.amounts import YEARS, Amount, Amounts
from qa.reading.quantities.bounds import Bound, FoundBound, bound_of, is_condition
from qa.reading.quantities.calendar import clock_at, date_at
from qa.reading.quantities.free import FREE, FREE_TELLING, FREE_WORDS, free_at
from qa.reading.quantities.numerals import numeral_at, tokens_of
from qa.reading.quantities.quantity import Quantity, Role
from qa.reading.quantities.rhythms import as_rhythms
from qa.reading.quantities.units import (
    LABELS,
    MONEY,
    MONTHS,
    PARTS,
    RHYTHMS,
    SCALES,
    SMALL,
    TAKEN,
    TENS,
    UNITS,
    WEEKDAYS,
    Unit,
    unit_named,
)

PARSED_KEPT = 8192
"""Texts whose quantities are cached, about 1 KB each: a sentence is compared with many others."""
AGE_MOST = 120
_SURE = re.compile(r"[\d½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")
_WORD = re.compile(r"[^\W\d_]+")
_STARTING = frozenset(
    [
        *SMALL,
        *TENS,
        *SCALES,
        *PARTS,
        *RHYTHMS,
        *MONTHS,
        *WEEKDAYS,
        "twice",
        "thrice",
        "noon",
        "midday",
        "midnight",
        "per",
        *FREE_WORDS,
    ]
)
"""First words of a quantity without digits; those of _BEFORE_UNIT only before a unit."""
_BEFORE_UNIT = frozenset(["a", "an", "each", "every", "in", "over", "within"])
_FIRST = (_STARTING - FREE_WORDS - {"may", "march"}) | FREE_TELLING
_ALL_STARTING = _STARTING | _BEFORE_UNIT | {name[:3] for name in WEEKDAYS}
_DURATIONS = ("time", "month", "night")
_ONE_IS = re.compile(
    r"\b(for|in|within|after|about|around|than|least|most|to|half|of|another|over|under|until|or|is|lasts?)$"
)
_COUNTED_BEHIND = frozenset(
    """a about above after all an and any are around as at be before below between by can cost costs could
    do does equals every for from get gets give gives had has have holds if in is just last lasts may
    might must need needs not of on only or over pay pays score scores serves should than that the then
    these this those to total under until up was were when which who will with would""".split()
)
"""Words before or behind a number that show it is a number, not part of a name."""
_AGED = re.compile(r"\b(aged?|ages|age of|ages of|age range)( of| from| between| is| about)?$", re.IGNORECASE)
_OLD = re.compile(r"[ -]*(old\b|of age\b)", re.IGNORECASE)
_IN_YEAR = frozenset("in since by from until till before after during of to and early late mid".split())
_NO_RHYTHM = re.compile(r" (life|living|lives|activit|routine|task|basis)")
_FEET = frozenset(["second", "foot", "may"])


@dataclass(frozen=True, slots=True)
class QuantifiedText:
    """A text's quantities in order, and ``without_quantities``, the text with them blanked, as long as before."""

    quantities: tuple[Quantity, ...]
    without_quantities: str


@lru_cache(maxsize=PARSED_KEPT)
def measured(text: str) -> QuantifiedText:
    """Return the quantities of a text, and the text with them and their bounds blanked out."""
    if not (_SURE.search(text) or _may_count(text)):
        return QuantifiedText((), text)
    quantities_and_denials = list(_Reader(text).quantities())
    rhythmic = as_rhythms([quantity for quantity, _ in quantities_and_denials], text)
    blank = list(text)
    for start, end in [
        *((quantity.start, quantity.end) for quantity in rhythmic),
        *(denial for _, denial in quantities_and_denials),
    ]:
        blank[start:end] = " " * (end - start)
    return QuantifiedText(tuple(rhythmic), "".join(blank))


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text, in order."""
    return measured(text).quantities


def _may_count(text: str) -> bool:
    """Tell whether a text without digits may hold a quantity: a fast filter, as most do not."""
    words = _WORD.findall(text.lower())
    if not _FIRST.isdisjoint(words) or "May" in text or "March" in text:
        return True
    return any(
        word in _BEFORE_UNIT and (following in ("other", "second") or unit_named(following))
        for word, following in pairwise(words)
    )


class _Reader(Amounts):
    """Reads one text from left to right."""

    def __init__(self, text: str) -> None:
        super().__init__(tokens_of(text))
        self._text = text
        self._earlier: list[Quantity] = []

    def quantities(self) -> Iterator[tuple[Quantity, tuple[int, int]]]:
        """Yield each quantity, and the span of the denial that turned its bound."""
        place = 0
        while place < len(self._tokens):
            parsed = self._at(place)
            if parsed is None:
                place += 1
                continue
            quantity, place = parsed
            if quantity:
                bounded, denial = self._bounded(quantity)
                self._earlier.append(bounded)
                yield bounded, denial

    def _at(self, place: int) -> tuple[Quantity | None, int] | None:
        token = self._tokens[place]
        if token.kind == "word" and token.low not in _ALL_STARTING and token.text not in UNITS:
            return None
        if match := date_at(self._tokens, place) or clock_at(self._tokens, place) or free_at(self._tokens, place):
            kind, value, after = match
            role = Role.VALUE if kind in ("clock", FREE) else Role.QUALIFIER
            return self._quantity(kind, value, value, place, after, role), after
        if (token.kind == "mark" and token.text not in "-−–+/") or self._is_mark_of_list(place):
            return None
        return self._rhythm(place) or self._amount_quantity(place)

    def _quantity(
        self, kind: str, low: Fraction, high: Fraction, place: int, after: int, role: Role = Role.VALUE
    ) -> Quantity:
        start, end = self._tokens[place].start, self._tokens[after - 1].end
        return Quantity(start=start, end=end, kind=kind, low=low, high=high, role=role)

    def _is_mark_of_list(self, place: int) -> bool:
        """Tell whether a number only counts the items of a list, as in "2) Rest", or points to a note, as [2]."""
        token, behind = self._tokens[place], self.low(place + 1)
        if token.kind != "number":
            return False
        ends = token.end + 1 >= len(self._text) or self._text[token.end + 1 : token.end + 2].isspace()
        return (place == 0 and behind in (")", ".") and ends) or (self.low(place - 1) == "[" and behind in "],")

    # amounts

    def _amount_quantity(self, place: int) -> tuple[Quantity | None, int] | None:
        amount = self.amount(place)
        if amount is None:
            return self._times(place)
        amount = self.ranged(amount)
        if amount.unit is None:
            return self._bare(amount)
        summed = self.summed(amount)
        kind = summed.unit.dimension if summed.unit else ""
        if kind == "fahrenheit":
            low, high = ((value - 32) * Fraction(5, 9) for value in (summed.low, summed.high))
            return self._quantity("celsius", low, high, summed.first, summed.after), summed.after
        if kind in MONEY and summed.low == summed.high == 0:
            kind = FREE
        role = Role.QUALIFIER if kind in _DURATIONS and self._is_age(summed) else Role.VALUE
        return self._quantity(kind, summed.low, summed.high, summed.first, summed.after, role), summed.after

    def _times(self, place: int) -> tuple[Quantity, int] | None:
        if (word := self.low(place)) not in ("twice", "thrice"):
            return None
        value = Fraction(2 if word == "twice" else 3)
        return self._quantity("times", value, value, place, place + 1), place + 1

    # numbers without a unit

    def _bare(self, amount: Amount) -> tuple[Quantity | None, int] | None:
        first, after = amount.first, amount.after
        word = self.low(first - 1)
        if self.is_glued(after) and self._tokens[after].kind == "word":
            return self._glued(amount)
        if share := self._share(amount):
            return share
        kind, role, low, high = "count", Role.VALUE, amount.low, amount.high
        if word in LABELS and not amount.words:
            kind, role = f"{word} number", Role.LABEL
            digits = self._tokens[first].text
            if "." in digits:  # version 2.10 is not 2.1
                low = high = Fraction(int.from_bytes(digits.encode(), "big"))
        elif self._is_age(amount) or self._is_likely_age(amount):
            kind, role, low, high = "month", Role.QUALIFIER, 12 * low, 12 * high
        elif self._is_name(amount):
            role = Role.LABEL
        elif word in _IN_YEAR and not amount.words and self._tokens[first].text.isdecimal() and int(low) in YEARS:
            role = Role.QUALIFIER
        elif amount.words and low == high == 1 and not self._counts_noun(after) and not self._bounded_here(amount):
            return None, after
        if (ratio := self._ratio(amount)) and kind == "count":
            return ratio
        return self._quantity(kind, low, high, first, after, role), after

    def _counts_noun(self, after: int) -> bool:
        """Tell whether a number is joined to what it counts, as in a one-match ban."""
        return self.low(after) in ("-", "‑") and self.is_glued(after) and self.is_glued(after + 1)

    def _is_name(self, amount: Amount) -> bool:
        """Tell whether digits behind a noun are part of its name, as in ataxia 11."""
        before = self._tokens[amount.first - 1] if amount.first else None
        if amount.words or before is None or before.kind != "word" or before.low in _COUNTED_BEHIND:
            return False
        behind = self.low(amount.after)
        plain = amount.low.denominator == 1 and amount.low == amount.high
        return plain and amount.low not in (0, 100) and (not behind.isalpha() or behind in _COUNTED_BEHIND)

    def _glued(self, amount: Amount) -> tuple[Quantity | None, int]:
        suffix = self.low(amount.after)
        kind = {"s": "decade", "st": "ordinal", "nd": "ordinal", "rd": "ordinal", "th": "ordinal"}.get(suffix)
        if kind is None:  # a name, such as 3D or 4x4
            return None, amount.after + 1
        role = Role.QUALIFIER if kind == "decade" else Role.LABEL
        after = amount.after + 1
        return self._quantity(kind, amount.low, amount.high, amount.first, after, role), after

    def _share(self, amount: Amount) -> tuple[Quantity, int] | None:
        """Return a share, comparable with a percentage: one in five, 3 out of 4, half of."""
        after = amount.after
        behind = after + 1 if self.low(after) == "in" else after + 2
        if self.low(after) == "in" or (self.low(after) == "out" and self.low(after + 1) == "of"):
            total = self.amount(behind) if behind < len(self._tokens) else None
            if (
                total
                and total.unit is None
                and amount.high < total.low
                and int(total.low) not in YEARS
                and total.low.denominator == 1
            ):
                low, high = amount.low / total.low, amount.high / total.low
                return self._quantity("share", low, high, amount.first, total.after), total.after
        if amount.high < 1 and amount.low > 0 and self.low(after) in _SHARE_OF:
            return self._quantity("share", amount.low, amount.high, amount.first, after), after
        return None

    def _ratio(self, amount: Amount) -> tuple[Quantity, int] | None:
        """Return a ratio, two numbers in one quantity: 140/90 mmHg."""
        at = amount.after
        if self.low(at) != "/" or not self.is_glued(at) or not self.is_glued(at + 1):
            return None
        denominator = self.amount(at + 1)
        if denominator is None:
            return None
        kind = f"{denominator.unit.dimension if denominator.unit else 'count'} ratio"
        factor = denominator.unit.factor if denominator.unit else Fraction(1)
        return self._quantity(
            kind, amount.low * factor, denominator.high, amount.first, denominator.after
        ), denominator.after

    def _is_age(self, amount: Amount) -> bool:
        before = self._text[
            max(0, self._tokens[amount.first].start - 30) : self._tokens[amount.first].start
        ].rstrip()
        return bool(_AGED.search(before) or _OLD.match(self._text, self._tokens[amount.after - 1].end))

    def _is_likely_age(self, amount: Amount) -> bool:
        """Tell whether a bare number is an age, as in "over 65": small and whole, with a bound used of ages."""
        if amount.high > AGE_MOST or amount.low.denominator != 1 or amount.low < 1 or amount.words:
            return False
        quantity = self._quantity("count", amount.low, amount.high, amount.first, amount.after)
        return self._bound_of(quantity, is_age=True).tells_age

    def _bounded_here(self, amount: Amount) -> bool:
        quantity = self._quantity("count", amount.low, amount.high, amount.first, amount.after)
        bound = self._bound_of(quantity, is_age=False)
        than = "than" in self._text[bound.start : quantity.start].lower()
        return than or bound.bound in (Bound.MOST, Bound.LEAST)

    # how often, and per what

    def _rhythm(self, place: int) -> tuple[Quantity, int] | None:
        word = self.low(place)
        if word in RHYTHMS and not _NO_RHYTHM.match(self._text.lower(), self._tokens[place].end):
            return self._every(UNITS[RHYTHMS[word]], Fraction(1), Fraction(1), place, place + 1)
        slash = word == "/" and self.is_glued(place) and self.is_glued(place + 1)
        if word in ("per", "each", "every") or (slash and self._earlier):
            return self._per(place, strict=slash or word != "per")
        if word in ("a", "an") and place + 1 < len(self._tokens):
            return self._article_and_unit(place)
        return self._in_a_day(place) if word in ("in", "over", "within") else None

    def _every(
        self, unit: Unit, low: Fraction, high: Fraction, place: int, after: int, kind: str = "every"
    ) -> tuple[Quantity, int]:
        low, high = low * unit.factor, high * unit.factor
        return self._quantity(f"{kind} {unit.dimension}", low, high, place, after), after

    def _per(self, place: int, *, strict: bool) -> tuple[Quantity, int] | None:
        at, times = place + 1, Fraction(1)
        if self.low(at) in ("other", "second") and unit_named(self.low(at + 1)):
            at, times = at + 1, Fraction(2)
        amount = self.amount(at) if numeral_at(self._tokens, at) else None
        if amount is not None:
            amount = self.ranged(amount)
            if amount.unit and amount.unit.dimension in (*_DURATIONS, "mass", "volume", "length"):
                kind = f"every {amount.unit.dimension}"
                return self._quantity(kind, amount.low, amount.high, place, amount.after), amount.after
            return None
        if at >= len(self._tokens) or self._tokens[at].kind != "word":
            return None
        unit = unit_named(self._tokens[at].text)
        if unit and self.low(at) not in ("foot",):
            return self._every(unit, times, times, place, at + 1)
        if strict:
            return None
        named = Fraction(int.from_bytes(self.low(at).rstrip("s").encode(), "big"))
        return self._quantity("per thing", named, named, place, at + 1), at + 1

    def _article_and_unit(self, place: int) -> tuple[Quantity, int] | None:
        """Return "a day" as a frequency, "for a day" and "a tablet" as an amount of one."""
        word = self.low(place + 1)
        owns = word.endswith(("'s", "’s"))  # a week's notice lasts one week
        unit = unit_named(word)
        if unit is None or word in _FEET or (word.endswith("s") and not owns) or numeral_at(self._tokens, place):
            return None
        amount = Amount(unit.factor, unit.factor, unit, place, place + 2, words=True)
        if unit.dimension in _DURATIONS:
            before = (
                self._text[max(0, self._tokens[place].start - 12) : self._tokens[place].start].rstrip().lower()
            )
            if (
                self.low(place + 2) == "or"
                and (larger := numeral_at(self._tokens, place + 3))
                and larger.value > 1
            ):
                high = larger.value * unit.factor
                return self._quantity(unit.dimension, unit.factor, high, place, larger.after), larger.after
            if not owns and not _ONE_IS.search(before) and not self._is_and_half(place + 2):
                return self._every(unit, Fraction(1), Fraction(1), place, place + 2)
            summed = self.summed(amount)
            return self._quantity(unit.dimension, summed.low, summed.high, place, summed.after), summed.after
        if self._earlier and self._earlier[-1].end >= self._tokens[place].start - 1:
            return self._every(unit, Fraction(1), Fraction(1), place, place + 2)
        if unit.dimension in ("tablet", "capsule", "puff", "sachet", "spoon", "mass", "volume", "length", *MONEY):
            return self._quantity(unit.dimension, unit.factor, unit.factor, place, place + 2), place + 2
        return None

    def _is_and_half(self, place: int) -> bool:
        part = numeral_at(self._tokens, place + 1) if self.low(place) == "and" else None
        return part is not None and part.value < 1

    def _in_a_day(self, place: int) -> tuple[Quantity, int] | None:
        """Return "in 24 hours" behind a dose as the frequency "a day"."""
        at = place + 1 + (self.low(place + 1) in ("any", "a", "one", "each", "every"))
        amount = self.amount(at) if at < len(self._tokens) and numeral_at(self._tokens, at) else None
        is_day = amount is not None and amount.unit is not None and (amount.unit.dimension, amount.low) == _DAY
        has_dose = any(quantity.kind in TAKEN or quantity.kind in ("times", "count") for quantity in self._earlier)
        if amount is None or not (is_day and has_dose):
            return None
        after = amount.after + (self.low(amount.after) == "period")
        return self._quantity("every time", amount.low, amount.low, place, after), after

    def _bound_of(self, quantity: Quantity, *, is_age: bool) -> FoundBound:
        """Return the bound of a quantity, searched for behind the previous quantity."""
        floor = self._earlier[-1].end if self._earlier else 0
        return bound_of(self._text, (quantity.start, quantity.end), floor=floor, is_age=is_age)

    def _bounded(self, quantity: Quantity) -> tuple[Quantity, tuple[int, int]]:
        bound = self._bound_of(quantity, is_age=quantity.role is Role.QUALIFIER)
        start = bound.denial[0] if bound.denial[1] else bound.start
        bounded = replace(quantity, bound=bound.bound, start=start, end=bound.end)
        if bounded.role is Role.VALUE and is_condition(self._text, start, bound.end, bound=bound.bound):
            bounded = replace(bounded, role=Role.QUALIFIER)
        return bounded, bound.denial


_SHARE_OF = frozenset([".", ",", ";", ")", "!", "of", "the", ""])
_DAY = ("time", Fraction(86400))
