"""The only door to faiss: the nearest passages to a question by inner product of unit vectors (cosine).

``brute_force`` is the oracle beside it: what any index here must answer.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Ranking = list[tuple[int, float]]
"""Passage ids with scores, best first; equal scores by id."""


class PassageVectors:
    """An exact index: row i is passage i."""

    def __init__(self, index: Any) -> None:
        """Wrap a faiss index; use ``of`` or ``open``."""
        self._index = index

    @classmethod
    def of(cls, vectors: Vectors) -> "PassageVectors":
        """Return an index over unit vectors [n, dimension]."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> "PassageVectors":
        """Read an index from a file whose digest the caller has verified: faiss trusts what it reads."""
        import faiss

        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to a new file."""
        import faiss

        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._index.ntotal)

    def rows(self, passages: Sequence[int]) -> Vectors:
        """Return the unit vectors [n, dimension] of some passages."""
        rows: Vectors = self._index.reconstruct_batch(np.asarray(passages, dtype=np.int64))
        return rows

    def search(self, question: Vectors, *, limit: int) -> Ranking:
        """Return the ``limit`` passages nearest to a unit vector [dimension], with their cosines."""
        scores, ids = self._index.search(question[None, :], min(limit, len(self)))
        return _ranking(ids[0].tolist(), scores[0].tolist())


def brute_force(vectors: Vectors, question: Vectors, *, limit: int) -> Ranking:
    """Return the same as ``PassageVectors.search``, by comparing with every vector."""
    scores = vectors @ question
    return _ranking(range(len(scores)), scores.tolist())[:limit]


def _ranking(ids: Sequence[int] | range, scores: Sequence[float]) -> Ranking:
    return sorted(zip(ids, scores, strict=True), key=lambda found: (-found[1], found[0]))
