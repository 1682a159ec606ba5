"""The bill of materials lists every package that an install brings, once, with a licence that is no GPL."""

import json
import re

import pytest

from tests.conftest import PROJECT
from tools import sbom
from tools.sbom import LicenceError, bill, is_copyleft, licences

PYPROJECT = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
LINE = re.compile(r"^([a-z0-9-]+)==(.+)$", re.MULTILINE)


def test_it_lists_every_package_with_version_and_licence() -> None:
    """The versions are those of constraints.txt; what each needs is listed too; made twice it is the same."""
    made = bill(PYPROJECT)
    parts = {part["name"]: part for part in made["components"]}
    pinned = dict(LINE.findall((PROJECT / "constraints.txt").read_text(encoding="utf-8")))
    named = {part["bom-ref"] for part in made["components"]}

    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert len(parts) == len(made["components"]) == len(named) > 80
    assert {name: part["version"] for name, part in parts.items() if pinned[name] != part["version"]} == {}
    assert {"torch", "streamlit", "faiss-cpu", "authlib", "mcp", "rapidocr"} <= parts.keys()
    assert "pytest" not in parts
    assert [name for name, part in parts.items() if not part["licenses"]] == []
    assert {need for row in made["dependencies"] for need in row["dependsOn"]} <= named
    assert {row["ref"] for row in made["dependencies"]} == named | {made["metadata"]["component"]["bom-ref"]}
    assert json.dumps(bill(PYPROJECT)) == json.dumps(made)


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        (["GPL-3.0-only"], True),
        (["AGPL-3.0-or-later"], True),
        (["GNU General Public License v3 (GPLv3)"], True),
        (["GNU Affero General Public License"], True),
        (["GPL-2.0-only OR AGPL-3.0-only"], True),
        (["MPL-1.1 OR GPL-2.0-only"], False),
        (["LGPL-2.1-or-later"], False),
        (["GNU Lesser General Public License v3"], False),
        (["MIT"], False),
    ],
)
def test_only_the_gpl_is_refused(told: list[str], refused: bool) -> None:
    """A choice that has another licence is none of it, and neither is the Lesser GPL."""
    assert is_copyleft(told) is refused


class Told:
    """An installed package, by what it tells of its licence."""

    def __init__(self, **fields: str) -> None:
        self.metadata = self
        self.fields = fields

    def get_all(self, name: str, default: list[str]) -> list[str]:
        return [self.fields[name]] if name in self.fields else default


@pytest.mark.parametrize("fields", [{}, {"License": "GPLv3"}, {"License-Expression": "AGPL-3.0-only"}])
def test_a_package_without_a_licence_or_under_the_gpl_ends_it(
    monkeypatch: pytest.MonkeyPatch, fields: dict[str, str]
) -> None:
    """The error names the package."""
    monkeypatch.setattr(sbom, "distribution", lambda _: Told(**fields))

    with pytest.raises(LicenceError, match=r"^heron "):
        licences("heron")
