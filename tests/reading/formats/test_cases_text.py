"""Plain text as people have it: recipes, chats, interviews, minutes, clauses, verse, tables, books and mails."""

from pathlib import Path

import pytest

from qa.reading.document import Document, DocumentBlockKind
from qa.reading.formats.plain.reader import LICENCE_RULE, RULE_RULE, read_text

CASES = Path(__file__).parents[1] / "cases" / "text"


def case(name: str) -> Document:
    return read_text((CASES / name).read_bytes())


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind is DocumentBlockKind.HEADING]


def others(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind is not DocumentBlockKind.HEADING]


def test_ingredients_stand_under_their_heading() -> None:
    """A line over a run of amounts, or over steps, heads them; an amount heads nothing."""
    recipe = case("recipe.txt")

    assert headings(recipe) == ["Bread with caraway", "Ingredients", "Method"]
    assert others(recipe)[:4] == ["500 g flour", "10 g salt", "1 tsp caraway", "350 ml water"]


def test_ingredients_without_blank_lines_stand_under_their_heading() -> None:
    """Amounts right below a line show that it heads them, and rules are drawn, not said."""
    text = "Pancakes\n========\n\nIngredients\n200 g flour\n2 eggs\n½ tsp salt\nMilk\n\n-----\n\nServe them hot."
    recipe = read_text(text.encode())

    assert headings(recipe) == ["Pancakes", "Ingredients"]
    assert others(recipe) == ["200 g flour", "2 eggs", "½ tsp salt", "Milk", "Serve them hot."]
    assert [(piece.text, piece.rule, piece.line) for piece in recipe.removed] == [
        ("========", RULE_RULE, 2),
        ("-----", RULE_RULE, 10),
    ]


def test_messages_are_no_headings() -> None:
    """Each message of a chat is a paragraph of its own, whatever ends it."""
    chat = case("chat-export.txt")

    assert headings(chat) == []
    assert len(others(chat)) == 7
    assert others(chat)[1] == "12/03/2024, 18:05 - Ben: It hangs behind the kitchen door"


def test_speakers_are_no_headings() -> None:
    """Questions and answers stay in order; a name that speaks twice is no heading either time."""
    interview = read_text(
        b"At the lock\n\nMr Hale: Who comes\n\nMrs Low: The boat\n\nMr Hale: Open\n\nMrs Low: Yes"
    )

    assert headings(case("transcript.txt")) == ["Interview with a lock keeper"]
    assert others(case("transcript.txt"))[-2:] == ["Q: Has anybody fallen in?", "A: Only my brother, twice"]
    assert headings(interview) == []


def test_verse_is_whole() -> None:
    """Lines that each begin with a capital letter are not joined, and none of them is a heading."""
    lamp = case("verse.txt")
    wide = [
        "The water takes the light away and does not give it back",
        "The willow stands upon one leg and looks along the track",
        "The miller counts the sacks of grain and finds that one is torn",
        "The dog lies down upon the step and waits until the morn",
    ]

    assert headings(lamp) == ["THE LAMP"]
    assert others(lamp)[4:7] == [
        "I",
        "The keeper counts the ships by night,",
        "And writes them in a book of years.",
    ]
    assert others(read_text("\n".join(wide).encode())) == wide


def test_clauses_are_no_headings() -> None:
    """A number alone makes no heading: one of its own depth or above that follows shows a clause."""
    text = (
        "USE OF THE HALL\n\n1. Terms\n\n1.1 The hall is the large room.\n\n1.2 A guest enters with leave\n\n"
        "2. Use\n\n2.1 The hall is open until eleven\n\n2.2 The tenant must\n(a) close it;\n(b) leave the key."
    )
    contract = read_text(text.encode())

    assert headings(contract) == ["USE OF THE HALL", "1. Terms", "2. Use"]
    assert [(block.marker, block.text) for block in contract.blocks[-2:]] == [
        ("(a)", "close it;"),
        ("(b)", "leave the key."),
    ]


def test_minutes_are_no_headings() -> None:
    """Entries of a form and numbered points are no headings."""
    text = (
        "Minutes of May\n\nPresent: Anna, Ben\nApologies: Dora\n\n1. Water\n1.1 The pump is broken\n\nNext: 4 June"
    )
    minutes = read_text(text.encode())

    assert headings(minutes) == ["Minutes of May"]
    assert others(minutes)[2:4] == ["Water", "1.1 The pump is broken"]


def test_rows_of_a_table_are_no_headings_and_not_joined() -> None:
    """Gaps or bars between cells make a row, however alike the lengths are."""
    text = "Stop                          Morning                 Evening\n" + "-" * 61 + "\n"
    text += "Mill Lane                     7:10                    18:05\n"
    text += "the weir                      7:20                    18:15\nThe last bus waits."

    assert others(case("pipe-rows.txt"))[1:4] == [
        "Saturday Evening | Anna Keller",
        "Sunday Morning | Robert Stone",
        "Sunday Evening | Maria Lopez",
    ]
    assert others(read_text(text.encode())) == [
        "Stop Morning Evening",
        "Mill Lane 7:10 18:05",
        "the weir 7:20 18:15",
        "The last bus waits.",
    ]


def test_a_line_that_leaves_its_sentence_open_is_no_heading() -> None:
    """What ends in a preposition goes on below."""
    assert headings(case("invitation.txt")) == ["Annual meeting of the rowing club"]
    assert others(case("invitation.txt"))[-2:] == ["The meeting takes place on", "Tuesday 14 October, 19:30"]


def test_a_book_is_read_without_its_licence() -> None:
    """Title and author are named on top; chapters are headings, and what stands around the book is reported."""
    book = case("gutenberg-like.txt")

    assert (book.details.title, book.details.author) == ("The Miller's Almanac", "A. Writer")
    assert headings(book) == ["CHAPTER I.", "Of the Wheel", "CHAPTER II.", "Of the Stones"]
    assert [(piece.rule, piece.line) for piece in book.removed] == [(LICENCE_RULE, 1), (LICENCE_RULE, 45)]
    assert "You may copy it, give it away or" in book.removed[0].text
    assert others(book)[4].startswith(
        "The wheel of the mill was made of oak, and turned _eleven_ times in a minute"
    )


def test_a_word_with_a_hyphen_is_not_torn_at_the_end_of_a_line() -> None:
    """The hyphen at which a line was broken is the word's own, since nobody can tell it from another."""
    text = "The lamp that hangs above the door of the house is well-\nknown to all who come "
    text += "along the road, and its light is\nseen from far."

    assert "is well-known to all" in others(read_text(text.encode()))[0]


def test_a_mail_has_a_subject_and_a_date() -> None:
    """The head of a mail gives the details, and stays in the text like its quotations."""
    mail = case("mail.txt")

    assert mail.details.title == "Water will be off on Thursday"
    assert (mail.details.author, mail.details.published) == ("Office", "2025-03-03")
    assert "on Thursday the water will be off from 8 to 11." in others(mail)
    assert "> > When will the pipes be mended?" in others(mail)
    assert headings(mail) == []


@pytest.mark.parametrize("head", ["Subject: Keys", "Date: today\nSubject: Keys", "Subject: Keys\nI have them"])
def test_a_mail_without_a_date_that_can_be_read_has_none(head: str) -> None:
    """A date is never guessed, and a line with a colon alone makes no mail."""
    assert read_text(f"{head}\n\nThey hang there.".encode()).details.published == ""
