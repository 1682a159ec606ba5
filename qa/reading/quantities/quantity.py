"""A quantity of a text: its kind, its values, its bound, and what it tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qa.reading.quantities.bounds import Bound

Key = tuple[str, Fraction, Fraction, Bound]


class Role(StrEnum):
    """Whether a quantity is what is said, or tells of what it is said: an age or date; or only names something."""

    VALUE = "value"
    QUALIFIER = "qualifier"
    LABEL = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity of ``text[start:end]``, its bound included: ``low`` to ``high`` in base units of its kind."""

    start: int
    end: int
    kind: str
    low: Fraction
    high: Fraction
    bound: Bound = Bound.NONE
    role: Role = Role.VALUE

    @property
    def key(self) -> Key:
        """What is the same in two quantities that are the same."""
        return self.kind, self.low, self.high, self.bound


_ABOVE = (Bound.OVER, Bound.LEAST, Bound.AFTER)


def on_two_sides(ours: Sequence[Quantity], theirs: Sequence[Quantity]) -> bool:
    """Tell whether one speaks of what is over a number and the other of what is under it: over and under 20 kg."""
    bounds = {(each.kind, each.low, each.bound in _ABOVE) for each in ours if each.bound}
    return any((each.kind, each.low, each.bound not in _ABOVE) in bounds for each in theirs if each.bound)
