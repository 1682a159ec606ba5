"""PDF: a value stands under its column's header, whether or not cells before it are empty."""

from collections.abc import Sequence

import pytest

from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put

BODY = lines(PROSE, 72, 780)


def table(rows: Sequence[Sequence[str]], edges: Sequence[float], *, step: float = 16, bold: bool = False) -> str:
    """Return the drawing of rows; a bold one is the first."""
    return "\n".join(
        put(text, x, 600 - step * number, font="F2" if bold and not number else "F1")
        for number, row in enumerate(rows)
        for text, x in zip(row, edges, strict=True)
        if text
    )


def texts(drawing: str) -> list[str]:
    return [block.text for block in read_pdf(pdf(f"{BODY}\n{drawing}")).blocks][1:]


@pytest.mark.parametrize(
    ("rows", "bold", "read"),
    [
        (
            (("Bed", "Planned", "Sown", "Eaten"), ("North", "40", "38", ""), ("South", "", "22", "5")),
            False,
            ["Bed; Planned; Sown; Eaten", "Bed: North; Planned: 40; Sown: 38", "Bed: South; Sown: 22; Eaten: 5"],
        ),
        (
            (("Gate", "2019", "2020", "2021"), ("Upper", "", "4", "5"), ("Lower", "7", "", "")),
            True,
            ["Gate; 2019; 2020; 2021", "Gate: Upper; 2020: 4; 2021: 5", "Gate: Lower; 2019: 7"],
        ),
        (
            (("Gate", "Keeper", "Dog", "Boat"), ("Upper", "Holt", "", "red"), ("Lower", "", "yes", "blue")),
            True,
            [
                "Gate; Keeper; Dog; Boat",
                "Gate: Upper; Keeper: Holt; Boat: red",
                "Gate: Lower; Dog: yes; Boat: blue",
            ],
        ),
    ],
)
def test_an_empty_cell_moves_no_value_to_another_header(
    rows: Sequence[Sequence[str]], bold: bool, read: list[str]
) -> None:
    """The third value is not the second one's because the second is missing."""
    assert texts(table(rows, (72, 180, 290, 400), bold=bold)) == read


def test_a_table_without_a_header_gets_none() -> None:
    """A first row that is like the others names no columns; its empty cells stay empty."""
    rows = (("Ada Holt", "5 May", "Leeds"), ("Ben Carr", "", "York"), ("Cy Dunn", "9 May", "Hull"))

    assert texts(table(rows, (72, 200, 320))) == [
        "Ada Holt; 5 May; Leeds",
        "Ben Carr; ; York",
        "Cy Dunn; 9 May; Hull",
    ]


def test_labels_and_values_are_no_header_and_cells() -> None:
    """In two columns the first row may be a label and its value."""
    rows = (("Name", "Ada Holt"), ("Born", "3 May 1961"), ("Since", "1990"))

    assert texts(table(rows, (72, 200))) == ["Name; Ada Holt", "Born; 3 May 1961", "Since; 1990"]


def test_a_cell_of_two_lines_is_one_cell() -> None:
    """A line that goes on below its cell, the first column empty, belongs to it."""
    rows = (
        ("Gate", "What the keeper does"),
        ("Upper", "He greases the hinges of the gate and looks for"),
        ("", "rot in the oak beams under water."),
        ("Lower", "He cleans the grid in autumn and takes out bran-"),
        ("", "ches that the flood has left."),
    )

    assert texts(table(rows, (72, 200), step=12)) == [
        "Gate; What the keeper does",
        "Upper; He greases the hinges of the gate and looks for rot in the oak beams under water.",
        "Lower; He cleans the grid in autumn and takes out branches that the flood has left.",
    ]


def test_a_cell_centred_in_its_row_is_no_word_of_the_next_cell() -> None:
    """A label half-way between two lines stands before them, not in the middle of their sentence."""
    drawing = table((("Gate", "What the keeper does"),), (72, 200)) + "\n".join(
        put(text, x, y)
        for text, x, y in (
            ("Upper", 72, 578),
            ("He greases the hinges of the gate and looks for", 200, 584),
            ("rot in the oak beams under water.", 200, 572),
            ("Lower", 72, 546),
            ("He cleans the grid in autumn and takes out the", 200, 552),
            ("branches that the flood has left.", 200, 540),
        )
    )

    assert texts(drawing) == [
        "Gate; What the keeper does",
        "Upper; He greases the hinges of the gate and looks for rot in the oak beams under water.",
        "Lower; He cleans the grid in autumn and takes out the branches that the flood has left.",
    ]


def test_a_line_that_names_a_group_of_rows_ends_no_table() -> None:
    """Rows below it keep their headers."""
    rows = (
        ("Bed", "Sort", "Sown", "Eaten"),
        ("North", "", "", ""),
        ("a", "kale", "40", "38"),
        ("b", "leek", "", "5"),
        ("South", "", "", ""),
        ("c", "beet", "16", ""),
    )

    assert texts(table(rows, (72, 150, 290, 400))) == [
        "Bed; Sort; Sown; Eaten",
        "North",
        "Bed: a; Sort: kale; Sown: 40; Eaten: 38",
        "Bed: b; Sort: leek; Eaten: 5",
        "South",
        "Bed: c; Sort: beet; Sown: 16",
    ]


def test_names_with_a_figure_are_headers_over_numbers() -> None:
    """They begin with a letter, and what is below them with a figure; over words they may be a row like them."""
    names = ("Gate", "Q1", "Q2", "Q3")

    assert texts(table((names, ("Upper", "40", "38", "2"), ("Lower", "21", "22", "")), (72, 180, 290, 400)))[
        1:
    ] == [
        "Gate: Upper; Q1: 40; Q2: 38; Q3: 2",
        "Gate: Lower; Q1: 21; Q2: 22",
    ]
    assert texts(table((names, ("Upper", "oar", "38", "2"), ("Lower", "21", "22", "4")), (72, 180, 290, 400)))[
        1:
    ] == [
        "Upper; oar; 38; 2",
        "Lower; 21; 22; 4",
    ]


def test_words_over_a_column_of_phrases_are_headers() -> None:
    """Each cell of one column says much more than the word on top of it, so the first row is of another kind."""
    rows = (
        ("Crop", "When", "What"),
        ("Apple", "when the buds are small", "copper"),
        ("Pear", "before it flowers", ""),
        ("Plum", "", "oil"),
    )

    assert texts(table(rows, (72, 180, 400))) == [
        "Crop; When; What",
        "Crop: Apple; When: when the buds are small; What: copper",
        "Crop: Pear; When: before it flowers",
        "Crop: Plum; What: oil",
    ]


def test_cells_that_stand_close_are_parted_by_the_lines_drawn_between_them() -> None:
    """A browser prints each cell as a box, and the words of narrow cells stand as close as those of a sentence."""
    rows = (("Month", "Brown", "White"), ("May", "40", ""), ("June", "", "31"))
    edges, widths = (72, 106, 140), (32, 32, 32)
    boxes = "\n".join(
        f"{edge - 2} {596 - 18 * row} {width} 16 re S"
        for row in range(len(rows))
        for edge, width in zip(edges, widths, strict=True)
    )
    drawing = table(rows, edges, step=18, bold=True)

    assert texts(f"{boxes}\n{drawing}") == [
        "Month; Brown; White",
        "Month: May; Brown: 40",
        "Month: June; White: 31",
    ]
