"""PDF: words and lines that the look of a page tears apart: initials, hyphens of their own, turned pages."""

import pytest

from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put


def text(content: bytes) -> str:
    (block,) = read_pdf(content).blocks
    return block.text


@pytest.mark.parametrize(
    ("letter", "edge", "first", "second"),
    [
        (
            "W",
            108,
            "hen the ferry was new the keeper of the lock had",
            "a bell that he rang whenever a boat came near the",
        ),
        (
            "T",
            94,
            "he ferry was old and slow, and the keeper of it",
            "rang a bell whenever a boat came near the upper",
        ),
        (
            "A",
            98,
            " ferry was new when the keeper of the lock came",
            "to the bell that he rang whenever a boat came up",
        ),
        (
            "I",
            84,
            "n winter the keeper of the lock has little to do",
            "but to mend the boats that lie upside down on the",
        ),
        (
            "“N",
            108,
            "obody rings it before noon,” said the keeper to",
            "the boys, who had asked for the bell every day of",
        ),
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_an_initial_begins_its_line(letter: str, edge: float, first: str, second: str, *, last: bool) -> None:
    """A letter that reaches down over two lines is read before the first, wherever the file draws it."""
    pieces = [
        put(letter, 72, 757, size=32),
        put(first.lstrip(), edge, 771) + put(second, edge, 759),
        lines(PROSE, 72, 747),
    ]

    assert text(pdf("\n".join(pieces[::-1] if last else pieces))) == " ".join([letter + first, second, *PROSE])


def test_an_initial_is_no_word_where_the_page_has_both_as_one() -> None:
    """The space beside it may be that of its frame: "After" stands elsewhere, and "fter" nowhere."""
    pieces = put("A", 72, 757, size=32), put("fter the flood came the keeper of the lock had", 98, 771)
    rest = (
        put("no bell to ring when a boat came near the weir", 98, 759),
        lines(["After that he shouted."], 72, 747),
    )

    assert text(pdf("\n".join([*pieces, *rest]))).startswith("After the flood came")


def test_a_large_letter_on_its_line_stays_there() -> None:
    """An initial that stands on the first line is read as it stands."""
    page = put("W", 72, 771, size=24) + put("hen the ferry was new the keeper of the lock had", 95, 771)

    assert text(pdf(page + lines(PROSE, 72, 759))).startswith("When the ferry was new")


@pytest.mark.parametrize(
    ("end", "start", "read"),
    [
        ("he was sent to have an X-", "ray of his hand", "an X-ray of"),
        ("he has worn a mask since COVID-", "19 came to us", "COVID-19 came"),
        ("he has never yet sent an e-", "mail to anybody", "an e-mail to"),
        ("he wears for the work a T-", "shirt of his son", "a T-shirt of"),
        ("they gave him for his heart beta-", "blockers in May", "beta-blockers in"),
        ("they asked him to come for a follow-", "up visit in May", "follow-up visit"),
        ("he likes best a bread that is gluten-", "free and white", "gluten-free and"),
        ("he drives a boat of the mid-1990-", "series of Leeds", "mid-1990-series of"),
        ("they gave him for his throat anti-", "biotics in May", "antibiotics in"),
        ("they gave him for his throat anti-inflam-", "matory sweets", "anti-inflammatory"),
        ("the town hall that they call the state-of-the-", "art house", "state-of-the-art house"),
        ("the keeper of the lock is care-", "ful with a boat", "careful with"),
        ("the keeper of the lock goes with-", "out a coat in May", "without a coat"),
    ],
)
def test_a_hyphen_of_the_word_stays_and_one_of_the_line_goes(end: str, start: str, read: str) -> None:
    """What only the line's end explains is taken out."""
    assert read in text(pdf(lines([end, start], 72, 780)))


@pytest.mark.parametrize(
    ("matrix", "rotate"),
    [
        ("0 1 -1 0 {across} 100", 90),
        ("0 -1 1 0 {back} 700", 270),
        ("-1 0 0 -1 500 {across}", 180),
        ("1 0 0 1 72 {down}", 90),
    ],
)
def test_a_turned_page_is_read_along_its_lines(matrix: str, rotate: int) -> None:
    """Whichever way a page lies, its lines are read in their order."""
    places = [
        matrix.format(across=100 + step, back=500 - step, down=700 - step)
        for step in range(0, 12 * len(PROSE), 12)
    ]
    drawn = "\n".join(f"BT /F1 10 Tf {place} Tm ({line}) Tj ET" for place, line in zip(places, PROSE, strict=True))

    assert text(pdf(drawn, page=f"/Rotate {rotate}")) == " ".join(PROSE)


def test_words_that_lie_across_the_page_stand_in_no_text_and_no_title() -> None:
    """A stamp such as DRAFT, set large and aslant, is reported."""
    stamp = "BT /F2 60 Tf 0.7071 0.7071 -0.7071 0.7071 200 400 Tm (DRAFT) Tj ET"

    draft = read_pdf(pdf(f"{lines(PROSE, 72, 780)}\n{stamp}"))

    assert [block.text for block in draft.blocks] == [" ".join(PROSE)]
    assert [(gone.text, gone.rule) for gone in draft.removed] == [("DRAFT", "text across the page")]


def test_items_keep_the_signs_of_their_letters() -> None:
    """A text that refers to "step b)" finds it."""
    page = lines(["a) Open the flue and the door.", "b) Lay paper and thin wood.", "(c) Light it."], 72, 700)

    read = read_pdf(pdf(f"{lines(PROSE, 72, 780)}\n{page}"))

    assert [block.marker for block in read.blocks[1:]] == ["a)", "b)", "(c)"]


def test_pages_that_are_all_alike_keep_their_text() -> None:
    """What stands on every page is a running head; where nothing else stands there, it is the text."""
    pages = [f"{lines(PROSE, 60, 780)}\n{put(str(number), 300, 20)}" for number in (7, 8, 9)]

    document = read_pdf(pdf(*pages))

    assert [block.text for block in document.blocks] == [" ".join(PROSE)] * 3
    assert [(gone.text, gone.rule) for gone in document.removed] == [
        ("7", "page number"),
        ("8", "page number"),
        ("9", "page number"),
    ]


def test_the_answer_of_another_speaker_is_a_paragraph_of_its_own() -> None:
    """Each speaks on one full line, set in; a quotation that goes on over a line's end stays whole."""
    talk = [
        put('"How long has the lower gate of the mill been standing open like this?"', 82, 720),
        put('"Since the bells rang," said the keeper, and went on greasing its hinges.', 82, 708),
        put("He did not look up from them again.", 72, 696),
    ]

    read = read_pdf(pdf("\n".join([lines(PROSE, 72, 780), *talk])))

    assert [block.text for block in read.blocks][-2:] == [
        '"How long has the lower gate of the mill been standing open like this?"',
        '"Since the bells rang," said the keeper, and went on greasing its hinges. '
        "He did not look up from them again.",
    ]


FULL = "the red form that was sent to you with the first letter of the spring"
CUT = "a list of all the boats that you have moored at the mill since May and"


@pytest.mark.parametrize(
    ("drawn", "items", "below"),
    [
        pytest.param(
            [("•", 72, FULL, 84), ("•", 72, CUT, 84), ("", 0, "The office is open every day.", 72)],
            [FULL, CUT],
            "The office is open every day.",
            id="text at a tab stop, and a capital below",
        ),
        pytest.param(
            [("•", 72, CUT, 84), ("", 0, "a pencil", 84), ("•", 72, CUT, 84), ("", 0, "keepers live here", 72)],
            [f"{CUT} a pencil", CUT],
            "keepers live here",
            id="the lines of the list hang",
        ),
        pytest.param(
            [
                ("•", 72, f"{CUT} a pen", 84),
                ("", 0, "of red", 84),
                ("–", 84, "a map", 96),
                ("•", 72, CUT, 84),
                ("", 0, "Keepers", 72),
            ],
            [f"{CUT} a pen of red", "a map", CUT],
            "Keepers",
            id="the lines of the outer list hang",
        ),
        pytest.param(
            [
                ("", 0, f"• {CUT}", 72),
                ("", 0, "a pencil", 72),
                ("", 0, "• a list", 72),
                ("", 0, f"Keepers know {CUT}.", 72),
            ],
            [f"{CUT} a pencil", "a list"],
            f"Keepers know {CUT}.",
            id="room above, and a capital",
        ),
        pytest.param(
            [
                ("", 0, f"• {CUT} that.", 72),
                ("", 0, "Keepers want to see it, as they are strict about such things.", 72),
            ],
            [f"{CUT} that. Keepers want to see it, as they are strict about such things."],
            "",
            id="no room above: the item goes on below its narrow marker",
        ),
        pytest.param(
            [("1.", 72, CUT, 90), ("", 0, "then a pencil, if you have one", 72)],
            [f"{CUT} then a pencil, if you have one"],
            "",
            id="a small letter: the item goes on at the margin",
        ),
    ],
)
def test_what_stands_below_a_list_is_not_in_its_last_item(
    drawn: list[tuple[str, float, str, float]], items: list[str], below: str
) -> None:
    """Items seldom end with a point; where their lines begin, and room in the line above, tell where one ends."""
    page = [put(text, left, 720 - 12 * number) for number, (_, _, text, left) in enumerate(drawn)]
    page += [put(marker, left, 720 - 12 * number) for number, (marker, left, *_) in enumerate(drawn) if marker]

    read = read_pdf(pdf("\n".join([lines(PROSE, 72, 780), *page])))

    texts = [(block.kind.value, block.text) for block in read.blocks[1:]]
    assert texts == [*(("list_item", item) for item in items), *([("paragraph", below)] if below else [])]
