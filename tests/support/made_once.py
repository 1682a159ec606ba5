"""What takes long to make is made once for all workers and runs, and named by a digest of what it is made from."""

import fcntl
import platform
import shutil
import sys
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

from qa.embedding.model_files import fingerprint_of, folder_of
from qa.files import sha256, sha256_of_file
from qa.settings import BUNDLED_MODEL
from tests.support.real_build import PROJECT

KEPT = PROJECT / ".pytest_cache" / "made"
PARTIAL = ".partial-"
COMPILED = "__pycache__"
MAKER = "tests/support/real_build.py"
PROCESSOR = Path("/proc/cpuinfo")
KIND_OF_PROCESSOR = ("model name", "flags", "Features")


def made_once(
    name: str,
    made_from: Callable[[], Iterable[str]],
    make: Callable[[Path], None],
    into: Path,
    *,
    kept: Path = KEPT,
) -> Path:
    """Copy to ``into`` a folder that ``make`` has filled, in this run or an earlier one, and return ``into``.

    ``made_from`` tells all that the content depends on; what was made from anything else is deleted. A making that
    fails, or during which that changed, leaves nothing for later runs. Workers that ask at once wait for the one
    that makes it, and each has a copy of its own, so that no test meets what another has done to it.
    """
    kept.mkdir(parents=True, exist_ok=True)
    with (kept / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = kept / f"{name}-{_digest(made_from)}"
        if folder.is_dir():
            shutil.copytree(folder, into)
            return into
        for old in (*kept.glob(f"{name}-*"), *kept.glob(f"{PARTIAL}{name}-*")):
            shutil.rmtree(old)
        partial = kept / f"{PARTIAL}{folder.name}"
        partial.mkdir()
        make(partial)
        shutil.copytree(partial, into)
        if folder.name == f"{name}-{_digest(made_from)}":
            partial.rename(folder)
    return into


def _digest(made_from: Callable[[], Iterable[str]]) -> str:
    return sha256("\0".join(made_from()).encode())


def contents_of(folder: Path) -> list[str]:
    """Return the name and the digest of every file in a folder, but for what Python compiles there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and COMPILED not in path.parts)
    return [part for path in paths for part in (path.relative_to(folder).as_posix(), sha256_of_file(path))]


def builds_made_from(corpus: Path, *, project: Path = PROJECT) -> list[str]:
    """Return all that a build with the real weights depends on: articles, code, weights, libraries, processor."""
    model = folder_of(BUNDLED_MODEL)
    assert model is not None, "the bundled weights are installed with Citewell"
    processor = PROCESSOR.read_text() if PROCESSOR.exists() else platform.processor()
    its_kind = sorted({line for line in processor.splitlines() if line.startswith(KIND_OF_PROCESSOR)})
    return [
        *("articles", *contents_of(corpus)),
        *("code", *contents_of(project / "qa"), sha256_of_file(project / MAKER)),
        *("weights", fingerprint_of(model)),
        *("libraries", sys.version, platform.platform(), *_versions(distributions)),
        *("processor", platform.machine(), *its_kind),
    ]


@cache
def _versions(installed: Callable[[], Iterable[Distribution]]) -> list[str]:
    """Return the libraries that are installed, which do not change while a process runs, with their versions."""
    return sorted({f"{each.name} {each.version}" for each in installed()})
