"""Dates, days of the week and times of day among the tokens of a text."""

from collections.abc import Sequence
from fractions import Fraction

from qa.reading.numerals import Token
from qa.reading.units import MONTHS, WEEKDAYS

Found = tuple[str, Fraction, int]
"""Kind, value, and the place behind."""
_IN = frozenset("in of since by until till from to and through last next early late mid during every each".split())
_VERBS = frozenset(["may", "march"])
_SHORT_DAYS = {name[:3].title(): number for name, number in WEEKDAYS.items() if not name.endswith("s")}
_YEARS = range(1000, 2200)


def date_at(tokens: Sequence[Token], place: int) -> Found | None:
    """Return the date that begins at a token: 2024-05-03, 3 May 2024, May 3rd, May 2024, in May; or a weekday."""
    token = tokens[place]
    if token.kind == "date":
        return _written(token, place)
    if token.kind == "number" and token.text.isdecimal() and int(token.text) <= 31:
        return _day_first(tokens, place)
    if token.kind != "word" or not token.text[0].isupper():
        return None
    if token.low in WEEKDAYS:
        return "weekday", Fraction(WEEKDAYS[token.low]), place + 1
    if token.text in _SHORT_DAYS and place + 1 < len(tokens) and tokens[place + 1].text in tuple("-–:/&"):
        return "weekday", Fraction(_SHORT_DAYS[token.text]), place + 1
    return _month_first(tokens, place) if token.low in MONTHS else None


def clock_at(tokens: Sequence[Token], place: int) -> Found | None:
    """Return the time of day that begins at a token, in minutes: 9 am, 9:30 p.m., 17:30, nine o'clock, noon."""
    token = tokens[place]
    if token.low in ("noon", "midnight"):
        return "clock", Fraction(720 if token.low == "noon" else 0), place + 1
    if token.kind not in ("clock", "number"):
        return None
    hours, _, minutes = token.text.replace(".", ":").partition(":")
    half, after = _half_of_day(tokens, place + 1)
    is_time = (
        token.kind == "clock" or half or (after < len(tokens) and tokens[after].low in ("o'clock", "o’clock"))
    )
    if not is_time or not hours.isdecimal() or not (minutes or "0").split(":")[0].isdecimal():
        return None
    hour = int(hours) % 12 + 12 * (half == "p") if half else int(hours)
    if not half and tokens[place].kind == "number":
        after += 1
    return "clock", Fraction(60 * hour + int((minutes or "0").split(":")[0])), after


def _half_of_day(tokens: Sequence[Token], place: int) -> tuple[str, int]:
    """Return a or p for am or pm, and the place behind it."""
    lows = [token.low for token in tokens[place : place + 4]]
    if lows[:1] in (["am"], ["pm"]):
        return lows[0][0], place + 1
    if lows[:3] in (["a", ".", "m"], ["p", ".", "m"]):
        return lows[0], place + 3 + (lows[3:] == ["."])
    return "", place


def _written(token: Token, place: int) -> Found | None:
    parts = [int(part) for part in token.text.replace("-", ".").replace("/", ".").split(".")]
    if "/" in token.text:  # the day and the month stand in either order: as written
        return "slashed date", Fraction(parts[0] * 10**6 + parts[1] * 10**4 + parts[2]), place + 1
    year, month, day = parts if "-" in token.text else reversed(parts)
    return ("date", _value(year, month, day), place + 1) if month in range(1, 13) and day in range(1, 32) else None


def _value(year: int, month: int, day: int) -> Fraction:
    return Fraction(year * 10**4 + month * 100 + day)


def _low(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].low if 0 <= place < len(tokens) else ""


def _day_first(tokens: Sequence[Token], place: int) -> Found | None:
    at = place + 1 + (_low(tokens, place + 1) in ("st", "nd", "rd", "th"))
    at += _low(tokens, at) == "of"
    if at >= len(tokens) or tokens[at].low not in MONTHS or not tokens[at].text[0].isupper():
        return None
    year, after = _year(tokens, at + 1)
    return "date", _value(year, MONTHS[tokens[at].low], int(tokens[place].text)), after


def _month_first(tokens: Sequence[Token], place: int) -> Found | None:
    word, month = tokens[place].low, MONTHS[tokens[place].low]
    at = place + 1 + (_low(tokens, place + 1) == "." and len(word) <= 4)
    day = 0
    if at < len(tokens) and tokens[at].text.isdecimal() and int(tokens[at].text) in range(1, 32):
        day = int(tokens[at].text)
        at += 1 + (_low(tokens, at + 1) in ("st", "nd", "rd", "th"))
    year, after = _year(tokens, at)
    surely = (
        day
        or year
        or (_low(tokens, place - 1) in _IN if word in _VERBS else len(word) > 4 or word in ("june", "july"))
    )
    return ("date", _value(year, month, day), after) if surely else None


def _year(tokens: Sequence[Token], place: int) -> tuple[int, int]:
    """Return the year that stands at a place, behind a comma too, and the place behind it; 0 for none."""
    at = place + (_low(tokens, place) == ",")
    if (
        at < len(tokens)
        and tokens[at].text.isdecimal()
        and len(tokens[at].text) == 4
        and int(tokens[at].text) in _YEARS
    ):
        return int(tokens[at].text), at + 1
    return 0, place
