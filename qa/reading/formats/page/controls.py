"""Which control of a page opens which of its parts: by reference, by order, or by standing right before it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from qa.reading.formats.archive import Element, local, one_line
from qa.reading.formats.page.choices import chosen_parts

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CONTROL_TAGS = frozenset(("button", "summary", "label"))
_REFERRING_TAGS = _CONTROL_TAGS | {"a"}
_CONTROL_ROLES = frozenset(("button", "tab"))
_CONTROL_ATTRIBUTES = ("aria-expanded", "aria-controls", "onclick")
_REFERRING = ("aria-controls", "href", "onclick", "for")
_TOKEN = re.compile(r"[A-Za-z_][\w:.-]*")
_PANEL_WORD = re.compile(
    r"accordion|collaps|(?<![a-z])tab(s|bed)?(?![a-z])|tab-?(pane|content|panel)|panel|(?<![a-z])pane(?![a-z])|faq|answer|"
    r"toggle|expand|spoiler|disclos|carousel|(?<![a-z])slides?(?![a-z])|swiper",
    re.IGNORECASE,
)
_SILENT = frozenset("script style br hr input img svg i template noscript".split())
_SAYS_MORE = frozenset(
    """more show read less expand toggle see continue reading open close view all the full this text article story
    hide details weiterlesen mehr anzeigen""".split()
)
LABEL_WORDS_MOST = 40
"""A control's text is a question or a name; what is longer is a text with a link in it."""
SIBLINGS_MOST = 20
"""Without words, between a control and a part; a hostile page has millions."""
NEARNESS = 3
"""How many elements up a control may stand before the part that it opens, each the first in its parent."""


@dataclass(slots=True)
class Controls:
    """The controls of a page by what they refer to."""

    by_id: dict[str, Element] = field(default_factory=dict)
    tabs: dict[Element, Element] = field(default_factory=dict)  # panel → the tab that stands for it by its order
    chosen: dict[Element, Element] = field(default_factory=dict)  # panel → the label of the choice that shows it
    elements: dict[str, Element] = field(default_factory=dict)  # by their ids

    def opener(self, panel: Element) -> Element | None:
        """Return what opens a part of the page, None when nothing seems to."""
        control = self.referring(panel)
        if control is None:
            control = self.tabs.get(panel)
        if control is None:
            control = _standing_before(panel)
        return _more_behind(panel) if control is None else control

    def referring(self, panel: Element) -> Element | None:
        """Return the control that is tied to a part by an id, or by a rule of the sheets for what is chosen."""
        control = self.by_id.get(panel.get("id") or "")
        label = self.elements.get((panel.get("aria-labelledby") or "").strip())
        if control is None and label is not None and (_acts(label) or next(_acting_in(label), None) is not None):
            control = label
        return self.chosen.get(panel) if control is None else control

    def row_of(self, panel: Element) -> dict[Element, Element]:
        """Return the parts beside one that are of its kind, and itself, with the control that refers to each.

        Only where several do, which stand in one row: a link to the text of the page is no tab.
        """
        if self.by_id.get(panel.get("id") or "") is None:
            return {}
        near = (
            panel,
            *islice(panel.itersiblings(preceding=True), SIBLINGS_MOST),
            *islice(panel.itersiblings(), SIBLINGS_MOST),
        )
        controls = {
            part: control
            for part in near
            if part.tag == panel.tag and (control := self.by_id.get(part.get("id") or "")) is not None
        }
        rows = {_row_around(control) for control in controls.values()}
        return controls if len(set(controls.values())) == len(controls) > 1 == len(rows) else {}

    def opened(self) -> Iterator[tuple[Element, Element]]:
        """Yield each part that a tab, or a control that says whether it is open, refers to, and that control."""
        for name, control in self.by_id.items():
            opens = control.get("aria-expanded") is not None or control.get("role") == "tab"
            opens = opens or (control.get("data-toggle") or control.get("data-bs-toggle")) in (
                "tab",
                "pill",
                "collapse",
            )
            if opens and name in self.elements:
                yield self.elements[name], control
        yield from ((panel, label) for panel, label in self.chosen.items() if self.referring(panel) is label)
        yield from self.tabs.items()


def controls_of(tree: Element) -> Controls:
    """Return the controls of a page."""
    controls = Controls()
    lists: list[list[Element]] = []
    rows: list[Element] = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if name := element.get("id"):
            controls.elements.setdefault(name, element)
        if element.get("role") == "tablist":
            lists.append([tab for tab in element.iter() if isinstance(tab.tag, str) and tab.get("role") == "tab"])
        if len(element) > 1 and _PANEL_WORD.search(element.get("class") or ""):
            rows.append(element)
        if element.tag in _REFERRING_TAGS or _acts(element):
            for token in _referred(element.attrib):
                controls.by_id.setdefault(token, element)
    panels = [panel for panel in tree.iter() if isinstance(panel.tag, str) and panel.get("role") == "tabpanel"]
    if sum(map(len, lists)) == len(panels):  # the first tab is the first panel's, and so on
        tabs = [tab for tab_list in lists for tab in tab_list]
        controls.tabs = dict(zip(panels, tabs, strict=True))
    for row in rows:
        controls.tabs |= _in_order(row)
    controls.chosen, by_order = chosen_parts(tree)
    controls.tabs = by_order | controls.tabs
    tied = {panel: control for panel in controls.tabs if (control := controls.referring(panel)) is not None}
    tied_controls = set(tied.values())  # a reference is surer than the order: such a control opens no other part
    controls.tabs = {panel: tab for panel, tab in controls.tabs.items() if tab not in tied_controls} | tied
    return controls


def _row_around(control: Element) -> Element:
    """Return what a control stands in beside others: its parent, or the list that its item is of."""
    parent = control.getparent()
    above = parent.getparent() if parent is not None and local(parent) == "li" else parent
    return control if above is None else above


def _in_order(row: Element) -> dict[Element, Element]:
    """Return which part a row of controls opens with each, where as many parts stand right behind the row."""
    after = row.getnext()
    if (
        after is None
        or len(row) < 2
        or not all(_acts(control) or local(control) in ("a", "li") for control in row)
    ):
        return {}
    behind = list(islice((element for element in row.itersiblings() if isinstance(element.tag, str)), len(row)))
    parts = list(after) if len(after) == len(row) else behind
    alike = len({(part.tag, (part.get("class") or "").split(" ")[0]) for part in parts}) == 1
    called = is_called_a_panel(row) and all(label_of(part) for part in parts)
    return dict(zip(parts, row, strict=True)) if len(parts) == len(row) and alike and called else {}


def _referred(attributes: Mapping[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        if name == "href":
            if value.startswith("#") and len(value) > 1:
                yield value[1:]
        elif name in _REFERRING or name.startswith("data-"):
            yield from _TOKEN.findall(value) if len(value) < 200 else ()


def _acts(element: Element) -> bool:
    """Tell what one clicks on to open something, by its tag, role or attributes."""
    if element.tag in _CONTROL_TAGS:
        return True
    attributes = element.attrib  # asked of each element of a page
    return len(attributes) > 0 and (
        attributes.get("role") in _CONTROL_ROLES or any(name in attributes for name in _CONTROL_ATTRIBUTES)
    )


def _acting_in(element: Element) -> Iterator[Element]:
    return (inner for inner in element.iterdescendants() if isinstance(inner.tag, str) and _acts(inner))


def _standing_before(panel: Element) -> Element | None:
    """Return what stands right before a part and looks as if it opened it."""
    before = panel
    for _ in range(NEARNESS):
        opener = _shown_before(before)
        if opener is not None:
            break
        before = before.getparent()
        if before is None or (before.text or "").strip():
            return None
    else:
        return None
    if (opener.tail or "").strip() or has_sentences(opener):
        return None
    if _acts(opener) or next(_acting_in(opener), None) is not None:
        return None if is_row(opener) else opener
    heads = local(opener) in HEADINGS or local(opener) == "dt"
    called = is_called_a_panel(panel) or (local(opener) != "p" and is_called_a_panel(opener))
    return opener if called and (heads or is_called_a_panel(opener)) else None


def is_row(element: Element) -> bool:
    """Tell one of several controls with words that stand together, or what holds them: none is the part's own."""
    if not _acts(element):
        names = {label_of(control) for control in _acting_in(element)}
        return sum(any(map(str.isalpha, name)) for name in names) > 1
    before = _shown_before(element)
    return before is not None and local(before) == local(element) and _acts(before)


def stands_behind_row(panel: Element) -> bool:
    """Tell a part behind a row of controls, of which nothing says which one opens it."""
    look = (panel.tag, (panel.get("class") or "").split(" ")[0])
    for before in islice(panel.itersiblings(preceding=True), SIBLINGS_MOST):
        if (before.tail or "").strip():
            return False
        if not isinstance(before.tag, str) or (before.tag, (before.get("class") or "").split(" ")[0]) == look:
            continue
        if local(before) not in _SILENT and label_of(before):
            return is_row(before)
    return False


def _more_behind(panel: Element) -> Element | None:
    """Return a control right behind a part that says no more than that there is more: "Read more"."""
    behind = panel
    for _ in range(NEARNESS):
        after = next(
            (sibling for sibling in islice(behind.itersiblings(), SIBLINGS_MOST) if label_of(sibling)), None
        )
        if after is not None:
            acts = _acts(after) or local(after) == "a" or next(_acting_in(after), None) is not None
            return after if acts and says_only_more(label_of(after)) else None
        behind = behind.getparent()
        if behind is None:
            return None
    return None


def _shown_before(element: Element) -> Element | None:
    """Return the element before, those without words left out, None where bare text stands between."""
    for before in islice(element.itersiblings(preceding=True), SIBLINGS_MOST):
        if (before.tail or "").strip() or (local(before) not in _SILENT and label_of(before)):
            return before
    return None


def is_called_a_panel(element: Element) -> bool:
    """Tell a part that its class or id calls one that opens."""
    return bool(_PANEL_WORD.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def has_sentences(element: Element) -> bool:
    """Tell a text from a label."""
    return len("".join(element.itertext()).split()) > LABEL_WORDS_MOST


def label_of(element: Element) -> str:
    """Return the words on a control."""
    if not isinstance(element.tag, str):
        return ""
    return one_line(" ".join(element.itertext()))


def says_only_more(label: str) -> bool:
    """Tell a label that names nothing: "Show more"."""
    words = re.findall(r"\w+", label.casefold())
    return all(word in _SAYS_MORE for word in words)
