"""Writes dist/sbom.cdx.json: the packages that an install brings, each with its licence, as CycloneDX 1.6.

    make sbom

They are those of ``citewell[ocr,mcp,sign-in]`` as installed and tested here, with what these need in turn.
Nothing is looked up on the network, and the same environment always gives the same file: no date, no number.
Ends with 1 where a package tells no licence, or only the GPL or AGPL.
"""

import json
import re
import sys
import tomllib
from collections.abc import Mapping
from importlib.metadata import distribution
from itertools import chain
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.constraints import NotInstalledError, installed_versions

PROJECT = Path(__file__).parents[1]
FILE = PROJECT / "dist" / "sbom.cdx.json"
EXTRAS = ("ocr", "mcp", "sign-in")
"""Those that a user installs for the program itself."""
COPYLEFT = re.compile(r"(?<!L)GPL|(?<!Lesser )General Public Licen[cs]e", re.IGNORECASE)
NAME_CHARACTERS_MOST = 60
"""A longer field is the text of a licence and not its name."""


class LicenceError(Exception):
    """A package tells no licence, or one that the project must not bring."""


def bill(pyproject: str) -> dict[str, Any]:
    """Return the bill of materials for the text of a pyproject.toml; raises LicenceError and NotInstalledError."""
    project = tomllib.loads(pyproject)["project"]
    extras = [project["optional-dependencies"][name] for name in EXTRAS]
    direct = [Requirement(line) for line in chain(project["dependencies"], *extras)]
    versions = installed_versions(direct)
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "purl": own,
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [_component(name, version) for name, version in versions.items()],
        "dependencies": [
            {"ref": own, "dependsOn": sorted({_ref(canonicalize_name(one.name), versions) for one in direct})},
            *({"ref": _ref(name, versions), "dependsOn": _needs(name, versions)} for name in versions),
        ],
    }


def _ref(name: str, versions: Mapping[str, str]) -> str:
    return f"pkg:pypi/{name}@{versions[name]}"


def _component(name: str, version: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": licences(name),
    }


def _needs(name: str, versions: Mapping[str, str]) -> list[str]:
    named = {canonicalize_name(Requirement(line).name) for line in distribution(name).requires or []}
    return [_ref(one, versions) for one in sorted(named & versions.keys())]


def licences(name: str) -> list[dict[str, Any]]:
    """Return the licences that an installed package tells of itself; raises LicenceError."""
    metadata = distribution(name).metadata
    expression, field = (
        "".join(metadata.get_all(key, [])[:1]).strip() for key in ("License-Expression", "License")
    )
    classifiers = [line for line in metadata.get_all("Classifier", []) if line.startswith("License ::")]
    names = [named for line in classifiers if (named := line.rpartition(":: ")[2]) != "OSI Approved"]
    if not names and field and len(field) <= NAME_CHARACTERS_MOST:
        names = [field]
    if not names and field:
        names = [field.splitlines()[0].strip()]
    told = [expression] if expression else names
    if not told:
        raise LicenceError(f"{name} tells no licence")
    if is_copyleft(told):
        raise LicenceError(f"{name} is under {', '.join(told)}")
    return [{"expression": expression}] if expression else [{"license": {"name": named}} for named in names]


def is_copyleft(told: list[str]) -> bool:
    """Tell whether only the GPL or AGPL is told: of the alternatives of an expression, each."""
    return all(COPYLEFT.search(alternative) for named in told for alternative in re.split(r"\s+OR\s+", named))


def main() -> int:
    """Write the file; return the exit code."""
    try:
        made = bill((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    except (LicenceError, NotInstalledError) as error:
        sys.stderr.write(f"No bill of materials is written: {error}.\n")
        return 1
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"{FILE.relative_to(PROJECT)}: {len(made['components'])} packages\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
