"""The only door to fsync, rename, unlink, lock and digest.

Nothing that a reader may look at is written in place: a file or folder is made beside its final place,
flushed to the disk, and moved there by one rename, which is atomic on POSIX file systems and on NTFS.

Windows differs in three ways.  A folder cannot be flushed; NTFS keeps the order of its renames in its own log.
A file is flushed only through a descriptor that may write.  And what somebody has open can be neither replaced nor
renamed: that is tried again for a moment, since those who read a small file soon close it.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

try:
    import fcntl
except ImportError:
    import msvcrt

    HAS_FLOCK = False
else:
    HAS_FLOCK = True

ON_WINDOWS = os.name == "nt"
RENAME_TRIES = 50
RENAME_SECONDS = 0.02
"""Between two tries of a rename on Windows: all of them take a second."""
TEMPORARY_PREFIX = ".partial-"
ABANDONED_SECONDS = 86_400.0
"""Nobody writes one file for a day."""


def sha256(content: bytes) -> str:
    """Return the sha256 of ``content`` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def sha256_of_file(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal, without holding the file in memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_files(paths: Sequence[Path]) -> list[str]:
    """Return the sha256 of each file in hexadecimal; two are read at a time."""
    with ThreadPoolExecutor(2) as readers:
        return list(readers.map(sha256_of_file, paths))


def fsync(path: Path) -> None:
    """Flush one file or folder to the disk; a folder only where the system can."""
    if ON_WINDOWS and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDWR if ON_WINDOWS else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_tree(folder: Path) -> None:
    """Flush every file below ``folder``, then the folders, innermost first."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in sorted(names):
            fsync(Path(parent) / name)
        fsync(Path(parent))


def rename(old: Path, new: Path) -> None:
    """Move ``old`` to ``new`` atomically (replacing a file there) and make the move durable."""
    for left in range(RENAME_TRIES - 1 if ON_WINDOWS else 0, -1, -1):
        try:
            os.replace(old, new)  # noqa: PTH105 - the tests of crash safety watch this very call
            break
        except PermissionError:  # on Windows, of a file that somebody has open
            if not left:
                raise
            sleep(RENAME_SECONDS)
    fsync(new.parent)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``: a reader sees the old bytes or the new, never a part."""
    temporary = path.with_name(f"{TEMPORARY_PREFIX}{path.name}")
    temporary.write_bytes(content)
    fsync(temporary)
    rename(temporary, path)


def remove_tree(folder: Path) -> None:
    """Delete a folder that no reader should open any more.

    It is renamed first, so that a crash halfway leaves a folder marked as temporary.
    """
    doomed = folder
    if not folder.name.startswith(TEMPORARY_PREFIX):
        doomed = folder.with_name(f"{TEMPORARY_PREFIX}{folder.name}")
        if doomed.exists():
            shutil.rmtree(doomed)
        rename(folder, doomed)
    shutil.rmtree(doomed)


def remove_unread_tree(folder: Path) -> None:
    """Delete a folder that no reader should open any more; on Windows leave one that is open to a later call."""
    try:
        remove_tree(folder)
    except PermissionError:
        if not ON_WINDOWS:
            raise


def remove_database(path: Path) -> None:
    """Delete an SQLite file, and the logs beside it."""
    for part in path.parent.glob(f"{path.name}*"):
        part.unlink()


def remove_rubbish(folder: Path) -> None:
    """Delete temporary files and folders of an interrupted run in ``folder``."""
    for path in sorted(folder.glob(f"{TEMPORARY_PREFIX}*")):
        if path.is_dir():
            remove_tree(path)
        else:
            path.unlink()


def remove_abandoned(folder: Path, *, now: float) -> None:
    """Delete temporary files that were left a day ago in a folder that several processes may be writing to.

    ``now`` is the time in seconds, as files have it.  What cannot be deleted, as in a folder that is
    write-protected, stays.
    """
    for path in sorted(folder.glob(f"{TEMPORARY_PREFIX}*")):
        with suppress(OSError):
            if path.is_file() and path.stat().st_mtime < now - ABANDONED_SECONDS:
                path.unlink()


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Hold the lock file ``path``; yields False at once if another process (or thread) holds it.

    The lock ends with its process, so a crash leaves no stale lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _lock(descriptor):
            yield False
            return
        yield True
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Lock an open file until it is closed; return False at once if another has locked it."""
    try:
        if HAS_FLOCK:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            first_byte = 1  # which need not be there
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, first_byte)  # type: ignore[attr-defined, unused-ignore]
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return False
        raise
    return True
