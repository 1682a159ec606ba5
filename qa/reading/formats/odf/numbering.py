"""The numbers that an OpenDocument text prints before list items and headings (ODF 1.3, part 3, 5.3 and 16.34)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from qa.reading.formats.archive import Element, attribute, local, one_line, whole
from qa.reading.formats.numerals import lettered, ordinal, roman
from qa.reading.formats.symbols import TICKS, in_font

BULLET = "-"
_FORMATS: Mapping[str, Callable[[int], str]] = {
    "1": str,
    "a": lettered,
    "A": lambda number: lettered(number).upper(),
    "i": roman,
    "I": lambda number: roman(number).upper(),
    "1st": ordinal,
    "01": lambda number: f"{number:02d}",
    "01, 02, 03, ...": lambda number: f"{number:02d}",
}
_PLACE = re.compile(r"%(\d{1,2})%")
LEVELS = 10


@dataclass(slots=True)
class Counted:
    """How far the levels of a list have counted, by level from 1."""

    numbers: dict[int, int] = field(default_factory=dict)


class Levels:
    """The levels of one style of lists, or of the outline."""

    def __init__(self, style: Element) -> None:
        """Take the element of the style, empty for none."""
        self._levels = {whole(attribute(level, "level"), 0): level for level in style}

    def is_numbered(self, depth: int) -> bool:
        """Tell whether items of a level have numbers."""
        level = self._levels.get(depth)
        numbered = level is not None and local(level) in ("list-level-style-number", "outline-level-style")
        return bool(numbered and attribute(level, "num-format"))

    def start(self, depth: int) -> int:
        """Return the number of a level's first item."""
        level = self._levels.get(depth)
        return 1 if level is None else whole(attribute(level, "start-value"), 1)

    def marker(self, depth: int, counted: Counted) -> str:
        """Return what prints before the item counted last; ``BULLET`` for any bullet but ticks and crosses.

        A bare number of a list gets a full stop, by which Markdown knows it.
        """
        level = self._levels.get(depth)
        if level is not None and local(level) == "list-level-style-bullet":
            fonts = [attribute(child, "font-name") or attribute(child, "font-family") for child in level]
            sign = in_font(attribute(level, "bullet-char"), next(filter(None, fonts), ""))
            return sign if sign and sign in TICKS else BULLET
        if level is None or not self.is_numbered(depth):
            return BULLET
        if template := attribute(level, "num-list-format"):  # what LibreOffice writes from 7.0 on
            text = _PLACE.sub(lambda match: self._number(int(match[1]), counted), template)
            return one_line(text) or BULLET
        display_levels = min(max(whole(attribute(level, "display-levels"), 1), 1), depth)
        places = range(depth - display_levels + 1, depth + 1)
        numbers = [number for place in places if (number := self._number(place, counted))]
        text = f"{attribute(level, 'num-prefix')}{'.'.join(numbers)}{attribute(level, 'num-suffix')}"
        return (
            f"{text}."
            if text.isalnum() and local(level) == "list-level-style-number"
            else one_line(text) or BULLET
        )

    def _number(self, depth: int, counted: Counted) -> str:
        level = self._levels.get(depth)
        form = "" if level is None else attribute(level, "num-format")
        number = counted.numbers.get(depth, self.start(depth))
        return _FORMATS.get(form, str)(number) if form else ""


@dataclass(slots=True)
class _Open:
    """An open list: the name of its style, its id, and its counters, which its inner lists share."""

    style: str
    counted: Counted


class Lists:
    """The lists of a document while it is walked: which are open, and how far each has counted."""

    def __init__(self, styles: Mapping[str, Element]) -> None:
        """Take the styles of lists by their names."""
        self._styles = styles
        self._levels: dict[str, Levels] = {}
        self._open: list[_Open] = []
        self._by_id: dict[str, Counted] = {}
        self._by_style: dict[str, Counted] = {}

    @property
    def depth(self) -> int:
        """How many lists are open."""
        return len(self._open)

    def begin(self, listed: Element, style: str) -> None:
        """Open a list; ``style`` is that of its paragraphs, where it names none itself.

        A list goes on counting where another of its style, or the one that it names, stopped.
        """
        style = attribute(listed, "style-name") or (self._open[-1].style if self._open else style)
        if self._open:
            counted = self._open[-1].counted
        else:
            counted = self._by_id.get(attribute(listed, "continue-list")) or Counted()
            if attribute(listed, "continue-numbering") == "true":
                counted = self._by_style.get(style, counted)
            self._by_style[style] = counted
        if list_id := attribute(listed, "id"):
            self._by_id[list_id] = counted
        self._open.append(_Open(style, counted))

    def item(self, element: Element) -> str:
        """Count an item of the innermost list, and return its marker."""
        opened, depth = self._open[-1], len(self._open)
        levels = self._of(attribute(element, "style-override") or opened.style)
        numbers = opened.counted.numbers
        if levels.is_numbered(depth) or depth in numbers:
            following = numbers[depth] + 1 if depth in numbers else levels.start(depth)
            numbers[depth] = whole(attribute(element, "start-value"), following)
        for deeper in [key for key in numbers if key > depth]:
            del numbers[deeper]
        return levels.marker(depth, opened.counted)

    def end(self) -> None:
        """Close the innermost list."""
        self._open.pop()

    def _of(self, style: str) -> Levels:
        if style not in self._levels:
            self._levels[style] = Levels(self._styles.get(style, ()))
        return self._levels[style]


class Outline:
    """The numbers of headings."""

    def __init__(self, style: Element) -> None:
        """Take the outline's style, empty for none."""
        self._levels = Levels(style)
        self._counted = Counted()

    def number(self, heading: Element, level: int) -> str:
        """Count a heading and return its number; empty where headings of its level have none."""
        if attribute(heading, "is-list-header") == "true" or not self._levels.is_numbered(level):
            return ""
        numbers = self._counted.numbers
        following = numbers[level] + 1 if level in numbers else self._levels.start(level)
        if attribute(heading, "restart-numbering") == "true":
            following = self._levels.start(level)
        numbers[level] = whole(attribute(heading, "start-value"), following)
        for deeper in [key for key in numbers if key > level]:
            del numbers[deeper]
        return self._levels.marker(level, self._counted)
