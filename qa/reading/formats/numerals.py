"""Numbers of lists and headings as they are printed: 3, c, iii."""

from collections.abc import Mapping

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
ROMAN_MOST = 3999
LETTERS_MOST = 26 * 30
_ALPHABETS: Mapping[str, str] = {
    "letter": "abcdefghijklmnopqrstuvwxyz",
    "russian": "абвгдежзиклмнопрстуфхцчшщыэюя",
}
ORDINAL_WORDS = (
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh",
    "Twelfth",
)  # fmt: skip
CARDINAL_WORDS = (
    "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
)  # fmt: skip


def roman(number: int) -> str:
    """Return a number from 1 to ROMAN_MOST in small Roman numerals; others as they are."""
    if not 0 < number <= ROMAN_MOST:
        return str(number)
    digits: list[str] = []
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        digits.append(sign * count)
    return "".join(digits)


def lettered(number: int, alphabet: str = "letter", *, positional: bool = False) -> str:
    """Return a number as letters: after z comes aa, bb (Word, ODF), or aa, ab where ``positional`` (HTML)."""
    letters = _ALPHABETS[alphabet]
    if not 0 < number <= LETTERS_MOST:
        return str(number)
    turn, place = divmod(number - 1, len(letters))
    if positional and turn:
        return lettered(turn, alphabet, positional=True) + letters[place]
    return letters[place] * (turn + 1)


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def word_of(number: int, words: tuple[str, ...]) -> str:
    """Return the number's word, or its digits where it has none among ``words``."""
    return words[number - 1] if 0 < number <= len(words) else str(number)
