"""Results of builds, kept in one SQLite file, so that the next build computes only what changed.

The key of a value is a digest of all that it was made from, including the code, so no value is ever out of date.
The cache is safe to lose: a damaged one is deleted, and a value that fails its checksum is made again.
"""

import re
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from threading import RLock
from types import TracebackType

from qa.files import TEMPORARY_PREFIX, remove_database, rename, sha256

LIBRARIES = (
    "charset-normalizer",
    "compressed-rtf",
    "ftfy",
    "lxml",
    "markdown-it-py",
    "olefile",
    "py3langid",
    "pypdfium2",
    "python-docx",
    "python-frontmatter",
    "python-oxmsg",
    "python-pptx",
    "sentencex",
    "trafilatura",
)
"""Libraries that read, repair and cut texts: another version may do it differently."""
BUILDS_KEPT = 2
"""Values that this many builds in a row did not use are dropped; as many generations are kept."""
_HOUSE = Path(__file__).parent
_IMPORT = re.compile(r"^[ \t]*(?:from qa(?:\.([\w.]+))? import (\([^)]*\)|.*)|import qa\.([\w.]+))", re.MULTILINE)
_AT_ONCE = 500
_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    kind TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, checksum INTEGER NOT NULL, PRIMARY KEY (kind, key)
) STRICT;
CREATE TABLE IF NOT EXISTS used (  -- a table of its own: noting a use never rewrites a value
    kind TEXT NOT NULL, key BLOB NOT NULL, build INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
"""


class CacheKind(StrEnum):
    """What a value was made of."""

    DOCUMENT = "document"  # one file
    ARTICLE = "article"  # one article, or all of them
    VECTORS = "vectors"  # one passage, by the encoder; the limit of bytes does not count them


@cache
def code_digest(*names: str) -> str:
    """Return a digest of the code of rooms or modules and of all that they import, with the word lists beside it.

    Computed once a process; includes the versions of ``LIBRARIES``.  Names are relative to ``qa``: "indexing" is a
    room, "reading.parsing" a module.
    """
    paths: set[Path] = set()
    queue = [path for name in names for path in _files_of(name)]
    while queue:
        path = queue.pop()
        if path not in paths:
            paths.add(path)
            queue += _imported(path)
    lists = {path for folder in {path.parent for path in paths} for path in folder.iterdir()}
    files = [*paths, *(path for path in lists if path.suffix in (".txt", ".jsonl"))]
    libraries = " ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return sha256(b"".join([libraries.encode(), *(path.read_bytes() for path in sorted(files))]))


def _files_of(name: str) -> list[Path]:
    """Return the files of a module, or of a room with all below it; raises LookupError when there is none."""
    place = _HOUSE.joinpath(*name.split("."))
    if not (paths := [*_module(name), *place.rglob("*.py")]):
        raise LookupError(f"qa has no module or room '{name}'")
    return paths


def _module(name: str) -> list[Path]:
    place = _HOUSE.joinpath(*name.split("."))
    return [path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()]


@cache
def _imported(path: Path) -> list[Path]:
    """Return the modules of ``qa`` that a file imports, at the top or inside functions."""
    names: list[str] = []
    for owner, listed, module in _IMPORT.findall(path.read_text(encoding="utf-8")):
        names += [module or owner] if module or owner else []
        names += [f"{owner}.{name}" if owner else name for name in re.findall(r"\w+", listed)]
    return [path for name in names for path in _module(name)]


def key_of(*parts: str) -> bytes:
    """Return the key of a value made from these texts."""
    return bytes.fromhex(sha256("\0".join(parts).encode(errors="surrogatepass")))


class Kept:
    """The values of one kind in a cache."""

    def __init__(self, cache: "Cache", kind: CacheKind) -> None:
        """Give access to the values of one kind."""
        self._cache = cache
        self._kind = kind

    def get(self, keys: Iterable[bytes]) -> Iterator[bytes | None]:
        """Yield the value under each key and mark it used; None where it is missing or fails its checksum."""
        return self._cache.get(self._kind, keys)

    def has(self, keys: Iterable[bytes]) -> Iterator[bool]:
        """Tell of each key whether it has a value, and mark it used; values are not read."""
        return self._cache.has(self._kind, keys)

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value; if the build is killed, only the last values are lost."""
        self._cache.put(self._kind, key, value)

    def flush(self) -> None:
        """Write all values put so far, so that they survive a killed build."""
        self._cache.flush()


class Cache:
    """The cache in one SQLite file; used by one build at a time, from any of its threads."""

    def __init__(self, path: Path, *, build: int, bytes_most: int, fresh: Collection[CacheKind] = ()) -> None:
        """Open or make the cache; ``build`` counts the builds of this index.

        Values of the kinds in ``fresh`` are not found, so that they are made and kept anew.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._build = build
        self._bytes_most = bytes_most
        self._fresh = frozenset(fresh)
        self._lock = RLock()
        self._unwritten: list[tuple[CacheKind, bytes, bytes]] = []
        try:
            self._connection = self._open(path)
        except sqlite3.DatabaseError:
            self._connection = self._anew()

    def of(self, kind: CacheKind) -> Kept:
        """Return the values of a kind."""
        return Kept(self, kind)

    def _anew(self) -> sqlite3.Connection:
        remove_database(self._path)
        return self._open(self._path)

    @contextmanager
    def _anew_if_damaged(self) -> Iterator[None]:
        """Continue with an empty cache where the file turns out to be damaged."""
        with self._lock:
            try:
                yield
            except sqlite3.OperationalError:  # not damage: the disk is full or write-protected
                raise
            except sqlite3.DatabaseError:
                self._connection.close()
                self._connection = self._anew()

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, check_same_thread=False)
        connection.execute("PRAGMA auto_vacuum = FULL")  # deleting rows shrinks the file
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        connection.executescript(_SCHEMA)
        for table, columns in (("kept", "kind, key, value, checksum"), ("used", "kind, key, build, bytes")):
            connection.execute(f"SELECT {columns} FROM {table} LIMIT 1").fetchone()  # noqa: S608 - constants
        if not tables <= {"kept", "used"}:
            raise sqlite3.DatabaseError("another version's cache")
        return connection

    def __enter__(self) -> "Cache":
        """Use the cache for the length of a build."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write all values, also after a failed build, and close the file."""
        self.flush()
        with self._anew_if_damaged():
            self._connection.commit()
        self._connection.close()

    def get(self, kind: CacheKind, keys: Iterable[bytes]) -> Iterator[bytes | None]:
        """Yield the value of a kind under each key, as ``Kept.get`` does."""
        remaining = iter(keys)
        while batch := list(islice(remaining, _AT_ONCE)):
            marks = ", ".join("?" * len(batch))
            query = f"SELECT key, value, checksum FROM kept WHERE kind = ? AND key IN ({marks})"  # noqa: S608
            values: dict[bytes, bytes] = {}
            with self._anew_if_damaged():
                self.flush()
                rows = [] if kind in self._fresh else self._connection.execute(query, [kind, *batch])
                values = {key: value for key, value, checksum in rows if zlib.crc32(value) == checksum}
                self._mark(kind, values)
            yield from map(values.get, batch)

    def has(self, kind: CacheKind, keys: Iterable[bytes]) -> Iterator[bool]:
        """Tell of each key whether there is a value of a kind, as ``Kept.has`` does."""
        remaining = iter(keys)
        while batch := list(islice(remaining, _AT_ONCE)):
            query = f"SELECT key FROM used WHERE kind = ? AND key IN ({', '.join('?' * len(batch))})"  # noqa: S608
            present: set[bytes] = set()
            with self._anew_if_damaged():
                self.flush()
                rows = [] if kind in self._fresh else self._connection.execute(query, [kind, *batch])
                present = {key for (key,) in rows}
                self._mark(kind, present)
            yield from (key in present for key in batch)

    def put(self, kind: CacheKind, key: bytes, value: bytes) -> None:
        """Keep a value, as ``Kept.put`` does."""
        with self._lock:
            self._unwritten.append((kind, key, value))
            if len(self._unwritten) >= _AT_ONCE:
                self.flush()

    def flush(self) -> None:
        """Write all values put so far."""
        with self._anew_if_damaged():
            if not self._unwritten:
                return
            rows = ((*entry, zlib.crc32(entry[2])) for entry in self._unwritten)
            self._connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", rows)
            uses = ((kind, key, self._build, len(value)) for kind, key, value in self._unwritten)
            self._connection.executemany("INSERT OR REPLACE INTO used VALUES (?, ?, ?, ?)", uses)
            self._connection.commit()
        self._unwritten.clear()

    def _mark(self, kind: CacheKind, keys: Collection[bytes]) -> None:
        change = f"UPDATE used SET build = ? WHERE kind = ? AND key IN ({', '.join('?' * len(keys))})"  # noqa: S608
        self._connection.execute(change, [self._build, kind, *keys])

    def prune(self) -> None:
        """Drop values that recent builds did not use, then the least recently used beyond the size limit."""
        self.flush()
        with self._anew_if_damaged():
            self._connection.execute("DELETE FROM used WHERE build <= ?", (self._build - BUILDS_KEPT,))
            self._connection.execute(
                """DELETE FROM used WHERE (kind, key) IN (
                    SELECT kind, key FROM (
                        SELECT kind, key, sum(bytes) OVER (ORDER BY build DESC, key) AS so_far
                        FROM used WHERE kind != ?
                    ) WHERE so_far > ?
                )""",
                (CacheKind.VECTORS, self._bytes_most),
            )
            counted = "SELECT (SELECT count(*) FROM kept), (SELECT count(*) FROM used)"
            total, used = self._connection.execute(counted).fetchone()
            if total > 2 * used:
                self._move()
            elif total > used:
                self._connection.execute("DELETE FROM kept WHERE (kind, key) NOT IN (SELECT kind, key FROM used)")
            self._connection.commit()

    def _move(self) -> None:
        """Copy the used values to a new file, which is faster than deleting most of the old one."""
        new = self._path.with_name(f"{TEMPORARY_PREFIX}{self._path.name}")
        remove_database(new)
        self._connection.commit()
        connection = self._open(new)
        connection.execute("ATTACH ? AS old", (str(self._path),))
        with connection:
            connection.execute("INSERT INTO kept SELECT kept.* FROM old.kept JOIN old.used USING (kind, key)")
            connection.execute("INSERT INTO used SELECT * FROM old.used")
        connection.execute("DETACH old")
        connection.close()
        self._connection.close()
        rename(new, self._path)
        self._connection = self._open(self._path)


def cache_problem(path: Path) -> str:
    """Return what is wrong with a cache as the rest of a sentence; empty where it is whole, or there is none."""
    if not path.exists():
        return ""
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = [text for (text,) in connection.execute("PRAGMA quick_check")]
            if found != ["ok"]:
                return f"is damaged ({found[0]})"
            values = connection.execute("SELECT value, checksum FROM kept")
            wrong = sum(zlib.crc32(value) != checksum for value, checksum in values)
    except sqlite3.OperationalError as error:  # not damage: it cannot be read, or a build writes it
        return f"cannot be read ({error})"
    except sqlite3.DatabaseError as error:
        return f"is damaged ({error})"
    return f"has {wrong} values that fail their checksum" if wrong else ""
