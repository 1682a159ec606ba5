"""The only door to faiss: exact search among 16-bit vectors, and candidates by short codes where these are many.

The codes are of product quantization, 4 bits for 2 dimensions, compared in registers (Jégou, Douze and Schmid,
2011; André, Kermarrec and Le Scouarnec, "Quicker ADC", 2019): 96 bytes for 384 dimensions, 48 for the half of them
that say most.  Beyond many millions they lie in lists, each around a centre, of which a question looks into some.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.embedding.encoder import Vectors

Rows = NDArray[np.float16]
Numbers = NDArray[np.int64]
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

    # faiss makes constructors take names, unknown to its stubs
    in_lists: Any = faiss.SearchParametersIVF
    projected: Any = faiss.SearchParametersPreTransform
    looked = projected(index_params=in_lists(nprobe=lists)) if lists else None
    with _one_thread():
        scores, ids = index.search(question[None, :], limit, params=looked)
    there = ids[0] >= 0
    return ids[0][there].tolist(), scores[0][there].tolist()


def write_codes(path: Path, rows: Rows, *, halved: bool = False, lists: int = 0) -> None:
    """Write short codes of rows [n, dimension] to a new file, in some number of lists or, with 0, in none.

    With ``halved`` only half of the dimensions have codes: those in which the rows are longest, turned at random,
    so that none of them says much more than another.
    """
    import faiss

    count, dimension = rows.shape
    sample = np.linspace(0, count - 1, min(count, max(_ROWS_LEARNED_FROM, _ROWS_A_LIST * lists)), dtype=np.int64)
    learned_from = rows[sample].astype(np.float32)
    kept = max(DIMENSIONS_A_CODE, dimension // (2 if halved else 1) // DIMENSIONS_A_CODE * DIMENSIONS_A_CODE)
    projection = _longest(learned_from, kept) if kept < dimension else np.eye(dimension, dtype=np.float32)
    transform: Any = faiss.LinearTransform(dimension, kept, False)
    faiss.copy_array_to_vector(projection.ravel(), transform.A)
    transform.is_trained = True
    codes = f"PQ{kept // DIMENSIONS_A_CODE}x4fs"
    coded = faiss.index_factory(kept, f"IVF{lists},{codes}" if lists else codes, faiss.METRIC_INNER_PRODUCT)
    index = faiss.IndexPreTransform(transform, coded)
    index.train(learned_from)
    for block in _blocks(rows):
        index.add(block)
    faiss.write_index(index, str(path))


def _longest(rows: Vectors, kept: int) -> Vectors:
    """Return the projection [kept, dimension] on principal directions of rows [n, dimension], turned at random.

    The directions are those of the greatest moments about zero: about the mean, inner products would not be kept.
    """
    _, directions = np.linalg.eigh((rows.T @ rows).astype(np.float64))
    turn, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((kept, kept)))
    return np.ascontiguousarray(turn @ directions[:, ::-1][:, :kept].T, dtype=np.float32)


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
