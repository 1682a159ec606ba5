"""How text of an OpenDocument file prints, by its styles and those they are based on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qa.reading.formats.archive import Element, attribute, local
from qa.reading.formats.symbols import is_symbol_font

RAISED_PERCENT_LEAST = 10
"""Text moved by less is only aligned."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a stretch of text prints; ``position`` is 1 above the line, -1 below it, ``font`` a font of symbols."""

    position: int = 0
    struck: bool = False
    hidden: bool = False
    font: str = ""


PLAIN = Look()


class Styles:
    """The styles of one document; those of the text itself go before those of its headers, which share names."""

    def __init__(self, roots: Mapping[str, Element]) -> None:
        """Take the roots of content.xml and styles.xml by their names."""
        self._styles: dict[tuple[str, str], Element] = {}
        self._fonts: dict[str, str] = {}
        self.lists: dict[str, Element] = {}
        """The styles of lists by their names."""
        self.outline: Element = ()
        """The levels by which headings are numbered."""
        for name in ("content", "styles"):
            for element in roots[name].iter() if name in roots else ():
                self._take(element, local(element))
        self._looks: dict[tuple[str, str, Look], Look] = {}

    def _take(self, element: Element, kind: str) -> None:
        name = attribute(element, "name")
        if kind == "style":
            self._styles.setdefault((attribute(element, "family"), name), element)
        elif kind == "list-style":
            self.lists.setdefault(name, element)
        elif kind == "font-face":
            self._fonts.setdefault(name, attribute(element, "font-family").strip("'\" "))
        elif kind == "outline-style":
            self.outline = element

    def chain(self, family: str, name: str) -> Iterator[Element]:
        """Yield a style and those that it is based on."""
        visited: set[str] = set()
        while name and name not in visited:
            visited.add(name)
            style = self._styles.get((family, name))
            if style is None:
                style = self._styles.get(("", name))
            if style is None:
                return
            yield style
            name = attribute(style, "parent-style-name")

    def names(self, family: str, name: str) -> list[str]:
        """Return the names of a style and of those it is based on; of a style that is missing, its own."""
        styles = list(self.chain(family, name))
        last = attribute(styles[-1], "parent-style-name") if styles else name
        return [*(attribute(style, "name") for style in styles), *([last] if last else [])]

    def look(self, family: str, name: str, around: Look = PLAIN) -> Look:
        """Return how text in a style prints, inside text that prints as ``around``."""
        key = (family, name, around)
        if key not in self._looks:
            look = around
            for style in reversed(list(self.chain(family, name))):
                look = self._changed(look, style)
            self._looks[key] = look
        return self._looks[key]

    def _changed(self, look: Look, style: Element) -> Look:
        for properties in style:
            if local(properties) == "section-properties" and attribute(properties, "display") == "none":
                look = replace(look, hidden=True)
            if local(properties) != "text-properties":
                continue
            if display := attribute(properties, "display"):
                look = replace(look, hidden=display == "none")
            if position := attribute(properties, "text-position"):
                look = replace(look, position=_position(position))
            lines = [attribute(properties, f"text-line-through-{kind}") for kind in ("style", "type")]
            if any(lines):
                look = replace(look, struck="none" not in lines)
            if font := attribute(properties, "font-name") or attribute(properties, "font-family"):
                family = self._fonts.get(font) or font.strip("'\" ")
                look = replace(look, font=family if is_symbol_font(family) else "")
        return look


def _position(value: str) -> int:
    """Return where ``super 58%``, ``-33% 58%`` or ``0% 100%`` puts text."""
    moved = value.split()[0]
    if moved in ("super", "sub"):
        return 1 if moved == "super" else -1
    digits = moved.removesuffix("%").partition(".")[0]
    size = digits.removeprefix("-")
    if not (size.isascii() and size.isdigit() and len(size) < 4 and int(size) >= RAISED_PERCENT_LEAST):
        return 0
    return -1 if digits.startswith("-") else 1
