"""What was read from a picture says so at every citation, and never answers for sure where it may be wrong."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.answering.statements.citations import is_surely_read
from qa.indexing.build import build_from
from qa.reading.corpus import CorpusReading, read
from qa.records import Answer, Article, Citation, Statement, Verdict
from qa.serving.answer_summary import hard_to_read
from qa.settings import Indexing, Settings
from tests.conftest import ARTICLES, BUILT
from tests.support.answers import article_of, cite
from tests.support.fakes import FakeEncoder

QUESTION = "Does stretching the calf prevent cramps?"
Ask = Callable[[dict[str, float]], Answer]
LOCK = article_of("# Lock\n\nUse 2.5 kg of tallow.\n")


@pytest.fixture
def ask(corpus: Path, index: Path, encoder: FakeEncoder) -> Ask:
    """Return a function that asks articles of which one was read from a picture, some words less surely."""

    def asked(unsure: dict[str, float]) -> Answer:
        articles = [read(corpus, source).outcome for source in sorted(ARTICLES)]
        reading = CorpusReading(
            articles=tuple(_as_read(each, unsure) for each in articles if isinstance(each, Article)),
            skipped=(),
            digest="",
        )
        build_from(reading, index, encoder=encoder, settings=Indexing(), built=BUILT)
        return Assistant.open(Settings(index=index), encoder=encoder).ask(QUESTION)

    return asked


def _as_read(article: Article, unsure: dict[str, float]) -> Article:
    """Return the article on cramps as if it had been read from a picture, and any other as it is."""
    if article.id != "cramps":
        return article
    starts = {word: article.text.index(word) for word in unsure}
    cuts = sorted({0, len(article.text), *starts.values(), *(starts[word] + len(word) for word in unsure)})
    by_start = {starts[word]: confidence for word, confidence in unsure.items()}
    spans = [(start, end, by_start.get(start, 1.0)) for start, end in pairwise(cuts)]
    return replace(article, read_from_picture=tuple(spans))


def test_what_was_surely_read_answers_and_says_that_it_was_read_from_a_picture(ask: Ask) -> None:
    """Its citation has the confidence of its least sure word; passages have theirs."""
    answer = ask({"prevent": 0.95})

    assert answer.verdict is Verdict.ANSWERED
    assert answer.snippet is not None
    (citation,) = answer.snippet.citations
    assert (citation.read_from_picture, citation.hard_to_read) == (0.95, ())
    told = {passage.article_id: passage.read_from_picture for passage in answer.passages}
    assert told["cramps"] == 0.95
    assert {confidence for article, confidence in told.items() if article != "cramps"} <= {None}


def test_what_is_hard_to_read_is_quoted_and_never_answers_for_sure(ask: Ask) -> None:
    """How probably the articles answer stays as it was; that they do is not said."""
    sure, unsure = ask({}), ask({"prevent": 0.5})

    assert (sure.verdict, unsure.verdict) == (Verdict.ANSWERED, Verdict.UNSURE)
    assert unsure.confidence == sure.confidence
    assert unsure.snippet is not None
    assert unsure.snippet.citations[0].hard_to_read == ("prevent",)
    assert [hard_to_read(answer) for answer in (sure, unsure)] == [False, True]


def told(*citations: Citation, quoted: int = 1) -> Statement:
    return Statement(text=citations[0].quote, citations=citations, support=1, quoted=quoted)


def test_a_statement_is_surely_read_where_another_place_makes_the_same_point_for_sure() -> None:
    """One that is as hard to read does not."""
    sure = cite(LOCK, "Use 2.5 kg of tallow.")
    unsure = replace(sure, read_from_picture=0.5, hard_to_read=("2.5",))

    assert is_surely_read(told(sure))
    assert not is_surely_read(told(unsure))
    assert not is_surely_read(told(sure, unsure, quoted=2))
    assert is_surely_read(told(unsure, sure))
    assert not is_surely_read(told(unsure, unsure))
