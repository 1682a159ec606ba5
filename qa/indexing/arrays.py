"""Rows of arrays in .npy files, written and read piece by piece: what went through is not held in memory."""

import errno
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import DTypeLike, NDArray

_BYTES_AT_ONCE = 2**20
_CANNOT_COPY = (errno.ENOSYS, errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM)
"""An old kernel, two file systems, or one that does not have it."""


class RowFile:
    """The rows of an array in a .npy file, read when a slice is asked for; safe in several threads.

    Mapped into memory, all that questions ever touched would count as the program's own: gigabytes, in the end.
    The file stays open, so it can be read also when a newer generation has taken its place.
    """

    def __init__(self, path: Path) -> None:
        """Open a file; raises OSError, EOFError or ValueError when it is not readable or not whole."""
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)  # which looks at header and size
        self.shape: tuple[int, int] = mapped.shape
        self.dtype = mapped.dtype
        self._offset = mapped.offset
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.shape[0]

    def __getitem__(self, rows: slice) -> NDArray[Any]:
        """Return some rows [n, columns], one after another."""
        start, end, _ = rows.indices(len(self))
        size = self.shape[1] * self.dtype.itemsize
        read = os.pread(self._file, max(end - start, 0) * size, self._offset + start * size)
        return np.frombuffer(read, self.dtype).reshape(-1, self.shape[1])

    def __array__(self, kind: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """Return all rows."""
        del copy  # they are read, hence a copy
        return self[:].astype(kind or self.dtype, copy=False)

    def copy_to(self, file: BinaryIO, first: int, end: int) -> None:
        """Write rows ``first`` to ``end`` to a file, behind what was written to it.

        The system copies them itself where it can: without passing them through this process and, on a file system
        that shares blocks between files until one is written to, without copying whole blocks at all.
        """
        file.flush()
        size = self.shape[1] * self.dtype.itemsize
        start, left = self._offset + first * size, (end - first) * size
        while left:
            copied = _copied_by_system(self._file, file.fileno(), left, start)
            copied = copied or os.write(file.fileno(), os.pread(self._file, min(left, _BYTES_AT_ONCE), start))
            start, left = start + copied, left - copied


class RowWriter:
    """Writes the rows of a file, some after others."""

    def __init__(self, file: BinaryIO, kind: DTypeLike) -> None:
        """Write rows of some kind of number to a file behind its header; use ``rows_written``."""
        self._file = file
        self._kind = kind

    def __call__(self, rows: NDArray[Any]) -> None:
        """Write rows [n, columns]."""
        self._file.write(np.ascontiguousarray(rows, dtype=self._kind).reshape(-1).view(np.uint8).data)

    def copy(self, rows: RowFile, first: int, end: int) -> None:
        """Write rows ``first`` to ``end`` of a file of the same kind."""
        if rows.dtype != self._kind:
            raise ValueError(f"rows of {rows.dtype} do not go into a file of {self._kind}")
        rows.copy_to(self._file, first, end)


@contextmanager
def rows_written(path: Path, kind: DTypeLike, shape: tuple[int, int]) -> Iterator[RowWriter]:
    """Write an array of this shape to a new file, by what is yielded."""
    header = {"descr": np.lib.format.dtype_to_descr(np.dtype(kind)), "fortran_order": False, "shape": shape}
    with path.open("xb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        yield RowWriter(file, kind)


def _copied_by_system(source: int, target: int, count: int, start: int) -> int:
    """Return how many bytes the system copied from one file to where another ends; 0 where it cannot."""
    if not hasattr(os, "copy_file_range"):  # on Linux alone
        return 0
    try:
        return os.copy_file_range(source, target, count, start)
    except OSError as error:
        if error.errno in _CANNOT_COPY:
            return 0
        raise
