"""Sentences end where a reader sees them end; sentencex 1.0 is corrected for abbreviations, doses and marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.sentences import sentence_spans


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Adults take approx. 500 mg of it.",
        "No more than max. 4 g is taken in a day.",
        "It is swallowed with min. 200 mL of water.",
        "All meals, incl. Breakfast, are served.",
        "Add 2 tsp. salt and 1 tbsp. oil.",
        "The rule stands in para. 4 of vol. 2.",
        "Wine, esp. Red wine, is left out.",
        "Pale drinks, e.g. Water, are allowed.",
        "It is said so in refs. [2] and [3].",
        "The doctor (see p. 7) was asked.",
        "“Stop!” she said.",
        "It heals in weeks.¹",
        "It heals in weeks.²⁻⁴",
        "It heals in weeks.[2,3]",
        "It heals in weeks. [4]",
        "Is it so?[a]",
        "It takes about 5 min. if all is ready.",
        "It is told in vol. II of the papers.",
        "By Art. 5 para. 2 nobody pays.",
        "The child weighs 9 lbs. 4 oz. when dry.",
        "On Tues. and Thurs. the desk is closed.",
        "The lift holds max. 8 pers. or 600 kg.",
        "Most wounds heal in weeks.(3)",
        "Most wounds heal in weeks.*",
        "Most wounds heal in weeks.†",
    ],
)
def test_a_sentence_is_whole(sentence: str) -> None:
    """Neither an abbreviation ends a sentence nor its reference mark begins the next."""
    after = "Then comes the next one."

    assert sentences(f"{sentence} {after}") == [sentence, after]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Adults may take up to 3 g.", "Never take more."),
        ("Drink up to 2 l.", "Water is best."),
        ("Heat it to 200 °C.", "Bake it."),
        ("Take vitamin C.", "It is in fruit."),
        ("The pain fades.1,2", "Then it goes."),
        ("Wait for 5 min.", "Then rest."),
        ("Add 2 tsp.", "Stir it well."),
        ("Take 500 mg.", "2 tablets are enough."),
        ("Take it at 8 a.m.", "Rest then."),
        ("It lasts for 30 min.", "Serve it hot."),
        ("We chose plan B.", "Nobody was glad."),
        ("It is of type A.", "Without it the lamp stays dark."),
    ],
)
def test_two_sentences_are_two(first: str, second: str) -> None:
    """A unit, a letter or a mark in front of a capital letter does not glue two sentences."""
    assert sentences(f"{first} {second}") == [first, second]


def test_a_name_is_not_cut_after_its_initial() -> None:
    """An initial is told from the letter that ends a sentence by the word after it."""
    assert sentences("It was J. Smith who said so. He was right.") == [
        "It was J. Smith who said so.",
        "He was right.",
    ]


def test_the_numbers_of_a_list_stand_before_what_they_number() -> None:
    """In a list of references a mark begins its line, and the same holds for steps in one line."""
    assert sentences("[1] Smith wrote it. [2] Jones did.") == ["[1] Smith wrote it.", "[2] Jones did."]
    assert sentences("1. Walk a bit. 2. Rest.") == ["1. Walk a bit.", "2. Rest."]


def test_what_has_no_words_is_no_sentence() -> None:
    """A number or a sign alone belongs to its neighbour."""
    assert sentences("3. Rest at night") == ["3. Rest at night"]
    assert sentences("Many thanks. 🙏") == ["Many thanks. 🙏"]


def test_an_abbreviation_before_its_mark_is_no_word() -> None:
    """A number after a stop is no mark where the word before is short for something that is numbered."""
    assert sentences("This is shown by Fig.1 Shown are wheels.") == ["This is shown by Fig.1 Shown are wheels."]


@given(st.text("aB1 .!?[]²¹-m", max_size=60))
def test_no_character_is_lost_or_told_twice(text: str) -> None:
    """The spans are in order, do not meet, have no spaces around them, and leave out only spaces."""
    spans = sentence_spans(text, "en")
    places = [place for start, end in spans for place in range(start, end)]

    assert places == sorted(set(places))
    assert {place for place, character in enumerate(text) if not character.isspace()} <= set(places)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
