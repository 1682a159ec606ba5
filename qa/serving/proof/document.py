"""A proof card as one file: a page of HTML that shows the words and their page, with the data behind it.

A browser opens it anywhere and loads nothing else.  The file is made of the data and the pictures alone, so that
whoever checks it makes it again and compares: what a reader of the card is shown is then what was checked.

So the layout of kind ``SCHEMA``, and ``card.css`` with it, never changes, or no card that was saved before would
be verified; another layout is another kind, beside this one.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

from qa.reading.proof.drawing import PAGES_MOST
from qa.serving.proof.card import ProofCard, from_json, to_json

SUFFIX = ".proof.html"
MIME = "text/html"
NAME_MOST = 60
CARD_BYTES_MOST = 48 * 2**20
"""Four pages in all colours have 48 MB at most; most cards have less than 1 MB."""
OPENING = b'<script type="application/json" id="citewell-proof">\n'
CLOSING = b"\n</script>\n"
_PICTURE = re.compile(rb' src="data:image/png;base64,([A-Za-z0-9+/]*={0,2})"')
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


class NoCardError(ValueError):
    """A file is no proof card, or was changed after it was saved."""


def card_name(article_id: str) -> str:
    """Return the name of the file of a card, of characters that every system takes."""
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '-', article_id).strip('-')[:NAME_MOST] or 'article'}{SUFFIX}"


def page_name(number: int, label: str) -> str:
    """Return a page as a reader of the file finds it: by what is printed on it, and else by its number."""
    return f"page {label} (number {number} in the file)" if label else f"page {number}"


def to_file(card: ProofCard, pictures: Sequence[bytes]) -> bytes:
    """Return a card with its pictures as a file."""
    return b"".join([_head(card), _shown(card, pictures), OPENING, to_json(card).encode(), CLOSING, b"</html>\n"])


def from_file(content: bytes) -> tuple[ProofCard, tuple[bytes, ...]]:
    """Return the card in a file, and its pictures; raises NoCardError with the reason where it is none.

    Also where the file shows anything else than its data say.
    """
    if len(content) > CARD_BYTES_MOST:
        raise NoCardError("it is larger than any proof card")
    _, opening, rest = content.partition(OPENING)
    data, closing, _ = rest.partition(CLOSING)
    if not opening or not closing:
        raise NoCardError("it is no proof card of Citewell")
    try:
        card = from_json(data)
        pictures = tuple(b64decode(packed[1]) for packed in _PICTURE.finditer(content[: len(content) - len(rest)]))
    except ValueError as error:
        reason = str(error) if type(error) is ValueError else "its data are damaged, or of another kind"
        raise NoCardError(reason) from error
    return card, pictures


def shows_its_data(content: bytes, card: ProofCard, pictures: Sequence[bytes]) -> bool:
    """Tell whether a file is just what ``to_file`` makes of its card and pictures."""
    return len(pictures) == len(card.pages) <= PAGES_MOST and to_file(card, pictures) == content


@cache
def _style() -> str:
    return (Path(__file__).parent / "card.css").read_text(encoding="utf-8").strip()


def _head(card: ProofCard) -> bytes:
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Proof of a quotation: {escape(card.title)}</title>\n<style>\n{_style()}\n</style>\n"
    ).encode()


def _shown(card: ProofCard, pictures: Sequence[bytes]) -> bytes:
    known = " · ".join(escape(part) for part in (card.publisher, card.published, card.url) if part)
    known = f'<p class="quiet">{known}</p>\n' if known else ""
    quotations = "".join(f"<blockquote>{escape(quotation.text)}</blockquote>\n" for quotation in card.quotations)
    quoted = " … ".join(quotation.text for quotation in card.quotations)
    figures = "".join(_figure(card, place, picture, quoted) for place, picture in enumerate(pictures))
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>\n" for name, value in _details(card))
    return (
        f'<main>\n<p class="quiet">Proof of a quotation</p>\n<h1>{escape(card.title)}</h1>\n'
        f"{known}{quotations}"
        f"<p>{escape(_said(card))}</p>\n{figures}<dl>\n{rows}</dl>\n"
        '<p class="quiet">This card proves nothing by itself: anybody can make a file that looks like it. '
        "Whoever has the original file checks it with Citewell, without a network:</p>\n"
        "<p><code>citewell verify CARD --original FILE</code></p>\n</main>\n"
    ).encode()


def _figure(card: ProofCard, place: int, picture: bytes, quoted: str) -> str:
    name = _name(card, place)
    alt = escape(f"The {name}, with these words marked: {quoted}")
    under = escape(f"{name[0].upper()}{name[1:]} of {card.original_name}")
    data = f"data:image/png;base64,{b64encode(picture).decode()}"
    return f'<figure><img alt="{alt}" src="{data}"><figcaption>{under}</figcaption></figure>\n'


def _name(card: ProofCard, place: int) -> str:
    return page_name(card.pages[place].page, card.pages[place].label) if place < len(card.pages) else "page"


def _said(card: ProofCard) -> str:
    if not card.pages:
        return f"Found in the text of {card.original_name} on {card.made}. A file of this kind has no pages."
    pages = " and ".join(_name(card, place) for place in range(len(card.pages)))
    how = "recognised in the picture" if card.read_from_picture else "read there again"
    return f"Verified on {pages} of {card.original_name} on {card.made}: these words were {how}."


def _details(card: ProofCard) -> list[tuple[str, str]]:
    places = ", ".join(f"{quotation.start} to {quotation.end}" for quotation in card.quotations)
    return [
        ("Article", f"{card.article_id} ({card.source})"),
        ("Characters of its text", places),
        ("SHA-256 of its text", card.text_sha256),
        ("File", f"{card.original_name}, {card.original_bytes:,} bytes"),
        ("SHA-256 of the file", card.original_sha256),
        ("Saved", f"{card.made} by {card.program}" + (f", drawn by {card.drawn_by}" if card.drawn_by else "")),
    ]
