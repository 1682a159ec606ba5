"""Vectors that were computed before, by model and content, so that a rebuild encodes only what changed.

It is the one thing kept between builds, and safe to lose: a damaged cache is thrown away and filled again.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from qa.files import sha256
from qa.indexing.encoder import ModelIdentity, Span
from qa.indexing.vectors import Vectors

BUILDS_KEPT = 2
"""A vector that so many builds in a row did not use is dropped: as many as generations are kept."""

Entry = tuple[Vectors, Vectors]
"""The vector of a passage [dimension] and those of its sentences [n, dimension]."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    key BLOB PRIMARY KEY, passage BLOB NOT NULL, sentences BLOB NOT NULL, checksum INTEGER NOT NULL,
    build INTEGER NOT NULL
) STRICT, WITHOUT ROWID
"""


class VectorCache:
    """The cache in one SQLite file, for one model; used by one build at a time."""

    def __init__(self, path: Path, model: ModelIdentity, *, build: int) -> None:
        """Open or make the cache; ``build`` counts the builds of this index."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._model = model
        self._build = build
        try:
            self._connection = self._open(path)
        except sqlite3.DatabaseError:
            for damaged in path.parent.glob(f"{path.name}*"):
                damaged.unlink()
            self._connection = self._open(path)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_SCHEMA)
        connection.execute("SELECT count(*) FROM vectors").fetchone()
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
        """Return the key of a text to embed: its content, its spans and the model."""
        return bytes.fromhex(sha256(f"{self._model.digest}\n{list(spans)}\n{text}".encode()))

    def get(self, key: bytes) -> Entry | None:
        """Return the vectors under a key and mark them used, or None; a row that fails its checksum is none."""
        query = "SELECT passage, sentences, checksum FROM vectors WHERE key = ?"
        row = self._connection.execute(query, (key,)).fetchone()
        if row is None or zlib.crc32(row[0] + row[1]) != row[2]:
            return None
        self._connection.execute("UPDATE vectors SET build = ? WHERE key = ?", (self._build, key))
        passage = np.frombuffer(row[0], dtype=np.float32)
        sentences = np.frombuffer(row[1], dtype=np.float16).reshape(-1, self._model.dimension)
        return passage, sentences.astype(np.float32)

    def put(self, entries: Iterable[tuple[bytes, Entry]]) -> None:
        """Keep vectors; a build that is killed later finds them again."""
        rows = []
        for key, (passage, sentences) in entries:
            blobs = passage.astype(np.float32).tobytes(), sentences.astype(np.float16).tobytes()
            rows.append((key, *blobs, zlib.crc32(blobs[0] + blobs[1]), self._build))
        self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)", rows)
        self._connection.commit()

    def prune(self) -> None:
        """Drop what the last builds did not use."""
        self._connection.execute("DELETE FROM vectors WHERE build <= ?", (self._build - BUILDS_KEPT,))
        self._connection.commit()
