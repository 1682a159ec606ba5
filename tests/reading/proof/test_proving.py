"""Quotations looked up in their original: the pages as they are drawn, or why they are no proof."""

import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pytest

from qa.reading.adding import add_content
from qa.reading.corpus import ReadFile, outcome_of, read
from qa.reading.glyphs.coding import PrintedPage
from qa.reading.glyphs.rectangles import PlacedPiece
from qa.reading.ocr.recognition import installed
from qa.reading.parse_all import open_all
from qa.reading.proof.pixels import WIDTH, Pixels, cut_out, marked, plain
from qa.reading.proof.proving import Doubt, PlacedQuotation, Proof, load_original, look_up, prove
from qa.records import Article
from tests.conftest import require
from tests.support.pdfs import PROSE, lines, pdf, put
from tests.support.pictures import LEAFLET, page_of, saved, scanned

pytestmark = pytest.mark.integration

MakeCorpus = Callable[[Mapping[str, str | bytes]], Path]
LOCK = pdf(lines(PROSE, 72, 700))
CROP = "/CropBox [50 600 500 780]"
INK = 120  # of 255, in a picture without colours
OVER_TWO_PAGES = pdf(
    lines((*PROSE, "The toll was a penny for each barge that"), 72, 120),
    lines(("passed the mill by day, and two by night.", *PROSE), 72, 780),
)


def article_of(found: ReadFile) -> Article:
    assert isinstance(found.outcome, Article), found.outcome
    return found.outcome


def proved(corpus: Path, name: str, *quotations: str) -> Proof:
    """Look quotations of a file up, as it is read now."""
    found = read(corpus, name)
    article = article_of(found)
    starts = [article.text.index(quotation) for quotation in quotations]
    spans = [(start, start + len(quotation)) for start, quotation in zip(starts, quotations, strict=True)]
    return prove(corpus, article, found.glyphs, spans)


def ink(pixels: Pixels) -> np.ndarray:
    dark: np.ndarray = pixels.max(axis=2) < INK
    return dark


def without(content: bytes, words: str) -> Pixels:
    """Return the first page of a file without some of its words, drawn by pypdfium2 at the size of proofs."""
    document = pypdfium2.PdfDocument(content.replace(words.encode(), b" " * 3 + b" " * (len(words) - 3)))
    page = document[0]
    return plain(page.render(scale=WIDTH / page.get_width(), rev_byteorder=True).to_numpy()[:, :, :3])


@pytest.mark.parametrize(
    "page",
    [
        "",
        CROP,
        *(f"/Rotate {angle}" for angle in (90, 180, 270)),
        *(f"{CROP} /Rotate {angle}" for angle in (90, 180, 270)),
    ],
)
def test_the_pixels_that_carry_the_words_are_those_that_are_marked(make_corpus: MakeCorpus, page: str) -> None:
    """What the page with the words shows and one without them does not lies in the marks, however it is turned."""
    content = pdf(f"{lines(PROSE, 72, 700)}\n{put('The ferryman waits.', 90, 640, size=14)}", page=page)
    corpus = make_corpus({"lock.pdf": content})

    proof = proved(corpus, "lock.pdf", "The ferryman waits.")
    (drawn,) = proof.pages
    boxes = [piece.box for piece in proof.pieces_on(1)]
    picture = marked(drawn, boxes)

    words = ink(drawn.pixels) & ~ink(without(content, "The ferryman waits."))
    is_marked = (picture != drawn.pixels).any(axis=2)
    assert proof.is_verified
    assert words.sum() > 500
    assert not (words & ~_around(is_marked)).any()
    assert words[_around(is_marked)].mean() > 0.1
    assert (ink(picture) | ~words).all()
    assert ink(cut_out(picture, drawn, boxes)).sum() >= words.sum() * 0.9


def _around(marks: np.ndarray) -> np.ndarray:
    """Return what lies between the first and the last marked pixel: ink is not changed by a mark."""
    rows, columns = np.nonzero(marks)
    inside = np.zeros_like(marks)
    inside[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = True
    return inside


def test_a_quotation_over_a_page_break_is_marked_on_both_pages(make_corpus: MakeCorpus) -> None:
    """Each of its parts on its own."""
    corpus = make_corpus({"toll.pdf": OVER_TWO_PAGES})

    proof = proved(corpus, "toll.pdf", "The toll was a penny for each barge that passed the mill by day")

    assert proof.is_verified
    assert [page.number for page in proof.pages] == [1, 2]
    shown = ["".join(piece.characters for piece in proof.pieces_on(number)) for number in (1, 2)]
    assert shown == ["Thetollwasapennyforeachbargethat", "passedthemillbyday"]
    for page in proof.pages:
        boxes = [piece.box for piece in proof.pieces_on(page.number)]
        assert (marked(page, boxes) != page.pixels).any()


def test_several_quotations_are_looked_up_in_one_look(make_corpus: MakeCorpus) -> None:
    """And a compressed file is one like any other."""
    corpus = make_corpus({"lock.pdf.gz": gzip.compress(LOCK)})

    proof = proved(corpus, "lock.pdf.gz", "still carried coal", "Its gates are of oak")

    assert proof.is_verified
    assert [quotation.text for quotation in proof.quotations] == ["still carried coal", "Its gates are of oak"]
    assert [page.number for page in proof.pages] == [1]
    assert proof.original is not None
    assert proof.original.name == "lock.pdf.gz"


def changed(corpus: Path, content: bytes | None) -> Proof:
    """Look a quotation up after its original was exchanged, or taken away."""
    found = read(corpus, "lock.pdf")
    start = article_of(found).text.index("still carried coal")
    if content is None:
        (corpus / "lock.pdf").unlink()
    else:
        (corpus / "lock.pdf").write_bytes(content)
    return prove(corpus, article_of(found), found.glyphs, [(start, start + len("still carried coal"))])


ORIGINALS = {
    "gone": (None, Doubt.NO_ORIGINAL, 0),
    "of other words": (
        pdf(lines([line.replace("coal", "corn") for line in PROSE], 72, 700)),
        Doubt.OTHER_WORDS,
        1,
    ),
    "moved down": (pdf(lines(PROSE, 72, 600)), Doubt.OTHER_WORDS, 1),
    "painted over": (pdf(f"{lines(PROSE, 72, 700)}\n1 1 1 rg 60 600 400 200 re f"), Doubt.OTHER_WORDS, 1),
    "without this page": (pdf(), Doubt.UNREADABLE, 0),
    "no PDF": (b"%PDF-1.7 and no more", Doubt.UNREADABLE, 0),
    "empty": (b"", Doubt.UNREADABLE, 0),
}


@pytest.mark.parametrize(("content", "doubt", "pages"), ORIGINALS.values(), ids=ORIGINALS.keys())
def test_an_original_that_does_not_say_it_is_no_proof(
    make_corpus: MakeCorpus, content: bytes | None, doubt: Doubt, pages: int
) -> None:
    """The doubt says what is wrong; a page that can be drawn is there to look at."""
    proof = changed(make_corpus({"lock.pdf": LOCK}), content)

    assert (proof.doubt, len(proof.pages)) == (doubt, pages)
    assert not proof.is_verified
    assert bool(proof.reason) == (doubt is Doubt.UNREADABLE)


def test_an_added_file_is_looked_up_in_the_original_that_was_kept(make_corpus: MakeCorpus) -> None:
    """Until its text is edited: then nobody knows where the words stand."""
    corpus = make_corpus({"other.md": "Walk a little."})
    added = add_content(corpus, LOCK, file_name="lock.pdf", came_from="lock.pdf")
    found = read(corpus, f"{added.name}.md")
    article = article_of(found)
    edited = replace(article, text=article.text.replace("coal", "corn"), digest="0" * 64)

    proof = prove(corpus, article, found.glyphs, [(0, 20)])

    assert proof.is_verified
    assert proof.original is not None
    assert proof.original.file == f".originals/{added.name}.pdf"
    assert prove(corpus, edited, found.glyphs, [(0, 20)]).doubt is Doubt.NO_PLACES


def test_an_article_without_pages_has_no_place_to_be_looked_up(make_corpus: MakeCorpus) -> None:
    """It is not verified, and its original is there all the same."""
    proof = proved(make_corpus({"rest.md": "Rest a little each day."}), "rest.md", "Rest a little")

    assert (proof.doubt, proof.pages) == (Doubt.NO_PLACES, ())
    assert proof.original is not None


def test_words_that_no_rectangle_has_are_no_proof(make_corpus: MakeCorpus) -> None:
    """Neither are rectangles of other words than those of the quotation."""
    proof = proved(make_corpus({"lock.pdf": LOCK}), "lock.pdf", "still carried coal")
    (quotation,) = proof.quotations
    assert proof.original is not None
    longer = replace(quotation, text="still carried coal and corn")
    bent = replace(quotation, text="still coal")
    signed = replace(quotation, text="- still: carried coal")

    doubts = [look_up(proof.original, [each], recognise=False).doubt for each in (longer, bent, signed, quotation)]

    assert doubts == [Doubt.SOME_UNPLACED, Doubt.OTHER_WORDS, None, None]
    assert signed.unprinted() == "-:"


def unprinted(text: str, *characters: str) -> str | None:
    proof = PlacedQuotation(start=0, end=len(text), text=text, pieces=())
    page = pieces_on_a_page(characters)
    return replace(proof, pieces=page).unprinted()


def pieces_on_a_page(characters: Sequence[str]) -> tuple[PlacedPiece, ...]:
    page = PrintedPage(number=1, width=595, height=842)
    return tuple(PlacedPiece(page, (0.0, 0.0, 1.0, 1.0), each) for each in characters)


def test_what_is_not_printed_is_told() -> None:
    """White space never counts; a sign too many or in another order is none of the quotation's."""
    assert unprinted("a  b\nc", "ab", "c") == ""
    assert unprinted("Dose: 5 mg", "Dose", "5mg") == ":"
    assert unprinted("15 mg", "1.5mg") is None
    assert unprinted("ba", "ab") is None
    assert unprinted("ab") == "ab"


def test_a_scan_is_recognised_again_and_marked(make_corpus: MakeCorpus) -> None:
    """Where what reads pictures is installed; as a picture and as a PDF of it."""
    require("ocr", present=bool(installed()))
    page = page_of(LEAFLET)
    corpus = make_corpus({"a.pdf": scanned(page), "b.png": saved(page, dpi=(200, 200))})
    for name, opened in open_all(corpus, ["a.pdf", "b.png"], ocr=installed()):
        found = outcome_of(corpus, name, opened)
        article = article_of(found)
        start = article.text.index("still carried coal,")

        proof = prove(corpus, article, found.glyphs, [(start, start + len("still carried coal,"))])

        assert proof.is_verified, (name, proof.doubt, proof.reason)
        (drawn,) = proof.pages
        picture = marked(drawn, [piece.box for piece in proof.pieces_on(1)])
        is_marked = (picture != drawn.pixels).any(axis=2)
        assert ink(drawn.pixels)[_around(is_marked)].mean() > 0.05
        assert is_marked.mean() < 0.1


def test_a_scan_is_not_verified_where_nothing_reads_pictures(
    make_corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The doubt says so; the page is there to look at."""
    monkeypatch.setattr("qa.reading.proof.proving.installed", lambda: "")
    corpus = make_corpus({"leaf.png": saved(page_of(LEAFLET), dpi=(200, 200))})
    quotation = PlacedQuotation(start=0, end=3, text="The", pieces=pieces_on_a_page(["The"]))
    original = load_original(corpus, "leaf.png")
    assert original is not None

    proof = look_up(original, [quotation], recognise=True)

    assert proof.doubt is Doubt.NOTHING_RECOGNISES
    assert len(proof.pages) == 1
