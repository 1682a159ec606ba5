"""How near a text is in meaning to ways of saying a red flag, and to what only sounds like one.

The vectors of all phrases are made once for a model and a file of flags, and kept beside the index: a question in a
new process reads half a megabyte instead of encoding some hundred phrases.
"""

import logging
from functools import cached_property
from io import BytesIO
from pathlib import Path

import numpy as np

from qa.answering.flag_file import Flags
from qa.files import sha256, write_atomically
from qa.indexing.encoder import Encoder
from qa.indexing.vectors import Vectors

KEPT_PREFIX = "red_flags-"
BATCH = 64

_log = logging.getLogger(__name__)


class FlagMeaning:
    """The vectors of the phrases of a file of flags; those of ``folder`` where it has them."""

    def __init__(self, flags: Flags, encoder: Encoder, folder: Path | None = None) -> None:
        """Keep the parts; nothing is read or encoded until it is needed."""
        self.flags = flags
        self._encoder = encoder
        self._folder = folder
        self._phrases = [*(each for flag in flags.flags for each in flag.says), *flags.contrast]

    def prepare(self) -> None:
        """Have the vectors ready, and kept where there is a folder."""
        self._rows  # noqa: B018 - worked out when first asked for

    def of_flag(self, number: int) -> Vectors:
        """Return the unit vectors [ways of saying it, dimension] of the flag of a number."""
        return self._parts[number]

    def nearness(self, vector: Vectors) -> tuple[list[float], float]:
        """Return the cosine of a unit vector with the nearest phrase of each flag, and of all contrast."""
        contrast = float((self._parts[-1] @ vector).max(initial=-1.0))
        return [float((part @ vector).max()) for part in self._parts[:-1]], contrast

    @cached_property
    def _parts(self) -> list[Vectors]:
        ends = np.cumsum([len(flag.says) for flag in self.flags.flags])
        return np.split(self._rows, ends)

    @cached_property
    def _rows(self) -> Vectors:
        """All of them [phrases, dimension]."""
        identity = self._encoder.identity
        if self._folder is None:
            return self._encoded()
        name = sha256("\n".join((identity.digest, *self._phrases)).encode())
        path = self._folder / f"{KEPT_PREFIX}{name[:16]}.npy"
        try:
            kept = np.load(path, allow_pickle=False)
            if kept.shape == (len(self._phrases), identity.dimension):
                return kept.astype(np.float32)  # type: ignore[no-any-return]
        except (OSError, EOFError, ValueError):
            pass  # not made yet, or damaged: it is made again
        rows = self._encoded()
        _keep(path, rows)
        return rows

    def _encoded(self) -> Vectors:
        """Return them encoded, to the precision they are kept in, so that kept ones answer the same."""
        batches = range(0, len(self._phrases), BATCH)
        encoded = (self._encoder.encode_questions(self._phrases[start : start + BATCH]) for start in batches)
        rows: Vectors = np.stack([each.vector for batch in encoded for each in batch])
        return rows.astype(np.float16).astype(np.float32)


def _keep(path: Path, rows: Vectors) -> None:
    """Keep them, in place of those of other phrases; a folder that may not be written to keeps nothing."""
    content = BytesIO()
    np.save(content, rows.astype(np.float16), allow_pickle=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        others = list(path.parent.glob(f"{KEPT_PREFIX}*.npy"))
        write_atomically(path, content.getvalue())
        for other in others:
            if other != path:
                other.unlink(missing_ok=True)
    except OSError as error:
        _log.info("The vectors of red flags are not kept: %s", error)
