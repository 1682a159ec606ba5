"""Whatever is asked, an answer comes that keeps its promises, or a refusal in one sentence; nothing is raised."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.assistant import Assistant
from qa.errors import QuestionError
from qa.indexing.build import build
from qa.records import Verdict
from qa.serving.json_output import of_answer
from qa.settings import Indexing, Settings
from tests.conftest import BUILT, BUNDLED
from tests.support.fakes import FakeEncoder
from tests.support.invariants import check

pytestmark = pytest.mark.integration

LONG_WORD = "x" * 300
ASKED = [
    *"sciatica Müller Sandeep 2024 l5 SCIATICA sci* title:sciatica C++ e=mc2 0.5mg a".split(),
    *('"spinal stenosis"', "sciatica AND surgery", 'sciatica OR "back pain"', "NOT sciatica", "sciatica -surgery"),
    *("(sciatica", "sciatica +surgery^2 ~fuzzy", "field:[a TO z]", "back pain; DROP TABLE", "<b>sciatica</b>"),
    *("What is sciatica? And how long does it last?", "is walking ok? can i take ibuprofen?"),
    *("https://example.org/sciatica-treatment", "see www.example.org/sciatica", "someone@example.org"),
    *(
        LONG_WORD,
        f"sciatica {LONG_WORD}",
        "sciaticaсциатика",
        "боль sciatica 坐骨",
        "what is 坐骨神経痛",
        "😀 back pain",
    ),
    *("s c i a t i c a", "sciatica " * 60, "“sciatica”", "sciatica,stenosis/surgery", "\u202esciatica", "1 2 3"),
]
SAYS_NOTHING = [
    "and",
    "the",
    "why",
    "is it",
    "NOT",
    "42",
    "1 2 3 4",
    "2024?",
    LONG_WORD,
    "hello",
    "what?",
    "AND OR",
]
NO_WORDS = ["", " ", "???", "...", '""', "“”", "*", "-", "\u200b", "😀", "(!)", "\n\t"]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    index = tmp_path_factory.mktemp("bad") / "index"
    encoder = FakeEncoder()
    build(BUNDLED, index, encoder=encoder, settings=Indexing(), built=BUILT)
    return Assistant.open(Settings(index=index), encoder=encoder)


@pytest.mark.parametrize("question", ASKED)
def test_an_odd_question_is_answered_as_any_other(assistant: Assistant, question: str) -> None:
    """Signs of search engines are no orders, and one word, a name or an address is a question too."""
    answer = assistant.ask(question)

    check(answer, assistant)
    assert json.loads(json.dumps(of_answer(answer)))["question"] == answer.question


@pytest.mark.parametrize("question", SAYS_NOTHING)
def test_what_names_nothing_is_not_answered(assistant: Assistant, question: str) -> None:
    """To words of grammar, to numbers and to a word of 300 letters any passage is as near as any other."""
    answer = assistant.ask(question)

    check(answer, assistant)
    assert (answer.verdict, answer.confidence, answer.told) == (Verdict.NOT_IN_CORPUS, 0.0, ())
    assert (answer.suggestion, answer.searched) == (None, answer.question)


def test_words_of_grammar_alone_may_describe_a_danger(assistant: Assistant) -> None:
    """Nothing is searched for them, but what they say of the person is heard all the same."""
    assert {advice.urgency.value for advice in assistant.ask("i can't go on").urgent} == {"now"}


@pytest.mark.parametrize("question", NO_WORDS)
def test_what_has_no_words_is_refused_in_one_sentence(assistant: Assistant, question: str) -> None:
    """On the page, in the command line and in a program alike."""
    with pytest.raises(QuestionError, match=r"^The question has no words\.$"):
        assistant.ask(question)


def test_a_pasted_article_is_refused_in_one_sentence_and_a_shorter_one_is_a_letter(assistant: Assistant) -> None:
    """Five thousand words are no question; what fits is answered by the article that it is of."""
    text = (BUNDLED / "sciatica.md").read_text(encoding="utf-8")
    pasted = " ".join((text * 20).split()[:5000])

    with pytest.raises(QuestionError, match=r"^The question has [\d,]+ characters; at most 4,000 are allowed\.$"):
        assistant.ask(pasted)
    answer = assistant.ask(text[:3900])
    check(answer, assistant)
    assert "sciatica" in {passage.article_id for passage in answer.passages}


@given(
    st.text(
        alphabet=st.sampled_from([*'sciatica back pain AND OR NOT -*"():^~?!.,;/\\痛み боль é42\n\t😀']),
        max_size=60,
    )
)
def test_any_mixture_of_signs_and_scripts_is_answered_or_refused(assistant: Assistant, question: str) -> None:
    """Nothing but the refusal of what has no words is ever raised."""
    try:
        answer = assistant.ask(question)
    except QuestionError:
        assert not any(character.isalnum() for character in question)
    else:
        check(answer, assistant)


def test_an_unknown_word_is_told_without_the_signs_around_it(assistant: Assistant) -> None:
    """Of "title:sciatica" no article has "title"; it has the other."""
    assert assistant.ask("title:sciatica").unknown_words == ("title",)
    assert assistant.ask("sciatica +surgery^2 ~fuzzy (zzz)").unknown_words == ("fuzzy", "zzz")
