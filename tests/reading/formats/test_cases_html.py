"""The small web pages of tests/reading/cases/html: what an article of each says."""

import json
from typing import Any

import pytest

from qa.reading.article import compose
from qa.reading.parsing import open_bytes
from tests.conftest import PROJECT

FOLDER = PROJECT / "tests" / "reading" / "cases" / "html"
CASES = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_page_is_read_as_it_is_seen(case: dict[str, Any]) -> None:
    """Each of ``has`` stands in the text (one of several spellings is enough), nothing of ``lacks`` does."""
    opened = open_bytes((FOLDER / case["file"]).read_bytes(), case["file"])
    assert opened.document is not None, opened.reason
    article = compose(opened.document, article_id="a", source=case["file"])
    shown = " ".join([article.title, *article.text.split()])

    wanted = [[each] if isinstance(each, str) else each for each in case["has"]]
    assert [options for options in wanted if not any(option in shown for option in options)] == []
    assert [unwanted for unwanted in case["lacks"] if unwanted in shown] == []
