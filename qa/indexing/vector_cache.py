"""Vectors that were computed before, by model and content, so that a rebuild encodes only what changed.

It is the one thing kept between builds, and safe to lose: a damaged cache is thrown away and filled again.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from qa.embedding.encoder import ModelIdentity, Span, Vectors
from qa.files import TEMPORARY_PREFIX, remove_database, rename, sha256
from qa.indexing.multivector import DIMENSIONS as TOKEN_DIMENSIONS
from qa.indexing.multivector import Codes

FORMAT = 2
"""Of an entry; part of its key."""
BUILDS_KEPT = 2
"""A vector that so many builds in a row did not use is dropped: as many as generations are kept."""
ORTHONORMAL_TOLERANCE = 1e-3

Entry = tuple[Vectors, Vectors, Codes]
"""The vector of a passage [dimension], those of its sentences [n, dimension], and its tokens' codes."""

_SCHEMA = """
DROP TABLE IF EXISTS vectors;  -- of before there were tokens
CREATE TABLE IF NOT EXISTS entries (
    key BLOB PRIMARY KEY, passage BLOB NOT NULL, sentences BLOB NOT NULL, tokens BLOB NOT NULL,
    checksum INTEGER NOT NULL, build INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS entries_of_build ON entries (build);  -- in a row it stands behind all the vectors
CREATE TABLE IF NOT EXISTS projections (model BLOB PRIMARY KEY, projection BLOB NOT NULL) STRICT;
"""


def vector_key(model: ModelIdentity, text: str, spans: Sequence[Span]) -> bytes:
    """Return the key of the vectors of a text to embed: its content, its spans and the model."""
    return bytes.fromhex(sha256(f"{FORMAT}\n{model.digest}\n{list(spans)}\n{text}".encode()))


class VectorCache:
    """The cache in one SQLite file, for one model; used by one build at a time, from one thread after another."""

    def __init__(self, path: Path, model: ModelIdentity, *, build: int) -> None:
        """Open or make the cache; ``build`` counts the builds of this index."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._model = model
        self._build = build
        self._path = path
        try:
            self._connection = self._open(path)
        except sqlite3.DatabaseError:
            remove_database(path)
            self._connection = self._open(path)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_SCHEMA)
        connection.execute("SELECT count(*) FROM entries").fetchone()
        return connection

    def __enter__(self) -> "VectorCache":
        """Use the cache for the length of a build."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file; what was put stays, also when the build failed."""
        self._connection.close()

    def key(self, text: str, spans: Sequence[Span]) -> bytes:
        """Return the key of a text to embed."""
        return vector_key(self._model, text, spans)

    def get(self, key: bytes) -> Entry | None:
        """Return the vectors under a key and mark them used, or None; a row that fails its checksum is none."""
        query = "SELECT passage, sentences, tokens, checksum FROM entries WHERE key = ?"
        row = self._connection.execute(query, (key,)).fetchone()
        if row is None or zlib.crc32(row[0] + row[1] + row[2]) != row[3]:
            return None
        self._connection.execute("UPDATE entries SET build = ? WHERE key = ?", (self._build, key))
        passage = np.frombuffer(row[0], dtype=np.float32)
        sentences = np.frombuffer(row[1], dtype=np.float16).reshape(-1, self._model.dimension)
        codes = np.frombuffer(row[2], dtype=np.int8).reshape(-1, min(TOKEN_DIMENSIONS, self._model.dimension))
        return passage, sentences.astype(np.float32), codes

    def put(self, entries: Iterable[tuple[bytes, Entry]]) -> None:
        """Keep vectors; a build that is killed later finds them again."""
        rows = []
        for key, (passage, sentences, codes) in entries:
            blobs = passage.astype(np.float32).tobytes(), sentences.astype(np.float16).tobytes(), codes.tobytes()
            rows.append((key, *blobs, zlib.crc32(b"".join(blobs)), self._build))
        self._connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._connection.commit()

    def projection(self) -> Vectors | None:
        """Return the projection that the model's codes were made by, or None.

        The columns of a whole one are orthonormal.  The codes of a damaged one fit no other: they go with it.
        """
        query = "SELECT projection FROM projections WHERE model = ?"
        row = self._connection.execute(query, (self._projection_key,)).fetchone()
        if row is None:
            return None
        kept = min(TOKEN_DIMENSIONS, self._model.dimension)
        if len(row[0]) == np.dtype(np.float32).itemsize * self._model.dimension * kept:
            found: Vectors = np.frombuffer(row[0], dtype=np.float32).reshape(self._model.dimension, kept)
            if np.allclose(found.T @ found, np.eye(kept), atol=ORTHONORMAL_TOLERANCE):
                return found
        with self._connection:
            self._connection.execute("DELETE FROM entries")
        return None

    def keep_projection(self, projection: Vectors) -> None:
        """Keep the projection, before any code that it makes; codes by another one go."""
        row = (self._projection_key, projection.tobytes())
        with self._connection:
            if self._connection.execute("SELECT 1 FROM projections WHERE model = ?", row[:1]).fetchone():
                self._connection.execute("DELETE FROM entries")
            self._connection.execute("INSERT OR REPLACE INTO projections VALUES (?, ?)", row)

    @property
    def _projection_key(self) -> bytes:
        return self.key("projection", ())

    def prune(self) -> None:
        """Drop what the last builds did not use; where that is most, by moving the rest into a new file."""
        last = self._build - BUILDS_KEPT
        counted = "SELECT count(*), count(*) FILTER (WHERE build > ?) FROM entries"
        every, left = self._connection.execute(counted, (last,)).fetchone()
        if every > 2 * left:
            self._move(last)
        elif every > left:
            self._connection.execute("DELETE FROM entries WHERE build <= ?", (last,))
        self._connection.commit()

    def _move(self, last: int) -> None:
        """Go on with a new file of what builds after the ``last`` used: to delete page by page takes longer."""
        new = self._path.with_name(f"{TEMPORARY_PREFIX}{self._path.name}")
        remove_database(new)
        connection = self._open(new)
        self._connection.commit()
        connection.execute("ATTACH ? AS old", (str(self._path),))
        with connection:
            connection.execute("INSERT INTO entries SELECT * FROM old.entries WHERE build > ?", (last,))
            connection.execute("INSERT INTO projections SELECT * FROM old.projections")
        connection.execute("DETACH old")
        connection.close()
        self._connection.close()
        rename(new, self._path)
        self._connection = self._open(self._path)
