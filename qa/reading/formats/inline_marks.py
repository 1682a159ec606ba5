"""Looks of HTML that inform → characters in its text, before its blocks are read.

Raised and lowered digits, struck-out text, formulas, page marks in the middle of a sentence, what a style sheet
hides, and paragraphs side by side in a cell.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from qa.reading.formats.archive import Element, local, one_line
from qa.reading.formats.markup import LIST_STYLE, is_layout
from qa.reading.formats.mathml import formula
from qa.reading.formats.raised import lowered, raised
from qa.reading.formats.runs import STRUCK
from qa.records import Removed

PAGE_MARKS = frozenset("pagebreak doc-pagebreak".split())
_PAGE_CLASSES = frozenset("pagenum pageno pagenumber".split())
_PAGE_NUMBER = re.compile(r"[\[{(]?(?:p|pg|page)?\.?\s*(?:\d{1,4}|[ivxlc]{1,8})[\]})]?", re.IGNORECASE)
MARK_CHARACTERS_MOST = 12
_REFERENCES = frozenset("noteref backlink doc-noteref doc-backlink".split())
_POSITIONS: Mapping[str, int] = {"sup": 1, "sub": -1}
_STRUCK = frozenset("del s strike".split())
_LOOKS_BY_NAME = frozenset((*_POSITIONS, *_STRUCK, "td", "th"))
_BLOCKS = frozenset(
    "address article blockquote div dl dt dd h1 h2 h3 h4 h5 h6 li ol p pre section table ul".split()
)
_LAYOUT = frozenset("h1 h2 h3 h4 h5 h6 table".split())
_STOPS = (".", "!", "?", ":", ";", ",", "…", "。")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS = re.compile(r"(?P<within>[^,]*[\s>])?(?:[a-z][\w-]*)?\.(?P<name>[\w-]+)", re.IGNORECASE)
RULES_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """The classes to which a style sheet gives a look that informs."""

    raised: frozenset[str] = frozenset()
    lowered: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    numbered: Mapping[str, str] = field(default_factory=dict)  # how a list's numbers look


_TELLING: Mapping[str, re.Pattern[str]] = {
    "raised": re.compile(r"vertical-align\s*:\s*(super|text-top)\b"),
    "lowered": re.compile(r"vertical-align\s*:\s*(sub|text-bottom)\b"),
    "struck": re.compile(r"text-decoration(-line)?\s*:[^;]*\bline-through\b"),
    "hidden": re.compile(r"(display\s*:\s*none|visibility\s*:\s*hidden)\b"),
}

SHOWS = re.compile(
    r"(?<![\w-])display\s*:\s*(?!none|inherit|initial|unset)[a-z]|visibility\s*:\s*visible|"
    r"(?<![\w-])opacity\s*:\s*(1|0?\.[1-9])"
)
_TOLD_BY = {"raised": "vertical-align", "lowered": "vertical-align", "struck": "line-through", "hidden": ":"}
"""What stands in a rule of each kind: looked for first, since most rules have none of it."""


def sheet_of(sheets: Iterable[str]) -> Sheet:
    """Return what style sheets say of classes; rules inside others (for print, for phones) do not count."""
    classes_by_look: dict[str, set[str]] = {name: set() for name in _TELLING}
    numbered: dict[str, str] = {}
    for selectors, body in (rule for sheet in sheets for rule in rules_of(sheet)):
        looks = [name for name, word in _TOLD_BY.items() if word in body and _TELLING[name].search(body)]
        style = LIST_STYLE.search(body) if "list-style" in body else None
        for match in (
            (_CLASS.fullmatch(selector.strip()) for selector in selectors.split(",")) if looks or style else ()
        ):
            if match is None:
                continue
            for name in looks:
                # A class that is hidden within another is shown elsewhere.
                if name != "hidden" or not match["within"]:
                    classes_by_look[name].add(match["name"])
            if style:
                numbered[match["name"]] = style[1]
    return Sheet(**{name: frozenset(classes) for name, classes in classes_by_look.items()}, numbered=numbered)


@lru_cache(maxsize=16)
def rules_of(sheet: str) -> tuple[tuple[str, str], ...]:
    """Return the outermost rules of a style sheet: selectors, and declarations in small letters.

    The sheets of a page are asked for several times while it is read.
    """
    return tuple(_rules_of(sheet))


def _rules_of(sheet: str) -> Iterator[tuple[str, str]]:
    depth, head, text = 0, "", ""
    for count, piece in enumerate(re.findall(r"[{}]|[^{}]+", _COMMENT.sub("", sheet))):
        if count > RULES_MOST:
            return
        if piece == "{":
            depth += 1
            if depth == 1:
                head, text = text, ""
        elif piece == "}":
            if depth == 1 and not head.lstrip().startswith("@"):
                yield head, text.lower()
            depth, text = max(depth - 1, 0), ""
        else:
            text = piece


def write_marks(root: Element, sheet: Sheet) -> list[Removed]:
    """Change the tree so that its text alone tells what its looks do; returns what was taken out."""
    marks: list[str] = []
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element is root:
            continue
        if _is_page_mark(element):
            marks.append(one_line("".join(element.itertext()) or element.get("title") or ""))
            _replace(element, "")
        elif local(element) == "math":
            _replace(element, formula(element))
        elif _has(element, sheet.hidden, "hidden") and not shows_itself(element):
            element.set("hidden", "hidden")
        elif local(element) == "ol" and not LIST_STYLE.search((element.get("style") or "").lower()):
            names = (element.get("class") or "").split()
            style = next((sheet.numbered[name] for name in names if name in sheet.numbered), "")
            if style:
                element.set("style", f"list-style-type: {style}")
    layouts = {table for table in root.iter("table") if is_layout(table)}
    for element in reversed(list(root.iter())):  # the innermost first
        if isinstance(element.tag, str):
            _write(element, sheet, layouts)
    text = ", ".join(filter(None, marks))
    return [Removed(text=text, rule="page marks")] if text else []


def shows_itself(element: Element) -> bool:
    """Tell an element that its own style shows, whatever the sheets say."""
    style = (element.get("style") or "").lower()
    return bool(SHOWS.search(style)) and not _TELLING["hidden"].search(style)


def _is_page_mark(element: Element) -> bool:
    """Tell the number of a printed page; what holds more than that is no mark, whatever it is called."""
    if not element.keys():
        return False
    called = _roles(element) & PAGE_MARKS
    classes = {name.lower().replace("-", "").replace("_", "") for name in (element.get("class") or "").split()}
    if not called and not classes & _PAGE_CLASSES:
        return False
    text = one_line("".join(element.itertext()))
    return len(text) <= MARK_CHARACTERS_MOST if called else bool(_PAGE_NUMBER.fullmatch(text))


def _write(element: Element, sheet: Sheet, layouts: set[Element]) -> None:
    name = local(element)
    position = _POSITIONS.get(name, 0)
    if not element.keys() and name not in _LOOKS_BY_NAME:
        return
    if not position and name in ("span", "a", "small", "i", "em", "b", "font"):
        up, down = _has(element, sheet.raised, "raised"), _has(element, sheet.lowered, "lowered")
        position = up - down
    if position and not any(_roles(inner) & _REFERENCES for inner in element.iter() if isinstance(inner.tag, str)):
        text, before = "".join(element.itertext()), _before(element)
        for child in list(element):
            element.remove(child)
        element.text = raised(text, before) if position > 0 else lowered(text)
    if (name in _STRUCK or _has(element, sheet.struck, "struck")) and "".join(element.itertext()).strip():
        _strike(element)
    if name in ("td", "th") and not any(local(inner) in _LAYOUT for inner in element.iterdescendants()):
        table = next(element.iterancestors("table"), None)
        if table not in layouts:
            _tell_apart(element)


def _before(element: Element) -> str:
    """Return the text before an element in its block, or the end of it; empty where the block begins with it."""
    parent = element.getparent()
    while parent is not None:
        before = element.getprevious()
        if before is not None:
            return before.tail or "".join(before.itertext())
        if (parent.text or "").strip() or local(parent) in _BLOCKS or local(parent) in ("td", "th"):
            return str(parent.text or "")
        element, parent = parent, parent.getparent()
    return ""


def _strike(element: Element) -> None:
    """Put the signs of striking out around the text of each block in an element, or of the whole of it."""
    blocks = [node for node in element.iterdescendants() if local(node) in _BLOCKS] or [element]
    for block in blocks:
        inner = [node for node in block.iterdescendants() if local(node) in _BLOCKS]
        if inner or not "".join(block.itertext()).strip():
            continue
        block.text = f"{STRUCK}{(block.text or '').lstrip()}"
        if len(block):
            block[-1].tail = f"{(block[-1].tail or '').rstrip()}{STRUCK}"
        else:
            block.text = f"{block.text.rstrip()}{STRUCK}"


def _tell_apart(cell: Element) -> None:
    """End each paragraph of a cell with a comma, where no stop ends it and another follows."""
    ended: tuple[Element, bool] | None = None  # where the last text stands: an element, and whether as its tail
    for element, tail, begins in _texts(cell):
        text = (element.tail if tail else element.text) or ""
        if begins and text.strip() and ended is not None:
            before, after = ended
            last = ((before.tail if after else before.text) or "").rstrip()
            if not last.endswith(_STOPS):
                setattr(before, "tail" if after else "text", f"{last},")
        if text.strip():
            ended = (element, tail)


def _texts(cell: Element) -> Iterator[tuple[Element, bool, bool]]:
    """Yield the places of text in a cell: the element, whether its tail, and whether a paragraph begins there."""
    begins = True
    waiting: list[tuple[Element, bool]] = [(cell, False)]
    while waiting:
        element, tail = waiting.pop()
        block = local(element) in _BLOCKS
        begins = begins or block
        text = element.tail if tail else element.text
        yield element, tail, begins
        begins = begins and not (text or "").strip()
        if not tail:
            for child in reversed(element):
                waiting.append((child, True))
                if isinstance(child.tag, str):
                    waiting.append((child, False))


def _replace(element: Element, text: str) -> None:
    """Put text in the place of an element; what follows it stays."""
    parent, before = element.getparent(), element.getprevious()
    text += element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)


def _roles(element: Element) -> set[str]:
    return {*(element.get("epub:type") or "").split(), *(element.get("role") or "").split()}


def _has(element: Element, classes: frozenset[str], look: str) -> bool:
    """Tell whether an element has a look, by one of its classes or by its own style."""
    if classes and not classes.isdisjoint((element.get("class") or "").split()):
        return True
    style = element.get("style")
    return bool(style and _TELLING[look].search(style.lower()))
