"""How a text's vector tells that it describes a red flag, and which: learned from the phrases of the file.

Two linear models on the vectors of the phrases: logistic regression tells ways of saying any flag from what only
sounds like one; ridge regression, one column a flag, tells which it is.  Nearness to the nearest phrase alone
tells less: most of what a model sees in a sentence is its subject, and "no fever" is near to "fever".  They are
learned once for a model and a file, and kept beside the index: a question in a new process encodes no phrase.
"""

import logging
from collections.abc import Mapping
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

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
PRIOR = 1.0
"""The same of whether it is any."""
STEPS_MOST, STEP_LEAST = 25, 1e-6
FORMAT = 1
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
        self._phrases = [*(each for flag in flags.flags for each in flag.says), *flags.contrast]

    def prepare(self) -> None:
        """Have all of it ready, and kept where there is a folder."""
        self._learned  # noqa: B018 - worked out when first asked for

    def of_flag(self, number: int) -> Vectors:
        """Return the unit vectors [ways of saying it, dimension] of the flag of a number."""
        ends = np.cumsum([0, *(len(flag.says) for flag in self.flags.flags)])
        return self._learned["rows"][ends[number] : ends[number + 1]].astype(np.float32)

    def flag_of(self, vector: Vectors) -> tuple[float, int]:
        """Return the log odds that a text of a unit vector describes any flag, and the number of the likeliest."""
        lengthened = np.append(vector, np.float32(1.0))
        odds = float(lengthened @ self._learned["detecting"])
        return odds, int(np.argmax(lengthened @ self._learned["telling"]))

    @cached_property
    def _learned(self) -> Mapping[str, NDArray[Any]]:
        """The ``rows`` [phrases, dimension], and the coefficients [dimension + 1] and [dimension + 1, flags]."""
        if self._folder is None:
            return self._learn()
        identity = self._encoder.identity
        counts = [len(flag.says) for flag in self.flags.flags]
        name = sha256("\n".join((str(FORMAT), identity.digest, str(counts), *self._phrases)).encode())
        path = self._folder / f"{KEPT_PREFIX}{name[:16]}.npz"
        try:
            with np.load(path, allow_pickle=False) as kept:
                return {part: kept[part] for part in ("rows", "detecting", "telling")}
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):  # not made yet, or damaged: it is made again
            learned = self._learn()
        _keep(path, learned)
        return learned

    def _learn(self) -> Mapping[str, NDArray[Any]]:
        vectors = self._encoded()
        rows = np.column_stack([vectors.astype(np.float64), np.ones(len(vectors))])
        counts = [len(flag.says) for flag in self.flags.flags]
        described = np.arange(len(rows)) < sum(counts)
        which = np.eye(len(counts))[np.repeat(np.arange(len(counts)), counts)]
        positive = rows[described]
        square = positive.T @ positive + RIDGE * np.eye(positive.shape[1])
        return {
            "rows": vectors,
            "detecting": _logistic(rows, described.astype(np.float64)).astype(np.float32),
            "telling": np.linalg.solve(square, positive.T @ which).astype(np.float32),
        }

    def _encoded(self) -> NDArray[np.float16]:
        """Return the phrases encoded, to the precision that they are kept in: kept ones answer the same."""
        batches = range(0, len(self._phrases), BATCH)
        encoded = (self._encoder.encode_questions(self._phrases[start : start + BATCH]) for start in batches)
        rows: Vectors = np.stack([each.vector for batch in encoded for each in batch])
        return rows.astype(np.float16)


def _logistic(rows: Reals, described: Reals) -> Reals:
    """Return the most probable coefficients [columns] under a normal prior (Bishop, 2006, section 4.3.3)."""
    found: Reals = np.zeros(rows.shape[1])
    for _ in range(STEPS_MOST):
        chances = 1 / (1 + np.exp(-rows @ found))
        curvature = (rows.T * (chances * (1 - chances))) @ rows + PRIOR * np.eye(len(found))
        step = np.linalg.solve(curvature, rows.T @ (described - chances) - PRIOR * found)
        found = found + step
        if np.all(np.abs(step) < STEP_LEAST):
            break
    return found


def _keep(path: Path, learned: Mapping[str, NDArray[Any]]) -> None:
    """Keep it, in place of that of other phrases; a folder that may not be written to keeps nothing."""
    content = BytesIO()
    np.savez(content, **learned)  # type: ignore[arg-type]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        others = [other for other in path.parent.glob(f"{KEPT_PREFIX}*.npz") if other != path]
        write_atomically(path, content.getvalue())
        for other in others:
            other.unlink(missing_ok=True)
    except OSError as error:
        _log.info("What was learned of red flags is not kept: %s", error)
