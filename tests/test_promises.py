"""Each promise of docs/promises.md names tests that exist."""

import ast
import re
from functools import cache

from tests.conftest import PROJECT

ROW = re.compile(r"^\| (?P<promise>[A-Z][^|]*) \| (?P<tests>[^|]*`[^|]*) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
TEXT = (PROJECT / "docs" / "promises.md").read_text(encoding="utf-8")


@cache
def defined_in(file: str) -> frozenset[str]:
    """Return the names of the tests in a file; none where there is no such file."""
    path = PROJECT / file
    nodes = ast.parse(path.read_text(encoding="utf-8")).body if path.is_file() else []
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_")


def test_every_promise_names_tests_that_exist() -> None:
    """A test that was renamed or is gone holds nothing."""
    named = TEST.findall(TEXT)

    assert [f"{file}::{name}" for file, name in named if name not in defined_in(file)] == []
    assert len(named) > 30


def test_every_row_is_a_promise_with_a_test() -> None:
    """No row promises something that nothing holds, and no promise stands there twice."""
    rows = [
        line
        for line in TEXT.splitlines()
        if line.startswith("|") and line[:2] != "|-" and "| held by |" not in line
    ]
    promises = [found["promise"] for found in ROW.finditer(TEXT)]

    assert [row for row in rows if not (ROW.match(row) and TEST.search(row))] == []
    assert len(promises) == len(set(promises)) == len(rows)
