"""Stand-ins for what is slow, kept honest by tests that run both."""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np

from qa.indexing.encoder import Encoded, ModelIdentity, Span
from qa.indexing.vectors import Vectors

DIMENSION = 256
_TOKEN = re.compile(r"\w+|[^\w\s]")


class FakeEncoder:
    """A deterministic encoder without weights: a text's vector counts its words, hashed into dimensions.

    Texts that share words are near each other, and a sentence's vector is that of its own words.
    """

    def __init__(self, *, name: str = "fake", window: int = 256) -> None:
        self.identity = ModelIdentity(name=name, digest=f"{name}-{window}", dimension=DIMENSION, window=window)
        self.encoded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_TOKEN.findall(text)) for text in texts]

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        self.encoded += texts
        return Encoded(
            passages=np.stack([_vector(text) for text in texts]),
            sentences=tuple(
                np.stack([_vector(text[start:end]) for start, end in its_spans])
                if its_spans
                else np.empty((0, DIMENSION), dtype=np.float32)
                for text, its_spans in zip(texts, spans, strict=True)
            ),
        )

    def encode_question(self, question: str) -> Vectors:
        return _vector(question)


def _vector(text: str) -> Vectors:
    vector = np.zeros(DIMENSION, dtype=np.float32)
    for word in _TOKEN.findall(text.casefold()):
        vector[crc32(word[:5].encode()) % DIMENSION] += 1
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
