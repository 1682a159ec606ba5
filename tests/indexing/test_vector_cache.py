"""The cache gives back what was put, and nothing that is damaged or of another model."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from qa.embedding.encoder import ModelIdentity, Vectors
from qa.indexing.vector_cache import Entry, VectorCache

MODEL = ModelIdentity(name="m", digest="one", dimension=4, window=16)
OTHER = ModelIdentity(name="m", digest="two", dimension=4, window=16)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "vectors.sqlite"


def _entry(seed: int) -> Entry:
    random = np.random.default_rng(seed)
    return (
        random.random(4).astype(np.float32),
        random.random((3, 4)).astype(np.float16).astype(np.float32),
        random.integers(-127, 128, (5, 4), dtype=np.int8),
    )


def change(path: Path, statement: str) -> None:
    """Change the file as damage would."""
    connection = sqlite3.connect(path)
    with connection:
        assert connection.execute(statement).rowcount == 1
    connection.close()


def turned(angle: float) -> Vectors:
    """Return a projection of four dimensions: orthonormal columns, two of them turned."""
    projection = np.eye(4, dtype=np.float32)
    projection[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    return projection


def test_what_was_put_comes_back(path: Path) -> None:
    """Vectors and codes survive from one build to the next, also those of a text without tokens or sentences."""
    passage, sentences, codes = _entry(1)
    with VectorCache(path, MODEL, build=1) as cache:
        cache.put([(cache.key("text", [(0, 4)]), (passage, sentences, codes))])
        cache.put([(cache.key("", []), (passage, sentences[:0], codes[:0]))])

    with VectorCache(path, MODEL, build=2) as cache:
        found, bare = cache.get(cache.key("text", [(0, 4)])), cache.get(cache.key("", []))

    assert found is not None
    assert bare is not None
    assert [part.dtype for part in found] == [np.float32, np.float32, np.int8]
    for entry, parts in ((found, (passage, sentences, codes)), (bare, (passage, sentences[:0], codes[:0]))):
        assert [part.tolist() for part in entry] == [part.tolist() for part in parts]


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


@pytest.mark.parametrize("part", ["passage", "sentences", "tokens"])
def test_a_damaged_row_is_not_given(path: Path, part: str) -> None:
    """A row any of whose bytes changed fails its checksum and counts as absent, until it is put again."""
    with VectorCache(path, MODEL, build=1) as cache:
        key = cache.key("text", [])
        cache.put([(key, _entry(2))])
    change(path, f"UPDATE entries SET {part} = zeroblob(length({part}))")  # noqa: S608 - constants

    with VectorCache(path, MODEL, build=2) as cache:
        assert cache.get(key) is None
        cache.put([(key, _entry(2))])
        assert cache.get(key) is not None


def test_the_table_of_an_earlier_format_is_dropped(path: Path) -> None:
    """A cache file of before there were tokens is used on, without its vectors."""
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE vectors (key BLOB PRIMARY KEY, passage BLOB, sentences BLOB, build INTEGER)")
    connection.execute("INSERT INTO vectors VALUES (x'00', zeroblob(16), zeroblob(8), 1)")
    connection.commit()
    connection.close()

    with VectorCache(path, MODEL, build=2) as cache:
        key = cache.key("text", [])
        assert cache.get(key) is None
        cache.put([(key, _entry(2))])
        assert cache.get(key) is not None

    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    connection.close()
    assert tables == [("entries",), ("projections",)]


def test_a_projection_is_kept_for_its_model(path: Path) -> None:
    """Each model has its own, from one build to the next, and none before one is kept."""
    with VectorCache(path, MODEL, build=1) as cache, VectorCache(path, OTHER, build=1) as other:
        assert cache.projection() is None
        cache.keep_projection(turned(0.5))
        assert other.projection() is None
        other.keep_projection(turned(0.7))

    with VectorCache(path, MODEL, build=2) as cache, VectorCache(path, OTHER, build=2) as other:
        kept, of_other = cache.projection(), other.projection()

    assert kept is not None
    assert of_other is not None
    assert np.array_equal(kept, turned(0.5))
    assert np.array_equal(of_other, turned(0.7))


@pytest.mark.parametrize("damage", ["zeroblob(64)", "zeroblob(63)", "x''", "zeroblob(128)"])
def test_the_codes_go_with_a_damaged_projection(path: Path, damage: str) -> None:
    """Codes fit the projection that they were made by: where that is lost, they are made anew."""
    with VectorCache(path, MODEL, build=1) as cache:
        key = cache.key("text", [])
        cache.keep_projection(turned(0.5))
        cache.put([(key, _entry(2))])
    change(path, f"UPDATE projections SET projection = {damage}")  # noqa: S608 - constants

    with VectorCache(path, MODEL, build=2) as cache:
        assert cache.projection() is None
        assert cache.get(key) is None
        cache.keep_projection(turned(0.7))
        assert cache.projection() is not None


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


@pytest.mark.parametrize("unused", [1, 9])
def test_what_was_used_survives_however_much_goes(path: Path, unused: int) -> None:
    """Where most of a cache goes the rest moves to a new file, with its projection."""
    with VectorCache(path, MODEL, build=1) as cache:
        cache.keep_projection(turned(0.7))
        keys = [cache.key(str(number), []) for number in range(10)]
        cache.put([(key, _entry(number)) for number, key in enumerate(keys)])
    before = path.stat().st_ino
    with VectorCache(path, MODEL, build=3) as cache:
        for key in keys[unused:]:
            cache.get(key)
        cache.prune()
        new = cache.key("new", [])
        cache.put([(new, _entry(3))])

        there = [cache.get(key) is not None for key in [*keys, new]]
        projection = cache.projection()

    assert there == [False] * unused + [True] * (11 - unused)
    assert projection is not None
    assert np.array_equal(projection, turned(0.7))
    assert (path.stat().st_ino != before) == (unused > 5)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
