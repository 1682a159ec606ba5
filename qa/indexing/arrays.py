"""Rows of arrays in .npy files, written and read in pieces, so that no whole array is held in memory."""

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
"""Errors of an old kernel, of two file systems, or of one without the call."""


class RowFile:
    """The rows of an array in a .npy file, read slice by slice; thread-safe.

    With memory mapping, every page that questions ever touched would count as resident: gigabytes in the end. The
    open file stays readable when a newer generation has replaced it.
    """

    def __init__(self, path: Path) -> None:
        """Open a file; raises OSError, EOFError or ValueError when it is unreadable or truncated."""
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)  # which checks header and size
        self.shape: tuple[int, int] = mapped.shape
        self.dtype = mapped.dtype
        self._offset = mapped.offset
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.shape[0]

    def __getitem__(self, rows: slice) -> NDArray[Any]:
        """Return consecutive rows [n, columns]."""
        start, end, _ = rows.indices(len(self))
        size = self.shape[1] * self.dtype.itemsize
        content = os.pread(self._file, max(end - start, 0) * size, self._offset + start * size)
        return np.frombuffer(content, self.dtype).reshape(-1, self.shape[1])

    def __array__(self, kind: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """Return all rows."""
        del copy  # they are read, hence a copy
        return self[:].astype(kind or self.dtype, copy=False)

    def copy_to(self, file: BinaryIO, first: int, end: int) -> None:
        """Append rows ``first`` to ``end`` to a file.

        The kernel copies them where it can, without passing them through this process; a file system with
        copy-on-write shares the blocks instead of copying them.
        """
        file.flush()
        size = self.shape[1] * self.dtype.itemsize
        start, remaining = self._offset + first * size, (end - first) * size
        while remaining:
            copied = _copied_by_system(self._file, file.fileno(), remaining, start)
            copied = copied or os.write(file.fileno(), os.pread(self._file, min(remaining, _BYTES_AT_ONCE), start))
            start, remaining = start + copied, remaining - copied


class RowWriter:
    """Appends rows to a file."""

    def __init__(self, file: BinaryIO, kind: DTypeLike) -> None:
        """Write rows of a dtype behind the header of a file; use ``rows_written``."""
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
    """Yield a writer for an array of this shape in a new file."""
    header = {"descr": np.lib.format.dtype_to_descr(np.dtype(kind)), "fortran_order": False, "shape": shape}
    with path.open("xb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        yield RowWriter(file, kind)


def _copied_by_system(source: int, target: int, count: int, start: int) -> int:
    """Return how many bytes the kernel appended from one file to another; 0 where it cannot."""
    if not hasattr(os, "copy_file_range"):  # Linux only
        return 0
    try:
        return os.copy_file_range(source, target, count, start)
    except OSError as error:
        if error.errno in _CANNOT_COPY:
            return 0
        raise
