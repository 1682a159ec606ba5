"""Rows of arrays in .npy files, written and read piece by piece: what has gone through is not held in memory."""

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
            file.write(np.ascontiguousarray(rows, dtype=kind).tobytes())

        yield write


def rows_read(mapped: NDArray[Any], start: int, end: int) -> NDArray[Any]:
    """Return rows from the file behind a mapped array [n, columns]: read, for mapped ones would stay in memory."""
    if not isinstance(mapped, np.memmap) or mapped.filename is None:
        return mapped[start:end]
    columns, size = mapped.shape[1], mapped.dtype.itemsize
    offset = mapped.offset + start * columns * size
    rows = np.fromfile(mapped.filename, mapped.dtype, (end - start) * columns, offset=offset)
    return rows.reshape(-1, columns)
