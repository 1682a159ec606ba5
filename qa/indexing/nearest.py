"""The only door to faiss: exact search among 16-bit vectors, and candidates by short codes where these are many.

The codes are of product quantization, 4 bits for 2 dimensions, compared in registers (Jégou, Douze and Schmid,
2011; André, Kermarrec and Le Scouarnec, "Quicker ADC", 2019): 96 bytes for 384 dimensions.  Beyond many millions
they lie in the lists of a coarse quantizer, of which a question looks into some.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float16]
Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]
DIMENSIONS_A_CODE = 2
"""On a million mixtures of real sentences 400 candidates then hold all of the ten nearest; with 4 dimensions a
code, in half the memory and two thirds of the time, it takes 6,400, and to read those costs more."""
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


def exact(rows: Rows) -> Any:
    """Return an index in memory that compares a question with every row [n, dimension]."""
    import faiss

    kind, metric = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    index = faiss.IndexScalarQuantizer(rows.shape[1], kind, metric)
    index.add_sa_codes(np.ascontiguousarray(rows).view(np.uint8))
    return index


def read(path: Path) -> Any:
    """Read an index from a file whose digest was verified: faiss trusts what it reads."""
    import faiss

    return faiss.read_index(str(path))


def search(index: Any, question: Vectors, *, limit: int, lists: int = 0) -> tuple[list[int], list[float]]:
    """Return the ids and scores of the rows nearest to a vector [dimension] by an index, in one thread."""
    import faiss

    looked: Any = faiss.SearchParametersIVF  # faiss makes its constructor take names, unknown to its stubs
    with _one_thread():
        scores, ids = index.search(question[None, :], limit, params=looked(nprobe=lists) if lists else None)
    there = ids[0] >= 0
    return ids[0][there].tolist(), scores[0][there].tolist()


def write_codes(path: Path, rows: Rows, *, lists: int = 0) -> None:
    """Write short codes of rows [n, dimension] to a new file, in some number of lists or, with 0, in none."""
    import faiss

    count, dimension = rows.shape
    codes = f"PQ{_codes(dimension)}x4fs"
    index = faiss.index_factory(dimension, f"IVF{lists},{codes}" if lists else codes, faiss.METRIC_INNER_PRODUCT)
    sample = np.linspace(0, count - 1, min(count, max(_ROWS_LEARNED_FROM, _ROWS_A_LIST * lists)), dtype=np.int64)
    index.train(rows[sample].astype(np.float32))
    for block in _blocks(rows):
        index.add(block)
    faiss.write_index(index, str(path))


def least_scores(rows: Rows, sample: Numbers, depth: int) -> Vectors:
    """Return, for each row of a sample, the score of the ``depth``-th nearest of all other rows."""
    import faiss

    questions = rows[sample].astype(np.float32)
    best = np.full((len(sample), depth), -np.inf, dtype=np.float32)
    start = 0
    for block in _blocks(rows):
        scores, ids = faiss.knn(questions, block, min(depth + 1, len(block)), metric=faiss.METRIC_INNER_PRODUCT)
        scores[ids + start == sample[:, None]] = -np.inf
        best = -np.sort(-np.concatenate([best, scores], axis=1), axis=1)[:, :depth]
        start += len(block)
    least: Vectors = best[:, -1]
    return least


def _blocks(rows: Rows) -> Iterator[Vectors]:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        yield rows[start : start + _ROWS_AT_ONCE].astype(np.float32)


def _codes(dimension: int) -> int:
    """Return how many codes a vector has: one for two dimensions, or for the next number that divides them."""
    return dimension // next(size for size in range(DIMENSIONS_A_CODE, dimension + 1) if not dimension % size)
