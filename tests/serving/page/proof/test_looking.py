"""What the Proof view shows of a proof, and where the links to it lead."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from qa.reading.corpus import read
from qa.reading.proof.pixels import from_png
from qa.reading.proof.proving import Doubt, Proof, prove
from qa.records import Article
from qa.serving.page.proof import blocks, wording
from qa.serving.page.proof.looking import OTHER_MIME, mime_of, saving, shown
from qa.serving.proof.document import from_file
from tests.support.pdfs import PROSE, lines, pdf

pytestmark = pytest.mark.integration

MakeCorpus = Callable[[Mapping[str, str | bytes]], Path]
LOCK = pdf(lines(PROSE, 72, 700))
ADDRESS = {"article": "lock", "at": "0-20", "mark": "0-20", "h": "0", "q": "who & <what>", "g": "g-1"}


@pytest.fixture
def proved(make_corpus: MakeCorpus) -> tuple[Article, Proof]:
    """Return an article and the proof of its beginning."""
    corpus = make_corpus({"lock.pdf": LOCK})
    found = read(corpus, "lock.pdf")
    assert isinstance(found.outcome, Article)
    return found.outcome, prove(corpus, found.outcome, found.glyphs, [(0, 20)])


def test_a_verified_proof_is_shown_with_marks_a_close_up_and_a_card(proved: tuple[Article, Proof]) -> None:
    """The card has the same picture."""
    article, proof = proved

    looked = shown(article, proof, made="2026-11-28")

    (page,) = looked.pages
    assert proof.is_verified
    assert (looked.doubt, looked.file, looked.standing_on) == (None, "lock.pdf", ((1, ""),))
    assert (from_png(page.whole) != proof.pages[0].pixels).any()
    assert 0 < from_png(page.close_up).shape[0] < from_png(page.whole).shape[0] / 3
    assert from_file(looked.card)[1] == (page.whole,)


def test_what_is_not_verified_is_shown_without_marks_and_has_no_card(proved: tuple[Article, Proof]) -> None:
    """A rectangle is never shown where it proves nothing."""
    article, proof = proved

    looked = shown(article, replace(proof, doubt=Doubt.OTHER_WORDS, wrong=(0,)), made="2026-11-28")

    (page,) = looked.pages
    assert (looked.card, page.close_up) == (b"", b"")
    assert (from_png(page.whole) == proof.pages[0].pixels).all()


@pytest.mark.parametrize("doubt", Doubt)
def test_every_doubt_is_told_with_what_to_do(doubt: Doubt) -> None:
    """In words for visitors."""
    said = blocks.verdict([(4, "")], doubt=doubt, file="lock.pdf", recognised=False)

    assert "Not verified: " in said
    assert wording.NEXT[doubt]
    assert "cw-yes" not in said


def test_a_page_is_told_as_it_is_printed() -> None:
    """And where it is in the file, if that is another number."""
    plain = blocks.verdict([(4, "")], doubt=None, file="lock.pdf", recognised=False)
    labelled = blocks.verdict([(1, "iv"), (2, "v")], doubt=None, file="<b>", recognised=True)

    assert "Verified on page 4<" in plain
    assert "page iv (number 1 in the file) and page v (number 2 in the file)" in labelled
    assert "recognised" in labelled
    assert "&lt;b&gt;" in labelled


def test_a_citation_leads_to_its_page_and_any_article_to_its_file() -> None:
    """The address is that of the reader."""
    on_page = blocks.open_link(ADDRESS, file="lock.pdf", is_placed=True)
    target = urlsplit(on_page.partition('href="')[2].partition('"')[0].replace("&amp;", "&"))

    assert target.path == "./proof"
    assert {key: value for key, (value,) in parse_qs(target.query).items()} == ADDRESS
    assert blocks.open_link(ADDRESS, file="lock.pdf", is_placed=False) == ""
    assert blocks.open_link(ADDRESS, file="lock.pptx", is_placed=True) == ""
    assert wording.SHOW_FILE in blocks.file_link(ADDRESS, file="lock.md", is_placed=False)


def test_the_ways_back_lead_to_the_question_and_the_article() -> None:
    """Without a question to the article alone."""
    assert blocks.bar(ADDRESS).count("<a ") == 2
    assert blocks.bar({"article": "lock"}).count("<a ") == 1


@pytest.mark.parametrize(
    ("file", "mime"),
    [
        ("a.pdf", "application/pdf"),
        ("A.PDF", "application/pdf"),
        *((name, OTHER_MIME) for name in ("a.html", "a.svg", "a.pdf.gz", "a.xml", "a")),
    ],
)
def test_an_original_is_saved_and_never_opened_as_a_page(file: str, mime: str) -> None:
    """What a stranger wrote would be a page of this site otherwise."""
    assert mime_of(file) == mime


def test_a_file_is_read_when_it_is_saved(tmp_path: Path) -> None:
    """Not when its button is drawn."""
    path = tmp_path / "lock.pdf"
    save = saving(path)
    path.write_bytes(LOCK)

    assert save() == LOCK


def test_a_long_quotation_is_short_in_the_name_of_a_picture() -> None:
    """It stands beside it, whole."""
    assert blocks.short("a\n b") == "a b"
    assert len(blocks.short("word " * 1000)) <= blocks.ALT_MOST
