"""PDF: a header over several columns is part of the header of each of them."""

from collections.abc import Sequence

import pytest

from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put

BODY = lines(PROSE, 72, 780)
COLUMNS = (72, 170, 250, 330, 410)
ROWS = (("Upper", "2 oars", "3", "1 oar", "4"), ("Lower", "5 oars", "", "7 oars", "2"))
TOP, STEP = 600, 16


def row(number: int, texts: Sequence[str], columns: Sequence[float] = COLUMNS, *, font: str = "F1") -> str:
    return "\n".join(
        put(text, x, TOP - STEP * number, font=font) for text, x in zip(texts, columns, strict=True) if text
    )


def rule(x: float, right: float, y: float) -> str:
    return f"0.5 w {x} {y} m {right} {y} l S"


def upright(x: float, top: float, foot: float) -> str:
    return f"0.5 w {x} {top} m {x} {foot} l S"


def read(*drawings: str) -> list[str]:
    return [block.text for block in read_pdf(pdf("\n".join([BODY, *drawings]))).blocks][1:]


def test_the_same_names_under_each_header_belong_to_it() -> None:
    """Headers may begin where their first column begins: what stands under both tells how far they reach."""
    head = row(0, ("", "Spring", "", "Autumn", "")), row(1, ("Gate", "Gear", "Keepers", "Gear", "Keepers"))

    assert read(*head, row(2, ROWS[0]), row(3, ROWS[1])) == [
        "Spring; Autumn",
        "Gate; Gear; Keepers; Gear; Keepers",
        "Gate: Upper; Spring Gear: 2 oars; Spring Keepers: 3; Autumn Gear: 1 oar; Autumn Keepers: 4",
        "Gate: Lower; Spring Gear: 5 oars; Autumn Gear: 7 oars; Autumn Keepers: 2",
    ]


def test_a_header_belongs_to_the_columns_that_it_stands_over_the_middle_of() -> None:
    """Three columns have one header, and the last has its own."""
    head = put("In the house", 248, TOP, font="F2"), put("Outside", 405, TOP, font="F2")
    names = row(1, ("Bird", "Fed", "Ringed", "Freed", "Seen"), font="F2")
    body = row(2, ("Owl", "2", "3", "1", "40")), row(3, ("Kite", "5", "", "7", "21"))

    assert read(*head, names, *body)[2:] == [
        "Bird: Owl; In the house Fed: 2; In the house Ringed: 3; In the house Freed: 1; Outside Seen: 40",
        "Bird: Kite; In the house Fed: 5; In the house Freed: 7; Outside Seen: 21",
    ]


def test_drawn_lines_tell_how_far_a_header_reaches() -> None:
    """The cell of the header reaches from upright to upright, wherever in it the words stand."""
    edges = (66, 164, 244, 324, 404, 484)
    heights = [TOP + 11 - STEP * number for number in range(5)]
    grid = [rule(edges[0], edges[-1], height) for height in heights]
    grid += [upright(x, heights[1], heights[4]) for x in edges]
    grid += [upright(x, heights[0], heights[1]) for x in (66, 164, 324, 484)]
    head = row(0, ("", "Spring", "", "Autumn", "")), row(1, ("Gate", "Gear", "Keepers", "Boats", "Dogs"))

    assert read(*grid, *head, row(2, ROWS[0]), row(3, ROWS[1]))[2:] == [
        "Gate: Upper; Spring Gear: 2 oars; Spring Keepers: 3; Autumn Boats: 1 oar; Autumn Dogs: 4",
        "Gate: Lower; Spring Gear: 5 oars; Autumn Boats: 7 oars; Autumn Dogs: 2",
    ]


def test_a_short_rule_below_a_header_parts_it_from_the_names_of_its_columns() -> None:
    """What stands beside the rule hangs down over both rows: its column has one name."""
    rules = [rule(66, 484, height) for height in (TOP + 12, TOP - STEP - 5, TOP - 4 * STEP)]
    head = put("Gate", 72, TOP), put("Opened in", 222, TOP), put("Keeper", 410, TOP)
    names = rule(164, 380, TOP - 4), row(1, ("", "May", "June", "July", ""))
    body = row(2, ("Upper", "2", "3", "1", "Holt")), row(3, ("Lower", "5", "", "7", "Carr"))

    assert read(*rules, *head, *names, *body) == [
        "Gate; Opened in; Keeper",
        "May; June; July",
        "Gate: Upper; Opened in May: 2; Opened in June: 3; Opened in July: 1; Keeper: Holt",
        "Gate: Lower; Opened in May: 5; Opened in July: 7; Keeper: Carr",
    ]


@pytest.mark.parametrize(
    "names", [("Gate", "Gear", "Keepers", "Boats", "Dogs"), ("Gate", "Gear", "Keepers", "Gear", "Dogs")]
)
def test_a_header_of_which_nothing_tells_how_far_it_reaches_is_put_before_no_value(names: Sequence[str]) -> None:
    """Over the beginning of one column it may be the first line of that column's name, or stand over two."""
    head = row(0, ("", "Spring", "", "Autumn", "")), row(1, names)

    assert not [
        text
        for text in read(*head, row(2, ROWS[0]), row(3, ROWS[1]))
        if "Keepers: 3" in text or "Spring K" in text
    ]


def test_a_line_with_labels_over_a_table_is_no_header_of_its_columns() -> None:
    """Whose table it is and of which day stands over some columns by accident."""
    over = put("Keeper: Holt", 197, TOP), put("Day: Friday", 358, TOP)
    names = row(1, ("Gate", "Gear", "Opened", "Boats", "Floods"))
    body = row(2, ("Upper", "2", "3", "1", "4")), row(3, ("Lower", "5", "", "7", "2"))

    assert not [text for text in read(*over, names, *body) if "Holt" in text and "Gear" in text]


def test_a_name_on_two_lines_is_that_of_its_own_column() -> None:
    """The upper line of a long name stands over one column, as do the names beside it."""
    head = row(0, ("", "Oars in", "", "Boats in", ""), font="F2")
    names = row(1, ("Gate", "spring", "Keepers", "autumn", "Dogs"), font="F2")

    assert read(head, names, row(2, ROWS[0]), row(3, ROWS[1]))[1:] == [
        "Gate: Upper; Oars in spring: 2 oars; Keepers: 3; Boats in autumn: 1 oar; Dogs: 4",
        "Gate: Lower; Oars in spring: 5 oars; Boats in autumn: 7 oars; Dogs: 2",
    ]
