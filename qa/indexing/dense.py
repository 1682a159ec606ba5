"""Vectors of passages → their file, and the search among them, chosen by their number and measured.

The only door to faiss: exact search among 16-bit vectors, and candidates by short codes where these are many.

How wide a search by short codes must be is not guessed: it is widened until it finds the nearest passages of a
sample.  Where that takes a large part of the passages, codes are given up, and every passage is compared.

The codes are of product quantization, 4 bits for 2 dimensions, compared in registers (Jégou, Douze and Schmid,
2011; André, Kermarrec and Le Scouarnec, "Quicker ADC", 2019): 96 bytes for 384 dimensions, 48 for the half of them
that say most.  Beyond many millions they lie in lists, each around a centre, of which a question looks into some.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.embedding.encoder import Vectors
from qa.settings import Indexing

Rows = NDArray[np.float16]
Numbers = NDArray[np.int64]
Ranking = list[tuple[int, float]]
"""Passage ids with scores, best first; equal scores by id."""
EXACT, CODES, LISTS = "exact", "codes", "codes in lists"
CANDIDATES_LEAST = 200
"""So many candidates are compared exactly at least, before any widening: as many as a question's ranking has."""
ROWS, SHORT_CODES = "vectors.npy", "vectors.faiss"


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseSearch:
    """How passages are searched by their vectors, the reason for it, and its recall.

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

    def __init__(self, rows: NDArray[np.float16], dense_search: DenseSearch, codes: Path | None = None) -> None:
        """Search among rows [n, dimension]; ``codes`` is the file of short codes where ``dense_search`` needs one.

        The caller has verified its digest: faiss trusts what it reads.
        """
        self._rows = rows
        self.dense_search = dense_search
        self._index = _exact(rows) if codes is None else _read(codes)

    @classmethod
    def of(cls, vectors: Vectors) -> "PassageVectors":
        """Return the exact search among unit vectors [n, dimension], in memory."""
        return cls(rounded(vectors), DenseSearch())

    @classmethod
    def open(cls, folder: Path, dense_search: DenseSearch) -> "PassageVectors":
        """Open the vectors of a folder; raises OSError, ValueError or RuntimeError when it is not readable."""
        rows = np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)
        return cls(rows, dense_search, None if dense_search.kind == EXACT else folder / SHORT_CODES)

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._index.ntotal)

    def rows(self, passages: Sequence[int]) -> Vectors:
        """Return the vectors [n, dimension] of some passages, as they are compared; reads only theirs."""
        vectors: Vectors = self._rows[np.asarray(passages, dtype=np.int64)].astype(np.float32)
        return vectors

    def search(self, question: Vectors, *, limit: int) -> Ranking:
        """Return the ``limit`` passages nearest to a unit vector [dimension], with their cosines."""
        limit = min(limit, len(self))
        if self.dense_search.kind == EXACT:
            return ranking(*_nearest(self._index, question, limit=limit))
        candidates = max(limit, CANDIDATES_LEAST) * self.dense_search.widened
        ids, _ = _nearest(self._index, question, limit=min(candidates, len(self)), lists=self.dense_search.lists)
        ids.sort()  # in the order of the file
        return ranking(ids, (self.rows(ids) @ question).tolist())[:limit]


def rounded(vectors: NDArray[np.floating]) -> NDArray[np.float16]:
    """Return vectors in 16 bits, as they are stored."""
    return np.ascontiguousarray(vectors, dtype=np.float16)


def ranking(ids: Sequence[int] | range, scores: Sequence[float]) -> Ranking:
    """Return ids with their scores, best first, equal scores by id."""
    ranked = sorted(zip(ids, scores, strict=True))
    ranked.sort(key=itemgetter(1), reverse=True)  # which keeps the order of equal ones: faster than a key of both
    return ranked


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
    """Return how to search the vectors of a folder, with measured recall; write short codes where they are many.

    They are rows [n, dimension] of unit length and 16 bits, in the file ROWS.
    """
    count, exact_most = len(np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)), settings.exact_passages
    why = f"{count:,} passages, and up to {exact_most:,} are compared one by one"
    if count > exact_most:
        if coded := _write_codes(folder, count, settings):
            return coded
        why = f"{count:,} passages, whose vectors short codes do not tell apart"
    return measured(folder, DenseSearch(kind=EXACT, why=why))


def _write_codes(folder: Path, count: int, settings: Indexing) -> DenseSearch | None:
    """Write short codes and return how to search them; None, and no file, where no width reaches the recall."""
    rows = np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)
    lists = round(2 * math.sqrt(count)) if count > settings.listed_passages else 0
    limit = settings.listed_passages if lists else settings.exact_passages
    why = f"{count:,} passages, more than {limit:,}"
    dense_search = DenseSearch(kind=LISTS if lists else CODES, why=why, lists=min(lists, LISTS_FIRST))
    candidates_most = int(CANDIDATES_MOST * count)
    if count >= HALVED_FROM * settings.exact_passages:
        _write_short_codes(folder / SHORT_CODES, rows, halved=True, lists=lists)
        halved = replace(dense_search, why=f"{why}, by codes of half the dimensions")
        if narrow := _widened(folder, halved, lists, candidates_most=min(candidates_most, CANDIDATES_HALVED_MOST)):
            return narrow
    _write_short_codes(folder / SHORT_CODES, rows, lists=lists)
    if narrow := _widened(folder, dense_search, lists, candidates_most=candidates_most):
        return narrow
    (folder / SHORT_CODES).unlink()
    return None


def _widened(folder: Path, dense_search: DenseSearch, lists: int, *, candidates_most: int) -> DenseSearch | None:
    """Return a search widened until its recall suffices; None where that takes too many candidates."""
    while dense_search.widened * CANDIDATES_LEAST <= candidates_most:
        search = measured(folder, dense_search)
        if search.recall >= RECALL_LEAST:
            return search
        dense_search = replace(
            dense_search, widened=2 * dense_search.widened, lists=min(lists, 2 * dense_search.lists)
        )
    return None


def measured(folder: Path, dense_search: DenseSearch) -> DenseSearch:
    """Return a search with its recall: of the ten nearest to a passage, itself not counted, those it finds."""
    rows = np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)
    depth = min(DEPTH, len(rows) - 1)
    if depth < 1:
        return dense_search
    sampled = SAMPLED_EXACT if dense_search.kind == EXACT else SAMPLED
    sample = np.unique(np.linspace(0, len(rows) - 1, sampled, dtype=np.int64))
    vectors = PassageVectors.open(folder, dense_search)
    hits = 0
    for row, least in zip(sample.tolist(), _least_scores(rows, sample, depth).tolist(), strict=True):
        ranking = vectors.search(rows[row].astype(np.float32), limit=depth + 1)
        scores = [score for passage, score in ranking if passage != row][:depth]
        hits += sum(score >= least - _TIE for score in scores)
    return replace(dense_search, recall=hits / (depth * len(sample)), sampled=len(sample))


DIMENSIONS_A_CODE = 2
"""On a million mixtures of real sentences 400 candidates then hold all of the ten nearest; with 4 dimensions a
code it takes 6,400, and with 2 of the half of the dimensions that hold most, in half the memory too, 1,600."""
_ROWS_AT_ONCE = 8_192
"""Rows in 32 bits at a time, 12 MB of them."""
_ROWS_LEARNED_FROM = 65_536
_ROWS_A_LIST = 40  # to learn a list's centre from


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let one question cost one core.  OpenMP holds the number for each thread: other threads keep theirs."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _exact(rows: Rows) -> Any:
    """Return an index in memory that compares a question with every row [n, dimension]."""
    import faiss

    kind, metric = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    index = faiss.IndexScalarQuantizer(rows.shape[1], kind, metric)
    index.add_sa_codes(np.ascontiguousarray(rows).view(np.uint8))
    return index


def _read(path: Path) -> Any:
    """Read an index from a file whose digest was verified: faiss trusts what it reads."""
    import faiss

    return faiss.read_index(str(path))


def _nearest(index: Any, question: Vectors, *, limit: int, lists: int = 0) -> tuple[list[int], list[float]]:
    """Return the ids and scores of the rows nearest to a vector [dimension] by an index, in one thread."""
    import faiss

    # faiss makes constructors take names, unknown to its stubs
    in_lists: Any = faiss.SearchParametersIVF
    projected: Any = faiss.SearchParametersPreTransform
    looked = projected(index_params=in_lists(nprobe=lists)) if lists else None
    with _one_thread():
        scores, ids = index.search(question[None, :], limit, params=looked)
    is_filled = ids[0] >= 0
    return ids[0][is_filled].tolist(), scores[0][is_filled].tolist()


def _write_short_codes(path: Path, rows: Rows, *, halved: bool = False, lists: int = 0) -> None:
    """Write short codes of rows [n, dimension] to a new file, in some number of lists or, with 0, in none.

    With ``halved`` only half of the dimensions have codes: those in which the rows are longest, turned at random,
    so that none of them says much more than another.
    """
    import faiss

    count, dimension = rows.shape
    sample = np.linspace(0, count - 1, min(count, max(_ROWS_LEARNED_FROM, _ROWS_A_LIST * lists)), dtype=np.int64)
    learned_from = rows[sample].astype(np.float32)
    dimensions = max(DIMENSIONS_A_CODE, dimension // (2 if halved else 1) // DIMENSIONS_A_CODE * DIMENSIONS_A_CODE)
    projection = (
        _longest(learned_from, dimensions) if dimensions < dimension else np.eye(dimension, dtype=np.float32)
    )
    transform: Any = faiss.LinearTransform(dimension, dimensions, False)
    faiss.copy_array_to_vector(projection.ravel(), transform.A)
    transform.is_trained = True
    codes = f"PQ{dimensions // DIMENSIONS_A_CODE}x4fs"
    coded = faiss.index_factory(dimensions, f"IVF{lists},{codes}" if lists else codes, faiss.METRIC_INNER_PRODUCT)
    index = faiss.IndexPreTransform(transform, coded)
    index.train(learned_from)
    for block in _blocks(rows):
        index.add(block)
    faiss.write_index(index, str(path))


def _longest(rows: Vectors, dimensions: int) -> Vectors:
    """Return the projection [kept, dimension] on principal directions of rows [n, dimension], turned at random.

    The directions are those of the greatest moments about zero: about the mean, inner products would not be kept.
    """
    _, directions = np.linalg.eigh((rows.T @ rows).astype(np.float64))
    turn, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((dimensions, dimensions)))
    return np.ascontiguousarray(turn @ directions[:, ::-1][:, :dimensions].T, dtype=np.float32)


def _least_scores(rows: Rows, sample: Numbers, depth: int) -> Vectors:
    """Return, for each row of a sample, the score of the ``depth``-th nearest of all other rows."""
    import faiss

    questions = rows[sample].astype(np.float32)
    best_scores = np.full((len(sample), depth), -np.inf, dtype=np.float32)
    start = 0
    for block in _blocks(rows):
        scores, ids = faiss.knn(questions, block, min(depth + 1, len(block)), metric=faiss.METRIC_INNER_PRODUCT)
        scores[ids + start == sample[:, None]] = -np.inf
        best_scores = -np.sort(-np.concatenate([best_scores, scores], axis=1), axis=1)[:, :depth]
        start += len(block)
    least: Vectors = best_scores[:, -1]
    return least


def _blocks(rows: Rows) -> Iterator[Vectors]:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        yield rows[start : start + _ROWS_AT_ONCE].astype(np.float32)
