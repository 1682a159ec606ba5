"""Labels before the items of a list in plain text: which of them count on, so that they are labels.

"(a)", "b." and "iv." are also words: a letter is a label only where one beside it, of the same look, counts on.
"""

import re
from collections.abc import Sequence
from typing import TypeAlias

from qa.reading.formats.numerals import roman

_PARTS = re.compile(r"(?P<before>[(\[]?)(?P<count>\d{1,3}|[A-Za-z]|[ivxlIVXL]{2,7})(?P<behind>[.)\]])")
_Look: TypeAlias = tuple[str, ...]
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


def in_series(labels: Sequence[str]) -> list[bool]:
    """Return for each label, in their order, whether one of its look beside it counts on."""
    counts = [_counts(label) for label in labels]
    belongs = [False] * len(labels)
    last: dict[_Look, dict[int, int]] = {}  # of each look, the places of the numbers seen last
    for place, looks in enumerate(counts):
        for look, number in looks:
            places = last.setdefault(look, {})
            if (before := places.pop(number - 1, None)) is not None:
                belongs[before] = belongs[place] = True
            places[number] = place
    return belongs


def is_first(label: str) -> bool:
    """Tell whether a label begins a list."""
    return any(number == 1 for _, number in _counts(label))


def _counts(label: str) -> list[tuple[_Look, int]]:
    """Return what a label may count, each with its look: "i)" is the ninth letter, and one in Roman numerals."""
    parts = _PARTS.fullmatch(label)
    if parts is None:
        return []
    count = parts["count"]
    frame: tuple[str, ...] = (parts["before"], parts["behind"], "upper" if count.isupper() else "lower")
    if count.isdigit():
        return [(("digits", *frame), int(count))]
    readings: list[tuple[_Look, int]] = []
    if len(count) == 1:
        readings.append((("letter", *frame), ord(count.lower()) - ord("a") + 1))
    if number := _roman(count.lower()):
        readings.append((("roman", *frame), number))
    return readings


def _roman(digits: str) -> int:
    """Return the number of Roman numerals, 0 for what is none."""
    if not set(digits) <= _ROMAN_VALUES.keys():
        return 0
    values = [_ROMAN_VALUES[digit] for digit in digits]
    number = sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
    return number if roman(number) == digits else 0
