"""What builds worked out of files and texts, kept so that the next build works out only what changed.

A value is under a digest of all that it was made from, the code that made it with it, so nothing here is ever out
of date; what a build goes on from (indexing/copies.py) tells what it was made from itself.  It is safe to lose: a
damaged cache is thrown away, and a value that fails its checksum is made again.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from types import TracebackType

import qa
from qa.files import remove_database, sha256

LIBRARIES = (
    "charset-normalizer",
    "ftfy",
    "lxml",
    "markdown-it-py",
    "py3langid",
    "pypdfium2",
    "python-docx",
    "python-frontmatter",
    "sentencex",
    "trafilatura",
)
"""What reads, repairs and cuts for us: another version may do it otherwise."""
BUILDS_KEPT = 2
"""What so many builds in a row did not use is dropped: as many as generations are kept."""
_AT_ONCE = 500
_SCHEMA = """
CREATE TABLE IF NOT EXISTS made (key BLOB PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS used (key BLOB PRIMARY KEY, build INTEGER NOT NULL, bytes INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
"""


def code_digest(*rooms: str) -> str:
    """Return a digest of the code, word lists and questions in some rooms of the house, and of its libraries."""
    house = Path(qa.__file__).parent
    every = (path for room in rooms for path in sorted((house / room).rglob("*")))
    files = [path for path in every if path.suffix in (".py", ".txt", ".jsonl")]
    libraries = " ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return sha256(b"".join([libraries.encode(), *(file.read_bytes() for file in files)]))


def key_of(*parts: str) -> bytes:
    """Return the key of what is made from these texts."""
    return bytes.fromhex(sha256("\0".join(parts).encode(errors="surrogatepass")))


class WorkCache:
    """The cache in one SQLite file; used by one build at a time, from one thread."""

    def __init__(self, path: Path, *, build: int, bytes_most: int, fresh: bool = False) -> None:
        """Open or make the cache; ``build`` counts the builds of this index.

        With ``fresh`` nothing is found, so that all is made, and kept, anew.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._build = build
        self._bytes_most = bytes_most
        self._fresh = fresh
        self._made: list[tuple[bytes, bytes, int]] = []
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            self._connection = self._anew()

    def _anew(self) -> sqlite3.Connection:
        remove_database(self._path)
        return self._open()

    @contextmanager
    def _anew_if_damaged(self) -> Iterator[None]:
        """Go on with an empty cache where pages deep in the file turn out to be damaged."""
        try:
            yield
        except sqlite3.OperationalError:  # no damage: no room on the disk, or no right to write
            raise
        except sqlite3.DatabaseError:
            self._connection.close()
            self._connection = self._anew()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path)
        connection.execute("PRAGMA auto_vacuum = FULL")  # what is dropped makes the file smaller
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_SCHEMA)
        connection.execute("SELECT count(*) FROM made").fetchone()
        connection.execute("SELECT key, build, bytes FROM used LIMIT 1").fetchone()  # another version's has others
        return connection

    def __enter__(self) -> "WorkCache":
        """Use the cache for the length of a build."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file; what was put stays, also when the build failed."""
        self._write()
        self._connection.close()

    def get(self, keys: Iterable[bytes]) -> Iterator[bytes | None]:
        """Yield the value under each key, or None, and mark it used; a value that fails its checksum is none."""
        every = iter(keys)
        while some := list(islice(every, _AT_ONCE)):
            asked = f"SELECT key, value, checksum FROM made WHERE key IN ({', '.join('?' * len(some))})"  # noqa: S608
            found: dict[bytes, bytes] = {}
            with self._anew_if_damaged():
                rows = [] if self._fresh else self._connection.execute(asked, some)
                found = {key: value for key, value, checksum in rows if zlib.crc32(value) == checksum}
                self._mark((key, len(value)) for key, value in found.items())
            yield from map(found.get, some)

    def has(self, keys: Iterable[bytes]) -> Iterator[bool]:
        """Tell of each key whether there is a value, and mark it used; the values are not read."""
        every = iter(keys)
        while some := list(islice(every, _AT_ONCE)):
            marks = ", ".join("?" * len(some))
            found: set[bytes] = set()
            with self._anew_if_damaged():
                if not self._fresh:
                    asked = f"SELECT key FROM used WHERE key IN ({marks})"  # noqa: S608 - constants
                    found = {key for (key,) in self._connection.execute(asked, some)}
                    change = f"UPDATE used SET build = ? WHERE key IN ({marks})"  # noqa: S608
                    self._connection.execute(change, [self._build, *some])
            yield from (key in found for key in some)

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value; a build that is killed later finds it again, but for the last ones."""
        self._made.append((key, value, zlib.crc32(value)))
        if len(self._made) >= _AT_ONCE:
            self._write()

    def _write(self) -> None:
        with self._anew_if_damaged():
            self._connection.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?)", self._made)
            self._mark((key, len(value)) for key, value, _ in self._made)
            self._connection.commit()
        self._made.clear()

    def _mark(self, sizes: Iterable[tuple[bytes, int]]) -> None:
        rows = ((key, self._build, size) for key, size in sizes)
        self._connection.executemany("INSERT OR REPLACE INTO used VALUES (?, ?, ?)", rows)

    def prune(self) -> None:
        """Drop what the last builds did not use and, of the rest, what makes the cache too large, oldest first."""
        self._write()
        with self._anew_if_damaged():
            self._connection.execute("DELETE FROM used WHERE build <= ?", (self._build - BUILDS_KEPT,))
            self._connection.execute(
                """DELETE FROM used WHERE key IN (
                    SELECT key FROM (SELECT key, sum(bytes) OVER (ORDER BY build DESC, key) AS so_far FROM used)
                    WHERE so_far > ?
                )""",
                (self._bytes_most,),
            )
            self._connection.execute("DELETE FROM made WHERE key NOT IN (SELECT key FROM used)")
            self._connection.commit()
