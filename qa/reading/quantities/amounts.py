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
    """Reads the amounts of one text; places are indexes of its tokens."""

    def __init__(self, tokens: Sequence[NumeralToken]) -> None:
        """Keep the tokens of the text."""
        self._tokens = tokens

    def low(self, place: int) -> str:
        """Return a token in lower case; empty where there is none."""
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

    def ranged(self, amount: Amount) -> Amount:
        """Return the range that starts with an amount, as in 200–400 mg, 1 g to 2 g, between 4 and 6 weeks."""
        sign = self.low(amount.after)
        between = self.low(amount.first - 1) == "between"
        if sign not in _RANGE and not (sign == "and" and between):
            return amount
        if (
            numeral_at(self._tokens, amount.after + 1) is None
            and self._money_before_range(amount.after + 1) is None
        ):
            return amount
        upper = self.amount(amount.after + 1)
        if upper is None or (sign == "or" and amount.unit is not None):
            return amount
        unit = amount.unit or upper.unit
        if amount.unit and upper.unit and amount.unit.dimension != upper.unit.dimension:
            return amount
        if amount.unit and upper.unit is None:
            if amount.unit.dimension not in MONEY:
                return amount
            upper = replace(upper, low=_based(upper.low, amount.unit), high=_based(upper.high, amount.unit))
        low = amount.low if amount.unit else _based(amount.low, upper.unit)
        if low >= upper.high:
            return amount
        first = amount.first - 1 if between else amount.first
        return Amount(low, upper.high, unit, first, upper.after, amount.words and upper.words)

    def _money_before_range(self, place: int) -> Unit | None:
        return self._money_before(place) if place < len(self._tokens) else None

    def summed(self, amount: Amount) -> Amount:
        """Return the sum that starts with an amount: 1 hour 30 minutes, 2 years and 3 months, 1½ hours."""
        after = amount.after + (self.low(amount.after) in ("and", ","))
        if amount.unit is None or amount.unit.dimension not in ("time", "month") or amount.low != amount.high:
            return amount
        part = numeral_at(self._tokens, after) if self.low(amount.after) == "and" else None
        if part and part.value < 1 and self.unit(part.after, part)[0] is None:
            part_of_unit = part.value * amount.unit.factor
            return replace(
                amount, low=amount.low + part_of_unit, high=amount.high + part_of_unit, after=part.after
            )
        addend = self.amount(after) if numeral_at(self._tokens, after) else None
        if addend is None or addend.unit is None or addend.unit.dimension != amount.unit.dimension:
            return amount
        if addend.unit.factor >= amount.unit.factor:
            return amount
        return replace(amount, low=amount.low + addend.low, high=amount.high + addend.high, after=addend.after)


def _based(value: Fraction, unit: Unit | None) -> Fraction:
    return value if unit is None else value * unit.factor
