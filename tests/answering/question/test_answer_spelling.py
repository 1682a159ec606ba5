"""A misspelt question is answered by its correction where articles more probably answer it; else it is offered."""

from dataclasses import replace
from math import exp
from pathlib import Path

import pytest

from qa.answering import evidence as evidence_module
from qa.answering.assistant import Assistant
from qa.answering.question.parsed import QuestionWords
from qa.indexing.bm25 import Postings
from qa.indexing.build import build
from qa.indexing.manifest import Calibration
from qa.records import Verdict
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder
from tests.support.invariants import check

STRANGE = "the pryce of kopper, zinc and strecthing in Peru, Chile and Bolivia"


BY_WORDS = Calibration(
    weights={"known": 1.0},
    intercept=0.0,
    threshold=1 / (1 + exp(-0.5)),
    sure=0.0,
    refused=0.0,
    unsure=0.0,
    answered_other=0.0,
    answered_near=0.0,
    unsure_near=0.0,
    questions={},
)
"""A question is answered where the articles have half of its words, by their rarity."""


ALL_ALIKE = replace(BY_WORDS, weights={"known": 0.0}, threshold=0.5)
"""Every question is answered, and with the same probability."""


def share_known(words: QuestionWords, postings: Postings) -> float:
    """Return the share of a question's words, by rarity, that any article has; 1 for a question of none."""
    whole = sum(words.rarities.values())
    known = sum(rarity for stem, rarity in words.rarities.items() if postings.frequency(stem))
    return known / whole if whole else 1.0


@pytest.fixture
def calibration() -> Calibration:
    return BY_WORDS


@pytest.fixture
def assistant(
    corpus: Path, index: Path, encoder: FakeEncoder, calibration: Calibration, monkeypatch: pytest.MonkeyPatch
) -> Assistant:
    """Return an assistant over the three small articles that decides by words alone."""
    monkeypatch.setattr(
        evidence_module,
        "features",
        lambda search, _, generation, *__: {"known": share_known(search.words, generation.postings)},
    )
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT, calibrate=lambda _: calibration)
    return Assistant.open(Settings(index=index), encoder=encoder)


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("what is siatica", "what is sciatica"),
        ("SIATICA?", "SCIATICA?"),
        ("crampz at nihgt", "cramps at night"),
        ("does strecthing the calf prevent cramps", "does stretching the calf prevent cramps"),
    ],
)
def test_a_misspelt_question_is_answered_by_its_correction(
    assistant: Assistant, typed: str, searched: str
) -> None:
    """Both are told: what was typed, and what was searched; nothing of it is unknown any more."""
    answer = assistant.ask(f" {typed} ")

    assert (answer.question, answer.searched) == (typed, searched)
    assert answer.verdict is Verdict.ANSWERED
    assert (answer.suggestion, answer.unknown_words) == (None, ())
    assert answer.statements == assistant.ask(searched).statements
    check(answer, assistant)


def test_a_correction_can_be_taken_back(assistant: Assistant) -> None:
    """Asked as typed, the question itself is searched, and no other spelling is offered."""
    answer = assistant.ask("what is siatica", as_typed=True)

    assert answer.question == answer.searched == "what is siatica"
    assert (answer.verdict, answer.suggestion) == (Verdict.NOT_IN_CORPUS, None)
    assert answer.unknown_words == ("siatica",)
    check(answer, assistant)


@pytest.mark.parametrize("calibration", [ALL_ALIKE])
def test_a_question_that_is_answered_as_well_as_typed_stays(assistant: Assistant) -> None:
    """The other spelling is offered, and not searched."""
    typed = "does strecthing the calf prevent cramps"

    answer = assistant.ask(typed)

    assert answer.verdict is Verdict.ANSWERED
    assert answer.question == answer.searched == typed
    assert answer.suggestion == "does stretching the calf prevent cramps"
    assert answer.unknown_words == ("strecthing",)
    assert assistant.ask(typed, as_typed=True).suggestion is None
    check(answer, assistant)


def test_where_neither_is_answered_the_question_stays_and_nothing_is_offered(assistant: Assistant) -> None:
    """A correction that the articles do not answer either would lead to another refusal."""
    answer = assistant.ask(STRANGE)

    assert answer.verdict is Verdict.NOT_IN_CORPUS
    assert answer.question == answer.searched == STRANGE
    assert answer.suggestion is None
    check(answer, assistant)


@pytest.mark.parametrize("calibration", [ALL_ALIKE])
@pytest.mark.parametrize(
    "typed",
    ["champs with sciatica", "Dear doctor, sciatica", "the strait of the back", "carrie from decatur"],
)
def test_a_word_that_people_write_is_not_corrected(assistant: Assistant, typed: str) -> None:
    """Greetings, names and ordinary words that no article has are neither replaced nor offered otherwise."""
    answer = assistant.ask(typed)

    assert (answer.searched, answer.suggestion) == (typed, None)


@pytest.mark.parametrize("calibration", [ALL_ALIKE])
def test_a_greeting_before_a_question_is_not_searched(assistant: Assistant) -> None:
    """The answer is that of the question alone, and the question is shown as it was typed."""
    greeted, alone = map(assistant.ask, ("Good morning Dr Krampff, what eases sciatica", "what eases sciatica"))

    assert greeted.searched == greeted.question == "Good morning Dr Krampff, what eases sciatica"
    assert (greeted.statements, greeted.unknown_words) == (alone.statements, ())
    assert greeted.suggestion is None
    assert assistant.ask("Helo doctor, what eases siatica").suggestion == "what eases sciatica"
    check(greeted, assistant)


@pytest.mark.parametrize("calibration", [ALL_ALIKE])
@pytest.mark.parametrize("typed", ["hello", "Good morning doctor", "Dear Dr Krampff,", "helo"])
def test_a_greeting_alone_is_not_answered_nor_offered_otherwise(assistant: Assistant, typed: str) -> None:
    """It asks nothing, whatever words of it the articles have."""
    answer = assistant.ask(typed)

    assert (answer.verdict, answer.searched, answer.suggestion) == (Verdict.NOT_IN_CORPUS, typed, None)
    assert answer.statements == ()
    check(answer, assistant)


def test_a_misspelling_is_corrected_beside_words_that_people_write(assistant: Assistant) -> None:
    """Of a question's strange words those are taken for misspelt that are no words."""
    answer = assistant.ask("does stretching the calf ease siatica or champs")

    assert answer.searched == "does stretching the calf ease sciatica or champs"


@pytest.mark.parametrize("typed", ["what eases sciatica", "copper in Peru", "sciatica and advil", "qwxzvk"])
def test_without_a_likely_correction_nothing_is_offered(assistant: Assistant, typed: str) -> None:
    """Known words, everyday words, names and gibberish are left alone."""
    answer = assistant.ask(typed)

    assert (answer.searched, answer.suggestion) == (typed, None)
    check(answer, assistant)


def test_a_misspelt_subject_of_the_question_before_is_corrected_as_well(assistant: Assistant) -> None:
    """What is shown as searched has the corrected words, and what was carried over stays as typed."""
    answer = assistant.ask("and what eases cramps", after="what is siatica")

    assert (answer.question, answer.after) == ("and what eases cramps", "siatica")
    assert answer.searched == "what eases cramps sciatica"
    check(answer, assistant)
