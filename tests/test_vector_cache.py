"""The cache gives back what was put, and nothing that is damaged or of another model."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from qa.indexing.encoder import ModelIdentity
from qa.indexing.vector_cache import Entry, VectorCache

MODEL = ModelIdentity(name="m", digest="one", dimension=4, window=16)
OTHER = ModelIdentity(name="m", digest="two", dimension=4, window=16)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "vectors.sqlite"


def _entry(seed: int) -> Entry:
    random = np.random.default_rng(seed)
    return random.random(4).astype(np.float32), random.random((3, 4)).astype(np.float16).astype(np.float32)


def test_what_was_put_comes_back(path: Path) -> None:
    """Vectors survive from one build to the next."""
    passage, sentences = _entry(1)
    with VectorCache(path, MODEL, build=1) as cache:
        cache.put([(cache.key("text", [(0, 4)]), (passage, sentences))])

    with VectorCache(path, MODEL, build=2) as cache:
        found = cache.get(cache.key("text", [(0, 4)]))

    assert found is not None
    assert np.array_equal(found[0], passage)
    assert np.array_equal(found[1], sentences)


def test_text_spans_and_model_make_the_key(path: Path) -> None:
    """Another text, other sentences or another model are another entry."""
    with VectorCache(path, MODEL, build=1) as cache, VectorCache(path, OTHER, build=1) as other:
        keys = {
            cache.key("text", [(0, 4)]),
            cache.key("texts", [(0, 4)]),
            cache.key("text", [(0, 3)]),
            other.key("text", [(0, 4)]),
        }

        assert len(keys) == 4
        assert cache.get(cache.key("never put", [])) is None


def test_a_damaged_row_is_not_given(path: Path) -> None:
    """A row whose bytes changed fails its checksum and counts as absent."""
    with VectorCache(path, MODEL, build=1) as cache:
        key = cache.key("text", [])
        cache.put([(key, _entry(2))])
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE vectors SET passage = zeroblob(16)")
    connection.close()

    with VectorCache(path, MODEL, build=2) as cache:
        assert cache.get(key) is None


def test_a_damaged_file_is_replaced(path: Path) -> None:
    """A cache that is no database is thrown away and filled again."""
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 1000)

    with VectorCache(path, MODEL, build=1) as cache:
        key = cache.key("text", [])
        cache.put([(key, _entry(3))])

        assert cache.get(key) is not None


def test_prune_drops_what_two_builds_did_not_use(path: Path) -> None:
    """An entry stays while the last two builds used it."""
    with VectorCache(path, MODEL, build=1) as cache:
        old, used = cache.key("old", []), cache.key("used", [])
        cache.put([(old, _entry(4)), (used, _entry(5))])
    for build in (2, 3):
        with VectorCache(path, MODEL, build=build) as cache:
            cache.get(used)
            cache.prune()

    with VectorCache(path, MODEL, build=4) as cache:
        assert cache.get(old) is None
        assert cache.get(used) is not None
