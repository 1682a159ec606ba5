"""constraints.txt is what ``make constraints`` writes, and holds a version of everything that is asked for."""

import re
from importlib.metadata import version
from importlib.util import find_spec

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import PROJECT, require
from tools.constraints import HEAD, NotInstalledError, constraints, direct_requirements, installed_versions

PYPROJECT = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
CONSTRAINTS = (PROJECT / "constraints.txt").read_text(encoding="utf-8")
LINE = re.compile(r"(?P<name>[a-z0-9]+(-[a-z0-9]+)*)==(?P<version>[0-9][0-9a-z.]*)")


def test_the_file_has_the_form_that_the_tool_writes() -> None:
    """Head, then a line a package in the order of canonical names, each once; no address, no option."""
    lines = CONSTRAINTS.removeprefix(HEAD).splitlines()
    names = [match["name"] for line in lines if (match := LINE.fullmatch(line))]

    assert CONSTRAINTS.startswith(HEAD)
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert names == sorted(set(names))


def test_everything_that_is_asked_for_has_a_version_that_fits() -> None:
    """Each requirement of pyproject.toml, in all of its extras, is in the file with a version it allows."""
    pinned = dict(line.split("==") for line in CONSTRAINTS.removeprefix(HEAD).splitlines())
    asked = {canonicalize_name(one.name): one.specifier for one in direct_requirements(PYPROJECT)}

    assert len(asked) > 30
    assert {name for name, allowed in asked.items() if not allowed.contains(pinned.get(name, "0"))} == set()


def test_torch_is_the_version_that_make_installs() -> None:
    """The Makefile installs torch by itself, before all else; no later step may replace it."""
    made = re.search(r"^TORCH := (torch==.+)$", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert made
    assert made[1] in CONSTRAINTS.splitlines()
    assert not [line for line in CONSTRAINTS.splitlines() if line.startswith(("nvidia-", "triton"))]


def test_what_a_package_asks_for_in_turn_is_followed_with_its_extras() -> None:
    """An extra that is asked for brings its packages, one that is not brings none."""
    plain = installed_versions([Requirement("lxml")])
    with_extra = installed_versions([Requirement("lxml[html_clean]")])

    assert plain == {"lxml": version("lxml")}
    assert with_extra == {"lxml": version("lxml"), "lxml-html-clean": version("lxml-html-clean")}


@pytest.mark.integration
def test_the_same_environment_gives_the_same_file() -> None:
    """The order in which packages are asked for changes nothing."""
    require("frameworks", present=find_spec("langchain_core") is not None)
    asked = list(direct_requirements(PYPROJECT))

    assert constraints(PYPROJECT) == constraints(PYPROJECT)
    assert list(installed_versions(asked).items()) == list(installed_versions(asked[::-1]).items())


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("no-such-package-of-ours", "no-such-package-of-ours is not installed, and what pyproject.toml asks for"),
        ("numpy<1", f"numpy is {version('numpy')}, and what pyproject.toml asks for needs <1"),
    ],
)
def test_what_is_missing_or_too_old_is_said(asked: str, said: str) -> None:
    """Nothing is written from an environment that lacks what is asked for."""
    with pytest.raises(NotInstalledError, match=re.escape(said)):
        installed_versions([Requirement(asked)])
