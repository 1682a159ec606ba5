"""The vectors of all sentences as bytes in a file, of which only those of passages that were found are read.

A unit vector is known by its direction: each is scaled so that its greatest part fills a byte, and is brought to
unit length when it is read.  Its cosine with what it was is 0.9999; in 16 bits they took twice the room.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.indexing.pooling import unit
from qa.indexing.row_files import RowFile, RowWriter, rows_written
from qa.indexing.vectors import Vectors

Codes = NDArray[np.int8]
BYTE = 127


def as_bytes(vectors: NDArray[Any]) -> Codes:
    """Return vectors [n, dimension] as bytes, each scaled by its own greatest part; zero stays zero."""
    greatest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    scaled = vectors * (BYTE / np.where(greatest > 0, greatest, 1.0))
    codes: Codes = np.rint(scaled).astype(np.int8)
    return codes


class SentenceVectors:
    """Unit vectors of sentences, read when a slice is asked for; safe in several threads."""

    def __init__(self, codes: Codes | RowFile) -> None:
        """Wrap codes [sentences, dimension] of ``as_bytes``; use ``open``."""
        self._codes = codes

    @classmethod
    def open(cls, path: Path) -> "SentenceVectors":
        """Open a file of ``written``; raises OSError, EOFError or ValueError when it is not whole or readable."""
        return cls(RowFile(path))

    @staticmethod
    @contextmanager
    def written(path: Path, count: int, dimension: int) -> Iterator[RowWriter]:
        """Write a new file by what is yielded, which takes what ``as_bytes`` returns."""
        with rows_written(path, np.int8, (count, dimension)) as write:
            yield write

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self._codes)

    def __getitem__(self, sentences: slice) -> Vectors:
        """Return the vectors [n, dimension] of some sentences, one after another; a zero vector stays zero."""
        return unit(self.codes(sentences).astype(np.float32))

    def codes(self, sentences: slice) -> Codes:
        """Return them [n, dimension] as they are kept."""
        codes: Codes = self._codes[sentences]
        return codes

    def copy(self, first: int, end: int, into: RowWriter) -> None:
        """Write those of sentences ``first`` to ``end``, as they are in their file."""
        if not isinstance(self._codes, RowFile):
            raise TypeError("vectors that are in memory have no file to copy from")
        into.copy(self._codes, first, end)
