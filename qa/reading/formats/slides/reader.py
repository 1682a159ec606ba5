"""PowerPoint presentations (.pptx) → document: a heading and a page for each slide, then what its presenter says.

python-pptx opens the package; what a slide shows is read off its XML, in the order in which a screen reader takes
it: the title first, then the shapes as the file has them.  What the presenter says stands under a heading of its
own, for an audience does not see it, and a citation must show which it is.
"""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from qa.reading.document import Document, DocumentBlock, DocumentBlockKind, UnreadableError
from qa.reading.formats.archive import (
    Element,
    attribute,
    local,
    one_line,
    open_office_package,
    opening_title,
    parse_xml,
    plain_details,
    refusing_damage,
    whole,
)
from qa.reading.formats.page.rows import Cell, TableRows
from qa.reading.formats.runs import told_apart
from qa.reading.formats.slides.graphics import chart_lines, diagram_paragraphs
from qa.reading.formats.slides.paragraphs import paragraphs_of, text_of
from qa.reading.formats.word.elements import child_of
from qa.reading.formats.word.text import chosen
from qa.records import Removed

SPEAKER_NOTES = "Speaker notes"
HIDDEN_SLIDE = "hidden slide"
INVISIBLE = "invisible text"
FURNITURE = "running header or footer"
_TITLES = frozenset(("title", "ctrTitle"))
_FURNITURE = frozenset("dt ftr hdr sldNum".split())
_BASE_OF = {"ctrTitle": "title", "subTitle": "body", "obj": "body", "": "body"}
_STYLE_OF = {"title": "titleStyle", "body": "bodyStyle"}
GROUPS_DEEP_MOST = 50


def read_pptx(content: bytes) -> Document:
    """Read a presentation; raises UnreadableError when it is none, locked, damaged, or has no text."""
    # Checks the whole package: python-pptx unpacks without limits.
    open_office_package(content, "PowerPoint", ".pptx")
    with refusing_damage():
        import pptx

        return _Reader(pptx.Presentation(BytesIO(content))).document()


class _Reader:
    """Walks the slides of one presentation."""

    def __init__(self, presentation: Any) -> None:
        self._presentation = presentation
        self._width, self._height = presentation.slide_width or 0, presentation.slide_height or 0
        self._blocks: list[DocumentBlock] = []
        self._removed: list[Removed] = []
        self._page = 0
        self._title = ""

    def document(self) -> Document:
        """Return the whole document."""
        masters: dict[str, Any] = {}
        for number, slide in enumerate(self._presentation.slides, start=1):
            self._page = number
            if attribute(slide.element, "show") in ("0", "false"):
                self._hide(slide)
                continue
            layout = slide.slide_layout
            masters |= {str(master.part.partname): master for master in (layout, layout.slide_master)}
            self._slide(slide, first=number == 1)
        self._page = 0
        for relation in self._presentation.part.rels.values():
            if relation.reltype.endswith("/vbaProject") and not relation.is_external:
                self._tell("macro", str(relation.target_part.partname))
        for master in masters.values():
            for shape in master.element.iter():
                if local(shape) == "sp" and _placeholder(shape) is None:
                    self._tell(FURNITURE, _words(shape))
        if not any(block.kind is not DocumentBlockKind.HEADING for block in self._blocks):
            raise UnreadableError("the file has no text")
        core = self._presentation.core_properties
        created = core.created.isoformat() if core.created else ""
        details = plain_details(
            title=self._title or core.title, author=core.author, language=core.language, created=created
        )
        if not details.title:
            details = replace(details, title=opening_title(self._blocks))
        return Document(blocks=tuple(self._blocks), details=details, removed=tuple(self._removed))

    def _tell(self, rule: str, text: str) -> None:
        if text := one_line(text):
            self._removed.append(Removed(text=text, rule=rule, page=self._page))

    def _hide(self, slide: Any) -> None:
        """Report all that a slide would show, as no audience sees it."""
        state, self._blocks, self._title = (self._blocks, self._title), [], "hidden"
        self._slide(slide, first=False)
        hidden, (self._blocks, self._title) = self._blocks, state
        self._tell(HIDDEN_SLIDE, " ".join(block.text for block in hidden if not block.inferred))

    def _slide(self, slide: Any, *, first: bool) -> None:
        tree = child_of(slide.element, "cSld", "spTree")
        shapes = [] if tree is None else list(_shapes(tree))
        titles = [shape for shape in shapes if _kind(shape) in _TITLES and not self._is_unseen(shape)]
        title = next((text for shape in titles if (text := told_apart(self._texts(shape)))), "")
        opens = first and title and _kind(titles[0]) == "ctrTitle"
        if opens:
            self._title = title
        level = 1 if opens or not self._title else 2
        self._add(
            replace(
                DocumentBlock(kind=DocumentBlockKind.HEADING, text=title or f"Slide {self._page}", level=level),
                inferred=not title,
            )
        )
        for shape in shapes:
            if shape not in titles:
                self._shape(slide, shape)
        for relation in slide.part.rels.values():
            if not relation.is_external and relation.reltype.endswith("/comments"):
                self._tell("comment", " ".join(parse_xml(relation.target_part.blob, "comment").itertext()))
        if slide.has_notes_slide:
            self._notes(slide.notes_slide, level + 1)

    def _notes(self, notes: Any, level: int) -> None:
        bodies = [shape for shape in notes.element.iter() if local(shape) == "sp" and _kind(shape) == "body"]
        paragraphs = [
            paragraph for shape in bodies for paragraph in paragraphs_of(child_of(shape, "txBody"), (), self._tell)
        ]
        if paragraphs:
            heading = DocumentBlock(kind=DocumentBlockKind.HEADING, text=SPEAKER_NOTES, level=level, inferred=True)
            self._add(heading)
            for paragraph in paragraphs:
                self._add(paragraph.block(self._page))

    def _add(self, block: DocumentBlock) -> None:
        if block.text:
            self._blocks.append(replace(block, page=self._page))

    def _line(self, text: str) -> None:
        self._add(DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text))

    def _texts(self, shape: Element) -> list[str]:
        return text_of(child_of(shape, "txBody"), self._tell)

    def _is_unseen(self, shape: Element) -> bool:
        """Tell a shape that is hidden, or stands wholly beside the slide."""
        named = next((child for part in shape for child in part if local(child) == "cNvPr"), None)
        if named is not None and attribute(named, "hidden") in ("1", "true"):
            return True
        parent = shape.getparent()
        if parent is None or local(parent) != "spTree" or not self._width:  # in a group, places are relative
            return False
        frame = child_of(shape, "spPr", "xfrm")
        if frame is None:
            frame = child_of(shape, "xfrm")
        place, size = (None, None) if frame is None else (child_of(frame, "off"), child_of(frame, "ext"))
        if place is None or size is None:
            return False
        x, y = (float(attribute(place, name) or 0) for name in ("x", "y"))
        width, height = (float(attribute(size, name) or 0) for name in ("cx", "cy"))
        return x >= self._width or y >= self._height or x + width <= 0 or y + height <= 0

    def _shape(self, slide: Any, shape: Element, depth: int = 0) -> None:
        kind = _kind(shape)
        if kind in _FURNITURE:
            self._tell(FURNITURE, _words(shape))
        elif self._is_unseen(shape):
            self._tell(INVISIBLE, _words(shape))
        elif local(shape) == "grpSp" and depth < GROUPS_DEEP_MOST:
            for inner in _shapes(shape):
                self._shape(slide, inner, depth + 1)
        elif local(shape) == "graphicFrame":
            self._frame(slide, shape)
        elif local(shape) == "pic":
            named = next((element for element in shape.iter() if local(element) == "cNvPr"), None)
            self._tell("picture", attribute(named, "descr") if named is not None else "")
        else:
            for paragraph in paragraphs_of(child_of(shape, "txBody"), self._styles(slide, shape), self._tell):
                self._add(paragraph.block(self._page))

    def _styles(self, slide: Any, shape: Element) -> list[Element]:
        """Return the list styles that a shape's text inherits from those of its layout and master."""
        return [style for style in self._styles_around(slide, shape) if style is not None]

    def _styles_around(self, slide: Any, shape: Element) -> Iterator[Element | None]:
        holder = _placeholder(shape)
        if holder is None:
            yield child_of(self._presentation.element, "defaultTextStyle")
            return
        layout, master = slide.slide_layout.element, slide.slide_layout.slide_master.element
        for part in (layout, master):
            like = _alike(part, holder, by_number=part is layout)
            yield child_of(like, "txBody", "lstStyle") if like is not None else None
        kind = attribute(holder, "type")
        yield child_of(master, "txStyles", _STYLE_OF.get(_BASE_OF.get(kind, kind), "otherStyle"))

    def _frame(self, slide: Any, frame: Element) -> None:
        for inner in frame.iter():
            name = local(inner)
            if name == "tbl":
                self._table(inner)
            elif name == "relIds":
                model = self._part(slide, attribute(inner, "dm"))
                for paragraph in () if model is None else diagram_paragraphs(model, self._tell):
                    self._add(paragraph.block(self._page))
            elif name == "chart":
                drawn = self._part(slide, attribute(inner, "id"))
                lines = [] if drawn is None else list(chart_lines(drawn, self._tell))
                for line in lines:
                    self._line(line)
                if drawn is not None and not lines:
                    self._tell("chart of another kind", " ".join(drawn.itertext()))
            elif name == "oleObj":
                self._tell("object in a part of its own", attribute(inner, "progId"))

    def _part(self, slide: Any, relation: str) -> Element | None:
        relationship = slide.part.rels.get(relation)
        if relationship is None or relationship.is_external:
            self._tell("object in a part of its own", relation)
            return None
        return parse_xml(relationship.target_part.blob, str(relationship.target_part.partname))

    def _table(self, table: Element) -> None:
        rows = [[cell for cell in row if local(cell) == "tc"] for row in table if local(row) == "tr"]
        properties = child_of(table, "tblPr")
        headed = properties is not None and attribute(properties, "firstRow") in ("1", "true") and len(rows) > 1
        lines = TableRows()
        for number, cells in enumerate(rows):
            placed = [
                Cell(
                    text=told_apart(self._texts(cell)),
                    columns=whole(attribute(cell, "gridSpan"), 1),
                    rows=whole(attribute(cell, "rowSpan"), 1),
                )
                for cell in cells
                if not {attribute(cell, "hMerge"), attribute(cell, "vMerge")} & {"1", "true"}
            ]
            if len(placed) == 1 and placed[0].columns > 1:  # a caption, or a heading over the rows below it
                self._line(placed[0].text)
            else:
                self._line(lines.line(placed, header=headed and number == 0))


def _shapes(tree: Element) -> Iterator[Element]:
    for child in tree:
        name = local(child)
        if name == "AlternateContent":
            yield from _shapes(chosen(child))
        elif name in ("sp", "grpSp", "graphicFrame", "pic", "cxnSp"):
            yield child


def _placeholder(shape: Element) -> Element | None:
    """Return what makes a shape a placeholder; None where it is none."""
    return next((placeholder for part in shape if (placeholder := child_of(part, "nvPr", "ph")) is not None), None)


def _kind(shape: Element) -> str:
    """Return what kind of placeholder a shape is; empty where it is none."""
    placeholder = _placeholder(shape)
    return "" if placeholder is None else attribute(placeholder, "type") or "obj"


def _alike(part: Element, holder: Element, *, by_number: bool) -> Element | None:
    """Return the placeholder that a slide's is made from: of a layout by its number, of a master by its kind."""
    number, kind = attribute(holder, "idx"), _BASE_OF.get(attribute(holder, "type"), attribute(holder, "type"))
    for shape in part.iter():
        if local(shape) == "sp" and (placeholder := _placeholder(shape)) is not None:
            other_kind = attribute(placeholder, "type")
            if (
                attribute(placeholder, "idx") == number
                if by_number and number
                else _BASE_OF.get(other_kind, other_kind) == kind
            ):
                return shape
    return None


def _words(shape: Element) -> str:
    return " ".join(element.text or "" for element in shape.iter() if local(element) == "t")
