"""PDF: short lines are headings only with more evidence than their length."""

import pytest

from qa.reading.document import DocumentBlockKind
from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put


def headings(drawing: str) -> list[str]:
    blocks = read_pdf(pdf(drawing)).blocks
    return [block.text for block in blocks if block.kind is DocumentBlockKind.HEADING]


@pytest.mark.parametrize(
    "short",
    [
        ("Two eggs", "Flour", "A pinch of salt"),
        ("AST 12 U/L", "ALT 15 U/L", "CRP 3 MG/L"),
        ("The lamp is lit at dusk", "And burns till morning", "Its keeper goes to bed"),
        ("Ada Holt, Leeds", "Ben Carr, York", "Cy Dunn, Hull"),
    ],
)
def test_short_lines_of_the_text_are_no_headings(short: tuple[str, ...]) -> None:
    """Ingredients, values, verse and names are short too."""
    drawing = f"{lines(PROSE, 72, 780)}\n{lines(short, 72, 720, step=18)}\n{lines(PROSE, 72, 640)}"

    assert headings(drawing) == []


@pytest.mark.parametrize(("text", "font"), [("METHOD", "F1"), ("TYPE 2 GATES", "F1"), ("Method", "F2")])
def test_a_short_line_set_apart_by_its_type_is_a_heading(text: str, font: str) -> None:
    """Capitals and bold type are evidence."""
    drawing = f"{lines(PROSE, 72, 780)}\n{put(text, 72, 720, font=font)}\n{lines(PROSE, 72, 706)}"

    assert headings(drawing) == [text]
