"""Further small inputs of the kinds of `../shared/cases`, each with what a careful reader sees in it.

A line of `cases/further.jsonl` is one file: its name and text, what must stand in the article (``has``: each a
string, or a list of which one is enough) and what must not (``lacks``), its ``title``, what stands in which
``order``, and what can be quoted as a sentence (``sentences``, or how some begin: ``sentence_starts``).
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from qa.reading.corpus import read
from qa.reading.sentences import sentence_spans
from qa.records import Article

FILE = Path(__file__).parent / "cases" / "further.jsonl"
CASES = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_careful_reader_sees_the_same(case: Mapping[str, Any], tmp_path: Path) -> None:
    """What informs is there, whole and in its order; what nobody sees is not; the title is no line of the body."""
    (tmp_path / case["file"]).write_text(case["text"], encoding="utf-8")
    article = read(tmp_path, case["file"]).outcome
    assert isinstance(article, Article), article
    text, whole = _folded(article.text), _folded(f"{article.title} {article.text}")

    asked = [wanted if isinstance(wanted, list) else [wanted] for wanted in case["has"]]
    order = [text.find(each) for each in case.get("order", ())]
    sentences = _sentences(article)

    assert [options for options in asked if not any(_folded(option) in whole for option in options)] == []
    assert [unwanted for unwanted in case.get("lacks", ()) if _folded(unwanted) in whole] == []
    assert order == sorted(order)
    assert -1 not in order
    assert article.title == case.get("title", article.title)
    assert article.publisher == "" or not case.get("no_publisher")
    assert set(case.get("sentences", ())) <= sentences
    assert sentences.isdisjoint(case.get("no_sentence", ()))
    starts = case.get("sentence_starts", ())
    assert [start for start in starts if not any(each.startswith(start) for each in sentences)] == []


def _sentences(article: Article) -> set[str]:
    blocks = (block for section in article.sections for block in section.blocks)
    texts = (article.text[block.start : block.end] for block in blocks)
    return {text[start:end] for text in texts for start, end in sentence_spans(text, article.language)}


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)
