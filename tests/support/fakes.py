"""Stand-ins for what is slow, kept honest by tests that run both."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from qa.embedding.encoder import (
    Encoded,
    EncodedQuestion,
    ModelIdentity,
    Span,
    TextBatch,
    TokenTransform,
    Vectors,
    unit,
)

DIMENSION = 64
TEXTS_KEPT = 10_000
"""Texts whose vector is kept: every build from nothing encodes the same sentences, for its projection."""
_TOKEN = re.compile(r"\w+|[^\w\s]")


class FakeEncoder:
    """A deterministic encoder without weights: a text's vector is the sum of those of its words, drawn by hash.

    Texts that share words are near each other, and a sentence's vector is that of its own words.
    """

    def __init__(self, *, name: str = "fake", window: int = 256) -> None:
        self.identity = ModelIdentity(name=name, digest=f"{name}-{window}", dimension=DIMENSION, window=window)
        self.encoded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_TOKEN.findall(text)) for text in texts]

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], *, keep: TokenTransform = unit
    ) -> Encoded:
        self.encoded += texts
        return Encoded(
            passages=np.stack([_vector(text) for text in texts]),
            sentences=tuple(
                np.stack([_vector(text[start:end]) for start, end in its_spans])
                if its_spans
                else np.empty((0, DIMENSION), dtype=np.float32)
                for text, its_spans in zip(texts, spans, strict=True)
            ),
            tokens=tuple(keep(_token_vectors(text)) for text in texts),
        )

    def encode_chunks(self, chunks: Iterable[TextBatch], *, keep: TokenTransform = unit) -> Iterator[Encoded]:
        return (self.encode(texts, spans, keep=keep) for texts, spans in chunks)

    def encode_questions(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        return [
            EncodedQuestion(vector=_vector(text), tokens=_token_vectors(text), spans=_token_spans(text))
            for text in questions
        ]


@lru_cache(TEXTS_KEPT)
def _vector(text: str) -> Vectors:
    vector: Vectors = _token_vectors(text).sum(axis=0)
    length = float(np.linalg.norm(vector))
    vector = vector / length if length else vector
    vector.flags.writeable = False
    return vector


@lru_cache(TEXTS_KEPT)
def _token_vectors(text: str) -> Vectors:
    """Return a vector [tokens, dimension] for each word: words of the same five first letters have the same."""
    words = [word.casefold() for word in _TOKEN.findall(text)]
    vectors = np.array([_of_word(word[:5]) for word in words], np.float32).reshape(-1, DIMENSION)
    vectors.flags.writeable = False  # all who ask share it
    return vectors


@cache
def _of_word(word: str) -> Vectors:
    drawn = np.random.default_rng(crc32(word.encode())).standard_normal(DIMENSION).astype(np.float32)
    vector: Vectors = drawn / np.linalg.norm(drawn)
    return vector


def _token_spans(text: str) -> NDArray[np.int64]:
    return np.array([match.span() for match in _TOKEN.finditer(text)], dtype=np.int64).reshape(-1, 2)
