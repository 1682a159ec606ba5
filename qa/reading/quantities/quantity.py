"""A quantity of a text: its kind, its values, its bound, and its role."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qa.reading.quantities.bounds import Bound

Key = tuple[str, Fraction, Fraction, Bound]


class Role(StrEnum):
    """Whether a quantity is the value stated, qualifies whom or when it applies to, or only names something."""

    VALUE = "value"
    QUALIFIER = "qualifier"
    LABEL = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity at ``text[start:end]``, bound words included: ``low`` to ``high`` in base units of its kind."""

    start: int
    end: int
    kind: str
    low: Fraction
    high: Fraction
    bound: Bound = Bound.NONE
    role: Role = Role.VALUE

    @property
    def key(self) -> Key:
        """The parts by which two quantities are compared."""
        return self.kind, self.low, self.high, self.bound


_ABOVE = (Bound.OVER, Bound.LEAST, Bound.AFTER)


def on_two_sides(left: Sequence[Quantity], right: Sequence[Quantity]) -> bool:
    """Tell whether one text is about values over a number and the other about values under it: 20 kg."""
    bounds = {(quantity.kind, quantity.low, quantity.bound in _ABOVE) for quantity in left if quantity.bound}
    return any(
        (quantity.kind, quantity.low, quantity.bound not in _ABOVE) in bounds
        for quantity in right
        if quantity.bound
    )
