"""OpenDocument text (.odt) → document: the final text; deletions, comments and the table of contents reported."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind, UnreadableError
from qa.reading.formats.archive import (
    Archive,
    Element,
    attribute,
    local,
    one_line,
    opening_title,
    parse_xml,
    plain_details,
    refusing_damage,
    whole,
)
from qa.reading.formats.line_breaks import BREAK
from qa.reading.formats.mathml import formula
from qa.reading.formats.odf.numbering import BULLET, Lists, Outline
from qa.reading.formats.odf.styles import PLAIN, Look, Styles
from qa.reading.formats.page.rows import SPAN_MOST, Cell, TableRows
from qa.reading.formats.runs import Run, lines_in, told_apart
from qa.reading.formats.sheets.rows import headers_in_text, rows_of
from qa.reading.formats.symbols import PRIVATE, TICKS, UNREADABLE, in_font
from qa.records import Removed

INVISIBLE = "invisible text"
_SPACES = {"s": " ", "tab": " ", "line-break": BREAK}
_REPORTED = {
    "annotation": "comment",
    "deletion": "tracked deletion",
    "table-of-content": "table of contents",
    "illustration-index": "table of contents",
    "table-index": "table of contents",
    "object-index": "table of contents",
    "user-index": "table of contents",
    "alphabetical-index": "index of words",
}
_SILENT = frozenset(
    "tracked-changes annotation-end index-title-template forms sequence-decls variable-decls user-field-decls "
    "number script title desc event-listeners".split()
)
_SHAPES = frozenset(
    "text-box custom-shape rect line polyline polygon regular-polygon path circle ellipse connector caption "
    "measure".split()
)
_FORMULAS = frozenset("object object-ole".split())
_FURNITURE = frozenset("header header-left header-first footer footer-left footer-first".split())
_TABLE_HEADING = "Table_20_Heading"  # the style that LibreOffice gives to the cells of a header
DEEPEST_HEADING_LEVEL = 6


def read_odt(content: bytes) -> Document:
    """Read an OpenDocument text; raises UnreadableError when it is none, locked, damaged, or has no text."""
    with refusing_damage():
        archive = Archive(content)
        manifest = "META-INF/manifest.xml"
        if archive.has(manifest):
            entries = parse_xml(archive.read(manifest), manifest).iter()
            if any(local(entry) == "encryption-data" for entry in entries):
                raise UnreadableError("the file is encrypted and needs a password")
        roots = {
            name: parse_xml(archive.read(f"{name}.xml"), f"{name}.xml")
            for name in ("content", "styles", "meta")
            if name == "content" or archive.has(f"{name}.xml")
        }
        return _Reader(roots, archive).document()


class _Reader:
    """Walks the body of one document."""

    def __init__(self, roots: dict[str, Element], archive: Archive) -> None:
        self._roots = roots
        self._archive = archive
        self._styles = Styles(roots)
        self._lists = Lists(self._styles.lists)
        self._outline = Outline(self._styles.outline)
        self._blocks: list[DocumentBlock] = []
        self._removed: list[Removed] = []
        self._marker = ""  # set by an item until its first text takes it
        self._boxes: list[Element] = []  # the shapes anchored in the paragraph at hand
        self._waiting: list[DocumentBlock] = []  # notes, held back until the list that refers to them ends
        self._title = ""

    def document(self) -> Document:
        """Return the whole document."""
        body = next((element for element in self._roots["content"].iter() if _is_body(element)), None)
        if body is None:
            raise UnreadableError("the file is not an OpenDocument text")
        self._walk(body)
        self._blocks += self._waiting
        if not self._blocks:
            raise UnreadableError("the file has no text")
        for element in self._roots.get("styles", body).iter():
            if local(element) in _FURNITURE:
                self._report("running header or footer", element)
        shift = 1 if self._title else 0  # the title came with level 0; under it every heading is a level deeper
        blocks = [
            replace(block, level=min(block.level + shift, DEEPEST_HEADING_LEVEL))
            if block.kind is DocumentBlockKind.HEADING
            else block
            for block in self._blocks
        ]
        return Document(blocks=tuple(blocks), details=self._details(), removed=tuple(self._removed))

    def _details(self) -> Details:
        texts: dict[str, str] = {}
        for element in self._roots["meta"].iter() if "meta" in self._roots else ():
            texts.setdefault(local(element), element.text or "")
        details = plain_details(
            title=self._title or texts.get("title", ""),
            author=texts.get("initial-creator") or texts.get("creator", ""),
            language=texts.get("language", ""),
            created=texts.get("creation-date", ""),
        )
        return details if details.title else replace(details, title=opening_title(self._blocks))

    def _report(self, rule: str, element: Element) -> None:
        """Report the paragraphs of an element: who wrote it and when stands beside them."""
        texts = [" ".join(paragraph.itertext()) for paragraph in element.iter() if local(paragraph) in ("p", "h")]
        self._tell(rule, " ".join(texts) or attribute(element, "string-value"))

    def _tell(self, rule: str, text: str) -> None:
        if text := one_line(text):
            self._removed.append(Removed(text=text, rule=rule))

    def _walk(self, container: Element) -> None:
        for child in container:
            name = local(child)
            if name in ("p", "h"):
                self._paragraph(child, heading=name == "h")
            elif name == "list":
                self._list(child)
            elif name == "numbered-paragraph":
                self._numbered(child)
            elif name == "table":
                self._table(child)
            elif name == "tracked-changes":
                for deletion in (change for change in child.iter() if local(change) == "deletion"):
                    self._report(_REPORTED["deletion"], deletion)
            elif name in _REPORTED:
                self._report(_REPORTED[name], child)
            elif name == "section" and self._is_hidden_section(child):
                self._report(INVISIBLE, child)
            elif name not in _SILENT:
                self._walk(child)

    def _is_hidden_section(self, section: Element) -> bool:
        if attribute(section, "display") == "none" or attribute(section, "is-hidden") == "true":
            return True
        return self._styles.look("section", attribute(section, "style-name")).hidden

    def _paragraph(self, paragraph: Element, *, heading: bool) -> None:
        look = self._styles.look("paragraph", attribute(paragraph, "style-name"))
        level = whole(attribute(paragraph, "outline-level"), 1)
        if any(
            local(child) == "hidden-paragraph" and attribute(child, "is-hidden") == "true" for child in paragraph
        ):
            look = replace(look, hidden=True)
        note_count = len(self._waiting)
        if lines := lines_in(self._runs(paragraph, look)):
            block = self._block(paragraph, " ".join(lines), level if heading else 0)
            if not self._lists.depth:
                self._blocks += self._waiting[:note_count]
                del self._waiting[:note_count]
            plain = block.kind is DocumentBlockKind.PARAGRAPH
            self._blocks += [replace(block, text=line) for line in lines] if plain else [block]
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._walk(box)

    def _block(self, paragraph: Element, text: str, level: int) -> DocumentBlock:
        marker, self._marker = self._marker, ""
        if "Title" in self._styles.names("paragraph", attribute(paragraph, "style-name")):
            self._title = self._title or text
            return DocumentBlock(kind=DocumentBlockKind.HEADING, text=text, level=0)
        if level:
            written_number = next(
                (one_line("".join(child.itertext())) for child in paragraph if local(child) == "number"), ""
            )
            number = self._outline.number(paragraph, level)
            number = written_number or number or (marker if marker != BULLET else "")
            return DocumentBlock(kind=DocumentBlockKind.HEADING, text=f"{number} {text}".strip(), level=level)
        if not marker:
            return DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text)
        depth = max(self._lists.depth, 1)
        if marker in TICKS:
            return DocumentBlock(kind=DocumentBlockKind.LIST_ITEM, text=f"{marker} {text}", level=depth)
        return DocumentBlock(kind=DocumentBlockKind.LIST_ITEM, text=text, level=depth, marker=marker)

    def _text(self, element: Element) -> str:
        return told_apart(lines_in(self._runs(element, PLAIN)))

    def _runs(self, element: Element, look: Look) -> list[Run]:
        """Return what of an element prints; shapes and notes in it are put aside, comments reported."""
        runs: list[Run] = []
        hidden: list[str] = []
        for text, how in self._pieces(element, look):
            if how.hidden:
                hidden.append(text)
            elif text:
                runs.append(Run(self._signs(text, how.font), how.position, how.struck))
        self._tell(INVISIBLE, "".join(hidden))
        return runs

    def _pieces(self, element: Element, look: Look) -> Iterator[tuple[str, Look]]:
        yield element.text or "", look
        for child in element:
            name = local(child)
            if name in _SPACES:
                yield _SPACES[name], look
            elif name == "note":
                self._note(child)
            elif name in _SHAPES:
                self._boxes.append(child)
            elif name in _REPORTED:
                self._report(_REPORTED[name], child)
            elif name == "hidden-text":
                yield attribute(child, "string-value"), replace(look, hidden=True)
            elif name in _FORMULAS:
                yield self._formula(child), look
            elif name == "ruby-text":
                self._tell("reading aid", "".join(child.itertext()))
            elif name not in _SILENT:
                inner = self._styles.look("text", attribute(child, "style-name"), look) if name == "span" else look
                hides = attribute(child, "display") == "none" and name != "span"  # a field that only sets a value
                yield from self._pieces(child, replace(inner, hidden=True) if hides else inner)
                yield " " if name in ("p", "h") else "", look
            yield child.tail or "", look

    def _formula(self, drawn: Element) -> str:
        """Return a formula, which stands in a part of its own or within the text; any other object is reported."""
        within = next((part for part in drawn.iterdescendants() if local(part) == "math"), None)
        if within is not None:
            return formula(within)
        href = attribute(drawn, "href")
        name = f"{href.removeprefix('./').rstrip('/')}/content.xml"
        if self._archive.has(name):
            root = parse_xml(self._archive.read(name), name)
            if local(root) == "math":
                return formula(root)
        self._tell("object in a part of its own", href or "without a name")
        return ""

    def _signs(self, text: str, font: str) -> str:
        if not font and not PRIVATE.search(text):
            return text
        signs = in_font(text, font)
        if UNREADABLE in signs and UNREADABLE not in text:
            codes = " ".join(f"U+{ord(character):04X}" for character in PRIVATE.findall(text) or text)
            self._tell("sign of a font without a known map", f"{codes} {font}")
        return signs

    def _note(self, note: Element) -> None:
        body = [self._text(part) for child in note if local(child) == "note-body" for part in child]
        if text := told_apart([part for part in body if part]):
            self._waiting.append(DocumentBlock(kind=DocumentBlockKind.NOTE, text=text))

    def _list(self, listed: Element) -> None:
        self._lists.begin(listed, self._list_style_of(listed))
        for item in listed:
            if local(item) == "list-item" and any(local(child) in ("p", "h") for child in item):
                self._marker = self._lists.item(item)
            self._walk(item)
            self._marker = ""
        self._lists.end()

    def _list_style_of(self, listed: Element) -> str:
        """Return the list style that the first paragraph's own style asks for."""
        for paragraph in listed.iter():
            if local(paragraph) in ("p", "h"):
                styles = self._styles.chain("paragraph", attribute(paragraph, "style-name"))
                return next(filter(None, (attribute(style, "list-style-name") for style in styles)), "")
        return ""

    def _numbered(self, paragraph: Element) -> None:
        """Take a paragraph that says itself that it is in a list, and its number."""
        number = next((one_line("".join(child.itertext())) for child in paragraph if local(child) == "number"), "")
        self._marker = number or BULLET
        self._walk(paragraph)
        self._marker = ""

    def _table(self, table: Element) -> None:
        rows = list(_rows(table))
        single = all(len(cells) < 2 for _, _, cells in rows)
        headed = any(
            local(child) in ("h", "sub-table") for _, _, cells in rows for cell in cells for child in cell
        )
        if single or headed:  # it only places what stands in it
            for _, _, cells in rows:
                for cell in cells:
                    self._walk(cell)
            return
        visible_rows: list[tuple[bool, list[Element], tuple[Cell, ...]]] = []
        for header, hidden, cells in rows:
            if hidden:
                for cell in cells:
                    self._report(INVISIBLE, cell)
            else:
                visible_rows.append((header, cells, tuple(map(self._cell, cells))))
        cell_rows = [placed for _, _, placed in visible_rows if not _title(placed)]
        heads = 0
        if not any(header for header, _, _ in visible_rows) and cell_rows:
            first = next(cells for _, cells, placed in visible_rows if placed is cell_rows[0])
            heads = 1 if self._heads(first) else headers_in_text(rows_of(cell_rows))
        lines = TableRows()
        for header, _, placed in visible_rows:
            named = header or any(placed is head_row for head_row in cell_rows[:heads])
            if line := lines.line(placed, header=named):
                self._blocks.append(DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=line))

    def _heads(self, cells: Sequence[Element]) -> bool:
        """Tell a first row whose cells are in the style of headers."""
        paragraphs = [paragraph for cell in cells for paragraph in cell if local(paragraph) == "p"]
        names = [self._styles.names("paragraph", attribute(paragraph, "style-name")) for paragraph in paragraphs]
        return bool(names) and all(_TABLE_HEADING in style_names for style_names in names)

    def _cell(self, cell: Element) -> Cell:
        repeated = whole(attribute(cell, "number-columns-repeated"), 1)
        columns = max(whole(attribute(cell, "number-columns-spanned"), 1), min(repeated, SPAN_MOST))
        rows = whole(attribute(cell, "number-rows-spanned"), 1)
        return Cell(text=self._text_of_cell(cell), columns=columns, rows=rows)

    def _text_of_cell(self, cell: Element) -> str:
        """Return what stands in a cell on one line, its paragraphs and items told apart."""
        before, waiting, lists = self._blocks, self._waiting, self._lists
        self._blocks, self._waiting, self._lists = [], [], Lists(self._styles.lists)
        self._walk(cell)
        inside, notes = self._blocks, self._waiting
        self._blocks, self._waiting, self._lists = before, [*waiting, *notes], lists
        self._waiting += [block for block in inside if block.kind is DocumentBlockKind.NOTE]
        texts = [block for block in inside if block.kind is not DocumentBlockKind.NOTE]
        return told_apart(
            [block.text if block.marker == BULLET else f"{block.marker} {block.text}" for block in texts]
        )


def _rows(container: Element, *, header: bool = False) -> Iterator[tuple[bool, bool, list[Element]]]:
    """Yield each row with whether it holds headers and is hidden; covered cells belong to the one over them."""
    for child in container:
        name = local(child)
        if name == "table-row":
            hidden = attribute(child, "visibility") in ("collapse", "filter")
            yield header, hidden, [cell for cell in child if local(cell) == "table-cell"]
        elif name in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(child, header=header or name == "table-header-rows")


def _title(cells: Sequence[Cell]) -> str:
    """Return the caption, or the heading over the rows below it, that a row is; empty for all others."""
    return cells[0].text if len(cells) == 1 and cells[0].columns > 1 else ""


def _is_body(element: Element) -> bool:
    parent = element.getparent()
    return local(element) == "text" and parent is not None and local(parent) == "body"
