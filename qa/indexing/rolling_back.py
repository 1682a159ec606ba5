"""The published generation → the one before it, by the one rename that publishes."""

from pathlib import Path

from qa.errors import BuildRunningError, ForVisitors, IndexFailure, NoIndexError
from qa.files import locked, sha256_of_file, write_atomically
from qa.indexing.generations import CURRENT, MANIFEST, generations_here, open_generation, published_name


def roll_back(index: Path) -> str:
    """Publish the newest whole generation before the published one again; return its name.

    The newer one stays until the next build.  Raises NoIndexError, BuildRunningError, or IndexFailure when no
    generation before it is whole.
    """
    if not (index / CURRENT).exists():
        raise NoIndexError(index)
    with locked(index / ".lock") as free:
        if not free:
            raise BuildRunningError(index)
        for name in generations_before(index):
            try:
                open_generation(index, name)
            except IndexFailure:
                continue
            write_atomically(index / CURRENT, f"{name} {sha256_of_file(index / name / MANIFEST)}\n".encode())
            return name
    raise IndexFailure(
        f"There is no whole generation in {index} before the one that serves.",
        hint="Build another with: citewell build",
        for_visitors=ForVisitors("There is no older index to roll back to.", "Rebuild the index instead."),
    )


def generations_before(index: Path) -> list[str]:
    """Return the generations that are older than the published one, newest first; all where none is named."""
    published = published_name(index)
    return [name for name in reversed(generations_here(index)) if not published or name < published]
