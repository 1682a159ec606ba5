"""What a page shows without having it as text: formulas once, marks of quotation, how a list is numbered."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from qa.reading.formats.archive import Element, local, one_line
from qa.reading.formats.markup import LIST_STYLE
from qa.reading.formats.page.styles import marks_of, simple_rules
from qa.reading.formats.page.surroundings import PANEL

_FORMULA_CLASS = re.compile(
    r"katex|mathjax|mjx|mwe-math|(?<![a-z])(math|tex|latex|equation|formula)", re.IGNORECASE
)
_TICKS = frozenset("yes no tick cross check checked checkmark available included ja nein oui non sí si".split())
"""What pictures of a tick or a cross are called; others in cells are portraits, flags and arrows."""
ICON_ELEMENTS_MOST = 5
_QUESTION = re.compile(r"schema\.org/Question")
_QUOTES = ("“”", "‘’")
_QUOTED = re.compile(r"^\s*[\"“„«‘']")
_ROWS = frozenset("div li p td th dt dd h1 h2 h3 h4 h5 h6 span a label summary button".split())
_CELLS = frozenset("a b em i label small span strong time".split())
_WORD_BULLETS = frozenset("· § o ü Ø • ▪ – -".split())
"""Characters of Symbol, Wingdings and Courier that Word draws bullets with."""
_OF_WORD = "data-list-of-word"
_PARTS = re.compile(r"[^\W\d_A-ZÀ-Þ][A-ZÀ-Þ0-9]|[0-9.!?:;)%][A-Za-zÀ-ÿ]|[.!?:;)%][0-9]")
_STYLES = {
    "a": re.compile("lower-(alpha|latin)"),
    "A": re.compile("upper-(alpha|latin)"),
    "i": re.compile("lower-roman"),
    "I": re.compile("upper-roman"),
    "none": re.compile("none"),
}


def write_roles(tree: Element) -> None:
    """Give what is a heading, a list or a question by its attributes the tag, or the mark, of one."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or not element.keys():
            continue
        role = element.get("role")
        if role == "heading" and local(element) in ("div", "span", "p", "strong", "b"):
            level = element.get("aria-level") or "2"
            element.tag = f"h{level}" if level in tuple("123456") else "h2"
        elif role == "list" and local(element) == "div":
            element.tag = "ul"
        elif role == "listitem" and local(element) == "div" and local(element.getparent()) in ("ul", "ol"):
            element.tag = "li"
        elif _QUESTION.search(element.get("itemtype") or ""):
            element.set(PANEL, "")


def write_wording(tree: Element) -> None:
    """Change a page so that its text has each formula once, quotations in quotes, and lists their types."""
    for formula in list(tree.iter("math")):
        for wrapper in _wrappers(formula):
            for copy in [part for part in wrapper.iterdescendants() if _is_drawn(part)]:
                copy.drop_tree()
    for script in list(tree.iter("script")):
        if (script.get("type") or "").startswith("math/tex"):
            before = script.getprevious()
            rendered = before is not None and _FORMULA_CLASS.search(before.get("class") or "") is not None
            _say(script, "" if rendered and one_line("".join(before.itertext())) else script.text or "")
    for image in list(tree.iter("img")):
        has_formula = any(True for wrapper in _wrappers(image) for _ in wrapper.iter("math"))
        if image.get("alt") and not has_formula and _FORMULA_CLASS.search(image.get("class") or ""):
            _say(image, image.get("alt") or "")
    write_quotation_marks(tree)
    _write_ticks(tree)
    _part_entries(tree)
    _part_notes(tree)
    _write_lists_of_word(tree)
    _write_list_types(tree)


def write_quotation_marks(tree: Element) -> None:
    """Put what a page quotes within a line (``q``) between the marks that a browser draws, unless it has some."""
    for quote in tree.iter("q"):
        deep = sum(local(ancestor) == "q" for ancestor in quote.iterancestors()) % len(_QUOTES)
        if not _QUOTED.match("".join(quote.itertext())):
            quote.text = f"{_QUOTES[deep][0]}{quote.text or ''}"
            last = quote[-1] if len(quote) else None
            if last is None:
                quote.text += _QUOTES[deep][1]
            else:
                last.tail = f"{last.tail or ''}{_QUOTES[deep][1]}"


def _write_ticks(tree: Element) -> None:
    """Write what a tick or a cross is called into the cell of a table that has nothing else."""
    for cell in tree.iter("td"):
        if "".join(cell.itertext()).strip():
            continue
        for icon in islice(cell.iterdescendants(), ICON_ELEMENTS_MOST):
            name = one_line(icon.get("alt") or icon.get("aria-label") or icon.get("title") or "")
            if name.lower() in _TICKS:
                _say(icon, name)
                break


def _part_entries(tree: Element) -> None:
    """Put a space between elements that a row has side by side, with nothing between them: "Mo" and "9 to 12".

    Style sheets set them apart.  A word of which a part has a look has no capital or digit in its middle, and no
    class on each of its parts.
    """
    for row in tree.iter(*_ROWS):
        cells = [child for child in row if isinstance(child.tag, str)]
        if (
            len(cells) < 2
            or any(local(cell) not in _CELLS for cell in cells)
            or (row.text or "").strip()
            or any((cell.tail or "").strip() for cell in cells)
        ):
            continue
        if any(local(above) in ("pre", "code") for above in row.iterancestors()):
            continue
        named = all(cell.get("class") and len("".join(cell.itertext()).strip()) > 1 for cell in cells)
        for cell, after in pairwise(cells):
            met = "".join(cell.itertext())[-1:] + "".join(after.itertext())[:1]
            if not cell.tail and ((named and met.isalnum()) or _PARTS.fullmatch(met)):
                cell.tail = " "


def _part_notes(tree: Element) -> None:
    """Put a space behind the mark that a note begins with: a number that links back to where the note belongs."""
    for mark in tree.iter("a"):
        above = mark.getparent()
        first = above is not None and not (above.text or "").strip() and above[0] is mark
        if (
            first
            and (mark.get("href") or "").startswith("#")
            and "".join(mark.itertext()).strip().isdecimal()
            and (mark.tail or "")[:1].isalnum()
        ):
            mark.tail = f" {mark.tail}"


def _write_lists_of_word(tree: Element) -> None:
    """Make lists of what Word saves as paragraphs, whose class calls them so, with a bullet before each."""
    for paragraph in list(tree.iter("p")):
        if not (paragraph.get("class") or "").startswith("MsoListParagraph"):
            continue
        first = next((part for part in paragraph.iter() if (part.text or "").strip()), None)
        if first is None or first.text.strip() not in _WORD_BULLETS:
            continue
        before = paragraph.getprevious()
        first.text = ""
        paragraph.tag = "li"
        if before is not None and before.get(_OF_WORD) is not None and not (before.tail or "").strip():
            before.append(paragraph)
            continue
        items = paragraph.makeelement("ul")
        items.set(_OF_WORD, "")
        paragraph.addprevious(items)
        items.append(paragraph)


def _wrappers(formula: Element) -> Iterator[Element]:
    """Yield the elements around a formula that hold nothing but its forms."""
    for above in formula.iterancestors():
        if local(above) not in ("span", "mjx-container", "mjx-assistive-mml", "div"):
            return
        if _FORMULA_CLASS.search(f"{above.get('class') or ''} {local(above)}"):
            yield above


def _is_drawn(element: Element) -> bool:
    """Tell the drawing of a formula from its MathML."""
    if not isinstance(element.tag, str) or element.getparent() is None:
        return False
    return element.get("aria-hidden") == "true" and next(element.iter("math"), None) is None


def _say(element: Element, text: str) -> None:
    """Put text in the place of an element."""
    element.tag = "span"
    for name in list(element.attrib):
        del element.attrib[name]
    element.text = text


def _write_list_types(tree: Element) -> None:
    """Give each numbered list the type that the sheets in the page give it."""
    types: dict[str, str] = {}
    for name, body in simple_rules(tree, "list-style"):
        if match := LIST_STYLE.search(body):
            types[name] = next((kind for kind, look in _STYLES.items() if look.fullmatch(match[1])), "1")
    for element in tree.iter("ol") if types else ():
        for name in (*marks_of(element), "ol"):
            if name in types and element.get("type") is None:
                element.set("type", types[name])
