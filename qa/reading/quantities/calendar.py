"""Dates, days of the week and times of day among the tokens of a text."""

from collections.abc import Sequence
from fractions import Fraction

from qa.reading.quantities.numerals import NumeralToken, numeral_at
from qa.reading.quantities.units import MONTHS, SMALL, WEEKDAYS

CalendarMatch = tuple[str, Fraction, int]
"""Kind, value, and the place behind."""
_IN = frozenset("in of since by until till from to and through last next early late mid during every each".split())
_VERBS = frozenset(["may", "march"])
_SHORT_DAYS = {name[:3].title(): number for name, number in WEEKDAYS.items() if not name.endswith("s")}
_YEARS = range(1000, 2200)


def date_at(tokens: Sequence[NumeralToken], place: int) -> CalendarMatch | None:
    """Return the date that begins at a token: 2024-05-03, 3 May 2024, May 3rd, May 2024, in May; or a weekday."""
    token = tokens[place]
    if token.kind == "date":
        return _numeric_date(token, place)
    if token.kind == "number" and token.text.isdecimal() and int(token.text) <= 31:
        return _day_first(tokens, place)
    if token.kind != "word" or not token.text[0].isupper():
        return None
    if token.low in WEEKDAYS:
        return "weekday", Fraction(WEEKDAYS[token.low]), place + 1
    if token.text in _SHORT_DAYS and place + 1 < len(tokens) and tokens[place + 1].text in tuple("-–:/&"):
        return "weekday", Fraction(_SHORT_DAYS[token.text]), place + 1
    return _month_first(tokens, place) if token.low in MONTHS else None


def clock_at(tokens: Sequence[NumeralToken], place: int) -> CalendarMatch | None:
    """Return the time of day that begins at a token, in minutes: 9 am, 17:30, nine o'clock, half past nine, noon.

    "9 in the evening" and "ten at night" are times only behind a word such as "at": "take 2 at night" is none.
    """
    if _low(tokens, place) in _NAMED:
        return "clock", Fraction(_NAMED[tokens[place].low]), place + 1
    if clock := _past_or_to(tokens, place):
        minutes, after = clock
    elif clock := _hour(tokens, place):
        minutes, after = clock
        leads = _low(tokens, place - 1) in _LEADS
        stroke = _low(tokens, after) in ("o'clock", "o’clock")
        if not (stroke or tokens[place].kind == "clock" or _half_of_day(tokens, after, leads=leads)[0]):
            return None
        after += stroke
    else:
        return None
    half, after = _half_of_day(tokens, after, leads=True)
    if half == "night":
        half = "p" if _EVENING <= minutes < _NOON else "a"
    return "clock", Fraction(minutes % _NOON + _NOON * (half == "p") if half else minutes), after


_NAMED = {"noon": 720, "midday": 720, "midnight": 0}
_NOON = 720
_EVENING = 300
"""From five o'clock on, a time "at night" is in the evening."""
_LEADS = frozenset("at by until till from before after around about to between past".split())
_PERIODS = frozenset(
    "second seconds minute minutes min mins hour hours day days week weeks month months year years".split()
)
_PARTS_OF_HOUR = {"half": 30, "quarter": 15}


def _hour(tokens: Sequence[NumeralToken], place: int) -> tuple[int, int] | None:
    """Return the minutes of an hour in digits or words, as written, and the place behind it."""
    token = tokens[place] if place < len(tokens) else None
    if token is None:
        return None
    if token.kind in ("clock", "number"):
        hours, _, minutes = token.text.replace(".", ":").partition(":")
        minutes = (minutes or "0").split(":")[0]
        return (60 * int(hours) + int(minutes), place + 1) if hours.isdecimal() and minutes.isdecimal() else None
    hour = SMALL.get(token.low, 0)
    return (60 * hour, place + 1) if 1 <= hour <= _NOON // 60 else None


def _past_or_to(tokens: Sequence[NumeralToken], place: int) -> tuple[int, int] | None:
    """Return the minutes of half past nine, quarter to ten, twenty past six, and the place behind."""
    low = _low(tokens, place)
    numeral = None if low in _PARTS_OF_HOUR else numeral_at(tokens, place)
    part = _PARTS_OF_HOUR.get(low) or (int(numeral.value) if numeral and numeral.value.denominator == 1 else 0)
    at = numeral.after if numeral else place + 1
    at += _low(tokens, at) == "minutes"
    sign = _low(tokens, at)
    if sign not in ("past", "to") or not 1 <= part <= 30 or (sign == "to" and (part == 30)):
        return None
    if sign == "to" and numeral and (_low(tokens, place - 1) not in _LEADS - {"from", "between"} or part % 5):
        return None  # from ten to seven is a span of hours
    named = _NAMED.get(_low(tokens, at + 1))
    hour = (named, at + 2) if named is not None else _hour(tokens, at + 1)
    if hour is None or hour[0] % 60 or _low(tokens, hour[1]) in _PERIODS:  # about 15 to 20 minutes
        return None
    return (hour[0] + (part if sign == "past" else -part)) % (2 * _NOON), hour[1]


def _half_of_day(tokens: Sequence[NumeralToken], place: int, *, leads: bool = False) -> tuple[str, int]:
    """Return a or p for am or pm, and the place behind it; with ``leads``, "at night" too."""
    lows = [token.low for token in tokens[place : place + 4]]
    if lows[:1] in (["am"], ["pm"]):
        return lows[0][0], place + 1
    if lows[:3] in (["a", ".", "m"], ["p", ".", "m"]):
        return lows[0], place + 3 + (lows[3:] == ["."])
    if leads and lows[:2] == ["in", "the"] and lows[2:3] in (["morning"], ["afternoon"], ["evening"]):
        return "a" if lows[2] == "morning" else "p", place + 3
    return ("night", place + 2) if leads and lows[:2] == ["at", "night"] else ("", place)


def _numeric_date(token: NumeralToken, place: int) -> CalendarMatch | None:
    parts = [int(part) for part in token.text.replace("-", ".").replace("/", ".").split(".")]
    if "/" in token.text:  # day and month may stand in either order: kept as written
        return "slashed date", Fraction(parts[0] * 10**6 + parts[1] * 10**4 + parts[2]), place + 1
    year, month, day = parts if "-" in token.text else reversed(parts)
    return ("date", _value(year, month, day), place + 1) if month in range(1, 13) and day in range(1, 32) else None


def _value(year: int, month: int, day: int) -> Fraction:
    return Fraction(year * 10**4 + month * 100 + day)


def _low(tokens: Sequence[NumeralToken], place: int) -> str:
    return tokens[place].low if 0 <= place < len(tokens) else ""


def _day_first(tokens: Sequence[NumeralToken], place: int) -> CalendarMatch | None:
    at = place + 1 + (_low(tokens, place + 1) in ("st", "nd", "rd", "th"))
    at += _low(tokens, at) == "of"
    if at >= len(tokens) or tokens[at].low not in MONTHS or not tokens[at].text[0].isupper():
        return None
    year, after = _year(tokens, at + 1)
    return "date", _value(year, MONTHS[tokens[at].low], int(tokens[place].text)), after


def _month_first(tokens: Sequence[NumeralToken], place: int) -> CalendarMatch | None:
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


def _year(tokens: Sequence[NumeralToken], place: int) -> tuple[int, int]:
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
