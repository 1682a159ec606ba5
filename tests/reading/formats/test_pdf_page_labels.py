"""PDF: a citation's page is what the file calls it: "iv" or "127", not where it lies in the file.

What pypdfium2 5.15.2 does: ``get_page_label`` gives the label, and nothing for a file without labels.
"""

import pytest

from qa.reading.article import compose
from qa.reading.formats.pdf.reader import read_pdf
from qa.records import Citation
from tests.support.pdfs import PROSE, lines, pdf

PAGES = tuple(
    lines([f"On day {day} the keeper of the lock rang his bell."], 72, 780) for day in ("one", "two", "three")
)


@pytest.mark.parametrize(
    ("labels", "read"),
    [
        ("/PageLabels << /Nums [0 << /S /r /St 3 >> 2 << /S /D /St 127 >>] >>", ["iii", "iv", "127"]),
        ("/PageLabels << /Nums [0 << /S /D /P (A-) >>] >>", ["A-1", "A-2", "A-3"]),
        ("/PageLabels << /Nums [0 << /S /D >>] >>", ["", "", ""]),
        ("", ["", "", ""]),
    ],
)
def test_blocks_have_the_label_of_their_page(labels: str, read: list[str]) -> None:
    """The label stands beside the number of the page, where it is another."""
    document = read_pdf(pdf(*PAGES, catalog=labels))

    assert [block.page for block in document.blocks] == [1, 2, 3]
    assert [block.page_label for block in document.blocks] == read


def test_the_label_comes_with_the_article() -> None:
    """What a citation is made of knows it."""
    content = pdf(lines(PROSE, 72, 780), catalog="/PageLabels << /Nums [0 << /S /D /St 127 >>] >>")
    article = compose(read_pdf(content), article_id="lock", source="lock.pdf")

    assert [(block.page, block.page_label) for section in article.sections for block in section.blocks] == [
        (1, "127")
    ]


@pytest.mark.parametrize(("page", "label", "shown"), [(1, "127", "127"), (4, "", "4"), (0, "", "")])
def test_a_citation_shows_the_label(page: int, label: str, shown: str) -> None:
    """Else the number, else nothing."""
    citation = Citation(
        number=1,
        article_id="lock",
        title="Lock",
        source="lock.pdf",
        url="",
        publisher="",
        headings=(),
        start=0,
        end=1,
        quote="a",
        page=page,
        page_label=label,
    )

    assert citation.page_shown == shown
