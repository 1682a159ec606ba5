"""Questions that are offered beside an answer are the articles' own headings, and are answered by them."""

import pytest

from qa.answering.assistant import Assistant
from qa.answering.related import OF_ARTICLE_MOST, RELATED_MOST, covered, related
from qa.indexing.build import build
from qa.records import Verdict
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

SCIATICA = """---
title: "Sciatica: pain along the nerve"
language: en
---

## What does sciatica feel like?

Sciatica feels like a burning pain down one leg. Sciatica may feel like pins and needles.

## Can it come back?

Sciatica can come back after months, and can come back on the other side.

## Which exercises ease sciatica?

Exercises that ease sciatica are gentle walking and swimming. Stretching exercises ease sciatica too.

## Treatment

Treatment of sciatica is with walking, warmth and time. Few need other treatment of sciatica.

## A few words on how we wrote this

Sciatica leaflets like this one are written by people who had sciatica themselves.
"""
CRAMPS = """---
title: Leg cramps
language: en
---

## How can I stop leg cramps?

To stop leg cramps, stretch the calf. Leg cramps stop when the leg is stretched and rubbed.
"""
QUESTION = "what does sciatica feel like"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant over two leaflets whose headings ask."""
    folder = tmp_path_factory.mktemp("related")
    (folder / "corpus").mkdir()
    for name, text in (("sciatica.md", SCIATICA), ("cramps.md", CRAMPS)):
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    build(folder / "corpus", folder / "index", encoder=FakeEncoder(), settings=Indexing(), built=BUILT)
    return Assistant.open(Settings(index=folder / "index"), encoder=FakeEncoder())


def test_headings_near_the_question_are_offered_each_with_a_sense_by_itself(assistant: Assistant) -> None:
    """One that leans on its title has it before it; one that asks nothing and tells something is none."""
    offered = related(assistant, assistant.ask(QUESTION))

    assert offered
    assert "Can it come back?" not in offered
    assert set(offered) <= {
        "Sciatica: Can it come back?",
        "Which exercises ease sciatica?",
        "Sciatica: Treatment",
        "How can I stop leg cramps?",
    }
    assert len(offered) <= RELATED_MOST
    assert sum("ciatica" in each for each in offered) <= OF_ARTICLE_MOST


def test_each_is_surely_answered_and_none_is_what_was_just_answered(assistant: Assistant) -> None:
    """What is offered is asked first; the section that the answer quotes is not offered again."""
    answer = assistant.ask(QUESTION)
    said = {each.headings for statement in answer.told for each in statement.citations}

    for question in related(assistant, answer):
        assert assistant.ask(question).verdict is Verdict.ANSWERED
        assert all(not headings or headings[-1] not in question for headings in said)


def test_they_are_the_same_each_time(assistant: Assistant) -> None:
    """Nothing of them hangs on what was asked before."""
    assert related(assistant, assistant.ask(QUESTION)) == related(assistant, assistant.ask(QUESTION))


def test_a_question_that_no_article_answers_has_what_they_cover_instead(assistant: Assistant) -> None:
    """Nothing is near it that could be asked; an answered one needs no such list."""
    refused, answered = assistant.ask("the price of copper in Peru"), assistant.ask(QUESTION)

    assert refused.verdict is Verdict.NOT_IN_CORPUS
    assert related(assistant, refused) == ()
    assert set(covered(assistant, refused)) == {"Sciatica: pain along the nerve", "Leg cramps"}
    assert covered(assistant, answered) == ()


@pytest.mark.model
@pytest.mark.parametrize("question", ["is walking good for sciatica", "my leg cramps at night"])
def test_the_bundled_articles_lead_on(bundled_assistant: Assistant, question: str) -> None:
    """There is something to ask on about, and it is answered."""
    offered = related(bundled_assistant, bundled_assistant.ask(question))

    assert offered
    assert {bundled_assistant.ask(each).verdict for each in offered} == {Verdict.ANSWERED}
