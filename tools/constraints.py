"""Writes constraints.txt: the version of what ``citewell[dev,frameworks]`` needs, as installed and tested here.

    make constraints

It follows what pyproject.toml asks for through what each installed package asks for. So nothing is looked up on
the network, and the same environment always gives the same file. To take a newer version of a package, install it,
run ``make check``, and then this.
"""

import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PROJECT = Path(__file__).parents[1]
FILE = PROJECT / "constraints.txt"
HEAD = """\
# The exact versions that were tested: pip install --constraint constraints.txt
# Written by `make constraints` from what is installed (tools/constraints.py); not edited by hand.
"""
# A build of torch with CUDA asks for these, the CPU build that is tested here for none of them.
CUDA_ONLY = ("cuda-", "nvidia-", "triton")


class NotInstalledError(Exception):
    """Something that is asked for is not installed, or not in a version that is asked for."""


def direct_requirements(pyproject: str) -> Iterator[Requirement]:
    """Yield what the text of a pyproject.toml asks for, in all of its extras; the project itself is left out."""
    project = tomllib.loads(pyproject)["project"]
    for line in chain(project["dependencies"], *project["optional-dependencies"].values()):
        if (requirement := Requirement(line)).name != project["name"]:
            yield requirement


def installed_versions(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Return the installed version of each package that is asked for, and of what these ask for in turn.

    By canonical name, in order; without a local part ("2.13.0", not "2.13.0+cpu"). Raises NotInstalledError.
    """
    versions: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    left = [(requirement, "what pyproject.toml asks for") for requirement in requirements]
    while left:
        requirement, asking = left.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in seen or name.startswith(CUDA_ONLY):
            continue
        seen.add((name, extras))
        try:
            installed = distribution(name)
        except PackageNotFoundError as error:
            raise NotInstalledError(f"{name} is not installed, and {asking} needs it") from error
        if not requirement.specifier.contains(installed.version, prereleases=True):
            raise NotInstalledError(f"{name} is {installed.version}, and {asking} needs {requirement.specifier}")
        versions[name] = Version(installed.version).public
        for line in installed.requires or []:
            further = Requirement(line)
            if not further.marker or any(further.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
                left.append((further, name))
    return dict(sorted(versions.items()))


def constraints(pyproject: str) -> str:
    """Return the text of constraints.txt for the text of a pyproject.toml."""
    versions = installed_versions(direct_requirements(pyproject))
    return HEAD + "".join(f"{name}=={version}\n" for name, version in versions.items())


if __name__ == "__main__":
    try:
        text = constraints((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    except NotInstalledError as error:
        install = "Run `make test EXTRAS=dev,frameworks` once, which installs everything."
        sys.exit(f"constraints.txt stays as it is: {error}. {install}")
    if text != FILE.read_text(encoding="utf-8"):
        FILE.write_text(text, encoding="utf-8")
