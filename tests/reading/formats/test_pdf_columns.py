"""PDF: columns of few lines, and three beside each other, are read one after another; tables stay rows."""

import pytest

from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put

THREE = (
    ("The gate is of oak and it", "holds the water back in", "any flood that has come."),
    ("The keeper lives in a hut", "beside it with a dog that", "barks at every stranger."),
    ("In winter the lock is shut", "and the boats lie upside", "down on the grass bank."),
)
TWO = (
    ("The gate is of oak and it holds the", "water back in any flood of the year."),
    ("The keeper lives in a hut beside it", "with a dog that barks at strangers."),
)


def texts(drawing: str) -> list[str]:
    return [block.text for block in read_pdf(pdf(drawing)).blocks]


@pytest.mark.parametrize(
    ("columns", "edges"),
    [
        (THREE, (72, 230, 390)),
        (TWO, (72, 310)),
        (THREE[:2], (72, 310)),
        (tuple(column * 3 for column in THREE), (72, 230, 390)),
    ],
)
@pytest.mark.parametrize("across", [False, True])
def test_columns_are_read_one_after_another(
    columns: tuple[tuple[str, ...], ...], edges: tuple[int, ...], *, across: bool
) -> None:
    """Whichever way the file draws them, a column's sentences are whole."""
    if across:
        rows = zip(*columns, strict=True)
        drawing = "\n".join(
            put(text, x, 760 - 12 * number)
            for number, row in enumerate(rows)
            for text, x in zip(row, edges, strict=True)
        )
    else:
        drawing = "\n".join(lines(column, x, 760) for column, x in zip(columns, edges, strict=True))

    assert texts(drawing) == [" ".join(column) for column in columns]


def test_columns_stand_between_what_spans_them() -> None:
    """A title above and a paragraph below keep their place."""
    title = put("The lock at the mill and all those who keep it in winter", 72, 790, size=14)
    columns = "\n".join(lines(column, x, 760) for column, x in zip(THREE, (72, 230, 390), strict=True))

    assert texts("\n".join([title, columns, lines(PROSE, 72, 700)])) == [
        "The lock at the mill and all those who keep it in winter",
        *(" ".join(column) for column in THREE),
        " ".join(PROSE),
    ]


def test_rows_of_phrases_are_no_columns() -> None:
    """Cells that begin anew in every row are a table's."""
    rows = (("The upper gate", "Open on Sundays"), ("The lower gate", "Shut in winter"), ("The old gate", "Sold"))
    drawing = "\n".join(
        put(text, x, 600 - 12 * number)
        for number, row in enumerate(rows)
        for text, x in zip(row, (72, 300), strict=True)
    )

    assert texts(f"{lines(PROSE, 72, 780)}\n{drawing}")[1:] == [
        "The upper gate; Open on Sundays",
        "The lower gate; Shut in winter",
        "The old gate; Sold",
    ]


def test_columns_of_two_lines_below_a_title_are_columns() -> None:
    """The title stands over the left one, and is larger; each second line goes on with a sentence."""
    left, right = (
        ("Never carry a child on one", "hip for more than a minute."),
        ("Always bend the knees when", "you lift a box of books."),
    )
    page = "\n".join([put("Two rules", 72, 780, size=20), lines(left, 72, 740), lines(right, 320, 740)])

    assert [block.text for block in read_pdf(pdf(page)).blocks][1:] == [" ".join(left), " ".join(right)]


def test_lists_beside_each_other_are_two_lists() -> None:
    """Their lines are as short as cells, and each begins with a bullet."""
    left, right = ("• two towels", "• a hat", "• a book"), ("• bread", "• cheese", "• six eggs")
    page = "\n".join([lines(left, 72, 740), lines(right, 320, 740), lines(PROSE, 72, 640)])

    assert [block.text for block in read_pdf(pdf(page)).blocks][:6] == [item[2:] for item in (*left, *right)]


def test_a_short_heading_below_columns_belongs_to_the_text_that_it_stands_over() -> None:
    """It stands in the left column's place, below both columns, and nearer to the text that spans them."""
    page = [lines(THREE[0] * 2, 72, 760), lines(THREE[1] * 2, 310, 760), put("In winter", 72, 660, size=14)]
    page.append(lines(PROSE, 72, 640))

    assert texts("\n".join(page))[-2:] == ["In winter", " ".join(PROSE)]
    assert " ".join(THREE[1]) in texts("\n".join(page))[-3]
