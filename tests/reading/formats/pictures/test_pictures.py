"""What was recognised on pages becomes articles: in reading order, with pages, places and confidences."""

from collections.abc import Mapping, Sequence

import pytest
from PIL import Image

from qa.reading.article import compose, compose_placed
from qa.reading.document import Document, DocumentBlockKind, PicturesOnlyError, UnreadableError
from qa.reading.formats.pdf.reader import read_pdf
from qa.reading.formats.pictures.reader import read_picture
from qa.reading.glyphs.rectangles import rectangles_of
from qa.reading.ocr.recognised import RecognisedLine, RecognisedPage
from qa.reading.parsing import open_bytes, opened_from_json, opened_to_json
from tests.support.pdfs import lines, pdf
from tests.support.pictures import LEAFLET, saved
from tests.support.recognised import SURE, line, page

WHITE = Image.new("L", (300, 400), 255)
ONE, TWO = saved(WHITE), saved(WHITE, "TIFF", save_all=True, append_images=[WHITE])
PICTURE = "q 200 0 0 200 100 400 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q"


def document(*pages: RecognisedPage) -> Document:
    return read_picture(ONE, dict(enumerate(pages, start=1)))


def texts(made: Document) -> list[str]:
    return [block.text for block in made.blocks]


def told(made: Document) -> list[tuple[str, str, int]]:
    return [(entry.text, entry.rule, entry.page) for entry in made.removed]


def column(words: Sequence[str], left: float, upper: float = 100, *, turned: float = 0.0) -> list[RecognisedLine]:
    """Return lines one below another, which go up or down to the right as the page is turned."""
    return [
        line(text, left - place * 17 * turned / 57.3, upper + 17 * place + left * turned / 57.3, turned=turned)
        for place, text in enumerate(words)
    ]


FIRST = [
    "The old lock was built in the",
    "year when barges carried coal",
    "and nobody has opened it since",
    "the railway came to the mill.",
]
SECOND = [
    "Its gates are made of oak and",
    "hang on hinges that a keeper",
    "greases in the spring before",
    "the river floods its banks.",
]


def test_lines_of_a_paragraph_are_joined_and_broken_words_mended() -> None:
    """A hyphen at a line's end is taken out, as in a PDF."""
    made = document(
        page(
            *column(
                ["The keeper of the old lock greases the hin-", "ges of the gates in every spring of the year."],
                72,
            )
        )
    )

    assert texts(made) == [
        "The keeper of the old lock greases the hinges of the gates in every spring of the year."
    ]


@pytest.mark.parametrize("turned", [0.0, 1.5, -1.5])
def test_columns_are_read_one_after_another_also_on_a_page_that_lies_askew(turned: float) -> None:
    """The left column stands before the right one, whatever the order in which lines were found."""
    left, right = column(FIRST, 60, turned=turned), column(SECOND, 320, turned=turned)
    found = [each for pair in zip(right, left, strict=True) for each in pair]

    assert texts(document(page(*found))) == [" ".join(FIRST), " ".join(SECOND)]


@pytest.mark.parametrize("heights", [(14, 12.8, 14.6), (14, 11.9, 14.2)])
def test_strips_that_differ_a_little_in_height_are_of_one_size(heights: Sequence[float]) -> None:
    """A line without tall letters is found lower than its neighbours, and belongs to their paragraph."""
    words = ["The keeper of the lock has no", "reason to open a new one once", "the river has run its course."]
    made = [
        line(text, 72, 100 + 17 * place, height=height)
        for place, (text, height) in enumerate(zip(words, heights, strict=True))
    ]

    assert texts(document(page(*made))) == [" ".join(words)]


def test_large_lines_are_headings() -> None:
    """A title is larger than the text."""
    made = document(page(line("Greasing the lock", 72, 60, height=24), *column(FIRST, 72, 110)))

    assert [(block.kind, block.text) for block in made.blocks] == [
        (DocumentBlockKind.HEADING, "Greasing the lock"),
        (DocumentBlockKind.PARAGRAPH, " ".join(FIRST)),
    ]


def test_a_title_on_a_page_of_few_lines_is_larger_than_the_text_of_all_pages() -> None:
    """What is large is judged by the whole file: page one may hold little but the title."""
    title = page(line("Greasing the lock", 72, 60, height=24), line("The keeper of the mill wrote it.", 72, 110))

    made = document(title, page(*column(FIRST, 72, 110), *column(SECOND, 72, 300)))

    assert [(block.kind, block.text) for block in made.blocks] == [
        (DocumentBlockKind.HEADING, "Greasing the lock"),
        (DocumentBlockKind.PARAGRAPH, "The keeper of the mill wrote it."),
        (DocumentBlockKind.PARAGRAPH, " ".join(FIRST)),
        (DocumentBlockKind.PARAGRAPH, " ".join(SECOND)),
    ]


def test_a_strip_in_which_nothing_was_read_is_reported_with_its_place() -> None:
    """A picture may hold text that nobody could read: the report says on which page, and where on it."""
    made = document(page(*column(FIRST, 72, 110)), page(*column(SECOND, 72, 110), unread=((72, 300, 200.4, 314),)))

    assert told(made) == [
        (
            "",
            "a part of a picture that may hold text, 72 to 200 points from the left edge of the page and "
            "300 to 314 from the upper one: none could be read",
            2,
        )
    ]


def test_numbers_beside_one_another_are_no_exponents() -> None:
    """Strips in one row are found at heights that differ; only a font's own glyphs are raised."""
    made = document(
        page(
            line("Platelets were counted at", 72, 100), line("109", 270, 97.5, height=12), *column(FIRST, 72, 140)
        )
    )

    assert "109" in texts(made)[0]
    assert "¹⁰⁹" not in " ".join(texts(made))


def test_rows_of_a_table_keep_the_header_of_each_value() -> None:
    """A value stands behind its column's header, as in a PDF."""
    rows = [
        ("Measured", "Value", "Usual"),
        ("Pulse", "78 bpm", "60-100 bpm"),
        ("Breaths", "16", "12-20"),
        ("Warmth", "37 C", "36-37 C"),
    ]
    made = [
        line(cell, 72 + 160 * place, 100 + 18 * row)
        for row, cells in enumerate(rows)
        for place, cell in enumerate(cells)
    ]

    assert texts(document(page(*made)))[1] == "Measured: Pulse; Value: 78 bpm; Usual: 60-100 bpm"


def test_each_block_stands_on_its_page() -> None:
    """Pages of a picture are counted."""
    made = document(page(*column(FIRST, 72)), page(*column(SECOND, 72)))

    assert [(block.text, block.page) for block in made.blocks] == [(" ".join(FIRST), 1), (" ".join(SECOND), 2)]


def test_a_word_keeps_its_confidence_through_the_article() -> None:
    """The spans of the article tell how sure each word is, and the process boundary keeps them."""
    made = page(*column(FIRST[:1], 72), line("Use 2.5 kg of tallow for a gate.", 72, 160, unsure={"2.5": 0.4}))
    opened = opened_from_json(opened_to_json(open_bytes(ONE, "lock.png", {1: made})))
    assert opened.document is not None

    article = compose(opened.document, article_id="lock", source="lock.png")

    assert [(article.text[start:end], confidence) for start, end, confidence in article.read_from_picture] == [
        ("The old lock was built in the", SURE),
        ("Use", SURE),
        ("2.5", 0.4),
        ("kg of tallow for a gate.", SURE),
    ]
    assert [(word.text, word.confidence, word.page) for word in opened.report.hard_to_read] == [("2.5", 0.4, 1)]


def test_a_word_that_was_broken_at_a_line_end_is_as_sure_as_its_parts() -> None:
    """Each part keeps its own confidence."""
    made = document(
        page(
            *[
                line("The keeper greases the hin-", 72, 100, unsure={"hin-": 0.5}),
                line("ges of the gates.", 72, 117),
            ]
        )
    )
    article = compose(made, article_id="lock", source="lock.png")

    assert [(article.text[start:end], confidence) for start, end, confidence in article.read_from_picture] == [
        ("The keeper greases the", SURE),
        ("hin", 0.5),
        ("ges of the gates.", SURE),
    ]


def test_a_quotation_has_the_rectangles_of_its_words() -> None:
    """They are around the words that were recognised, in points of the page."""
    article, glyphs = compose_placed(document(page(*column(FIRST, 72))), article_id="lock", source="lock.png")
    start = article.text.index("lock")

    (found,) = rectangles_of(glyphs, start, start + len("lock"))

    assert (found.page, found.width, found.height) == (1, 595, 842)
    (box,) = found.boxes
    assert box == pytest.approx((72 + 8 * 7, 100, 72 + 12 * 7, 114), abs=0.1)


def test_text_that_runs_up_the_page_is_reported() -> None:
    """A note in the margin is no part of the lines beside it."""
    assert told(document(page(*column(FIRST, 72), across=("Filed in May",)))) == [
        ("Filed in May", "text across the page", 1)
    ]


def test_a_page_of_which_most_words_are_hard_to_read_is_reported_and_not_quoted() -> None:
    """Nothing of it is worth to be quoted; what was made of it is told."""
    bad = line("Tlc kccpcr grcascs", 72, 100, unsure=dict.fromkeys(("Tlc", "kccpcr", "grcascs"), 0.5))

    made = document(page(*column(FIRST, 72)), page(bad))

    assert texts(made) == [" ".join(FIRST)]
    assert told(made) == [("Tlc kccpcr grcascs", "a picture: most words are too hard to read", 2)]


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ({1: page()}, "no text was found in it"),
        ({1: RecognisedPage(reason="it took too long")}, "its pictures could not be read: it took too long"),
        ({1: page(line("Tlc", 72, 100, unsure={"Tlc": 0.1}))}, "of its pictures most words are too hard to read"),
    ],
)
def test_pictures_without_text_are_no_articles(pages: Mapping[int, RecognisedPage], reason: str) -> None:
    """Each has its reason."""
    with pytest.raises(UnreadableError, match=reason):
        read_picture(ONE, pages)


def test_pictures_that_were_not_read_say_so_and_which_pages_could_be() -> None:
    """Whoever has the extra reads them."""
    with pytest.raises(PicturesOnlyError, match="its text is a picture, and pictures are not read here") as caught:
        read_picture(TWO)

    assert caught.value.pages == (1, 2)


def test_pages_of_text_stay_as_they_are_between_pages_that_are_pictures() -> None:
    """What a PDF says itself is never recognised, and is sure."""
    content = pdf(lines(LEAFLET, 72, 700), PICTURE, lines(["Text of the last page."], 72, 700))
    assert read_pdf(content).pictured == (2,)

    made = read_pdf(content, {2: page(*column(FIRST, 72))})
    article = compose(made, article_id="lock", source="lock.pdf")

    assert [(block.text, block.page) for block in made.blocks] == [
        (" ".join(LEAFLET), 1),
        (" ".join(FIRST), 2),
        ("Text of the last page.", 3),
    ]
    assert [article.text[start:end] for start, end, _ in article.read_from_picture] == [" ".join(FIRST)]
    assert told(made) == []


def test_a_page_that_could_not_be_read_is_told_with_the_reason() -> None:
    """The others are an article."""
    made = read_pdf(
        pdf(lines(LEAFLET, 72, 700), PICTURE, PICTURE), {2: RecognisedPage(reason="it took too long"), 3: page()}
    )

    assert texts(made) == [" ".join(LEAFLET)]
    assert told(made) == [("", "a picture: it took too long", 2), ("", "a picture: no text was found in it", 3)]


def test_pages_whose_letters_are_drawn_may_be_recognised_and_empty_ones_may_not() -> None:
    """Letters that are paths have no text; a page with nothing on it has none either."""
    drawn = "72 700 m 90 720 l 108 700 l S"

    assert read_pdf(pdf(lines(LEAFLET, 72, 700), drawn, "")).pictured == (2,)
    with pytest.raises(PicturesOnlyError) as caught:
        read_pdf(pdf(drawn, ""))
    assert caught.value.pages == (1,)
