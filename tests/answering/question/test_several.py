"""Two questions in one: each is found, and each is answered."""

import pytest

from qa.answering.assistant import Assistant
from qa.answering.question.kind import Expected
from qa.answering.question.several import questions_in
from qa.answering.statements.untold import untold
from qa.records import Verdict
from tests.support.invariants import check


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("what causes gout and how long does it last?", ["what causes gout", "how long does it last"]),
        ("How long does gout last? Can I drive with it?", ["How long does gout last", "Can I drive with it"]),
        ("what is gout, how is it treated", ["what is gout", "how is it treated"]),
        ("should I use salt or sugar, and how often", ["should I use salt or sugar", "how often"]),
        ("who gets it; why does it happen?", ["who gets it", "why does it happen"]),
        (
            "what is it and how long does it last and can i swim",
            ["what is it", "how long does it last", "can i swim"],
        ),
    ],
)
def test_each_of_several_questions_is_one(text: str, questions: list[str]) -> None:
    """What follows "and", a comma or a question mark is one where it begins as a question does."""
    assert questions_in(text) == questions


@pytest.mark.parametrize(
    "text",
    [
        "what is the difference between a sprain and a strain",
        "is it safe to swim and run with gout",
        "can I take salt and sugar together",
        "is walking good for gout or is it bad?",
        "how do I tell if it is gout or a sprain",
        "what is gout and why",
        "my toe hurts when I lift my leg, what is it",
        "I fell down the stairs and can I walk",
        "gout",
        "gout and how long it lasts",
    ],
)
def test_one_question_stays_one(text: str) -> None:
    """So does a story that ends in a question, and one whose second half asks for the same kind of thing."""
    assert questions_in(text) == []


def test_a_letter_is_read_as_a_whole() -> None:
    """What it asks hangs on the story between."""
    letter = (
        "What is gout? " + "My father had it for years and his toe was red each spring. " * 4 + "How long is it?"
    )

    assert questions_in(letter) == []


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "headings"),
    [
        (
            "what causes leg cramps at night and how do i stop them",
            ("Why do leg cramps", "How do I stop a leg cramp"),
        ),
        ("when should i see a doctor about sciatica and what will they do", ("When to get help", "Treatment")),
    ],
)
def test_each_question_is_answered_in_turn(
    bundled_assistant: Assistant, question: str, headings: tuple[str, str]
) -> None:
    """The first opens the answer, the second follows, found with the subject of the first."""
    answer = bundled_assistant.ask(question)

    assert answer.verdict is Verdict.ANSWERED
    assert all(
        said.citations[0].headings[-1].startswith(heading)
        for said, heading in zip(answer.told, headings, strict=False)
    )
    assert untold([question], answer.told) == []


@pytest.mark.model
def test_what_one_of_two_questions_asks_and_nothing_quoted_tells_is_told(bundled_assistant: Assistant) -> None:
    """The articles know no price."""
    question = "who gets ankylosing spondylitis and how much does treatment cost"
    answer = bundled_assistant.ask(question)

    assert answer.expected_found is False
    assert untold(questions_in(question), answer.told) == [Expected.PRICE]


@pytest.mark.model
def test_no_sentence_stands_twice_in_what_is_told_of_two_questions(bundled_assistant: Assistant) -> None:
    """Both may be answered by the same lines."""
    for question in ("should i use heat or ice and how often", "what is cauda equina and why is it an emergency"):
        told = bundled_assistant.ask(question).told
        spans = [(each.article_id, each.start) for said in told for each in said.citations[: said.quoted]]

        assert told
        assert len(spans) == len(set(spans))


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "should i use heat or ice and how often",
        "what causes leg cramps at night and how do i stop them",
        "what kinds of back surgery are there",
    ],
)
def test_answers_of_several_parts_keep_every_promise(bundled_assistant: Assistant, question: str) -> None:
    """Verbatim, each point once, and numbered without a gap, though some of what was found is not told."""
    check(bundled_assistant.ask(question), bundled_assistant)


@pytest.mark.model
def test_a_follow_up_that_asks_two_things_keeps_its_subject_in_both(bundled_assistant: Assistant) -> None:
    """Else its first question would be searched without one."""
    answer = bundled_assistant.ask("and what causes it, how is it treated", after="what is arachnoiditis")

    assert {said.citations[0].article_id for said in answer.told} == {"arachnoiditis"}
    assert answer.told[0].citations[0].headings[-1] == "What causes arachnoiditis?"
