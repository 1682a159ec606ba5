"""Phrases for a price of nothing, among the tokens of a text: free, no charge, at no cost."""

from collections.abc import Sequence
from fractions import Fraction

from qa.reading.quantities.calendar import CalendarMatch
from qa.reading.quantities.numerals import NumeralToken

FREE = "money"
"""The kind of a price of nothing, which needs no currency."""
FREE_WORDS = frozenset("free no without costs cost pay pays gratis".split())
"""First words of such phrases; most are common, so a text must also have one of FREE_TELLING."""
FREE_TELLING = frozenset("free charge fee cost nothing gratis".split())
_PHRASES = [
    phrase.split()
    for phrase in (
        "free of charge", "free of any charge", "free of cost", "no charge", "no fee", "no cost", "without charge",
        "without any charge", "without a fee", "costs nothing", "cost nothing", "pay nothing", "pays nothing",
        "gratis",
    )
]  # fmt: skip
_FURTHER = frozenset("extra additional further admission entrance entry delivery booking".split())
_IS_FREE = frozenset(
    "is are was were be being for it them all always also completely entirely generally now".split()
)
_BEHIND_FREE = frozenset(
    [
        "",
        *". , ; : ! ? ) ( – —".split(),
        *"for on in at if until till when every after before and but during with".split(),
    ]
)
_OFFERED = frozenset(
    """entry admission entrance parking delivery shipping return returns wifi travel transport ticket tickets
    breakfast trial repair repairs""".split()
)
"""What may be offered free: "free entry" costs nothing, "free time" is not about money."""
_DENIALS = frozenset(["not", "never"])


def free_at(tokens: Sequence[NumeralToken], place: int) -> CalendarMatch | None:
    """Return a price of nothing where a phrase for it begins at a token; not "free of nuts" or "sugar-free"."""
    if tokens[place].low not in FREE_WORDS:
        return None
    lows = [token.low for token in tokens[place : place + 4]]
    if len(lows) > 2 and lows[0] == "no" and lows[1] in _FURTHER:
        lows.pop(1)
        further = 1
    else:
        further = 0
    for phrase in _PHRASES:
        if lows[: len(phrase)] == phrase:
            return FREE, Fraction(0), place + len(phrase) + further
    return (FREE, Fraction(0), place + 1) if lows[0] == "free" and _is_of_price(tokens, place) else None


def _is_of_price(tokens: Sequence[NumeralToken], place: int) -> bool:
    before = tokens[place - 1] if place else None
    behind = tokens[place + 1].low if place + 1 < len(tokens) else ""
    if before and (before.low in _DENIALS or before.low.endswith(("n't", "n’t"))):
        return False
    if behind in _OFFERED:
        return True
    return behind in _BEHIND_FREE and (before is None or before.low in _IS_FREE or before.low == ":")
