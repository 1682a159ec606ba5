"""What a part of a rich text file prints: its paragraphs, lists and tables as blocks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from qa.reading.document import DocumentBlock, DocumentBlockKind
from qa.reading.formats.archive import one_line
from qa.reading.formats.page.rows import Cell
from qa.reading.formats.runs import Run, lines_in, told_apart
from qa.reading.formats.sheets.rows import Row, blocks_of
from qa.reading.formats.symbols import TICKS

BULLET = "-"
_BULLET_SIGNS = frozenset("•·-–—*o▪■□●○➢❖➔◦‣∙§") | {"\ufffd"}
EDGE_TWIPS = 40
"""Edges of cells nearer than this (0.7 mm) are one: programs round them."""

Tell = Callable[[str, str], None]
"""Takes a rule and the text that it leaves out."""


@dataclass(frozen=True, slots=True)
class RichLook:
    """How text prints; ``font`` is its number in the file."""

    font: int = -1
    position: int = 0
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class RichParagraph:
    """What a paragraph is: ``level`` of a heading (0 none), ``listed`` and ``depth`` in a list, ``in_table``.

    An ``initial`` is a drop cap: the paragraph after it begins with it.
    """

    title: bool = False
    level: int = 0
    listed: int = 0
    depth: int = 0
    in_table: bool = False
    initial: bool = False


@dataclass(slots=True)
class _CellSpec:
    edge: int
    joins_left: bool = False
    joins_above: bool = False


@dataclass(slots=True)
class _TableRow:
    specs: list[_CellSpec]
    texts: list[str]
    bold: bool
    header: bool


@dataclass(slots=True)
class Story:
    """The main text, a note, a running header or a text box, as it is read.

    ``name`` is the word that began it, empty for the main text; ``count`` gives the number of a list's next item.
    """

    name: str
    tell: Tell
    count: Callable[[RichParagraph], str]
    blocks: list[DocumentBlock] = field(default_factory=list)
    beside: list[DocumentBlock] = field(default_factory=list)  # notes and boxes of the paragraph at hand
    marker: str | None = None  # what the file itself prints before that paragraph
    _runs: list[tuple[Run, bool]] = field(default_factory=list)  # with whether each is bold
    _hidden: dict[str, list[str]] = field(default_factory=dict)
    _cell: list[str] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    _bold: list[bool] = field(default_factory=list)
    _specs: list[_CellSpec] = field(default_factory=list)
    _joins: tuple[bool, bool] = (False, False)
    _header: bool = False
    _rows: list[_TableRow] = field(default_factory=list)

    def add(self, text: str, look: RichLook) -> None:
        """Add text to the paragraph at hand."""
        if look.deleted or look.hidden:
            self._hidden.setdefault("tracked deletion" if look.deleted else "invisible text", []).append(text)
        else:
            self._runs.append((Run(text, look.position, look.struck), look.bold))

    def end_paragraph(self, paragraph: RichParagraph) -> None:
        """End the paragraph at hand."""
        if paragraph.initial and not paragraph.in_table:
            return
        lines, bold = self._lines()
        marker, self.marker = self.marker, None
        if paragraph.in_table or self._cell:
            self._cell += [self._marked(told_apart(lines), marker)] if lines else []
            self._bold += [bold] if lines else []
            return
        self._end_table()
        self._add_blocks(paragraph, lines, marker)
        self.blocks += self.beside
        self.beside.clear()

    def _add_blocks(self, paragraph: RichParagraph, lines: Sequence[str], marker: str | None) -> None:
        text = " ".join(lines)
        if not text:
            return
        if paragraph.title or paragraph.level:
            heading = self._marked(text, marker)
            level = 0 if paragraph.title else paragraph.level
            self.blocks.append(DocumentBlock(kind=DocumentBlockKind.HEADING, text=heading, level=level))
            return
        if marker is None and paragraph.listed:
            marker = self.count(paragraph)
        if not marker:
            self.blocks += [DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=line) for line in lines]
            return
        tick = marker in TICKS
        self.blocks.append(
            DocumentBlock(
                kind=DocumentBlockKind.LIST_ITEM,
                text=f"{marker} {text}" if tick else text,
                level=paragraph.depth + 1,
                marker=BULLET if tick or marker in _BULLET_SIGNS else marker,
            )
        )

    def _marked(self, text: str, marker: str | None) -> str:
        return f"{marker} {text}" if marker and marker not in _BULLET_SIGNS else text

    def _lines(self) -> tuple[list[str], bool]:
        for rule, pieces in self._hidden.items():
            self.tell(rule, "".join(pieces))
        self._hidden.clear()
        runs = [run for run, _ in self._runs]
        bold = all(bold for run, bold in self._runs if run.text.strip())
        self._runs.clear()
        return lines_in(runs), bold

    def end_cell(self) -> None:
        """End a cell of a table."""
        lines, bold = self._lines()
        if lines:
            self._cell.append(self._marked(told_apart(lines), self.marker))
            self._bold.append(bold)
        self.marker = None
        self._texts.append(told_apart(self._cell))
        self._cell.clear()

    def end_row(self) -> None:
        """End a row of a table."""
        if self._texts:
            bold = bool(self._bold) and all(self._bold)
            self._rows.append(_TableRow(list(self._specs), list(self._texts), bold, self._header))
        self._texts.clear()
        self._bold.clear()

    def begin_row(self) -> None:
        """Begin the definition of a row."""
        self._specs, self._joins, self._header = [], (False, False), False

    def head_row(self) -> None:
        """Note that the row at hand is one of headers, which is printed again on each page."""
        self._header = True

    def join(self, *, left: bool = False, above: bool = False) -> None:
        """Note that the next cell belongs to the one before it or above it."""
        self._joins = (self._joins[0] or left, self._joins[1] or above)

    def edge(self, twips: int) -> None:
        """Note where the next cell ends."""
        self._specs.append(_CellSpec(twips, *self._joins))
        self._joins = (False, False)

    def finish(self) -> None:
        """End all that is still open."""
        self.end_paragraph(RichParagraph())
        if self._cell:
            self.end_cell()
        self.end_row()
        self._end_table()

    def _end_table(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            self.blocks += blocks_of(list(_placed(rows)))

    def words(self) -> str:
        """Return all that it prints on one line."""
        return told_apart([block.text for block in self.blocks])


def _placed(rows: list[_TableRow]) -> Iterator[Row]:
    """Yield the rows with their cells in the columns that their edges tell, from the union of all edges."""
    edges: list[int] = []
    for edge in sorted({spec.edge for row in rows for spec in row.specs}):
        if not edges or edge - edges[-1] > EDGE_TWIPS:
            edges.append(edge)
    above: dict[int, str] = {}
    for number, row in enumerate(rows, start=1):
        cells: dict[int, Cell] = {}
        column, last = 0, -1
        for place, text in enumerate(row.texts):
            spec = row.specs[place] if place < len(row.specs) else None
            after = column + 1
            if spec is not None:
                after = max(sum(edge < spec.edge + EDGE_TWIPS for edge in edges), column + 1)
            if spec is not None and spec.joins_left and last >= 0:
                joined = cells[last]
                cells[last] = Cell(text=one_line(f"{joined.text} {text}"), columns=after - last)
            else:
                text = above.get(column, "") if spec is not None and spec.joins_above else text
                cells[column] = Cell(text=text, columns=after - column)
                last = column
                above[column] = text
            column = after
        yield Row(number, cells, bold=row.bold, named=row.header)
