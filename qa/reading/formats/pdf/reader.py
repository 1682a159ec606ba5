"""PDF → document: text in reading order with its headings, lists and notes; what stands on every page reported."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from qa.reading.document import (
    NOT_READ,
    Document,
    DocumentBlock,
    DocumentBlockKind,
    PicturesOnlyError,
    UnreadableError,
)
from qa.reading.formats.archive import one_line, refusing_damage
from qa.reading.formats.pdf.annotations import with_what_is_filled_in
from qa.reading.formats.pdf.bullets import drawn_dots, with_bullets
from qa.reading.formats.pdf.characters import Page, read_page
from qa.reading.formats.pdf.details import details_of_pdf
from qa.reading.formats.pdf.furniture import without_contents, without_furniture
from qa.reading.formats.pdf.headings import Body, Names, body_of, heading_levels, plain_name
from qa.reading.formats.pdf.layout import Line, Segment, lines_of, regions_of, segments_of
from qa.reading.formats.pdf.paragraphs import (
    BULLETS,
    INDENT,
    Paragraph,
    glyphs_in,
    goes_on,
    paragraphs_of,
    text_in,
    words_in,
)
from qa.reading.formats.pdf.rules import drawn_lines, sorted_lines, with_strikes
from qa.reading.formats.pdf.tables.addresses import parts_beside_addresses
from qa.reading.formats.pdf.tables.rows import with_ruled_rows
from qa.reading.formats.pictures.placing import Confidences, page_of, unread_pages, usual_height, why_no_text
from qa.reading.formats.symbols import UNREADABLE
from qa.reading.glyphs.table import GlyphTable
from qa.reading.ocr.recognised import RecognisedPage
from qa.records import Removed

PAGES_MOST = 5_000
"""The longest manuals have some 3,000; a hostile file says a thousand million."""
BOOKMARKS_MOST = 5_000
LABEL_MOST = 16  # signs of a page's label
TOP = 12
"""Blocks from the first, among which the title stands."""
NOTE_SIZE = 0.93
"""Of the text's size; footnotes are set smaller than that."""
READABLE_LEAST = 0.5
"""Of the characters: below it the fonts do not tell which letters they show."""
UNTOLD = "text whose font does not tell which letters it shows"
MARKED = f"signs whose font does not tell what they are, {UNREADABLE} in the text"
PASSWORD, SECURITY = 4, 5  # pdfium's numbers for what is wrong with a file
_NOTE = re.compile(r"^[\[(]?(?:\d{1,3}|[*†‡§¹²³⁰-⁹]+)[\])]?[.\s]?\s*\S")


def read_pdf(content: bytes, recognised: Mapping[int, RecognisedPage] | None = None) -> Document:
    """Read a PDF; raises UnreadableError when it is none, locked or damaged, PicturesOnlyError for pictures only.

    ``recognised`` is what was recognised on its pages that are pictures, None where that was not tried.
    """
    with refusing_damage(), closing(open_pdf(content)) as document:
        labels = page_labels(document)
        table = GlyphTable()
        confidences: Confidences = {}
        pages, removed = _pages(document, table, labels)
        if not pages:
            raise UnreadableError("the file is damaged (none of its pages can be read)")
        if recognised is None:
            _check(pages)
            pictured = tuple(page.number for page in pages if _may_be_recognised(page))
            removed += [
                Removed(text="", rule=f"a picture without text, and {NOT_READ}", page=page.number)
                for page in pages
                if page.pictured and not page.words
            ]
        else:
            usual = usual_height(recognised)
            pages = [
                _with_recognised(page, recognition, labels.get(page.number, ""), usual, table, confidences)
                if (recognition := recognised.get(page.number))
                else page
                for page in pages
            ]
            removed += unread_pages(recognised)
            pictured = ()
        columns, from_columns = _columns(pages, recognised or {})
        blocks = tuple(_blocks(columns, _outline(document), labels, table, confidences))
        return Document(
            blocks=blocks,
            details=details_of_pdf(document, [block.text for block in blocks[:TOP]]),
            removed=_in_order([*removed, *from_columns]),
            glyphs=table.boxes(),
            confidences=confidences,
            pictured=pictured,
        )


def document_of_pages(recognised: Mapping[int, RecognisedPage]) -> Document:
    """Return the document of pages that are pictures alone; raises UnreadableError where they have no text."""
    table = GlyphTable()
    confidences: Confidences = {}
    usual = usual_height(recognised)
    pages = [page_of(page, number, "", usual, table, confidences) for number, page in sorted(recognised.items())]
    columns, from_columns = _columns(pages, recognised)
    blocks = tuple(_blocks(columns, {}, {}, table, confidences))
    removed = _in_order([*unread_pages(recognised), *from_columns])
    return Document(blocks=blocks, removed=removed, glyphs=table.boxes(), confidences=confidences)


def _in_order(removed: Sequence[Removed]) -> tuple[Removed, ...]:
    return tuple(sorted(removed, key=lambda removal: removal.page))


def _columns(
    pages: Sequence[Page], recognised: Mapping[int, RecognisedPage]
) -> tuple[list[list[Line]], list[Removed]]:
    """Return the columns of pages in reading order, and what of the pages is in none of them.

    Raises UnreadableError where there are none.
    """
    columns: list[list[Line]] = []
    drawn = []
    removed: list[Removed] = []
    for page in pages:
        rules = sorted_lines(page.lines)
        words = with_bullets(with_strikes(page.words, rules), page.dots)
        segments, unknown = _readable(segments_of(words), page.number)
        drawn.append((page, with_ruled_rows(segments, rules)))
        removed += unknown
    for page, segments, furniture in without_furniture(drawn):
        removed += [*page.removed, *furniture]
        parts = parts_beside_addresses(segments)
        columns += [lines_of(region, page.number) for part in parts for region in regions_of(part)]
    columns, contents = without_contents(columns)
    if not any(columns):
        raise UnreadableError(why_no_text(recognised))
    return columns, [*removed, *contents]


def _may_be_recognised(page: Page) -> bool:
    """Tell a page that shows something and has no text that can be read."""
    text = "".join(word.text for word in page.words)
    return page.drawn and _share_known(text) < READABLE_LEAST


def _with_recognised(
    page: Page, recognised: RecognisedPage, label: str, usual: float, table: GlyphTable, confidences: Confidences
) -> Page:
    recognition = page_of(recognised, page.number, label, usual, table, confidences)
    return replace(recognition, removed=(*page.removed, *recognition.removed))


def open_pdf(content: bytes) -> Any:
    """Return a document of pypdfium2, which is the caller's to close; raises UnreadableError with the reason."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == PASSWORD:
            raise UnreadableError("the file is encrypted and needs a password") from error
        if code == SECURITY:
            raise UnreadableError("the file is encrypted in a way that cannot be read") from error
        raise UnreadableError("the file is damaged (it is not a complete PDF)") from error
    document.init_forms()  # fields that have a value and no drawing get one
    return document


def _pages(document: Any, table: GlyphTable, labels: Mapping[int, str]) -> tuple[list[Page], list[Removed]]:
    import pypdfium2

    pages: list[Page] = []
    removed: list[Removed] = []
    for index in range(len(document)):
        try:
            page, added = with_what_is_filled_in(document, index)
            with closing(page):
                lines = [*drawn_lines(page), *added.strikes]
                label = labels.get(index + 1, "")
                dots = drawn_dots(page)
                pages.append(read_page(page, index + 1, table, added.boxes, lines, dots=dots, label=label))
            removed += added.unshown
        except pypdfium2.PdfiumError:
            removed.append(Removed(text="", rule="a damaged page", page=index + 1))
    return pages, removed


def _check(pages: Sequence[Page]) -> None:
    """Raise UnreadableError with the reason when there is no text to speak of."""
    text = "".join(word.text for page in pages for word in page.words)
    page_numbers = [page.number for page in pages if _may_be_recognised(page)]
    if not text:
        pictured = sum(page.pictured for page in pages)
        if pictured:
            noun = "page" if pictured == 1 else "pages"
            raise PicturesOnlyError(f"{pictured} {noun} of pictures without text, and {NOT_READ}", page_numbers)
        raise PicturesOnlyError("the file has no text", page_numbers)
    if _share_known(text) < READABLE_LEAST:
        raise PicturesOnlyError("the fonts of the file do not tell which letters they show", page_numbers)


def _share_known(text: str) -> float:
    return sum(sign.isprintable() and sign != UNREADABLE for sign in text) / max(len(text), 1)


def _readable(segments: Sequence[Segment], number: int) -> tuple[list[Segment], list[Removed]]:
    """Return the segments that can be read, and the report of those that cannot, and of single signs."""
    readable_segments: list[Segment] = []
    removed: list[Removed] = []
    marked: list[Removed] = []
    for segment in segments:
        if UNREADABLE not in "".join(word.text for word in segment.words):
            readable_segments.append(segment)
            continue
        text = segment.text
        readable = len(text) == 1 or _share_known(text.replace(" ", "")) >= READABLE_LEAST
        if readable:
            readable_segments.append(segment)
            marked = [Removed(text="", rule=MARKED, page=number)]  # once a page
        else:
            removed.append(Removed(text=text, rule=UNTOLD, page=number))
    return readable_segments, removed + marked


def _outline(document: Any) -> Names:
    """Return the bookmarks: the heading and the page each names, and its depth."""
    names: dict[tuple[str, int], int] = {}
    for bookmark in islice(document.get_toc(), BOOKMARKS_MOST):
        place = bookmark.get_dest()
        index = place.get_index() if place is not None else None
        if index is not None:
            names.setdefault((plain_name(bookmark.get_title()), index + 1), bookmark.level)
    return names


@dataclass(slots=True)
class _Placed:
    """A paragraph and what it is."""

    paragraph: Paragraph
    kind: DocumentBlockKind
    level: int = 0


def page_labels(document: Any) -> dict[int, str]:
    """Return what the file calls its pages, by their number, where that is another name than the number.

    Raises UnreadableError for more pages than a file of text has.
    """
    if len(document) > PAGES_MOST:
        raise UnreadableError(f"the file has more than {PAGES_MOST:,} pages")
    labels = {index + 1: one_line(document.get_page_label(index))[:LABEL_MOST] for index in range(len(document))}
    return {number: label for number, label in labels.items() if label and label != str(number)}


def _blocks(
    columns: Sequence[Sequence[Line]],
    names: Names,
    labels: Mapping[int, str],
    table: GlyphTable,
    confidences: Confidences,
) -> Iterator[DocumentBlock]:
    body = body_of(columns)
    word_counts = words_in(columns)
    for placed in _with_depths(_placed(columns, body, names)):
        paragraph = placed.paragraph
        if placed.kind is DocumentBlockKind.HEADING:
            paragraph.marker = ""  # the number of a heading is part of it
        marker = "-"
        if placed.kind is DocumentBlockKind.LIST_ITEM and paragraph.marker[0] not in BULLETS:
            marker = f"{paragraph.marker}." if paragraph.marker.isdigit() else paragraph.marker
        text = one_line(text_in(paragraph, word_counts))
        page = paragraph.first.page
        glyphs, count = glyphs_in(paragraph), len(table)
        placed_at = table.placed(text, glyphs)
        if sure := [confidences[glyph] for glyph in glyphs if glyph in confidences]:
            # A glyph made of several is as sure as the least sure.
            confidences.update(dict.fromkeys(range(count, len(table)), min(sure)))
        yield DocumentBlock(
            kind=placed.kind,
            text=text,
            level=placed.level,
            marker=marker,
            page=page,
            page_label=labels.get(page, ""),
            glyphs=placed_at,
        )


def _placed(columns: Sequence[Sequence[Line]], body: Body, names: Names) -> list[_Placed]:
    """Return the paragraphs in order, with those joined that a column or a page had ended."""
    parts = paragraphs_of(columns)
    levels = heading_levels([paragraph for part in parts for paragraph in part], body, names)
    placed: list[_Placed] = []
    running: _Placed | None = None  # the last piece of text that may go on in the next column
    count = 0
    for part in parts:
        notes = _notes_from(part, body)
        for number, paragraph in enumerate(part):
            level = levels.get(count, 0)
            count += 1
            if number >= notes:
                placed.append(_Placed(paragraph, DocumentBlockKind.NOTE))
            elif not number and not level and running is not None and goes_on(running.paragraph, paragraph):
                running.paragraph.lines += paragraph.lines
                running.paragraph.right = paragraph.right
            else:
                kind = DocumentBlockKind.LIST_ITEM if paragraph.marker else DocumentBlockKind.PARAGRAPH
                placed.append(_Placed(paragraph, DocumentBlockKind.HEADING if level else kind, level))
                running = None if level else placed[-1]
    return placed


def _notes_from(part: Sequence[Paragraph], body: Body) -> int:
    """Return where in a column its footnotes begin: small print at its end, the first with a number or a sign."""
    start = len(part)
    while start and part[start - 1].first.size <= NOTE_SIZE * body.size and not part[start - 1].row:
        start -= 1
    marked = (place for place in range(start, len(part)) if _NOTE.match(part[place].first.text))
    return next(marked, len(part)) if start else len(part)


def _with_depths(placed: Sequence[_Placed]) -> Iterator[_Placed]:
    """Yield the paragraphs; list items get their depth from how far they are set in."""
    lefts: list[float] = []
    for entry in placed:
        if entry.kind is DocumentBlockKind.LIST_ITEM:
            line = entry.paragraph.first
            while lefts and line.left < lefts[-1] - INDENT * line.size:
                lefts.pop()
            if not lefts or line.left > lefts[-1] + INDENT * line.size:
                lefts.append(line.left)
            entry.level = len(lefts)
        elif entry.kind is not DocumentBlockKind.NOTE:
            lefts.clear()
        yield entry
