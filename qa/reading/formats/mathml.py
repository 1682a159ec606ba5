"""Formulas in MathML → one line of text: fractions, powers, roots and indices as one types them."""

from collections.abc import Callable, Mapping

from qa.reading.formats.archive import Element, attribute, local, one_line
from qa.reading.formats.raised import fraction, lowered, raised

_SILENT = frozenset("annotation annotation-xml mphantom maligngroup malignmark".split())
# Function application, invisible times, separator and plus.
_INVISIBLE_SIGNS = str.maketrans("", "", "\u2061\u2062\u2063\u2064")
_SPACED = frozenset("= ≠ < > ≤ ≥ ≈ ≡ + − ± × ÷ → ⇒ ∈ ∝".split())
DEEPEST = 200


def formula(element: Element) -> str:
    """Return a formula on one line, the text that the page gives for it where its parts say nothing."""
    return one_line(_part(element, 0)) or one_line(attribute(element, "alttext"))


def _part(element: Element, depth: int) -> str:
    name = local(element)
    if not name or name in _SILENT or depth > DEEPEST:
        return ""
    shape = _SHAPES.get(name)
    children = [child for child in element if local(child) and local(child) not in _SILENT]
    parts = [_part(child, depth + 1) for child in children]
    if shape and len(parts) >= _NEEDED[name]:
        return shape(parts)
    if name == "mfenced":
        return f"{element.get('open', '(')}{', '.join(parts)}{element.get('close', ')')}"
    if name in ("msqrt", "math", "mrow", "mstyle", "semantics"):
        pairs = zip(children, parts, strict=True)
        inside = "".join(_apart(child, part) if place else part for place, (child, part) in enumerate(pairs))
        return f"√{_bracketed(inside)}" if name == "msqrt" else inside
    text = (element.text or "").translate(_INVISIBLE_SIGNS)
    if name == "mspace":
        return " "
    if parts:
        return text.strip() + ("; " if name in ("mtable", "mtr") else "").join(parts)
    return text if name == "mtext" else text.strip()


def _apart(child: Element, text: str) -> str:
    return f" {text} " if local(child) == "mo" and text in _SPACED else text


def _bracketed(text: str) -> str:
    text = text.strip()
    return text if text.isalnum() or (text.startswith("(") and text.endswith(")")) else f"({text})"


def _index(text: str) -> str:
    """Return an index: letters side by side are a product, so a letter below needs its mark."""
    low = lowered(text)
    return low if low != text or not text else f"_{text}" if len(text) == 1 else f"_({text})"


_SHAPES: Mapping[str, Callable[[list[str]], str]] = {
    "mfrac": lambda parts: fraction(parts[0], parts[1]),
    "msup": lambda parts: parts[0] + raised(parts[1]),
    "msub": lambda parts: parts[0] + _index(parts[1]),
    "msubsup": lambda parts: parts[0] + _index(parts[1]) + raised(parts[2]),
    "munderover": lambda parts: f"{parts[0]}{_index(parts[1])}{raised(parts[2])} ",
    "mroot": lambda parts: f"{raised(parts[1])}√{_bracketed(parts[0])}",
    "munder": lambda parts: f"{parts[0]}_({parts[1]})",
    "mover": lambda parts: parts[0] + (parts[1] if len(parts[1]) == 1 else f"^({parts[1]})"),
}
_NEEDED = {
    "mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "munderover": 3, "mroot": 2, "munder": 2, "mover": 2,
}  # fmt: skip
