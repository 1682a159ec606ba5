"""Proof cards: one file that shows a quotation on its page, and that is verified only where all of it is so."""

import json
import re
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from qa.errors import UsageError
from qa.files import sha256
from qa.indexing.build import build
from qa.indexing.generations import open_newest_whole
from qa.reading.adding import add_content
from qa.reading.proof.pixels import from_png, to_png
from qa.reading.proof.proving import Proof, prove
from qa.serving.proof.card import card_of, from_json, to_json
from qa.serving.proof.checking import CardCheck, check_card, read_card
from qa.serving.proof.document import (
    CARD_BYTES_MOST,
    CLOSING,
    OPENING,
    NoCardError,
    from_file,
    shows_its_data,
    to_file,
)
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder
from tests.support.pdfs import PROSE, lines, pdf

pytestmark = pytest.mark.integration

MakeCorpus = Callable[[Mapping[str, str | bytes]], Path]
QUOTATION = "Its gates are of oak"
LOCK = pdf(lines(PROSE, 72, 700))
OVER_TWO_PAGES = pdf(
    lines((*PROSE, "The toll was a penny for each barge that"), 72, 120),
    lines(("passed the mill by day, and two by night.", *PROSE), 72, 780),
)
LABELLED = pdf(
    lines(PROSE, 72, 700),
    catalog="/PageLabels << /Nums [0 << /S /r /St 4 >>] >>",
    info="/Title (The <b> & 'lock')",
)
REST = "# Rest\n\nRest a little each day: <b>walk</b> & stretch.\n"


def settings_of(corpus: Path) -> Settings:
    return Settings(corpus=corpus, index=corpus.with_name("index"))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Build a library of a PDF, one with a label, one over two pages, and a text; none may change it."""
    corpus = tmp_path_factory.mktemp("library") / "corpus"
    corpus.mkdir()
    files = {"lock.pdf": LOCK, "named.pdf": LABELLED, "toll.pdf": OVER_TWO_PAGES, "rest.md": REST.encode()}
    for name, content in files.items():
        (corpus / name).write_bytes(content)
    settings = settings_of(corpus)
    rebuild(settings)
    return settings


@pytest.fixture
def own_library(library: Settings, tmp_path: Path) -> Settings:
    """Copy the library, for a test that changes it."""
    shutil.copytree(library.corpus.parent, tmp_path / "own")
    return settings_of(tmp_path / "own" / "corpus")


@pytest.fixture(scope="module")
def card(library: Settings) -> bytes:
    """Save a card of the PDF."""
    return saved(library, "lock.pdf", QUOTATION)


def rebuild(settings: Settings) -> None:
    build(settings.corpus, settings.index, encoder=FakeEncoder(), settings=Indexing(), built=BUILT)


def saved(settings: Settings, article_id: str, *quotations: str) -> bytes:
    """Return the proof card of quotations of an article."""
    store = open_newest_whole(settings.index)[0].store
    article = store.article(article_id)
    starts = [article.text.index(quotation) for quotation in quotations]
    spans = [(start, start + len(quotation)) for start, quotation in zip(starts, quotations, strict=True)]
    proof = prove(settings.corpus, article, store.glyphs(article_id), spans)
    return to_file(*card_of(article, proof, made="2026-11-28"))


def said_no(check: CardCheck) -> list[str]:
    """Return the names of the steps that are not good."""
    return [step.name for step in check.steps if not step.is_good]


def test_a_card_of_a_page_is_verified_by_the_library_and_by_the_file_alone(
    library: Settings, tmp_path: Path
) -> None:
    """Also where the file has another name, and the library nothing of it."""
    card = saved(library, "lock.pdf", QUOTATION, "still carried coal")
    copy = tmp_path / "download"
    copy.write_bytes(LOCK)

    here = check_card(card, library)
    elsewhere = check_card(card, settings_of(tmp_path / "nothing"), original=copy)

    assert here.is_verified, here.steps
    assert [step.name for step in here.steps] == ["card", "original", "words", "picture", "article"]
    assert here.original == "lock.pdf"
    assert elsewhere.is_verified, elsewhere.steps
    assert [step.name for step in elsewhere.steps] == ["card", "original", "words", "picture", "text"]


def test_a_card_over_a_page_break_shows_both_pages(library: Settings) -> None:
    """And is verified on both."""
    card = saved(library, "toll.pdf", "The toll was a penny for each barge that passed the mill by day")

    check = check_card(card, library)

    assert check.is_verified, check.steps
    assert [page.page for page in check.card.pages] == [1, 2]
    assert any("page 1 and page 2" in step.said for step in check.steps)


def test_a_card_of_a_file_without_pages_is_verified_in_its_text(library: Settings) -> None:
    """It shows no picture, and says why."""
    card = saved(library, "rest", "Rest a little each day")

    check = check_card(card, library)

    assert check.is_verified, check.steps
    assert (check.card.pages, b"<img" in card) == ((), False)
    assert b"has no pages" in card


def test_a_card_of_an_added_file_is_verified_by_the_original_that_was_kept(make_corpus: MakeCorpus) -> None:
    """The article is its Markdown, and the proof its PDF."""
    settings = settings_of(make_corpus({"rest.md": REST}))
    added = add_content(settings.corpus, LOCK, file_name="lock.pdf", came_from="lock.pdf")
    rebuild(settings)

    check = check_card(saved(settings, added.name, QUOTATION), settings)

    assert check.is_verified, check.steps
    assert check.original == f".originals/{added.name}.pdf"


class _Read(HTMLParser):
    """What a browser makes of a card: its texts by tag, and its pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.pictures: list[dict[str, str | None]] = []
        self._tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = tag
        if tag == "img":
            self.pictures.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.texts[self._tag] = self.texts.get(self._tag, "") + data


def test_a_card_shows_the_words_the_page_as_printed_and_the_data(library: Settings) -> None:
    """A browser reads all of it from the one file, which may load nothing."""
    card = saved(library, "named.pdf", QUOTATION)
    read = _Read()
    read.feed(card.decode())

    (picture,) = read.pictures
    data = json.loads(read.texts["script"])
    shown = from_png(b64decode((picture["src"] or "").partition(",")[2]))
    assert read.texts["blockquote"].strip() == QUOTATION
    assert "page iv (number 1 in the file)" in read.texts["p"]
    assert QUOTATION in (picture["alt"] or "")
    assert shown.shape[1] == 1200
    assert data["quotations"][0]["text"] == QUOTATION
    assert data["pages"][0]["label"] == "iv"
    assert data["original_sha256"] == sha256(LABELLED)
    assert data["title"] == read.texts["h1"].strip()
    assert b"default-src 'none'" in card
    assert check_card(card, library).is_verified


def test_hostile_texts_are_text_in_a_card(library: Settings) -> None:
    """A title or a quotation can neither end the data nor bring a tag."""
    card, _ = from_file(saved(library, "rest", "Rest a little each day"))
    hostile = '</script><img src="data:image/png;base64,AAAA"><!-- \u2028 \' &'
    content = to_file(replace(card, title=hostile, source=hostile, url=hostile, original_name=hostile), ())

    again, pictures = from_file(content)
    read = _Read()
    read.feed(content.decode())

    assert again.title == hostile
    assert pictures == ()
    assert (read.pictures, read.texts["h1"].strip()) == ([], hostile)
    assert from_json(to_json(again).encode()) == again


def test_what_is_not_verified_has_no_card(own_library: Settings) -> None:
    """A card says that it was verified on the day."""
    store = open_newest_whole(own_library.index)[0].store
    article = store.article("lock.pdf")
    (own_library.corpus / "lock.pdf").write_bytes(pdf(lines(PROSE, 72, 600)))
    proof: Proof = prove(own_library.corpus, article, store.glyphs("lock.pdf"), [(0, 20)])

    assert not proof.is_verified
    with pytest.raises(ValueError, match="not verified"):
        card_of(article, proof, made="2026-11-28")


def forged(card: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """Return a card with other data, made anew so that all of it fits together."""
    head, opening, rest = card.partition(OPENING)
    data, closing, _ = rest.partition(CLOSING)
    assert opening
    assert closing
    told = json.loads(data)
    change(told)
    pictures = from_file(card)[1]
    del head
    return to_file(from_json(json.dumps(told).encode()), pictures)


def _quotation(told: dict[str, Any], text: str) -> None:
    """Exchange the words, their rectangles' text too, and keep them as long as they are."""
    told["quotations"][0]["text"] = text
    told["quotations"][0]["pieces"][0]["text"] = text.replace(" ", "")


def _moved(told: dict[str, Any]) -> None:
    box = told["quotations"][0]["pieces"][0]["box"]
    told["quotations"][0]["pieces"][0]["box"] = [box[0], box[1] + 12, box[2], box[3] + 12]


def _widened(told: dict[str, Any]) -> None:
    box = told["quotations"][0]["pieces"][0]["box"]
    told["quotations"][0]["pieces"][0]["box"] = [box[0], box[1], box[2] + 60, box[3]]


def _shifted(told: dict[str, Any]) -> None:
    told["quotations"][0]["start"] += 1
    told["quotations"][0]["end"] += 1


def _of_pieces(told: dict[str, Any], pieces: list[Any]) -> None:
    told["quotations"][0]["pieces"] = pieces


def _without_page(told: dict[str, Any]) -> None:
    _of_pieces(told, [])


FORGERIES: Mapping[str, tuple[Callable[[dict[str, Any]], None], list[str]]] = {
    "other words": (lambda told: _quotation(told, "Its gates are of elm"), ["words", "article"]),
    "other words in the text alone": (
        lambda told: told["quotations"][0].update(text="Its gates are no oak"),
        ["words", "article"],
    ),
    "rectangles a line further down": (_moved, ["words", "picture"]),
    "rectangles with more words in them": (_widened, ["words", "picture"]),
    "no rectangles": (_without_page, ["words", "picture"]),
    "another place": (_shifted, ["article"]),
    "another page": (lambda told: told["pages"][0].update(label="xii"), ["picture"]),
    "another title": (lambda told: told.update(title="The bridge"), ["article"]),
    "another publisher": (lambda told: told.update(publisher="The Royal Mill"), ["article"]),
    "another digest of the file": (lambda told: told.update(original_sha256="0" * 64), ["original"]),
    "another digest of the text": (lambda told: told.update(text_sha256="0" * 64), []),
    "another digest of the picture": (lambda told: told["pages"][0].update(picture_sha256="0" * 64), ["card"]),
}


@pytest.mark.parametrize(("change", "told"), FORGERIES.values(), ids=FORGERIES.keys())
def test_a_card_with_other_data_is_not_verified(
    library: Settings, card: bytes, change: Callable[[dict[str, Any]], None], told: list[str]
) -> None:
    """Though it is made anew, so that what it shows is what its data say; each step says what it found.

    Only of another digest of the text nothing else depends: then the places are told to be not compared.
    """
    check = check_card(forged(card, change), library)

    assert said_no(check) == told
    assert check.is_verified == (not told)
    if not told:
        assert "cannot be compared" in check.steps[-1].said


def _repainted(card: bytes) -> bytes:
    """Return a card in whose picture a word is painted over, with the digest of that."""
    data, (picture,) = from_file(card)
    pixels = from_png(picture).copy()
    rows = slice(pixels.shape[0] // 6, pixels.shape[0] // 5)
    pixels[rows, 140:200] = 255
    painted = to_png(pixels)
    page = replace(data.pages[0], picture_sha256=sha256(painted))
    return to_file(replace(data, pages=(page,)), [painted])


CHANGES: Mapping[str, tuple[Callable[[bytes], bytes], list[str]]] = {
    "a word painted over in the picture": (_repainted, ["picture"]),
    "other words where they are shown": (
        lambda card: card.replace(b">Its gates are of oak<", b">Its gates are of elm<"),
        ["card"],
    ),
    "a sentence more": (lambda card: card.replace(b"<dl>", b"<p>Approved.</p><dl>"), ["card"]),
    "something behind its end": (lambda card: card + b"<p>Approved.</p>", ["card"]),
    "a script": (lambda card: card.replace(b"</main>", b"<script>alert(1)</script></main>"), ["card"]),
    "another picture": (
        lambda card: re.sub(rb"base64,[^\"]+", b"base64," + b64encode(b"GIF89a"), card),
        ["card", "picture"],
    ),
    "no picture": (lambda card: re.sub(rb"<figure>.*</figure>\n", b"", card), ["card", "picture"]),
}


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES.keys())
def test_a_card_that_was_changed_by_hand_is_not_verified(
    library: Settings, card: bytes, change: Callable[[bytes], bytes], told: list[str]
) -> None:
    """What a reader of the card is shown must be what was saved."""
    changed = change(card)
    assert changed != card

    check = check_card(changed, library)

    assert said_no(check) == told


def test_words_that_differ_in_signs_that_look_alike_to_the_reader_are_told(make_corpus: MakeCorpus) -> None:
    """A raised digit is read as a digit; the text of the article tells them apart."""
    settings = settings_of(make_corpus({"lock.pdf": pdf(lines(("The lock is 12 m² wide.", *PROSE), 72, 700))}))
    rebuild(settings)
    card = saved(settings, "lock.pdf", "The lock is 12 m² wide.")

    def flattened(told: dict[str, Any]) -> None:
        told["quotations"][0]["text"] = told["quotations"][0]["text"].replace("²", "2")
        for piece in told["quotations"][0]["pieces"]:
            piece["text"] = piece["text"].replace("²", "2")

    assert check_card(card, settings).is_verified
    assert said_no(check_card(forged(card, flattened), settings)) == ["article"]


def test_a_card_is_not_verified_without_its_original(own_library: Settings, tmp_path: Path) -> None:
    """The next step is told; nothing of the library is taken for the original."""
    card = saved(own_library, "lock.pdf", QUOTATION)
    other = tmp_path / "other.pdf"
    other.write_bytes(LOCK + b" ")
    (own_library.corpus / "lock.pdf").unlink()

    missing = check_card(card, own_library)
    wrong = check_card(card, own_library, original=other)

    assert (missing.is_verified, wrong.is_verified) == (False, False)
    assert [(step.name, step.is_good) for step in missing.steps] == [("card", True), ("original", None)]
    assert "--original" in missing.steps[-1].said
    assert [(step.name, step.is_good) for step in wrong.steps] == [("card", True), ("original", False)]


def test_a_card_of_another_file_under_the_name_of_an_article_is_not_verified(library: Settings) -> None:
    """The same words stand in two files; a card says which."""
    card = saved(library, "toll.pdf", QUOTATION)

    def renamed(told: dict[str, Any]) -> None:
        store = open_newest_whole(library.index)[0].store
        article = store.article("lock.pdf")
        start = article.text.index(QUOTATION)
        told.update(article_id="lock.pdf", title=article.title, text_sha256=article.digest)
        told["quotations"][0].update(start=start, end=start + len(QUOTATION))

    assert said_no(check_card(forged(card, renamed), library)) == ["article"]


NO_CARDS: Mapping[str, bytes] = {
    "empty": b"",
    "a page": b"<html></html>",
    "without its end": OPENING + b"{}",
    "not JSON": OPENING + b"{" + CLOSING,
    "no card": OPENING + b"{}" + CLOSING,
    "deep": OPENING + b"[" * 100_000 + CLOSING,
    "large data": OPENING + b" " * 2**22 + CLOSING,
    "no text": OPENING + b"\xff\xfe" + CLOSING,
}


@pytest.mark.parametrize("content", NO_CARDS.values(), ids=NO_CARDS.keys())
def test_a_file_that_is_no_card_is_said_to_be_none(library: Settings, content: bytes) -> None:
    """With the next step."""
    with pytest.raises(UsageError, match="not a proof card") as raised:
        check_card(content, library)
    assert raised.value.hint


UNSOUND: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "another kind": lambda told: told.update(citewell_proof=2),
    "no quotation": lambda told: told.update(quotations=[]),
    "a place of another length": lambda told: told["quotations"][0].update(end=10_000),
    "a place before the text": lambda told: told["quotations"][0].update(start=-1, end=19),
    "no number": lambda told: told["quotations"][0]["pieces"][0].update(box=[float("nan")] * 4),
    "no end": lambda told: told["quotations"][0]["pieces"][0].update(box=[0.0, 0.0, float("inf"), 1.0]),
    "a page that is none": lambda told: told["quotations"][0]["pieces"][0].update(page=0),
    "a page beyond all": lambda told: told["pages"][0].update(page=10**9),
    "too many rectangles": lambda told: _of_pieces(told, told["quotations"][0]["pieces"] * 3000),
    "a text for a number": lambda told: told.update(original_bytes="12"),
}


@pytest.mark.parametrize("change", UNSOUND.values(), ids=UNSOUND.keys())
def test_data_that_no_card_has_are_refused(card: bytes, change: Callable[[dict[str, Any]], None]) -> None:
    """Before anything is done with them."""
    head, _, rest = card.partition(OPENING)
    told = json.loads(rest.partition(CLOSING)[0])
    change(told)
    content = head + OPENING + json.dumps(told).encode() + CLOSING

    with pytest.raises(NoCardError):
        from_file(content)


def test_a_file_that_is_too_large_or_missing_is_not_read(tmp_path: Path) -> None:
    """A card is at most of a known size."""
    large = tmp_path / "large.html"
    with large.open("wb") as file:
        file.truncate(CARD_BYTES_MOST + 1)

    with pytest.raises(UsageError, match="larger than any"):
        read_card(large)
    with pytest.raises(UsageError, match="no file"):
        read_card(tmp_path)


def test_a_card_whose_name_of_a_file_leads_elsewhere_writes_and_reads_nothing_there(
    library: Settings, card: bytes, tmp_path: Path
) -> None:
    """Its digest finds the original; its name is only shown."""
    changed = forged(card, lambda told: told.update(original_name="../../../etc/x.pdf"))
    before = sorted(tmp_path.rglob("*"))

    check = check_card(changed, library)

    assert check.original == "lock.pdf"
    assert sorted(tmp_path.rglob("*")) == before


FIRST_KIND = Path(__file__).with_name("first_kind.proof.html")


def test_a_card_of_the_first_kind_is_still_what_its_data_say() -> None:
    """Else no card that was saved before would be verified: another layout is another kind of card.

    The file was written by ``to_file`` and is never written anew.
    """
    content = FIRST_KIND.read_bytes()

    card, pictures = from_file(content)

    assert shows_its_data(content, card, pictures)
    assert (card.title, [page.label for page in card.pages]) == ("Locks & <gates>", ["iv"])
    assert [from_png(picture).shape for picture in pictures] == [(6, 8, 3)]
