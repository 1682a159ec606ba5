"""A system without POSIX, as far as it can be played on one that has it; Windows is such a system.

usage: python -m tests.support.without_posix CORPUS INDEX
       python -I without_posix.py                            the worker of the sandbox, likewise

Modules and functions that only POSIX has are taken away, here and in the workers, and ``msvcrt`` locks files as
that of Windows does.  Every module of qa is imported, and a corpus is built; what came of it is printed as JSON.
"""

import errno
import fcntl
import os
import runpy
import selectors
import signal
import subprocess  # before msvcrt is there: it would take this for Windows
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

MISSING = ("fcntl", "resource")
GONE = (
    (os, ("killpg", "getpgrp", "setpgid", "WNOHANG", "set_blocking")),
    (signal, ("pthread_sigmask", "setitimer", "SIGALRM", "SIGXCPU", "SIGKILL", "SIG_BLOCK")),
    (selectors, ("PollSelector", "EpollSelector")),
)
PROJECT = Path(__file__).parents[2]
WORKER = PROJECT / "qa" / "reading" / "sandbox" / "worker.py"
flock, EXCLUSIVE = fcntl.flock, fcntl.LOCK_EX | fcntl.LOCK_NB


class Missing:
    """A finder, asked before all others, by which some modules are not there."""

    @staticmethod
    def find_spec(name: str, *_: object) -> ModuleSpec | None:
        if name in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def locking(descriptor: int, mode: int, count: int) -> None:
    """Lock an open file until it is closed, or raise what msvcrt raises where another has locked it."""
    assert (mode, count) == (2, 1)
    try:
        flock(descriptor, EXCLUSIVE)
    except BlockingIOError as error:
        raise OSError(errno.EACCES, "Permission denied") from error


def take_away() -> None:
    """Take POSIX away."""
    sys.meta_path.insert(0, Missing)
    for name in MISSING:
        sys.modules.pop(name, None)
    for module, names in GONE:
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    msvcrt = ModuleType("msvcrt")
    vars(msvcrt).update(locking=locking, LK_NBLCK=2)
    sys.modules["msvcrt"] = msvcrt


def main(corpus: Path, index: Path) -> None:
    """Import every module of qa, and build."""
    import json
    from datetime import UTC, datetime
    from importlib import import_module

    paths = sorted((PROJECT / "qa").rglob("*.py"))
    modules = [".".join(path.relative_to(PROJECT).with_suffix("").parts) for path in paths]
    imported = [import_module(module.removesuffix(".__init__")) for module in modules]

    from qa.files import locked
    from qa.indexing.build import build
    from qa.reading.sandbox import system, worker
    from qa.settings import Indexing
    from tests.support.fakes import FakeEncoder

    worker.__file__ = __file__
    report = build(
        corpus, index, encoder=FakeEncoder(), settings=Indexing(), built=datetime(2026, 11, 20, 12, tzinfo=UTC)
    )
    with locked(index / "lock") as first, locked(index / "lock") as second:
        locks = [first, second]
    with locked(index / "lock") as third:
        locks.append(third)
    told = {
        "modules": len(imported),
        "articles": report.articles,
        "skipped": [file.reason for file in report.skipped],
        "generation": report.generation,
        "locks": locks,
        "told": system.told_limits(),
        "missing": [name for name in MISSING if name in sys.modules],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    assert subprocess.__name__ not in MISSING
    if len(sys.argv) > 1:
        import mcp.server  # noqa: F401 - mcp 2.3.0 asks for the name of the system, and not for what it has
    take_away()
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        runpy.run_path(str(WORKER), run_name="__main__")
