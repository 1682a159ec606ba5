"""Checks of the machine: Python, memory, disk, clock, port."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from qa import data_folder
from qa.serving.doctor.findings import Finding, note, well, wrong
from qa.settings import Settings

PYTHON_LEAST = (3, 11)
MEMORY_LEAST = 1.0
"""GB of free memory; a build of the bundled articles takes 0.6 to 0.9."""
DISK_LEAST = 0.5
"""GB of free disk: the converted model and the cache take 0.2, and a build writes beside what is there."""
GB = 1e9
ALL_IS_WELL_BEFORE = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock is right that shows less: this version was written later."""


def python(_: Settings) -> Iterator[Finding]:
    """Is this a version of Python that is supported?"""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < PYTHON_LEAST:
        yield wrong(
            "Python", f"This is Python {found}; 3.11 or newer is needed.", "Install it, and Citewell in it."
        )
    else:
        yield well("Python", f"Python {found} in {sys.prefix}.")


def memory(_: Settings) -> Iterator[Finding]:
    """Is there memory for a build?"""
    free = _free_memory()
    if free is None:
        yield well("Memory", "This system does not say how much memory is free.")
    elif free < MEMORY_LEAST:
        yield note("Memory", f"{free:.1f} GB of memory are free.", "Close other programs before you build.")
    else:
        yield well("Memory", f"{free:.1f} GB of memory are free.")


def _free_memory() -> float | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        kibibytes = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        return None
    return kibibytes * 1024 / GB


def disk(settings: Settings) -> Iterator[Finding]:
    """Is there room for the index?"""
    place = nearest(settings.index)
    free = shutil.disk_usage(place).free / GB
    if free < DISK_LEAST:
        yield wrong("Disk", f"{free:.1f} GB are free where the index lies.", "Make room, or name another --index.")
    else:
        yield well("Disk", f"{free:,.0f} GB are free in {place}.")


def nearest(path: Path) -> Path:
    """Return the folder itself, or the nearest above it that is there."""
    return next(place for place in (path.absolute(), *path.absolute().parents) if place.exists())


def clock(_: Settings) -> Iterator[Finding]:
    """Does the clock show a day that can be? What was built when is told by it."""
    now = datetime.now(UTC)
    if now < ALL_IS_WELL_BEFORE:
        yield wrong("Clock", f"The clock of this machine says {now:%Y-%m-%d}.", "Set it; builds are dated by it.")
    else:
        yield well("Clock", f"{now:%Y-%m-%d %H:%M} UTC.")


def port(settings: Settings) -> Iterator[Finding]:
    """Can the page be served where the settings say?"""
    host, number = settings.serving.host, settings.serving.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            if os.name == "posix":  # as the server does: a port that has just been closed is free
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, number))
    except OSError as error:
        said = f"Port {number} of {host} cannot be used: {error.strerror}."
        yield note("Port", said, "If that is not Citewell itself, serve on another: citewell serve --port 8600")
    else:
        yield well("Port", f"Port {number} of {host} is free.")


def places(settings: Settings) -> Iterator[Finding]:
    """Where do articles and index lie, and why there?"""
    why = "of this project" if data_folder.is_project() else "outside a project"
    yield well("Places", f"Articles in {settings.corpus}, index in {settings.index} ({why}).")
