"""Numbers with their units, and ranges and sums of them, among the tokens of a text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from qa.reading.quantities.numerals import Numeral, NumeralToken, numeral_at
from qa.reading.quantities.units import MONEY, SEVERAL_WORDS, SHORT_SCALES, UNITS, Unit, unit_named

YEARS = range(1500, 2101)
"""Whole numbers that may be years."""
_RANGE = ("-", "–", "—", "‑", "−", "to", "or", "through")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, between two tokens."""

    low: Fraction
    high: Fraction
    unit: Unit | None
    first: int
    after: int
    words: bool


class Amounts:
    """Reads the amounts of one text; places are numbers of its tokens."""

    def __init__(self, tokens: Sequence[NumeralToken]) -> None:
        """Read among some tokens."""
        self._tokens = tokens

    def low(self, place: int) -> str:
        """Return a token without case; empty where there is none."""
        return self._tokens[place].low if 0 <= place < len(self._tokens) else ""

    def is_glued(self, place: int) -> bool:
        """Tell whether nothing stands between a token and the one before it."""
        return 0 < place < len(self._tokens) and self._tokens[place].start == self._tokens[place - 1].end

    def amount(self, place: int) -> Amount | None:
        """Return the number, with its unit or currency, that begins at a place."""
        first = place
        negative = self._is_minus(place)
        money = None if negative else self._money_before(place)
        place += bool(negative or money)
        numeral = numeral_at(self._tokens, place)
        if numeral is None:
            return None
        value, after = numeral.value, numeral.after
        if money:
            if self.is_glued(after) and self.low(after) in SHORT_SCALES:
                value, after = value * SHORT_SCALES[self.low(after)], after + 1
            return Amount(value, value, money, first, after, numeral.words)
        value = -value if negative else value
        unit, after = self.unit(after, numeral)
        value = _based(value, unit)
        return Amount(value, value, unit, first, after, numeral.words)

    def _is_minus(self, place: int) -> bool:
        token = self._tokens[place]
        if token.text not in "-−–" or not self.is_glued(place + 1):
            return False
        return place == 0 or (not self.is_glued(place) and self._tokens[place - 1].kind != "number")

    def _money_before(self, place: int) -> Unit | None:
        unit = UNITS.get(self._tokens[place].text)
        follows = place + 1 < len(self._tokens) and self._tokens[place + 1].kind == "number"
        return unit if unit and unit.dimension in MONEY and follows else None

    def unit(self, place: int, numeral: Numeral) -> tuple[Unit | None, int]:
        """Return the unit that stands behind a number, and the place behind it."""
        at = place
        if self.low(at) == "of" and self.low(at + 1) in ("a", "an"):
            at += 2
        elif (self.low(at) in ("a", "an") and numeral.value < 1) or (
            self.low(at) in ("-", "‑") and self.is_glued(at)
        ):
            at += 1
        if at >= len(self._tokens):
            return None, place
        two = (self.low(at), self.low(at + 1))
        if unit := SEVERAL_WORDS.get(two):
            return unit, at + 2
        token = self._tokens[at]
        glued = at == place and self.is_glued(at)
        unit = unit_named(token.text) if token.kind == "word" else UNITS["x"] if token.text == "×" else None
        if unit and (token.text not in ("A", "a", "s", "K") or glued):
            if token.text == "s" and int(numeral.value) in YEARS:
                return None, place
            if unit is UNITS["°"] and self.low(at + 1) in ("c", "f") and len(self.low(at + 1)) == 1:
                return UNITS[self.low(at + 1).upper()], at + 2
            return unit, at + 1
        return None, place

    def ranged(self, one: Amount) -> Amount:
        """Return the range that an amount begins, as in 200–400 mg, 1 g to 2 g, between 4 and 6 weeks."""
        sign = self.low(one.after)
        between = self.low(one.first - 1) == "between"
        if sign not in _RANGE and not (sign == "and" and between):
            return one
        if numeral_at(self._tokens, one.after + 1) is None and self._money_before_range(one.after + 1) is None:
            return one
        other = self.amount(one.after + 1)
        if other is None or (sign == "or" and one.unit is not None):
            return one
        unit = one.unit or other.unit
        if one.unit and other.unit and one.unit.dimension != other.unit.dimension:
            return one
        if one.unit and other.unit is None:
            if one.unit.dimension not in MONEY:
                return one
            other = replace(other, low=_based(other.low, one.unit), high=_based(other.high, one.unit))
        low = one.low if one.unit else _based(one.low, other.unit)
        if low >= other.high:
            return one
        first = one.first - 1 if between else one.first
        return Amount(low, other.high, unit, first, other.after, one.words and other.words)

    def _money_before_range(self, place: int) -> Unit | None:
        return self._money_before(place) if place < len(self._tokens) else None

    def summed(self, one: Amount) -> Amount:
        """Return what 1 hour 30 minutes, 2 years and 3 months or an hour and a half are together."""
        after = one.after + (self.low(one.after) in ("and", ","))
        if one.unit is None or one.unit.dimension not in ("time", "month") or one.low != one.high:
            return one
        part = numeral_at(self._tokens, after) if self.low(one.after) == "and" else None
        if part and part.value < 1 and self.unit(part.after, part)[0] is None:
            more = part.value * one.unit.factor
            return replace(one, low=one.low + more, high=one.high + more, after=part.after)
        other = self.amount(after) if numeral_at(self._tokens, after) else None
        if other is None or other.unit is None or other.unit.dimension != one.unit.dimension:
            return one
        if other.unit.factor >= one.unit.factor:
            return one
        return replace(one, low=one.low + other.low, high=one.high + other.high, after=other.after)


def _based(value: Fraction, unit: Unit | None) -> Fraction:
    return value if unit is None else value * unit.factor
