"""What an article contributes survives being kept as bytes, and is made of its own offsets."""

import json
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
import pytest

from qa.cache import code_digest
from qa.indexing.ingest import (
    ArticleIndexer,
    IndexedArticle,
    ReadArticle,
    indexed_from_bytes,
    indexed_to_bytes,
)
from qa.reading.corpus import read
from qa.reading.shingles import shingles_of
from qa.records import Article, CleaningReport
from qa.settings import Indexing
from tests.support.fakes import FakeEncoder


def contribution_of(article: Article, report: CleaningReport | None, glyphs: bytes = b"") -> IndexedArticle:
    return ArticleIndexer(FakeEncoder(), Indexing()).of_many([ReadArticle(article, report, glyphs)])[0]


@pytest.fixture(params=["cramps.md", "lifting.txt", "sciatica.md"])
def indexed(corpus: Path, request: pytest.FixtureRequest) -> IndexedArticle:
    gathered = read(corpus, request.param)
    assert isinstance(gathered.outcome, Article)
    return contribution_of(
        gathered.outcome, gathered.report, b"where it stands" if gathered.outcome.id == "cramps" else b""
    )


def test_it_comes_back_from_bytes(indexed: IndexedArticle) -> None:
    """Every row, key and shingle is as it was."""
    back = indexed_from_bytes(indexed_to_bytes(indexed))

    for field in fields(IndexedArticle):
        before, after = getattr(indexed, field.name), getattr(back, field.name)
        if field.name == "shingles":
            before, after = before.tolist(), after.tolist()
        assert after == before, field.name
    assert back.shingles.dtype == np.uint64


def test_sentences_stand_in_what_is_embedded(indexed: IndexedArticle) -> None:
    """The spans of what is embedded hold the sentences of the article, word for word."""
    text = indexed.article.text
    for ordinal, row in enumerate(indexed.passages):
        embedded = indexed.embedded(ordinal)

        sentences = [text[start:end] for start, end in json.loads(row.sentences)]
        assert [embedded.text[start:end] for start, end in embedded.spans] == sentences
        assert embedded.text.endswith(indexed.text(ordinal))
        assert len(sentences) == indexed.sentences[ordinal]


def test_articles_are_compared_by_their_text(indexed: IndexedArticle) -> None:
    """Shingles are those of the text that is quoted, without what is embedded in front of it."""
    assert indexed.shingles.tolist() == shingles_of(indexed.article.text).tolist()


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("indexing/chunking.py", True),
        ("embedding/batching.py", True),
        ("indexing/dense.py", False),
        ("reading/near_duplicates.py", False),
    ],
)
def test_only_code_that_cuts_has_articles_cut_again(
    monkeypatch: pytest.MonkeyPatch, name: str, counts: bool
) -> None:
    """How it is cut and counted decides what it contributes; how vectors are searched, copies judged, does not."""
    monkeypatch.setattr("qa.indexing.ingest.code_digest", code_digest.__wrapped__)  # which is taken once a process
    before, read = ArticleIndexer(FakeEncoder(), Indexing()).recipe, Path.read_bytes

    def changed(path: Path) -> bytes:
        return read(path) + (b"#" if path.as_posix().endswith(f"qa/{name}") else b"")

    monkeypatch.setattr(Path, "read_bytes", changed)

    assert (ArticleIndexer(FakeEncoder(), Indexing()).recipe != before) == counts


def test_a_report_is_kept_as_the_store_has_it(corpus: Path) -> None:
    """It is JSON, or nothing where there is none."""
    gathered = read(corpus, "cramps.md")
    assert isinstance(gathered.outcome, Article)
    assert json.loads(contribution_of(gathered.outcome, gathered.report).report) == json.loads(
        json.dumps(asdict(gathered.report))
    )
    assert contribution_of(gathered.outcome, None).report == ""
