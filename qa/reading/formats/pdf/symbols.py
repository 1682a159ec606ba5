"""The signs of symbol fonts as Unicode has them, and what is left of a sign whose font does not tell what it is.

Symbol and Wingdings number their signs in ways of their own, and files give those numbers for characters: as
such ("ü" for a tick), or in Unicode's private area (U+F0FC).  The tables are those that Unicode publishes for
Symbol (Public/MAPPINGS/VENDORS/ADOBE/symbol.txt) and the names of Wingdings' signs.
"""

import re
from collections.abc import Mapping

UNKNOWN = "\ufffd"
"""Stands for a sign that cannot be known: left out, it would make 5 g of 5 µg."""

_SYMBOL_FROM_20 = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\ufffdαβχδεφγηιϕκλµνοπθρστυϖωξψζ{|}∼\ufffd"
)
_SYMBOL_FROM_A0 = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…\ufffd\ufffd↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"
_WINGDINGS = {
    0x21: "✏", 0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x3E: "✇", 0x3F: "✍", 0x41: "✌",
    0x46: "☞", 0x45: "☜", 0x47: "☝", 0x48: "☟", 0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x4D: "💣", 0x4E: "☠",
    0x52: "☼", 0x54: "❄", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧",
    0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x78: "⌧", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA7: "▪",
    0xA8: "◻", 0xAA: "✦", 0xAB: "★", 0xB6: "✰", 0xD5: "⌫", 0xD8: "➢", 0xDC: "➲", 0xDF: "←", 0xE0: "→",
    0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xF3: "⬄", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + number: sign for number, sign in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")},
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "•", 0xA3: "□"}
_SYMBOL = {
    **{0x20 + number: sign for number, sign in enumerate(_SYMBOL_FROM_20)},
    **{0xA0 + number: sign for number, sign in enumerate(_SYMBOL_FROM_A0)},
}
_FONTS = (
    (re.compile(r"^wingdings[\s_-]*2", re.IGNORECASE), _WINGDINGS_2),
    (re.compile(r"^wingdings(?![\s_-]*[23])", re.IGNORECASE), _WINGDINGS),
    (re.compile(r"^(symbol(mt|ps|neu)?|standard ?symbols.*)(?![a-z])", re.IGNORECASE), _SYMBOL),
)
_HOLDS_SYMBOL = re.compile(r"^opensymbol", re.IGNORECASE)
"""LibreOffice's font: Unicode as such, and the numbers of Symbol in the private area."""
_PRIVATE = range(0xF020, 0xF100)  # where Windows puts the signs of a symbol font
_ALL_PRIVATE = range(0xE000, 0xF900)


def is_symbolic(font: str) -> bool:
    """Tell whether a font of that name numbers its signs in a way of its own."""
    return bool(_HOLDS_SYMBOL.match(font)) or any(pattern.match(font) for pattern, _ in _FONTS)


def plain_signs(signs: str, font: str) -> str:
    """Return the signs that a font shows for these characters; ``UNKNOWN`` for those that nobody can tell.

    ``font`` is its name without the mark of a subset.  A font that is not of the symbol fonts has its characters
    as they are, those of the private area apart.
    """
    table = next((table for pattern, table in _FONTS if pattern.match(font)), None)
    if table is None and not any(ord(sign) in _ALL_PRIVATE for sign in signs):
        return signs
    private = table or (_SYMBOL if _HOLDS_SYMBOL.match(font) else _LIST_MARKS)
    return "".join(_plain(sign, table, private) for sign in signs)


def _plain(sign: str, table: Mapping[int, str] | None, private: Mapping[int, str]) -> str:
    code = ord(sign)
    if code in _PRIVATE:
        return private.get(code - 0xF000, UNKNOWN)
    if code in _ALL_PRIVATE:
        return UNKNOWN
    if table is None or sign.isspace() or (table is _SYMBOL and sign in _SHOWN_BY_SYMBOL):
        return sign
    # a font that shows no letters gives their numbers, by the code page of Windows
    number = code if code < 0x100 else next(iter(sign.encode("cp1252", "ignore")), 0)
    return table.get(number, UNKNOWN) if number else sign


_SHOWN_BY_SYMBOL = frozenset(_SYMBOL.values()) | {"µ", "Ω", "∆", "·"}
_LIST_MARKS = {0xB7: "•", 0xA7: "▪", 0x76: "❖", 0xD8: "➢", 0xFC: "✓"}
"""What programs write for list marks of symbol fonts, whatever font the file then names."""
