"""Whether a quotation stands in its rectangles, by what the original shows there."""

import gzip
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from qa.files import sha256
from qa.reading.adding import add_content
from qa.reading.corpus import ReadFile, read
from qa.reading.formats.pdf.reading_back import Readings, read_back
from qa.reading.glyphs.coding import PlacedText, from_bytes, to_bytes
from qa.reading.glyphs.rectangles import unplaced
from qa.reading.glyphs.verification import Place, Reader, agreements, is_verified, verified_of
from qa.reading.sentences import sentence_spans
from qa.records import Article
from tests.conftest import SHARED, require
from tests.support.pdfs import PROSE, lines, pdf

pytestmark = pytest.mark.integration

PDFS = sorted([*(SHARED / "files").glob("*.pdf"), *(SHARED / "cases").glob("*.pdf")])
LOCK = pdf(lines(PROSE, 72, 700))
OTHER = pdf(lines([line.replace("coal", "corn") for line in PROSE], 72, 700))
MISLEADING = "habibi.pdf"
"""Its font says of the glyph of one letter that it shows a whole word in another script, which is read as well."""
LETTERS_LEAST, CHARACTERS_LEAST = 0.999, 0.99
"""Shares that have a rectangle; the rest of the characters are those that a reader puts between cells."""

MakeCorpus = Callable[[Mapping[str, str | bytes]], Path]


def article_of(found: ReadFile) -> Article:
    assert isinstance(found.outcome, Article), found.outcome
    return found.outcome


def reader_of(content: bytes) -> Reader:
    """Return what reads rectangles of a file back in this process."""

    def read_places(places: Sequence[Place]) -> list[Readings]:
        return read_back(content, places)

    return read_places


def sentences_of(article: Article) -> list[tuple[int, int]]:
    """Return the spans of all sentences of an article."""
    blocks = [block for section in article.sections for block in section.blocks]
    return [
        (block.start + start, block.start + end)
        for block in blocks
        for start, end in sentence_spans(article.text[block.start : block.end], article.language)
    ]


def test_each_sentence_of_real_files_is_what_its_rectangles_show() -> None:
    """Every one, over all of them; and nearly every character has a rectangle."""
    require("files", present=bool(PDFS))
    letters = placed_letters = characters = placed = 0
    wrong: list[tuple[str, str]] = []
    for path in PDFS:
        found = read(path.parent, path.name)
        if not isinstance(found.outcome, Article):
            assert not found.glyphs
            continue
        article, content = found.outcome, path.read_bytes()
        spans = sentences_of(article)
        shown = agreements(article.text, found.glyphs, spans, reader_of(content))
        for (start, end), same in zip(spans, shown, strict=True):
            said = "".join(article.text[start:end].split())
            lacking = unplaced(found.glyphs, article.text, start, end)
            characters, placed = characters + len(said), placed + len(said) - len(lacking)
            letters += sum(map(str.isalnum, said))
            placed_letters += sum(map(str.isalnum, said)) - sum(map(str.isalnum, lacking))
            wrong += [] if same else [(path.name, said)]

    assert {name for name, _ in wrong} <= {MISLEADING}
    assert placed_letters >= LETTERS_LEAST * letters
    assert placed >= CHARACTERS_LEAST * characters


def test_a_font_that_says_of_a_glyph_what_it_does_not_show_is_told() -> None:
    """Its text is never said to be verified."""
    path = SHARED / "files" / MISLEADING
    require("files", present=path.is_file())
    found = read(path.parent, path.name)
    article = article_of(found)

    assert agreements(article.text, found.glyphs, sentences_of(article), reader_of(path.read_bytes())) == [False]


@pytest.mark.parametrize(("name", "content"), [("lock.pdf", LOCK), ("lock.pdf.gz", gzip.compress(LOCK))])
def test_a_quotation_is_verified_until_its_original_says_something_else(
    make_corpus: MakeCorpus, name: str, content: bytes
) -> None:
    """Where it says the same it still is; where it is gone nothing is."""
    corpus = make_corpus({name: content})
    found = read(corpus, name)
    article = article_of(found)
    start = article.text.index("still carried coal")
    spans = [(0, 8), (start, start + len("still carried coal")), (start, start + len("still carried"))]

    before = verified_of(corpus, name, article.text, found.glyphs, spans)
    (corpus / name).write_bytes(OTHER if name.endswith("f") else gzip.compress(OTHER))
    after = verified_of(corpus, name, article.text, found.glyphs, spans)
    (corpus / name).unlink()

    assert before == [True, True, True]
    assert after == [True, False, True]
    assert verified_of(corpus, name, article.text, found.glyphs, spans) == [False, False, False]


def test_a_quotation_of_an_added_file_is_verified_in_the_original_that_was_kept(make_corpus: MakeCorpus) -> None:
    """And no more once its text was edited."""
    corpus = make_corpus({"other.md": "Walk a little."})
    added = add_content(corpus, LOCK, file_name="lock.pdf", came_from="lock.pdf")
    source = f"{added.name}.md"
    found = read(corpus, source)
    article = article_of(found)

    assert is_verified(corpus, source, article.text, found.glyphs, 0, len(article.text))
    assert not is_verified(corpus, source, article.text.replace("coal", "corn"), found.glyphs, 0, 20)


def test_an_article_without_pages_is_never_verified(make_corpus: MakeCorpus) -> None:
    """It has no rectangle that could be."""
    corpus = make_corpus({"rest.md": "Rest a little each day."})
    found = read(corpus, "rest.md")

    assert not is_verified(corpus, "rest.md", article_of(found).text, found.glyphs, 0, 4)


Change = Callable[[PlacedText], PlacedText]


def _moved(placed: PlacedText, across: int, down: int) -> PlacedText:
    boxes = (placed.boxes.astype(np.int32) + np.array([across, down, across, down])).astype(np.uint16)
    return PlacedText(
        digest=placed.digest, pages=placed.pages, glyphs=placed.glyphs, of_page=placed.of_page, boxes=boxes
    )


CHANGES: Sequence[tuple[str, Change]] = (
    ("a letter aside", lambda placed: _moved(placed, 100, 0)),
    ("a line down", lambda placed: _moved(placed, 0, 240)),
    ("off the text", lambda placed: _moved(placed, 0, 6000)),
)


@pytest.mark.parametrize("change", [change for _, change in CHANGES], ids=[name for name, _ in CHANGES])
def test_rectangles_at_a_wrong_place_are_not_verified(make_corpus: MakeCorpus, change: Change) -> None:
    """Whatever made them wrong."""
    corpus = make_corpus({"lock.pdf": LOCK})
    found = read(corpus, "lock.pdf")
    text = article_of(found).text
    wrong = to_bytes(change(from_bytes(found.glyphs)))

    assert agreements(text, wrong, [(0, 8)], reader_of(LOCK)) == [False]


def test_a_rectangle_in_which_the_page_shows_nothing_shows_nothing() -> None:
    """Text that the drawn page does not have is no proof, though the file holds it there."""
    white = pdf(f"{lines(PROSE, 72, 700)}\n1 1 1 rg 60 600 400 200 re f")
    line = (1, (70.0, 130.0, 400.0, 146.0))

    assert read_back(LOCK, [line])[0][0].startswith("Thelockatthemill")
    assert read_back(white, [line]) == [("", "", "")]


def test_glyphs_of_another_text_are_not_those_of_an_article(make_corpus: MakeCorpus) -> None:
    """They are known by the digest of the text."""
    corpus = make_corpus({"lock.pdf": LOCK})
    found = read(corpus, "lock.pdf")
    article = article_of(found)

    assert from_bytes(found.glyphs).digest == article.digest == sha256(article.text.encode())
    assert not is_verified(corpus, "lock.pdf", f"{article.text} ", found.glyphs, 0, 4)
