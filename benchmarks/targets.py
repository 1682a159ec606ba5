"""Targets of measures, beside the measured values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.tables import table

ALIKE = 0.002
"""How far a measure may move through a change that aims at speed alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The least (or, with ``at_most``, greatest) value that a measure should have, and the measured value."""

    name: str
    reach: float
    measured: float
    at_most: bool = False

    @property
    def reached(self) -> bool:
        """Whether the measured value meets the target."""
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


def table_of_changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the lines of a table of each collection's measures, before and now."""
    rows = []
    for collection, result in now.items():
        for name, value in result["measures"].items():
            was = before.get(collection, {}).get("measures", {}).get(name)
            change = "new" if was is None else f"{value - was:+.4f}"
            alike = was is not None and abs(value - was) <= ALIKE
            rows.append(
                (f"{collection}, {name}", f"{was or 0:.4f}", f"{value:.4f}", change, "yes" if alike else "no")
            )
    return table(("", "kept before", "now", "change", f"within {ALIKE}"), rows)
