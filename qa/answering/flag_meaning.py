"""How a text's vector tells that it describes a red flag, and which: learned from the phrases of the file.

Two linear models on the vectors of the phrases: logistic regression tells ways of saying any flag from what only
sounds like one; ridge regression, one column a flag, tells which it is.  Nearness to the nearest phrase alone tells
less: most of what meaning models see in a sentence is its subject, and "no fever" is near to "fever".  The vectors
are made once for a model and a file, and kept beside the index: a question in a new process encodes no phrase.
"""

import logging
from functools import cached_property
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.answering.flag_file import Flags
from qa.files import sha256, write_atomically
from qa.indexing.encoder import Encoder
from qa.indexing.vectors import Vectors

Reals = NDArray[np.float64]
KEPT_PREFIX = "red_flags-"
RIDGE = 3.0
"""What keeps the coefficients of which flag it is small: of 0.3 to 10 it tells most right (85% of the questions of
qa/evaluation/red_flags/dev), and 81 to 85% are told by the others."""
PRIOR, STEPS = 1.0, 25
"""The same of whether it is any, and the steps of Newton's method, of which ten suffice."""
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

    def flag_of(self, vector: Vectors) -> tuple[float, int]:
        """Return the log odds that a text of a unit vector describes any flag, and the number of the likeliest."""
        detecting, telling = self._models
        lengthened = np.append(vector, 1.0)
        return float(lengthened @ detecting), int(np.argmax(lengthened @ telling))

    @cached_property
    def _models(self) -> tuple[Reals, Reals]:
        """The coefficients [dimension + 1] of whether, and [dimension + 1, flags] of which."""
        rows = np.column_stack([self._rows.astype(np.float64), np.ones(len(self._phrases))])
        counts = [len(flag.says) for flag in self.flags.flags]
        described = np.arange(len(rows)) < sum(counts)
        which = np.eye(len(counts))[np.repeat(np.arange(len(counts)), counts)]
        positive = rows[described]
        square = positive.T @ positive + RIDGE * np.eye(positive.shape[1])
        return _logistic(rows, described.astype(np.float64)), np.linalg.solve(square, positive.T @ which)

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


def _logistic(rows: Reals, described: Reals) -> Reals:
    """Return the most probable coefficients [columns] under a normal prior (Bishop, 2006, section 4.3.3)."""
    found: Reals = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-rows @ found))
        curvature = (rows.T * (chances * (1 - chances))) @ rows + PRIOR * np.eye(len(found))
        found = found + np.linalg.solve(curvature, rows.T @ (described - chances) - PRIOR * found)
    return found


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
