"""The cache of earlier work gives back what was put, whole, while it is used and there is room."""

import sqlite3
from importlib.metadata import version
from pathlib import Path

import pytest

from qa import cache as caching
from qa.cache import Cache, CacheKind, key_of

ROOM = 10**6


def _kept(
    path: Path, *, build: int, room: int = ROOM, put: dict[str, bytes] | None = None, get: str = ""
) -> list[bytes | None]:
    with Cache(path, build=build, bytes_most=room) as cache:
        for name, value in (put or {}).items():
            cache.put(CacheKind.ARTICLE, key_of(name), value)
        values = list(cache.get(CacheKind.ARTICLE, [key_of(name) for name in get]))
        cache.prune()
    return values


def test_what_was_put_comes_back_in_the_order_asked(tmp_path: Path) -> None:
    """Values come back, empty ones too, and None for what is not there."""
    _kept(tmp_path / "w", build=1, put={"a": b"one", "b": b""})

    assert _kept(tmp_path / "w", build=2, get="bxa") == [b"", None, b"one"]


def test_many_keys_are_asked_for_at_once(tmp_path: Path) -> None:
    """More keys than one statement takes come back in order."""
    values = {str(number): str(number).encode() for number in range(1_300)}
    with Cache(tmp_path / "w", build=1, bytes_most=ROOM) as cache:
        for name, value in values.items():
            cache.put(CacheKind.ARTICLE, key_of(name), value)
    with Cache(tmp_path / "w", build=1, bytes_most=ROOM) as cache:
        cached = list(cache.get(CacheKind.ARTICLE, (key_of(str(number)) for number in range(1_400))))

    assert cached == [*values.values(), *[None] * 100]


def test_what_is_only_asked_for_counts_as_used(tmp_path: Path) -> None:
    """It is told whether a value is there, and the value stays for two builds more."""
    _kept(tmp_path / "w", build=1, put={"a": b"one", "b": b"two"})
    with Cache(tmp_path / "w", build=2, bytes_most=ROOM) as cache:
        present = list(cache.has(CacheKind.ARTICLE, map(key_of, "xa")))
    with Cache(tmp_path / "w", build=2, bytes_most=ROOM, fresh=[CacheKind.ARTICLE]) as cache:
        fresh = list(cache.has(CacheKind.ARTICLE, map(key_of, "a")))
    _kept(tmp_path / "w", build=3)

    assert (present, fresh) == ([False, True], [False])
    assert _kept(tmp_path / "w", build=3, get="ab") == [b"one", None]


def test_a_value_that_fails_its_checksum_is_none(tmp_path: Path) -> None:
    """Damage inside the file is noticed."""
    _kept(tmp_path / "w", build=1, put={"a": b"one", "b": b"two"})
    with sqlite3.connect(tmp_path / "w") as connection:
        connection.execute("UPDATE kept SET value = x'00' WHERE key = ?", (key_of("a"),))
    connection.close()

    assert _kept(tmp_path / "w", build=2, get="ab") == [None, b"two"]


def test_damage_deep_in_the_file_empties_the_cache(tmp_path: Path) -> None:
    """Pages that are no pages any more are met when they are read: then all is made again."""
    path, names = tmp_path / "w", [str(number) for number in range(300)]
    with Cache(path, build=1, bytes_most=ROOM) as cache:
        for name in names:
            cache.put(CacheKind.ARTICLE, key_of(name), name.encode() * 300)
    content = path.read_bytes()
    page = 4096
    path.write_bytes(content[: 4 * page] + b"\xff" * (len(content) - 4 * page))

    with Cache(path, build=2, bytes_most=ROOM) as cache:
        lost = list(cache.get(CacheKind.ARTICLE, map(key_of, names)))
        for name in names:
            cache.put(CacheKind.ARTICLE, key_of(name), name.encode())
        cache.prune()
    with Cache(path, build=3, bytes_most=ROOM) as cache:
        values = list(cache.get(CacheKind.ARTICLE, map(key_of, names)))

    assert len(lost) == 300
    assert None in lost
    assert values == [name.encode() for name in names]


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


def test_kinds_do_not_meet(tmp_path: Path) -> None:
    """A key of one kind is none of another, and what is wanted fresh is so for its kind alone."""
    with Cache(tmp_path / "w", build=1, bytes_most=ROOM) as cache:
        for kind in CacheKind:
            cache.put(kind, key_of("a"), kind.encode())
        values = [next(cache.of(kind).get([key_of("a")])) for kind in CacheKind]
    with Cache(tmp_path / "w", build=2, bytes_most=ROOM, fresh=[CacheKind.DOCUMENT, CacheKind.ARTICLE]) as cache:
        present = [next(cache.of(kind).has([key_of("a")])) for kind in CacheKind]

    assert values == [b"document", b"article", b"vectors"]
    assert present == [False, False, True]


def test_vectors_take_no_room_from_others(tmp_path: Path) -> None:
    """The limit of bytes counts documents and articles; vectors stay while builds use them."""
    with Cache(tmp_path / "w", build=1, bytes_most=100) as cache:
        cache.put(CacheKind.VECTORS, key_of("v"), bytes(10_000))
        cache.put(CacheKind.ARTICLE, key_of("a"), bytes(60))
        cache.put(CacheKind.DOCUMENT, key_of("b"), bytes(60))
        cache.prune()
        present = [next(cache.has(kind, [key_of(name)])) for kind, name in zip(CacheKind, "bav", strict=True)]

    assert sorted(present[:2]) == [False, True]
    assert present[2]


@pytest.mark.parametrize("unused", [1, 9])
def test_what_was_used_survives_however_much_goes(tmp_path: Path, unused: int) -> None:
    """Where most of a cache goes the rest moves to a new file."""
    path, names = tmp_path / "w", "abcdefghij"
    _kept(path, build=1, put={name: name.encode() for name in names})
    before = path.stat().st_ino
    _kept(path, build=3, get=names[unused:])

    values = _kept(path, build=3, put={"k": b"k"}, get=f"{names}k")

    assert values == [*[None] * unused, *(name.encode() for name in names[unused:]), b"k"]
    assert (path.stat().st_ino != before) == (unused > 5)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_another_version_of_a_library_is_another_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one version of a parser read is not taken for what the next would read."""
    before = caching.code_digest("reading")
    caching.code_digest.cache_clear()
    assert caching.code_digest("reading") == before

    monkeypatch.setattr(caching, "version", lambda name: "999" if name == "trafilatura" else version(name))
    caching.code_digest.cache_clear()
    changed = caching.code_digest("reading")
    caching.code_digest.cache_clear()

    assert changed != before


HOUSE = {
    "one/__init__.py": "",
    "one/top.py": "from qa.one.left import (\n    a,\n    b,\n)\nfrom qa import two\n",
    "one/left.py": "def f():\n    from qa.one import deep\n",
    "one/deep.py": "",
    "one/words.txt": "heron",
    "one/apart.py": "from qa.one import top",
    "two.py": "",
}


@pytest.mark.parametrize(
    ("changed", "counts"),
    [(name, name != "one/apart.py") for name in HOUSE if name != "one/__init__.py"],
)
def test_code_counts_with_all_that_it_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str, counts: bool
) -> None:
    """A change in what a module imports, anywhere and over others, or in a word list makes another digest."""
    monkeypatch.setattr(caching, "_HOUSE", tmp_path)
    (tmp_path / "one").mkdir()
    for name, code in HOUSE.items():
        (tmp_path / name).write_text(code)
    digest_of = caching.code_digest.__wrapped__
    before, room = digest_of("one.top"), digest_of("one")

    (tmp_path / changed).write_text(f"{HOUSE[changed]}# changed\n")

    assert (digest_of("one.top") != before) == counts
    assert digest_of("one") != room
    with pytest.raises(LookupError, match=r"no module or room 'three\.a'"):
        digest_of("three.a")
