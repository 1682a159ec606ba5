"""Plain text: headings, lists and paragraphs are found by their shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.document import DocumentBlockKind, UnreadableError
from qa.reading.formats.plain.reader import read_text

HEADING, PARAGRAPH, ITEM = DocumentBlockKind.HEADING, DocumentBlockKind.PARAGRAPH, DocumentBlockKind.LIST_ITEM


def outline(text: str) -> list[tuple[DocumentBlockKind, int, str]]:
    return [(block.kind, block.level, block.text) for block in read_text(text.encode()).blocks]


def markers(text: str) -> list[str]:
    return [block.marker for block in read_text(text.encode()).blocks]


def test_a_short_line_over_a_paragraph_is_a_heading() -> None:
    """A short line without an end mark heads what stands below it."""
    text = "What helps\n\nWarmth helps on the first days.\n\nWhat does not\n\nLying in bed does not."

    assert outline(text) == [
        (HEADING, 2, "What helps"),
        (PARAGRAPH, 0, "Warmth helps on the first days."),
        (HEADING, 2, "What does not"),
        (PARAGRAPH, 0, "Lying in bed does not."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Rest for a day.",
        "Does it hurt!",
        "Rest, walk, and then,",
        "he said 'rest.'",
        "begins with a small letter",
        "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
        "Extraordinarily " * 6 + "longer",
    ],
)
def test_a_sentence_is_no_heading(line: str) -> None:
    """A line that ends like a sentence, begins small or is too long is a paragraph."""
    text = f"{line}\n\nThe paragraph below it."

    assert outline(text) == [(PARAGRAPH, 0, line), (PARAGRAPH, 0, "The paragraph below it.")]


def test_a_heading_may_have_fourteen_words_and_ask() -> None:
    """A question of fourteen words is still a heading."""
    line = "Why does one side of my lower back hurt when I lift a leg?"

    assert outline(f"{line}\n\nA nerve may be pressed.") == [
        (HEADING, 2, line),
        (PARAGRAPH, 0, "A nerve may be pressed."),
    ]


def test_the_last_line_is_no_heading() -> None:
    """A short line with nothing below it heads nothing."""
    assert outline("Rest well tonight.\n\nReviewed in May") == [
        (PARAGRAPH, 0, "Rest well tonight."),
        (PARAGRAPH, 0, "Reviewed in May"),
    ]


def test_a_title_case_line_with_a_colon_over_a_paragraph_is_a_heading() -> None:
    """The colon of a heading is left out."""
    assert outline("When To Seek Help:\n\nCall a doctor at once.") == [
        (HEADING, 2, "When To Seek Help"),
        (PARAGRAPH, 0, "Call a doctor at once."),
    ]


@pytest.mark.parametrize("lead_in", ["Common causes include:", "Ways To Rest:"])
def test_a_line_with_a_colon_over_a_list_leads_into_it(lead_in: str) -> None:
    """A line with a colon over a list is a paragraph, whatever its letters, and keeps its colon."""
    assert outline(f"{lead_in}\n\n- lying down\n- sitting") == [
        (PARAGRAPH, 0, lead_in),
        (ITEM, 1, "lying down"),
        (ITEM, 1, "sitting"),
    ]


def test_a_sentence_with_a_colon_is_no_heading() -> None:
    """A line with a colon whose words are not capitalised is a paragraph, also over a paragraph."""
    assert outline("Common causes include:\n\nSitting all day.") == [
        (PARAGRAPH, 0, "Common causes include:"),
        (PARAGRAPH, 0, "Sitting all day."),
    ]


def test_lists_are_nested_by_their_indent() -> None:
    """An item that stands further in is a level deeper, and one that stands further out ends that level."""
    text = "- lifting\n    - boxes\n        * heavy ones\n    - children\n- sitting"

    assert outline(text) == [
        (ITEM, 1, "lifting"),
        (ITEM, 2, "boxes"),
        (ITEM, 3, "heavy ones"),
        (ITEM, 2, "children"),
        (ITEM, 1, "sitting"),
    ]


def test_a_paragraph_ends_a_list() -> None:
    """After a paragraph, a list begins at its outermost level again."""
    text = "- walk\n  - slowly\n\nThen rest for a while.\n\n  - sleep"

    assert outline(text) == [
        (ITEM, 1, "walk"),
        (ITEM, 2, "slowly"),
        (PARAGRAPH, 0, "Then rest for a while."),
        (ITEM, 1, "sleep"),
    ]


def test_numbers_are_kept_and_bullets_made_alike() -> None:
    """An item keeps its number as it is printed, since texts refer to "step (3)"; any bullet becomes a dash."""
    text = "1. one\n\n2) two\n\n(3) three\n\n• four\n* five\n– six"

    assert markers(text) == ["1.", "2)", "(3)", "-", "-", "-"]
    assert [words for _, _, words in outline(text)] == ["one", "two", "three", "four", "five", "six"]


@pytest.mark.parametrize(
    "labels", ["(1) (2) (3)", "a) b) c)", "(a) (b) (c)", "a. b. c.", "i. ii. iii.", "(i) (ii) (iii)", "IV) V) VI)"]
)
def test_letters_and_roman_numerals_are_kept(labels: str) -> None:
    """Labels that count on are those of list items, whatever they are written in."""
    text = "\n".join(f"{label} turn the tap" for label in labels.split())

    assert markers(text) == labels.split()


def test_a_letter_that_counts_nothing_is_a_word() -> None:
    """A label is one only beside another that counts on; a wrapped line may begin with a letter or a number."""
    text = (
        "The tap is turned off before the filter is changed, as it says in step\n"
        "(b) above, and it is turned on again once the water runs clear, on the\n"
        "12. of the month at the latest, which a bell in the cellar tells to us."
    )

    assert outline(text) == [(PARAGRAPH, 0, " ".join(text.split()))]
    assert outline("A. Smith wrote it.\nB. Jones drew it.") == [
        (PARAGRAPH, 0, "A. Smith wrote it."),
        (PARAGRAPH, 0, "B. Jones drew it."),
    ]


def test_numbered_headings_are_told_from_numbered_lists() -> None:
    """A numbered line over a paragraph is a heading with its number; one over another item is an item."""
    text = "1. Pinched Nerve\n\nA disc presses on it.\n\n2. Strain\n\nA muscle is torn.\n\n1. walk\n2. rest"

    assert outline(text) == [
        (HEADING, 2, "1. Pinched Nerve"),
        (PARAGRAPH, 0, "A disc presses on it."),
        (HEADING, 2, "2. Strain"),
        (PARAGRAPH, 0, "A muscle is torn."),
        (ITEM, 1, "walk"),
        (ITEM, 1, "rest"),
    ]


def test_a_numbered_sentence_is_an_item() -> None:
    """A numbered line that ends like a sentence is an item, also over a paragraph."""
    assert outline("3. Rest for a day.\n\nThen walk again.") == [
        (ITEM, 1, "Rest for a day."),
        (PARAGRAPH, 0, "Then walk again."),
    ]


def test_lines_broken_at_a_fixed_width_are_joined() -> None:
    """A paragraph that an editor wrapped is one paragraph."""
    text = (
        "The muscles of the lower back hold the spine upright all\n"
        "day, and they tire when a person sits for many hours in a\n"
        "row without moving."
    )

    assert outline(text) == [(PARAGRAPH, 0, " ".join(text.split()))]


def test_a_wrapped_item_is_one_item() -> None:
    """The lines of a wrapped list item are joined, and the next item stays its own."""
    text = "- an item that goes on for more than one\n  line of the file\n- the next"

    assert outline(text) == [
        (ITEM, 1, "an item that goes on for more than one line of the file"),
        (ITEM, 1, "the next"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Bees can be kept on a roof\nif there is water near by. Most\nof them fly two miles for food.",
        "the next meeting will be held on\nTuesday evening in the small hall,\nsince the large one is painted",
        "Heat the oven to 200 degrees\nand butter a tin.",
        "Nehmen Sie drei am Tag, d.h.\nalle 8 Stunden eine.",
        "Adults may take up to approx.\n500 mg every six hours.",
        "Der Ofen wird auf 200 Grad erhitzt und\ndie Form gebuttert. Dann backt der\nKuchen eine Stunde.",
    ],
)
def test_sentences_go_on_over_lines_that_were_broken_early(text: str) -> None:
    """However short lines are: one that begins with a small letter goes on with the sentence above it."""
    assert outline(text) == [(PARAGRAPH, 0, " ".join(text.split()))]


@pytest.mark.parametrize(
    "table",
    [
        "Day\tSummer\tWinter\nMonday\t6-22\t8-20\nTuesday\tclosed\t8-20\nSunday\t\t10-16",
        "Day       Summer    Winter\n--------------------------\nMonday    6-22      8-20\n"
        "Tuesday   closed    8-20\nSunday              10-16",
    ],
)
def test_values_of_a_table_keep_their_columns_header(table: str) -> None:
    """Where cells are empty, a row without its gaps would say something else."""
    assert [words for _, _, words in outline(table)] == [
        "Day; Summer; Winter",
        "Day: Monday; Summer: 6-22; Winter: 8-20",
        "Day: Tuesday; Summer: closed; Winter: 8-20",
        "Day: Sunday; Winter: 10-16",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The gate is down.  Nobody knows why.\nThe keeper came.  He looked at it.\nIt rained.  He left.",
        "Tea for two    3.50\nScones    4.20\nMilk    0.50",
        "Ann    Bert    Carla\nDan    Eve",
    ],
)
def test_gaps_alone_make_no_table(text: str) -> None:
    """Two columns are labels and values, sentences may stand apart by two spaces, two lines show no columns."""
    assert [words for _, _, words in outline(text)] == [" ".join(line.split()) for line in text.split("\n")]


def test_a_clause_goes_on_in_lines_that_hang_below_its_text() -> None:
    """Its number has two parts; a line that begins elsewhere is a line of its own."""
    clauses = "  2.1  It is due on the third day\n       of each month.\n  2.2  A reminder costs five."
    text = f"Rent\n\n{clauses}\n    Not more"

    assert [words for _, _, words in outline(text)][1:] == [
        "2.1 It is due on the third day of each month.",
        "2.2 A reminder costs five.",
        "Not more",
    ]


def test_an_item_goes_on_in_lines_that_are_not_indented() -> None:
    """A line that begins with a small letter goes on with the item above it, one with a capital does not."""
    text = "- boots, since the path is wet after\nrain and the stones are slippery\n- a lamp\nLeave dogs at home."

    assert outline(text) == [
        (ITEM, 1, "boots, since the path is wet after rain and the stones are slippery"),
        (ITEM, 1, "a lamp"),
        (PARAGRAPH, 0, "Leave dogs at home."),
    ]


def test_indented_lines_of_verse_stay_apart() -> None:
    """Lines that stand further in again and again are verse."""
    text = "The wheel goes round,\n    the water falls,\nThe stones that ground\n    are in the walls."

    assert [words for _, _, words in outline(text)] == [line.strip() for line in text.split("\n")]


def test_a_heading_right_above_a_list_or_below_the_number_of_a_chapter_is_one() -> None:
    """A few words over steps, and a chapter's name in capitals right below its number."""
    text = (
        "ARTICLE I\nDEFINITIONS\n\nA guest is any person other than a member.\n\n"
        "Preparation\n1. Rub the butter in.\n2. Chill it."
    )

    assert [words for kind, _, words in outline(text) if kind is HEADING] == [
        "ARTICLE I", "DEFINITIONS", "Preparation",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Ann Miller  9:41 AM\nis the gate open?\nBert Oak  9:43 AM\nyes, since eight it is",
        "flour\nsugar and salt\nbutter",
        "Flour\nsugar\nbutter",
        "The tap is shut.\nThe filter is changed.\nThe tap is opened.",
        "Tea for two    3.50\nscones with jam    4.20\nmilk in a jug    0.50",
    ],
)
def test_short_lines_that_are_no_prose_stay_apart(text: str) -> None:
    """Entries of a list, rows and sentences of their own are no lines of one sentence."""
    assert len(outline(text)) == 1 + text.count("\n")


def test_headings_that_are_underlined_alike_are_of_one_rank() -> None:
    """The sign that is met first is the outermost, as in reStructuredText and in Markdown."""
    text = (
        "Keeping bees\n============\n\nThe hive\n--------\n\nIt stands in the sun.\n\nFeeding\n-------\n\n"
        "Sugar is given.\n\nAppendix\n========\n\nThe club tells more."
    )

    levels = [(level, words) for kind, level, words in outline(text) if kind is HEADING]

    assert levels == [(2, "Keeping bees"), (3, "The hive"), (3, "Feeding"), (2, "Appendix")]


def test_lines_longer_than_any_wrapping_are_kept_apart() -> None:
    """In text pasted from a page, where a line is a paragraph, every line stays one."""
    long = "Walking is an exercise that nearly all people can keep up, for it needs no tools and very little room."
    text = f"Stretch each morning.\n{long}\nSleep on your side."

    assert outline(text) == [
        (PARAGRAPH, 0, "Stretch each morning."),
        (PARAGRAPH, 0, long),
        (PARAGRAPH, 0, "Sleep on your side."),
    ]


def test_a_line_that_had_room_for_the_next_word_was_not_broken() -> None:
    """Lines that grow longer were ended on purpose, and are kept apart."""
    text = "Stretch first.\nThen walk around.\nSleep on your left side."

    assert outline(text) == [
        (PARAGRAPH, 0, "Stretch first."),
        (PARAGRAPH, 0, "Then walk around."),
        (PARAGRAPH, 0, "Sleep on your left side."),
    ]


def test_spaces_inside_a_line_become_one() -> None:
    """Tabs and rows of spaces between words are one space."""
    assert outline("Rest  for\ta   day.") == [(PARAGRAPH, 0, "Rest for a day.")]


def test_a_file_that_is_no_text_is_refused() -> None:
    """The reason of the decoder is passed on."""
    with pytest.raises(UnreadableError, match=r"^the file is binary, not text$"):
        read_text(b"\x00\x01\x02")


@given(st.lists(st.text("aB.:-1) \t\n", min_size=1)))
def test_no_letter_is_lost_or_moved(runs: list[str]) -> None:
    """Whatever shape the lines have, the letters of the blocks are those of the file, in order."""
    text = "\n\n".join(["Begin.", *runs])

    letters = [character for _, _, words in outline(text) for character in words if character.isalpha()]

    assert letters == [character for character in text if character.isalpha()]


def test_who_speaks_in_a_play_is_no_heading() -> None:
    """A name in capitals with a full stop that comes again is a speaker's, in front of a question too."""
    text = "GUARD. Who goes there?\n\nMILLER. Only me.\n\nGUARD. What is in it?\n\nMILLER (softly). Flour.\n"

    assert [block.kind for block in read_text(text.encode()).blocks] == [PARAGRAPH] * 4
