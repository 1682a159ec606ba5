"""Pieces of a text as they come → its sentences, each as soon as it is whole."""

import re
from collections.abc import Callable, Iterable, Iterator

from qa.answering.checking.pieces import pieces_of

_BEGUN = re.compile(r"[^\W\d_]{2}")
"""A sentence has begun where a word has: "[1]" behind a full stop still belongs to the sentence before."""
_CITED = re.compile(r"\[\s*(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\s*\]")
RANGE_MOST = 20


def sentences_in(pieces: Iterable[str], language: str, stands: Callable[[str], bool]) -> Iterator[str]:
    """Yield the sentences of a text; the last one when the text has ended."""
    left = ""
    for piece in pieces:
        left += piece
        if not any(mark in piece for mark in ".!?:\n ]"):  # within a word
            continue
        *whole, last = _split(left, language, stands) or [""]
        if whole and _BEGUN.search(last):
            yield from whole
            left = last
    yield from _split(left, language, stands)


def _split(text: str, language: str, stands: Callable[[str], bool]) -> list[str]:
    """Return the sentences of a text, white space kept at the end of the last, where more may follow."""
    found = list(pieces_of(text, language, stands))
    texts = [text[piece.start : piece.end] for piece in found[:-1]]
    return [*texts, text[found[-1].start :]] if found else []


def cited_in(sentence: str) -> tuple[str, tuple[int, ...]]:
    """Return a sentence without the numbers that it cites, and these: of "[1]", "[1, 3]" and "[2–4]"."""
    numbers: list[int] = []
    for match in _CITED.finditer(sentence):
        for part in re.split(r"[,;]", match[1]):
            first, *last = map(int, re.split(r"[–-]", part))
            numbers += range(first, min(last[0] if last else first, first + RANGE_MOST) + 1)
    bare = " ".join(_CITED.sub(" ", sentence).split())
    return re.sub(r"\s+([.,;:!?])", r"\1", bare), tuple(dict.fromkeys(numbers))
