"""The small inputs of ../shared/cases, each with what a reader sees in it: what comes out, and what does not."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from qa.reading.corpus import read
from qa.records import Article
from tests.conftest import SHARED, require

CASES = SHARED / "cases"
ASKED = (
    [json.loads(line) for line in (CASES / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    if CASES.is_dir()
    else []
)
NOT_IN_THE_FILE = {"d-raised-digits.odt": "10⁻⁹", "d-raised-digits.epub": "10⁻⁹", "vitamin-sources.md": "kale"}
"""What is asked of a file that does not contain it: one and two have no such power, the third spells it "Kale"."""


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case["file"])
def test_what_a_reader_sees_comes_out(case: Mapping[str, Any]) -> None:
    """Each string stands in the article, or one of a list; what no reader sees does not; the title is right."""
    require("cases", present=CASES.is_dir())
    outcome = read(CASES, case["file"]).outcome
    assert isinstance(outcome, Article), outcome
    whole = _folded(f"{outcome.title} {outcome.text}")

    asked = [wanted if isinstance(wanted, list) else [wanted] for wanted in case["has"]]
    lacking = [options[0] for options in asked if not any(_folded(option) in whole for option in options)]

    assert lacking == [wanted for name, wanted in NOT_IN_THE_FILE.items() if name == case["file"]]
    assert [unwanted for unwanted in case["lacks"] if _folded(unwanted) in whole] == []
    assert outcome.title == case.get("title", outcome.title)
    if case.get("no_publisher"):
        assert outcome.publisher == ""


def test_what_is_asked_and_is_not_there_is_not_in_the_file() -> None:
    """The words that are excused stand nowhere in the file that can be read as plain text."""
    require("cases", present=CASES.is_dir())

    assert "kale" not in Path(CASES / "vitamin-sources.md").read_text(encoding="utf-8")


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)
