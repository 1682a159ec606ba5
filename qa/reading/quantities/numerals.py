"""A text → its words, numbers and signs with their places, and the numbers that begin at a place.

Numbers are exact fractions, in digits (1,200; 1.5; 1,5; 1 1/2; ½; 2 million) and in words (two and a half).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from qa.reading.quantities.units import FRACTIONS, PARTS, SCALES, SHORT_SCALES, SMALL, TENS

_TOKEN = re.compile(
    r"(?P<date>(?<!\w)(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d))(?!\w))"
    r"|(?P<clock>(?<!\w)\d{1,2}:\d\d(?::\d\d)?(?!\w|:))"
    r"|(?P<number>(?<![^\W½⅓⅔¼¾⅛⅜⅝⅞])(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:[,’'\u00a0\u202f\u2009]\d{3})+"
    r"(?!\d)(?:\.\d+)?|\d+[.,]\d+|\d+|\.\d+))"
    r"|(?P<fraction>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    r"|(?P<word>US\$|°[CF]\b|[^\W\d_½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]+[²³]?(?:['’][^\W\d_]+)*|[%‰°€$£¥₹℃℉])"
    r"|(?P<mark><=|>=|\S)"
)
_GLUED = re.compile(r"[^\W\d_]-$")
_PLAIN_BOTTOMS = frozenset([2, 3, 4, 5, 6, 8, 10, 12, 16])
_THOUSANDS_IN_GERMAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_THOUSANDS = re.compile(r"[,’'\u00a0\u202f\u2009](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class NumeralToken:
    """A date, clock time, number, fraction, word or mark; ``low`` is its text in lower case."""

    kind: str
    text: str
    low: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number: its value, the indexes of its first token and of the one behind it, and whether it is in words."""

    value: Fraction
    first: int
    after: int
    words: bool = False


def tokens_of(text: str) -> list[NumeralToken]:
    """Return the tokens of a text, in order; digits inside a name (B12, HLA-B27) are not tokens."""
    tokens: list[NumeralToken] = []
    for match in _TOKEN.finditer(text):
        kind, start = match.lastgroup or "mark", match.start()
        if kind == "number" and _GLUED.search(text, max(0, start - 2), start) and not _behind_unit(tokens):
            kind = "word"
        tokens.append(NumeralToken(kind, match[0], match[0].lower(), start, match.end()))
    return tokens


def _behind_unit(tokens: Sequence[NumeralToken]) -> bool:
    """Tell whether the last tokens are a number with a unit glued to it, as in 200mg-400mg."""
    return len(tokens) > 2 and tokens[-3].kind == "number" and tokens[-3].end == tokens[-2].start


def numeral_at(tokens: Sequence[NumeralToken], place: int) -> Numeral | None:
    """Return the longest number that begins at a token, if any."""
    if place >= len(tokens):
        return None
    token = tokens[place]
    if token.kind in ("number", "fraction"):
        return _in_digits(tokens, place)
    return _in_words(tokens, place) if token.kind == "word" else None


def _low(tokens: Sequence[NumeralToken], place: int) -> str:
    return tokens[place].low if 0 <= place < len(tokens) else ""


def _in_digits(tokens: Sequence[NumeralToken], place: int) -> Numeral:
    value, after = _simple_fraction(tokens, place) or (_value(tokens[place]), place + 1)
    if tokens[place].kind == "number" and after == place + 1:
        part = _simple_fraction(tokens, after)
        if part and value.denominator == 1 and tokens[after].start - tokens[place].end <= 1:
            value, after = value + part[0], part[1]
        elif added := _and_part(tokens, after):
            value, after = value + added[0], added[1]
    glued = after < len(tokens) and tokens[after].start == tokens[after - 1].end
    if after < len(tokens) and (scale := SCALES.get(tokens[after].low)):
        value, after = value * scale, after + 1
    elif glued and tokens[after].text in ("k", "K", "bn", "mn"):
        value, after = value * SHORT_SCALES[tokens[after].low], after + 1
    return Numeral(value, place, after)


def _value(token: NumeralToken) -> Fraction:
    """Return the value of digits: 1,200 and 1’200 are thousands, 1.200,5 too; 1.200 and 1,5 are decimals."""
    if token.kind == "fraction":
        return FRACTIONS[token.text]
    text = token.text
    if _THOUSANDS_IN_GERMAN.fullmatch(text):
        return Fraction(text.replace(".", "").replace(",", "."))
    return Fraction(_THOUSANDS.sub("", text).replace(",", "."))


def _simple_fraction(tokens: Sequence[NumeralToken], place: int) -> tuple[Fraction, int] | None:
    """Return ½ or 1/2 and the place behind it; 140/90 is no fraction."""
    if place < len(tokens) and tokens[place].kind == "fraction":
        return FRACTIONS[tokens[place].text], place + 1
    three = tokens[place : place + 3]
    if [token.kind for token in three] != ["number", "mark", "number"] or three[1].text not in "/⁄":
        return None
    top, bottom = three[0].text, three[2].text
    if three[2].start - three[0].end != 1 or not (top.isdecimal() and bottom.isdecimal()):
        return None
    fits = int(top) < int(bottom) and int(bottom) in _PLAIN_BOTTOMS
    return (Fraction(int(top), int(bottom)), place + 3) if fits else None


def _and_part(tokens: Sequence[NumeralToken], place: int) -> tuple[Fraction, int] | None:
    """Return what "and a half" adds, and the place behind it."""
    if _low(tokens, place) != "and" or _low(tokens, place + 1) not in ("a", "one", "three"):
        return None
    bottom = PARTS.get(_low(tokens, place + 2))
    of_it = _low(tokens, place + 3) in ("of", "an")
    top = 3 if _low(tokens, place + 1) == "three" else 1
    return (Fraction(top, bottom), place + 3) if bottom and not of_it else None


def _in_words(tokens: Sequence[NumeralToken], place: int) -> Numeral | None:
    first, begin = place, place
    if _low(tokens, place) in ("a", "an") and _low(tokens, place + 1) in SCALES:
        total, current, place = 0, 1, place + 1
    else:
        total, current = 0, 0
    has_number = place > first
    while place < len(tokens):
        word = tokens[place].low
        if word in SMALL and (not has_number or current % 100 == 0 or (current % 10 == 0 and current % 100 >= 20)):
            current += SMALL[word]
        elif word in TENS and (not has_number or current % 100 == 0):
            current += TENS[word]
        elif word in SCALES and (has_number or word != "dozen"):
            if SCALES[word] < 1000:
                current = max(1, current) * SCALES[word]
            else:
                total, current = total + max(1, current) * SCALES[word], 0
        elif not (has_number and _joins(tokens, place)):
            break
        has_number = has_number or word in SMALL or word in TENS or word in SCALES
        place += 1
    if not has_number or place == begin:
        return _part_in_words(tokens, first)
    parts = _part_in_words(tokens, first) if total + current < 10 else None
    if parts:
        return parts
    value, after = Fraction(total + current), place
    if added := _and_part(tokens, after):
        value, after = value + added[0], added[1]
    return Numeral(value, first, after, words=True)


def _joins(tokens: Sequence[NumeralToken], place: int) -> bool:
    """Tell whether a hyphen, or "and" behind a hundred, continues the number."""
    before, after = _low(tokens, place - 1), _low(tokens, place + 1)
    if tokens[place].text in "-‑":
        return before in TENS and after in SMALL and tokens[place + 1].start == tokens[place].end
    return tokens[place].low == "and" and before in ("hundred", "thousand") and (after in SMALL or after in TENS)


def _part_in_words(tokens: Sequence[NumeralToken], place: int) -> Numeral | None:
    """Return half, a quarter, two thirds; but not "the second half" or the start of another word."""
    word = _low(tokens, place)
    if word == "half" and _low(tokens, place - 1) not in ("first", "second", "other", "better"):
        if _low(tokens, place + 1) in ("a", "an") and _low(tokens, place + 2) == "dozen":
            return Numeral(Fraction(6), place, place + 3, words=True)
        return Numeral(Fraction(1, 2), place, place + 1, words=True)
    top = 1 if word in ("a", "one") else SMALL.get(word, 0)
    behind = place + 2 if _low(tokens, place + 1) in ("-", "‑") else place + 1
    bottom = PARTS.get(_low(tokens, behind))
    plural = _low(tokens, behind).endswith("s")
    if not top or not bottom or (top == 1) == plural or (word == "a" and _ordinal(tokens, behind)):
        return None
    return Numeral(Fraction(top, bottom), place, behind + 1, words=True)


def _ordinal(tokens: Sequence[NumeralToken], place: int) -> bool:
    """Tell whether "a third" is an ordinal: "a third of all" is a fraction, "a third opinion" is not."""
    return _low(tokens, place) not in ("half", "quarter") and _low(tokens, place + 1) != "of"
