"""Vectors come back from the cache as they were put, and only to the model and projection that made them."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from qa.cache import Cache, CacheKind
from qa.embedding.encoder import ModelIdentity, Vectors
from qa.indexing.embed import Entry, VectorCache, projection_for
from qa.indexing.ingest import vector_key
from tests.support.fakes import FakeEncoder

MODEL = ModelIdentity(name="m", digest="one", dimension=4, window=16)
OTHER = ModelIdentity(name="m", digest="two", dimension=4, window=16)
KEY = vector_key(MODEL, "text", [(0, 4)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "work.sqlite"


def opened(path: Path, build: int = 1) -> Cache:
    return Cache(path, build=build, bytes_most=0)


def _entry(seed: int) -> Entry:
    random = np.random.default_rng(seed)
    return (
        random.random(4).astype(np.float32),
        random.random((3, 4)).astype(np.float16).astype(np.float32),
        random.integers(-127, 128, (5, 4), dtype=np.int8),
    )


def turned(angle: float) -> Vectors:
    """Return a projection of four dimensions: orthonormal columns, two of them turned."""
    projection = np.eye(4, dtype=np.float32)
    projection[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    return projection


def vectors_in(cache: Cache, model: ModelIdentity = MODEL, angle: float = 0.0) -> VectorCache:
    return VectorCache(cache.of(CacheKind.VECTORS), model, turned(angle))


def test_what_was_put_comes_back(path: Path) -> None:
    """Vectors and codes survive from one build to the next, also those of a text without tokens or sentences."""
    passage, sentences, codes = _entry(1)
    bare_key = vector_key(MODEL, "", [])
    with opened(path) as cache:
        vectors_in(cache).put([(KEY, (passage, sentences, codes))])
        vectors_in(cache).put([(bare_key, (passage, sentences[:0], codes[:0]))])

    with opened(path, build=2) as cache:
        cached, bare = vectors_in(cache).get(KEY), vectors_in(cache).get(bare_key)

    assert cached is not None
    assert bare is not None
    assert [part.dtype for part in cached] == [np.float32, np.float32, np.int8]
    for entry, parts in ((cached, (passage, sentences, codes)), (bare, (passage, sentences[:0], codes[:0]))):
        assert [part.tolist() for part in entry] == [part.tolist() for part in parts]


def test_text_spans_and_model_make_the_key() -> None:
    """Another text, other sentences or another model are another entry."""
    keys = {
        vector_key(MODEL, "text", [(0, 4)]),
        vector_key(MODEL, "texts", [(0, 4)]),
        vector_key(MODEL, "text", [(0, 3)]),
        vector_key(OTHER, "text", [(0, 4)]),
    }

    assert len(keys) == 4


@pytest.mark.parametrize(("model", "angle"), [(OTHER, 0.0), (MODEL, 0.5)])
def test_codes_go_to_their_own_projection_only(path: Path, model: ModelIdentity, angle: float) -> None:
    """Codes fit the projection that they were made by: to another, or to another model, nothing is given."""
    with opened(path) as cache:
        vectors_in(cache).put([(KEY, _entry(2))])

        assert vectors_in(cache, model, angle).get(KEY) is None
        assert vectors_in(cache).get(KEY) is not None
        assert vectors_in(cache).get(vector_key(MODEL, "never put", [])) is None


@pytest.mark.parametrize("place", [0, 4, 30, -1])
def test_a_damaged_row_is_not_given(path: Path, place: int) -> None:
    """A row any of whose bytes changed fails its checksum and counts as absent, until it is put again."""
    with opened(path) as cache:
        vectors_in(cache).put([(KEY, _entry(2))])
    connection = sqlite3.connect(path)
    ((value,),) = connection.execute("SELECT value FROM kept")
    damaged = bytearray(value)
    damaged[place] ^= 1
    with connection:
        connection.execute("UPDATE kept SET value = ?", (bytes(damaged),))
    connection.close()

    with opened(path, build=2) as cache:
        vectors = vectors_in(cache)
        assert vectors.get(KEY) is None
        vectors.put([(KEY, _entry(2))])
        assert vectors.get(KEY) is not None


def projected(path: Path, build: int) -> tuple[Vectors, bool]:
    """Return the projection that a build would use, and whether the encoder was asked for it."""
    encoder = FakeEncoder()
    with opened(path, build) as cache:
        return projection_for(encoder, cache.of(CacheKind.VECTORS), None), bool(encoder.encoded)


@pytest.mark.parametrize("damage", [None, "zeroblob(64)", "zeroblob(63)", "x''", "zeroblob(128)"])
def test_a_projection_is_kept_for_its_model(path: Path, damage: str | None) -> None:
    """It is made once, and again only where it is damaged."""
    first, asked = projected(path, 1)
    if damage:
        with sqlite3.connect(path) as connection:
            assert connection.execute(f"UPDATE kept SET value = {damage}").rowcount == 1  # noqa: S608 - constants
        connection.close()

    again, asked_again = projected(path, 2)

    assert np.array_equal(again, first)
    assert (asked, asked_again) == (True, damage is not None)


def test_a_damaged_file_is_replaced(path: Path) -> None:
    """A cache that is no database is thrown away and filled again."""
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 1000)

    with opened(path) as cache:
        vectors_in(cache).put([(KEY, _entry(3))])

        assert vectors_in(cache).get(KEY) is not None


def test_prune_drops_what_two_builds_did_not_use(path: Path) -> None:
    """An entry stays while the last two builds used it, however small the room for others is."""
    old, used = vector_key(MODEL, "old", []), vector_key(MODEL, "used", [])
    with opened(path) as cache:
        vectors_in(cache).put([(old, _entry(4)), (used, _entry(5))])
    for build in (2, 3):
        with opened(path, build) as cache:
            vectors_in(cache).get(used)
            cache.prune()

    with opened(path, build=4) as cache:
        assert vectors_in(cache).get(old) is None
        assert vectors_in(cache).get(used) is not None
