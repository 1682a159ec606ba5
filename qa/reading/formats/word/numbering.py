"""The numbers that Word prints before list items and headings (ECMA-376, part 1, 17.9)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa.reading.formats.archive import Element, attribute, local, one_line, whole
from qa.reading.formats.numerals import (
    CARDINAL_WORDS,
    ORDINAL_WORDS,
    lettered,
    ordinal,
    roman,
    word_of,
)
from qa.reading.formats.symbols import TICKS, in_font
from qa.reading.formats.word.elements import child_of, first_of, is_on, value_of

_LIST_NAME = re.compile(r"list (?:bullet|number) ([2-9])$", re.IGNORECASE)
_PLACE = re.compile(r"%([1-9])")
LEVELS = 9
_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": lettered,
    "upperLetter": lambda number: lettered(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "ordinal": ordinal,
    "ordinalText": lambda number: word_of(number, ORDINAL_WORDS),
    "cardinalText": lambda number: word_of(number, CARDINAL_WORDS),
    "russianLower": lambda number: lettered(number, "russian"),
    "russianUpper": lambda number: lettered(number, "russian").upper(),
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalEnclosedCircle": lambda number: chr(0x245F + number) if 0 < number <= 20 else f"({number})",
    "numberInDash": lambda number: f"- {number} -",
    "decimalFullWidth": str,
    "decimalHalfWidth": str,
}
_UNNUMBERED = ("bullet", "none")
BULLET = "-"

_Numbers = list[int | None]  # how far each level of a list has counted; None before its first item


@dataclass(frozen=True, slots=True)
class _List:
    """One list: the elements of its levels, where they start, and the counters that it may share with others."""

    levels: Mapping[int, Element]
    starts: Mapping[int, int]
    numbers: _Numbers

    def count(self, depth: int) -> None:
        """Count one item of a level, and begin the deeper levels anew."""
        number = self.numbers[depth]
        self.numbers[depth] = self.starts.get(depth, 1) if number is None else number + 1
        for deeper in range(depth + 1, LEVELS):
            restart = value_of(self.levels.get(deeper, ()), "lvlRestart")
            if restart == "" or depth < whole(restart, LEVELS):
                self.numbers[deeper] = None

    def printed(self, depth: int) -> str:
        """Return what stands before the item counted last; a bullet for a number whose script is not known."""
        level = self.levels[depth]
        if _format(level) == "bullet":
            font = first_of([level], "rPr", "rFonts")
            sign = in_font(value_of(level, "lvlText"), "" if font is None else attribute(font, "ascii"))
            return sign if sign and sign in TICKS else BULLET
        template = child_of(level, "lvlText")
        text = "%1." if template is None else attribute(template, "val")
        places = [int(place) - 1 for place in _PLACE.findall(text)]
        if any(_format(self.levels.get(place, ())) not in (*_FORMATS, *_UNNUMBERED) for place in places):
            return BULLET
        legal = is_on(child_of(level, "isLgl"))
        return one_line(_PLACE.sub(lambda match: self._number(int(match[1]) - 1, legal=legal), text)) or BULLET

    def _number(self, depth: int, *, legal: bool) -> str:
        form = _format(self.levels.get(depth, ()))
        if form in _UNNUMBERED:
            return ""
        number = self.numbers[depth]
        return (str if legal else _FORMATS[form])(self.starts.get(depth, 1) if number is None else number)


def _format(level: Element) -> str:
    return value_of(level, "numFmt") or "decimal"


class Numbering:
    """What the lists of a document look like, and how far each has counted."""

    def __init__(self, numbering: Element, styles: Mapping[str, Element]) -> None:
        """Take the root of the numbering part (empty where the document has none) and the styles by their ids."""
        self._styles = styles
        self._elements = {attribute(element, "numId"): element for element in numbering if local(element) == "num"}
        self._looks = {
            attribute(element, "abstractNumId"): element
            for element in numbering
            if local(element) == "abstractNum"
        }
        self._lists: dict[str, _List] = {}
        self._counted: dict[str, _Numbers] = {}

    def item(self, paragraph: Element, style: Sequence[Element]) -> tuple[int, str]:
        """Return the depth of a list item and what is printed before it; depth 0 for a paragraph outside lists.

        What is printed is ``BULLET`` for bullets of any look but ``TICKS``.  Each call counts: it must be made
        once for each paragraph that prints, in their order.
        """
        number = _value((paragraph, *style), "numId")
        if number in ("", "0"):
            return 0, BULLET
        listed = self._list(number)
        depth = _depth(paragraph, style, listed.levels)
        named = _LIST_NAME.match(value_of(style[0], "name")) if style else None
        list_depth = max(depth + 1, int(named[1]) if named else 1)
        if depth not in listed.levels:
            return list_depth, BULLET
        listed.count(depth)
        return list_depth, listed.printed(depth)

    def _list(self, number: str) -> _List:
        if number not in self._lists:
            self._lists[number] = self._opened(number)
        return self._lists[number]

    def _opened(self, number: str) -> _List:
        """Return a list as it begins: lists of one look go on counting, unless one says where it starts."""
        look = self._look(number)
        levels = {_at(level): level for level in look if local(level) == "lvl"}
        overrides = [child for child in self._elements.get(number, ()) if local(child) == "lvlOverride"]
        levels |= {
            _at(override): own_level
            for override in overrides
            if (own_level := child_of(override, "lvl")) is not None
        }
        starts = {depth: whole(value_of(level, "start"), 1) for depth, level in levels.items()}
        own_starts = {
            _at(override): whole(value_of(override, "startOverride"), 1)
            for override in overrides
            if child_of(override, "startOverride") is not None
        }
        shared = attribute(look, "abstractNumId") if len(look) else ""
        key = f"look {shared}" if shared and not own_starts else f"list {number}"
        numbers = self._counted.setdefault(key, [None] * LEVELS)
        return _List(levels, starts | own_starts, numbers)

    def _look(self, number: str) -> Element:
        for _ in range(3):  # a look may point to a style, which points to the list that has the look
            look = self._looks.get(value_of(self._elements.get(number, ()), "abstractNumId"), ())
            linked = value_of(look, "numStyleLink")
            if not linked:
                return look
            number = value_of(self._styles.get(linked, ()), "pPr", "numPr", "numId")
        return ()


def _depth(paragraph: Element, style: Sequence[Element], levels: Mapping[int, Element]) -> int:
    """Return the level that the paragraph names; else the one of its style in the look, or in itself."""
    if own_level := value_of(paragraph, "pPr", "numPr", "ilvl"):
        return min(whole(own_level, 0), LEVELS - 1)
    for element in style:
        name = attribute(element, "styleId")
        for depth, level in levels.items():
            if name and value_of(level, "pStyle") == name:
                return depth
    return min(whole(_value(style, "ilvl"), 0), LEVELS - 1)


def _at(element: Element) -> int:
    return min(whole(attribute(element, "ilvl"), 0), LEVELS - 1)


def _value(elements: Iterable[Element], name: str) -> str:
    descendant = first_of(elements, "pPr", "numPr", name)
    return "" if descendant is None else attribute(descendant, "val")
