"""PDF: what stands side by side and is no table, what only seems to stand so, and heads that change sides."""

import pytest

from qa.reading.document import Document, DocumentBlockKind
from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put

SENDER = ("Clara Veit", "Gardener", "Lindenweg 4", "8001 Zurich")


def body(number: int) -> str:
    """Return the drawing of the text of a page, which no other page has."""
    word = ("Ada", "Bo", "Cem", "Dora", "Emil")[number]
    return lines([f"{word} told: {line}" for line in PROSE], 72, 760)


def read(*pages: str) -> Document:
    return read_pdf(pdf(*pages))


def texts(*pages: str) -> list[str]:
    return [block.text for block in read(*pages).blocks]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (SENDER, ("Town library", "Hauptgasse 12", "3011 Bern", "Switzerland")),
        (("Landlord", "Otto Bahr", "12 High Street"), ("Tenant", "Ida Kern", "5 Mill Lane", "York YO1 7HU")),
        (("Nora Reed", "P.O. Box 12"), ("Ray Ott", "Springfield, IL 62704")),
    ],
)
def test_two_addresses_side_by_side_are_read_one_after_the_other(
    left: tuple[str, ...], right: tuple[str, ...]
) -> None:
    """No line of one is put beside a line of the other; what is below them comes after both."""
    page = "\n".join([lines(left, 72, 780), lines(right, 320, 780), lines(PROSE, 72, 680)])

    assert texts(page) == ["; ".join(left), "; ".join(right), " ".join(PROSE)]


def test_what_an_address_is_for_stays_with_it() -> None:
    """The line over each belongs to it."""
    left, right = ("Deliver to:", "Mill Bakery", "River Road 3"), ("Invoice to:", "Mill Ltd", "Bank Square 9")
    page = "\n".join([lines(left, 72, 780), lines(right, 320, 780), lines(PROSE, 72, 680)])

    assert texts(page)[:2] == ["Deliver to: Mill Bakery; River Road 3", "Invoice to: Mill Ltd; Bank Square 9"]


def test_a_table_with_addresses_in_one_column_stays_a_table() -> None:
    """Who lives where is told by the row."""
    names, places = ("Clara Veit", "Otto Bahr", "Ida Kern"), ("Lindenweg 4", "High Street 12", "Mill Lane 5")
    page = "\n".join([lines(names, 72, 780), lines(places, 320, 780), lines(PROSE, 72, 680)])

    rows = [f"{name}; {place}" for name, place in zip(names, places, strict=True)]
    assert texts(page) == [*rows, " ".join(PROSE)]


def test_a_table_in_the_middle_of_a_page_keeps_its_place_in_the_text() -> None:
    """The short lines above it and below it are no column beside it."""
    table = "\n".join(
        put(text, x, 600 - 16 * row)
        for row, cells in enumerate((("Age", "Milk", "Meals"), ("1 day", "50 ml", "8"), ("1 week", "90 ml", "6")))
        for x, text in zip((250, 310, 370), cells, strict=True)
    )
    above = "\n".join([put("Amounts", 72, 660, size=14), put("1. Warm the milk in a pan.", 72, 640)])
    below = lines(("• Keep it dry at all times.", "• Keep it warm at all times."), 72, 540)

    assert texts("\n".join([lines(PROSE, 72, 780), above, table, below]))[2:] == [
        "Warm the milk in a pan.",
        "Age; Milk; Meals",
        "Age: 1 day; Milk: 50 ml; Meals: 8",
        "Age: 1 week; Milk: 90 ml; Meals: 6",
        "Keep it dry at all times.",
        "Keep it warm at all times.",
    ]


def test_columns_below_short_lines_are_columns() -> None:
    """A list above the left one makes most lines of that side short; what stands beside the right one is prose."""
    above = lines(("Feed", "grain", "greens", "grit", "shells", "water"), 72, 780, step=20)
    left = (
        "In the first column the moult is told of: hens",
        "lose their feathers in autumn and lay no eggs",
        "for some weeks, which is no illness, and need",
        "no other care.",
    )
    right = (
        "In the second, mites: they sit in cracks by day",
        "and a bath of dust keeps them off; the perch is",
        "wiped with oil once a month, and the straw is",
        "burnt.",
    )
    page = "\n".join([above, lines(left, 72, 600), lines(right, 310, 606)])

    read_texts = texts(page)
    assert " ".join(left) in read_texts
    assert " ".join(right) in read_texts


@pytest.mark.parametrize("count", [3, 4, 5])
def test_running_heads_of_left_and_right_pages_are_told_apart_from_the_text(count: int) -> None:
    """One stands on every other page, the other between: at one height, apart from the text, and no larger."""
    heads = ("The lower dam", "Pond keeping")
    pages = [
        "\n".join([put(heads[number % 2], (400, 72)[number % 2], 810, size=9), body(number)])
        for number in range(count)
    ]
    document = read(*pages)

    assert [removal.text for removal in document.removed] == [heads[number % 2] for number in range(count)]
    assert all(head not in block.text for block in document.blocks for head in heads)


@pytest.mark.parametrize(("heads", "size"), [(("Water", "Fence", "Water"), 14), (("Water", "Fence", "Roof"), 9)])
def test_headings_on_top_of_pages_are_no_running_heads(heads: tuple[str, ...], size: int) -> None:
    """They are larger than the text, or each has words of its own."""
    pages = ["\n".join([put(head, 72, 800, size=size), body(number)]) for number, head in enumerate(heads)]
    document = read(*pages)

    assert document.removed == ()
    assert [block.text for block in document.blocks if block.text in heads] == list(heads)


def test_a_title_above_a_line_in_small_letters_is_one() -> None:
    """The line below names the author; no sentence runs from large type on into small."""
    title = put("How to store potatoes, carrots", 72, 800, size=22) + "\n"
    title += put("and beets over the winter", 72, 774, size=22)
    blocks = read("\n".join([title, put("by Ruth Amsler", 72, 750, size=11), lines(PROSE, 72, 700)])).blocks

    assert (blocks[0].kind, blocks[0].text) == (
        DocumentBlockKind.HEADING,
        "How to store potatoes, carrots and beets over the winter",
    )


def test_lines_with_labels_stand_apart() -> None:
    """A line that begins with a label below another such line is a line of its own, however full the first is."""
    labelled = ("Present: Ada, Bo and Cem from the board of the mill", "Date: 3 May 2024", "Chair: Ada")

    assert texts("\n".join([lines(labelled, 72, 780), lines(PROSE, 72, 700)])) == [*labelled, " ".join(PROSE)]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("Patients with COVID-", "19 stay alone.", "Patients with COVID-19 stay alone."),
        ("Give a dose of 5-", "10 mg of it.", "Give a dose of 5-10 mg of it."),
        ("It is for long-", "term use.", "It is for long-term use."),
        ("The matter is under-", "stood by all.", "The matter is understood by all."),
        ("See chap-", "ter two of it.", "See chapter two of it."),
    ],
)
def test_a_word_with_a_hyphen_of_its_own_keeps_it_wherever_the_line_ends(
    above: str, below: str, joined: str
) -> None:
    """A short line that ends in a hyphen goes on; frequent words that are no word together are a compound."""
    assert texts("\n".join([lines(PROSE, 72, 780), lines((above, below), 72, 700)]))[-1] == joined


@pytest.mark.parametrize(
    ("title", "size", "kept"), [("Harbour rules", 16, 1), ("Harbour rules", 10, 0), ("HARBOUR RULES", 10, 1)]
)
def test_a_title_that_the_second_page_repeats_stays_on_the_first(title: str, size: int, kept: int) -> None:
    """It is larger than the text there, or in capitals; any other line is a running head on both pages."""
    document = read(*(f"{put(title, 72, 810, size=(size, 10)[number])}\n{body(number)}" for number in range(2)))

    assert [(block.kind, block.text) for block in document.blocks if block.text == title] == [
        (DocumentBlockKind.HEADING, title)
    ] * kept
    assert [(removal.text, removal.page) for removal in document.removed] == [(title, 1), (title, 2)][kept:]
