"""Markdown: CommonMark's blocks, as plain words."""

import pytest

from qa.reading.document import Details, DocumentBlockKind, UnreadableError
from qa.reading.formats.markdown.reader import read_markdown

HEADING, PARAGRAPH, ITEM = DocumentBlockKind.HEADING, DocumentBlockKind.PARAGRAPH, DocumentBlockKind.LIST_ITEM


def outline(text: str) -> list[tuple[DocumentBlockKind, int, str]]:
    return [(block.kind, block.level, block.text) for block in read_markdown(text.encode()).blocks]


def words(text: str) -> list[str]:
    return [block.text for block in read_markdown(text.encode()).blocks]


def test_headings_have_their_levels() -> None:
    """Both ways to write a heading are read, with the level each has."""
    text = "# Back\n\nUpper\n=====\n\nLower\n-----\n\n###### Deep ######\n\nWords."

    assert outline(text) == [
        (HEADING, 1, "Back"),
        (HEADING, 1, "Upper"),
        (HEADING, 2, "Lower"),
        (HEADING, 6, "Deep"),
        (PARAGRAPH, 0, "Words."),
    ]


def test_lists_are_nested_and_keep_their_numbers() -> None:
    """An item has the depth of its list and the number that the file gives it."""
    text = "3. walk\n4. rest\n   - lying\n     * on a side\n   - sitting\n\n- last"

    blocks = read_markdown(text.encode()).blocks

    assert [(block.level, block.marker, block.text) for block in blocks] == [
        (1, "3.", "walk"),
        (1, "4.", "rest"),
        (2, "-", "lying"),
        (3, "-", "on a side"),
        (2, "-", "sitting"),
        (1, "-", "last"),
    ]


def test_a_list_of_one_number_is_counted_as_readers_see_it() -> None:
    """One number before each item leaves the counting to the program that shows it; others stay as typed."""
    text = "1. walk\n1. rest\n   1. lying\n   1. sitting\n1. eat\n\nThen:\n\n3) one\n5) two\n\nLast:\n\n4. alone"

    blocks = read_markdown(text.encode()).blocks

    markers = [(block.level, block.marker) for block in blocks if block.kind is ITEM]
    assert markers == [(1, "1."), (1, "2."), (2, "1."), (2, "2."), (1, "3."), (1, "3)"), (1, "5)"), (1, "4.")]


def test_lines_with_labels_that_no_markdown_knows_are_items() -> None:
    """Labels that count on, line for line, are those of a list; one alone is a word of its paragraph."""
    blocks = read_markdown(b"(1) Choose two canes.\n(2) Cut *the others*\noff.\n\n(a) As said\nin the law.").blocks

    assert [(block.kind, block.marker, block.text) for block in blocks] == [
        (ITEM, "(1)", "Choose two canes."),
        (ITEM, "(2)", "Cut the others off."),
        (PARAGRAPH, "-", "(a) As said in the law."),
    ]


def test_the_second_paragraph_of_an_item_is_a_paragraph() -> None:
    """Only the first paragraph of an item carries its marker."""
    assert outline("- walk\n\n  every day\n- rest") == [
        (ITEM, 1, "walk"),
        (PARAGRAPH, 0, "every day"),
        (ITEM, 1, "rest"),
    ]


def test_an_empty_item_is_left_out() -> None:
    """An item without words leaves its marker to nobody."""
    assert outline("-\n- rest\n\nWords.") == [(ITEM, 1, "rest"), (PARAGRAPH, 0, "Words.")]


def test_the_lines_of_a_paragraph_are_joined() -> None:
    """A line that was only broken goes on, and a hard break ends one: in an address, in verse, between doses."""
    assert words("one\ntwo  \nthree\\\nfour") == ["one two", "three", "four"]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("*very* **very** ***sore***", "very very sore"),
        ("_a_ and __b__", "a and b"),
        ("snake_case_word stays", "snake_case_word stays"),
        ("take `one  pill` now", "take one pill now"),
        ("see [the leaflet](https://example.org 'title')", "see the leaflet"),
        ("see <https://example.org>", "see https://example.org"),
        ("![a bent spine](spine.png)", "a bent spine"),
        (r"2 \* 3 \# 4", "2 * 3 # 4"),
        ("warm &amp; dry &gt; cold", "warm & dry > cold"),
        ("[leaf]\n\n[leaf]: https://example.org", "leaf"),
    ],
)
def test_marks_are_removed_and_words_kept(written: str, plain: str) -> None:
    """Emphasis, code marks and link targets go; the words, and what describes a picture, stay."""
    assert words(written) == [plain]


def test_known_tags_go_and_their_text_stays() -> None:
    """A reader sees the text of HTML, not its tags; what is no tag of HTML is text, and a comment is reported."""
    text = "A <b>bold</b> word for <name>.\n\n<div onclick='x()'>\nA block.\n</div>\n\n<!-- a note -->"

    document = read_markdown(text.encode())

    assert [block.text for block in document.blocks] == ["A bold word for <name>.", "A block."]
    assert [(piece.text, piece.rule, piece.line) for piece in document.removed] == [
        ("<!-- a note -->", "comment", 7)
    ]


def test_a_table_is_a_line_a_row_with_its_headers() -> None:
    """Each row says what its cells are; empty cells are left out, and nameless columns have no name."""
    text = "| | Dose | When |\n|---|---|:-:|\n| Tea | *one* cup | night |\n| Milk | | noon |\n\nAfter it."

    assert outline(text) == [
        (PARAGRAPH, 0, "Tea; Dose: one cup; When: night"),
        (PARAGRAPH, 0, "Milk; When: noon"),
        (PARAGRAPH, 0, "After it."),
    ]


def test_a_second_table_has_its_own_headers() -> None:
    """The headers of one table do not name the cells of the next."""
    text = "| A | B |\n|---|---|\n| 1 | 2 |\n\nBetween.\n\n| C |\n|---|\n| 3 |"

    assert words(text) == ["A: 1; B: 2", "Between.", "C: 3"]


def test_code_is_a_paragraph() -> None:
    """Each line of fenced or indented code is one, and marks inside it stay."""
    text = "Before.\n\n```python\nx = *1*\n  y\n```\n\n    indented  code\n\nAfter."

    assert outline(text) == [
        (PARAGRAPH, 0, "Before."),
        (PARAGRAPH, 0, "x = *1*"),
        (PARAGRAPH, 0, "y"),
        (PARAGRAPH, 0, "indented code"),
        (PARAGRAPH, 0, "After."),
    ]


def test_a_quotation_is_a_paragraph() -> None:
    """The mark of a quotation goes, its words stay."""
    assert outline("> Keep *moving*,\n> they say.") == [(PARAGRAPH, 0, "Keep moving, they say.")]


def test_a_rule_is_nothing() -> None:
    """A line drawn between two paragraphs is no block."""
    assert outline("Above.\n\n***\n\nBelow.") == [(PARAGRAPH, 0, "Above."), (PARAGRAPH, 0, "Below.")]


def test_front_matter_gives_the_details() -> None:
    """What the front matter names is not among the blocks."""
    text = "---\ntitle: Sore backs\npublished: 2026-01-02\nsources: [one, two]\n---\n\nWords."

    draft = read_markdown(text.encode())

    assert draft.details == Details(title="Sore backs", published="2026-01-02", sources=("one", "two"))
    assert [block.text for block in draft.blocks] == ["Words."]


def test_a_file_without_front_matter_has_no_details() -> None:
    """A heading and a paragraph alone are an article as well."""
    assert read_markdown(b"# Backs\n\nWords.").details == Details()


def test_a_front_matter_that_never_ends_is_text() -> None:
    """A line of dashes on top without its counterpart is a rule, and no word below it is lost."""
    assert outline("---\ntitle: Backs\n\nWords.") == [(PARAGRAPH, 0, "title: Backs"), (PARAGRAPH, 0, "Words.")]


@pytest.mark.parametrize(
    "front", ["title: [open", "title: a: b", "a: b\n\t- c", "{a: b}: c", "!!python/none x: y z:"]
)
def test_bad_front_matter_is_a_reason(front: str) -> None:
    """Front matter that is no YAML makes a file unreadable, and says so."""
    text = f"---\n{front}\n---\n\nWords."

    with pytest.raises(UnreadableError, match=r"^the front matter is not valid YAML$"):
        read_markdown(text.encode())


def test_front_matter_cannot_make_objects() -> None:
    """A tag that would call Python is refused like any other bad YAML."""
    text = "---\ntitle: !!python/object/apply:os.getcwd []\n---\n\nWords."

    with pytest.raises(UnreadableError, match=r"^the front matter is not valid YAML$"):
        read_markdown(text.encode())


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    """A file saved by an editor on Windows has the same details and blocks."""
    content = "\ufeff---\r\ntitle: Backs\r\n---\r\n\r\n# Backs\r\n\r\nmüde\r\nBeine\r\n".encode()

    draft = read_markdown(content)

    assert draft.details == Details(title="Backs")
    assert [(block.kind, block.text) for block in draft.blocks] == [(HEADING, "Backs"), (PARAGRAPH, "müde Beine")]


def test_a_file_that_is_no_text_is_refused() -> None:
    """The reason of the decoder is passed on."""
    with pytest.raises(UnreadableError, match=r"^the file is empty$"):
        read_markdown(b"\n\n")


@pytest.mark.parametrize("opening", ["[", "^[", "[a "])
def test_brackets_within_brackets_without_end_are_text(opening: str) -> None:
    """So many that to look for the end of each takes the square of the time; a link below them stays a link."""
    deep = opening * 50_000

    document = read_markdown(f"{deep}end\n\nSee [the list](x.md).\n".encode())

    first, last = (block.text for block in document.blocks)
    assert first.count("[") == 50_000
    assert first.endswith("end")
    assert "\\" not in first
    assert last == "See the list."
