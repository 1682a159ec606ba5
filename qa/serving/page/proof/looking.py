"""What all visitors share of proofs: each is looked up once, and the last few are kept."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Semaphore

import streamlit as st

from qa.indexing.generations import Generation
from qa.reading.glyphs.verification import original_of
from qa.reading.proof.pixels import cut_out, marked, to_png
from qa.reading.proof.proving import Doubt, Proof, prove
from qa.records import Article
from qa.serving.page.shared import resources
from qa.serving.page.shared.addressing import Span
from qa.serving.proof.card import card_of
from qa.serving.proof.document import to_file

PROOFS_KEPT = 16
"""With their pictures and cards: 0.5 MB each, and 30 MB where all pages are pictures in all colours."""
LOOKED_UP_AT_ONCE = 2
"""Each starts a process that reads a file, and of a scan recognises pages."""
_TURN = Semaphore(LOOKED_UP_AT_ONCE)
MIMES = {".pdf": "application/pdf"}
OTHER_MIME = "application/octet-stream"
"""What a browser saves, and never opens as a page of this site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A page, from 1, and its label; its picture as PNG, and the part with the marked words, if any are."""

    number: int
    label: str
    whole: bytes
    close_up: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """A proof as it is shown: ``file`` is the name of the original, empty where it is not there.

    ``standing_on`` are number and label of each page that the words stand on.  ``card`` is the proof card, empty
    where there is none.
    """

    file: str
    doubt: Doubt | None
    pages: tuple[PagePicture, ...]
    standing_on: tuple[tuple[int, str], ...]
    card: bytes = b""


def original_file(article: Article) -> str:
    """Return the path in the corpus of the original of an article."""
    return original_of(resources.settings().corpus, article.source)


def looked_up(generation: Generation, article: Article, spans: tuple[Span, ...]) -> LookedUp:
    """Return the proof of spans of an article, looked up once for all visitors until its original changes."""
    seen = _look_of(resources.settings().corpus / original_file(article))
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    return _looked_up(generation.name, article.id, article.digest, spans, seen, today, generation, article)


def _look_of(path: Path) -> tuple[int, ...]:
    """Return size, times and number of a file, by which a change is noticed; nothing where it is gone."""
    try:
        status = os.stat(path)  # noqa: PTH116 - as the corpus looks at its files
    except OSError:
        return ()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


@st.cache_resource(show_spinner=False, max_entries=PROOFS_KEPT)
def _looked_up(
    name: str,
    article_id: str,
    digest: str,
    spans: tuple[Span, ...],
    seen: tuple[int, ...],
    today: str,
    _generation: Generation,
    _article: Article,
) -> LookedUp:
    del name, digest, seen  # cache keys
    glyphs = _generation.store.glyphs(article_id)
    with _TURN:
        return shown(_article, prove(resources.settings().corpus, _article, glyphs, spans), made=today)


def shown(article: Article, proof: Proof, *, made: str) -> LookedUp:
    """Return a proof as it is shown: marked where it is verified, and nowhere else."""
    labels = {page.number: page.label for page in proof.pages}
    numbers = dict.fromkeys(piece.page.number for each in proof.quotations for piece in each.pieces)
    card = b""
    if proof.is_verified or proof.has_no_pages:
        card = to_file(*card_of(article, proof, made=made))
    return LookedUp(
        file=proof.original.name if proof.original else "",
        doubt=proof.doubt,
        pages=_pictures(proof),
        standing_on=tuple((number, labels.get(number, "")) for number in numbers),
        card=card,
    )


def _pictures(proof: Proof) -> tuple[PagePicture, ...]:
    if not proof.is_verified:
        return tuple(
            PagePicture(number=page.number, label=page.label, whole=to_png(page.pixels)) for page in proof.pages
        )
    pictures: list[PagePicture] = []
    for page in proof.pages:
        boxes = [piece.box for piece in proof.pieces_on(page.number)]
        pixels = marked(page, boxes)
        close_up = to_png(cut_out(pixels, page, boxes))
        pictures.append(PagePicture(number=page.number, label=page.label, whole=to_png(pixels), close_up=close_up))
    return tuple(pictures)


def saving(path: Path) -> Callable[[], bytes]:
    """Return what reads a file once somebody saves it: nothing is held in memory before."""
    return path.read_bytes


def mime_of(file: str) -> str:
    """Return the type under which an original is saved: never one that a browser would open as a page."""
    return next((mime for suffix, mime in MIMES.items() if file.lower().endswith(suffix)), OTHER_MIME)
