"""PDF: exponents, indices and fractions keep their value, whatever way they were set."""

import pytest

from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put

BODY = lines(PROSE, 72, 780)


def line(*pieces: str | tuple[str, float, float]) -> str:
    """Return one line at 600 points; a piece may have its own rise and size."""
    shown = []
    for piece in pieces:
        text, rise, size = (piece, 0.0, 10.0) if isinstance(piece, str) else piece
        shown.append(f"{rise} Ts /F1 {size} Tf ({text}) Tj")
    return f"\nBT 72 600 Td {' '.join(shown)} ET\n"


def text(drawing: str) -> str:
    return read_pdf(pdf(BODY + drawing)).blocks[-1].text


@pytest.mark.parametrize(
    ("pieces", "read"),
    [
        (("about 10", ("-9", 4, 6), " mol of it"), "about 10⁻⁹ mol of it"),
        (("about 10", ("–9", 4, 6), " mol of it"), "about 10⁻⁹ mol of it"),
        (("about 10", ("-", 4, 6), ("9", 4, 6), " mol of it"), "about 10⁻⁹ mol of it"),
        (("some 3 x 10", ("12", 4, 10), " cells in it"), "some 3 x 10¹² cells in it"),
        (("a field of 20 m", ("2", 3.5, 7), " is dug"), "a field of 20 m² is dug"),
        (("drink H", ("2", -2, 6), "O now"), "drink H₂O now"),
        (("with Ca", ("2+", 4, 6), " in it"), "with Ca²⁺ in it"),
        (("as was shown.", ("1,2", 4, 6), " Next comes"), "as was shown.¹,² Next comes"),
        (("on the 1", ("st", 4, 6), " of May"), "on the 1st of May"),
        (("take 2", ("1", 4, 6), "/", ("2", -2, 6), " cups"), "take 2½ cups"),
        (("take ", ("1", 4, 6), "/", ("2", 0, 6), " cup"), "take ½ cup"),
        (("take ", ("3", 4, 6), "/", ("16", -2, 6), " cup"), "take 3/16 cup"),
        (("on pages 5-9 of 10-12",), "on pages 5-9 of 10-12"),
    ],
)
def test_raised_and_lowered_signs_keep_their_meaning(
    pieces: tuple[str | tuple[str, float, float], ...], read: str
) -> None:
    """10⁻⁹ is not 10-9, 2½ not 21/2, H₂O not H2O set apart."""
    assert text(line(*pieces)) == read


@pytest.mark.parametrize(("size", "above", "below"), [(6, 605, 596), (7, 604.5, 596.5), (10, 607, 593)])
@pytest.mark.parametrize(("before", "read"), [("Take", "Take ½ cup of it"), ("Take 2", "Take 2½ cup of it")])
def test_a_number_over_a_number_is_a_fraction(
    size: float, above: float, below: float, before: str, read: str
) -> None:
    """Half a cup is not "1 2 cup", however the two numbers are set."""
    start = 72 + 24 + (7 if before[-1] == "2" else 0)
    drawing = put(before, 72, 600) + put("1", start, above, size=size) + put("2", start, below, size=size)

    assert text(f"{drawing} 0.5 w {start} 603 m {start + 6} 603 l S {put('cup of it', start + 8, 600)}") == read


def test_indices_one_over_the_other_are_no_fraction() -> None:
    """The charge and the number of atoms of an ion stand over one another too."""
    drawing = put("with SO", 72, 600) + put("2-", 107.3, 604, size=6) + put("4", 107.3, 597, size=6)

    assert text(drawing + put("in it", 118, 600)) == "with SO₄²⁻ in it"
    carbon = put("with", 72, 600) + put("14", 94, 604, size=6) + put("6", 97.3, 597, size=6) + put("C", 101, 600)
    assert text(carbon + put("in it", 112, 600)) == "with ¹⁴₆C in it"


def test_numbers_of_a_table_are_no_fractions() -> None:
    """Numbers below one another that have words on their own lines stay what they are."""
    rows = (("oak", "12"), ("elm", "16"), ("ash", "20"))
    drawing = "".join(
        put(cell, x, 600 - 12 * row)
        for row, cells in enumerate(rows)
        for cell, x in zip(cells, (72, 120), strict=True)
    )

    assert [block.text for block in read_pdf(pdf(BODY + drawing)).blocks[1:]] == ["oak; 12", "elm; 16", "ash; 20"]


def test_small_print_beside_text_is_not_raised() -> None:
    """Small type on the line of the text stays as it is."""
    assert text(line("the dose of 20 ", ("mg 5", 0, 8), " is high")) == "the dose of 20 mg 5 is high"


def test_an_exponent_may_stand_half_a_size_above_its_line() -> None:
    """Its minus sign is of the font Symbol, and so a text of its own."""
    drawn = (
        "BT /F1 11 Tf 72 740 Td (A grain weighs 2 x 10) Tj 6 Ts /F3 7 Tf (\\055) Tj /F1 7 Tf (12) Tj 0 Ts "
        "/F1 11 Tf ( kg and more.) Tj ET"
    )

    assert [block.text for block in read_pdf(pdf(drawn)).blocks] == ["A grain weighs 2 x 10⁻¹² kg and more."]
