"""A number and its format code (ECMA-376, part 1, 18.8.31) → the text that a cell of a workbook shows.

The decimal sign is a point and thousands are parted by commas, as the codes themselves have it: a file does not
say where it will be read.  For the same reason a date that each country writes in its own way is 2026-01-31.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from fractions import Fraction
from functools import lru_cache

from qa.reading.formats.raised import fraction

GENERAL = "General"
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""The codes that files give by number; 14 and 22 are the dates that look otherwise in each country."""
SIGNIFICANT_DIGITS = 10
"""What a cell in the general format shows at most, its decimal point aside (Excel shows 11 characters)."""
LAST_DAY = 2_958_466  # the year 10000, which no workbook reaches

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<noon>AM/PM|am/pm|A/P|a/p)|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?)"
    r"|(?P<power>[eE][+-])|(?P<digit>[0#?])|(?P<sign>[.,%/])|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(?P<how><=|>=|<>|<|>|=)\s*(?P<bound>-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"(?:h+|m+|s+)", re.IGNORECASE)
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_EXACT = Context(prec=400)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def shown_number(value: float, code: str, *, from_1904: bool = False) -> str:
    """Return what a cell shows of a number; ``from_1904`` where the workbook counts its days from then."""
    sections = _sections(code or GENERAL)
    section, value = _chosen(sections, value)
    kinds = {token.kind for token in section}
    if not section:
        return ""
    if kinds & {"date", "noon", "elapsed"} and not kinds & {"digit"}:
        return _date(section, value, from_1904)
    if "general" in kinds or (kinds <= {"text", "at", "condition"} and "at" in kinds):
        return "".join(token.text if token.kind == "text" else _general(value) for token in section).strip()
    return _number(section, value).strip()


def shown_text(text: str, code: str) -> str:
    """Return what a cell shows of a text: the fourth part of its code may put words around it."""
    sections = _sections(code or GENERAL)
    section = sections[3] if len(sections) > 3 else sections[-1]
    if len(sections) < 4 and not any(token.kind == "at" for token in section):
        return text
    text_tokens = (token for token in section if token.kind in ("text", "at"))
    return "".join(token.text if token.kind == "text" else text for token in text_tokens)


@lru_cache(maxsize=1024)
def _sections(code: str) -> list[list[_Token]]:
    sections: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind, text = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "other" and text == ";":
            sections.append([])
        elif kind == "other":
            sections[-1].append(_Token("at" if text == "@" else "text", text))
        elif kind in ("quoted", "escaped"):
            sections[-1].append(_Token("text", text))
        elif kind == "space":
            sections[-1].append(_Token("text", " "))
        elif kind == "bracket":
            sections[-1] += _of_bracket(text)
        elif kind != "fill":
            sections[-1].append(_Token(kind, text))
    return sections


def _of_bracket(text: str) -> list[_Token]:
    if text.startswith("$"):  # a currency, and the language of dates
        sign = text[1:].partition("-")[0]
        return [_Token("text", sign)] if sign else []
    if _CONDITION.fullmatch(text):
        return [_Token("condition", text)]
    return [_Token("elapsed", text)] if _ELAPSED.fullmatch(text) else []  # else a colour


def _chosen(sections: list[list[_Token]], value: float) -> tuple[list[_Token], float]:
    """Return the part of a code that a number takes, and the number without a sign where that part tells it."""
    conditions = [next((token.text for token in section if token.kind == "condition"), "") for section in sections]
    if any(conditions):
        for place, (section, condition) in enumerate(zip(sections, conditions, strict=True)):
            if (condition and _holds(condition, value)) or (not condition and place == len(sections) - 1):
                return section, value
            if not condition and place == 1 and value < 0:
                return section, abs(value)
        return sections[-1], value
    if len(sections) > 1 and value < 0:
        return sections[1], abs(value)
    return (sections[2] if len(sections) > 2 and value == 0 else sections[0]), value


def _holds(condition: str, value: float) -> bool:
    match = _CONDITION.fullmatch(condition)
    if match is None:
        return False
    bound = float(match["bound"])
    how = match["how"]
    if how == "=" or how == "<>":
        return (value == bound) is (how == "=")
    return (value < bound if how[0] == "<" else value > bound) or (how[1:] == "=" and value == bound)


def _general(value: float) -> str:
    if value == int(value) and abs(value) < 10**11:
        return str(int(value))
    digits = f"{value:.{SIGNIFICANT_DIGITS}G}"
    mantissa, exponent, power = digits.partition("E")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}{exponent}{power}"


def _rounded(value: Decimal, decimals: int) -> Decimal:
    try:
        return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    except DecimalException:
        return value


def _number(section: list[_Token], value: float) -> str:
    amount = Decimal(repr(value))
    percents = sum(token.text == "%" for token in section if token.kind == "sign")
    amount *= 100**percents
    kinds = [token.kind for token in section]
    if "digit" not in kinds:
        return "".join(token.text for token in section if token.kind == "text" or token.text == "%")
    if any(token.text == "/" for token in section if token.kind == "sign"):
        return _with_fraction(section, amount)
    first, last = kinds.index("digit"), len(kinds) - 1 - kinds[::-1].index("digit")
    power = kinds.index("power") if "power" in kinds[first:last] else None
    end = last if power is None else max(n for n in range(power) if kinds[n] == "digit")
    commas = [n for n, token in enumerate(section) if token.kind == "sign" and token.text == ","]
    thousands = any(first < n < end for n in commas)
    for n in range(end + 1, len(section)):
        if section[n].kind != "sign" or section[n].text != ",":
            break
        amount /= 1000
    point = next((n for n in range(len(section)) if section[n] == _Token("sign", ".")), len(section))
    decimals = [token.text for token in section[point : end + 1] if token.kind == "digit"]
    exponent = 0
    if power is not None and amount:
        wide = sum(token.kind == "digit" for token in section[first : min(point, power)])
        exponent = amount.adjusted() - (amount.adjusted() % wide if wide > 1 else 0)
        amount = amount.scaleb(-exponent)
        if wide == 1 and abs(_rounded(amount, len(decimals))) >= 10:
            amount, exponent = amount / 10, exponent + 1
    amount = _rounded(amount, len(decimals))
    whole, _, part = f"{abs(amount):f}".partition(".")
    digits = _digits(section, (whole.lstrip("0"), part), (point, power, end), thousands=thousands)
    if power is not None:
        places = sum(token.kind == "digit" for token in section[power : last + 1])
        sign = "-" if exponent < 0 else "+" if section[power].text.endswith("+") else ""
        digits = digits.replace("\0", f"E{sign}{abs(exponent):0{places}d}")
    return f"-{digits}" if amount < 0 else digits


def _digits(
    section: list[_Token], parts: tuple[str, str], places: tuple[int, int | None, int], *, thousands: bool
) -> str:
    """Return the number in its places: digits of the whole from the right, decimals from the left."""
    (whole, part), (point, power, end) = parts, places
    before = [n for n, token in enumerate(section) if token.kind == "digit" and n < point and n <= end]
    after = [n for n, token in enumerate(section) if token.kind == "digit" and point < n <= end]
    filled: dict[int, str] = {}
    forced = max((len(before) - k for k, n in enumerate(before) if section[n].text == "0"), default=0)
    digits = whole.rjust(forced, "0")
    grouped = [
        digit + ("," if thousands and places_below and not places_below % 3 else "")
        for digit, places_below in zip(digits, range(len(digits) - 1, -1, -1), strict=True)
    ]
    for n in reversed(before):
        filled[n] = grouped.pop() if grouped else ""
    if before:
        filled[before[0]] = "".join(grouped) + filled[before[0]]
    needed = max(
        (k + 1 for k, n in enumerate(after) if section[n].text == "0" or part[k : k + 1].strip("0")), default=0
    )
    for k, n in enumerate(after):
        filled[n] = part[k : k + 1] if k < needed else ""
    pieces: list[str] = []
    for n, token in enumerate(section):
        if n in filled:
            pieces.append(filled[n])
        elif n == power:
            pieces.append("\0")
        elif n == point:
            pieces.append(("" if before else "".join(grouped)) + ("." if needed or not after else ""))
        elif token.kind == "text" or token.text == "%":
            pieces.append(token.text)
    return "".join(pieces)


def _with_fraction(section: list[_Token], amount: Decimal) -> str:
    """Return a number as a whole and a fraction: ``2½``, ``3/16``; literals before and after it stay."""
    slash = next(n for n, token in enumerate(section) if token == _Token("sign", "/"))
    below = "".join(token.text for token in section[slash + 1 :] if token.kind == "digit" or token.text.isdigit())
    above = section[:slash]
    run = next((k for k, token in enumerate(reversed(above)) if token.kind != "digit"), len(above))
    mixed = any(token.kind == "digit" for token in above[: len(above) - run])
    exact = Fraction(abs(amount))
    if below.strip("?#0"):
        fixed = int(below)
        near = Fraction(int(exact * fixed + Fraction(1, 2)), fixed)
        top, bottom = near * fixed, fixed
    else:
        near = exact.limit_denominator(10 ** max(len(below), 1) - 1)
        top, bottom = Fraction(near.numerator), near.denominator
    whole = int(near) if mixed else 0
    numerator = int(top - whole * bottom)
    sign = "-" if amount < 0 and near else ""
    before = "".join(token.text for token in section[:slash] if token.kind == "text").strip()
    after = "".join(token.text for token in section[slash:] if token.kind == "text" and not token.text.isdigit())
    if not numerator:
        number = str(whole)
    else:
        part = fraction(str(numerator), str(bottom))
        number = part if not whole else f"{whole}{part}" if len(part) == 1 else f"{whole} {part}"
    return f"{before}{sign}{number}{after.rstrip()}"


def _date(section: list[_Token], value: float, from_1904: bool) -> str:
    if not 0 <= value < LAST_DAY:
        return "#" * 8  # as it shows
    fine = next((len(t.text.partition(".")[2]) for t in section if t.kind == "date" and "." in t.text), 0)
    seconds = Fraction(round(Fraction(value) * 86400 * 10**fine), 10**fine)
    days, in_day = int(seconds // 86400), seconds % 86400
    if from_1904:
        days += 1462
    # Workbooks count a 29 February 1900 as day 60, which never existed.
    moment = datetime(1899, 12, 31) + timedelta(days=days - (days > 60), seconds=float(in_day))
    hour, minute, second = int(in_day // 3600), int(in_day // 60 % 60), in_day % 60
    noon = any(token.kind == "noon" for token in section)
    pieces: list[str] = []
    for n, token in enumerate(section):
        if token.kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[token.text[0].lower()]
            pieces.append(f"{int(seconds // unit):0{len(token.text)}d}")
        elif token.kind == "noon":
            pieces.append(("PM" if hour >= 12 else "AM")[: 1 if len(token.text) == 3 else 2])
        elif token.kind != "date":
            pieces.append(token.text if token.kind in ("text", "sign") else "")
        elif token.text[0] in "yY":
            pieces.append(f"{moment.year % 100:02d}" if len(token.text) < 3 else f"{moment.year:04d}")
        elif token.text[0] in "dD":
            pieces.append(_named(moment.day, _DAYS[moment.weekday()], len(token.text)))
        elif token.text[0] in "hH":
            clock_hour = (hour % 12 or 12) if noon else hour
            pieces.append(f"{clock_hour:0{min(len(token.text), 2)}d}")
        elif token.text[0] in "sS":
            wide = 2 if token.text[:2].lower() == "ss" else 1
            pieces.append(f"{int(second):0{wide}d}" + (f"{float(second % 1):.{fine}f}"[1:] if fine else ""))
        elif _is_minute(section, n):
            pieces.append(f"{minute:0{min(len(token.text), 2)}d}")
        else:
            pieces.append(_named(moment.month, _MONTHS[moment.month - 1], len(token.text)))
    return "".join(pieces).strip()


def _named(number: int, name: str, wide: int) -> str:
    """Return a day or month: ``3``, ``03``, ``Mar``, ``March``, ``M``."""
    if wide < 3:
        return f"{number:0{wide}d}"
    return {3: name[:3], 5: name[:1]}.get(wide, name)


def _is_minute(section: list[_Token], place: int) -> bool:
    """Tell m for minutes from m for months: it stands after hours or before seconds."""

    def near(tokens: list[_Token]) -> str:
        return next((t.text[0].lower() for t in tokens if t.kind in ("date", "elapsed")), "")

    return near(section[:place][::-1]) == "h" or near(section[place + 1 :]) == "s"
