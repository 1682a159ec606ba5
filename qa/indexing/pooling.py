"""Token vectors of one forward pass → those of spans, and of the text without special tokens."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.indexing.vectors import Vectors

Span = tuple[int, int]
"""Half-open, in code points; (0, 0) for a special token."""
Places = Sequence[Span] | NDArray[np.int64]
"""Where tokens stand: a span for each, or all as an array [tokens, 2]."""


def truncated(ids: Sequence[int], longest: int) -> list[int]:
    """Cut to ``longest`` tokens, keeping the closing special token."""
    return list(ids) if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]


def pool_spans(tokens: Vectors, offsets: Places, spans: Sequence[Span]) -> Vectors:
    """Return the unit mean [spans, dimension] of the token vectors whose characters lie in each span.

    A span that the window cut off entirely has a zero vector: it can never be the best.
    """
    kept = _kept(offsets, tokens)
    starts, ends = _places(offsets)[:kept].T
    first, after = np.asarray(spans, dtype=np.int64).reshape(-1, 2, 1).transpose(1, 0, 2)
    inside = (ends > starts) & (starts < after) & (ends > first)
    return unit(inside.astype(np.float32) @ tokens[:kept])  # the sum points where the mean does


def _places(offsets: Places) -> NDArray[np.int64]:
    return np.asarray(offsets, dtype=np.int64).reshape(-1, 2)


def _kept(offsets: Places, tokens: NDArray[Any]) -> int:
    """Return how many tokens have the offsets given for them: of a truncated text, the last is a special one."""
    return len(offsets) if len(offsets) <= len(tokens) else len(tokens) - 1


def of_text(rows: NDArray[Any], offsets: Places, *, after: int) -> NDArray[Any]:
    """Return those of the rows [tokens, ...] that stand for text beyond the prompt, ``after`` characters in."""
    kept = _kept(offsets, rows)
    starts, ends = _places(offsets)[:kept].T
    real: NDArray[Any] = rows[:kept][(ends > starts) & (ends > after)]
    return real


def unit(vectors: NDArray[Any]) -> Vectors:
    """Return the vectors at length 1; a zero vector stays zero."""
    lengths = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))[..., None]
    unit: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32, copy=False)
    return unit
