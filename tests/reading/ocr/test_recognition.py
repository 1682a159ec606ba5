"""Real recognition of drawn pages: words, which way up, and where they stand."""

import numpy as np
import pytest
from PIL import Image

from qa.reading.ocr.confidence import WORD_SURE
from qa.reading.ocr.drawing import drawn_page
from qa.reading.ocr.recognised import RecognisedPage, RecognisedWord
from qa.reading.ocr.scans import recognised
from tests.conftest import SHARED, require
from tests.support.pdfs import put
from tests.support.pictures import LEAFLET, page_of, picture_of, top_of

pytestmark = pytest.mark.model
DPI = 150
SCALE = 72 / DPI


@pytest.fixture(autouse=True)
def installed() -> None:
    """Need the extra."""
    from qa.reading.ocr.recognition import installed

    require("ocr", present=bool(installed()))


def read(picture: Image.Image) -> RecognisedPage:
    return recognised(np.asarray(picture), SCALE)


def words(page: RecognisedPage) -> list[RecognisedWord]:
    return [word for line in page.lines for word in line.words]


def texts(page: RecognisedPage) -> list[str]:
    return [" ".join(word.text for word in line.words) for line in page.lines]


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_print_is_read_whichever_way_the_page_lies(quarters: int) -> None:
    """A scanner takes pages on their side and on their head; places are those in the picture as it is."""
    upright = page_of(LEAFLET, dpi=DPI)
    picture = Image.fromarray(np.ascontiguousarray(np.rot90(np.asarray(upright), quarters)))

    page = read(picture)

    assert texts(page) == list(LEAFLET)
    assert min(word.confidence for word in words(page)) > WORD_SURE
    assert page.shown == pytest.approx((picture.width * SCALE, picture.height * SCALE))
    assert (page.width, page.height) == pytest.approx((upright.width * SCALE, upright.height * SCALE))
    for word in words(page):
        box = [round(edge / SCALE) for edge in word.box]
        assert np.asarray(picture)[box[1] : box[3], box[0] : box[2]].min() < 100, word


def test_the_box_of_a_word_is_where_the_word_is_printed() -> None:
    """Its edges are those of the ink, to less than the width of a letter."""
    drawing = "\n".join([put("Grease", 72, 760, size=20), put("hinges", 300, 760, size=20)])
    picture = top_of(picture_of(drawing, dpi=DPI))
    ink = np.flatnonzero(np.asarray(picture).min(axis=(0, 2)) < 128) * SCALE
    edges = [(ink[0], ink[ink < 200][-1]), (ink[ink > 200][0], ink[-1])]

    found = words(read(picture))

    assert [word.text for word in found] == ["Grease", "hinges"]
    for word, (left, right) in zip(found, edges, strict=True):
        assert (word.box[0], word.box[2]) == pytest.approx((left, right), abs=8)


def test_signs_that_stand_alone_are_read_upright() -> None:
    """A cell of a table may hold one digit: rapidocr 3.10.0 would turn it by a quarter and read a dash."""
    picture = top_of(
        picture_of(
            "\n".join(put(sign, 72 + 90 * place, 760, size=12) for place, sign in enumerate("1748")), dpi=200
        )
    )

    assert sorted(texts(read(picture))) == ["1", "4", "7", "8"]


def test_what_is_blurred_is_read_less_surely() -> None:
    """The confidence falls before the words do."""
    sure, unsure = (read(page_of(LEAFLET, dpi=DPI, blur=blur)) for blur in (0, 2.4))

    assert min(word.confidence for word in words(sure)) > WORD_SURE
    assert min(word.confidence for word in words(unsure)) < WORD_SURE


def test_what_is_misread_in_a_real_scan_is_told_to_be_hard_to_read() -> None:
    """Capital I and small l look alike; rapidocr 3.10.0 itself is surer of them than of most words."""
    path = SHARED / "files" / "MEDRPT-2024-PAT-3847_medical_report_scan.pdf"
    require("articles", present=path.exists())

    page = recognised(*drawn_page(path.read_bytes(), 1))

    (nerves,) = [line for line in texts(page) if line.startswith("• Neurological")]
    assert nerves == "• Neurological: Cranial nerves Il-XIl intact, normal strength and sensation"
    sure = {word.text: word.confidence for word in words(page)}
    assert sure["Il-XIl"] < WORD_SURE
    assert sure["mlU/L"] < WORD_SURE
    assert sure["pathology"] > WORD_SURE


def test_a_picture_without_text_has_no_lines() -> None:
    """Nothing is made up of an empty page."""
    assert read(Image.new("RGB", (600, 400), "white")).lines == ()
