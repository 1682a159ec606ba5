"""Equations of Word (OMML) → one line of text: fractions, powers, roots and sums as one types them."""

import re
from collections.abc import Callable, Mapping

from qa.reading.formats.archive import Element, attribute, local
from qa.reading.formats.raised import fraction, lowered, raised

_SIMPLE = re.compile(r"[^\W_]+|\d+[.,]\d+")
_SILENT = frozenset(
    "ctrlPr fPr sSupPr sSubPr sSubSupPr sPrePr radPr naryPr dPr funcPr accPr barPr limLowPr limUppPr mPr eqArrPr "
    "boxPr borderBoxPr groupChrPr phantPr rPr argPr oMathParaPr del instrText delText".split()
)
_INTEGRAL = "∫"  # the sign of an n-ary operator, such as a sum, where the file names none


def equation(element: Element) -> str:
    """Return an equation, or a part of one, as a line of text."""
    return "".join(_part(child) for child in element)


def _part(element: Element) -> str:
    name = local(element)
    if name == "t":
        return element.text or ""
    if name in ("br", "tab", "cr"):
        return " "
    if name in _SILENT:
        return ""
    shape = _SHAPES.get(name)
    return shape(element) if shape else equation(element)


def _inner(element: Element, name: str) -> str:
    return "".join(equation(child) for child in element if local(child) == name).strip()


def _each(element: Element, name: str) -> list[str]:
    return [equation(child).strip() for child in element if local(child) == name]


def _property(element: Element, kind: str, name: str, otherwise: str) -> str:
    """Return a property's value; one that is there without a value is empty."""
    for child in element:
        if local(child) == kind:
            for setting in child:
                if local(setting) == name:
                    return attribute(setting, "val")
    return otherwise


def _bracketed(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) or (text.startswith("(") and text.endswith(")")) else f"({text})"


def _fraction(element: Element) -> str:
    above, below = _inner(element, "num"), _inner(element, "den")
    kind = _property(element, "fPr", "type", "bar")
    if kind == "noBar":  # one over the other without a line, as binomials are set
        return f"({above} over {below})" if above and below else above or below
    return fraction(above, below)


def _power(element: Element) -> str:
    return _inner(element, "e") + raised(_inner(element, "sup"))


def _index(element: Element) -> str:
    return _inner(element, "e") + _low(_inner(element, "sub"))


def _both(element: Element) -> str:
    return _inner(element, "e") + _low(_inner(element, "sub")) + raised(_inner(element, "sup"))


def _before(element: Element) -> str:
    return raised(_inner(element, "sup")) + _low(_inner(element, "sub")) + _inner(element, "e")


def _low(text: str) -> str:
    """Return an index: in an equation, letters side by side are a product, so a letter below needs its mark."""
    low = lowered(text)
    if low != text or not text:
        return low
    return f"_{text}" if len(text) == 1 else f"_({text})"


def _root(element: Element) -> str:
    degree, under = _inner(element, "deg"), _bracketed(_inner(element, "e"))
    return f"{raised(degree)}√{under}"


def _sum(element: Element) -> str:
    sign = _property(element, "naryPr", "chr", _INTEGRAL)
    low, high = _inner(element, "sub"), _inner(element, "sup")
    return f"{sign}{_low(low)}{raised(high)} {_inner(element, 'e')}"


def _brackets(element: Element) -> str:
    begin = _property(element, "dPr", "begChr", "(")
    end = _property(element, "dPr", "endChr", ")")
    between = _property(element, "dPr", "sepChr", "|")
    return begin + between.join(_each(element, "e")) + end


def _function(element: Element) -> str:
    name, of = _inner(element, "fName"), _inner(element, "e")
    return f"{name}{of}" if of.startswith("(") else f"{name} {of}"


def _below(element: Element) -> str:
    return f"{_inner(element, 'e')}_({_inner(element, 'lim')})"


def _above(element: Element) -> str:
    return f"{_inner(element, 'e')}^({_inner(element, 'lim')})"


def _rows(element: Element) -> str:
    rows = [", ".join(_each(row, "e")) for row in element if local(row) == "mr"]
    return f"[{'; '.join(rows)}]"


def _lines(element: Element) -> str:
    return "; ".join(line for line in _each(element, "e") if line)


def _accent(element: Element) -> str:
    sign = _property(element, "accPr", "chr", "\u0302")
    inner = _inner(element, "e")
    return inner + sign if len(inner) == 1 else f"({inner}){sign}"


def _overlined(element: Element) -> str:
    inner = _inner(element, "e")
    below = _property(element, "barPr", "pos", "bot") != "top"
    return inner + ("\u0332" if below else "\u0305") if len(inner) == 1 else inner


_SHAPES: Mapping[str, Callable[[Element], str]] = {
    "f": _fraction,
    "sSup": _power,
    "sSub": _index,
    "sSubSup": _both,
    "sPre": _before,
    "rad": _root,
    "nary": _sum,
    "d": _brackets,
    "func": _function,
    "limLow": _below,
    "limUpp": _above,
    "m": _rows,
    "eqArr": _lines,
    "acc": _accent,
    "bar": _overlined,
}
