"""PDF: filled form values, ticked boxes and visible annotations are text; comments and hidden fields are reported.

What pypdfium2 5.15.2 does: text of fields and annotations is no text of the page until FPDFPage_Flatten has drawn
it there and the page is loaded anew.  ``init_forms`` gives a text field without an appearance one, with or without
NeedAppearances; a FreeText annotation without one is drawn in a file that has a form, and in no other.
"""

import pytest

from qa.reading.document import DocumentBlockKind
from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put, stream

BODY = lines(PROSE, 72, 780)
HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
DRAWS = f"/Type /XObject /Subtype /Form /Resources << /Font << /F1 {HELVETICA} >> >>"
FORM = f"/AcroForm << /Fields [3 0 R] /DA (/F1 10 Tf 0 g) /DR << /Font << /F1 {HELVETICA} >> >> %s >>"
FIELD = (
    "<< /Type /Annot /Subtype /Widget /FT /Tx /T (keeper) /V (Ada Holt) /Rect [180 596 380 612] "
    "/DA (/F1 10 Tf 0 g) /F {flags} {more} >>"
)
LABEL = put("Name of the keeper:", 72, 600)


def texts(content: bytes) -> list[str]:
    return [block.text for block in read_pdf(content).blocks][1:]


@pytest.mark.parametrize("needs", ["", "/NeedAppearances true"])
def test_a_value_stands_beside_its_label(needs: str) -> None:
    """What was typed into a field is read where it stands, whether or not the file holds a drawing of it."""
    drawn = stream("BT /F1 10 Tf 2 4 Td (Ada Holt) Tj ET", f"{DRAWS} /BBox [0 0 200 16]")
    undrawn = FIELD.format(flags=4, more="")
    form = FORM % needs

    assert texts(pdf(BODY + LABEL, objects=[undrawn], page="/Annots [3 0 R]", catalog=form)) == [
        "Name of the keeper: Ada Holt"
    ]
    with_drawing = FIELD.format(flags=4, more="/AP << /N 4 0 R >>")
    assert texts(pdf(BODY + LABEL, objects=[with_drawing, drawn], page="/Annots [3 0 R]", catalog=form)) == [
        "Name of the keeper: Ada Holt"
    ]


def test_a_choice_is_read() -> None:
    """The line chosen from a list is text; the lines not chosen are none."""
    field = (
        "<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 131072 /Opt [(red) (dark green)] /T (n) /V (dark green) "
        "/Rect [180 596 380 612] /DA (/F1 10 Tf 0 g) /F 4 >>"
    )
    page = BODY + put("Colour of the gate:", 72, 600)

    assert texts(pdf(page, objects=[field], page="/Annots [3 0 R]", catalog=FORM % "")) == [
        "Colour of the gate: dark green"
    ]


def test_boxes_tell_whether_they_are_ticked() -> None:
    """An empty box says something too: without it the line would read as agreed."""
    marks = [
        stream("q BT /F4 12 Tf 2 2 Td (4) Tj ET Q", "/Type /XObject /Subtype /Form /BBox [0 0 14 14]"),
        stream("", "/Type /XObject /Subtype /Form /BBox [0 0 14 14]"),
    ]
    boxes = [
        f"<< /Type /Annot /Subtype /Widget /FT /Btn /T (b{low}) /V /{state} /AS /{state} "
        f"/Rect [72 {low} 86 {low + 14}] /F 4 /AP << /N << /Yes 3 0 R /Off 4 0 R >> >> >>"
        for low, state in ((598, "Yes"), (578, "Off"))
    ]
    page = BODY + put("Shut the gate at night", 92, 600) + put("Let the dog into the yard", 92, 580)
    form = "/AcroForm << /Fields [5 0 R 6 0 R] >>"

    blocks = read_pdf(pdf(page, objects=[*marks, *boxes], page="/Annots [5 0 R 6 0 R]", catalog=form)).blocks

    assert [(block.kind, block.text) for block in blocks[1:]] == [
        (DocumentBlockKind.LIST_ITEM, "☑ Shut the gate at night"),
        (DocumentBlockKind.LIST_ITEM, "☐ Let the dog into the yard"),
    ]


@pytest.mark.parametrize("kind", ["FreeText", "Stamp"])
def test_a_visible_annotation_is_text(kind: str) -> None:
    """What is drawn onto a page is read with it."""
    drawn = stream("BT /F1 10 Tf 2 4 Td (Closed in May.) Tj ET", f"{DRAWS} /BBox [0 0 200 16]")
    note = (
        f"<< /Type /Annot /Subtype /{kind} /Contents (Closed in May.) /Rect [72 596 272 612] "
        "/F 4 /AP << /N 3 0 R >> >>"
    )
    document = read_pdf(pdf(BODY, objects=[drawn, note], page="/Annots [4 0 R]"))

    assert [block.text for block in document.blocks] == [" ".join(PROSE), "Closed in May."]
    assert document.removed == ()


@pytest.mark.parametrize(
    ("annotation", "told"),
    [
        ("/Subtype /Text /Contents (Is this true?)", ("Is this true?", "a comment that opens on a click")),
        (
            "/Subtype /FreeText /Contents (Ask first.) /DA (/F1 10 Tf 0 g)",
            ("Ask first.", "a note that has no drawing of its own"),
        ),
        ("/Subtype /Widget /FT /Tx /T (k) /V (Ada Holt) /F 2", ("Ada Holt", "a hidden form field")),
    ],
)
def test_what_the_page_does_not_show_is_reported(annotation: str, told: tuple[str, str]) -> None:
    """Comments and hidden values are no text, and are told with their page."""
    note = f"<< /Type /Annot /Rect [400 596 420 616] {annotation} >>"
    form = FORM % "" if "Widget" in annotation else ""
    document = read_pdf(pdf(BODY, objects=[note], page="/Annots [3 0 R]", catalog=form))

    assert [block.text for block in document.blocks] == [" ".join(PROSE)]
    assert [(gone.text, gone.rule, gone.page) for gone in document.removed] == [(*told, 1)]


def test_links_change_nothing() -> None:
    """The target of a link is no comment."""
    link = "<< /Type /Annot /Subtype /Link /Rect [72 770 200 790] /A << /S /URI /URI (https://example.org) >> >>"

    document = read_pdf(pdf(BODY, objects=[link], page="/Annots [3 0 R]"))

    assert [block.text for block in document.blocks] == [" ".join(PROSE)]
    assert document.removed == ()


def test_a_row_of_labels_and_values_is_read_in_pairs() -> None:
    """What follows a colon is what the label before it asks for."""
    rows = (("Name:", "Ada Holt", "Born:", "3 May 1961"), ("Town:", "Leeds", "Post:", "keeper"))
    page = BODY + "".join(
        put(text, x, 600 - 20 * row)
        for row, cells in enumerate(rows)
        for text, x in zip(cells, (72, 120, 300, 350), strict=True)
    )

    assert texts(pdf(page)) == ["Name: Ada Holt; Born: 3 May 1961", "Town: Leeds; Post: keeper"]
