"""What files looked like when their digests were taken: one that still looks so need not be read.

What is compared are size, times and number of a file.  The time of its last change is set by the system with every
write and every other time that is set, so one that was put back does not deceive.  A file that changed when its
digest was about to be kept may change again within the same tick of the clock: it is read again, as git does it.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from qa.files import write_atomically
from qa.reading.opening import digest_of

SURE_NS = 2_000_000_000
"""The coarsest clock of a file system ticks every two seconds."""
_Stamp = list[int]


class Stamps:
    """The files of one corpus as they looked at the last build; safe to lose."""

    def __init__(self, path: Path, corpus: Path, *, fresh: bool = False) -> None:
        """Read what was kept: nothing of another corpus, of a damaged file, or where it is to be ``fresh``."""
        self._path = path
        self._corpus = corpus
        self._known: dict[str, tuple[_Stamp, str]] = {}
        self._sure_before = 0
        if not fresh:
            self._read()

    def _read(self) -> None:
        path, corpus = self._path, self._corpus
        try:
            kept = json.loads(path.read_bytes())
            if kept["corpus"] == str(corpus.absolute()):
                self._known = {source: (stamp, digest) for source, (stamp, digest) in kept["files"].items()}
                self._sure_before = path.stat().st_mtime_ns - SURE_NS
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            self._known = {}

    def digests(self, sources: Sequence[str]) -> dict[str, str]:
        """Return the digest of each file as it is now, and keep how the files look."""
        looks = {source: _stamp(f"{self._corpus}/{source}") for source in sources}
        same = {source: self._known[source][1] for source, stamp in looks.items() if self._is_same(source, stamp)}
        found = {source: same[source] if source in same else digest_of(self._corpus, source) for source in sources}
        if len(same) < len(sources) or len(sources) < len(self._known):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            seen = {source: (stamp, found[source]) for source, stamp in looks.items() if stamp}
            kept = {"corpus": str(self._corpus.absolute()), "files": seen}
            write_atomically(self._path, json.dumps(kept).encode())
        return found

    def _is_same(self, source: str, stamp: _Stamp | None) -> bool:
        known, _ = self._known.get(source, (None, ""))
        return stamp is not None and stamp == known and max(stamp[1:3]) < self._sure_before


def _stamp(path: str) -> _Stamp | None:
    """Return size, times in nanoseconds and number of a file; None where it cannot be looked at."""
    try:
        status = os.stat(path)  # noqa: PTH116 - thousands of paths, each asked for at every build
    except (OSError, ValueError):
        return None
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
