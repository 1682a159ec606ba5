"""The whole way from a question to an answer, over the small index."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.answering.assistant import STATEMENTS_MOST, Assistant
from qa.answering.retrieval import SAME_ARTICLE_FACTOR, fuse
from qa.errors import (
    DamagedIndexError,
    IncompatibleIndexError,
    NoIndexError,
    QuestionError,
    UnknownArticleError,
)
from qa.indexing.build import BuildReport, build
from qa.indexing.vectors import brute_force
from qa.records import Answer, Citation, Verdict
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.fakes import FakeEncoder

MakeCorpus = Callable[[Mapping[str, str | bytes]], Path]
STAGES = ["encode", "search", "fuse", "attribute", "total"]


@pytest.fixture
def assistant(built: BuildReport, index: Path, encoder: FakeEncoder) -> Assistant:
    """Return an assistant over the index of the three small articles."""
    return Assistant.open(Settings(index=index), encoder=encoder)


def citations_of(answer: Answer) -> Iterator[Citation]:
    yield from answer.passages
    for statement in (*answer.statements, *answer.urgent):
        yield from statement.citations


def check(answer: Answer, assistant: Assistant) -> None:
    """Assert what holds for every answer."""
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.id for hit in answer.hits}) == len(answer.hits)
    for hit in answer.hits:
        assert hit.answering
        assert set(hit.answering) <= set(hit.passage.sentences)
    for citation in citations_of(answer):
        assert citation.quote == assistant.article(citation.article_id).text[citation.start : citation.end]
    spans = [(hit.passage.article_id, hit.passage.start, hit.passage.end) for hit in answer.hits]
    assert [(each.article_id, each.start, each.end) for each in answer.passages] == spans
    assert [citation.number for citation in answer.passages] == [hit.rank for hit in answer.hits]
    for statement in answer.statements:
        assert statement.text == statement.citations[0].quote
        assert statement.support == len({citation.article_id for citation in statement.citations})
    assert len(answer.statements) <= STATEMENTS_MOST
    assert bool(answer.statements) is (answer.verdict is Verdict.ANSWERED)
    assert list(answer.seconds) == STAGES


def test_a_question_is_answered_with_citations(assistant: Assistant) -> None:
    """The first statement is the sentence that answers, cited to the characters of its article."""
    answer = assistant.ask(" Does stretching the calf\tprevent cramps? ")

    assert answer.question == "Does stretching the calf prevent cramps?"
    assert answer.verdict is Verdict.ANSWERED
    assert answer.unknown_words == ()
    assert answer.generation == assistant.generation.name
    assert answer.statements[0].text == "Stretching the calf before bed may prevent cramps."
    assert answer.statements[0].citations == (
        Citation(
            number=1,
            article_id="cramps",
            title="Cramps at night",
            source="cramps.md",
            url="",
            publisher="",
            headings=(),
            start=46,
            end=96,
            quote="Stretching the calf before bed may prevent cramps.",
        ),
    )
    check(answer, assistant)


def test_an_item_answers_rather_than_its_lead_in(assistant: Assistant) -> None:
    """The line that leads into the list has the words of the question, and an item below it is cited."""
    first = assistant.ask("what eases sciatica").statements[0].citations[0]

    assert (first.quote, first.headings) == ("Gentle walking on most days", ("What helps",))
    assert first.publisher == "Leaflets"


def test_a_question_on_another_subject_is_not_answered(assistant: Assistant) -> None:
    """Without an answer there are no statements, but the nearest passages are shown all the same."""
    answer = assistant.ask("What is the price of copper in Peru?")

    assert answer.verdict is Verdict.NOT_IN_CORPUS
    assert (answer.statements, len(answer.hits)) == ((), 5)
    assert answer.unknown_words == ("price", "copper", "Peru")
    check(answer, assistant)


@pytest.mark.parametrize(("passages", "shown"), [(1, 1), (2, 2), (6, 6), (50, 6), (None, 5)])
def test_as_many_passages_as_asked_for(assistant: Assistant, passages: int | None, shown: int) -> None:
    """The number asked for, that of the settings when none is, and never more than there are."""
    answer = assistant.ask("sciatica", passages=passages)

    assert len(answer.hits) == shown
    check(answer, assistant)


def test_hits_are_those_of_both_rankings_fused_and_settled(assistant: Assistant, encoder: FakeEncoder) -> None:
    """The oracle: cosines with every embedded text, BM25, their weights, and the discount of a further passage."""
    store, question = assistant.generation.store, "pain in the sciatic nerve"
    found = [(store.article(passage.article_id).title, passage) for passage in store.passages(range(6))]
    texts = [f"{'. '.join([title, *passage.headings])}\n{passage.text}" for title, passage in found]
    vectors = encoder.encode(texts, [()] * 6).passages
    dense = brute_force(vectors, encoder.encode_question(question), limit=6)
    lexical = assistant.generation.postings.search(question, limit=6)

    answer = assistant.ask(question, passages=6)

    best, second = fuse(dense, lexical, dense_weight=Settings().answering.dense_weight)[:2]
    assert [hit.passage.id for hit in answer.hits][:2] == [best[0], second[0]] == [3, 4]
    assert [hit.score for hit in answer.hits][:2] == pytest.approx([best[1], SAME_ARTICLE_FACTOR * second[1]])
    assert [answer.hits[0].evidence.dense_rank, answer.hits[0].evidence.lexical_rank] == [1, 1]
    assert answer.hits[0].evidence.dense_score == pytest.approx(dense[0][1])


def test_the_same_sentence_in_two_articles_is_one_statement(
    make_corpus: MakeCorpus, index: Path, encoder: FakeEncoder
) -> None:
    """A statement is given once, with a citation of each place and the number of articles that make it."""
    said = "Gentle walking eases sciatica."
    head = "---\nlanguage: en\ntitle:"
    corpus = make_corpus(
        {
            "a.md": f"{head} Legs\n---\n\n{said} Stairs strain stiff knees.\n\n## Summary\n\n{said}",
            "b.md": f"{head} Nerves\n---\n\nGENTLE walking  eases sciatica. Cold weather has no part in it.",
            "c.md": f"{head} Sleep\n---\n\nA firm mattress suits people who lie on their side.",
        }
    )
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
    assistant = Assistant.open(Settings(index=index), encoder=encoder)

    answer = assistant.ask("does gentle walking ease sciatica")

    first = answer.statements[0]
    assert (first.text.casefold(), first.support) == (said.casefold(), 2)
    assert sorted(citation.article_id for citation in first.citations) == ["a", "a", "b"]
    assert [citation.number for citation in first.citations] == [1, 2, 3]
    assert [statement.support for statement in answer.statements] == [2, 1]
    check(answer, assistant)


def test_an_article_of_another_name_is_unknown(assistant: Assistant) -> None:
    """Asking for an article that is not in the generation is an error that keeps its id."""
    with pytest.raises(UnknownArticleError) as caught:
        assistant.article("backs")

    assert caught.value.article_id == "backs"


def test_threads_get_the_same_answers(assistant: Assistant) -> None:
    """One assistant asked from several threads answers as it does alone."""
    questions = ["what eases sciatica", "cramps at night", "how do I lift a box", "copper in Peru"] * 8
    alone = [replace(assistant.ask(question), seconds={}) for question in questions]

    with ThreadPoolExecutor(max_workers=8) as pool:
        together = [replace(answer, seconds={}) for answer in pool.map(assistant.ask, questions)]

    assert together == alone


@pytest.mark.usefixtures("built")
def test_another_model_is_refused(index: Path) -> None:
    """An index of one model's vectors is never searched with another's, and the error names both."""
    with pytest.raises(IncompatibleIndexError) as caught:
        Assistant.open(Settings(index=index), encoder=FakeEncoder(name="other"))

    assert (caught.value.found, caught.value.expected) == ("'fake'", "'other' (these weights)")


@pytest.mark.usefixtures("built")
def test_another_model_is_refused_before_it_is_loaded(index: Path) -> None:
    """The name alone tells, also where the model of the settings is not on this machine."""
    named = Settings(index=index, indexing=Indexing(model="nowhere/to-be-found"))

    with pytest.raises(IncompatibleIndexError) as caught:
        Assistant.open(named)

    assert (caught.value.found, caught.value.expected) == ("'fake'", "'nowhere/to-be-found'")


def test_no_index_is_said(tmp_path: Path, encoder: FakeEncoder) -> None:
    """Where nothing was built there is nothing to open."""
    with pytest.raises(NoIndexError, match=r"^There is no index in .*/nowhere\.$"):
        Assistant.open(Settings(index=tmp_path / "nowhere"), encoder=encoder)


def test_damage_falls_back_to_the_older_generation(
    assistant: Assistant, corpus: Path, index: Path, encoder: FakeEncoder
) -> None:
    """While the newest generation is damaged the one before it answers, and the assistant says so."""
    before = assistant.ask("what eases sciatica")
    (corpus / "sciatica.md").unlink()
    newest = build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT).generation
    damaged = index / newest / "vectors.faiss"
    damaged.write_bytes(damaged.read_bytes() + b"x")

    fallen_back = Assistant.open(Settings(index=index), encoder=encoder)

    assert assistant.damage is None
    assert fallen_back.damage is not None
    assert fallen_back.damage.path == damaged
    assert replace(fallen_back.ask("what eases sciatica"), seconds={}) == replace(before, seconds={})


def test_damage_of_the_only_generation_is_an_error(built: BuildReport, index: Path, encoder: FakeEncoder) -> None:
    """With no whole generation left, the damage is raised rather than served."""
    damaged = index / built.generation / "store.sqlite"
    damaged.write_bytes(b"")

    with pytest.raises(DamagedIndexError) as caught:
        Assistant.open(Settings(index=index), encoder=encoder)

    assert caught.value.path == damaged


TYPED = st.text() | st.lists(st.sampled_from("sciatica cramps? the WALK: box 😀 (x)".split())).map(" ".join)


@given(TYPED)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_or_refused(assistant: Assistant, typed: str) -> None:
    """Whatever is typed gives an answer that holds together, or is refused as a question; nothing else."""
    try:
        answer = assistant.ask(typed)
    except QuestionError:
        return

    check(answer, assistant)
