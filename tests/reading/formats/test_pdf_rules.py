"""PDF: the lines that are drawn on a page part the rows and cells of tables, and strike words out."""

from collections.abc import Sequence

from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put

BODY = lines(PROSE, 72, 780)


def rules(across: Sequence[float], upright: Sequence[float] = (), *, left: float = 72, right: float = 500) -> str:
    """Return the drawing of lines at these heights, and of upright ones between the first and the last."""
    drawn = [f"{left} {y} m {right} {y} l S" for y in across]
    return "\n".join([*drawn, *(f"{x} {across[-1]} m {x} {across[0]} l S" for x in upright)])


def texts(drawing: str) -> list[str]:
    return [block.text for block in read_pdf(pdf(f"{BODY}\n{drawing}")).blocks][1:]


HEAD = "\n".join(put(text, x, 660, font="F2") for text, x in (("Room", 76), ("Used for", 184), ("Seats", 404)))
ATTIC = [
    put("Attic", 76, 629),
    lines(("Rehearsals of the choir on", "Tuesday and Thursday, and", "the book club in winter"), 184, 642),
    put("24", 404, 629),
]
CELLAR = [
    put("Cellar", 76, 584),
    lines(("Storage of chairs and", "tables for the feast"), 184, 592),
    put("0", 404, 584),
]
ROWS = [
    "Room; Used for; Seats",
    "Room: Attic; Used for: Rehearsals of the choir on Tuesday and Thursday, and the book club in winter; "
    "Seats: 24",
    "Room: Cellar; Used for: Storage of chairs and tables for the feast; Seats: 0",
]


def test_cells_that_are_centred_beside_a_longer_one_stay_in_their_row() -> None:
    """The name of the room stands at the middle of three lines, the number too."""
    drawn = rules((675, 655, 605, 565), (72, 180, 400, 500))

    assert texts("\n".join([drawn, HEAD, *ATTIC, *CELLAR])) == ROWS


def test_without_upright_lines_the_first_cell_tells_that_it_is_one_row() -> None:
    """Lines below one another in the first column may be rows of their own; here there is one."""
    assert texts("\n".join([rules((675, 655, 605, 565)), HEAD, *ATTIC, *CELLAR])) == ROWS


def test_two_columns_of_sentences_between_rules_are_a_table() -> None:
    """What is asked is read with its answer, not after all that is asked."""
    cells = [
        (72, ("The pump is loud and the", "water is brown after the", "rain of the night before."), 650),
        (300, ("Take the basket out, rinse", "it, and look whether the", "ring is still soft enough."), 650),
        (72, ("The pump does not start in", "the morning, though the", "switch is on and it hums."), 600),
        (300, ("Turn the wheel by hand, so", "that it comes loose, and", "call the keeper about it."), 600),
        (72, ("The net has holes, and the", "leaves come through it to", "the inlet of the pump."), 550),
        (300, ("Mend it with the twine that", "hangs in the shed, or take", "the spare one from above."), 550),
    ]
    drawn = [lines(text, x + 4, y) for x, text, y in cells]

    assert texts("\n".join([rules((665, 615, 565, 515), (72, 296, 500)), *drawn])) == [
        "The pump is loud and the water is brown after the rain of the night before.; "
        "Take the basket out, rinse it, and look whether the ring is still soft enough.",
        "The pump does not start in the morning, though the switch is on and it hums.; "
        "Turn the wheel by hand, so that it comes loose, and call the keeper about it.",
        "The net has holes, and the leaves come through it to the inlet of the pump.; "
        "Mend it with the twine that hangs in the shed, or take the spare one from above.",
    ]


def test_rows_in_one_box_stay_rows() -> None:
    """Many tables have a line below the header and one at the foot only."""
    rows = [("Bed", "Sown", "Eaten"), ("North", "40", "38"), ("South", "22", "5"), ("West", "30", "12")]
    drawn = [
        put(text, x, 640 - 16 * place)
        for place, row in enumerate(rows)
        for text, x in zip(row, (76, 184, 404), strict=True)
    ]

    assert texts("\n".join([rules((655, 635, 585)), *drawn])) == [
        "Bed; Sown; Eaten",
        "Bed: North; Sown: 40; Eaten: 38",
        "Bed: South; Sown: 22; Eaten: 5",
        "Bed: West; Sown: 30; Eaten: 12",
    ]


def test_words_with_a_line_through_them_are_marked_as_struck_out() -> None:
    """A line at the height of the middle of small letters, as word processors draw it, thin box or stroke."""
    drawn = put("A berth costs 40 euros 55 euros a week.", 72, 640)  # 40 euros: from 134 to 172
    boxed = put("A bed costs 9 euros 12 euros a night.", 72, 600)

    read = texts(f"{drawn}\n134 643 m 170.5 643 l S\n{boxed}\n128 602.6 31 0.5 re f")

    assert read == ["A berth costs ~~40 euros~~ 55 euros a week.", "A bed costs ~~9 euros~~ 12 euros a night."]


def test_a_line_under_words_or_beside_them_strikes_nothing_out() -> None:
    """Underlines, the rules of tables, and a line that runs on from a word to the margin."""
    drawn = put("The gate is open.", 72, 640), put("Name", 72, 600), put("End", 72, 560)

    read = texts("\n".join([*drawn, "72 638.5 m 150 638.5 l S", "100 603 m 300 603 l S", "60 563 m 400 563 l S"]))

    assert "~" not in "".join(read)


def test_a_note_that_strikes_words_out_marks_them() -> None:
    """Programs for comments keep the line through words beside the page, as an annotation."""
    note = (
        "<< /Type /Annot /Subtype /StrikeOut /F 4 /Rect [95 638 126 650] "
        "/QuadPoints [95 649 124 649 95 637 124 637] >>"
    )
    drawn = f"{BODY}\n{put('Take 10 mg 5 mg at night with a glass of water.', 72, 640)}"

    read = [block.text for block in read_pdf(pdf(drawn, objects=[note], page="/Annots [3 0 R]")).blocks][1:]

    assert read == ["Take ~~10 mg~~ 5 mg at night with a glass of water."]


def test_centred_cells_need_no_lines_where_rows_stand_apart() -> None:
    """The first cell stands at the middle of three lines, and nothing is drawn."""
    attic = (
        put("Attic", 76, 622),
        lines(("Rehearsals of the choir", "on Tuesday, and the book", "club"), 184, 634),
    )
    cellar = (put("Cellar", 76, 572), lines(("Storage of chairs and", "tables for the summer", "feast"), 184, 584))
    seats = put("24", 404, 622), put("0", 404, 572)

    assert texts("\n".join([HEAD, *attic, *cellar, *seats])) == [
        "Room; Used for; Seats",
        "Room: Attic; Used for: Rehearsals of the choir on Tuesday, and the book club; Seats: 24",
        "Room: Cellar; Used for: Storage of chairs and tables for the summer feast; Seats: 0",
    ]


def test_bold_lines_on_top_of_a_table_are_one_header() -> None:
    """A name of a column may be broken; the corner may be empty in one of its lines."""
    rows = [("", "Sown in", "Sold in"), ("Crop", "spring", "winter"), ("Leeks", "120", "60"), ("Kale", "80", "70")]
    drawn = [
        put(text, x, 640 - 14 * place, font="F2" if place < 2 else "F1")
        for place, row in enumerate(rows)
        for text, x in zip(row, (76, 184, 304), strict=True)
        if text
    ]

    assert texts("\n".join(drawn)) == [
        "Crop; Sown in spring; Sold in winter",
        "Crop: Leeks; Sown in spring: 120; Sold in winter: 60",
        "Crop: Kale; Sown in spring: 80; Sold in winter: 70",
    ]
