"""Token vectors of one forward pass → those of spans, and of the text without special tokens."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.indexing.vectors import Vectors

Span = tuple[int, int]
"""Half-open, in code points; (0, 0) for a special token."""


def truncated(ids: Sequence[int], longest: int) -> list[int]:
    """Cut to ``longest`` tokens, keeping the closing special token."""
    return list(ids) if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]


def pool_spans(tokens: Vectors, offsets: Sequence[Span], spans: Sequence[Span]) -> Vectors:
    """Return the unit mean [spans, dimension] of the token vectors whose characters lie in each span.

    A span that the window cut off entirely has a zero vector: it can never be the best.
    """
    kept = _kept(offsets, tokens)
    places = np.array(offsets[:kept], dtype=np.int64).reshape(-1, 2)
    starts, ends = places[:, 0], places[:, 1]
    real = ends > starts
    pooled = np.zeros((len(spans), tokens.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(spans):
        inside = real & (starts < end) & (ends > start)
        if inside.any():
            pooled[row] = tokens[:kept][inside].mean(axis=0)
    return unit(pooled)


def _kept(offsets: Sequence[Span], tokens: Vectors) -> int:
    """Return how many tokens have the offsets given for them: of a truncated text, the last is a special one."""
    return len(offsets) if len(offsets) <= len(tokens) else len(tokens) - 1


def tokens_of(tokens: Vectors, offsets: Sequence[Span], *, after: int) -> Vectors:
    """Return the unit vectors of the tokens that stand for text beyond the prompt, ``after`` characters in."""
    kept = _kept(offsets, tokens)
    real = np.array([end > start and end > after for start, end in offsets[:kept]], dtype=bool)
    return unit(tokens[:kept][real])


def unit(vectors: NDArray[Any]) -> Vectors:
    """Return the vectors at length 1; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit
