"""Whether quotations stand on the pages of their original, with these pages as they are drawn.

All of it is of the same bytes: they are read once, their digest is taken, and what reads them back and draws them
gets a copy.  So nobody can exchange the file between the proof and the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.files import sha256
from qa.reading.document import UnreadableError
from qa.reading.formats import COMPRESSED, SCANNED, bare, suffix_of
from qa.reading.formats.pdf.reading_back import Readings
from qa.reading.glyphs.coding import from_bytes
from qa.reading.glyphs.rectangles import PlacedPiece, pieces_of
from qa.reading.glyphs.verification import Place, original_of, shows
from qa.reading.ocr.reading_back import recognised_in
from qa.reading.ocr.recognition import installed
from qa.reading.parse_all import LIMITS, telling_of_no_process
from qa.reading.parsing import refusal_of
from qa.reading.proof.drawing import SeenFile, seen_from_json
from qa.reading.proof.pixels import DrawnPage
from qa.reading.sandbox.pool import Failed, Json, Sandbox
from qa.records import Article

IN_SANDBOX = "qa.reading.proof.drawing:look_in_sandbox"


class Doubt(StrEnum):
    """Why quotations are not verified."""

    NO_ORIGINAL = "the original is not there"
    UNREADABLE = "the original cannot be read"
    NO_PLACES = "nobody knows where on its pages the words stand"
    SOME_UNPLACED = "nobody knows where on its pages some of the words stand"
    OTHER_WORDS = "other words are read there"
    NOTHING_RECOGNISES = "the words are in a picture, and nothing here reads pictures"


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalFile:
    """The bytes that an article was read from, and the name of their file in the corpus, with ``/``."""

    file: str
    content: bytes

    @property
    def digest(self) -> str:
        """The sha256 of the bytes, in hexadecimal."""
        return sha256(self.content)

    @property
    def name(self) -> str:
        """The name of the file without its folder."""
        return self.file.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedQuotation:
    """Characters ``start`` to ``end`` of an article's text, and the rectangles that they are said to stand in."""

    start: int
    end: int
    text: str
    pieces: tuple[PlacedPiece, ...]

    def unprinted(self) -> str | None:
        """Return the characters that no rectangle has, white space aside: a list's marker, a bar between cells.

        None where the rectangles have characters that are not the quotation's, in its order.
        """
        shown = iter("".join(piece.characters for piece in self.pieces if piece.characters))
        awaited, lacking = next(shown, None), ""
        for sign in self.text:
            if sign == awaited:
                awaited = next(shown, None)
            elif not sign.isspace():
                lacking += sign
        return lacking if awaited is None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What became of looking some quotations up in their original.

    ``original`` is None where it is not there or is not read; ``pages`` are those that could be drawn, the first
    few.  ``doubt`` is None where each quotation was read in its rectangles, and ``reason`` why a file cannot be
    read.  ``wrong`` are the quotations, by their place among these, that the doubt is about; empty for all.
    """

    original: OriginalFile | None
    quotations: tuple[PlacedQuotation, ...]
    pages: tuple[DrawnPage, ...] = ()
    doubt: Doubt | None = None
    reason: str = ""
    wrong: tuple[int, ...] = ()

    @property
    def is_verified(self) -> bool:
        """Tell whether each quotation was read in its rectangles."""
        return self.doubt is None

    @property
    def has_no_pages(self) -> bool:
        """Tell whether the original is there and is of a format without pages, in which words have no place."""
        return self.original is not None and not has_pages(self.original.name)

    def pieces_on(self, page: int) -> list[PlacedPiece]:
        """Return the rectangles of the quotations on a page, from 1."""
        return [piece for quotation in self.quotations for piece in quotation.pieces if piece.page.number == page]


def load_original(corpus: Path, source: str) -> OriginalFile | None:
    """Return what an article was read from, None where it is gone; raises UnreadableError with the reason."""
    file = original_of(corpus, source)
    try:
        if refusal := refusal_of(corpus, file):
            raise UnreadableError(refusal)
        return OriginalFile(file=file, content=(corpus / file).read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnreadableError(f"the file cannot be opened: {error.strerror}") from error


def has_pages(name: str) -> bool:
    """Tell whether the format of a file has pages that can be drawn: a PDF, compressed or not, or a picture."""
    return suffix_of(name).removesuffix(COMPRESSED) in SCANNED


def prove(corpus: Path, article: Article, glyphs: bytes, spans: Sequence[tuple[int, int]]) -> Proof:
    """Look spans of an article's text up in its original; ``glyphs`` are what the index has for the article.

    Raises CorpusError where no process can be started.
    """
    is_known = bool(glyphs) and from_bytes(glyphs).digest == article.digest
    quotations = tuple(
        PlacedQuotation(
            start=start,
            end=end,
            text=article.text[start:end],
            pieces=tuple(pieces_of(glyphs, article.text, start, end)) if is_known else (),
        )
        for start, end in spans
    )
    try:
        original = load_original(corpus, article.source)
    except UnreadableError as error:
        return Proof(original=None, quotations=quotations, doubt=Doubt.UNREADABLE, reason=str(error))
    if original is None:
        return Proof(original=None, quotations=quotations, doubt=Doubt.NO_ORIGINAL)
    return look_up(original, quotations, recognise=is_of_picture(article, spans))


def is_of_picture(article: Article, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether anything of some spans was recognised in a picture."""
    return any(
        first < end and start < last for start, end in spans for first, last, _ in article.read_from_picture
    )


def look_up(original: OriginalFile, quotations: Sequence[PlacedQuotation], *, recognise: bool) -> Proof:
    """Look quotations up in the rectangles that they are said to stand in.

    ``recognise`` reads the pages as pictures too, which takes seconds a page.  Raises CorpusError where no process
    can be started.
    """
    found = Proof(original=original, quotations=tuple(quotations))
    pieces = [piece for quotation in quotations for piece in quotation.pieces]
    if not pieces or not has_pages(original.name):
        return _doubted(found, Doubt.NO_PLACES)
    try:
        readings, pages = _read(
            original, [(piece.page.number, piece.box) for piece in pieces], recognise=recognise
        )
    except UnreadableError as error:
        return _doubted(found, Doubt.UNREADABLE, reason=str(error))
    found = Proof(original=original, quotations=tuple(quotations), pages=tuple(pages))
    is_shown = iter(
        [any(shows(piece, seen) for seen in ways) for piece, ways in zip(pieces, readings, strict=True)]
    )
    doubts = [_doubt_of(quotation, [next(is_shown) for _ in quotation.pieces]) for quotation in quotations]
    wrong = tuple(place for place, doubt in enumerate(doubts) if doubt)
    if not wrong:
        return found
    doubt = doubts[wrong[0]]
    if doubt is Doubt.OTHER_WORDS and recognise and not installed():
        doubt = Doubt.NOTHING_RECOGNISES
    return _doubted(found, doubt or Doubt.OTHER_WORDS, wrong=wrong)


def _doubted(proof: Proof, doubt: Doubt, *, reason: str = "", wrong: tuple[int, ...] = ()) -> Proof:
    return Proof(
        original=proof.original,
        quotations=proof.quotations,
        pages=proof.pages,
        doubt=doubt,
        reason=reason,
        wrong=wrong,
    )


def _doubt_of(quotation: PlacedQuotation, is_shown: Sequence[bool]) -> Doubt | None:
    """Return what is wrong with a quotation, whose rectangles show their characters or do not."""
    if not quotation.pieces:
        return Doubt.NO_PLACES
    unprinted = quotation.unprinted()
    if unprinted is None or not all(is_shown):
        return Doubt.OTHER_WORDS
    return Doubt.SOME_UNPLACED if any(map(str.isalnum, unprinted)) else None


def _read(
    original: OriginalFile, places: Sequence[Place], *, recognise: bool
) -> tuple[list[tuple[Readings, ...]], list[DrawnPage]]:
    """Return what was read in each rectangle, in one way or two, and the pages that were drawn.

    Raises UnreadableError with the reason.
    """
    suffix = suffix_of(original.name).removesuffix(COMPRESSED)
    with TemporaryDirectory() as folder:
        file = f"file{suffix}"  # the name itself never becomes a path
        (Path(folder) / file).write_bytes(bare(original.content, original.name))
        seen = _seen(folder, file, places)
        recognised = recognised_in(Path(folder), file, places) if recognise and installed() else None
    ways = (seen.readings, recognised) if recognised else (seen.readings,)
    return list(zip(*ways, strict=True)), seen.pages


def _seen(folder: str, file: str, places: Sequence[Place]) -> SeenFile:
    """Return what a worker sees of a file; raises UnreadableError where it sees nothing."""
    rectangles: Json = [[number, list(box)] for number, box in places]
    with (
        telling_of_no_process(),
        Sandbox(IN_SANDBOX, seen_from_json, workers=1, limits=LIMITS) as sandbox,
    ):
        (outcome,) = sandbox.run([[folder, file, rectangles]])
    if isinstance(outcome, Failed):
        raise UnreadableError(outcome.reason)
    if len(outcome.result.readings) != len(places):
        raise UnreadableError("the reader's answer is not what it should be")
    return outcome.result
