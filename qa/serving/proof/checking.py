"""Checks a proof card, offline: its original, the words in it, their place, and the picture of their page.

A card is anybody's file.  What it says is compared with its original and with this library's articles; nothing in
it is taken as true, run, or written anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qa.errors import IndexFailure, UnknownArticleError, UsageError
from qa.files import sha256, sha256_of_file
from qa.indexing.generations import open_newest_whole
from qa.reading.corpus import compose_opened
from qa.reading.document import UnreadableError
from qa.reading.glyphs.verification import original_of
from qa.reading.ocr.recognition import recogniser
from qa.reading.parse_all import open_content
from qa.reading.parsing import FILE_BYTES_MOST, digest_of
from qa.reading.proof.drawing import PAGES_MOST
from qa.reading.proof.pixels import from_png, look_alike, marked
from qa.reading.proof.proving import Doubt, OriginalFile, Proof, has_pages, look_up
from qa.records import Article
from qa.serving.proof.card import ProofCard, drawn_by
from qa.serving.proof.document import CARD_BYTES_MOST, NoCardError, from_file, page_name, shows_its_data
from qa.settings import Settings

WHAT_NEXT = {
    Doubt.OTHER_WORDS: "Other words are there, or none that can be seen.",
    Doubt.SOME_UNPLACED: "The card does not say where some of its words stand.",
    Doubt.NO_PLACES: "The card does not say where its words stand.",
    Doubt.NOTHING_RECOGNISES: "They are in a picture. To read it: pip install 'citewell[ocr]'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStep:
    """One thing that was checked: ``is_good`` is None where it could not be, which is no proof either."""

    name: str
    is_good: bool | None
    said: str


@dataclass(slots=True)
class CardCheck:
    """What became of checking a card: the steps in order, and the file that it was checked with."""

    card: ProofCard
    steps: list[CheckStep] = field(default_factory=list)
    original: str = ""

    @property
    def is_verified(self) -> bool:
        """Tell whether everything was checked and is good."""
        return bool(self.steps) and all(step.is_good for step in self.steps)

    def note(self, name: str, is_good: bool | None, said: str) -> bool:
        """Note a step; return whether it is good."""
        self.steps.append(CheckStep(name=name, is_good=is_good, said=said))
        return bool(is_good)


def read_card(path: Path) -> bytes:
    """Return the bytes of a card; raises UsageError where there is no such file, or a larger one than any card."""
    try:
        if not path.is_file():
            raise UsageError(f"There is no file '{path}'.", hint="Name the file of a proof card.")
        if path.stat().st_size > CARD_BYTES_MOST:
            raise UsageError(f"'{path}' is larger than any proof card.", hint="Name the file of a proof card.")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror}.", hint="Make it readable.") from error


def check_card(content: bytes, settings: Settings, *, original: Path | None = None) -> CardCheck:
    """Check a card with the library of the settings; ``original`` is the file to check it with, if given.

    Raises UsageError where it is no card, or the given original cannot be read, and CorpusError where no process
    can be started.
    """
    try:
        card, pictures = from_file(content)
    except NoCardError as error:
        raise UsageError(
            f"This is not a proof card that can be checked: {error}.",
            hint="Save the card again, or ask for the file as it was saved.",
        ) from error
    check = CardCheck(card)
    _check_whole(check, content, pictures)
    found = _load(original, card) if original else _find(settings.corpus, card)
    if not _check_original(check, found, is_given=original is not None) or found is None:
        return check
    if has_pages(found.name):
        proof = look_up(found, card.placed, recognise=card.read_from_picture)
        _check_words(check, proof)
        _check_pictures(check, proof, pictures)
    _check_article(check, settings, found)
    return check


def _check_whole(check: CardCheck, content: bytes, pictures: Sequence[bytes]) -> None:
    card = check.card
    same_pictures = [sha256(picture) for picture in pictures] == [page.picture_sha256 for page in card.pages]
    if not same_pictures:
        check.note("card", False, "The picture in the card is not the one that was saved in it.")
    elif not shows_its_data(content, card, pictures):
        check.note(
            "card", False, "What the card shows is not what its data say: it was changed after it was saved."
        )
    else:
        check.note("card", True, "What the card shows is what its data say.")


def _load(path: Path, card: ProofCard) -> OriginalFile:
    """Return the file that was given, as one of the format that the card names."""
    try:
        if path.stat().st_size > FILE_BYTES_MOST:
            raise UsageError(
                f"'{path}' is too large to be an article.", hint="Name the original file of the card."
            )
        return OriginalFile(file=card.original_name, content=path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"The original '{path}' cannot be read: {error.strerror}.", hint="Name the original file of the card."
        ) from error


def _find(corpus: Path, card: ProofCard) -> OriginalFile | None:
    """Return the file of a corpus that has the digest of the card's original, originals of added articles too."""
    if card.original_bytes > FILE_BYTES_MOST:
        return None
    for path in sorted(corpus.rglob("*")) if corpus.is_dir() else ():
        is_as_large = path.is_file() and not path.is_symlink() and path.stat().st_size == card.original_bytes
        if is_as_large and sha256_of_file(path) == card.original_sha256:
            return OriginalFile(file=path.relative_to(corpus).as_posix(), content=path.read_bytes())
    return None


def _check_original(check: CardCheck, found: OriginalFile | None, *, is_given: bool) -> bool:
    if found is None:
        return check.note(
            "original", None, "The original file is not in this library. Give it with: --original FILE"
        )
    if found.digest != check.card.original_sha256:
        return check.note("original", False, "The original is another file than the one that the card is about.")
    check.original = found.file
    where = "The given file" if is_given else f"The file {found.file} of this library"
    return check.note("original", True, f"{where} is the original, by its digest.")


def _check_words(check: CardCheck, proof: Proof) -> None:
    numbers = sorted({piece.page.number for quotation in proof.quotations for piece in quotation.pieces})
    labels = {page.number: page.label for page in proof.pages}
    pages = " and ".join(page_name(number, labels.get(number, "")) for number in numbers) or "no page"
    if proof.is_verified:
        check.note("words", True, f"The words stand on {pages}: they were read there again.")
        return
    reason = f"It cannot be read: {proof.reason}." if proof.doubt is Doubt.UNREADABLE else ""
    said = WHAT_NEXT.get(proof.doubt, "") if proof.doubt else ""
    is_good = None if proof.doubt is Doubt.NOTHING_RECOGNISES else False
    check.note("words", is_good, f"The words were not read on {pages}. {reason or said}".strip())


def _check_pictures(check: CardCheck, proof: Proof, pictures: Sequence[bytes]) -> None:
    card = check.card
    shown = [(page.page, page.label) for page in card.pages]
    drawn = [(page.number, page.label) for page in proof.pages]
    if not shown or shown != drawn or len(pictures) != len(drawn):
        check.note("picture", False, "The card does not show the pages that its words stand on.")
        return
    for page, picture in zip(proof.pages, pictures, strict=True):
        try:
            seen = from_png(picture)
        except ValueError as error:
            check.note("picture", False, f"The picture in the card cannot be compared: {error}.")
            return
        expected = marked(page, [piece.box for piece in proof.pieces_on(page.number)])
        if not look_alike(seen, expected):
            check.note("picture", False, _other_picture(card, page_name(page.number, page.label)))
            return
    names = " and ".join(page_name(page.number, page.label) for page in proof.pages[:PAGES_MOST])
    check.note(
        "picture", True, f"The picture is {names} as it is drawn from the original, with these words marked."
    )


def _other_picture(card: ProofCard, name: str) -> str:
    said = f"The picture is not {name} as it is drawn here from the original, with these words marked."
    if card.drawn_by == drawn_by():
        return said
    return (
        f"{said} It was drawn by {card.drawn_by or 'an unknown program'}, and here {drawn_by()} draws: "
        "look at the page of the original itself."
    )


def _check_article(check: CardCheck, settings: Settings, original: OriginalFile) -> None:
    """Compare quotations and places with the article of this library, or else with what is read from the original.

    Where no page shows the words, they must be in what is read from the original in any case.
    """
    card = check.card
    article = _article(settings, card)
    if article:
        told = {"title": card.title, "url": card.url, "publisher": card.publisher, "published": card.published}
        other = [name for name, value in told.items() if getattr(article, name) != value]
        if other:
            check.note("article", False, f"The article of this library has another {other[0]} than the card says.")
            return
        own = digest_of(settings.corpus, original_of(settings.corpus, article.source))
        if own and own != original.digest:
            check.note("article", False, "The article of this library was read from another file.")
            return
        good = _stand_in(article.text, card)
        said = (
            "are the text of the article in this library" if good else "are not the text of this library's article"
        )
        check.note("article", good, f"The quotations {said}, at the characters that the card names.")
        if card.pages:
            return
    _check_reading(check, settings, original)


def _check_reading(check: CardCheck, settings: Settings, original: OriginalFile) -> None:
    """Look for the quotations in what is read from the original now."""
    card = check.card
    opened = open_content(original.content, original.name, ocr=recogniser(settings.reading))
    try:
        text = compose_opened(opened, source=original.name).text
    except UnreadableError as error:
        check.note("text", False, f"The original cannot be read: {error}.")
        return
    if sha256(text.encode()) == card.text_sha256:
        good = _stand_in(text, card)
        said = "are" if good else "are not"
        check.note("text", good, f"The quotations {said} what is read from the original, at the same characters.")
        return
    good = all(quotation.text in text for quotation in card.quotations)
    said = "stand in what is read from the original" if good else "do not stand in what is read from the original"
    check.note(
        "text", good, f"The quotations {said}, which is another text now, so that places cannot be compared."
    )


def _stand_in(text: str, card: ProofCard) -> bool:
    return all(text[quotation.start : quotation.end] == quotation.text for quotation in card.quotations)


def _article(settings: Settings, card: ProofCard) -> Article | None:
    """Return the article of this library that a card is about, None where it has none with this text."""
    try:
        article = open_newest_whole(settings.index)[0].store.article(card.article_id)
    except (IndexFailure, UnknownArticleError):
        return None
    return article if article.digest == card.text_sha256 else None
