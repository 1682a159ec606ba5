"""Vectors of sentences keep their directions in a byte for each number."""

from pathlib import Path

import numpy as np
import pytest

from qa.embedding.encoder import Vectors, unit
from qa.indexing.arrays import rows_written
from qa.indexing.multivector import BYTE, SentenceVectors, as_bytes


def vectors() -> Vectors:
    """Return unit vectors of 384 dimensions, the third of them zero."""
    found = unit(np.random.default_rng(4).standard_normal((9, 384)))
    found[2] = 0
    return found


@pytest.fixture
def kept(tmp_path: Path) -> SentenceVectors:
    with SentenceVectors.written(tmp_path / "sentences.npy", 9, 384) as write:
        write(as_bytes(vectors()[:4]))
        write(as_bytes(vectors()[4:]))
    return SentenceVectors.open(tmp_path / "sentences.npy")


def test_worked_example() -> None:
    """The greatest part fills the byte, the others are its shares; the length is 1 again."""
    codes = as_bytes(np.array([[0.6, -0.8], [0.0, 0.25], [0.0, 0.0]], dtype=np.float32))

    assert codes.tolist() == [[95, -127], [0, 127], [0, 0]]
    assert SentenceVectors(codes)[1:3].tolist() == [[0.0, 1.0], [0.0, 0.0]]
    assert SentenceVectors(codes)[0:1][0] == pytest.approx([0.6, -0.8], abs=2e-3)


def test_directions_are_kept(kept: SentenceVectors) -> None:
    """Each slice is of unit vectors whose cosine with what was written is 0.9999; nothing stays nothing."""
    found, expected = kept[1:8], vectors()[1:8]

    assert len(kept) == 9
    assert found.dtype == np.float32
    assert not found[1].any()
    cosines = np.delete(np.einsum("ij,ij->i", found, expected), 1)
    assert cosines.min() > 0.9999
    assert np.abs(kept.codes(slice(0, 2)).astype(int)).max(axis=1).tolist() == [BYTE, BYTE]


def test_they_are_copied_as_they_are(kept: SentenceVectors, tmp_path: Path) -> None:
    """A copy of a copy is the same to the byte; what is in memory has no file to copy from."""
    with rows_written(tmp_path / "again.npy", np.int8, (5, 384)) as write:
        kept.copy(3, 8, write)

        with pytest.raises(TypeError, match="no file"):
            SentenceVectors(as_bytes(vectors())).copy(0, 1, write)

    assert np.array_equal(np.load(tmp_path / "again.npy"), kept.codes(slice(3, 8)))
