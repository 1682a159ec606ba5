"""What stands on a page of a PDF besides its text: form fields and annotations; comments reported.

What a field or an annotation shows is drawn into the page (pdfium calls it flattening), so that it is read where
it stands.  What only opens on a click, and what is hidden, is reported.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qa.reading.formats.archive import one_line
from qa.reading.formats.pdf.visibility import Box
from qa.records import Removed

ANNOTATIONS_MOST = 2_000
"""On one page; a form has some hundred, a hostile page has millions."""
COMMENT, HIDDEN_FIELD = "a comment that opens on a click", "a hidden form field"  # as they are reported
UNDRAWN = "a note that has no drawing of its own"


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What a page's annotations say that its text does not: boxes to tick, and what of them is not shown."""

    boxes: tuple[tuple[Box, bool], ...] = ()  # where a box stands, and whether it is ticked
    unshown: tuple[Removed, ...] = ()
    strikes: tuple[Box, ...] = ()  # lines through words that are struck out, from point to point


def with_what_is_filled_in(document: Any, index: int) -> tuple[Any, FilledIn]:
    """Return a page with its form values and visible annotations drawn into it, and what they say besides.

    The page is the caller's to close.  ``index`` counts from 0.
    """
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    page = document[index]
    if not pdfium.FPDFPage_GetAnnotCount(page.raw):
        return page, FilledIn()
    boxes: list[tuple[Box, bool]] = []
    unshown: list[Removed] = []
    strikes: list[Box] = []
    for note in _annotations(page):
        strikes += _strikes(note)
        if (box := _tick_box(document, note)) is not None:
            boxes.append(box)
        elif report := _unshown(note):
            unshown.append(Removed(text=report[0], rule=report[1], page=index + 1))
    _take_out_unviewed(page)
    added = FilledIn(tuple(boxes), tuple(unshown), tuple(strikes))
    if pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return page, added
    page.close()  # the page shows what was drawn into it once it is opened again
    return document[index], added


def _annotations(page: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for place in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), ANNOTATIONS_MOST)):
        if note := pdfium.FPDFPage_GetAnnot(page.raw, place):
            try:
                yield note
            finally:
                pdfium.FPDFPage_CloseAnnot(note)


def _take_out_unviewed(page: Any) -> None:
    """Take out of a page, in memory, what is only printed: PDFium (8149) flattens it as if it were seen."""
    import pypdfium2.raw as pdfium

    for place in reversed(range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), ANNOTATIONS_MOST))):
        note = pdfium.FPDFPage_GetAnnot(page.raw, place)
        unviewed = bool(note) and pdfium.FPDFAnnot_GetFlags(note) & _NO_VIEW
        pdfium.FPDFPage_CloseAnnot(note)
        if unviewed:
            pdfium.FPDFPage_RemoveAnnot(page.raw, place)


def _tick_box(document: Any, note: Any) -> tuple[Box, bool] | None:
    """Return where a visible box stands and whether it is ticked; None for what is no box."""
    import pypdfium2.raw as pdfium

    if document.formenv is None or _is_hidden(note):
        return None
    kind = pdfium.FPDFAnnot_GetFormFieldType(document.formenv.raw, note)
    if kind not in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        return None
    rect = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(note, rect)
    ticked = bool(pdfium.FPDFAnnot_IsChecked(document.formenv.raw, note))
    return (rect.left, rect.bottom, rect.right, rect.top), ticked


def _strikes(note: Any) -> Iterator[Box]:
    """Yield the lines that an annotation draws through words, one for each line of text."""
    import pypdfium2.raw as pdfium

    if pdfium.FPDFAnnot_GetSubtype(note) != pdfium.FPDF_ANNOT_STRIKEOUT or _is_hidden(note):
        return
    for place in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(note), ANNOTATIONS_MOST)):
        quad = pdfium.FS_QUADPOINTSF()
        if pdfium.FPDFAnnot_GetAttachmentPoints(note, place, quad):  # two points on top, two below
            yield (
                (quad.x1 + quad.x3) / 2,
                (quad.y1 + quad.y3) / 2,
                (quad.x2 + quad.x4) / 2,
                (quad.y2 + quad.y4) / 2,
            )


def _unshown(note: Any) -> tuple[str, str] | None:
    """Return the words of an annotation that no page shows, and why."""
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFAnnot_GetSubtype(note)
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        text, rule = (_value(note, b"V"), HIDDEN_FIELD) if _is_hidden(note) else ("", "")
    elif kind in (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP):
        drawn = not _is_hidden(note) and pdfium.FPDFAnnot_GetAP(note, 0, None, 0) > _EMPTY
        text, rule = ("", "") if drawn else (_value(note, b"Contents"), UNDRAWN)
    elif kind in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP):
        return None  # a link's target, and a window for another note's words
    else:
        text, rule = _value(note, b"Contents"), COMMENT
    return (text, rule) if text else None


def _is_hidden(note: Any) -> bool:
    import pypdfium2.raw as pdfium

    return bool(pdfium.FPDFAnnot_GetFlags(note) & (pdfium.FPDF_ANNOT_FLAG_HIDDEN | _NO_VIEW))


_NO_VIEW = 1 << 5  # the flag of what is only printed; FPDFAnnot has no name for it
_EMPTY = 2  # bytes of an empty text in UTF-16


def _value(note: Any, name: bytes) -> str:
    """Return a text of an annotation; its length is asked for first."""
    from ctypes import POINTER, c_ushort, cast, create_string_buffer

    import pypdfium2.raw as pdfium

    size = pdfium.FPDFAnnot_GetStringValue(note, name, None, 0)
    buffer = create_string_buffer(size + _EMPTY)
    pdfium.FPDFAnnot_GetStringValue(note, name, cast(buffer, POINTER(c_ushort)), size)
    return one_line(buffer.raw[:size].decode("utf-16-le", "replace"))
