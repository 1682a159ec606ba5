"""What the readers of a Word document's parts share: values of elements, and chains of styles."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from qa.reading.formats.archive import Element, attribute

Styles: TypeAlias = Mapping[str, Element]  # by their ids


def chain(styles: Styles, name: str) -> Iterator[Element]:
    """Yield a style and those it is based on."""
    visited: set[str] = set()
    while name in styles and name not in visited:
        visited.add(name)
        yield styles[name]
        name = value_of(styles[name], "basedOn")


def child_of(element: Element, *names: str) -> Element | None:
    """Return the descendant that a path of names leads to."""
    for name in names:
        # a part that a document does not have is an empty tuple
        element = next(element.iterchildren(f"{{*}}{name}"), None) if len(element) else None
        if element is None:
            return None
    return element


def value_of(element: Element, *names: str) -> str:
    """Return the value of the descendant that a path of names leads to; empty when there is none."""
    descendant = child_of(element, *names)
    return "" if descendant is None else attribute(descendant, "val")


def is_on(switch: Element | None) -> bool:
    """Tell whether a switch, such as bold, is there and not turned off."""
    return switch is not None and attribute(switch, "val") not in ("0", "false", "off", "none")


def first_of(elements: Iterable[Element], *names: str) -> Element | None:
    """Return the descendant by a path of names in the first element that has it."""
    return next(
        (descendant for element in elements if (descendant := child_of(element, *names)) is not None), None
    )
