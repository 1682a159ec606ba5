"""Which label of a radio button or check box shows which part: tabs made of style sheets alone.

A rule such as ``#one:checked ~ #first {display: block}`` says it; else the order, where as many parts as labels
stand right behind a row of labels.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from qa.reading.formats.archive import Element, local
from qa.reading.formats.inline_marks import SHOWS
from qa.reading.formats.page.styles import rules_in

CHOICES_MOST = 100
"""How many choices, and rules on them, are looked at; a hostile page has millions."""
PARTS_MOST = 1000
"""How many elements one step of a selector may look at."""
_STEP = re.compile(r"\s*([~+>]|\s)\s*([^\s~+>]+)")
_SIMPLE = re.compile(
    r"(?P<tag>\*|[a-z][\w-]*)?(?P<names>([.#][\w-]+)*)(:nth-(?P<nth>of-type|child)\((?P<n>\d+)\))?$", re.I
)
_HAS = re.compile(r"(?P<within>[^\s:()]*):has\((?P<choice>[^():]+):checked\)(?P<after>[^():]+)$")
_NAME = re.compile(r"[.#][\w-]+")


def chosen_parts(tree: Element) -> tuple[dict[Element, Element], dict[Element, Element]]:
    """Return the label of the choice that shows each part: as the rules say it, and as the order does."""
    inputs = list(islice((e for e in tree.iter("input") if e.get("type") in ("radio", "checkbox")), CHOICES_MOST))
    if not inputs:
        return {}, {}
    labels = {control: label for control in inputs if (label := _label(control)) is not None}
    labels_by_part: dict[Element, set[Element]] = {}
    for before, after, within in islice(_selectors(tree), CHOICES_MOST):
        for choice in (control for control in labels if _matches(control, before)):
            above = [e for e in choice.iterancestors() if within is not None and _matches(e, within)]
            for start in [choice] if within is None else above:
                for part in _reached(start, after):
                    if local(part) not in ("label", "input"):
                        labels_by_part.setdefault(part, set()).add(labels[choice])
    by_rule = {
        part: next(iter(part_labels)) for part, part_labels in labels_by_part.items() if len(part_labels) == 1
    }
    return by_rule, _by_order([control for control in inputs if control in labels], labels)


def _selectors(tree: Element) -> Iterator[tuple[str, str, str | None]]:
    """Yield what each rule that shows something says of the choice, and from there on.

    ``body:has(#one:checked) .first`` says it of what stands within something that has the choice, which is yielded
    too, and None where the way leads on from the choice itself.
    """
    for selectors, body in rules_in(tree):
        if ":checked" in selectors and SHOWS.search(body):
            for selector in map(str.strip, selectors.split(",")):
                if has := _HAS.match(selector):
                    yield re.split(r"[\s~+>]", has["choice"])[-1], has["after"], has["within"] or "*"
                    continue
                before, _, after = selector.partition(":checked")
                if after and ":checked" not in after:
                    yield re.split(r"[\s~+>]", before)[-1], after, None


def _label(choice: Element) -> Element | None:
    """Return the label of a choice, by reference or right behind it."""
    name = choice.get("id")
    scope = choice.getparent()
    for _ in range(3):
        if scope is None or not name:
            break
        label = next((e for e in islice(scope.iter("label"), PARTS_MOST) if e.get("for") == name), None)
        if label is not None:
            return label
        scope = scope.getparent()
    after = choice.getnext()
    return after if after is not None and local(after) == "label" and not after.get("for") else None


def _reached(choice: Element, steps: str) -> list[Element]:
    """Return what a selector finds from a choice on; nothing where it says more than is read here."""
    elements, place = [choice], 0
    while place < len(steps.rstrip()):
        step = _STEP.match(steps, place)
        if step is None or _SIMPLE.match(step[2]) is None:
            return []
        reached: list[Element] = []
        for element in elements:
            way: Iterable[Element] = {
                "~": element.itersiblings(),
                "+": islice((e for e in element.itersiblings() if isinstance(e.tag, str)), 1),
                ">": element.iterchildren(),
            }.get(step[1], element.iterdescendants())
            reached += [e for e in islice(way, PARTS_MOST) if isinstance(e.tag, str) and _matches(e, step[2])]
        elements, place = reached[:CHOICES_MOST], step.end()
    return elements


def _matches(element: Element, simple: str) -> bool:
    selector = _SIMPLE.match(simple)
    if selector is None or (selector["tag"] not in (None, "*") and selector["tag"].lower() != local(element)):
        return False
    classes = (element.get("class") or "").split()
    for name in _NAME.findall(selector["names"]):
        if name[1:] != element.get("id") if name[0] == "#" else name[1:] not in classes:
            return False
    if selector["n"] is None:
        return True
    before = [e for e in islice(element.itersiblings(preceding=True), PARTS_MOST) if isinstance(e.tag, str)]
    alike = [e for e in before if selector["nth"] == "child" or e.tag == element.tag]
    return len(alike) + 1 == int(selector["n"])


def _by_order(inputs: list[Element], labels: dict[Element, Element]) -> dict[Element, Element]:
    """Return the parts right behind rows of labels with the label of the same place, where there are as many."""
    groups: dict[tuple[Element | None, str | None], list[Element]] = {}
    for control in inputs:
        if control.get("type") == "radio":
            groups.setdefault((labels[control].getparent(), control.get("name")), []).append(control)
    label_by_part: dict[Element, Element] = {}
    for (parent, _), choices in groups.items():
        row = [labels[choice] for choice in choices]
        if parent is None or len(row) < 2:
            continue
        between = [e for e in islice(row[0].itersiblings(), PARTS_MOST) if isinstance(e.tag, str)]
        if row[-1] not in between:
            continue
        if any(local(e) not in ("label", "input") for e in between[: between.index(row[-1])]):
            continue
        behind = [e for e in islice(row[-1].itersiblings(), PARTS_MOST) if isinstance(e.tag, str)]
        if not behind:  # a box of labels alone
            behind = [e for e in islice(parent.itersiblings(), PARTS_MOST) if isinstance(e.tag, str)]
        behind = [e for e in behind if local(e) not in ("input", "script", "style")]
        parts = _alike(behind)
        if len(parts) == 1 and len(parts[0]) == len(row):
            parts = _alike(list(parts[0]))
        if len(parts) == len(row):
            label_by_part |= dict(zip(parts, row, strict=True))
    return label_by_part


def _alike(elements: list[Element]) -> list[Element]:
    """Return the first elements that have one tag and first class."""
    group: list[Element] = []
    for element in elements:
        look = (element.tag, (element.get("class") or "").split(" ")[0])
        if group and look != (group[0].tag, (group[0].get("class") or "").split(" ")[0]):
            break
        group.append(element)
    return group
