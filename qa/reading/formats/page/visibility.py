"""Takes out of a page what nobody sees, and opens what a reader can open, with the control's words as its heading.

A part that is hidden is content where something on the page opens it: a control that refers to it, a tab of the
same place in its row, a control or heading right before it, a rule of the sheets that shows it again.  What would
hide most of a page's text hides nothing: a script shows it.
"""

import re
from collections import Counter
from itertools import islice

from qa.reading.formats.archive import Element, local, one_line
from qa.reading.formats.inline_marks import shows_itself
from qa.reading.formats.markup import INVISIBLE, stands_alone
from qa.reading.formats.page.controls import (
    HEADINGS,
    SIBLINGS_MOST,
    Controls,
    controls_of,
    has_sentences,
    is_called_a_panel,
    label_of,
    says_only_more,
    stands_behind_row,
)
from qa.reading.formats.page.styles import Hiding, hides_itself, hiding_of, marks_of
from qa.reading.formats.page.surroundings import PANEL
from qa.records import Removed

HIDDEN_SHARE_MOST = 0.5
HIDDEN_WORDS_LEAST = 20
"""What one rule hides is shown by a script if it is more than this share of the text and not a mere line."""
_UNREAD = frozenset("nav dialog form menu select footer".split())
_UNREAD_ROLES = frozenset("dialog alertdialog tooltip menu menubar listbox navigation search alert".split())
_UNREAD_WORD = re.compile(
    r"modal|pop-?up|popover|tool-?tip|dialog|lightbox|overlay|menu|drop-?down|cookie|consent|newsletter|subscri|log-?in|"
    r"sign-?(up|in)|search|share|banner",
    re.IGNORECASE,
)
_SKIPPED = frozenset("script style template noscript title head".split())
_NOT_RUNNING = _SKIPPED | _UNREAD | {"a"}
_FIELDS = frozenset(("password", "email", "search"))
_INLINE = frozenset("span a b i em strong small font".split())


def settle_visibility(tree: Element) -> list[Removed]:
    """Change a page so that all its text is what a reader can see; returns what was taken out."""
    styles, controls = hiding_of(tree), controls_of(tree)
    hidden = {element: keys for element in tree.iter() if (keys := _why_hidden(element, styles))}
    by_script = _shown_by_script(tree, hidden)
    in_rows = {element for element in hidden if stands_behind_row(element) and not _is_unread(element)}
    opened = dict[Element, Element | None](controls.opened())
    removed: list[Removed] = []
    dropped: set[Element] = set()
    for element in hidden:
        if not _is_unread(element):
            for panel, control in controls.row_of(element).items():
                opened.setdefault(panel, control)
    for element, keys in hidden.items():
        if element in dropped:
            continue
        can_open = element.get("hidden") == "until-found" or keys & by_script or element in in_rows
        if can_open or _opens(element, keys, styles, controls):
            _show(element)
            if not keys & by_script:
                opened.setdefault(element, controls.opener(element))
            continue
        dropped.update(element.iter())
        if next(element.iter("math"), None) is not None and not _holds_more_than_formula(element):
            _show(element)  # the formula of which a picture is shown
            continue
        if text := one_line(" ".join(element.itertext())):
            removed.append(Removed(text=text, rule=INVISIBLE))
        element.drop_tree()
    _head_panels(tree, {panel: control for panel, control in opened.items() if panel not in dropped})
    return removed


def _why_hidden(element: Element, styles: Hiding) -> set[str]:
    """Return what hides an element: names in the sheets, or the look of what hides itself; empty when shown."""
    name = local(element)
    if not name or (name != "dialog" and not element.keys()) or element.getparent() is None or name in _SKIPPED:
        return set()
    if hides_itself(element) or (name == "dialog" and element.get("open") is None):
        return {f"{name} {element.get('class') or id(element)}"}
    names = marks_of(element) & styles.hiding if styles.hiding else set[str]()
    return set() if names and shows_itself(element) else names


def _shown_by_script(tree: Element, hidden: dict[Element, set[str]]) -> set[str]:
    """Return what would hide most of the page's text."""
    if not hidden:
        return set()
    words = Counter[str]()
    for element, keys in hidden.items():
        count = _running_words(element)
        for key in keys:
            words[key] += count
    whole = _running_words(tree)
    return {
        key for key, count in words.items() if count >= HIDDEN_WORDS_LEAST and count > HIDDEN_SHARE_MOST * whole
    }


def _running_words(element: Element) -> int:
    """Return how many words of a part stand in no link, menu or form."""
    words, waiting = 0, [element]
    while waiting:
        part = waiting.pop()
        if (name := local(part)) and name not in _NOT_RUNNING:
            words += len((part.text or "").split())
            for child in part:
                words += len((child.tail or "").split())
                waiting.append(child)
    return words


def _opens(element: Element, keys: set[str], styles: Hiding, controls: Controls) -> bool:
    """Tell a hidden part that a reader can open and read."""
    if _is_unread(element):
        return False
    control = controls.opener(element)
    if control is not None and local(element) in _INLINE and not says_only_more(label_of(control)):
        # Otherwise it explains a word and does not belong in the sentence.
        return stands_alone(element) and stands_alone(control)
    return (
        control is not None
        or element.get("role") == "tabpanel"
        or bool(keys & styles.shown_again)
        or (is_called_a_panel(element) and _has_shown_twin(element, styles))
    )


def _is_unread(element: Element) -> bool:
    """Tell what opens without being part of the text: dialogs, menus, forms, explanations of a word."""
    if local(element) in _UNREAD or element.get("role") in _UNREAD_ROLES or element.get("aria-modal") is not None:
        return True
    if _UNREAD_WORD.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return True
    if any(control.get("type") in _FIELDS for control in element.iter("input")):
        return True
    words = len(one_line(" ".join(element.itertext())).split())
    return _running_words(element) < words / 2


def _has_shown_twin(element: Element, styles: Hiding) -> bool:
    """Tell one of several parts of one class beside each other, of which another is shown."""
    classes = set((element.get("class") or "").split())
    parent = element.getparent()
    return parent is not None and any(
        classes & set((sibling.get("class") or "").split())
        and label_of(sibling)
        and not _why_hidden(sibling, styles)
        for sibling in parent
        if sibling is not element and local(sibling) == local(element)
    )


def _holds_more_than_formula(element: Element) -> bool:
    parts = [part for part in element.iter() if isinstance(part.tag, str)]
    return any(
        ((part.text or "").strip() and not any(local(above) == "math" for above in (part, *part.iterancestors())))
        or (
            (part.tail or "").strip()
            and part is not element
            and not any(local(a) == "math" for a in part.iterancestors())
        )
        for part in parts
    )


def _show(element: Element) -> None:
    """Take from a part what hides it, from its parts too: an extractor goes by these names."""
    for name in ("hidden", "style", "aria-hidden", "class"):
        element.attrib.pop(name, None)


def _head_panels(tree: Element, opened: dict[Element, Element | None]) -> None:
    """Give each part that opens the words of its control as its heading, where it has none."""
    level, depths = 1, dict[Element, int]()
    openers = {control for control in opened.values() if control is not None}
    beside = dict[Element | None, int]()  # the level of the headings that open the parts in an element
    for element in tree.iter():
        name = local(element)
        if name in HEADINGS and (summary := _summary_around(element)) is not None:
            beside[summary.getparent().getparent()] = int(name[1])
        elif name in HEADINGS and openers.isdisjoint((element, *element.iter())):
            level = int(name[1])
        elif element in opened or name == "details":
            depths[element] = beside.get(element.getparent(), min(level + 1, 6))
    for panel, depth in depths.items():
        if not _is_unread(panel):
            panel.set(PANEL, "")
            for twin in islice(panel.itersiblings(preceding=True), SIBLINGS_MOST):  # the one that is open
                if twin.tag == panel.tag and is_called_a_panel(twin):
                    twin.set(PANEL, "")
        if local(panel) == "details":
            control = next((child for child in panel if local(child) == "summary"), None)
            panel.tag = "div"
        else:
            control = opened[panel]
        if control is not None and not _is_unread(panel):
            _head(panel, control, f"h{depth}")
    for heading in tree.iter(*HEADINGS):
        for control in list(heading.iterdescendants("button")):
            for sign in [part for part in control.iterdescendants() if not re.search(r"\w", label_of(part))]:
                if sign.getparent() is not None and isinstance(sign.tag, str):
                    sign.drop_tree()  # a plus or an arrow
            if control.getparent() is not None:  # a button inside another was dropped with it
                control.drop_tag()


def _summary_around(heading: Element) -> Element | None:
    """Return the summary of what opens that a heading stands in."""
    summary = next((above for above in heading.iterancestors() if local(above) == "summary"), None)
    return None if summary is None or local(summary.getparent()) != "details" else summary


def _head(panel: Element, control: Element, heading: str) -> None:
    label = label_of(control)
    above = [local(node) for node in control.iterancestors()]
    inner = [local(node) for node in control.iterdescendants()]
    if not label or has_sentences(control) or says_only_more(label) or _has_heading(panel, label):
        return
    if HEADINGS & {*above, *inner, local(control)}:
        if not HEADINGS & {*above, local(control)}:  # a heading in a button
            control.tag = "div"
        return
    if {"li", "table", "dt"} & {*above, local(control)} and {"li", "table", "dl"} & {
        local(node) for node in panel.iterancestors()
    }:
        if local(control) in ("button", "label"):
            control.drop_tag()  # an extractor leaves the words of controls out
        return  # within a list or table, a heading would end it
    if control.getparent() is None:
        return
    in_list = "li" in above and not any(panel in node.iterancestors() for node in control.iterancestors("li"))
    if panel in control.iterancestors() or (_comes_next(control, panel) and not in_list):
        for name in list(control.attrib):
            del control.attrib[name]
        control.tag = heading
        return
    head = panel.makeelement(heading)
    head.text = label
    panel.insert(0, head)
    head.tail, panel.text = panel.text, None
    if local(control) in ("button", "label") or control.get("role") == "tab" or stands_alone(control):
        control.drop_tree()


def _has_heading(panel: Element, label: str) -> bool:
    """Tell a part that begins with its control's words as a heading of its own."""
    first = next((inner for inner in _first_in(panel) if local(inner) in HEADINGS), None)
    return first is not None and label_of(first).casefold() == label.casefold()


def _comes_next(control: Element, panel: Element) -> bool:
    """Tell whether nothing that is read stands between a control and what it opens."""
    node = control
    while True:
        if (node.tail or "").strip():
            return False
        after = node.getnext()
        while after is not None and after is not panel and not label_of(after) and not (after.tail or "").strip():
            after = after.getnext()
        if after is not None:
            return after is panel or any(inner is panel for inner in _first_in(after))
        node = node.getparent()
        if node is None:
            return False


def _first_in(element: Element) -> list[Element]:
    """Return the elements in an element before any of its text."""
    elements: list[Element] = []
    while not (element.text or "").strip() and len(element):
        element = element[0]
        elements.append(element)
    return elements
