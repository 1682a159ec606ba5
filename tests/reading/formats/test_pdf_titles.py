"""PDF: a title is what the page shows as one, whole; what a program wrote into the metadata is none."""

import pytest

from qa.reading.article import compose
from qa.reading.document import DocumentBlockKind
from qa.reading.formats.pdf.details import is_no_title
from qa.reading.formats.pdf.reader import read_pdf
from tests.support.pdfs import PROSE, lines, pdf, put

BODY = lines(PROSE, 72, 690)
SHOWN = put("The Keeping of Locks", 72, 780, size=20)


@pytest.mark.parametrize(
    "title",
    [
        "(anonymous)",
        "untitled",
        "Untitled-3",
        "Microsoft Word - lock_final_v3.docx",
        "Microsoft PowerPoint - Lock",
        "PowerPoint Presentation",
        "Lock notes 2.pdf",
        "C:\\docs\\lock notes.doc",
        "file:///home/a/lock.html",
        "lock_notes",
        "Presentation1",
        "Document 2",
        "Slide 1",
        "Print",
        "12",
        "",
    ],
)
def test_what_programs_write_for_a_title_is_none(title: str) -> None:
    """Placeholders, names of programs and names of files name no article."""
    assert is_no_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "The lock at the mill",
        "Locks",
        "COVID-19",
        "Document your symptoms",
        "Scanning of the back",
        "Users of locks",
    ],
)
def test_what_people_write_is_a_title(title: str) -> None:
    """Words that only begin like a placeholder are a title."""
    assert not is_no_title(title)


@pytest.mark.parametrize(("shown", "title"), [("COVID-19", "COVID-19"), ("The Keeping of Locks", "")])
def test_a_word_that_may_be_a_code_is_a_title_only_if_the_page_shows_it(shown: str, title: str) -> None:
    """The number of an order looks like the name of a disease."""
    page = put(shown, 72, 780, size=20) + BODY

    assert read_pdf(pdf(page, info="/Title (COVID-19)")).details.title == title


@pytest.mark.parametrize(
    ("author", "read"),
    [("\\(anonymous\\)", ""), ("Microsoft Word - a.docx", ""), ("python-docx", ""), ("Ada Holt", "Ada Holt")],
)
def test_a_program_is_no_author(author: str, read: str) -> None:
    """People are named, programs are not."""
    assert read_pdf(pdf(SHOWN + BODY, info=f"/Author ({author})")).details.author == read


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("The Keeping of the Lock", "F1"), ("And of the Old Mill", "F1")),
        (("How the lock at the mill", "F2"), ("was kept through the floods", "F5")),
        (("Locks", "F2"), ("Their Keepers and Their Dogs", "F5")),
        (("The Keeping of Locks:", "F2"), ("Notes for a New Keeper", "F1")),
    ],
)
def test_a_title_over_two_lines_is_whole(first: tuple[str, str], second: tuple[str, str]) -> None:
    """A title breaks anywhere, and may go on in another font."""
    page = put(first[0], 72, 780, size=20, font=first[1]) + put(second[0], 72, 756, size=20, font=second[1])
    blocks = read_pdf(pdf(page + BODY)).blocks

    assert [(block.kind, block.text) for block in blocks] == [
        (DocumentBlockKind.HEADING, f"{first[0]} {second[0]}"),
        (DocumentBlockKind.PARAGRAPH, " ".join(PROSE)),
    ]


def test_a_title_in_two_fonts_on_one_line_is_whole() -> None:
    """A word in italics does not end it."""
    page = put("How the lock at", 72, 780, size=20, font="F2") + put(
        "the mill was kept", 230, 780, size=20, font="F5"
    )

    assert read_pdf(pdf(page + BODY)).blocks[0].text == "How the lock at the mill was kept"


def test_a_heading_below_a_title_is_none_of_it() -> None:
    """What stands apart from the title, or in smaller type, is a heading of its own."""
    page = SHOWN + put("In Winter", 72, 735, size=14, font="F2") + BODY

    assert [block.text for block in read_pdf(pdf(page)).blocks][:2] == ["The Keeping of Locks", "In Winter"]


@pytest.mark.parametrize(
    ("drawn", "source", "title"),
    [
        (SHOWN, "millrace.pdf", "The Keeping of Locks"),  # a program of scans gives the file's name for a title
        (SHOWN, "other.pdf", "Millrace"),
        ("", "millrace.pdf", "Millrace"),
    ],
)
def test_the_name_of_the_file_is_no_title_where_the_page_has_one(drawn: str, source: str, title: str) -> None:
    """Elsewhere what the details say is the title, and no other line of the page takes its place."""
    content = pdf(f"{drawn}\n{lines(PROSE, 72, 700)}", info="/Title (Millrace)")

    assert compose(read_pdf(content), article_id="a", source=source).title == title
