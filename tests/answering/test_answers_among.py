"""A question can be asked of some articles alone: nothing of the others is searched or quoted, but warnings."""

from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.indexing.build import BuildReport
from qa.records import Verdict
from qa.serving.answer_summary import urgent_statements
from qa.settings import Settings
from tests.support.fakes import FakeEncoder
from tests.support.invariants import check, citations_of
from tests.support.oracles import brute_force

QUESTION = "what eases pain in the leg"


@pytest.fixture
def assistant(built: BuildReport, index: Path, encoder: FakeEncoder) -> Assistant:
    """Return an assistant over the index of the three small articles."""
    return Assistant.open(Settings(index=index), encoder=encoder)


@pytest.mark.parametrize("among", [{"cramps"}, {"sciatica", "lifting.txt"}, {"cramps", "sciatica", "lifting.txt"}])
def test_every_citation_is_of_one_of_them(assistant: Assistant, among: set[str]) -> None:
    """As many passages as these articles have, all of them theirs."""
    counts = assistant.generation.store.passage_counts()

    answer = assistant.ask(QUESTION, passages=50, among=frozenset(among))

    assert len(answer.hits) == sum(counts[article] for article in among)
    assert {citation.article_id for citation in citations_of(answer)} == among
    check(answer, assistant)


def test_of_all_articles_it_is_the_answer(assistant: Assistant) -> None:
    """Naming every article is the same as naming none."""
    whole = frozenset(assistant.generation.store.titles())

    named, unnamed = assistant.ask(QUESTION, among=whole), assistant.ask(QUESTION)

    assert [hit.passage.id for hit in named.hits] == [hit.passage.id for hit in unnamed.hits]
    assert named.statements == unnamed.statements


def test_the_rankings_are_those_of_their_passages(assistant: Assistant, encoder: FakeEncoder) -> None:
    """The oracle: cosines with each of their vectors, and BM25 among all passages with the others left out."""
    generation = assistant.generation
    theirs = [passage.id for passage in generation.store.passages_of("sciatica")]
    vector = encoder.encode_questions([QUESTION])[0].vector
    rows = generation.vectors.rows(range(len(generation.vectors)))
    expected = [found for found in brute_force(rows, vector, limit=len(rows)) if found[0] in theirs]
    words = [found for found in generation.postings.search(QUESTION, limit=len(rows)) if found[0] in theirs]

    answer = assistant.ask(QUESTION, passages=50, among=frozenset({"sciatica"}))

    why = {hit.passage.id: hit.evidence for hit in answer.hits}
    assert [why[passage].dense_rank for passage, _ in expected] == list(range(1, len(theirs) + 1))
    assert [why[passage].dense_score for passage, _ in expected] == pytest.approx([score for _, score in expected])
    assert [(why[passage].lexical_rank, why[passage].lexical_score) for passage, _ in words] == [
        (rank, score) for rank, (_, score) in enumerate(words, start=1)
    ]


def test_a_warning_is_never_left_out(assistant: Assistant) -> None:
    """What an article says on getting help stands first, whichever articles are asked."""
    answer = assistant.ask("you cannot hold your urine", among=frozenset({"cramps"}))

    said = [each.text for each in urgent_statements(answer)]
    assert said == ["Call a doctor at once when you cannot hold your urine."]
    assert {hit.passage.article_id for hit in answer.hits} == {"cramps"}


@pytest.mark.parametrize("among", [frozenset(), frozenset({"nowhere"})])
def test_of_no_article_nothing_is_answered(assistant: Assistant, among: frozenset[str]) -> None:
    """No article, or one that is not here, has no passage."""
    answer = assistant.ask(QUESTION, among=among)

    assert (answer.verdict, answer.hits, answer.urgent) == (Verdict.NOT_IN_CORPUS, (), ())


def test_answers_of_different_articles_are_kept_apart(assistant: Assistant) -> None:
    """An answer that is kept is of the question and of its articles."""
    first = [assistant.ask(QUESTION, among=frozenset({name})).hits[0] for name in ("cramps", "sciatica")]

    assert [hit.passage.article_id for hit in first] == ["cramps", "sciatica"]
    assert assistant.ask(QUESTION, among=frozenset({"cramps"})).hits[0] == first[0]
