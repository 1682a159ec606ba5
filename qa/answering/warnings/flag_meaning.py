"""The vectors of the ways in which people say each red flag: what sentences of articles on it are chosen by."""

import logging
from collections.abc import Mapping
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from qa.answering.warnings.flag_file import Flags
from qa.embedding.encoder import Encoder, Vectors
from qa.files import sha256, write_atomically

KEPT_PREFIX = "red_flags-"
FORMAT = 2
"""Of what is kept; part of its name."""
BATCH = 64

_log = logging.getLogger(__name__)


class FlagMeaning:
    """The vectors of the phrases of a file of flags; those of ``folder`` where it has them."""

    def __init__(self, flags: Flags, encoder: Encoder, folder: Path | None = None) -> None:
        """Keep the parts; nothing is read or encoded until it is needed."""
        self.flags = flags
        self._encoder = encoder
        self._folder = folder
        self._phrases = [each for flag in flags.flags for each in flag.says]

    @property
    def digest(self) -> str:
        """The digest of the model that made the vectors."""
        return self._encoder.identity.digest

    def prepare(self) -> None:
        """Have all of it ready, and kept where there is a folder."""
        self._rows  # noqa: B018 - worked out when first asked for

    def of_flag(self, number: int) -> Vectors:
        """Return the unit vectors [ways of saying it, dimension] of the flag of a number."""
        ends = np.cumsum([0, *(len(flag.says) for flag in self.flags.flags)])
        return self._rows[ends[number] : ends[number + 1]].astype(np.float32)

    @cached_property
    def _rows(self) -> NDArray[np.float16]:
        """The vectors [phrases, dimension], to the precision that they are kept in: kept ones answer the same."""
        if self._folder is None:
            return self._encoded()
        name = sha256("\n".join((str(FORMAT), self.digest, *self._phrases)).encode())
        path = self._folder / f"{KEPT_PREFIX}{name[:16]}.npz"
        try:
            with np.load(path, allow_pickle=False) as kept:
                rows: NDArray[np.float16] = kept["rows"]
                return rows
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):  # not made yet, or damaged: it is made again
            rows = self._encoded()
        _keep(path, {"rows": rows})
        return rows

    def _encoded(self) -> NDArray[np.float16]:
        batches = range(0, len(self._phrases), BATCH)
        encoded = (self._encoder.encode_questions(self._phrases[start : start + BATCH]) for start in batches)
        rows: Vectors = np.stack([each.vector for batch in encoded for each in batch])
        return rows.astype(np.float16)


def _keep(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Keep arrays, in place of those of other phrases; a folder that may not be written to keeps nothing."""
    content = BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        others = [other for other in path.parent.glob(f"{KEPT_PREFIX}*.npz") if other != path]
        write_atomically(path, content.getvalue())
        for other in others:
            other.unlink(missing_ok=True)
    except OSError as error:
        _log.info("The vectors of red flags are not kept: %s", error)
