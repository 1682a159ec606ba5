"""Word's lists and headings have the numbers that print."""

import docx
import pytest
from docx.oxml import parse_xml

from qa.reading.formats.docx import read_docx
from qa.reading.formats.numerals import lettered, ordinal, roman
from tests.reading.formats.test_docx import W, saved

Item = tuple[int, int, str]  # list, level, text


def level(depth: int, form: str, template: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{template}"/></w:lvl>'
    )


def printed(levels: str, *items: Item, lists: str = "", styles: str = "") -> list[str]:
    """Return what prints: the items are paragraphs of lists of one look, 91 and 92, or those given."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{levels}</w:abstractNum>'))
    for each in (
        (lists or '<w:num w:numId="91"/><w:num w:numId="92"/>').replace("<w:num ", "\n<w:num ").split("\n")
    ):
        if each:
            whole = each.replace("/>", "></w:num>", 1) if each.endswith("/>") and "</w:num>" not in each else each
            opening, _, rest = whole.partition(">")
            opening = opening.replace("<w:num ", f"<w:num {W} ")
            numbering.append(parse_xml(f'{opening}><w:abstractNumId w:val="90"/>{rest}'))
    for number, depth, text in items:
        numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
        run = f"<w:r><w:t>{text}</w:t></w:r>" if text else ""
        document.element.body.insert(-1, parse_xml(f"<w:p {W}><w:pPr>{styles}{numbered}</w:pPr>{run}</w:p>"))
    blocks = read_docx(saved(document)).blocks
    return [f"{block.marker} {block.text}" for block in blocks]


@pytest.mark.parametrize(
    ("form", "template", "shown"),
    [
        ("lowerLetter", "%1)", ["a) x", "b) y"]),
        ("upperLetter", "%1.", ["A. x", "B. y"]),
        ("lowerRoman", "(%1)", ["(i) x", "(ii) y"]),
        ("upperRoman", "%1.", ["I. x", "II. y"]),
        ("decimalZero", "%1", ["01 x", "02 y"]),
        ("decimal", "Step %1:", ["Step 1: x", "Step 2: y"]),
        ("ordinal", "%1", ["1st x", "2nd y"]),
        ("bullet", "•", ["- x", "- y"]),
        ("hebrew1", "%1.", ["- x", "- y"]),  # a script that we do not write: no number is made up
    ],
)
def test_numbers_are_written_as_the_list_says(form: str, template: str, shown: list[str]) -> None:
    """Letters and Roman numerals stay, since texts refer to step b."""
    assert printed(level(0, form, template), (91, 0, "x"), (91, 0, "y")) == shown


def test_ticks_and_crosses_stay_as_bullets_that_inform() -> None:
    """A cross before an item says not to do it."""
    cross = (
        '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0fb"/>'
        '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr></w:lvl>'
    )
    assert printed(cross, (91, 0, "Bend your back.")) == ["- ✗ Bend your back."]


def test_two_lists_of_one_look_count_on() -> None:
    """Word goes on with the number, even after other text."""
    decimal = level(0, "decimal", "%1.")
    items: list[Item] = [(91, 0, "a"), (91, 0, "b"), (0, 0, "Wait."), (92, 0, "c"), (91, 0, "d")]

    assert printed(decimal, *items) == ["1. a", "2. b", "- Wait.", "3. c", "4. d"]


def test_a_list_that_says_where_it_starts_counts_for_itself() -> None:
    """A restart leaves the other list as it was."""
    lists = (
        '<w:num w:numId="91"></w:num><w:num w:numId="92">'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    items: list[Item] = [(91, 0, "a"), (92, 0, "b"), (92, 0, "c"), (91, 0, "d")]

    assert printed(level(0, "decimal", "%1."), *items, lists=lists) == ["1. a", "5. b", "6. c", "2. d"]


def test_levels_name_those_above_and_begin_anew() -> None:
    """Numbers of several levels, one that never begins anew, and legal numbers without Roman numerals."""
    levels = (
        level(0, "upperRoman", "%1.")
        + level(1, "lowerLetter", "%1.%2")
        + level(2, "decimal", "%1.%2.%3", "<w:isLgl/>")
        + level(3, "decimal", "%4)", '<w:lvlRestart w:val="0"/>')
    )
    items: list[Item] = [
        (91, 0, "A"), (91, 1, "B"), (91, 1, "C"), (91, 2, "D"), (91, 3, "E"), (91, 0, "F"), (91, 1, "G"),
        (91, 3, "H"),
    ]  # fmt: skip

    assert printed(levels, *items) == [
        "I. A", "I.a B", "I.b C", "1.2.1 D", "1) E", "II. F", "II.a G", "2) H",
    ]  # fmt: skip


def test_an_item_without_text_counts_because_it_prints() -> None:
    """Word prints the number of an empty paragraph."""
    assert printed(level(0, "decimal", "%1."), (91, 0, "a"), (91, 0, ""), (91, 0, "b")) == ["1. a", "3. b"]


def test_headings_have_their_numbers_with_a_space() -> None:
    """A heading in a list prints its number before its text."""
    levels = level(0, "decimal", "%1") + level(1, "decimal", "%1.%2")
    outline = '<w:outlineLvl w:val="1"/>'

    assert printed(levels, (91, 0, "House"), (91, 1, "Noise"), (91, 1, "Cats"), styles=outline)[:3] == [
        "- 1 House",
        "- 1.1 Noise",
        "- 1.2 Cats",
    ]


def test_numerals_are_written_as_printers_do() -> None:
    """After z come aa and bb, or aa and ab in HTML; what has no numeral stays a number."""
    assert [roman(4), roman(1999), roman(0)] == ["iv", "mcmxcix", "0"]
    assert [lettered(26), lettered(27), lettered(28), lettered(28, positional=True)] == ["z", "aa", "bb", "ab"]
    assert [ordinal(1), ordinal(12), ordinal(23)] == ["1st", "12th", "23rd"]


def test_an_item_that_is_deleted_whole_has_no_number() -> None:
    """Its mark is deleted with its words, so that nothing of it is left to count."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{level(0, "upperLetter", "%1.")}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="91"/></w:numPr>'
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    for mark, words in (
        ("", "<w:r><w:t>Wash</w:t></w:r>"),
        (gone, '<w:del w:id="2"><w:r><w:delText>Boil</w:delText></w:r></w:del>'),
        ("", "<w:r><w:t>Fill</w:t></w:r>"),
    ):
        document.element.body.insert(-1, parse_xml(f"<w:p {W}><w:pPr>{numbered}{mark}</w:pPr>{words}</w:p>"))

    assert [f"{block.marker} {block.text}" for block in read_docx(saved(document)).blocks] == [
        "A. Wash",
        "B. Fill",
    ]
