"""Characters of symbol fonts (Symbol, Wingdings, Webdings) → the Unicode characters that print the same sign.

Such a font draws a sign where its file holds a letter ("m" for µ) or a private-use character (U+F06D).  Symbol is
numbered as in Adobe's encoding of it, the Wingdings as in the proposal that took them into Unicode (L2/11-344).
The tables hold the signs that informing texts use, and were not compared with either list sign by sign.
"""

import re
from collections.abc import Mapping

UNREADABLE = "\ufffd"
"""Unicode's own sign for a character that could not be read."""

_SYMBOL_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλµνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\ufffd〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
SYMBOL = {0x20 + place: sign for place, sign in enumerate(_SYMBOL_LOW)} | {
    0xA0 + place: sign for place, sign in enumerate(_SYMBOL_HIGH)
}
_WINGDINGS = {
    0x20: " ", 0x21: "✏", 0x22: "✂", 0x23: "✁", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x3E: "✇", 0x3F: "✍",
    0x41: "✌", 0x43: "👍", 0x44: "👎", 0x45: "☜", 0x46: "☞", 0x47: "☝", 0x48: "☟", 0x4A: "☺", 0x4B: "😐",
    0x4C: "☹", 0x4D: "💣", 0x4E: "☠", 0x51: "✈", 0x52: "☼", 0x53: "💧", 0x54: "❄", 0x58: "✠", 0x59: "✡", 0x5A: "☪",
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖",
    0x77: "⬥", 0x78: "⌧", 0x80: "⓪", 0x8B: "⓿", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "◻", 0xAA: "✦",
    0xAB: "★", 0xB6: "✰", 0xD5: "⌫", 0xD8: "➢", 0xDC: "➲", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE3: "↖",
    0xE4: "↗", 0xE5: "↙", 0xE6: "↘",
    0xE7: "←", 0xE8: "➔", 0xE9: "↑", 0xEA: "↓", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xF3: "⬄", 0xF4: "⇳",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
} | {0x81 + place: sign for place, sign in enumerate("①②③④⑤⑥⑦⑧⑨⑩")} | {
    0x8C + place: sign for place, sign in enumerate("❶❷❸❹❺❻❼❽❾❿")
}  # fmt: skip
_WINGDINGS_2 = {0x20: " ", 0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "•", 0xA3: "☐"}
_WINGDINGS_3 = {
    0x20: " ", 0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x70: "▲", 0x71: "▼", 0x74: "◀", 0x75: "▶", 0x7D: "▶",
}  # fmt: skip
_WEBDINGS = {0x20: " ", 0x61: "✓", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗", 0x3D: "■"}
LIBRE = {code: sign for code, sign in SYMBOL.items() if code >= 0xA0}
"""LibreOffice's font has Unicode's characters, and Symbol's signs in the private area."""
_FONTS = (
    (re.compile(r"wingdings[\s_-]*2", re.IGNORECASE), _WINGDINGS_2),
    (re.compile(r"wingdings[\s_-]*3", re.IGNORECASE), _WINGDINGS_3),
    (re.compile(r"wingdings", re.IGNORECASE), _WINGDINGS),
    (re.compile(r"webdings", re.IGNORECASE), _WEBDINGS),
    (re.compile(r"(?:symbol[\s_-]*(?:mt|ps|neu)?|standard ?symbols.*)(?![a-z])", re.IGNORECASE), SYMBOL),
    (re.compile(r"(?:open|star)symbol", re.IGNORECASE), LIBRE),
)
TICKS = "✓✔✗✘☑☒☐❌✅"
"""Signs that say something of what they stand before."""
PRIVATE = re.compile("[\ue000-\uf8ff]")
"""Characters that mean nothing without the font that draws them."""
_OFFSET = 0xF000  # where Windows puts the 256 characters of a symbol font
_BULLETS = {0xB7: "•", 0xA7: "▪"}  # the two that Word's own lists leave behind when their font is lost


def is_symbol_font(font: str) -> bool:
    """Tell a font that draws signs in place of letters, by its name."""
    return table_of(font) is not None


def table_of(font: str) -> Mapping[int, str] | None:
    """Return the signs that a font of this name draws, by their numbers in it; None for a font of letters."""
    return next((table for pattern, table in _FONTS if pattern.match(font)), None)


def in_font(text: str, font: str) -> str:
    """Return what a text prints in a font: its signs, where the font draws signs, else the text itself.

    A private-use character that no table tells becomes ``UNREADABLE``: what it prints is not known.
    """
    table = table_of(font)
    if table is None:
        return PRIVATE.sub(_without_font, text)
    return "".join(_sign(character, table) for character in text)


def _sign(character: str, table: Mapping[int, str]) -> str:
    code = ord(character)
    if _OFFSET <= code < _OFFSET + 256:
        return table.get(code - _OFFSET, UNREADABLE)
    if character.isspace() or code > 255 or table is LIBRE:
        return character  # where a font lacks it, programs take it from another font
    return table.get(code, UNREADABLE)


def _without_font(match: re.Match[str]) -> str:
    return _BULLETS.get(ord(match.group()) - _OFFSET, UNREADABLE)
