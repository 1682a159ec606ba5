"""Files with pages that are pictures, read in the sandbox on the way that a build takes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answering.statements.citations import Citer
from qa.indexing.build import build
from qa.indexing.generations import open_newest_whole
from qa.reading import parse_scans
from qa.reading.adding import add_content, read_again
from qa.reading.corpus import read
from qa.reading.ocr.reading_back import is_verified_scan
from qa.reading.ocr.recognition import installed
from qa.reading.parse_all import open_all
from qa.reading.parse_scans import BEYOND
from qa.records import Article
from qa.settings import Indexing
from tests.conftest import ARTICLES, BUILT, require
from tests.support.fakes import FakeEncoder
from tests.support.pdfs import lines, pdf
from tests.support.pictures import LEAFLET, bound, page_of, saved, scanned

pytestmark = pytest.mark.model
MakeCorpus = Callable[[Mapping[str, str | bytes]], Path]
SCAN = scanned(page_of(LEAFLET, dpi=150), dpi=150)
MIXED = bound(pdf(lines(["The first page is text."], 72, 700)), SCAN)
TEXT = " ".join(LEAFLET)


@pytest.fixture(autouse=True)
def there() -> None:
    """Need the extra."""
    require("ocr", present=bool(installed()))


def test_scans_are_articles_of_a_build_with_pages_places_and_confidences(
    make_corpus: MakeCorpus, index: Path, encoder: FakeEncoder
) -> None:
    """What stands in the rectangles of a citation, recognised anew, is what is quoted."""
    corpus = make_corpus({**ARTICLES, "mixed.pdf": MIXED, "lock.png": saved(page_of(LEAFLET[:1], dpi=150))})

    report = build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT, ocr=installed())
    again = build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT, ocr=installed())

    assert report.skipped == ()
    assert (report.published, again.published) == (True, False)
    generation, _ = open_newest_whole(index)
    assert generation is not None
    article = generation.store.article("mixed.pdf")
    assert article.text == f"The first page is text.\n\n{TEXT}"
    assert generation.store.article("lock.png").text == LEAFLET[0]
    (passage,) = generation.store.passages_of("mixed.pdf")
    first, *_, last = passage.sentences
    cite = Citer(generation.store.article, (), generation.store.first_page)
    assert (cite(passage, first).page, cite(passage, first).read_from_picture) == (1, None)
    citation = cite(passage, last)
    assert citation.page == 2
    assert citation.read_from_picture is not None
    assert citation.read_from_picture > 0.9
    glyphs = generation.store.glyphs("mixed.pdf")
    assert is_verified_scan(corpus, "mixed.pdf", article.text, glyphs, citation.start, citation.end)


def test_without_recognition_a_scan_is_skipped_and_read_once_there_is_some(
    make_corpus: MakeCorpus, index: Path, encoder: FakeEncoder
) -> None:
    """Nothing in the corpus has changed, and still there is something to build."""
    corpus = make_corpus({**ARTICLES, "scan.pdf": SCAN})

    first = build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
    then = build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT, ocr=installed())

    (skipped,) = first.skipped
    assert skipped.reason == "1 page of pictures without text, and pictures are not read here"
    assert skipped.of_pictures
    assert (then.skipped, then.articles, then.published) == ((), 4, True)


def test_pages_that_take_too_long_or_are_too_many_are_told_and_the_others_stay(
    make_corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits are those of a page; a file of thousands of pages would keep a build for hours."""
    monkeypatch.setattr(parse_scans, "PAGE_LIMITS", replace(parse_scans.PAGE_LIMITS, wall_seconds=0.3))
    monkeypatch.setattr(parse_scans, "PAGES_MOST", 1)
    corpus = make_corpus({"mixed.pdf": bound(MIXED, SCAN), "scan.pdf": SCAN})

    (_, mixed), (_, scan) = open_all(corpus, ["mixed.pdf", "scan.pdf"], ocr=installed())

    assert mixed.document is not None
    assert [block.text for block in mixed.document.blocks] == ["The first page is text."]
    too_long = "reading it took longer than 0.3 s"
    assert [(entry.rule, entry.page) for entry in mixed.report.removed] == [
        (f"a picture: {too_long}", 2),
        (f"a picture: {BEYOND}", 3),
    ]
    assert scan.reason == f"its pictures could not be read: {too_long}"


def test_an_added_scan_keeps_that_it_was_read_from_a_picture(tmp_path: Path) -> None:
    """Its text is a file of Markdown, and the note beside that file tells where words are unsure."""
    added = add_content(tmp_path, SCAN, file_name="scan.pdf", came_from="", ocr=installed())

    outcome = read(tmp_path, f"{added.name}.md").outcome

    assert isinstance(outcome, Article)
    told = " ".join(outcome.text[start:end] for start, end, _ in outcome.read_from_picture)
    assert told.split() == outcome.text.split() == TEXT.split()
    assert {block.page for section in outcome.sections for block in section.blocks} == {1}
    assert list(read_again(tmp_path)) == [], "a reading without recognition takes nothing back"
