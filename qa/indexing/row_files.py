"""Rows of arrays in .npy files, written and read piece by piece: what went through is not held in memory."""

import os
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


@contextmanager
def rows_written(path: Path, kind: DTypeLike, shape: tuple[int, int]) -> Iterator[Callable[[NDArray[Any]], None]]:
    """Write an array of this shape to a new file, by what is yielded: some rows after others."""
    header = {"descr": np.lib.format.dtype_to_descr(np.dtype(kind)), "fortran_order": False, "shape": shape}
    with path.open("xb") as file:
        np.lib.format.write_array_header_1_0(file, header)

        def write(rows: NDArray[Any]) -> None:
            file.write(np.ascontiguousarray(rows, dtype=kind).reshape(-1).view(np.uint8).data)

        yield write


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
