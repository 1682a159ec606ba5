"""Whatever is typed gives an answer that holds together, or is refused as a question; nothing else."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa.answering.assistant import Assistant
from qa.answering.question.parsed import QUESTION_CHARACTERS_MOST, tidy
from qa.errors import QuestionError
from qa.indexing.build import build
from qa.records import Answer, Verdict
from qa.settings import Indexing, Settings
from tests.conftest import ARTICLES, BUILT
from tests.support.fakes import FakeEncoder
from tests.support.invariants import check

pytestmark = pytest.mark.integration

GLOSSED = """---
title: Discs
language: en
---

A herniated disc, also called a slipped disc, may press on the sciatic nerve. Gentle walking helps most people.

## When to get help

Call a doctor at once for:

- numbness between the legs
- a foot that begins to drag
"""
FILES = {**ARTICLES, "discs.md": GLOSSED, "copy.md": ARTICLES["sciatica.md"], "shouted.md": GLOSSED.upper()}
WORDS = """sciatica walking Cramps calf box knees pack nerve leg's doctor urine slipped disc siatica crampz copper
    what is the why and not does how causes symptoms serious numb""".split()
SYNTAX = """AND OR NOT + - ^2 ~3 * ? " ' ( ) [a TO z] {a} : title: text:pain id:1 \\ / /p.*/ && || ! < >
    <b>pain</b> **pain** [pain](http://a.org) `pain` &amp; <script> {{pain}} %s $pain ../../etc ; DROP""".split()
STRANGE = "боль ألم पीठ 背中 etiče naïve Straße 😀 👩🏽\u200d⚕️ ﬁ Ⅻ ½ 7 L4/L5".split()
UNSEEN = ["\u202e", "\u200f", "\u2067", "\u200b", "\x00", "\x1b[0m", "\u0301", "\ud800"]
TYPED = st.text() | st.lists(st.sampled_from([*WORDS, *SYNTAX, *STRANGE, *UNSEEN])).map(" ".join)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant over a few articles: lists, sections on getting help, a copy, and other names."""
    folder = tmp_path_factory.mktemp("answers")
    for name, text in FILES.items():
        (folder / "corpus").mkdir(exist_ok=True)
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    encoder = FakeEncoder()
    build(folder / "corpus", folder / "index", encoder=encoder, settings=Indexing(), built=BUILT)
    return Assistant.open(Settings(index=folder / "index"), encoder=encoder)


def checked(assistant: Assistant, typed: str, passages: int | None = None) -> Answer:
    answer = assistant.ask(typed, passages=passages)
    check(answer, assistant)
    return answer


@given(TYPED, st.sampled_from([None, 1, 3, 40]), st.booleans())
@example("numb between the legs and my foot drags", 1, False)
@example("what are the symptoms of siatica and a slipped disc", 1, False)
@settings(deadline=None, max_examples=200)
def test_any_text_is_answered_or_refused(
    assistant: Assistant, typed: str, passages: int | None, as_typed: bool
) -> None:
    """Nothing that can be typed makes an answer that does not hold together, or another error."""
    try:
        answer = assistant.ask(typed, passages=passages, as_typed=as_typed)
    except QuestionError:
        return

    check(answer, assistant)
    assert len(answer.hits) <= (passages or 5)
    if as_typed:
        assert (answer.searched, answer.suggestion) == (answer.question, None)


@pytest.mark.parametrize(
    "typed",
    [
        "почему болит спина?",
        "لماذا يؤلمني ظهري",
        "为什么我的背痛",
        "मेरी पीठ में दर्द क्यों है",
        "\u202eacitaics\u202c",
        "😀 7 👍",
        "<script>alert('x')</script>",
        "'; DROP TABLE passages; --",
        "{{ 7 * 7 }} ${x} %s %n",
        "Ⅻ ½ ﬁ",
    ],
)
def test_what_the_articles_do_not_have_is_said(assistant: Assistant, typed: str) -> None:
    """Other scripts, code and signs are questions like others, to which there is no answer here."""
    answer = checked(assistant, typed)

    assert (answer.verdict, answer.statements) == (Verdict.NOT_IN_CORPUS, ())
    assert len(answer.hits) == 5


@pytest.mark.parametrize("typed", ["why is it that I am", "the", "what", "and or not", "it's mine"])
def test_words_of_grammar_alone_are_asked(assistant: Assistant, typed: str) -> None:
    """A question of stop words has no words that count, and none that are unknown."""
    answer = checked(assistant, typed)

    assert answer.unknown_words == ()
    assert {hit.evidence.lexical_rank for hit in answer.hits} == {None}


@pytest.mark.parametrize(
    "typed", ["", "   ", "?!… —", "😀👩🏽‍⚕️", "\u202e\u200f\u200b", "\x00\x07", "«»“”()[]{}", "\u0301"]
)
def test_marks_alone_are_refused(assistant: Assistant, typed: str) -> None:
    """Without a letter or a digit there is no question."""
    with pytest.raises(QuestionError, match=r"^The question has no words\.$"):
        assistant.ask(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "text:sciatica",
        "title:Sciatica AND headings:helps",
        "sciatica^4",
        "sciatic~2 nerve",
        '"sciatic nerve"~3',
        "+sciatica -nerve",
        "(sciatica",
        "sciatica]",
        "sciatica*",
        "/sciatica/",
        "[a TO sciatica}",
        "sciatica\\",
        "<b>sciatica</b>",
        "**sciatica** `nerve`",
        "\u202esciatica\u202c \u200f",
        "sciatica 😀",
    ],
)
def test_signs_around_words_are_only_signs(assistant: Assistant, typed: str) -> None:
    """Query syntax, markup and marks of direction find what the words between them find."""
    plain = " ".join(re.findall("[a-z0-9]+", typed, re.IGNORECASE))

    found = assistant.gather_evidence(tidy(typed), passages=5).search.lexical

    assert found == assistant.gather_evidence(plain, passages=5).search.lexical != []
    checked(assistant, typed)


@pytest.mark.parametrize(
    "piece", ["sciatica ", "siatica ", "x", "why ", "a, b and ", "背", "what causes ", "what does mean "]
)
def test_a_long_question_is_asked_up_to_the_limit(assistant: Assistant, piece: str) -> None:
    """Four thousand characters are asked; beyond, the error has both numbers."""
    longest = (piece * QUESTION_CHARACTERS_MOST)[: QUESTION_CHARACTERS_MOST - 1] + "z"

    answer = checked(assistant, longest)

    assert answer.question == longest
    for length in (QUESTION_CHARACTERS_MOST + 1, 10_000):
        typed = (piece * length)[: length - 1] + "z"
        with pytest.raises(
            QuestionError, match=f"^The question has {length:,} characters; at most 4,000 are allowed"
        ):
            assistant.ask(typed)


def test_a_question_has_one_answer(assistant: Assistant) -> None:
    """Whether it is the first to be asked, or asked again, after others and by another assistant."""
    questions = ["what eases sciatica", "siatica", "numb between the legs", "copper", "siatica"]
    another = Assistant(assistant.generation, FakeEncoder(), Settings().answering)

    first, second = (
        [replace(each.ask(typed), seconds={}) for typed in questions] for each in (assistant, another)
    )

    assert first == second
    assert first[1] == first[4]
    assert replace(assistant.ask("siatica", as_typed=True), seconds={}) != first[1]
    assert len(assistant.ask("siatica", passages=2).hits) == 2
