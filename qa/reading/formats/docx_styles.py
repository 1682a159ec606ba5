"""What the styles and the numbering of a Word document say of a paragraph: heading, list item, or neither."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from qa.reading.formats.archive import Element, attribute, local, whole

_HEADING_NAME = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_LIST_NAME = re.compile(r"list (?:bullet|number) ([2-9])$", re.IGNORECASE)
BODY_LEVEL = 9  # what Word calls the outline level of body text


class Numbering:
    """What the lists of a document look like, and how far each has counted."""

    def __init__(self, numbering: Element, styles: Mapping[str, Element]) -> None:
        """Take the root of the numbering part (empty where the document has none) and the styles by their ids."""
        self._styles = styles
        self._lists = {attribute(each, "numId"): each for each in numbering if local(each) == "num"}
        self._looks = {
            attribute(each, "abstractNumId"): each for each in numbering if local(each) == "abstractNum"
        }
        self._counted: Counter[tuple[str, int]] = Counter()

    def item(self, paragraph: Element, style: Sequence[Element]) -> tuple[int, str]:
        """Return the depth of a list item and its marker; depth 0 for a paragraph outside lists."""
        given = next(
            (found for each in (paragraph, *style) if (found := child_of(each, "pPr", "numPr")) is not None), ()
        )
        number, depth = value_of(given, "numId"), whole(value_of(given, "ilvl"), 0)
        if number in ("", "0"):
            return 0, "-"
        named = _LIST_NAME.match(value_of(style[0], "name")) if style else None
        shown = max(depth + 1, int(named[1]) if named else 1)
        look = self._look(number)
        level = next((each for each in look if attribute(each, "ilvl") == str(depth)), None)
        if level is None or value_of(level, "numFmt") in ("", "bullet", "none"):
            return shown, "-"
        return shown, f"{self._next(number, depth, whole(value_of(level, 'start'), 1))}."

    def _look(self, number: str) -> Element:
        for _ in range(3):  # a look may point to a style, which points to the list that has the look
            look = self._looks.get(value_of(self._lists.get(number, ()), "abstractNumId"), ())
            linked = value_of(look, "numStyleLink")
            if not linked:
                return look
            number = value_of(self._styles.get(linked, ()), "pPr", "numPr", "numId")
        return ()

    def _next(self, number: str, depth: int, start: int) -> int:
        for key in [key for key in self._counted if key[0] == number and key[1] > depth]:
            del self._counted[key]
        self._counted[number, depth] += 1
        return start - 1 + self._counted[number, depth]


def heading_level(paragraph: Element, style: Sequence[Element]) -> int:
    """Return the level of a heading, 0 for body text: its own outline level, or its style's, or by its name."""
    for each in (paragraph, *style):
        if outline := value_of(each, "pPr", "outlineLvl"):
            level = whole(outline, BODY_LEVEL)
            return level + 1 if level < BODY_LEVEL else 0
        if match := _HEADING_NAME.match(value_of(each, "name")):
            return int(match[1])
    return 0


def chain(styles: Mapping[str, Element], name: str) -> Iterator[Element]:
    """Yield a style and those it is based on."""
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        yield styles[name]
        name = value_of(styles[name], "basedOn")


def child_of(element: Element, *names: str) -> Element | None:
    """Return the descendant that a path of names leads to."""
    for name in names:
        element = next((child for child in element if local(child) == name), None)
        if element is None:
            return None
    return element


def value_of(element: Element, *names: str) -> str:
    """Return the value of the descendant that a path of names leads to; empty when there is none."""
    found = child_of(element, *names)
    return "" if found is None else attribute(found, "val")


def is_on(switch: Element | None) -> bool:
    """Tell whether a switch, such as bold, is there and not turned off."""
    return switch is not None and attribute(switch, "val") not in ("0", "false", "off", "none")
