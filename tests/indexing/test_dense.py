"""The search among vectors answers what brute force answers, on the same 16-bit vectors."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest

from qa.embedding.encoder import Vectors
from qa.indexing.dense import (
    CODES,
    EXACT,
    LISTS,
    RECALL_LEAST,
    ROWS,
    SHORT_CODES,
    DenseSearch,
    PassageVectors,
    measured,
    rounded,
    searched,
)
from qa.settings import Indexing
from tests.support.oracles import brute_force


def _unit(rows: int, dimension: int, seed: int) -> Vectors:
    return _normalised(np.random.default_rng(seed).standard_normal((rows, dimension)))


def _normalised(vectors: np.ndarray) -> Vectors:
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _subjects(rows: int, dimension: int, seed: int) -> Vectors:
    """Return unit vectors that crowd around subjects, as those of passages do."""
    random = np.random.default_rng(seed)
    subjects = random.standard_normal((rows // 40, dimension))
    return _normalised(
        subjects[random.integers(0, len(subjects), rows)] + 0.7 * random.standard_normal((rows, dimension))
    )


def written(folder: Path, vectors: Vectors, settings: Indexing) -> DenseSearch:
    """Write vectors as a build does, and return how they are to be searched."""
    np.save(folder / ROWS, rounded(vectors), allow_pickle=False)
    return searched(folder, settings)


@pytest.mark.parametrize("seed", range(5))
def test_search_equals_brute_force(seed: int) -> None:
    """The exact search gives the same passages in the same order as comparing with every vector."""
    vectors, question = _unit(500, 48, seed), _unit(1, 48, seed + 100)[0]

    found = PassageVectors.of(vectors).search(question, limit=20)

    expected = brute_force(rounded(vectors).astype(np.float32), question, limit=20)
    assert [passage for passage, _ in found] == [passage for passage, _ in expected]
    assert np.allclose([score for _, score in found], [score for _, score in expected], atol=1e-6)


def test_worked_example() -> None:
    """The cosines of three vectors come out in order, to 16 bits."""
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)

    found = PassageVectors.of(vectors).search(np.array([0, 1], dtype=np.float32), limit=3)

    assert [passage for passage, _ in found] == [1, 2, 0]
    assert np.allclose([score for _, score in found], [1.0, 0.8, 0.0], atol=5e-4)


def test_equal_scores_come_by_id() -> None:
    """Passages with the same vector are ordered by id."""
    vectors = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32)

    found = PassageVectors.of(vectors).search(np.array([1, 0], dtype=np.float32), limit=2)

    assert [passage for passage, _ in found] == [0, 2]


def test_limit_above_the_number_of_passages() -> None:
    """Asking for more than there is gives all there is."""
    vectors = _unit(3, 8, 1)

    assert len(PassageVectors.of(vectors).search(vectors[0], limit=50)) == 3


def test_written_vectors_answer_the_same(tmp_path: Path) -> None:
    """What is opened from the files answers as what is in memory, and gives the rows that it compares."""
    vectors = _unit(40, 16, 2)
    how = written(tmp_path, vectors, Indexing())

    again = PassageVectors.open(tmp_path, how)

    assert len(again) == 40
    assert again.search(vectors[7], limit=5) == PassageVectors.of(vectors).search(vectors[7], limit=5)
    assert np.array_equal(again.rows([7, 3]), rounded(vectors)[[7, 3]].astype(np.float32))
    assert (how.kind, how.recall, how.why) == (EXACT, 1.0, "40 passages, and up to 50,000 are compared one by one")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("exact", "listed", "kind", "why"),
    [
        (2_000, 10_000_000, CODES, "6,000 passages, more than 2,000"),
        (1_000, 10_000_000, CODES, "6,000 passages, more than 1,000, by codes of half the dimensions"),
        (2_000, 2_001, LISTS, "6,000 passages, more than 2,001"),
        (1_000, 2_000, LISTS, "6,000 passages, more than 2,000, by codes of half the dimensions"),
    ],
)
def test_many_passages_are_found_by_short_codes(
    tmp_path: Path, exact: int, listed: int, kind: str, why: str
) -> None:
    """Also on questions that it was not widened by, the ten nearest are found, with their exact cosines."""
    vectors = _subjects(6_000, 48, 3)
    settings = Indexing(exact_passages=exact, listed_passages=listed)
    how = written(tmp_path, vectors, settings)
    search = PassageVectors.open(tmp_path, how)
    rows = rounded(vectors).astype(np.float32)
    questions = _normalised(vectors[5:5000:50] + 0.05 * _unit(100, 48, 4))

    shares = []
    for question in questions:
        found, nearest = search.search(question, limit=10), brute_force(rows, question, limit=10)
        shares.append(len({passage for passage, _ in found} & {passage for passage, _ in nearest}) / 10)
        assert [score for _, score in found] == pytest.approx([float(rows[at] @ question) for at, _ in found])

    assert (how.kind, how.why, how.sampled) == (kind, why, 200)
    assert how.recall >= RECALL_LEAST
    assert np.mean(shares) >= 0.98


@pytest.mark.slow
def test_a_search_too_narrow_is_measured_as_such(tmp_path: Path) -> None:
    """The recall in the manifest falls where a search misses what is nearest."""
    how = written(tmp_path, _subjects(6_000, 48, 3), Indexing(exact_passages=1_000, listed_passages=2_000))

    narrow = measured(tmp_path, DenseSearch(kind=LISTS, lists=1))

    assert narrow.recall < RECALL_LEAST <= how.recall


@pytest.mark.slow
def test_codes_that_tell_nothing_apart_are_given_up(tmp_path: Path) -> None:
    """Half of the passages lie close together among others far apart: codes of all are alike in half of them."""
    close = _normalised(_unit(1, 48, 5) + 0.005 * _unit(2_000, 48, 6))
    vectors = np.concatenate([close, _unit(2_000, 48, 7)])

    how = written(tmp_path, vectors, Indexing(exact_passages=500))

    assert how.kind == EXACT
    assert how.why == "4,000 passages, whose vectors short codes do not tell apart"
    assert not (tmp_path / SHORT_CODES).exists()
    assert PassageVectors.open(tmp_path, how).search(vectors[2_009], limit=1)[0][0] == 2_009


@pytest.mark.slow
def test_codes_of_half_the_dimensions_are_smaller(tmp_path: Path) -> None:
    """Where half of the dimensions say which passages are near, the others have no codes."""
    flat = _subjects(6_000, 24, 3)
    turn, _ = np.linalg.qr(np.random.default_rng(1).standard_normal((48, 48)))
    vectors = _normalised(np.pad(flat, ((0, 0), (0, 24))) @ turn)
    sizes = {}
    for name, exact in (("whole", 2_000), ("half", 1_000)):
        (tmp_path / name).mkdir()
        how = written(tmp_path / name, vectors, Indexing(exact_passages=exact))
        sizes[name] = (tmp_path / name / SHORT_CODES).stat().st_size
        assert how.recall >= RECALL_LEAST

    assert sizes["half"] < 0.6 * sizes["whole"]


@pytest.mark.slow
def test_half_the_dimensions_do_not_do_where_each_says_as_much(tmp_path: Path) -> None:
    """Directions drawn evenly need all of their dimensions: those have codes then, though there are many."""
    how = written(tmp_path, _unit(8_000, 32, 8), Indexing(exact_passages=1_500))

    assert (how.kind, how.why) == (CODES, "8,000 passages, more than 1,500")
    assert how.recall >= RECALL_LEAST


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_passages(tmp_path: Path, count: int) -> None:
    """No passage, or one that has no other beside it, is no trouble to measure."""
    how = written(tmp_path, _unit(2, 8, 1)[:count], Indexing())

    assert (len(PassageVectors.open(tmp_path, how)), how.recall) == (count, 1.0)


def test_a_question_takes_one_thread_and_leaves_the_number_as_it_was() -> None:
    """Questions side by side answer as one after another, and what OpenMP may use elsewhere stays."""
    vectors = _unit(400, 32, 7)
    search, before = PassageVectors.of(vectors), faiss.omp_get_max_threads()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda row: search.search(vectors[row], limit=5), range(100)))

    assert found == [search.search(vectors[row], limit=5) for row in range(100)]
    assert faiss.omp_get_max_threads() == before
