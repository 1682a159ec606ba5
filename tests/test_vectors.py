"""The vector index answers what brute force answers."""

from pathlib import Path

import numpy as np
import pytest

from qa.indexing.vectors import PassageVectors, Vectors, brute_force


def _unit(rows: int, dimension: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


@pytest.mark.parametrize("seed", range(5))
def test_search_equals_brute_force(seed: int) -> None:
    """FAISS gives the same passages in the same order as comparing with every vector."""
    vectors, question = _unit(500, 48, seed), _unit(1, 48, seed + 100)[0]

    found = PassageVectors.of(vectors).search(question, limit=20)

    expected = brute_force(vectors, question, limit=20)
    assert [passage for passage, _ in found] == [passage for passage, _ in expected]
    assert np.allclose([score for _, score in found], [score for _, score in expected], atol=1e-6)


def test_worked_example() -> None:
    """The cosines of three vectors come out in order."""
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)

    found = PassageVectors.of(vectors).search(np.array([0, 1], dtype=np.float32), limit=3)

    assert [passage for passage, _ in found] == [1, 2, 0]
    assert np.allclose([score for _, score in found], [1.0, 0.8, 0.0])


def test_equal_scores_come_by_id() -> None:
    """Passages with the same vector are ordered by id."""
    vectors = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32)

    found = PassageVectors.of(vectors).search(np.array([1, 0], dtype=np.float32), limit=2)

    assert [passage for passage, _ in found] == [0, 2]


def test_limit_above_the_number_of_passages() -> None:
    """Asking for more than there is gives all there is."""
    vectors = _unit(3, 8, 1)

    assert len(PassageVectors.of(vectors).search(vectors[0], limit=50)) == 3


def test_saved_index_answers_the_same(tmp_path: Path) -> None:
    """An index read from its file answers as the one that was saved."""
    vectors = _unit(40, 16, 2)
    index = PassageVectors.of(vectors)
    index.save(tmp_path / "vectors.faiss")

    again = PassageVectors.open(tmp_path / "vectors.faiss")

    assert len(again) == 40
    assert again.search(vectors[7], limit=5) == index.search(vectors[7], limit=5)
