"""A proof card as data: what is quoted, from where, and in which rectangles of which page it stands."""

import math
from dataclasses import dataclass
from importlib.metadata import version

from pydantic import TypeAdapter

from qa.files import sha256
from qa.reading.glyphs.coding import PrintedPage
from qa.reading.glyphs.rectangles import PlacedPiece
from qa.reading.proof.pixels import marked, to_png
from qa.reading.proof.proving import PlacedQuotation, Proof, is_of_picture
from qa.records import Article, Rectangle

SCHEMA = 1
JSON_BYTES_MOST = 2 * 2**20
PIECES_MOST = 2000
"""Rectangles of a card; a passage of an article has some twenty."""
PAGE_MOST = 100_000
POINTS_MOST = 20_000.0
"""Of a side of a page: 14,400 is what a PDF may have."""
DRAWN_BY = "pypdfium2"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPiece:
    """Characters that stand side by side, and the rectangle around them, in points of their page, from 1."""

    page: int
    box: Rectangle
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardQuotation:
    """Characters ``start`` to ``end`` of the article's text; without pieces where its file has no pages."""

    start: int
    end: int
    text: str
    pieces: tuple[CardPiece, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """A page that is shown, from 1, what its file calls it where that is not its number, and its picture."""

    page: int
    label: str
    picture_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofCard:
    """A card without its pictures.

    ``made`` is the day, ``program`` what made it and ``drawn_by`` what drew its pages.  ``text_sha256`` is the
    digest of the article's text, which the quotations' places refer to, and ``original_sha256`` that of the file.
    ``read_from_picture`` tells that words were recognised in a picture.
    """

    citewell_proof: int
    made: str
    program: str
    drawn_by: str
    article_id: str
    title: str
    source: str
    url: str
    publisher: str
    published: str
    text_sha256: str
    original_name: str
    original_bytes: int
    original_sha256: str
    read_from_picture: bool
    quotations: tuple[CardQuotation, ...]
    pages: tuple[CardPage, ...]

    @property
    def placed(self) -> tuple[PlacedQuotation, ...]:
        """The quotations as they are looked up in their original."""
        return tuple(
            PlacedQuotation(
                start=quotation.start,
                end=quotation.end,
                text=quotation.text,
                pieces=tuple(
                    PlacedPiece(PrintedPage(piece.page, 1.0, 1.0), piece.box, piece.text)
                    for piece in quotation.pieces
                ),
            )
            for quotation in self.quotations
        )


_CARD = TypeAdapter(ProofCard)


def program() -> str:
    """Return the name and version of this program."""
    return f"citewell {version('citewell')}"


def drawn_by() -> str:
    """Return the name and version of what draws pages here."""
    return f"{DRAWN_BY} {version(DRAWN_BY)}"


def card_of(article: Article, proof: Proof, *, made: str) -> tuple[ProofCard, tuple[bytes, ...]]:
    """Return the card of quotations that were verified, or whose file has no pages, and its pictures as PNG.

    ``made`` is the day, as 2026-11-28.  Raises ValueError for quotations that are neither.
    """
    original = proof.original
    if original is None or not (proof.is_verified or proof.has_no_pages):
        raise ValueError("what is not verified has no card")
    pictures = tuple(to_png(marked(page, [p.box for p in proof.pieces_on(page.number)])) for page in proof.pages)
    card = ProofCard(
        citewell_proof=SCHEMA,
        made=made,
        program=program(),
        drawn_by=drawn_by() if pictures else "",
        article_id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        publisher=article.publisher,
        published=article.published,
        text_sha256=article.digest,
        original_name=original.name,
        original_bytes=len(original.content),
        original_sha256=original.digest,
        read_from_picture=is_of_picture(article, [(each.start, each.end) for each in proof.quotations]),
        quotations=tuple(map(_of_quotation, proof.quotations)),
        pages=tuple(
            CardPage(page=page.number, label=page.label, picture_sha256=sha256(picture))
            for page, picture in zip(proof.pages, pictures, strict=True)
        ),
    )
    return card, pictures


def _of_quotation(quotation: PlacedQuotation) -> CardQuotation:
    return CardQuotation(
        start=quotation.start,
        end=quotation.end,
        text=quotation.text,
        pieces=tuple(
            CardPiece(page=piece.page.number, box=piece.box, text=piece.characters) for piece in quotation.pieces
        ),
    )


def to_json(card: ProofCard) -> str:
    """Return a card as JSON that a person can read, in which ``<`` is escaped so that HTML can hold it."""
    return _CARD.dump_json(card, indent=1).decode().replace("<", "\\u003c")


def from_json(content: bytes) -> ProofCard:
    """Return the card of ``to_json``; raises ValueError for anything else, and for what no card has."""
    if len(content) > JSON_BYTES_MOST:
        raise ValueError("its data are larger than those of any card")
    card = _CARD.validate_json(content, strict=True)
    if card.citewell_proof != SCHEMA:
        raise ValueError(f"it is a card of another kind ({card.citewell_proof}, and {SCHEMA} is known here)")
    _check(card)
    return card


def _check(card: ProofCard) -> None:
    pieces = [piece for quotation in card.quotations for piece in quotation.pieces]
    spans_are_sound = all(
        0 <= quotation.start < quotation.end and quotation.end - quotation.start == len(quotation.text)
        for quotation in card.quotations
    )
    numbers = [*(piece.page for piece in pieces), *(page.page for page in card.pages)]
    if not card.quotations or not spans_are_sound or len(pieces) > PIECES_MOST:
        raise ValueError("its quotations are not at the places that it says")
    if not all(0 < number <= PAGE_MOST for number in numbers) or not all(map(_is_sound, pieces)):
        raise ValueError("its rectangles are on no page")


def _is_sound(piece: CardPiece) -> bool:
    left, upper, right, lower = piece.box
    return all(math.isfinite(edge) and abs(edge) <= POINTS_MOST for edge in piece.box) and (
        left <= right and upper <= lower
    )
