"""Generations of the index: immutable folders, published by one rename, verified whenever they are opened.

index/CURRENT          name of the published generation and sha256 of its manifest, replaced atomically
index/g-000007-<id>/   store.sqlite, vectors.npy (and, where they are many, vectors.faiss), sentences.npy,
sentence_starts.npy, passage_keys.npy, token_*.npy, lexical/, vocabulary.json, sources.json and, written last,
manifest.json index/cache/           results of earlier builds, for reuse index/.lock            held by the one
builder; readers never wait
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from qa.errors import BuildRunningError, DamagedIndexError, ForVisitors, IndexFailure, NoIndexError
from qa.files import (
    fsync_tree,
    locked,
    remove_unread_tree,
    rename,
    sha256,
    sha256_of_file,
    sha256_of_files,
    write_atomically,
)
from qa.indexing.bm25 import Postings
from qa.indexing.dense import PassageVectors
from qa.indexing.manifest import Contents, Manifest, manifest_from_json, manifest_of, manifest_to_json
from qa.indexing.multivector import SentenceVectors, TokenVectors
from qa.indexing.store import Store
from qa.indexing.vocabulary import Vocabulary
from qa.reading.shingles import Hashes

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
STORE = "store.sqlite"
SENTENCES = "sentences.npy"
SENTENCE_STARTS = "sentence_starts.npy"
PASSAGE_KEYS = "passage_keys.npy"
POSTINGS = "lexical"
VOCABULARY = "vocabulary.json"
SOURCES = "sources.json"
COMMON_SHINGLES = "common_shingles.npy"
_NAME = re.compile(r"g-\d{6,}-[0-9a-f]{16}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A published generation, opened and verified.

    ``sentences`` [sentences, dimension] stays on disk; those of passage i are rows ``first_sentence[i]`` to
    ``first_sentence[i + 1]``.  ``common_shingles`` are the sorted hashes of shingles that many articles share.
    """

    name: str
    manifest: Manifest
    store: Store
    vectors: PassageVectors
    sentences: SentenceVectors
    first_sentence: NDArray[np.int64]
    tokens: TokenVectors
    postings: Postings
    vocabulary: Vocabulary
    common_shingles: Hashes


def current_name(index: Path) -> str:
    """Return the name of the published generation, reading one small file; raises NoIndexError."""
    return _read_current(index)[0]


def _read_current(index: Path) -> tuple[str, str]:
    path = index / CURRENT
    try:
        words = path.read_text(encoding="utf-8").split()
    except FileNotFoundError:
        raise NoIndexError(index) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedIndexError(path, problem="cannot be read") from error
    if len(words) != 2 or not _NAME.fullmatch(words[0]):
        raise DamagedIndexError(path, problem="does not name a generation")
    return words[0], words[1]


def current_manifest(index: Path) -> Manifest:
    """Return the manifest of the published generation without checking its files; raises IndexFailure."""
    name, digest = _read_current(index)
    return _read_manifest(index / name, digest)


def open_current(index: Path) -> Generation:
    """Open the published generation.

    Raises NoIndexError, IncompatibleIndexError or DamagedIndexError; ``open_newest_whole`` skips damaged ones.
    """
    name, digest = _read_current(index)
    return open_generation(index, name, manifest_digest=digest)


def open_newest_whole(index: Path) -> tuple[Generation, DamagedIndexError | None]:
    """Open the published generation or, when it is damaged, the newest older one that is whole.

    Returns it with the damage of the published one, if any; raises that damage when no generation is whole.
    """
    try:
        return open_current(index), None
    except DamagedIndexError as damage:
        for name in reversed(generations_here(index)):
            try:
                return open_generation(index, name), damage
            except IndexFailure:
                continue
        raise


def open_kept(index: Path, name: str) -> tuple[Generation, DamagedIndexError | None]:
    """Open a generation that is kept beside the published one, by name; without one, ``open_newest_whole``.

    Raises DamagedIndexError where the one that is named is not whole, or no longer here.
    """
    if not name or name == published_name(index):
        return open_newest_whole(index)
    return open_generation(index, name), None


def open_generation(index: Path, name: str, *, manifest_digest: str | None = None) -> Generation:
    """Open a generation by name; raises DamagedIndexError unless every file has the digest in the manifest."""
    folder = index / name
    manifest = _read_manifest(folder, manifest_digest)
    paths = [folder / relative for relative in manifest.files]
    for path in paths:
        if not path.is_file():
            raise DamagedIndexError(path, problem="is missing")
    for path, actual, expected in zip(paths, sha256_of_files(paths), manifest.files.values(), strict=True):
        if actual != expected:
            raise DamagedIndexError(path, problem="differs from what was built")
    return _open_files(folder, manifest)


def _read_manifest(folder: Path, digest: str | None) -> Manifest:
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DamagedIndexError(path, problem="is missing") from error
    actual = sha256(content)
    if digest not in (None, actual) or not folder.name.endswith(actual[:16]):
        raise DamagedIndexError(path, problem="differs from what was built")
    return manifest_from_json(content)


def open_unsealed(folder: Path, contents: Contents) -> Generation:
    """Open the files of a generation that is being built, to measure it before it is sealed."""
    return _open_files(folder, manifest_of(contents, {}))


def _open_files(folder: Path, manifest: Manifest) -> Generation:
    try:
        store = Store(folder / STORE)
        generation = Generation(
            name=folder.name,
            manifest=manifest,
            store=store,
            vectors=PassageVectors.open(folder, manifest.search),
            sentences=SentenceVectors.open(folder / SENTENCES),
            first_sentence=np.load(folder / SENTENCE_STARTS, allow_pickle=False),
            tokens=TokenVectors.open(folder),
            postings=Postings(folder / POSTINGS),
            vocabulary=Vocabulary.from_json(json.loads((folder / VOCABULARY).read_bytes())),
            common_shingles=np.load(folder / COMMON_SHINGLES, allow_pickle=False),
        )
        articles, passages = generation.store.counts()
    except (OSError, EOFError, ValueError, RuntimeError, sqlite3.DatabaseError) as error:
        raise DamagedIndexError(folder, problem=f"cannot be opened ({error})") from error
    parts = {
        passages,
        len(generation.vectors),
        len(generation.first_sentence) - 1,
        len(generation.tokens),
        len(generation.postings),
        manifest.passages,
    }
    if len(parts) > 1 or articles != manifest.articles or len(generation.sentences) != manifest.sentences:
        raise DamagedIndexError(folder, problem="has passages, vectors and postings of different number")
    return generation


def seal(folder: Path, contents: Contents, digests: Mapping[str, str] = MappingProxyType({})) -> str:
    """Finish a generation in its partial folder: flush, hash, write the manifest last; return its digest.

    ``digests`` has the digests of files, by name, that were hashed while being written.
    """
    fsync_tree(folder)
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    unhashed = [name for name in paths if name not in digests]
    hashed = zip(unhashed, sha256_of_files([paths[name] for name in unhashed]), strict=True)
    complete = {**digests, **dict(hashed)}
    manifest = manifest_to_json(contents, {name: complete[name] for name in paths})
    write_atomically(folder / MANIFEST, manifest)
    return sha256(manifest)


def publish(index: Path, partial: Path, *, number: int, manifest_digest: str) -> str:
    """Make a sealed folder the current generation, if it opens, and prune old ones; return its name.

    Its digests, just taken, are checked when it is next opened.  Readers see the old generation until the one
    rename of CURRENT, and the new one after it.  Only the previously published one is kept besides.
    """
    earlier = generations_here(index)
    retained = {published_name(index)} & {*earlier} or {*earlier[-1:]}
    name = f"g-{number:06}-{manifest_digest[:16]}"
    rename(partial, index / name)
    _open_files(index / name, _read_manifest(index / name, manifest_digest))
    write_atomically(index / CURRENT, f"{name} {manifest_digest}\n".encode())
    for old in earlier:
        if old not in retained:
            remove_unread_tree(index / old)
    return name


def published_name(index: Path) -> str:
    """Return the name of the published generation, or an empty string where none is named."""
    try:
        return current_name(index)
    except IndexFailure:
        return ""


def next_number(index: Path) -> int:
    """Return the number of the next generation: one above the highest here."""
    return 1 + max((int(name.split("-")[1]) for name in generations_here(index)), default=0)


def generations_here(index: Path) -> list[str]:
    """Return the names of the generations here, oldest first."""
    return sorted(_names(index))


def _names(index: Path) -> Iterator[str]:
    for path in index.glob("g-*"):
        parts = path.name.split("-")
        if len(parts) == 3 and parts[1].isdecimal() and path.is_dir():
            yield path.name


def roll_back(index: Path) -> str:
    """Publish the newest whole generation before the published one again; return its name.

    The newer one is kept until the next build.  Raises NoIndexError, BuildRunningError, or IndexFailure when no
    generation before it is whole.
    """
    if not (index / CURRENT).exists():
        raise NoIndexError(index)
    if name := publish_newest(index, generations_before):
        return name
    raise IndexFailure(
        f"There is no intact generation in {index} before the one in use.",
        hint="Build another with: citewell build",
        for_visitors=ForVisitors("There is no older index to roll back to.", "Rebuild the index instead."),
    )


def publish_newest(
    index: Path,
    names: Callable[[Path], Iterable[str]],
    problems: Callable[[Generation], Iterable[str]] | None = None,
) -> str:
    """Publish the first of some generations that is whole and has no problems; return its name, empty for none.

    ``names`` is asked once no build can run any more.  Raises BuildRunningError.
    """
    with locked(index / ".lock") as free:
        if not free:
            raise BuildRunningError(index)
        for name in names(index):
            try:
                generation = open_generation(index, name)
            except IndexFailure:
                continue
            if problems is None or not any(problems(generation)):
                write_atomically(index / CURRENT, f"{name} {sha256_of_file(index / name / MANIFEST)}\n".encode())
                return name
    return ""


def generations_before(index: Path) -> list[str]:
    """Return the generations older than the published one, newest first; all where none is published."""
    published = published_name(index)
    return [name for name in reversed(generations_here(index)) if not published or name < published]
