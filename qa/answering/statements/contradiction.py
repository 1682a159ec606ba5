"""Whether one text affirms what another denies, by words alone."""

import re
from collections.abc import Callable, Mapping, Sequence

from qa.reading.quantities.grammar import measured

Stems = Callable[[str], Sequence[str]]

_NEGATORS = frozenset(
    """not no never none nobody nothing neither nor without cannot cant seldom rarely hardly scarcely avoid avoids
    avoiding unable unlikely difficulty trouble loss lost lose loses losing lack""".split()
)
_NEGATED_BEFORE = frozenset(["avoided"])
_EMPTY = frozenset("make makes making made take takes become becomes".split())
_NEGATION_REACH = 3
"""Scope of a negation: content words after it, within its clause."""
_JUDGING: Sequence[tuple[str, str]] = (
    ("more most", "less least fewer"),
    ("better improve improves improved improving", "worse worsen worsens worsening"),
    (
        "increase increases increased increasing raise raises raised raising",
        "decrease decreases decreased decreasing reduce reduces reduced reducing lowers lowered lowering",
    ),
    ("safe safely harmless", "unsafe dangerous harmful risky"),
    ("help helps ease eases relieve relieves", "aggravate aggravates hurt hurts"),
    ("always often usually commonly", "never seldom rarely"),
    ("common", "rare uncommon"),
    ("likely", "unlikely"),
    ("possible", "impossible"),
    ("effective", "ineffective"),
    ("allowed permitted legal", "forbidden prohibited banned illegal"),
)  # fmt: skip
"""Opposite verdicts on one thing."""
_DESCRIBING: Sequence[tuple[str, str]] = (
    ("good", "bad"),
    ("well", "unwell ill"),
    ("high higher", "low lower"),
    ("warm heat hot warmth", "cold cool ice"),
    ("mild slight", "severe"),
    ("before", "after"),
    ("start begin", "stop"),
)  # fmt: skip
"""Opposites that mostly tell two things apart: a warm pack and a cold one."""
_AXES: Mapping[str, tuple[str, bool]] = {
    word: (pair[0].split()[0], side == 0)
    for pair in (*_JUDGING, *_DESCRIBING)
    for side in (0, 1)
    for word in pair[side].split()
}
"""A word that has an opposite: the axis it lies on, and whether at its first end."""
_DESCRIBING_AXES = frozenset(pair[0].split()[0] for pair in _DESCRIBING)
VERDICTS = " ".join(word for pair in _JUDGING for side in pair for word in side.split())
"""The words of opposite verdicts."""
NEGATORS = " ".join(sorted(_NEGATORS | _NEGATED_BEFORE))


def contradict(left: str, right: str, stems: Stems) -> bool:
    """Tell whether one text affirms what the other denies: should and should not, safe and not safe, more, less.

    By words alone: one text negates a word that both have, or the two have opposites.
    "Not more than 4 g" denies nothing: it is a bound.
    """
    return bool(_opposed(left, right, stems))


def judge_differently(left: str, right: str, stems: Stems) -> bool:
    """Tell whether two texts contradict each other, other than by describing two things (a warm, a cold pack)."""
    opposed = _opposed(left, right, stems)
    return bool(opposed) and opposed.isdisjoint(_DESCRIBING_AXES)


def _opposed(left: str, right: str, stems: Stems) -> set[str]:
    left_ends, right_ends = (
        _ends(measured(left).without_quantities, stems),
        _ends(measured(right).without_quantities, stems),
    )
    return {axis for axis in left_ends.keys() & right_ends.keys() if left_ends[axis].isdisjoint(right_ends[axis])}


def _ends(text: str, stems: Stems) -> dict[str, set[bool]]:
    """Return the axes of a text (opposites, or a content word), each with the ends that the text affirms."""
    ends: dict[str, set[bool]] = {}
    for clause in re.split(r"[,;:.()!?—–]|\bbut\b", text.casefold().replace("’", "'")):
        reach = 0
        words = re.findall(r"[\w'-]+", clause)
        denied_before = bool(_NEGATED_BEFORE.intersection(words))
        for word in words:
            if word in _NEGATORS or word.endswith("n't"):
                reach = _NEGATION_REACH
                continue
            axis, affirmed = _AXES.get(word, ("".join(stems(word)), True))
            if axis and word not in _EMPTY:
                ends.setdefault(axis, set()).add(affirmed is not (reach > 0 or denied_before))
                reach -= 1
    return ends
