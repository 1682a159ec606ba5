"""Changes of the folder from outside: what is one, and what noticing it costs."""

import os
from pathlib import Path

from qa.serving.page.library.rows import FileRow, FileState
from qa.serving.page.library.watching import IDLE_SHARE, LOOK_SECONDS, FolderWatch, key_of


class Clock:
    """A clock that moves on with each look at it, as far as looking at a folder takes."""

    def __init__(self, took: float = 0.0) -> None:
        self.now, self.took = 0.0, took

    def __call__(self) -> float:
        self.now += self.took
        return self.now


def test_a_file_that_comes_changes_or_goes_is_noticed_at_the_next_look(corpus: Path) -> None:
    """By its name, its size and its times; a hidden file is none, and a look that finds nothing new says so."""
    clock = Clock()
    watch = FolderWatch(corpus, clock=clock)
    revisions = [watch.revision()]

    def look() -> None:
        clock.now += LOOK_SECONDS
        revisions.append(watch.revision())

    look()
    (corpus / "new.md").write_text("# New")
    look()
    os.utime(corpus / "new.md", ns=(1, 1))
    look()
    (corpus / ".hidden").write_text("x")
    look()
    (corpus / "new.md").unlink()
    look()
    for file in corpus.iterdir():
        file.unlink()
    look()
    look()

    assert revisions == [1, 1, 2, 3, 3, 4, 5, 5]


def test_however_many_pages_are_open_the_folder_is_looked_at_once_in_a_while(corpus: Path) -> None:
    """A hundred visitors within three seconds share one look."""
    clock = Clock()
    watch = FolderWatch(corpus, clock=clock)

    for _ in range(100):
        watch.revision()
        clock.now += LOOK_SECONDS / 100 - 1e-9
    shared = watch.looks
    clock.now += LOOK_SECONDS
    watch.revision()

    assert (shared, watch.looks) == (1, 2)


def test_a_large_folder_is_looked_at_less_often(corpus: Path) -> None:
    """Where a look takes a second, fifty pass before the next."""
    clock = Clock(took=1.0)
    watch = FolderWatch(corpus, clock=clock)
    looks: list[int] = []

    for now in (0.0, IDLE_SHARE - 0.5, IDLE_SHARE + 0.5):
        clock.now = now
        watch.revision()
        looks.append(watch.looks)

    assert looks == [1, 1, 2]


def test_tables_are_told_apart_by_their_files_and_states() -> None:
    """Also by names that are no text."""
    row = FileRow(file="a.md", state=FileState.NEW, title="A")
    odd = FileRow(file="\udce9.md", state=FileState.NEW, title="A")
    keys = {
        key_of(rows)
        for rows in ([], [row], [odd], [row, odd], [FileRow(file="a.md", state=FileState.GONE, title="A")])
    }

    assert len(keys) == 5
