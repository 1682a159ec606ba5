"""Articles → passages, and passages → vectors through the cache."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.indexing.encoder import Encoder
from qa.indexing.passages import cut_article, number_pieces
from qa.indexing.pooling import Span
from qa.indexing.token_vectors import Codes, codes_of, projection_of, sample_texts
from qa.indexing.vector_cache import VectorCache
from qa.indexing.vectors import Vectors
from qa.records import Article, Passage
from qa.settings import Indexing

PASSAGES_AT_ONCE = 128
"""Passages between two steps of progress and of the cache: seconds of work lost at most when stopped."""


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """What is embedded for a passage: its text under its title and headings; the spans of its sentences."""

    text: str
    spans: tuple[Span, ...]


def cut_all(
    articles: Sequence[Article], encoder: Encoder, settings: Indexing
) -> tuple[list[Passage], list[EmbeddedText]]:
    """Return the passages of all articles, numbered on, each with what is embedded for it."""
    passages: list[Passage] = []
    texts: list[EmbeddedText] = []
    window = encoder.identity.window
    for article in articles:
        pieces = cut_article(article, count_tokens=encoder.count_tokens, window=window, settings=settings)
        numbered = number_pieces(article, pieces, after=passages[-1] if passages else None)
        for passage, piece in zip(numbered, pieces, strict=True):
            shift = len(piece.context) + 1 - passage.start
            spans = tuple((sentence.start + shift, sentence.end + shift) for sentence in passage.sentences)
            texts.append(EmbeddedText(f"{piece.context}\n{passage.text}", spans))
        passages += numbered
    return passages, texts


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedTexts:
    """Unit vectors of passages [n, dimension] and, one after another, of their sentences [m, dimension].

    ``tokens`` are the codes of each passage's tokens, by ``projection`` [dimension, dimensions kept]; ``computed``
    counts the passages whose vectors were not in the cache.
    """

    passages: Vectors
    sentences: NDArray[np.float16]
    tokens: list[Codes]
    projection: Vectors
    computed: int


def encode_all(
    texts: Sequence[EmbeddedText], encoder: Encoder, cache: VectorCache, progress: Callable[[int, int], None]
) -> EncodedTexts:
    """Return the vectors of texts in their order, from the cache where it has them.

    ``progress`` is called with how many of the missing ones are done, and how many there are.
    """
    dimension = encoder.identity.dimension
    vectors = np.zeros((len(texts), dimension), dtype=np.float32)
    first = np.cumsum([0, *(len(text.spans) for text in texts)])
    sentences = np.zeros((int(first[-1]), dimension), dtype=np.float16)
    projection = _projection(encoder, cache)
    tokens: list[Codes] = [np.empty((0, projection.shape[1]), dtype=np.int8)] * len(texts)
    keys = [cache.key(text.text, text.spans) for text in texts]
    missing: list[int] = []
    for row, key in enumerate(keys):
        if entry := cache.get(key):
            vectors[row], sentences[first[row] : first[row + 1]], tokens[row] = entry
        else:
            missing.append(row)
    missing.sort(key=lambda row: len(texts[row].text), reverse=True)  # like lengths together: less padding
    for start in range(0, len(missing), PASSAGES_AT_ONCE):
        progress(start, len(missing))
        rows = missing[start : start + PASSAGES_AT_ONCE]
        encoded = encoder.encode([texts[row].text for row in rows], [texts[row].spans for row in rows])
        ends = np.cumsum([len(its) for its in encoded.tokens])
        codes = np.split(codes_of(np.concatenate(encoded.tokens), projection), ends[:-1])
        entries = list(zip(encoded.passages, encoded.sentences, codes, strict=True))
        cache.put(zip((keys[row] for row in rows), entries, strict=True))
        for row, entry in zip(rows, entries, strict=True):
            vectors[row], sentences[first[row] : first[row + 1]], tokens[row] = entry
    return EncodedTexts(
        passages=vectors, sentences=sentences, tokens=tokens, projection=projection, computed=len(missing)
    )


def _projection(encoder: Encoder, cache: VectorCache) -> Vectors:
    """Return the projection of the model's token vectors; kept with the codes that were made by it."""
    found = cache.projection()
    if found is None:
        texts = sample_texts()
        found = projection_of(np.concatenate(encoder.encode(texts, [()] * len(texts)).tokens))
        cache.keep_projection(found)
    return found
