"""What the style sheets in a page hide, and what they show again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from qa.reading.formats.archive import Element
from qa.reading.formats.inline_marks import SHOWS, rules_of

_SIMPLE_SELECTOR = re.compile(r"^[a-z]*([.#][\w-]+)$", re.IGNORECASE)
_NAMES = re.compile(r"[.#][\w-]+")
_LAST_PART = re.compile(r"[^\s>+~]*$")
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(left|top|text-indent)\s*:\s*-\d{3,}|font-size\s*:\s*0(?![.\d])|"
    r"(?<![\w-])opacity\s*:\s*0(?![.\d])"
)


@dataclass(slots=True)
class Hiding:
    """The classes (``.name``) and ids (``#name``) that the sheets hide, and those that some rule shows again."""

    hiding: set[str] = field(default_factory=set)
    shown_again: set[str] = field(default_factory=set)


def hiding_of(tree: Element) -> Hiding:
    """Return what the sheets in a page say, the rules for print and for phones aside."""
    styles = Hiding()
    for selectors, body in rules_in(tree):
        hides = _HIDES.search(body) is not None
        if not hides and not SHOWS.search(body):
            continue
        for selector in map(str.strip, selectors.split(",")):
            simple = _SIMPLE_SELECTOR.match(selector)
            if hides and simple:
                styles.hiding.add(simple[1])
            elif not hides and not simple:
                last = _LAST_PART.search(selector)
                styles.shown_again.update(_NAMES.findall(last.group() if last else ""))
    return styles


def simple_rules(tree: Element, declaration: str) -> Iterator[tuple[str, str]]:
    """Yield the class (``.name``), id (``#name``) or tag of each rule of one name that has a declaration."""
    for selectors, body in rules_in(tree):
        if declaration not in body:
            continue
        for selector in map(str.strip, selectors.split(",")):
            if simple := _SIMPLE_SELECTOR.match(selector):
                yield simple[1], body
            elif selector.isalnum():
                yield selector.lower(), body


def rules_in(tree: Element) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules in a page's style sheets."""
    for sheet in tree.iter("style"):
        yield from rules_of(sheet.text or "")


def hides_itself(element: Element) -> bool:
    """Tell an element that its own attributes hide."""
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDES.search(style.lower()))


def marks_of(element: Element) -> set[str]:
    """Return the names by which a sheet can speak of an element."""
    name = element.get("id")
    return {*(f".{token}" for token in (element.get("class") or "").split()), *((f"#{name}",) if name else ())}
