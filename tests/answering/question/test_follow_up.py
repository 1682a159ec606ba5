"""A follow-up is searched with the subject of the question before; a question of its own is searched as it is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.assistant import Assistant
from qa.answering.question.follow_up import CARRIED_MOST, carried_over, joined, leans, subject_words
from qa.errors import QuestionError
from qa.indexing.build import build
from qa.records import Verdict
from qa.settings import Indexing, Settings
from tests.conftest import ARTICLES, BUILT
from tests.support.fakes import FakeEncoder

SUBJECTS = frozenset(
    """sciatica scoliosis disc back leg legs spine spinal knee cramp cramps spondylitis stenosis nerve pregnancy
    lifting heat ice box pain peru rice""".split()
)
FOLLOW_UPS = [
    "and what about exercise?",
    "And at night?",
    "but only when sitting",
    "how about swimming",
    "what about the tablets",
    "what if I am 80",
    "ok, and driving?",
    "can it be cured",
    "is it hereditary",
    "is that dangerous",
    "does it get worse at night",
    "do they always operate",
    "can she still drive",
    "how long does this last",
    "how do I know that it is healing",
    "which one",
    "how long off work after",
    "should I rest first",
    "can I swim instead",
    "how should I lie in bed",
    "what tablets can I have",
    "what is the treatment",
    "will stopping help",
    "how long does it take",
]
OWN = [
    "what is a laminectomy",
    "what is scoliosis",
    "and what is scoliosis",
    "what does radiculopathy mean",
    "is it safe to drive with sciatica",
    "is it normal for my leg to cramp",
    "is it true that cold causes cramps",
    "does it help to stretch the back",
    "my knee clicks when I bend it",
    "I hurt my back. Is it serious?",
    "my brother has a slipped disc, can he work",
    "how soon do they operate on a slipped disc",
    "the pain that runs down my leg",
    "is there anything that eases cramps",
    "I hurt my back this morning, should I stay in bed",
    "should I use heat or ice first",
    "how long does sciatica last",
    "how do I lift a heavy box",
    "why is it called sciatica",
    "one leg is weaker than the other",
    "is the capital of peru worth a visit",
    "how do I cook rice",
    "lumbar fusion",
    "best sleeping position",
    "sciatica",
    "ibuprofen",
    "walking 30 minutes",
    "symptoms of stenosis",
    "can children get spinal pain",
    "is spondylitis hereditary",
    "does pregnancy make lifting harder",
    "I was in a car crash years ago, felt fine then, but now my neck and shoulders ache and it spreads",
]
SEVERAL = ["my husband has sciatica", "What is SCIATICA?", "how long does sciatica last", "sciatica treatment"]


def names(word: str) -> bool:
    return word.casefold() in SUBJECTS


def carried(question: str, before: str) -> str:
    return carried_over(question, before, names_subject=names, stems=lambda word: [word.casefold()])


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant over the three small articles."""
    folder = tmp_path_factory.mktemp("follow-up")
    for name, text in ARTICLES.items():
        (folder / "corpus").mkdir(exist_ok=True)
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    encoder = FakeEncoder()
    build(folder / "corpus", folder / "index", encoder=encoder, settings=Indexing(), built=BUILT)
    return Assistant.open(Settings(index=folder / "index"), encoder=encoder)


@pytest.mark.parametrize("question", FOLLOW_UPS)
def test_a_question_that_the_one_before_makes_whole_leans_on_it(question: str) -> None:
    """By how it begins or ends, by a pronoun, or by the lack of a subject."""
    assert leans(question, names)
    assert carried(question, "what is sciatica") == "sciatica"


@pytest.mark.parametrize("question", OWN)
def test_a_question_with_a_subject_of_its_own_stands_alone(question: str) -> None:
    """Also where it has an "it" of grammar alone, or one that stands for something in the question itself."""
    assert not leans(question, names)
    assert carried(question, "what is spondylitis") == ""


@pytest.mark.parametrize("before", SEVERAL)
def test_the_subject_of_the_question_before_is_carried_over_and_no_more(before: str) -> None:
    """Neither its grammar, nor persons, nor what it asked."""
    assert carried("and driving?", before).casefold() == "sciatica"


def test_carried_words_are_few_in_order_once_and_not_those_asked_anyway() -> None:
    """More would drown the follow-up; of a letter they are those of what it asks."""
    letter = (
        "My mother fell in the garden last spring and has been in plaster since. " * 3 + "Can yoga ease cramps?"
    )

    assert carried("and at night?", "leg cramps, leg cramps at night") == "leg cramps"
    assert carried("and then?", "one two three four five six seven eight") == "one two three four five six"
    assert len(carried("and then?", letter).split()) <= CARRIED_MOST
    assert carried("and then?", letter) == "yoga ease cramps"
    assert carried("and then?", "what can I do about it") == ""


def test_what_is_searched_is_the_follow_up_with_the_subject_behind_it() -> None:
    """Without the words that only tie it to the question before."""
    assert joined("and what about exercise?", "sciatica") == "exercise sciatica"
    assert joined("What about exercise?", "sciatica") == "exercise sciatica"
    assert joined("is it urgent?", "foot drop") == "is it urgent foot drop"
    assert joined("and?", "sciatica") == "and? sciatica"
    assert joined("and what about exercise?", "") == "and what about exercise?"


def test_a_follow_up_is_answered_with_the_subject_before_and_tells_so(assistant: Assistant) -> None:
    """What is found is that of the whole question; what was typed stays the question."""
    alone, after = assistant.ask("and walking?"), assistant.ask("and walking?", after="what is sciatica")

    assert (after.question, after.searched, after.after) == ("and walking?", "and walking?", "sciatica")
    assert alone.after == ""
    whole = assistant.ask("walking sciatica")
    assert (after.hits, after.statements, after.confidence) == (whole.hits, whole.statements, whole.confidence)
    assert after.hits != alone.hits


def test_warnings_are_of_what_was_typed_alone(assistant: Assistant) -> None:
    """A red flag in the question before was told there; one in the follow-up is told here."""
    described = "you cannot hold your urine"

    assert assistant.ask(described).urgent
    after = assistant.ask("and does walking help?", after=described)
    assert (after.after, after.urgent) == ("hold urine", ())
    assert assistant.ask("and I cannot hold my urine", after="cramps").urgent


@given(st.text() | st.sampled_from([*FOLLOW_UPS, *OWN]), st.sampled_from(["", " ", "?!", "\u200b"]))
def test_a_question_after_none_is_answered_as_before(assistant: Assistant, typed: str, before: str) -> None:
    """Nothing before, or nothing with words, changes nothing."""
    try:
        alone = assistant.ask(typed)
    except QuestionError:
        return

    assert replace(assistant.ask(typed, after=before), seconds={}) == replace(alone, seconds={})


@given(st.text() | st.sampled_from([*FOLLOW_UPS, *OWN]), st.text() | st.sampled_from(OWN))
def test_only_words_of_the_question_before_are_carried_over(typed: str, before: str) -> None:
    """Nothing is added that nobody typed."""
    words = carried(typed, before).split()

    assert words == [word for word in subject_words(before) if word in words]
    assert len(words) <= CARRIED_MOST


def test_a_question_before_that_is_too_long_is_refused(assistant: Assistant) -> None:
    """As any such question."""
    with pytest.raises(QuestionError, match="4,000"):
        assistant.ask("and walking?", after="sciatica " * 500)


@pytest.mark.model
def test_what_is_answered_alone_is_not_refused_for_the_question_before(bundled_assistant: Assistant) -> None:
    """ "It" may open a new subject: what was asked before then takes no part, and is not told."""
    question = "why does it shoot down my leg when i lift it up straight"
    before = "filling fell out of my tooth"
    alone, after = bundled_assistant.ask(question), bundled_assistant.ask(question, after=before)

    assert bundled_assistant.carried_over(question, before)
    assert after.after == ""
    assert (after.verdict, after.snippet) == (alone.verdict, alone.snippet)
    assert after.verdict is not Verdict.NOT_IN_CORPUS
