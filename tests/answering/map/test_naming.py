"""Regions are named by phrases that a person wrote in titles and headings, never by words put together."""

from dataclasses import dataclass

from qa.answering.map.naming import names_of

GRAMMAR = {"a", "at", "can", "in", "is", "it", "of", "on", "or", "the", "to", "when", "who", "with", "you", "your"}


@dataclass(frozen=True)
class Passage:
    title: str
    text: str
    headings: tuple[str, ...] = ()


def terms(word: str) -> list[str]:
    """Return a rough stem: the word without an s at its end; nothing for a word of grammar."""
    return [] if word.lower() in GRAMMAR else [word.lower().removesuffix("s")]


def test_a_region_has_the_phrase_of_its_titles_that_the_others_lack() -> None:
    """Of two words that always stand together neither is a name; a phrase is written as the texts mostly do."""
    calves = [
        Passage("Leg cramps at dawn", "The leg cramps. You wake."),
        Passage("Leg cramps in sport", "Of leg cramps, the salt."),
        Passage("Salt", "It is in the sea with leg cramps."),
    ]
    discs = [
        Passage("Slipped disc", "The slipped disc heals."),
        Passage("A slipped disc in scans", "It is the slipped disc."),
    ]

    assert names_of([calves, discs], terms) == [("Leg cramps",), ("Slipped disc",)]


def test_the_heading_that_passages_of_many_articles_stand_under_names_their_region() -> None:
    """As it stands, with its words of grammar; under one title alone it would not be understood."""
    urgent = [
        Passage(f"Illness {word}", "Of fever.", ("When to call",)) for word in ("a1", "b2", "c3", "d4", "e5")
    ]
    other = [Passage("Knees", "The knees."), Passage("Knees", "Of knees.", ("What to do",))]

    assert names_of([urgent, other], terms) == [("When to call",), ("Knees",)]


def test_two_unlike_subjects_are_two_phrases() -> None:
    """The second names passages that the first does not."""
    mixed = [
        *(Passage("Steam engine", "The steam engine.") for _ in range(3)),
        *(Passage("Oil crisis", "The oil crisis.") for _ in range(3)),
    ]

    assert names_of([mixed, [Passage("Tea", "The tea."), Passage("Tea", "Of tea.")]], terms) == [
        ("Oil crisis", "Steam engine"),
        ("Tea",),
    ]


def test_a_verb_or_half_a_phrase_names_nothing() -> None:
    """What follows "to" or "you", and a word that another always follows, is left out, however frequent."""
    passages = [
        Passage("Lift your box", "You lift the box. To lift it."),
        Passage("Coronary arteries", "The coronary arteries lift you."),
        Passage("Lift", "You lift coronary arteries to lift."),
    ]

    assert names_of([passages], terms) == [("Coronary arteries",)]


def test_what_only_one_passage_has_or_all_have_no_words_for_names_nothing() -> None:
    assert names_of(
        [[Passage("Otter", "the"), Passage("1 2", "3")], [Passage("Knee", "The knee.")] * 2], terms
    ) == [
        (),
        ("Knee",),
    ]
