"""Probabilities of signs along a line become words, each as sure as the least sure thing in it."""

import numpy as np
import pytest

from qa.reading.ocr.decoding import NONE, SPACE_LEAST, DecodedWord, Probabilities, plain, words_of

SIGNS = ["none", "2", "5", "9", ".", "m", "g", " "]


def strips(*told: dict[str, float]) -> Probabilities:
    """Return the probabilities of strips, given for some signs; what is left is that of no sign."""
    found = np.zeros((len(told), len(SIGNS)), np.float32)
    for place, strip in enumerate(told):
        for sign, probability in strip.items():
            found[place, SIGNS.index(sign)] = probability
        found[place, NONE] = 1 - found[place].sum()
    return found


def texts(words: list[DecodedWord]) -> list[str]:
    return [word.text for word in words]


def test_a_sign_over_several_strips_is_read_once() -> None:
    """The most probable way is taken; two of the same sign are two when none stands between them."""
    words = words_of(strips({"2": 1.0}, {"2": 1.0}, {}, {"2": 1.0}, {"m": 1.0}, {"g": 1.0}), SIGNS)

    assert words == [DecodedWord("22mg", 1.0, 0, 6)]


def test_words_are_parted_at_spaces() -> None:
    """Spaces at the ends and several in a row part nothing."""
    words = words_of(strips({" ": 1.0}, {"2": 1.0}, {" ": 1.0}, {}, {" ": 1.0}, {"m": 1.0}, {" ": 1.0}), SIGNS)

    assert texts(words) == ["2", "m"]


def test_a_line_without_signs_has_no_words() -> None:
    """Nothing is made of strips that show nothing, nor of no strips."""
    assert words_of(strips({}, {}), SIGNS) == []
    assert words_of(strips(), SIGNS) == []


def test_the_least_sure_sign_is_the_words_confidence() -> None:
    """A sign is as sure as in the strip that shows it best, and one sign does not spoil another word."""
    words = words_of(strips({"2": 0.6}, {"2": 0.9}, {"5": 0.95}, {" ": 1.0}, {"m": 1.0}), SIGNS)

    assert texts(words) == ["25", "m"]
    assert [word.confidence for word in words] == pytest.approx([0.9, 1.0])


def test_what_was_nearly_read_between_two_signs_makes_a_word_unsure() -> None:
    """A decimal point that is less probable than none shows nowhere else: 2.9 is not surely 29."""
    (word,) = words_of(strips({"2": 1.0}, {".": 0.4}, {"9": 1.0}), SIGNS)

    assert word.text == "29"
    assert word.confidence == pytest.approx(0.6)


@pytest.mark.parametrize("place", [0, 2])
def test_what_was_nearly_read_at_the_edge_of_a_line_makes_a_word_unsure(place: int) -> None:
    """A sign in front of a number, or behind it, can be lost, too."""
    line: list[dict[str, float]] = [{}, {"2": 1.0}, {}]
    line[place] = {".": 0.3}

    (word,) = words_of(strips(*line), SIGNS)

    assert word.confidence == pytest.approx(0.7)


def test_a_space_that_is_nearly_read_parts_words_that_are_both_unsure() -> None:
    """The recogniser loses spaces; where it saw one at all it is put back, and nobody is sure of it."""
    words = words_of(strips({"5": 1.0}, {" ": 0.3}, {"m": 1.0}, {"g": 1.0}), SIGNS)

    assert texts(words) == ["5", "mg"]
    assert [word.confidence for word in words] == pytest.approx([0.7, 0.7])


def test_a_space_that_is_hardly_seen_parts_nothing() -> None:
    """Below the least probability there is none."""
    assert texts(words_of(strips({"5": 1.0}, {" ": SPACE_LEAST - 0.05}, {"m": 1.0}), SIGNS)) == ["5m"]


@pytest.mark.parametrize(
    ("read", "written"),
    [("98.6°℉", "98.6°F"), ("37℃", "37°C"), ("5μg", "5µg"), ("μ", "μ"), ("μέλι", "μέλι"), ("5°", "5°")],
)
def test_signs_are_those_that_people_write(read: str, written: str) -> None:
    """The recogniser has one sign for °C, and writes the Greek letter for µ; a Greek word keeps its own."""
    assert plain(read) == written
