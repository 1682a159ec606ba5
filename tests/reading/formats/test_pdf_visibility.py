"""PDF: text of a layer that is off, and text that a clip hides, is no text, and is reported.

What pypdfium2 5.15.2 does: text of a page has that of every layer, on or off, and what every clip hides; only the
drawn page leaves them out.  The layer of a form that is drawn onto a page cannot be asked for.
"""

import pytest

from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put, stream

BODY = lines(PROSE, 72, 780)
LAYER = "<< /Type /OCG /Name (Draft) >>"
OFF = "/OCProperties << /OCGs [3 0 R] /D << /OFF [3 0 R] >> >>"
ON = "/OCProperties << /OCGs [3 0 R] /D << >> >>"
SEEN = put("This line is seen.", 72, 540)


def read(content: bytes) -> tuple[list[str], list[tuple[str, str]]]:
    document = read_pdf(content)
    return [block.text for block in document.blocks][1:], [(gone.text, gone.rule) for gone in document.removed]


@pytest.mark.parametrize(
    ("catalog", "texts", "gone"),
    [
        (OFF, ["This line is seen."], [("The lock is sold.", "invisible text")]),
        (ON, ["The lock is sold.", "This line is seen."], []),
    ],
)
def test_a_layer_is_read_only_if_it_is_on(catalog: str, texts: list[str], gone: list[tuple[str, str]]) -> None:
    """What the file itself switches off nobody sees."""
    page = f"{BODY} /OC /L1 BDC {put('The lock is sold.', 72, 600)} EMC {SEEN}"
    content = pdf(page, objects=[LAYER], catalog=catalog, resources="/Properties << /L1 3 0 R >>")

    assert read(content) == (texts, gone)


@pytest.mark.parametrize(
    ("catalog", "texts", "gone"),
    [
        (OFF, ["This line is seen."], [("The lock is sold.", "invisible text")]),
        (ON, ["The lock is sold.", "This line is seen."], []),
    ],
)
def test_a_form_of_a_layer_is_read_only_if_it_is_on(
    catalog: str, texts: list[str], gone: list[tuple[str, str]]
) -> None:
    """A drawing that is put onto a page may belong to a layer as a whole."""
    form = stream(
        "BT /F1 10 Tf 72 600 Td (The lock is sold.) Tj ET",
        "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /OC 3 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
    )
    content = pdf(
        f"{BODY} /X1 Do {SEEN}", objects=[LAYER, form], catalog=catalog, resources="/XObject << /X1 4 0 R >>"
    )

    assert read(content) == (texts, gone)


def test_what_a_clip_hides_is_no_text() -> None:
    """Words outside of the clip are reported, those inside are read."""
    page = "\n".join(
        [
            BODY,
            f"q 72 590 96 30 re W n {put('Boats wait at the gate until it opens again', 72, 600)} Q",
            f"q 0 0 50 50 re W n {put('Nobody sees this.', 72, 570)} Q",
            SEEN,
        ]
    )

    texts, gone = read(pdf(page))

    assert texts == ["Boats wait at the gate", "This line is seen."]
    assert gone == [("until it opens again Nobody sees this.", "invisible text")]


@pytest.mark.parametrize("clip", ["0 0 595 842 re", "60 590 400 30 re", "72 590 m 400 590 l 400 612 l 72 612 l h"])
def test_what_a_clip_leaves_is_text(clip: str) -> None:
    """Most clips hide nothing."""
    page = f"{BODY}\nq {clip} W n {put('All of this is seen.', 74, 600)} Q\n{SEEN}"

    assert read(pdf(page)) == (["All of this is seen.", "This line is seen."], [])
