"""The whole way from a question to an answer, over the small index."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answering.assistant import HITS_FOR_STATEMENTS, Assistant
from qa.answering.evidence import Stopwatch
from qa.answering.statements.telling import STATEMENTS_FOR_DEFINITION
from qa.errors import (
    QuestionError,
    UnknownArticleError,
    UsageError,
)
from qa.indexing.build import BuildReport, build
from qa.indexing.manifest import Calibration
from qa.records import Citation, Expansion, Verdict
from qa.serving.answer_summary import said
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder
from tests.support.invariants import check

MakeCorpus = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def assistant(built: BuildReport, index: Path, encoder: FakeEncoder) -> Assistant:
    """Return an assistant over the index of the three small articles."""
    return Assistant.open(Settings(index=index), encoder=encoder)


def test_a_question_is_answered_with_citations(assistant: Assistant) -> None:
    """The snippet holds the sentence that answers, cited to the characters of its article."""
    answer = assistant.ask(" Does stretching the calf\tprevent cramps? ")

    assert answer.question == "Does stretching the calf prevent cramps?"
    assert answer.verdict is Verdict.ANSWERED
    assert answer.unknown_words == ()
    assert answer.generation == assistant.generation.name
    text = "Cramps in the calf wake many people at night. Stretching the calf before bed may prevent cramps."
    assert answer.snippet
    assert answer.snippet.text == text
    assert answer.snippet.citations == (
        Citation(
            number=1,
            article_id="cramps",
            title="Cramps at night",
            source="cramps.md",
            url="",
            publisher="",
            headings=(),
            start=0,
            end=96,
            quote=text,
        ),
    )
    check(answer, assistant)


def test_a_question_for_several_things_is_answered_by_a_list(assistant: Assistant) -> None:
    """The whole list is quoted, with the line that leads into it, under its heading."""
    assistant.calibration = replace(assistant.calibration, threshold=0.0)  # what is quoted matters, not how surely

    first = said(assistant.ask("what eases sciatica"))[0].citations[0]

    quote = "Several things ease sciatica:\n\n- Gentle walking on most days\n- A warm pack for the muscles"
    assert (first.quote, first.headings, first.publisher) == (quote, ("What helps",), "Leaflets")


def test_a_question_for_one_thing_is_answered_by_its_short_list(assistant: Assistant) -> None:
    """A list of two items is quoted whole, for half of it would be misread."""
    first = said(assistant.ask("is a warm pack for the muscles good"))[0]

    assert (
        first.text
        == "Several things ease sciatica:\n\n- Gentle walking on most days\n- A warm pack for the muscles"
    )


def test_what_the_question_describes_comes_with_when_to_get_help(assistant: Assistant) -> None:
    """What an article says on getting help stands apart, answered or not, and only where it is described."""
    described, other = assistant.ask("you cannot hold your urine"), assistant.ask("what eases cramps at night")

    (urgent,) = described.urgent
    assert urgent.statement is not None
    assert urgent.statement.text == "Call a doctor at once when you cannot hold your urine."
    assert urgent.statement.citations[0].headings == ("When to get help",)
    assert other.urgent == ()
    check(described, assistant)


def test_a_question_on_another_subject_is_not_answered(assistant: Assistant) -> None:
    """Without an answer there are no statements, but the nearest passages are shown all the same."""
    # words drawn by hash are never far apart
    assistant.calibration = replace(assistant.calibration, threshold=0.5)

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


def test_the_same_sentence_in_two_articles_is_one_statement(
    make_corpus: MakeCorpus, index: Path, encoder: FakeEncoder
) -> None:
    """What is told first is told once, with a citation of each article that makes the point, and their number."""
    walk = "Gentle walking eases sciatica."
    head = "---\nlanguage: en\ntitle:"
    corpus = make_corpus(
        {
            "a.md": f"{head} Legs\n---\n\n{walk} Stairs strain stiff knees.\n\n## Summary\n\n{walk}",
            "b.md": f"{head} Nerves\n---\n\nGENTLE walking  eases sciatica. Cold weather has no part in it.",
            "c.md": f"{head} Sleep\n---\n\nA firm mattress suits people who lie on their side.",
        }
    )
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
    assistant = Assistant.open(Settings(index=index), encoder=encoder)

    answer = assistant.ask("does gentle walking ease sciatica")

    first = said(answer)[0]
    assert first.text.casefold().startswith(walk.casefold())
    assert (first.support, [citation.article_id for citation in first.citations]) == (2, ["a", "b"])
    # it is not said again, and what else these articles say is far from the question
    assert answer.statements == ()
    check(answer, assistant)


@pytest.mark.parametrize("passages", [0, -1])
def test_fewer_than_one_passage_cannot_be_asked_for(assistant: Assistant, passages: int) -> None:
    """The error says which number was asked for."""
    with pytest.raises(UsageError, match=f"^An answer of {passages} passages cannot be given"):
        assistant.ask("sciatica", passages=passages)


@pytest.mark.parametrize("question", ["what eases sciatica", "can I lift a heavy box", "cramps"])
def test_statements_do_not_depend_on_how_many_passages_are_shown(assistant: Assistant, question: str) -> None:
    """What is said is said by more passages than are shown; those that are not are numbered behind."""
    few, many = assistant.ask(question, passages=1), assistant.ask(question, passages=HITS_FOR_STATEMENTS)

    if few.verdict is many.verdict is Verdict.ANSWERED:
        assert [each.text for each in said(few)] == [each.text for each in said(many)]
    assert few.hits == many.hits[:1]
    check(few, assistant)
    check(many, assistant)


@pytest.mark.parametrize("question", ["what eases sciatica", "copper in Peru"])
def test_a_search_finds_what_an_answer_shows(assistant: Assistant, question: str) -> None:
    """The same passages in the same order, with no verdict and nothing marked."""
    answer = assistant.ask(question, passages=6)

    hits = assistant.search(f" {question}\n", passages=6)

    assert hits == [replace(hit, answering=()) for hit in answer.hits]
    with pytest.raises(QuestionError):
        assistant.search("?!", passages=6)


def test_what_something_is_takes_few_statements(assistant: Assistant) -> None:
    """A definition comes first, and little stands beside it."""
    answer = assistant.ask("What is sciatica?")

    assert said(answer)[0].text == "Sciatica is pain along the sciatic nerve. It often affects one leg."
    assert len(answer.statements) <= STATEMENTS_FOR_DEFINITION


def test_a_copy_supports_nothing(make_corpus: MakeCorpus, index: Path, encoder: FakeEncoder) -> None:
    """A passage that two copies of an article hold is shown once, with the other named, and supports once."""
    text = "Gentle walking eases sciatica on most days."
    text += "".join(f" Word{number} stands here." for number in range(40))
    head = "---\nlanguage: en\ntitle:"
    other = "Many say that gentle walking eases sciatica on most days."
    corpus = make_corpus(
        {
            "a.md": f"{head} One\n---\n\n{text}",
            "b.md": f"{head} One\n---\n\n{text}",
            "c.md": f"{head} Two\n---\n\n{other}",
        }
    )
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
    assistant = Assistant.open(Settings(index=index), encoder=encoder)

    answer = assistant.ask("does gentle walking ease sciatica")

    assert len({hit.passage.text for hit in answer.hits}) == len(answer.hits)
    assert {hit.also_in for hit in answer.hits if hit.passage.article_id in ("a", "b")} <= {("a",), ("b",)}
    assert said(answer)[0].support == 2
    check(answer, assistant)


def test_a_question_is_widened_by_what_articles_call_it_besides(
    make_corpus: MakeCorpus, index: Path, encoder: FakeEncoder
) -> None:
    """The other name is searched too, and told; the question is what it was."""
    head = "---\nlanguage: en\ntitle:"
    corpus = make_corpus(
        {
            "a.md": f"{head} One\n---\n\nA herniated disc, also called a slipped disc, can heal.",
            "b.md": f"{head} Two\n---\n\nMost people with a herniated disc never need surgery.",
            "c.md": f"{head} Three\n---\n\nCramps in the calf wake many people at night.",
        }
    )
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
    assistant = Assistant.open(Settings(index=index), encoder=encoder)

    answer = assistant.ask("is surgery needed for a slipped disc")

    assert answer.widened == (Expansion(phrase="slipped disc", counterpart="herniated disc"),)
    assert answer.searched == answer.question
    assert assistant.ask("cramps at night").widened == ()
    check(answer, assistant)


@pytest.mark.parametrize(("threshold", "verdict"), [(0.0, Verdict.ANSWERED), (1.0, Verdict.NOT_IN_CORPUS)])
def test_the_generation_says_what_counts_as_answered(
    corpus: Path, index: Path, encoder: FakeEncoder, threshold: float, verdict: Verdict
) -> None:
    """The calibration that was measured when the generation was built decides."""
    calibration = Calibration(
        weights={},
        intercept=0.0,
        threshold=threshold,
        sure=0.0,
        refused=0.0,
        unsure=0.0,
        answered_other=0.0,
        answered_near=0.0,
        unsure_near=0.0,
        questions={},
    )
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT, calibrate=lambda _: calibration)
    assistant = Assistant.open(Settings(index=index), encoder=encoder)

    answer = assistant.ask("what eases sciatica")

    assert assistant.calibration == calibration
    assert (answer.confidence, answer.verdict) == (0.5, verdict)
    check(answer, assistant)


def test_a_stage_that_is_run_twice_counts_both() -> None:
    """Stages are in the order in which they first ended, and the total is that of all."""
    watch = Stopwatch()
    for stage in ("search", "attribute", "search"):
        watch.lap(stage)
    before = watch.seconds["search"]
    watch.lap("search")

    seconds = watch.stop()

    assert list(seconds) == ["search", "attribute", "total"]
    assert seconds["search"] >= before >= 0
    assert seconds["total"] >= seconds["search"] + seconds["attribute"]


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


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("how to ease sciatica", True),
        ("how long does stretching the calf prevent cramps", False),
        ("sciatica", None),
    ],
)
def test_it_is_told_whether_what_is_expected_was_found(
    assistant: Assistant, question: str, found: bool | None
) -> None:
    """A list has steps, no sentence has a duration, and a name expects nothing."""
    answer = assistant.ask(question)

    assert answer.verdict is not Verdict.NOT_IN_CORPUS
    assert answer.expected_found is found
