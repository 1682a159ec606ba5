"""Vectors of passages → their file, and how they are searched: chosen by their number, and measured.

How wide a search by short codes must be is not guessed: it is widened until it finds the nearest passages of a
sample.  Where that takes a large part of the passages, codes are given up, and every passage is compared.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.embedding.encoder import Vectors as Vectors
from qa.indexing import faiss_index as nearest
from qa.settings import Indexing

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


RECALL_LEAST = 0.99
"""Share of the ten nearest that a search must find."""
DEPTH = 10
SAMPLED, SAMPLED_EXACT = 200, 20
"""Passages taken for questions to measure by; a few where the search is exact anyway."""
CANDIDATES_MOST = 0.25
"""Share of the passages beyond which candidates save nothing: they are read here and there."""
HALVED_FROM = 4
"""Times the most passages that are compared one by one.  From there on half of the dimensions have codes: to read
those of the other half takes longer than to compare with more candidates."""
CANDIDATES_HALVED_MOST = 3_200
LISTS_FIRST = 8
_TIE = 1e-6


def searched(folder: Path, settings: Indexing) -> DenseSearch:
    """Return how the vectors of a folder are to be searched, which is measured; writes short codes of many.

    They are rows [n, dimension] of unit length and 16 bits, in the file ROWS.
    """
    count, exact_most = len(np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)), settings.exact_passages
    why = f"{count:,} passages, and up to {exact_most:,} are compared one by one"
    if count > exact_most:
        if found := _write_codes(folder, count, settings):
            return found
        why = f"{count:,} passages, whose vectors short codes do not tell apart"
    return measured(folder, DenseSearch(kind=EXACT, why=why))


def _write_codes(folder: Path, count: int, settings: Indexing) -> DenseSearch | None:
    """Write short codes and return how to search them; None, and no file, where no width finds what is nearest."""
    rows = np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)
    lists = round(2 * math.sqrt(count)) if count > settings.listed_passages else 0
    limit = settings.listed_passages if lists else settings.exact_passages
    why = f"{count:,} passages, more than {limit:,}"
    how = DenseSearch(kind=LISTS if lists else CODES, why=why, lists=min(lists, LISTS_FIRST))
    most = int(CANDIDATES_MOST * count)
    if count >= HALVED_FROM * settings.exact_passages:
        nearest.write_codes(folder / SHORT_CODES, rows, halved=True, lists=lists)
        halved = replace(how, why=f"{why}, by codes of half the dimensions")
        if found := _widened(folder, halved, lists, candidates_most=min(most, CANDIDATES_HALVED_MOST)):
            return found
    nearest.write_codes(folder / SHORT_CODES, rows, lists=lists)
    if found := _widened(folder, how, lists, candidates_most=most):
        return found
    (folder / SHORT_CODES).unlink()
    return None


def _widened(folder: Path, how: DenseSearch, lists: int, *, candidates_most: int) -> DenseSearch | None:
    """Return a search widened until it finds what is nearest; None where that takes too many candidates."""
    while how.widened * CANDIDATES_LEAST <= candidates_most:
        found = measured(folder, how)
        if found.recall >= RECALL_LEAST:
            return found
        how = replace(how, widened=2 * how.widened, lists=min(lists, 2 * how.lists))
    return None


def measured(folder: Path, how: DenseSearch) -> DenseSearch:
    """Return a search with its recall: of the ten nearest to a passage, itself not counted, those it finds."""
    rows = np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)
    depth = min(DEPTH, len(rows) - 1)
    if depth < 1:
        return how
    sampled = SAMPLED_EXACT if how.kind == EXACT else SAMPLED
    sample = np.unique(np.linspace(0, len(rows) - 1, sampled, dtype=np.int64))
    vectors = PassageVectors.open(folder, how)
    found = 0
    for row, least in zip(sample.tolist(), nearest.least_scores(rows, sample, depth).tolist(), strict=True):
        ranking = vectors.search(rows[row].astype(np.float32), limit=depth + 1)
        others = [score for other, score in ranking if other != row][:depth]
        found += sum(score >= least - _TIE for score in others)
    return replace(how, recall=found / (depth * len(sample)), sampled=len(sample))
