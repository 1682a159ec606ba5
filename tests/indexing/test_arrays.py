"""Rows come back from their file as they were written, slice by slice."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa.indexing.arrays import RowFile, rows_written


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
    rows_of_file = RowFile(path)

    assert np.array_equal(rows_of_file[part], rows[part])
    assert (len(rows_of_file), rows_of_file.shape) == (50, (50, 6))
    assert np.array_equal(np.asarray(rows_of_file), rows)


def by_system(source: int, target: int, count: int, start: int) -> int:
    """Copy no more than some bytes at once, as a system may."""
    return os.write(target, os.pread(source, min(count, 40), start))


def never(*_: int) -> int:
    """Fail as a system does that cannot copy from one file system to another."""
    raise OSError(errno.EXDEV, "Invalid cross-device link")


@pytest.mark.parametrize("copying", [None, by_system, never])
def test_rows_are_copied_among_others_that_are_written(
    path: Path,
    rows: np.ndarray,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    copying: Callable[[int, int, int, int], int] | None,
) -> None:
    """Rows that a file has and rows that come make one file, in order, whether the system copies or we do."""
    new, source = np.ones((3, 6), np.float16), RowFile(path)
    if copying:
        monkeypatch.setattr(os, "copy_file_range", copying, raising=False)

    with rows_written(tmp_path / "other.npy", np.float16, (33, 6)) as write:
        write(new[:1])
        write.copy(source, 0, 20)
        write(new[1:])
        write.copy(source, 20, 20)
        write.copy(source, 40, 50)

    expected = np.concatenate([new[:1], rows[:20], new[1:], rows[40:]])
    assert np.array_equal(np.load(tmp_path / "other.npy"), expected)


def test_rows_of_another_kind_are_not_copied(path: Path, tmp_path: Path) -> None:
    """Bytes of one kind of number would be other numbers of another."""
    with (
        rows_written(tmp_path / "other.npy", np.int8, (1, 6)) as write,
        pytest.raises(ValueError, match="float16"),
    ):
        write.copy(RowFile(path), 0, 1)


def test_what_else_goes_wrong_is_told(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is no reason to copy in another way."""

    def full(*_: int) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "copy_file_range", full, raising=False)

    with rows_written(tmp_path / "other.npy", np.float16, (50, 6)) as write, pytest.raises(OSError, match="space"):
        write.copy(RowFile(path), 0, 50)


def test_the_file_can_be_read_when_it_is_gone_from_its_folder(path: Path, rows: np.ndarray) -> None:
    """A generation that was deleted still answers whoever has it open."""
    rows_of_file = RowFile(path)
    path.unlink()

    assert np.array_equal(rows_of_file[10:20], rows[10:20])


@pytest.mark.parametrize("content", [b"", b"no array", None])
def test_a_file_that_is_not_whole(path: Path, content: bytes | None) -> None:
    """It is refused when it is opened."""
    path.write_bytes(path.read_bytes()[:-8] if content is None else content)

    with pytest.raises((ValueError, EOFError, OSError)):
        RowFile(path)
