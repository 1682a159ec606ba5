"""Text that a file sets above or below the line, as plain characters that cannot be misread: 10⁹, never 109."""

import re

_PLAIN = "0123456789+-−–=()"
_RAISED = str.maketrans(_PLAIN + "ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_HAS_RAISED = re.compile(r"[0-9+\-−–=()ni⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ]+")
_HAS_LOWERED = re.compile(r"[0-9+\-−–=()₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎]+")
_MARKS_RAISED = re.compile(r"\d{1,3}([,;][\s\d]*\d[\d\-–]*)+", re.ASCII)
_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]")  # "[2,3]" stands apart by itself
_NUMBERS_LOWERED = re.compile(r"[\d.,]*\d", re.ASCII)  # "2.5" as in PM₂.₅
_SIGN_OF = {"TM": "™", "SM": "℠", "o": "º"}
_ENDINGS = frozenset(
    "st nd rd th ST ND RD TH e er re es ers res ère ères ème èmes nde a os as me mes lle lles mo ma gr de".split()
)
"""Endings of ordinals and abbreviations that are raised for their look: 1st, 2e, Mme, Mlle."""
_IS_MARKED = re.compile(r"(?:^|[^\W\d_]{3}[.,;)]?|[)%])\s*$")
"""Behind a word, and at the start of a line, a letter by itself is the mark of a note and no ending."""

_VULGAR = {
    (1, 2): "½", (1, 3): "⅓", (2, 3): "⅔", (1, 4): "¼", (3, 4): "¾", (1, 5): "⅕", (2, 5): "⅖", (3, 5): "⅗",
    (4, 5): "⅘", (1, 6): "⅙", (5, 6): "⅚", (1, 7): "⅐", (1, 8): "⅛", (3, 8): "⅜", (5, 8): "⅝", (7, 8): "⅞",
    (1, 9): "⅑", (1, 10): "⅒",
}  # fmt: skip
_FRACTION = re.compile(  # a raised 1 after a number is a fraction's too, for nobody writes a first power
    r"(?P<above>[⁰¹²³⁴⁵⁶⁷⁸⁹]+) ?[/⁄∕] ?(?P<below>[₀₁₂₃₄₅₆₇₈₉]+)|"
    r"(?P<first>(?<![\w)\]⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺])[¹²³⁴⁵⁶⁷⁸⁹]|(?<=[0-9])¹) ?[/⁄∕] ?(?P<second>\d{1,2})(?![\d/.,]\d|\d)"
)
_NORMAL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def raised(text: str, before: str | None = None) -> str:
    """Return superscript text as plain characters; white space around it stays.

    ``before`` is what stands before it on its line, where that is known.

    Unicode's superscripts where every character has one ("9" → ``⁹``, "2+" → ``²⁺``), reference marks one by
    one ("1,3" → ``¹,³``), signs and the endings of ordinals as they are ("st", "*", "[2]"), running words as
    they are; whatever else would be glued to the word before it, as ``^x`` or ``^(1/2)``.
    """
    inner = text.strip()
    if not inner:
        return text
    marks = before is not None and len(inner) == 1 and inner.islower() and _IS_MARKED.search(before)
    return text.replace(inner, f"^{inner}" if marks and inner in _ENDINGS else _raised(inner), 1)


def _raised(text: str) -> str:
    if text in _SIGN_OF:
        return _SIGN_OF[text]
    if _HAS_RAISED.fullmatch(text.replace(" ", "")):
        return text.translate(_RAISED)
    if _MARKS_RAISED.fullmatch(text):
        return text.translate(_RAISED)
    if text in _ENDINGS or not any(character.isalnum() for character in text) or _IN_BRACKETS.fullmatch(text):
        return text
    if _is_running(text):
        return text
    return f"^{text}" if len(text) == 1 or re.fullmatch(r"\d+[.,]\d+", text) else f"^({_bare(text)})"


def lowered(text: str) -> str:
    """Return subscript text as plain characters; white space around it stays.

    Unicode's subscripts where every character has one ("2" → ``₂``), decimals too ("2.5" → ``₂.₅``); letters
    as they are, for so they are written and searched for without subscripts (Vmax, HbA1c, pKa); formulas that
    would be misread (``_(n+1)``) in brackets.
    """
    inner = text.strip()
    if not inner:
        return text
    return text.replace(inner, _lowered(inner), 1)


def _lowered(text: str) -> str:
    if _HAS_LOWERED.fullmatch(text.replace(" ", "")) or _NUMBERS_LOWERED.fullmatch(text):
        return text.translate(_LOWERED)
    signs = any(sign in text for sign in "+-−–=/")
    if not signs or not any(character.isalnum() for character in text) or _is_running(text):
        return text
    return f"_({_bare(text)})"


def _is_running(text: str) -> bool:
    """Tell words that are only set small and high, such as a line of an address, from an exponent."""
    return sum(len(word) > 1 and word.isalpha() for word in text.split()) > 1


def _bare(text: str) -> str:
    """Return the text without brackets around the whole of it."""
    inside = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text
    return text if "(" in inside or ")" in inside else inside


def fraction(above: str, below: str) -> str:
    """Return a fraction on one line: ``½``, ``3/16``, or ``(a + b)/c`` where a side has more than one term."""
    above, below = above.strip(), below.strip()
    if above.isdecimal() and below.isdecimal() and above.isascii() and below.isascii():
        return _VULGAR.get((int(above), int(below)), f"{above}/{below}")
    return f"{_term(above)}/{_term(below)}"


def _term(text: str) -> str:
    return text if re.fullmatch(r"[\w.,'’⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉ ]*", text) and " " not in text else f"({text})"


def with_fractions(text: str) -> str:
    """Return the text with raised numerators over lowered denominators as fractions: ``2¹/₂`` → ``2½``.

    A fraction that has no character of its own stands apart from the number before it: ``2 3/16``.
    """
    return _FRACTION.sub(_as_fraction, text) if "/" in text or "⁄" in text or "∕" in text else text


def _as_fraction(match: re.Match[str]) -> str:
    above, below = (match["above"] or match["first"]), (match["below"] or match["second"])
    whole = fraction(above.translate(_NORMAL), below.translate(_NORMAL))
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    return f" {whole}" if len(whole) > 1 and before.isdigit() else whole
