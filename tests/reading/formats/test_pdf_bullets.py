"""PDF: bullets that are drawn make items of the lines behind them; other dots and squares do not."""

from collections.abc import Sequence

import pytest

from qa.reading.document import DocumentBlockKind
from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put

ITEMS = ("grain in the morning", "greens at noon", "water all day")


def items(dots: Sequence[tuple[float, float]], *, side: float = 4, texts: Sequence[str] = ITEMS) -> list[str]:
    drawn = "\n".join(f"{x} {y} {side} {side} re f" for x, y in dots)
    page = "\n".join([lines(PROSE, 72, 780), lines(texts, 100, 700, step=14), drawn, lines(PROSE, 72, 600)])
    return [block.text for block in read_pdf(pdf(page)).blocks if block.kind is DocumentBlockKind.LIST_ITEM]


def test_lines_behind_drawn_dots_are_items() -> None:
    """A browser draws them as it prints a page."""
    assert items([(90, 701), (90, 687), (90, 673)]) == list(ITEMS)


def test_a_bullet_has_no_place_on_the_page_and_its_words_have() -> None:
    """No character of the text stands for what is drawn."""
    page = "\n".join([lines(ITEMS, 100, 700, step=14), "90 701 4 4 re f 90 687 4 4 re f 90 673 4 4 re f"])
    document = read_pdf(pdf(page))

    assert [block.text for block in document.blocks] == list(ITEMS)
    assert [sum(run.length for run in block.glyphs) for block in document.blocks] == [len(text) for text in ITEMS]


@pytest.mark.parametrize(
    ("dots", "side"),
    [
        ([(90, 701)], 4),  # alone
        ([(90, 701), (90, 687), (90, 673)], 9),  # boxes to tick
        ([(90, 706), (90, 692), (90, 678)], 4),  # above the letters
        ([(60, 701), (60, 687), (60, 673)], 4),  # far from the text
        ([(130, 701), (150, 687), (140, 673)], 4),  # amid the words
    ],
)
def test_other_dots_are_no_bullets(dots: Sequence[tuple[float, float]], side: float) -> None:
    """A bullet is small, one of several, and stands right before its line at the height of small letters."""
    assert items(dots, side=side) == []


def test_a_dot_between_the_words_of_a_line_begins_nothing() -> None:
    """What stands before it goes on behind it."""
    page = "\n".join([put("grain", 72, 700), put("greens", 110, 700), "101 701 4 4 re f 300 500 4 4 re f"])

    assert next(iter(read_pdf(pdf(f"{page}\n{lines(PROSE, 72, 600)}")).blocks)).text == "grain greens"
