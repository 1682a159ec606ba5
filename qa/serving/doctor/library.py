"""Checks of the articles and their index: can both be used, and is the index sound and new?"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from tempfile import NamedTemporaryFile

from qa.errors import CorpusError, IndexFailure, NoIndexError
from qa.files import locked
from qa.indexing.generations import open_current
from qa.reading.corpus import scan
from qa.serving.cli.printing.answers import counted
from qa.serving.doctor.findings import Finding, note, well, wrong
from qa.serving.doctor.machine import nearest
from qa.settings import Settings

LOCK = ".doctor-lock"


def corpus(settings: Settings) -> Iterator[Finding]:
    """Are there articles, can all of them be read, and can more be added?"""
    folder = settings.corpus
    try:
        sources = scan(folder)
    except CorpusError as error:
        yield note("Articles", str(error), f"{error.hint} Or try the sample: citewell serve --sample")
    else:
        closed = [source for source in sources if not os.access(folder / source, os.R_OK)]
        if closed:
            said = f"{counted(len(closed), 'file')} in {folder} cannot be read, such as {closed[0]}."
            yield wrong("Articles", said, "Give yourself the right to read them.")
        else:
            yield well("Articles", f"{counted(len(sources), 'file')} in {folder}.")
    if folder.is_dir() and not _can_write(settings.corpus):
        said = f"Nothing can be written into {folder}: articles can be asked, but not added or removed."
        yield note("Adding articles", said, "Give yourself the right to write there, or serve with --read-only.")


def index(settings: Settings) -> Iterator[Finding]:
    """Is there an index, is every file of it whole, and is it newer than the articles?"""
    try:
        manifest = open_current(settings.index).manifest
    except NoIndexError as error:
        yield note("Index", str(error), error.hint)
        return
    except IndexFailure as error:
        yield wrong("Index", str(error), error.hint)
        return
    built = datetime.fromisoformat(manifest.built)
    holds = f"{counted(manifest.articles, 'article')}, {counted(manifest.passages, 'passage')}"
    said = f"{holds}, built {_ago(built)}; every file of it is whole."
    if built > datetime.now(UTC):
        yield note("Index", f"{said[:-1]}. That is later than the clock of this machine.", "Set the clock.")
    elif newer := _newer(settings, built):
        yield note("Index", f"{said} {counted(newer, 'file')} changed since.", "Build it again: citewell build")
    else:
        yield well("Index", said)


def _ago(built: datetime) -> str:
    days = (datetime.now(UTC) - built).days
    return f"{counted(days, 'day')} ago" if days > 0 else "today"


def _newer(settings: Settings, built: datetime) -> int:
    """Return how many files of the corpus were changed after the index was built."""
    try:
        sources = scan(settings.corpus)
    except CorpusError:
        return 0
    paths = (settings.corpus / source for source in sources)
    return sum(path.exists() and path.stat().st_mtime > built.timestamp() for path in paths)


def writing(settings: Settings) -> Iterator[Finding]:
    """Can the index be written, and do locks of files hold where it lies?"""
    folder = settings.index if settings.index.is_dir() else nearest(settings.index)
    if not _can_write(folder):
        said = f"Nothing can be written into {folder}, where the index lies: it can be asked, but not built."
        yield wrong(
            "Writing", said, "Give yourself the right to write there, or name another folder with --index."
        )
        return
    yield well("Writing", f"The index can be written in {folder}.")
    path = folder / LOCK
    with locked(path) as first, locked(path) as second:
        holds = first and not second
    path.unlink()
    if holds:
        yield well("Locks", "A lock of a file keeps others out.")
    else:
        said = f"Locks of files do not hold in {folder}: two builds at once could spoil the index."
        yield wrong("Locks", said, "Keep the index on a disk of this machine: name another folder with --index.")


def _can_write(folder: os.PathLike[str]) -> bool:
    """Write and delete a file: rights alone do not tell of a file system that is read-only."""
    try:
        with NamedTemporaryFile(dir=folder, prefix=".doctor-"):
            return True
    except OSError:
        return False
