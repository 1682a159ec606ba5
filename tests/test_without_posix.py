"""What Windows lacks is not missed: every module imports, files are read and locked, a build is the same.

Windows itself is not tried here; ``tests.support.without_posix`` takes away what only POSIX has.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa import files
from qa.indexing.build import build
from qa.settings import Indexing
from tests.conftest import BUILT, PROJECT
from tests.support.fakes import FakeEncoder

PAGE = (
    "<html><title>Herons</title><body><article><h1>Herons</h1><p>A heron stands still.</p></article></body></html>"
)


def parts_of(generation: Path) -> dict[str, str]:
    """Return the digests of a generation's files, without postings, whose names are random, and the manifest."""
    paths = [path for path in generation.iterdir() if path.is_file() and path.name != "manifest.json"]
    return {path.name: files.sha256_of_file(path) for path in paths}


@pytest.mark.integration
def test_everything_imports_and_a_build_is_the_same(corpus: Path, tmp_path: Path) -> None:
    """Web pages are read in the sandbox with the clock alone for a limit, which is told; locks keep others out."""
    (corpus / "herons.html").write_text(PAGE)
    (corpus / "none.pdf").write_bytes(b"%PDF-1.7 rubbish")
    command = [sys.executable, "-m", "tests.support.without_posix", str(corpus), str(tmp_path / "there")]

    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    here = build(corpus, tmp_path / "here", encoder=FakeEncoder(), settings=Indexing(), built=BUILT)

    assert ran.returncode == 0, ran.stderr
    there = json.loads(ran.stdout)
    assert there["modules"] > 400
    assert there["missing"] == []
    assert (there["articles"], there["skipped"]) == (here.articles, [file.reason for file in here.skipped])
    assert there["articles"] == 4
    assert parts_of(tmp_path / "there" / there["generation"]) == parts_of(tmp_path / "here" / here.generation)
    assert there["locks"] == [True, False, True]
    assert there["told"].startswith("On this system only the clock limits")


def test_on_windows_a_file_is_flushed_and_a_folder_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder cannot be opened there, and a file is flushed only by a descriptor that may write."""
    opened: list[tuple[object, int]] = []
    real = os.open

    def noting(path: str | Path, flags: int, *mode: int) -> int:
        opened.append((Path(path).name, flags))
        return real(path, flags, *mode)

    (tmp_path / "file").touch()
    monkeypatch.setattr(files, "ON_WINDOWS", True)
    monkeypatch.setattr(os, "open", noting)

    files.fsync_tree(tmp_path)

    assert opened == [("file", os.O_RDWR)]


def test_on_windows_a_file_that_is_being_read_is_replaced_once_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rename is tried again while a reader has the file open, and gives up in the end."""
    readers = [2]
    real = os.replace

    def refusing(old: Path, new: Path) -> None:
        if readers[0] > 0:
            readers[0] -= 1
            raise PermissionError(13, "Access is denied")
        real(old, new)

    monkeypatch.setattr(files, "ON_WINDOWS", True)
    monkeypatch.setattr(files, "RENAME_SECONDS", 0.0)
    monkeypatch.setattr(os, "replace", refusing)

    files.write_atomically(tmp_path / "file", b"new")
    readers[0] = 1_000_000
    with pytest.raises(PermissionError):
        files.write_atomically(tmp_path / "file", b"newer")
    files.remove_unread_tree(tmp_path)

    assert (tmp_path / "file").read_bytes() == b"new"


def test_elsewhere_a_rename_that_is_refused_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rights that are missing do not come by waiting."""
    tries: list[Path] = []

    def refusing(old: Path, new: Path) -> None:
        del new
        tries.append(old)
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refusing)

    for remove in (files.remove_unread_tree, files.remove_tree):
        with pytest.raises(PermissionError):
            remove(tmp_path)

    assert len(tries) == 2
