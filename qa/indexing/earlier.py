"""What the generation that serves has, and the next one need not make again: the vectors of unchanged passages.

A passage is known by the key of the vector cache, a digest of what is embedded for it and of the model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.indexing.generations import PASSAGE_KEYS, Generation
from qa.indexing.row_files import RowFile, RowWriter
from qa.indexing.vectors import ROWS

CALIBRATED_AGAIN_AT = 0.02
"""Share of passages that may come and go before the verdict is calibrated again: that costs seconds however little
changed, and the questions that it is fitted on, a sample, move it by as much."""


@dataclass(frozen=True, slots=True)
class VectorWriters:
    """What the vectors of passages, of their sentences, and the codes of their tokens are written by, in order."""

    passages: RowWriter
    sentences: RowWriter
    tokens: RowWriter


class Earlier:
    """The passages of a whole generation, by key."""

    def __init__(self, folder: Path, generation: Generation) -> None:
        """Look at a generation that was opened, hence verified, from its folder."""
        self.generation = generation
        self._vectors = RowFile(folder / ROWS)
        keys: NDArray[np.uint8] = np.load(folder / PASSAGE_KEYS, allow_pickle=False)
        self._rows = {key.tobytes(): row for row, key in enumerate(keys)}

    def row(self, key: bytes) -> int | None:
        """Return the number of the passage with this key, or None."""
        return self._rows.get(key)

    def copy(self, first: int, end: int, into: VectorWriters) -> None:
        """Write what passages ``first`` to ``end`` have, as it was kept."""
        generation, starts = self.generation, self.generation.first_sentence
        into.passages.copy(self._vectors, first, end)
        generation.sentences.copy(int(starts[first]), int(starts[end]), into.sentences)
        generation.tokens.copy(first, end, into.tokens)

    def drift(self, keys: Sequence[bytes]) -> int | None:
        """Return how many passages, up to those of these keys, came and went since the verdict was calibrated.

        None where there is no calibration, or where it is to be done again.
        """
        manifest = self.generation.manifest
        drift = manifest.calibration_drift + len(set(keys) ^ self._rows.keys())
        return drift if manifest.calibration and drift <= CALIBRATED_AGAIN_AT * len(keys) else None


def keys_array(keys: Sequence[bytes]) -> NDArray[np.uint8]:
    """Return keys as an array [n, bytes of a key], as a generation keeps them."""
    return np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), -1 if keys else 32)
