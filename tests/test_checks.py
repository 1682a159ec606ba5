"""``make check`` runs every test once: most with coverage, the rest without; CI and hooks run what make runs."""

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


def test_check_runs_each_test_once_most_of_them_with_coverage() -> None:
    """What is traced and what ``make rest`` runs are opposites: no test is lost or run twice."""
    rest = re.search(r"^REST := (\w+(?: or \w+)*)$", MAKEFILE, re.MULTILINE)

    assert prerequisites("check") == ["format", "lint", "types", "coverage", "rest"]
    assert rest
    assert re.search(r'^coverage:.*\n\t\$\(PYTEST\) -m "not \(\$\(REST\)\)" --cov$', MAKEFILE, re.MULTILINE)
    assert re.search(r'^rest:.*\n\t\$\(PYTEST\) -m "\$\(REST\)"$', MAKEFILE, re.MULTILINE)


def test_plain_pytest_runs_what_is_traced() -> None:
    """``make fast`` leaves out one marker besides."""
    rest = re.search(r"^REST := (.+)$", MAKEFILE, re.MULTILINE)
    plain = PYTEST["addopts"][PYTEST["addopts"].index("-m") + 1]

    assert rest
    assert plain.split(" and ") == [f"not {marker}" for marker in rest[1].split(" or ")]
    assert '-m "not ($(REST)) and not integration"' in MAKEFILE


def test_coverage_has_a_floor() -> None:
    """A floor is set, of all of qa; tests, tools and benchmarks do not count."""
    coverage = PYPROJECT["tool"]["coverage"]

    assert coverage["run"]["source"] == ["qa"]
    assert coverage["report"]["fail_under"] >= 94


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
