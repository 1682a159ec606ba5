"""Rows come back from their file as they were written, slice by slice."""

from pathlib import Path

import numpy as np
import pytest

from qa.indexing.row_files import RowFile, rows_written


@pytest.fixture
def rows() -> np.ndarray:
    return np.random.default_rng(3).integers(-127, 128, (50, 6)).astype(np.float16)


@pytest.fixture
def path(tmp_path: Path, rows: np.ndarray) -> Path:
    with rows_written(tmp_path / "rows.npy", np.float16, (50, 6)) as write:
        for start in range(0, 50, 7):
            write(rows[start : start + 7].astype(np.float32))
    return tmp_path / "rows.npy"


def test_rows_in_parts_make_the_file_that_numpy_writes(path: Path, rows: np.ndarray, tmp_path: Path) -> None:
    """The bytes are those of one array saved at once."""
    np.save(tmp_path / "whole.npy", rows, allow_pickle=False)

    assert path.read_bytes() == (tmp_path / "whole.npy").read_bytes()


@pytest.mark.parametrize("part", [slice(0, 5), slice(7, 7), slice(45, 99), slice(None), slice(9, 3)])
def test_slices(path: Path, rows: np.ndarray, part: slice) -> None:
    """A slice is that of the array, also an empty one and one that reaches beyond the end."""
    found = RowFile(path)

    assert np.array_equal(found[part], rows[part])
    assert (len(found), found.shape) == (50, (50, 6))
    assert np.array_equal(np.asarray(found), rows)


def test_the_file_can_be_read_when_it_is_gone_from_its_folder(path: Path, rows: np.ndarray) -> None:
    """A generation that was deleted still answers whoever has it open."""
    found = RowFile(path)
    path.unlink()

    assert np.array_equal(found[10:20], rows[10:20])


@pytest.mark.parametrize("content", [b"", b"no array", None])
def test_a_file_that_is_not_whole(path: Path, content: bytes | None) -> None:
    """It is refused when it is opened."""
    path.write_bytes(path.read_bytes()[:-8] if content is None else content)

    with pytest.raises((ValueError, EOFError, OSError)):
        RowFile(path)
