"""What other programs may rely on: the names of ``qa.__all__``, cheap to import and typed."""

import inspect
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

import qa
from tests.conftest import PROJECT

PROMISED = {
    "Assistant": "qa.answering.assistant",
    "Answer": "qa.records",
    "Statement": "qa.records",
    "Citation": "qa.records",
    "Hit": "qa.records",
    "Verdict": "qa.records",
    "Settings": "qa.settings",
    "load_settings": "qa.settings",
    "CitewellError": "qa.errors",
    "TextCheck": "qa.answering.checking.records",
    "check_text": "qa.answering.checking.checker",
}
OUTSIDE_USER = """
from typing import assert_type

from qa import Answer, Assistant, Citation, CitewellError, Hit, Settings, Statement, TextCheck, Verdict
from qa import check_text, load_settings



def quotations(question: str) -> list[tuple[str, int, int]]:
    settings = load_settings(corpus="articles")
    assert_type(settings, Settings)
    try:
        answer = Assistant.open(settings).ask(question)
    except CitewellError as error:
        assert_type(error.exit_code, int)
        return []
    assert_type(answer, Answer)
    assert_type(answer.verdict, Verdict)
    assert_type(answer.hits, tuple[Hit, ...])
    assert_type(answer.statements, tuple[Statement, ...])
    return [place(citation) for statement in answer.statements for citation in statement.citations]


def passes(assistant: Assistant, text: str) -> bool:
    check = check_text(assistant, text)
    assert_type(check, TextCheck)
    assert_type(check.sentences[0].rests_on, tuple[Citation, ...])
    return check.passes


def place(citation: Citation) -> tuple[str, int, int]:
    return citation.article_id, citation.start, citation.end
"""
# Nothing of these libraries stands in the signatures above; to follow them takes 40 s of a processor instead of 3.
MYPY = """[mypy]
strict = True
[mypy-lxml.*,numpy.*,openvino.*,pydantic.*,rapidfuzz.*,sentence_transformers.*,torch.*,transformers.*]
follow_imports = skip
"""


def test_every_public_name_is_the_one_of_its_module() -> None:
    """Each name in __all__ is the one that its module defines, and another name is refused."""
    opened = {name: getattr(qa, name) for name in qa.__all__}

    assert {name: value.__module__ for name, value in opened.items()} == PROMISED
    assert [value.__name__ for value in opened.values()] == qa.__all__
    assert set(qa.__all__) <= set(dir(qa))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = qa.nothing


def test_every_public_name_says_what_it_promises() -> None:
    """A public name has a docstring of its own."""
    silent = [name for name in qa.__all__ if not inspect.getdoc(getattr(qa, name))]

    assert silent == []


def test_importing_the_package_imports_nothing_else_of_it() -> None:
    """``import qa`` brings no module of its rooms and no library; a record brings the records alone."""
    code = """import sys
before = set(sys.modules)
import qa
print(*sorted(m for m in set(sys.modules) - before if m.partition(".")[0] not in sys.stdlib_module_names))
from qa import Answer
print(*sorted(m for m in sys.modules if m.partition(".")[0] == "qa"))"""

    ran = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines() == ["qa", "qa qa.records"]


@pytest.mark.integration
def test_a_program_outside_sees_the_types(tmp_path: Path) -> None:
    """mypy --strict knows each public name, as it does not without py.typed beside the package."""
    (tmp_path / "program.py").write_text(OUTSIDE_USER, encoding="utf-8")
    (tmp_path / "mypy.ini").write_text(MYPY, encoding="utf-8")
    # a cache of its own, so that nothing is left of a run in which the package had no py.typed
    command = [sys.executable, "-m", "mypy", "--cache-dir", "cache", "program.py"]

    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert files("qa").joinpath("py.typed").is_file()
    assert (ran.stdout, ran.returncode) == ("Success: no issues found in 1 source file\n", 0)
