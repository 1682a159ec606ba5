"""Plain text: tables drawn with bars, corners and rules give a line a row, each value behind its header."""

import pytest

from qa.reading.formats.plain.reader import read_text

GRID = """\
+----------+----------------+-------+
| Gate     | Gear           | Boats |
+==========+================+=======+
| Upper    | a long oar,    | 2     |
|          | tarred         |       |
+----------+----------------+-------+
| Lower    | two short oars |       |
+----------+----------------+-------+"""
DATABASE = """\
+-------+-------+
| gate  | boats |
+-------+-------+
| Upper | red   |
| Lower | blue  |
+-------+-------+"""
BOX = """\
┌───────┬───────┐
│ gate  │ boats │
╞═══════╪═══════╡
│ Upper │ red   │
│ Lower │ blue  │
└───────┴───────┘"""
CONSOLE = """\
 gate  | boats
-------+-------
 Upper | red
 Lower | blue"""
MARKDOWN = """\
| gate  | boats |
|:------|------:|
| Upper | red   |
| Lower | blue  |"""
SIMPLE = """\
=====  =====
gate   boats
=====  =====
Upper  red
Lower  blue
=====  ====="""
UNDERLINED = """\
gate   boats
-----  -----
Upper  red
Lower  blue"""


def texts(text: str) -> list[str]:
    return [block.text for block in read_text(text.encode()).blocks]


@pytest.mark.parametrize("table", [DATABASE, BOX, CONSOLE, MARKDOWN, SIMPLE, UNDERLINED])
def test_each_row_of_a_drawn_table_has_the_names_of_its_columns(table: str) -> None:
    """A line below the first row shows that it has the names, even of two columns."""
    assert texts(table) == ["gate; boats", "gate: Upper; boats: red", "gate: Lower; boats: blue"]


def test_a_cell_of_several_lines_is_one_and_an_empty_one_moves_none() -> None:
    """A row reaches from border to border."""
    assert texts(GRID) == [
        "Gate; Gear; Boats",
        "Gate: Upper; Gear: a long oar, tarred; Boats: 2",
        "Gate: Lower; Gear: two short oars",
    ]


def test_text_right_above_and_below_a_table_is_no_part_of_it() -> None:
    """A table needs no blank lines around it; what is drawn is reported."""
    read = read_text(f"The gear of both gates is listed.\n{DATABASE}\nIt was counted in May.".encode())

    assert [block.text for block in read.blocks] == [
        "The gear of both gates is listed.",
        "gate; boats",
        "gate: Upper; boats: red",
        "gate: Lower; boats: blue",
        "It was counted in May.",
    ]
    assert [removed.text for removed in read.removed] == ["+-------+-------+"] * 3


def test_cells_that_span_columns_and_rows_stand_under_all_they_span() -> None:
    """A bar or border that is missing joins two cells."""
    table = """\
+-------+-------------------+-------+
|       | Spring            | Price |
| Gate  +---------+---------+       |
|       | Oars    | Boats   |       |
+=======+=========+=========+=======+
| Upper | 2       | 3       | 4     |
+-------+---------+---------+-------+
| Lower | as there is need  | 9     |
+-------+-------------------+-------+"""

    assert texts(table)[2:] == [
        "Gate: Upper; Spring Oars: 2; Spring Boats: 3; Price: 4",
        "Gate: Lower; Spring Oars, Spring Boats: as there is need; Price: 9",
    ]


def test_a_simple_table_goes_on_below_an_empty_first_column() -> None:
    """So it is in reStructuredText; a header may stand over two columns."""
    table = """\
=====  =====  ==========
  Keepers     Since
------------  ----------
day    night  year
=====  =====  ==========
Holt   Carr   1961, with
              a break
Dunn   Bell   1970
=====  =====  =========="""

    assert texts(table)[2:] == [
        "Keepers day: Holt; Keepers night: Carr; Since year: 1961, with a break",
        "Keepers day: Dunn; Keepers night: Bell; Since year: 1970",
    ]


def test_a_sum_below_a_border_is_a_row() -> None:
    """The rows above it are not one cell of several lines."""
    table = f"{DATABASE}\n| both  | two   |\n+-------+-------+"

    assert texts(table)[1:] == ["gate: Upper; boats: red", "gate: Lower; boats: blue", "gate: both; boats: two"]


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("+------+     +------+\n| Pump |---->| Tank |\n+------+     +------+", ["| Pump |---->| Tank |"]),
        ("a | b are the two gates.", ["a | b are the two gates."]),
        ("|gate|  |lock|\n|weir|  |mill|", ["|gate| |lock|", "|weir| |mill|"]),
        ("+---------+\n|one |two |\n+---------+", ["|one |two |"]),
        ("+-------+\n| Do not open |\n", ["| Do not open |"]),
    ],
)
def test_what_only_has_bars_is_no_table(drawn: str, read: list[str]) -> None:
    """Boxes with arrows, and lines with a bar, stay as they are."""
    assert texts(drawn) == read


def test_a_box_around_sentences_gives_the_sentences() -> None:
    """A frame of one cell is drawn around text, whose lines are those of any other."""
    box = "+------------------+\n| Keep the lid on  |\n| the drum closed. |\n+------------------+"
    listed = "┌────────┐\n│ - oars │\n│ - rope │\n└────────┘"

    assert texts(box) == ["Keep the lid on the drum closed."]
    assert texts(listed) == ["oars", "rope"]


def test_names_that_stand_beside_their_columns_are_put_to_those_that_they_stand_over() -> None:
    """Wide gaps part them, though some reach over a gap between columns; without such a gap they are one."""
    table = """\
================ ==== ====== =====
                   Min    Max  Mean
================ ==== ====== =====
Upper gate       11.0   14.8  13.0
Lower gate        0.7    5.8   2.3
================ ==== ====== ====="""

    assert texts(table) == [
        "Min; Max; Mean",
        "Upper gate; Min: 11.0; Max: 14.8; Mean: 13.0",
        "Lower gate; Min: 0.7; Max: 5.8; Mean: 2.3",
    ]


def test_a_single_cell_goes_on_the_row_above_it() -> None:
    """Whoever writes a table by hand breaks long cells; an empty first cell beside others is a row."""
    table = """\
Gate   Note
-----  -----------------
Upper  Oil it in spring,
       and in autumn.
Lower  Leave it alone."""

    assert texts(table)[1:] == [
        "Gate: Upper; Note: Oil it in spring, and in autumn.",
        "Gate: Lower; Note: Leave it alone.",
    ]


def test_the_names_over_a_ruled_table_are_no_heading() -> None:
    """A rule below the first line of a table shows its columns; one below a line alone shows a heading."""
    read = read_text(b"Ports\n\nPort  Service  Open\n----  -------  ----\n22    ssh      no\n443   https    yes\n")

    assert [(block.kind.value, block.text) for block in read.blocks] == [
        ("heading", "Ports"),
        ("paragraph", "Port; Service; Open"),
        ("paragraph", "Port: 22; Service: ssh; Open: no"),
        ("paragraph", "Port: 443; Service: https; Open: yes"),
    ]
