"""Elements of HTML → blocks of a document, in the order of the file, and the rows of tables as lines of text.

The walk keeps its own stack, so that no depth of nesting can exhaust the interpreter's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from qa.reading.document import Document, DocumentBlock, DocumentBlockKind
from qa.reading.formats.archive import Element, attribute, local, one_line, whole
from qa.records import Removed

_DROPPED = frozenset(
    "script style nav template head title noscript iframe object embed svg audio video canvas rt rp".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead "
    "tr ul".split()
)
_HEADINGS: Mapping[str, int] = {f"h{level}": level for level in range(1, 7)}
_NOTES = frozenset("footnote endnote rearnote doc-footnote doc-endnote".split())
_REFERENCES = frozenset("noteref backlink doc-noteref doc-backlink".split())
_LAYOUT = frozenset("h1 h2 h3 h4 h5 h6 ul ol table".split())  # in a cell, they show that a table is no table
SPAN_MOST = 100
"""A cell of a real table spans fewer columns or rows; a hostile one says a million."""


def walk(root: Element) -> Document:
    """Return the blocks of an element, and what was hidden in it."""
    walker = _Walker()
    for kind, thing in _pieces(root, walker.removed):
        walker.take(kind, thing)
    walker.flush()
    return Document(blocks=tuple(walker.blocks), removed=tuple(walker.removed))


def _pieces(root: Element, removed: list[Removed]) -> Iterator[tuple[str, Element]]:
    """Yield ``start``, ``text`` and ``end`` in the order of the file; dropped elements not at all."""
    waiting: list[tuple[str, Element]] = [("start", root)]
    while waiting:
        kind, thing = waiting.pop()
        if kind != "start":
            yield kind, thing
            continue
        if not isinstance(thing.tag, str) or local(thing) in _DROPPED or _roles(thing) & _REFERENCES:
            continue
        if _is_hidden(thing):
            removed.append(Removed(text=one_line("".join(thing.itertext())), rule="invisible text"))
            continue
        yield kind, thing
        waiting.append(("end", thing))
        for child in reversed(thing):
            if child.tail:
                waiting.append(("text", child.tail))
            waiting.append(("start", child))
        if thing.text:
            yield "text", thing.text


def _roles(element: Element) -> set[str]:
    return {
        *(element.get("epub:type") or attribute(element, "type")).split(),
        *(element.get("role") or "").split(),
    }


def _is_hidden(element: Element) -> bool:
    """Tell what no reader sees; a note is shown where it is referred to, however it is hidden."""
    style = (element.get("style") or "").replace(" ", "").lower()
    hidden = element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
    return hidden and not _roles(element) & _NOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table; ``columns`` and ``rows`` are how far it spans."""

    text: str
    header: bool = False
    columns: int = 1
    rows: int = 1


class TableRows:
    """Turns the rows of one table into lines: ``Header: cell; Header: cell``."""

    def __init__(self) -> None:
        """Begin a table without headers."""
        self._headers: list[str] = []
        self._hanging: dict[int, tuple[str, int]] = {}  # column → text of a cell from above, and rows still to go
        self._begun = False

    def line(self, cells: Sequence[Cell], *, header: bool = False) -> str:
        """Return the row as text; empty for a row of headers, which name the cells of the rows below."""
        if header or (not self._begun and cells and all(cell.header for cell in cells)):
            both = zip_longest(self._headers, self._columns(cells, repeated=True), fillvalue="")
            self._headers = [above if above == own else one_line(f"{above} {own}") for above, own in both]
            return ""
        self._begun = True
        named = zip_longest(self._headers, self._columns(cells, repeated=False), fillvalue="")
        return "; ".join(_named(name, text) for name, text in named if text)

    def _columns(self, cells: Sequence[Cell], *, repeated: bool) -> list[str]:
        """Return the text of each column: a cell stands in all the rows it spans.

        Of the columns it spans it stands in each when ``repeated`` (a header names them all), else in the first.
        """
        waiting = list(reversed(cells))
        columns: list[str] = []
        while waiting or len(columns) in self._hanging:
            if len(columns) in self._hanging:
                text, left = self._hanging.pop(len(columns))
                if left > 1:
                    self._hanging[len(columns)] = (text, left - 1)
                columns.append(text)
                continue
            cell = waiting.pop()
            for column in range(min(max(cell.columns, 1), SPAN_MOST)):
                text = cell.text if repeated or not column else ""
                if cell.rows > 1:
                    self._hanging[len(columns)] = (text, min(cell.rows, SPAN_MOST) - 1)
                columns.append(text)
        return columns


def _named(name: str, text: str) -> str:
    return f"{name.removesuffix(':')}: {text}" if name else text


class _Walker:
    """The block that is being gathered, and what it stands in."""

    def __init__(self) -> None:
        self.blocks: list[DocumentBlock] = []
        self.removed: list[Removed] = []
        self._parts: list[str] = []
        self._lists: list[_List] = []
        self._marker = ""  # set by an item until its first text takes it
        self._heading = 0
        self._notes = 0  # how many notes are open
        self._table: TableRows | None = None
        self._row: list[Cell] = []

    def take(self, kind: str, thing: Element) -> None:
        """Take one piece: the start of an element, its end, or text."""
        if kind == "text":
            self._parts.append(thing)
        elif kind == "start":
            self._start(thing, local(thing))
        else:
            self._end(thing, local(thing))

    def flush(self) -> None:
        """End the block that is being gathered."""
        text = one_line("".join(self._parts))
        self._parts.clear()
        if not text:
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

    def _start(self, element: Element, tag: str) -> None:
        if _roles(element) & _NOTES:
            self.flush()
            self._notes += 1
        if tag == "br" or (tag in _BLOCKS and self._table):
            self._parts.append(" ")
        elif tag in _BLOCKS:
            self.flush()
        if self._table and tag in ("td", "th"):
            self._parts.clear()
        elif tag == "table" and not _is_layout(element):
            self._table = TableRows()
        elif tag in ("ol", "ul"):
            self._lists.append(_List(ordered=tag == "ol", number=whole(element.get("start"), 1) - 1))
        elif tag == "li":
            self._marker = self._lists[-1].next(element) if self._lists else "-"
        self._heading = _HEADINGS.get(tag, self._heading)

    def _end(self, element: Element, tag: str) -> None:
        if self._table and tag in ("td", "th", "tr", "table", "caption"):
            self._end_in_table(self._table, element, tag)
        elif tag in _BLOCKS and not self._table:
            self.flush()
        if tag in _HEADINGS:
            self._heading = 0
        elif tag in ("ol", "ul"):
            self._lists.pop()
        elif tag == "li":
            self._marker = ""
        if _roles(element) & _NOTES:
            self.flush()
            self._notes -= 1

    def _end_in_table(self, table: TableRows, element: Element, tag: str) -> None:
        if tag in ("td", "th"):
            columns, rows = whole(element.get("colspan"), 1), whole(element.get("rowspan"), 1)
            text = one_line("".join(self._parts))
            self._row.append(Cell(text=text, header=tag == "th", columns=columns, rows=rows))
            self._parts.clear()
            return
        if tag == "tr":
            parent = element.getparent()
            self._parts.append(table.line(self._row, header=parent is not None and local(parent) == "thead"))
            self._row.clear()
        self.flush()
        if tag == "table":
            self._table = None


@dataclass(slots=True)
class _List:
    """An open list and the number of its last item."""

    ordered: bool
    number: int

    def next(self, item: Element) -> str:
        """Return the marker of the next item."""
        self.number = whole(item.get("value"), self.number + 1)
        return f"{self.number}." if self.ordered else "-"


def _is_layout(table: Element) -> bool:
    """Tell a table that only places headings, lists or other tables from one with rows to read across."""
    inner = (local(element) for element in table.iterdescendants())
    return table.get("role") in ("presentation", "none") or any(tag in _LAYOUT for tag in inner)
