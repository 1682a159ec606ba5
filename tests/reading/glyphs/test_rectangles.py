"""A span of a text → rectangles on pages, compared with what the drawn page shows there."""

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pytest

from qa.reading.article import compose_placed
from qa.reading.formats.pdf.reader import read_pdf
from qa.reading.glyphs.coding import PlacedText, PrintedPage, to_bytes
from qa.reading.glyphs.rectangles import first_page, rectangles_of
from qa.records import Article, PageRectangles
from tests.support.pdfs import PROSE, lines, pdf, put, stream

SCALE = 2.0
DARK = 200  # of 255
NEAR = 1  # pixel: the drawn edge of a letter is blurred
TEXT = " ".join(PROSE)
FORM = stream(
    lines(PROSE, 0, 100),
    "/Type /XObject /Subtype /Form /BBox [0 0 800 200] /Matrix [1.3 0 0 1.3 10 20] /Resources << /Font << /F1 "
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
)


def drawn(matrix: str, *, size: float = 10, x: float = 72, down: bool = True) -> str:
    """Return lines of prose under a text matrix, one below the other, or beside each other."""
    places = [(x, 500 - 14 * place) if down else (300 + 14 * place, x) for place in range(len(PROSE))]
    return "\n".join(
        f"BT /F1 {size} Tf {matrix} {across} {up} Tm ({text}) Tj ET"
        for text, (across, up) in zip(PROSE, places, strict=True)
    )


PLAIN = lines(PROSE, 72, 700)
PAGES = {
    "plain": pdf(PLAIN),
    **{f"turned by {angle}": pdf(PLAIN, page=f"/Rotate {angle}") for angle in (90, 180, 270)},
    "cropped": pdf(PLAIN, page="/CropBox [50 600 500 780]"),
    **{
        f"cropped and turned by {angle}": pdf(PLAIN, page=f"/CropBox [50 600 500 780] /Rotate {angle}")
        for angle in (90, 180, 270)
    },
    "with its corner elsewhere": pdf(PLAIN, page="/MediaBox [-100 -50 600 800]"),
    "in a unit of its own": pdf(PLAIN, page="/UserUnit 2"),
    "stretched": pdf(
        "\n".join(put(text, 72, 700 - 14 * place, more="150 Tz") for place, text in enumerate(PROSE))
    ),
    "spaced out": pdf(
        "\n".join(put(text, 72, 700 - 14 * place, more="1 Tc 5 Tw") for place, text in enumerate(PROSE))
    ),
    "raised": pdf("\n".join(put(text, 72, 700 - 14 * place, more="3 Ts") for place, text in enumerate(PROSE))),
    "italic": pdf("\n".join(put(text, 72, 700 - 14 * place, font="F5") for place, text in enumerate(PROSE))),
    "scaled": pdf(f"q 2 0 0 2 0 0 cm\n{lines(PROSE, 20, 350, size=6, step=9)}\nQ"),
    "scaled by the text's matrix": pdf(drawn("16 0 0 10", size=1)),
    "running upwards": pdf(drawn("0 1 -1 0", down=False)),
    "running upwards on a turned page": pdf(drawn("0 1 -1 0", down=False), page="/Rotate 90"),
    "on a slope": pdf(drawn("1 0.2 -0.2 1")),
    "leaning": pdf(drawn("1 0 0.3 1")),
    "in a form that is drawn onto it": pdf(
        "q 0.9 0 0 0.9 50 300 cm /X0 Do Q", objects=[FORM], resources="/XObject << /X0 3 0 R >>"
    ),
}


def placed(content: bytes) -> tuple[Article, bytes]:
    return compose_placed(read_pdf(content), article_id="lock", source="lock.pdf")


def picture(content: bytes, page: int = 1) -> np.ndarray:
    """Return a page as it is drawn: which pixels are dark."""
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    drawn: np.ndarray = document[page - 1].render(scale=SCALE, grayscale=True).to_numpy()
    return drawn.squeeze() < DARK


def within(found: PageRectangles, shape: tuple[int, ...]) -> np.ndarray:
    """Return which pixels of a page are in its rectangles."""
    inside = np.zeros(shape, bool)
    for left, upper, right, lower in found.boxes:
        rows = slice(max(round(upper * SCALE) - NEAR, 0), round(lower * SCALE) + NEAR)
        inside[rows, max(round(left * SCALE) - NEAR, 0) : round(right * SCALE) + NEAR] = True
    return inside


@pytest.mark.parametrize("content", PAGES.values(), ids=PAGES.keys())
def test_all_ink_of_a_page_is_in_the_rectangles_of_its_text(content: bytes) -> None:
    """However the page is turned, cropped and scaled; and no rectangle is empty, or larger than its line."""
    article, glyphs = placed(content)

    (found,) = rectangles_of(glyphs, 0, len(article.text))
    ink = picture(content)

    assert ink.shape == (round(found.height * SCALE), round(found.width * SCALE))
    assert ink.any()
    assert not (ink & ~within(found, ink.shape)).any()
    for box in found.boxes:
        one = PageRectangles(page=1, page_label="", width=found.width, height=found.height, boxes=(box,))
        assert (ink & within(one, ink.shape)).any()
    assert within(found, ink.shape).mean() < 0.2


@pytest.mark.parametrize(
    "page", ["", *(f"/CropBox [50 300 500 780] /Rotate {angle}" for angle in (0, 90, 180, 270))]
)
def test_the_ink_of_a_known_word_is_in_its_rectangle(page: str) -> None:
    """What a page with the word shows and one without it does not is all in there, and fills it."""
    content = pdf(f"{PLAIN}\n{put('Ferryman.', 300, 400, size=14)}", page=page)
    article, glyphs = placed(content)
    start = article.text.index("Ferryman")

    (found,) = rectangles_of(glyphs, start, start + len("Ferryman."))
    word = picture(content) ^ picture(pdf(PLAIN, page=page))
    inside = within(found, word.shape)

    assert word.any()
    assert not (word & ~inside).any()
    assert word[inside].mean() > 0.1


def test_a_line_is_one_rectangle_and_a_wide_gap_parts_two() -> None:
    """A highlight is drawn over lines, not over letters."""
    article, glyphs = placed(PAGES["plain"])

    (found,) = rectangles_of(glyphs, 0, len(article.text))

    assert len(found.boxes) == len(PROSE)
    assert [round(box[0]) for box in found.boxes] == [72, 72, 72]


def test_a_span_has_the_rectangles_of_its_characters_alone() -> None:
    """Part of a line is part of its rectangle."""
    article, glyphs = placed(PAGES["plain"])
    start = article.text.index("barges")

    ((left, _, right, _),) = rectangles_of(glyphs, start, start + len("barges"))[0].boxes
    (line, *_) = rectangles_of(glyphs, 0, len(article.text))[0].boxes

    assert line[0] < left < right < line[2]


def test_a_quotation_that_goes_on_on_another_page_has_rectangles_on_both() -> None:
    """Each with the page's number and what the file calls it."""
    content = pdf(
        lines(PROSE[:2], 72, 90),
        lines(PROSE[2:], 72, 780),
        catalog="/PageLabels << /Nums [0 << /S /r /St 4 >>] >>",
    )
    article, glyphs = placed(content)

    found = rectangles_of(glyphs, 0, len(article.text))

    assert [(each.page, each.page_label, len(each.boxes)) for each in found] == [(1, "iv", 2), (2, "v", 1)]


def test_the_first_page_is_that_of_the_first_rectangle() -> None:
    """A part of a paragraph that runs over pages has the page that the part begins on."""
    content = pdf(
        lines(PROSE[:2], 72, 90),
        lines(PROSE[2:], 72, 780),
        catalog="/PageLabels << /Nums [0 << /S /r /St 4 >>] >>",
    )
    article, glyphs = placed(content)
    length = len(article.text)

    for start in range(length):
        places = rectangles_of(glyphs, start, length)
        assert first_page(glyphs, start, length) == (places[0].page, places[0].page_label)
    assert (first_page(glyphs, 5, 5), first_page(b"", 0, length)) == (None, None)


def test_a_value_has_the_rectangle_of_its_columns_header_too() -> None:
    """The header is quoted with it, from another line; the colon between them is nowhere."""
    rows = (("Bed", "Planned", "Sown"), ("North", "40", "38"), ("South", "22", "19"), ("West", "31", "30"))
    content = pdf(
        "\n".join(
            put(cell, 72 + 120 * column, 700 - 14 * row)
            for row, cells in enumerate(rows)
            for column, cell in enumerate(cells)
        )
    )
    article, glyphs = placed(content)
    start = article.text.index("Planned: 22")

    (found,) = rectangles_of(glyphs, start, start + len("Planned: 22"))

    header, value = found.boxes
    assert round(header[0]) == round(value[0]) == 192
    assert value[1] - header[1] == pytest.approx(28, abs=0.5)


def test_a_drop_cap_is_a_rectangle_of_its_own() -> None:
    """It reaches over lines that the quotation may not have."""
    top = (
        put("W", 72, 676, size=36),
        *(
            put(text, 112, 700 - 12 * place)
            for place, text in enumerate(("hen the ferry was", "new, the keeper had", "a bell that rang."))
        ),
    )
    article, glyphs = placed(pdf("\n".join([*top, lines(PROSE, 72, 650)])))

    (found,) = rectangles_of(glyphs, 0, article.text.index("was") + 3)

    assert article.text.startswith("When the ferry was new")
    assert [round(box[0]) for box in found.boxes] == [73, 112]  # of its ink


def test_a_format_without_pages_has_no_rectangles() -> None:
    """Nothing is known, and nothing is made up."""
    assert rectangles_of(b"", 0, 10) == ()


def test_characters_that_share_a_glyph_have_one_rectangle() -> None:
    """That of a word that was recognised in a picture."""
    page = PrintedPage(1, 595.0, 842.0)
    boxes = np.array([[1000, 2000, 1500, 2200]], np.uint16)
    text = PlacedText(
        digest="",
        pages=(page,),
        glyphs=np.zeros(6, np.int32),
        of_page=np.zeros(1, np.uint16),
        boxes=boxes,
    )

    (found,) = rectangles_of(to_bytes(text), 0, 6)

    assert found.boxes == (tuple(round(edge * page.points, 2) for edge in (1000, 2000, 1500, 2200)),)
