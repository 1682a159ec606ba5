"""The vectors of each red flag's phrases, by which sentences of articles on it are chosen."""

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
"""Format of the kept file; part of its name."""
BATCH = 64

_log = logging.getLogger(__name__)


class FlagMeaning:
    """The vectors of the phrases of a file of flags, read from ``folder`` where it has them."""

    def __init__(self, flags: Flags, encoder: Encoder, folder: Path | None = None) -> None:
        """Keep the parts; nothing is read or encoded until it is needed."""
        self.flags = flags
        self._encoder = encoder
        self._folder = folder
        self._phrases = [phrase for flag in flags.flags for phrase in flag.says]

    @property
    def digest(self) -> str:
        """The digest of the model that made the vectors."""
        return self._encoder.identity.digest

    def prepare(self) -> None:
        """Encode all phrases now, and keep the vectors where there is a folder."""
        self._rows  # noqa: B018 - computed on first access

    def of_flag(self, number: int) -> Vectors:
        """Return the unit vectors [phrases, dimension] of a flag, by its number."""
        ends = np.cumsum([0, *(len(flag.says) for flag in self.flags.flags)])
        return self._rows[ends[number] : ends[number + 1]].astype(np.float32)

    @cached_property
    def _rows(self) -> NDArray[np.float16]:
        """The vectors [phrases, dimension] in fp16, as kept, so that kept and fresh ones give the same answers."""
        if self._folder is None:
            return self._encoded()
        name = sha256("\n".join((str(FORMAT), self.digest, *self._phrases)).encode())
        path = self._folder / f"{KEPT_PREFIX}{name[:16]}.npz"
        try:
            with np.load(path, allow_pickle=False) as arrays:
                rows: NDArray[np.float16] = arrays["rows"]
                return rows
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):  # missing or damaged
            rows = self._encoded()
        _keep(path, {"rows": rows})
        return rows

    def _encoded(self) -> NDArray[np.float16]:
        batches = range(0, len(self._phrases), BATCH)
        encoded = (self._encoder.encode_questions(self._phrases[start : start + BATCH]) for start in batches)
        rows: Vectors = np.stack([phrase.vector for batch in encoded for phrase in batch])
        return rows.astype(np.float16)


def _keep(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Keep arrays, and delete those of other phrases; a no-op where the folder cannot be written."""
    content = BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        outdated = [file for file in path.parent.glob(f"{KEPT_PREFIX}*.npz") if file != path]
        write_atomically(path, content.getvalue())
        for file in outdated:
            file.unlink(missing_ok=True)
    except OSError as error:
        _log.info("The vectors of red flags are not kept: %s", error)
