"""The cache of earlier work gives back what was put, whole, while it is used and there is room."""

import sqlite3
from importlib.metadata import version
from pathlib import Path

import pytest

from qa.reading import work_cache
from qa.reading.work_cache import WorkCache, key_of

ROOM = 10**6


def _kept(
    path: Path, *, build: int, room: int = ROOM, put: dict[str, bytes] | None = None, get: str = ""
) -> list[bytes | None]:
    with WorkCache(path, build=build, bytes_most=room) as cache:
        for name, value in (put or {}).items():
            cache.put(key_of(name), value)
        found = list(cache.get([key_of(name) for name in get]))
        cache.prune()
    return found


def test_what_was_put_comes_back_in_the_order_asked(tmp_path: Path) -> None:
    """Values come back, empty ones too, and None for what is not there."""
    _kept(tmp_path / "w", build=1, put={"a": b"one", "b": b""})

    assert _kept(tmp_path / "w", build=2, get="bxa") == [b"", None, b"one"]


def test_many_keys_are_asked_for_at_once(tmp_path: Path) -> None:
    """More keys than one statement takes come back in order."""
    values = {str(number): str(number).encode() for number in range(1_300)}
    with WorkCache(tmp_path / "w", build=1, bytes_most=ROOM) as cache:
        for name, value in values.items():
            cache.put(key_of(name), value)
    with WorkCache(tmp_path / "w", build=1, bytes_most=ROOM) as cache:
        found = list(cache.get(key_of(str(number)) for number in range(1_400)))

    assert found == [*values.values(), *[None] * 100]


def test_what_is_only_asked_for_counts_as_used(tmp_path: Path) -> None:
    """It is told whether a value is there, and the value stays for two builds more."""
    _kept(tmp_path / "w", build=1, put={"a": b"one", "b": b"two"})
    with WorkCache(tmp_path / "w", build=2, bytes_most=ROOM) as cache:
        there = list(cache.has(map(key_of, "xa")))
    with WorkCache(tmp_path / "w", build=2, bytes_most=ROOM, fresh=True) as cache:
        fresh = list(cache.has(map(key_of, "a")))
    _kept(tmp_path / "w", build=3)

    assert (there, fresh) == ([False, True], [False])
    assert _kept(tmp_path / "w", build=3, get="ab") == [b"one", None]


def test_a_value_that_fails_its_checksum_is_none(tmp_path: Path) -> None:
    """Damage inside the file is noticed."""
    _kept(tmp_path / "w", build=1, put={"a": b"one", "b": b"two"})
    with sqlite3.connect(tmp_path / "w") as connection:
        connection.execute("UPDATE made SET value = x'00' WHERE key = ?", (key_of("a"),))
    connection.close()

    assert _kept(tmp_path / "w", build=2, get="ab") == [None, b"two"]


def test_damage_deep_in_the_file_empties_the_cache(tmp_path: Path) -> None:
    """Pages that are no pages any more are met when they are read: then all is made again."""
    path, names = tmp_path / "w", [str(number) for number in range(300)]
    with WorkCache(path, build=1, bytes_most=ROOM) as cache:
        for name in names:
            cache.put(key_of(name), name.encode() * 300)
    content = path.read_bytes()
    page = 4096
    path.write_bytes(content[: 4 * page] + b"\xff" * (len(content) - 4 * page))

    with WorkCache(path, build=2, bytes_most=ROOM) as cache:
        lost = list(cache.get(map(key_of, names)))
        for name in names:
            cache.put(key_of(name), name.encode())
        cache.prune()
    with WorkCache(path, build=3, bytes_most=ROOM) as cache:
        found = list(cache.get(map(key_of, names)))

    assert len(lost) == 300
    assert None in lost
    assert found == [name.encode() for name in names]


def test_what_two_builds_do_not_use_is_dropped(tmp_path: Path) -> None:
    """Each use keeps a value for two builds more."""
    _kept(tmp_path / "w", build=1, put={"a": b"one", "b": b"two"})
    _kept(tmp_path / "w", build=2, get="a")
    _kept(tmp_path / "w", build=3)

    assert _kept(tmp_path / "w", build=3, get="ab") == [b"one", None]


def test_the_cache_stays_within_its_room(tmp_path: Path) -> None:
    """What was used last stays; the file becomes smaller."""
    _kept(tmp_path / "w", build=1, put={"a": b"1" * 60_000, "b": b"2" * 60_000})
    before = (tmp_path / "w").stat().st_size
    _kept(tmp_path / "w", build=2, get="b", room=100_000)

    assert _kept(tmp_path / "w", build=2, get="ab") == [None, b"2" * 60_000]
    assert (tmp_path / "w").stat().st_size < before


def test_parts_of_a_key_do_not_run_together() -> None:
    """The same characters in other parts make another key."""
    assert len({key_of("ab", "c"), key_of("a", "bc"), key_of("abc")}) == 3


def test_a_cache_of_other_columns_is_begun_anew(tmp_path: Path) -> None:
    """What another version of Citewell kept is no error."""
    with sqlite3.connect(tmp_path / "w") as connection:
        connection.execute(
            "CREATE TABLE used (key BLOB PRIMARY KEY, build INTEGER NOT NULL) STRICT, WITHOUT ROWID"
        )
    connection.close()

    _kept(tmp_path / "w", build=1, put={"a": b"one"})

    assert _kept(tmp_path / "w", build=2, get="a") == [b"one"]


def test_another_version_of_a_library_is_another_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one version of a parser read is not taken for what the next would read."""
    before = work_cache.code_digest("reading")
    assert work_cache.code_digest("reading") == before

    monkeypatch.setattr(work_cache, "version", lambda name: "999" if name == "trafilatura" else version(name))

    assert work_cache.code_digest("reading") != before
