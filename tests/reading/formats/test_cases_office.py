"""The small Word, OpenDocument and EPUB files of tests/reading/cases/office: what an article of each says."""

import json
from typing import Any

import pytest

from qa.reading.article import compose
from qa.reading.parsing import open_bytes
from tests.conftest import PROJECT

FOLDER = PROJECT / "tests" / "reading" / "cases" / "office"
CASES = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_an_office_file_is_read_as_it_is_seen(case: dict[str, Any]) -> None:
    """``has`` stands in the text, ``lacks`` does not, ``reported`` is what was left out, and nobody is guessed."""
    opened = open_bytes((FOLDER / case["file"]).read_bytes(), case["file"])
    assert opened.document is not None, opened.reason
    article = compose(opened.document, article_id="a", source=case["file"])
    shown = " ".join(article.text.split())

    assert [wanted for wanted in case["has"] if wanted not in shown] == []
    assert [unwanted for unwanted in case["lacks"] if unwanted in shown] == []
    assert [gone.text for gone in opened.report.removed] == case.get("reported", [])
    assert (article.title, article.publisher) == (case.get("title", article.title), "")
