"""Files that look as they did are not read again, and none that changed is passed over."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.reading import corpus as stamps
from qa.reading.corpus import SURE_NS, Stamps, scan
from qa.reading.parsing import digest_of
from tests.support.digests import digests_now

Digests = Callable[..., tuple[dict[str, str], list[str]]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "stamps.json"


@pytest.fixture
def digests(corpus: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> Digests:
    """Return what takes the digests of the corpus, and tells which files were read for it."""

    def take(*, of: Path = corpus, fresh: bool = False) -> tuple[dict[str, str], list[str]]:
        read: list[str] = []

        def watched(folder: Path, source: str) -> str:
            read.append(source)
            return digest_of(folder, source)

        monkeypatch.setattr(stamps, "digest_of", watched)
        return Stamps(path, of, fresh=fresh).digests(scan(of)), read

    return take


def let_time_pass(path: Path) -> None:
    """Make what was kept older than any change before it, as some seconds do."""
    later = path.stat().st_mtime_ns + 2 * SURE_NS
    os.utime(path, ns=(later, later))


def test_files_that_look_the_same_are_not_read(corpus: Path, path: Path, digests: Digests) -> None:
    """The second time nothing is read, and the digests are those of the bytes."""
    first, read = digests()
    let_time_pass(path)
    second, again = digests()

    assert first == second == digests_now(corpus, scan(corpus))
    assert (read, again) == (list(scan(corpus)), [])


def test_a_change_with_the_same_size_and_time_is_noticed(corpus: Path, path: Path, digests: Digests) -> None:
    """Whoever puts the time of writing back cannot put back that of the change."""
    digests()
    let_time_pass(path)
    file = corpus / "lifting.txt"
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"strains", b"pleases"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    taken_now, read = digests()

    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert read == ["lifting.txt"]
    assert taken_now == digests_now(corpus, scan(corpus))


def test_what_changed_just_before_is_read_again(corpus: Path, path: Path, digests: Digests) -> None:
    """Within a tick of the clock a file may change twice and look the same; once it is old, it is known."""
    digests()

    _, soon = digests()
    let_time_pass(path)
    _, later = digests()

    assert (soon, later) == (list(scan(corpus)), [])


def test_files_come_and_go(corpus: Path, path: Path, digests: Digests) -> None:
    """A new file is read, one that is gone is forgotten, and one that took its place is no longer the old one."""
    digests()
    let_time_pass(path)
    (corpus / "lifting.txt").unlink()
    gone, read = digests()
    let_time_pass(path)
    (corpus / "lifting.txt").write_text("Lifting anew\n\nKeep the load close.\n")
    came, read_then = digests()

    assert ("lifting.txt" in gone, read) == (False, [])
    assert read_then == ["lifting.txt"]
    assert came == digests_now(corpus, scan(corpus))


@pytest.mark.parametrize(
    "content", [b"", b"no JSON", b"[]", b'{"corpus": 1}', b'{"corpus": "x", "files": []}', b"\xff"]
)
def test_what_is_damaged_is_nothing(corpus: Path, path: Path, digests: Digests, content: bytes) -> None:
    """Everything is read, and kept again."""
    digests()
    path.write_bytes(content)

    _, read = digests()
    let_time_pass(path)

    assert (read, digests()[1]) == (list(scan(corpus)), [])


def test_another_corpus_and_a_fresh_start(corpus: Path, path: Path, digests: Digests, tmp_path: Path) -> None:
    """What is known of one folder tells nothing of another, and nothing is taken where all is to be made anew."""
    digests()
    let_time_pass(path)
    other_corpus = tmp_path / "other"
    other_corpus.mkdir()
    (other_corpus / "lifting.txt").write_bytes((corpus / "lifting.txt").read_bytes())

    assert digests(fresh=True)[1] == list(scan(corpus))
    let_time_pass(path)
    assert digests(of=other_corpus)[1] == ["lifting.txt"]


def test_a_file_that_is_not_there(corpus: Path, path: Path) -> None:
    """It has no digest, and is looked for each time."""
    assert Stamps(path, corpus).digests(["gone.md"]) == {"gone.md": ""}
    assert Stamps(path, corpus).digests(["gone.md", "lifting.txt"])["gone.md"] == ""
