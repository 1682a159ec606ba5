"""The small PDFs of tests/reading/cases/pdf: what must stand in the article made of each, and what must not."""

import json
from typing import Any

import pytest

from qa.reading.article import compose
from qa.reading.parsing import open_bytes
from tests.conftest import PROJECT

FOLDER = PROJECT / "tests" / "reading" / "cases" / "pdf"
CASES = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_case_is_read_as_it_is_seen(case: dict[str, Any]) -> None:
    """``has`` stands in the title or the text (one of each list), ``lacks`` does not, and the title is this."""
    opened = open_bytes((FOLDER / case["file"]).read_bytes(), case["file"])
    assert opened.document is not None, opened.reason
    article = compose(opened.document, article_id="a", source=case["file"])
    shown = f"{article.title} {' '.join(article.text.split())}"

    for wanted in case["has"]:
        assert any(option in shown for option in ([wanted] if isinstance(wanted, str) else wanted)), wanted
    for unwanted in case["lacks"]:
        assert unwanted not in shown
    assert article.title == case.get("title", article.title)
