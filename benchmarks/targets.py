"""What a measure is to reach, beside what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.tables import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a measure is to reach (or, for one of LESS_IS_BETTER, to stay below), and what was measured."""

    name: str
    reach: float
    measured: float
    at_most: bool = False

    @property
    def reached(self) -> bool:
        """Tell whether the measure is where it is to be."""
        return self.measured <= self.reach if self.at_most else self.measured >= self.reach


def table_of_targets(targets: Sequence[Target]) -> list[str]:
    """Return the lines of a table of targets."""
    rows = [
        (
            target.name,
            f"{'at most' if target.at_most else 'at least'} {target.reach:.4g}",
            f"{target.measured:.4f}",
            "yes" if target.reached else "no",
        )
        for target in targets
    ]
    return table(("", "reach", "measured", "reached"), rows)
