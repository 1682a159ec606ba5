"""The signs of symbol fonts as Unicode has them, and what is left of a sign whose font does not tell what it is.

Symbol and Wingdings number their signs in ways of their own, and files give those numbers for characters: as
such ("ü" for a tick), or in Unicode's private area (U+F0FC).
"""

from collections.abc import Mapping

from qa.reading.formats.symbols import LIBRE, SYMBOL, UNREADABLE, table_of

_PRIVATE = range(0xF020, 0xF100)  # where Windows puts the signs of a symbol font
_ALL_PRIVATE = range(0xE000, 0xF900)


def plain_signs(signs: str, font: str) -> str:
    """Return the signs that a font shows for these characters; ``UNREADABLE`` for those that nobody can tell.

    ``font`` is its name without the mark of a subset.  A font that is not of the symbol fonts has its characters
    as they are, those of the private area apart.
    """
    if not font and signs.isascii():  # as almost all are
        return signs
    font_table = table_of(font)
    table = None if font_table is LIBRE else font_table  # LibreOffice's font has Unicode as such
    if table is None and not any(ord(sign) in _ALL_PRIVATE for sign in signs):
        return signs
    private = table or (SYMBOL if font_table is LIBRE else _LIST_MARKS)
    return "".join(_plain(sign, table, private) for sign in signs)


def _plain(sign: str, table: Mapping[int, str] | None, private: Mapping[int, str]) -> str:
    code = ord(sign)
    if code in _PRIVATE:
        return private.get(code - 0xF000, UNREADABLE)
    if code in _ALL_PRIVATE:
        return UNREADABLE
    if table is None or sign.isspace() or (table is SYMBOL and sign in _SHOWN_BY_SYMBOL):
        return sign
    # a font that shows no letters gives their numbers, by the code page of Windows
    number = code if code < 0x100 else next(iter(sign.encode("cp1252", "ignore")), 0)
    return table.get(number, UNREADABLE) if number else sign


_SHOWN_BY_SYMBOL = frozenset(SYMBOL.values()) | {"µ", "Ω", "∆", "·"}
_LIST_MARKS = {0xB7: "•", 0xA7: "▪", 0x76: "❖", 0xD8: "➢", 0xFC: "✓"}
"""What programs write for list marks of symbol fonts, whatever font the file then names."""
