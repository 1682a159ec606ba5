"""What is offered while somebody types is answered by the articles, and is like what was typed."""

from math import inf
from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.answering.suggestions import SUGGESTED_MOST, TYPED_CHARACTERS_MOST, Suggester, Suggestion
from qa.indexing.build import build
from qa.records import Verdict
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

SCIATICA = """---
title: "Sciatica: pain along the nerve"
language: en
---

Sciatica is pain along the nerve of the leg. Sciatica is common.

## What does sciatica feel like?

Sciatica feels like a burning pain down one leg. Sciatica may feel like pins and needles.

## Which exercises ease sciatica?

Exercises that ease sciatica are gentle walking and swimming. Stretching exercises ease sciatica too.

## A few words on how we wrote this

Sciatica leaflets like this one are written by people who had sciatica themselves.
"""
CRAMPS = """---
title: Leg cramps
language: en
---

Leg cramps are short pains of the calf. Leg cramps come at night.

## How can I stop leg cramps?

To stop leg cramps, stretch the calf. Leg cramps stop when the leg is stretched and rubbed.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant over two leaflets whose headings ask."""
    folder = tmp_path_factory.mktemp("suggestions")
    (folder / "corpus").mkdir()
    for name, text in (("sciatica.md", SCIATICA), ("cramps.md", CRAMPS)):
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    build(folder / "corpus", folder / "index", encoder=FakeEncoder(), settings=Indexing(), built=BUILT)
    return Assistant.open(Settings(index=folder / "index"), encoder=FakeEncoder())


def offered(assistant: Assistant, typed: str) -> list[str]:
    """Return the questions offered for a text, with all the time that it takes."""
    suggestions = Suggester(assistant).suggest(typed, seconds=inf)
    assert suggestions.is_complete
    return [suggestion.question for suggestion in suggestions.questions]


@pytest.mark.parametrize("typed", ["what does sci", "What  does SCIATICA feel", "feel like", "sciatica fe"])
def test_a_heading_is_offered_by_words_of_it_the_last_of_them_unfinished(assistant: Assistant, typed: str) -> None:
    """Case, spaces and order do not matter; words of grammar may be missing."""
    assert offered(assistant, typed)[0] == "What does sciatica feel like?"


def test_what_an_article_is_about_is_offered_by_its_title(assistant: Assistant) -> None:
    """Without what stands behind the colon; the article is named beside."""
    suggestions = Suggester(assistant).suggest("sciat", seconds=inf)

    assert suggestions.questions[0] == Suggestion(question="Sciatica", title="Sciatica: pain along the nerve")


def test_one_article_alone_may_be_asked(assistant: Assistant) -> None:
    """Then headings of others are not offered, be they alike or near."""
    suggester = Suggester(assistant)

    for typed in ("how", "rub the calf", "leg", "sciatica "):
        questions = suggester.suggest(typed, article_id="cramps", seconds=inf).questions
        assert {question.title for question in questions} <= {"Leg cramps"}
    assert suggester.suggest("how", article_id="cramps", seconds=inf).questions
    assert suggester.suggest("how", article_id="of no article", seconds=inf).questions == ()


def test_each_is_surely_answered(assistant: Assistant) -> None:
    """A heading that asks nothing is no question, and none is offered twice."""
    questions = [
        question for typed in ("sciatica", "leg", "how", "what") for question in offered(assistant, typed)
    ]

    assert questions
    assert {assistant.ask(question).verdict for question in questions} == {Verdict.ANSWERED}
    assert not any("how we wrote" in question for question in questions)
    assert len(offered(assistant, "sciatica")) == len(set(offered(assistant, "sciatica"))) <= SUGGESTED_MOST


def test_a_question_that_two_articles_ask_is_offered_once_with_the_article_that_answers(tmp_path: Path) -> None:
    """Whether it is answered is known of each section by itself."""
    (tmp_path / "corpus").mkdir()
    for name, body in (
        ("a", "Nobody has said so far."),
        ("b", "To stop leg cramps, stretch. Leg cramps then stop."),
    ):
        text = f'---\ntitle: "Leg cramps: {name}"\nlanguage: en\n---\n\n## How can I stop leg cramps?\n\n{body}\n'
        (tmp_path / "corpus" / f"{name}.md").write_text(text, encoding="utf-8")
    build(tmp_path / "corpus", tmp_path / "index", encoder=FakeEncoder(), settings=Indexing(), built=BUILT)
    assistant = Assistant.open(Settings(index=tmp_path / "index"), encoder=FakeEncoder())

    questions = Suggester(assistant).suggest("how can i st", seconds=inf).questions

    assert questions == (Suggestion(question="How can I stop leg cramps?", title="Leg cramps: b"),)


def test_what_is_typed_already_is_not_offered(assistant: Assistant) -> None:
    """It would lead nowhere else than Enter does."""
    assert "Leg cramps" not in offered(assistant, "leg cramps")
    assert "Leg cramps" in offered(assistant, "leg cramp")


def test_words_are_spelt_as_the_articles_spell_them(assistant: Assistant) -> None:
    """The last word is left alone while a word begins so, and mended once it is finished."""
    suggester = Suggester(assistant)

    assert suggester.suggest("sciatcia ex", seconds=inf).spelling == "sciatica ex"
    assert suggester.suggest("sciatcia ex", seconds=inf).questions[0].question == "Which exercises ease sciatica?"
    assert suggester.suggest("exerc", seconds=inf).spelling == ""
    assert suggester.suggest("sciatica exercses ", seconds=inf).spelling == "sciatica exercises"


def test_where_no_heading_has_the_words_what_is_near_is_offered(assistant: Assistant) -> None:
    """The sections that a search finds; nothing where no article has any of the words."""
    assert "How can I stop leg cramps?" in offered(assistant, "rub the calf")
    assert offered(assistant, "xylophone") == []


@pytest.mark.parametrize("typed", ["", "  ", "wh", "?!…", "why " * TYPED_CHARACTERS_MOST, "\ud800\udfff\x00*"])
def test_too_little_too_much_or_signs_alone_offer_nothing(assistant: Assistant, typed: str) -> None:
    """And raise nothing."""
    assert offered(assistant, typed) == []


def test_without_time_what_is_known_is_offered_and_more_later(assistant: Assistant) -> None:
    """A heading is asked once: then it takes no time."""
    suggester = Suggester(assistant)

    assert suggester.suggest("feel like", seconds=0).questions == ()
    assert not suggester.suggest("feel like", seconds=0).is_complete
    whole = suggester.suggest("feel like", seconds=inf)
    assert suggester.suggest("feel like", seconds=0) == whole
