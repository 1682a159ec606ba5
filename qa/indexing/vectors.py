"""The nearest passages to a question by inner product of unit vectors (cosine), over files that stay on the disk.

The vectors are kept in 16 bits, one row a passage, in a file that is mapped into memory.  While comparing a
question with every one of them takes milliseconds, that is what is done.  Beyond, short codes of them (nearest.py)
name candidates, and the candidates are compared exactly, with the rows of the file.  ``brute_force`` is the oracle
beside it: what any search here must answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.indexing import nearest
from qa.indexing.nearest import Vectors as Vectors

Ranking = list[tuple[int, float]]
"""Passage ids with scores, best first; equal scores by id."""
EXACT, CODES, LISTS = "exact", "codes", "codes in lists"
CANDIDATES_LEAST = 200
"""So many candidates are compared exactly at least, before any widening: as many as a question's ranking has."""
ROWS, SHORT_CODES = "vectors.npy", "vectors.faiss"


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseSearch:
    """How passages are searched by meaning, why so, and how well.

    ``widened`` multiplies the candidates that are compared exactly, and ``lists`` counts the lists looked into
    where there are any.  ``recall`` is the share of the ten nearest passages that are found, on ``sampled`` of the
    passages themselves taken for questions.
    """

    kind: str = EXACT
    why: str = ""
    widened: int = 1
    lists: int = 0
    recall: float = 1.0
    sampled: int = 0


class PassageVectors:
    """Unit vectors of passages, row i that of passage i, and the search among them; safe in several threads."""

    def __init__(self, rows: NDArray[np.float16], how: DenseSearch, codes: Path | None = None) -> None:
        """Search among rows [n, dimension]; ``codes`` is the file of short codes where ``how`` needs one.

        The caller has verified its digest: faiss trusts what it reads.
        """
        self._rows = rows
        self.how = how
        self._index = nearest.exact(rows) if codes is None else nearest.read(codes)

    @classmethod
    def of(cls, vectors: Vectors) -> "PassageVectors":
        """Return the exact search among unit vectors [n, dimension], in memory."""
        return cls(rounded(vectors), DenseSearch())

    @classmethod
    def open(cls, folder: Path, how: DenseSearch) -> "PassageVectors":
        """Open what vector_files.py wrote; raises OSError, ValueError or RuntimeError when it is not readable."""
        rows = np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)
        return cls(rows, how, None if how.kind == EXACT else folder / SHORT_CODES)

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._index.ntotal)

    def rows(self, passages: Sequence[int]) -> Vectors:
        """Return the vectors [n, dimension] of some passages, as they are compared; reads only theirs."""
        found: Vectors = self._rows[np.asarray(passages, dtype=np.int64)].astype(np.float32)
        return found

    def read(self, first: int, end: int) -> NDArray[np.float16]:
        """Return the vectors [n, dimension] of passages ``first`` to ``end``, as they are kept."""
        return self._rows[first:end]

    def search(self, question: Vectors, *, limit: int) -> Ranking:
        """Return the ``limit`` passages nearest to a unit vector [dimension], with their cosines."""
        limit = min(limit, len(self))
        if self.how.kind == EXACT:
            return ranking(*nearest.search(self._index, question, limit=limit))
        candidates = max(limit, CANDIDATES_LEAST) * self.how.widened
        ids, _ = nearest.search(self._index, question, limit=min(candidates, len(self)), lists=self.how.lists)
        ids.sort()  # in the order of the file
        return ranking(ids, (self.rows(ids) @ question).tolist())[:limit]


def rounded(vectors: NDArray[np.floating]) -> NDArray[np.float16]:
    """Return vectors in the 16 bits that they are kept in."""
    return np.ascontiguousarray(vectors, dtype=np.float16)


def brute_force(vectors: Vectors, question: Vectors, *, limit: int) -> Ranking:
    """Return the same as ``PassageVectors.search`` of these rows, by comparing with every one."""
    scores = vectors @ question
    return ranking(range(len(scores)), scores.tolist())[:limit]


def ranking(ids: Sequence[int] | range, scores: Sequence[float]) -> Ranking:
    """Return ids with their scores, best first, equal scores by id."""
    found = sorted(zip(ids, scores, strict=True))
    found.sort(key=itemgetter(1), reverse=True)  # which keeps the order of equal ones: faster than a key of both
    return found
