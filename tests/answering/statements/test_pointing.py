"""Sentences that point back at what stands before them are told, wherever in them that is."""

import pytest

from qa.answering.statements.pointing import points_back


@pytest.mark.parametrize(
    "text",
    [
        "It heals.",
        "However, most people recover.",
        "Most of them cause sleepiness.",
        "One of these is a muscle of the hip.",
        "Kicking a ball can cause the same pull.",
        "Part of that difference may come from stress.",
        "Doctors call this pattern claudication.",
        "Steroids put into these joints help little.",
    ],
)
def test_what_points_back_is_told(text: str) -> None:
    """A pronoun at the beginning, a demonstrative in the first clause, "the same" of something."""
    assert points_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is important to rest.",
        "Those who smoke heal more slowly.",
        "Lift the leg slowly, and stop if this hurts.",
        "Discs bulge in many people, and most of them have no pain.",
        "Call a doctor if one of these fits:",
        "Take both at the same time.",
        "Your pain is the same as before.",
    ],
)
def test_what_stands_alone_is_let_be(text: str) -> None:
    """What is meant stands in the sentence itself, or below it."""
    assert not points_back(text)
