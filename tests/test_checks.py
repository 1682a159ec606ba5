"""``make check`` runs every test once: some with coverage, the rest without; CI and hooks run what make runs."""

import re
import tomllib

from tests.conftest import PROJECT

MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
PYTEST = PYPROJECT["tool"]["pytest"]["ini_options"]


def prerequisites(target: str) -> list[str]:
    found = re.search(rf"^{target}: (.+)$", MAKEFILE, re.MULTILINE)
    assert found
    return found[1].split()


def test_check_runs_each_test_once_some_of_them_with_coverage() -> None:
    """What the markers of the traced tests leave out is what ``make rest`` runs: no test is lost or run twice."""
    fast = re.search(r"^FAST := (not \w+(?: and not \w+)*)$", MAKEFILE, re.MULTILINE)
    rest = re.search(r"^REST := (\w+(?: or \w+)*)$", MAKEFILE, re.MULTILINE)

    assert prerequisites("check") == ["format", "lint", "types", "coverage", "rest"]
    assert fast
    assert rest
    assert [*rest[1].split(" or "), "integration"] == re.findall(r"not (\w+)", fast[1])
    assert re.search(r'^coverage:.*\n\t\$\(PYTEST\) -m "\$\(FAST\)" --cov$', MAKEFILE, re.MULTILINE)
    apart = r'\t\$\(PYTEST\) -m "integration and not \(\$\(REST\)\)"\n\t\$\(PYTEST\) -m "\$\(REST\)"$'
    assert re.search(rf"^rest:.*\n{apart}", MAKEFILE, re.MULTILINE)


def test_plain_pytest_runs_the_fast_tests_and_integration() -> None:
    """What ``make fast`` leaves out besides is one marker."""
    fast = re.search(r"^FAST := (.+)$", MAKEFILE, re.MULTILINE)

    assert fast
    assert fast[1] == PYTEST["addopts"][PYTEST["addopts"].index("-m") + 1] + " and not integration"


def test_coverage_has_a_floor() -> None:
    """A floor is set, of all of qa; tests, tools and benchmarks do not count."""
    coverage = PYPROJECT["tool"]["coverage"]

    assert coverage["run"]["source"] == ["qa"]
    assert coverage["report"]["fail_under"] >= 78.5


def test_the_workflow_runs_the_script_that_runs_make_check() -> None:
    """CI has one definition, .ci/run; the workflow calls it, and names no index of packages."""
    workflow = (PROJECT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")

    assert re.findall(r"- run: (.+)", workflow) == [".ci/run"]
    assert script.splitlines()[-1] == "make check EXTRAS=dev,frameworks"
    assert "://" not in workflow + script


def test_hooks_run_what_is_installed() -> None:
    """Hooks before a commit are local and run programs of .venv, as make does: nothing is fetched."""
    hooks = (PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8")

    assert re.findall(r"- repo: (.+)", hooks) == ["local"]
    assert set(re.findall(r"language: (.+)", hooks)) == {"system"}
    assert [entry.split()[0] for entry in re.findall(r"entry: (.+)", hooks)] == [
        ".venv/bin/ruff",
        ".venv/bin/ruff",
        ".venv/bin/mypy",
    ]
