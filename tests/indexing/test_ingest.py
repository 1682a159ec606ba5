"""What an article contributes survives being kept as bytes, and is made of its own offsets."""

import json
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
import pytest

from qa.indexing.ingest import Contributing, Contribution, contribution_from_bytes, contribution_to_bytes
from qa.reading.corpus import read
from qa.reading.near_duplicates import shingled
from qa.reading.shingles import Shingled, Vocabulary
from qa.records import Article
from qa.settings import Indexing
from tests.support.fakes import FakeEncoder


@pytest.fixture(params=["cramps.md", "lifting.txt", "sciatica.md"])
def contribution(corpus: Path, request: pytest.FixtureRequest) -> Contribution:
    found = read(corpus, request.param)
    assert isinstance(found.outcome, Article)
    return Contributing(FakeEncoder(), Indexing()).of(found.outcome, found.report)


def _plain(each: Shingled) -> tuple[bytes, int, list[int]]:
    return each.digest, each.words, each.shingles.tolist()


def test_it_comes_back_from_bytes(contribution: Contribution) -> None:
    """Every row, key and shingle is as it was."""
    back = contribution_from_bytes(contribution_to_bytes(contribution))

    for field in fields(Contribution):
        before, after = getattr(contribution, field.name), getattr(back, field.name)
        if field.name == "shingled":
            before, after = _plain(before), _plain(after)
        elif field.name == "passages_shingled":
            before, after = list(map(_plain, before)), list(map(_plain, after))
        assert after == before, field.name
    assert back.shingled.shingles.dtype == np.uint64


def test_sentences_stand_in_what_is_embedded(contribution: Contribution) -> None:
    """The spans of what is embedded hold the sentences of the article, word for word."""
    text = contribution.article.text
    for ordinal, row in enumerate(contribution.passages):
        embedded = contribution.embedded(ordinal)

        sentences = [text[start:end] for start, end in json.loads(row.sentences)]
        assert [embedded.text[start:end] for start, end in embedded.spans] == sentences
        assert embedded.text.endswith(contribution.text(ordinal))
        assert len(sentences) == contribution.sentences[ordinal]


def test_passages_are_compared_by_their_text(contribution: Contribution) -> None:
    """Shingles are those of the text that is quoted, without what is embedded in front of it."""
    expected = [
        shingled(contribution.text(ordinal), Vocabulary()) for ordinal in range(len(contribution.passages))
    ]

    assert list(map(_plain, contribution.passages_shingled)) == list(map(_plain, expected))


def test_a_report_is_kept_as_the_store_has_it(corpus: Path) -> None:
    """It is JSON, or nothing where there is none."""
    found = read(corpus, "cramps.md")
    assert isinstance(found.outcome, Article)
    contributing = Contributing(FakeEncoder(), Indexing())

    assert json.loads(contributing.of(found.outcome, found.report).report) == json.loads(
        json.dumps(asdict(found.report))
    )
    assert contributing.of(found.outcome, None).report == ""
