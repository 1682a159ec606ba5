"""A question as typed becomes one that can be asked, or the reason why not."""

import unicodedata
from contextlib import suppress
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.question.parsed import LETTER_WORDS, QUESTION_CHARACTERS_MOST, QuestionWords, asking_part, tidy
from qa.errors import QuestionError
from qa.indexing.bm25 import Postings
from qa.indexing.build import BuildReport
from qa.indexing.generations import open_current


@pytest.fixture
def postings(built: BuildReport, index: Path) -> Postings:
    return open_current(index).postings


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("what is sciatica", "what is sciatica"),
        ("  what\tis \r\n\n sciatica?  ", "what is sciatica?"),
        ("what\u00a0is\u2003sciatica\u3000", "what is sciatica"),
        ("what\x00 is\x07 scia\x1btica", "what is sciatica"),
        ("\u202ewhat\u202c is \u2066scia\u2069tica\u200f", "what is sciatica"),
        ("scia\u200btica\ufeff \u00adback", "sciatica back"),
        ("Mu\u0308de Fu\u0308\u00dfe", "M\u00fcde F\u00fc\u00dfe"),
        ("why 😀 me", "why 😀 me"),
        ("private \ue000 use \U000e0041tag", "private use tag"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("7", "7"),
    ],
)
def test_a_question_is_tidied(typed: str, asked: str) -> None:
    """Spaces become single ones, letters are composed, and nothing that cannot be seen stays."""
    assert tidy(typed) == asked


@pytest.mark.parametrize("typed", ["", " \n\t", "?!", "😀👍🏽", "\u200b\u202e", "---", "\x00", "\u0301"])
def test_a_question_without_words_is_refused(typed: str) -> None:
    """A question needs a letter or a digit; the error says what to do."""
    with pytest.raises(QuestionError) as caught:
        tidy(typed)

    assert str(caught.value) == "The question has no words."
    assert caught.value.hint == 'Ask in words, as in: citewell ask "what is sciatica"'
    assert caught.value.exit_code == 2


def test_a_question_at_the_limit_is_asked() -> None:
    """The limit counts the tidied question, so that spaces around and between do not."""
    typed = " a  " + "b" * (QUESTION_CHARACTERS_MOST - 2) + "\u200b\n"

    assert tidy(typed) == "a " + "b" * (QUESTION_CHARACTERS_MOST - 2)


def test_a_question_above_the_limit_is_refused() -> None:
    """One character more is refused with both numbers."""
    typed = "b" * (QUESTION_CHARACTERS_MOST + 1)

    with pytest.raises(QuestionError, match=r"^The question has 4,001 characters; at most 4,000 are allowed\.$"):
        tidy(typed)


@given(st.text())
def test_a_tidied_question_is_plain(typed: str) -> None:
    """Whatever is typed is refused or comes out short, on one line and visible."""
    with suppress(QuestionError):
        asked = tidy(typed)

        assert asked == " ".join(asked.split(" "))
        assert "" not in asked.split(" ")
        assert not {unicodedata.category(character) for character in asked} & {"Cc", "Cf", "Cs", "Co", "Cn"}
        assert {character for character in asked if character.isspace()} <= {" "}
        assert any(character.isalnum() for character in asked)
        assert len(asked) <= QUESTION_CHARACTERS_MOST


STORY = "My mother is seventy. She has had a stiff neck since the spring and walks her dog each day on the hill."
MORE = "She sleeps on a firm mattress in a cold room, and she is not afraid."


@pytest.mark.parametrize(
    ("letter", "asking"),
    [
        (f"{STORY} {MORE} Can she swim?", "Can she swim?"),
        (f"Can she swim? {STORY} {MORE}", "Can she swim?"),
        (f"{STORY} Is it safe to swim? {MORE} And why does it hurt!", "Is it safe to swim? And why does it hurt!"),
        (f"{STORY} {MORE} please, I WONDER if she may swim.", "please, I WONDER if she may swim."),
        (f"{STORY} {MORE} Any advice would help.", "Any advice would help."),
        (f"{STORY} {MORE} she may swim?", "she may swim?"),
        (f"{STORY} {MORE}", ""),
        (f"Stiff neck. {STORY} {MORE} Can she swim?", "Stiff neck. Can she swim?"),
        (f"Swimming in old age. {STORY} {MORE}", "Swimming in old age."),
        (f"Good morning doctor. {STORY} {MORE} Can she swim?", "Can she swim?"),
        (f"My stiff neck. {STORY} {MORE} Can she swim?", "Can she swim?"),
        ("Can she swim? " * 11, ""),
        (f"{STORY} Can she swim?", ""),
        ("what " * 40, ""),
        ("", ""),
    ],
)
def test_what_a_letter_asks(letter: str, asking: str) -> None:
    """Of a long question, its subject line and what asks; nothing where it only tells, only asks, or is short."""
    assert asking_part(letter.strip()) == asking


def test_a_question_is_a_letter_from_so_many_words_on() -> None:
    """One word fewer is asked whole."""
    story = " ".join(["pain"] * (LETTER_WORDS - 3))

    assert asking_part(f"{story}. Can she swim?") == "Can she swim?"
    assert asking_part(f"{story.removesuffix(' pain')}. Can she swim?") == ""


def test_words_that_no_article_has_are_unknown(postings: Postings) -> None:
    """Unknown words are given as typed, each once, in order, without the marks around them."""
    words = QuestionWords.of("Does (Zincum) ease sciatica, or zincum? Zincum, acupuncture!", postings)

    assert words.unknown == ("Zincum", "zincum", "acupuncture")


def test_words_are_known_by_their_stem(postings: Postings) -> None:
    """Another form of a word that an article has is known, and so is a word of its title alone."""
    words = QuestionWords.of("cramped muscle walks", postings)

    assert words.unknown == ()


def test_words_of_grammar_do_not_count(postings: Postings) -> None:
    """A question of nothing but grammar has no words that count, known or not, and no text has a share."""
    words = QuestionWords.of("why is it that I am", postings)

    assert (words.rarities, words.unknown) == ({}, ())
    assert words.share_among(["why"]) == 0.0


def test_rarity_and_share_worked_by_hand(postings: Postings) -> None:
    """Of six passages three are titled sciatica and one cramps, so cramps weighs more; none has zincum."""
    words = QuestionWords.of("sciatica, cramps or zincum", postings)

    sciatica, cramps, zincum = log(1 + 3.5 / 3.5), log(1 + 5.5 / 1.5), log(1 + 6.5 / 0.5)
    assert words.rarities == pytest.approx({"sciatica": sciatica, "cramp": cramps, "zincum": zincum})
    whole = sciatica + cramps + zincum
    assert words.share_among(postings.terms("Cramps, a cramp, cramping.")) == pytest.approx(cramps / whole)
    assert words.share_among(postings.terms("SCIATICA and cramps")) == pytest.approx((sciatica + cramps) / whole)
    assert words.share_among(postings.terms("zincum cramps sciatica and more")) == pytest.approx(1.0)
    assert words.share_among(postings.terms("other words")) == 0.0
    assert words.share_among([]) == 0.0
