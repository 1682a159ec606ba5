"""Small office files, books, mails, sheets and PDFs of every kind of fault: what an article of each says.

The files are those of tests/reading/cases/kinds, most written by hand as XML and as operators of PDF.
"""

import json
import re
from typing import Any

import pytest

from qa.reading.article import compose
from qa.reading.parsing import open_bytes
from tests.conftest import PROJECT

FOLDER = PROJECT / "tests" / "reading" / "cases" / "kinds"
CASES = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
TOLD = frozenset(("D-lost-text",))
"""Kinds of which it is enough that the report says what stands in the file."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']} {case['file']}")
def test_a_file_is_read_as_it_is_seen(case: dict[str, Any]) -> None:
    """Each string of ``has``, or one of a list, stands in the article; ``lacks`` does not; the title is right."""
    opened = open_bytes((FOLDER / case["file"]).read_bytes(), case["file"])
    assert opened.document is not None, opened.reason
    article = compose(opened.document, article_id="a", source=case["file"])
    shown = _folded(f"{article.title} {article.text}")
    reported = _folded(" ".join(gone.text for gone in opened.report.removed)) if case["kind"] in TOLD else ""

    asked = [wanted if isinstance(wanted, list) else [wanted] for wanted in case["has"]]
    lacking = [options for options in asked if not any(_folded(each) in f"{shown} {reported}" for each in options)]

    assert lacking == []
    assert [unwanted for unwanted in case["lacks"] if _folded(unwanted) in shown] == []
    assert article.title == case.get("title", article.title)
    assert [part for part in case.get("title_lacks", ()) if part in article.title] == []


def test_every_kind_has_a_file() -> None:
    """The kinds of the README of the shared cases that files of these formats can have."""
    kinds = "K2 K3 K7 K8 K10 K11 K13 K14 D-hidden D-lists D-lost-text D-numbers D-struck D-symbols D-tables D-torn"

    assert {case["kind"] for case in CASES} >= set(kinds.split())


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)
