"""A single break ends a line in addresses, verse and doses; a sentence that runs on over one stays whole."""

import pytest

from qa.reading.document import DocumentBlockKind
from qa.reading.formats.html import read_html
from qa.reading.formats.line_breaks import BREAK, LONG_LINE, lines_of
from qa.reading.formats.markdown.reader import read_markdown

ENDED = [
    ["Allotment club", "12 Mill Lane", "Oakham"],
    ["The mill is still,", "the wheel is dry,", "the miller sleeps"],
    ["Adults: two tablets", "children: none"],
    ["Listen to the old song once.", "It is short."],
    ["June 9: West Palm Beach, at the big hall behind the harbour", "June 10: Tampa", "July 2: Oakham"],
    ["使用前请摇匀。", "儿童禁用。"],
]
GOING_ON = [
    ["The hedge along the lane was laid in the great frost and", "kept low ever since."],
    ["Keep them away from", "children and dogs."],
    [
        "A letter that somebody wrapped at a width has lines of like",
        "length, and behind each the first word of the next one had no",
        "room any more, whether it is small or Oakham stands there.",
    ],
    [
        "In this letter the gardener tells that he went to the city of",
        "Oakham, where the river bends, and bought a scythe from a man",
        "named Miller. The scythe was sharp.",
    ],
    ["また、その他にも、商標を剥奪した商品を販売する行為や、", "小分けにして販売する行為。"],
]


@pytest.mark.parametrize("lines", ENDED, ids=lambda lines: lines[0][:20])
def test_a_break_ends_a_line(lines: list[str]) -> None:
    """What a reader sees on lines of their own is never run together."""
    assert lines_of(BREAK.join(lines)) == lines


@pytest.mark.parametrize("lines", GOING_ON, ids=lambda lines: lines[0][:20])
def test_a_sentence_runs_on_over_a_break(lines: list[str]) -> None:
    """A long line without a stop goes on with a small letter, and so does one that ends in "from" or "the"."""
    assert lines_of(BREAK.join(lines)) == [" ".join(lines)]


@pytest.mark.parametrize("length", [LONG_LINE - 1, LONG_LINE])
def test_only_a_long_line_is_taken_for_prose(length: int) -> None:
    """Lines of verse and of doses are short, and may begin with a small letter."""
    line = "x" * length

    assert lines_of(f"{line}{BREAK}goes on") == ([line, "goes on"] if length < LONG_LINE else [f"{line} goes on"])


@pytest.mark.parametrize("lines", [*ENDED, *GOING_ON], ids=lambda lines: lines[0][:20])
def test_html_and_markdown_have_the_same_lines(lines: list[str]) -> None:
    """A ``<br>``, two spaces and a backslash are one thing to a reader."""
    page = f"<html><body><article><p>{'<br>'.join(lines)}</p></article></body></html>"
    pages = [
        read_html(page.encode()),
        *(read_markdown(mark.join(lines).encode()) for mark in ("  \n", "\\\n", "<br>", "<br />")),
    ]

    assert [[block.text for block in each.blocks] for each in pages] == [lines_of(BREAK.join(lines))] * len(pages)


def test_lines_behind_bullets_are_a_list() -> None:
    """A list that is made with breaks has items; one line with a dash is none."""
    page = b"<article><p>Bring along:<br>- a hat<br>- no knives</p><p>- He went.<br>Who?</p></article>"

    blocks = read_html(page).blocks

    assert [(block.kind, block.text) for block in blocks] == [
        (DocumentBlockKind.PARAGRAPH, "Bring along:"),
        (DocumentBlockKind.LIST_ITEM, "a hat"),
        (DocumentBlockKind.LIST_ITEM, "no knives"),
        (DocumentBlockKind.PARAGRAPH, "- He went."),
        (DocumentBlockKind.PARAGRAPH, "Who?"),
    ]


def test_the_lines_of_a_cell_stay_apart_on_its_row() -> None:
    """A comma stands where a break does; a heading over two lines is one."""
    page = (
        b"<article><h2>On ropes<br>and knots</h2><table><tr><th>Days<br>in all</th><th>Dose</th></tr>"
        b"<tr><td>two</td><td>one at noon<br>half at night</td></tr></table></article>"
    )
    markdown = b"## On ropes<br>and knots\n\n| Days | Dose |\n|--|--|\n| two | one at noon<br>half at night |\n"

    assert [block.text for block in read_html(page).blocks] == [
        "On ropes and knots",
        "Days in all: two; Dose: one at noon, half at night",
    ]
    assert [block.text for block in read_markdown(markdown).blocks] == [
        "On ropes and knots",
        "Days: two; Dose: one at noon, half at night",
    ]


@pytest.mark.parametrize("tag", ["pre", "p style='white-space: pre-line'", "div style='white-space:pre-wrap'"])
def test_lines_of_verse_that_a_page_shows_as_lines_stay_lines(tag: str) -> None:
    """Text that is no code has its lines in any element that keeps those of the file."""
    text = "The mill is still,\nthe wheel is dry.\n\nThe end."
    page = f"<article><{tag}>{text}</{tag.split()[0]}></article>"

    assert [block.text for block in read_html(page.encode()).blocks] == [
        "The mill is still,",
        "the wheel is dry.",
        "The end.",
    ]
