"""Elements of HTML → blocks of a document, in the order of the file.

The walk keeps its own stack, so that no depth of nesting can exhaust the interpreter's.
"""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import islice
from typing import TypeAlias

from qa.reading.document import Document, DocumentBlock, DocumentBlockKind
from qa.reading.formats.archive import Element, attribute, local, one_line, whole
from qa.reading.formats.line_breaks import BREAK, groups_of, in_a_cell, keeps_lines, without_bullet
from qa.reading.formats.numerals import lettered, roman
from qa.reading.formats.page.rows import Cell, TableRows
from qa.records import Removed

INVISIBLE = "invisible text"
MENU = "menu"
_SILENT = frozenset("script style head title rt rp".split())
_DROPPED: Mapping[str, str] = {
    "nav": MENU,
    "svg": "text in a drawing",
    **dict.fromkeys("template noscript datalist iframe object embed audio video canvas".split(), INVISIBLE),
}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody "
    "td textarea tfoot th thead tr ul".split()
)
_HEADINGS: Mapping[str, int] = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset("ol ul menu dir".split())
_CONTROLS = frozenset("button label legend select option textarea output time".split())
_NOTES = frozenset("footnote endnote rearnote doc-footnote doc-endnote".split())
_REFERENCES = frozenset("noteref backlink doc-noteref doc-backlink".split())
_NO_ROLES = frozenset[str]()
_IN_A_CELL = frozenset("h1 h2 h3 h4 h5 h6 table".split())  # they show that a table is no table
_LISTS_IN_A_CELL = frozenset("ul ol".split())
_BOLD = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_HEADS = frozenset("th thead caption".split())
LONG_CELL_PARAGRAPHS = 3
"""A cell with so many paragraphs, in a table without headers, is a column of a page."""

SIBLINGS_MOST = 50
"""So many elements tell whether they stand in a sentence; a hostile page has a million."""

Place: TypeAlias = tuple[Element, bool]
"""Where a text stands in the tree: in an element (False), or behind it as its tail (True)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a block stands: its first text and its longest, how many characters it has, and how many in links."""

    first: Place
    longest: Place
    characters: int
    linked: int


def walk(root: Element) -> Document:
    """Return the blocks of an element, and what was hidden in it."""
    return walk_with_spots(root)[0]


def walk_with_spots(root: Element) -> tuple[Document, list[Spot]]:
    """Return the blocks of an element with the spot of each, and what was hidden in it."""
    walker = _Walker()
    aids: list[str] = []
    for kind, element in _pieces(root, walker.removed, aids):
        walker.take(kind, element)
    walker.flush()
    walker.removed += [Removed(text=" ".join(aids), rule="reading aid")] if aids else []
    return Document(blocks=tuple(walker.blocks), removed=tuple(walker.removed)), walker.spots


def _pieces(root: Element, removed: list[Removed], aids: list[str]) -> Iterator[tuple[str, Element]]:
    """Yield ``start``, ``text``, ``tail`` and ``end`` in the order of the file; dropped elements not at all."""
    waiting: list[tuple[str, Element]] = [("start", root)]
    while waiting:
        kind, element = waiting.pop()
        if kind != "start":
            yield kind, element
            continue
        name = local(element)
        if name == "rt" and (text := one_line("".join(element.itertext()))):
            aids.append(text)  # how the word beside it is read aloud
        if not name or name in _SILENT or _roles(element) & _REFERENCES:
            continue
        if name in _DROPPED or _is_hidden(element):
            if text := one_line(" ".join(element.itertext())):
                removed.append(Removed(text=text, rule=_DROPPED.get(name, INVISIBLE)))
            continue
        yield kind, element
        waiting.append(("end", element))
        for child in reversed(element):
            if child.tail:
                waiting.append(("tail", child))
            waiting.append(("start", child))
        if element.text:
            yield "text", element


def _roles(element: Element) -> Set[str]:
    """Return what an element is for, by its role or its type in the vocabulary of EPUB."""
    role = element.get("role")
    if not any(name.endswith("type") for name in element.attrib):  # asked of each element, and few have one
        return frozenset(role.split()) if role else _NO_ROLES
    return {*(element.get("epub:type") or attribute(element, "type")).split(), *(role or "").split()}


def _is_hidden(element: Element) -> bool:
    """Tell what no reader sees; a note is shown where it is referred to, however it is hidden."""
    style = (element.get("style") or "").replace(" ", "").lower()
    hidden = element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
    return hidden and not _roles(element) & _NOTES


def is_in_control(place: Place) -> bool:
    """Tell the words of a control, which an extractor leaves out."""
    return not place[1] and local(place[0]) in _CONTROLS


@dataclass(slots=True)
class _Gathered:
    """The text of the block that is being gathered, and where it stands."""

    parts: list[str] = field(default_factory=list)
    places: list[tuple[Place, int]] = field(default_factory=list)
    linked: int = 0

    def add(self, text: str, place: Place, *, in_link: bool) -> None:
        self.parts.append(text)
        if length := len(text.strip()):
            self.places.append((place, length))
            self.linked += length if in_link else 0

    def spot(self) -> Spot:
        longest = max(self.places, key=lambda place: (not is_in_control(place[0]), place[1]))[0]
        return Spot(self.places[0][0], longest, sum(length for _, length in self.places), self.linked)

    def with_line(self, line: "_Gathered") -> "_Gathered":
        """Return this line and another one as one."""
        return _Gathered([*self.parts, " ", *line.parts], [*self.places, *line.places], self.linked + line.linked)

    @property
    def text(self) -> str:
        return one_line("".join(self.parts))


class _Walker:
    """The block that is being gathered, and what it stands in."""

    def __init__(self) -> None:
        self.blocks: list[DocumentBlock] = []
        self.spots: list[Spot] = []
        self.removed: list[Removed] = []
        self._block = _Gathered()  # the line that is being gathered
        self._lines: list[_Gathered] = []  # of the same block, each ended by a break
        self._lists: list[_List] = []
        self._marker = ""  # set by an item until its first text takes it
        self._heading = 0
        self._notes = 0  # how many notes are open
        self._links = 0
        self._preformatted = 0  # how many elements are open whose line ends are breaks
        self._code = 0  # how many elements are open whose lines stand as they are
        self._broken = False  # nothing but a line break since the last text
        self._table: TableRows | None = None
        self._row: list[Cell] = []

    def take(self, kind: str, element: Element) -> None:
        """Take one piece: the start of an element, its end, its text, or the text behind it."""
        if kind == "start":
            self._start(element, local(element))
        elif kind == "end":
            self._end(element, local(element))
        else:
            self._text(element, tail=kind == "tail")

    def _text(self, element: Element, *, tail: bool) -> None:
        text = element.tail if tail else element.text
        lines = text.split("\n") if self._preformatted and not self._table else [text]
        for number, line in enumerate(lines):
            if number and (self._code or not self._block.text):
                self.flush()
            elif number:
                self._end_line()
            self._block.add(line, (element, tail), in_link=bool(self._links))
        if text.strip():
            self._broken = False

    def flush(self) -> None:
        """End the block that is being gathered: one, or one for each line that a break ends."""
        lines = [line for line in (*self._lines, self._block) if line.places and line.text]
        groups = [list(range(len(lines)))] if self._heading and lines else groups_of([line.text for line in lines])
        whole = [reduce(_Gathered.with_line, (lines[place] for place in group)) for group in groups]
        listed = len(whole) > 1 and sum(without_bullet(line.text) is not None for line in whole) > 1
        for line in whole:
            self._add(line, listed=listed)
        if not self._row:  # a row still needs the places of its cells
            self._lines, self._block = [], _Gathered()

    def _end_line(self) -> None:
        self._lines.append(self._block)
        self._block = _Gathered()

    def _add(self, line: _Gathered, *, listed: bool) -> None:
        """Add a block; in lines that are a list, one behind a bullet is an item."""
        text = line.text
        item = without_bullet(text) if listed else None
        if item is not None and not self._marker and not self._notes:
            depth = len(self._lists) + 1
            self.blocks.append(DocumentBlock(kind=DocumentBlockKind.LIST_ITEM, text=item, level=depth, marker="-"))
            self.spots.append(line.spot())
            return
        block = DocumentBlock(
            kind=DocumentBlockKind.NOTE if self._notes else DocumentBlockKind.PARAGRAPH, text=text
        )
        if self._heading and not self._notes:
            block = replace(block, kind=DocumentBlockKind.HEADING, level=self._heading)
        elif self._marker and not self._notes:
            block = replace(
                block, kind=DocumentBlockKind.LIST_ITEM, level=len(self._lists) or 1, marker=self._marker
            )
            self._marker = ""
        self.blocks.append(block)
        self.spots.append(line.spot())

    def _start(self, element: Element, tag: str) -> None:
        if _roles(element) & _NOTES:
            self.flush()
            self._notes += 1
        if tag == "option" or (tag == "button" and _follows_another(element)):
            self._block.parts.append(" ")
        if tag == "br" and self._broken and not self._table and not self._heading:
            self.flush()  # an empty line parts two paragraphs
        elif tag == "br" and self._table:
            self._block.parts.append(BREAK)
        elif tag == "br":
            self._end_line()
            self._broken = True
        elif tag in _BLOCKS and self._table:
            self._block.parts.append(" ")
        elif tag in _BLOCKS or (tag == "button" and stands_alone(element)):
            self.flush()
        if self._table and tag in ("td", "th"):
            self._block.parts = []
        elif tag == "table" and not self._table and not is_layout(element):
            self._table = TableRows()
        elif tag in _LISTS:
            self._lists.append(_List.of(element, tag))
        elif tag == "li":
            self._marker = self._lists[-1].next(element) if self._lists else "-"
        self._heading = _HEADINGS.get(tag, self._heading)
        self._links += tag == "a"
        self._preformatted += keeps_lines(element)
        self._code += tag == "pre" and _is_code(element)

    def _end(self, element: Element, tag: str) -> None:
        if self._table and tag in ("td", "th", "tr", "table", "caption"):
            self._end_in_table(self._table, element, tag)
        elif (tag in _BLOCKS or (tag == "button" and stands_alone(element))) and not self._table:
            self.flush()
        if tag in _HEADINGS:
            self._heading = 0
        elif tag in _LISTS:
            self._lists.pop()
        elif tag == "li":
            self._marker = ""
        if _roles(element) & _NOTES:
            self.flush()
            self._notes -= 1
        self._links -= tag == "a"
        self._preformatted -= keeps_lines(element)
        self._code -= tag == "pre" and _is_code(element)

    def _end_in_table(self, table: TableRows, element: Element, tag: str) -> None:
        if tag in ("td", "th"):
            columns, rows = whole(element.get("colspan"), 1), whole(element.get("rowspan"), 1)
            text = in_a_cell("".join(self._block.parts)) if tag == "td" else self._block.text
            self._row.append(
                Cell(text=text, header=tag == "th", strong=_is_strong(element), columns=columns, rows=rows)
            )
            self._block.parts = []
            return
        if tag == "tr":
            parent = element.getparent()
            header = parent is not None and local(parent) == "thead"
            line = table.line(self._row, header=header)
            self._block.parts.append(line)
            self._row.clear()
            if not line:  # the headers stand where the first row below them does
                self._block.parts = []
                return
        elif tag == "table":
            self._block.parts.append(table.rest())
            self._table = None
        self.flush()


@dataclass(slots=True)
class _List:
    """An open list, how its numbers look, and the number of its last item."""

    style: str
    number: int
    step: int = 1

    @classmethod
    def of(cls, element: Element, tag: str) -> "_List":
        """Return the list that an element opens."""
        if tag != "ol":
            return cls("", 0)
        style = LIST_STYLE.search((element.get("style") or "").lower())
        looks = _NUMBERS.get(style[1] if style else element.get("type") or "1", "1")
        step = -1 if element.get("reversed") is not None else 1
        items = sum(local(child) == "li" for child in element)
        return cls(looks, _signed(element.get("start"), items if step < 0 else 1) - step, step)

    def next(self, item: Element) -> str:
        """Return the marker of the next item."""
        self.number = _signed(item.get("value"), self.number + self.step)
        if not self.style:
            return "-"
        number = {"a": lambda n: lettered(n, positional=True), "i": roman}.get(self.style.lower(), str)(
            self.number
        )
        return f"{number.upper() if self.style.isupper() else number}."


LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?\b((?:lower|upper)-(?:alpha|latin|roman)|decimal|none)\b")
_NUMBERS: Mapping[str, str] = {
    "a": "a", "A": "A", "i": "i", "I": "I",
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i",
    "upper-roman": "I", "none": "",
}  # fmt: skip


def _signed(value: str | None, otherwise: int) -> int:
    """Return the small whole number that an attribute gives, negative ones too."""
    text = (value or "").strip()
    number = whole(text.removeprefix("-"), -1)
    return otherwise if number < 0 else -number if text.startswith("-") else number


def is_layout(table: Element) -> bool:
    """Tell a table that only places headings, lists, columns or other tables from one with rows to read across."""
    if table.get("role") in ("presentation", "none"):
        return True
    inner = [(local(element), element) for element in table.iterdescendants()]
    names = {name for name, _ in inner}
    if names & _IN_A_CELL:
        return True
    if names & _HEADS:
        return False
    return bool(names & _LISTS_IN_A_CELL) or any(
        sum(local(child) == "p" for child in element) >= LONG_CELL_PARAGRAPHS
        for name, element in inner
        if name == "td"
    )


def _is_strong(cell: Element) -> bool:
    """Tell a cell that is printed bold as a whole."""
    element = cell
    while _BOLD.search(element.get("style") or "") is None:
        if local(element) in ("b", "strong"):
            return True
        inner = element[0] if len(element) == 1 else None
        if inner is None or (element.text or "").strip() or (inner.tail or "").strip():
            return False
        element = inner
    return True


def _follows_another(button: Element) -> bool:
    before = button.getprevious()
    return before is not None and local(before) == "button" and not before.tail


def stands_alone(element: Element) -> bool:
    """Tell an element between blocks from a word in a sentence."""
    parent = element.getparent()
    if parent is None:
        return True
    near = (child.tail for child in islice(parent, SIBLINGS_MOST))
    texts = [parent.text, element.tail, *near]
    return not any(text and text.strip() for text in texts) and local(parent) not in ("p", "span")


def _is_code(element: Element) -> bool:
    """Tell code, whose lines stand as they are, from a text whose lines were only broken."""
    inner = [local(child) for child in element.iterdescendants()]
    return bool({"code", "span", "kbd", "samp"} & set(inner)) or bool(element.get("class"))
