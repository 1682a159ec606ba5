"""A greeting before a question is no part of it, and words that only look like one are."""

import pytest

from qa.answering.greeting import without_greeting


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Dear doctor, my leg tingles when I sit", "my leg tingles when I sit"),
        ("Dear Doctor my leg tingles", "my leg tingles"),
        ("hi there, can I swim", "can I swim"),
        ("Hi! can I swim?", "can I swim?"),
        ("hello can I swim", "can I swim"),
        ("helo doc can i swim", "can i swim"),
        ("HELLO, CAN I SWIM", "CAN I SWIM"),
        ("Good morning, should I rest?", "should I rest?"),
        ("good afternoon should I rest", "should I rest"),
        ("gd evening doctor, should I rest", "should I rest"),
        ("Good morning. Good day! Is rest bad?", "Is rest bad?"),
        ("Hello Dr Smith, is heat better", "is heat better"),
        ("Hello Dr. Anne-Marie O’Neill - is heat better", "is heat better"),
        ("Hello Dr Miller, is heat better", "is heat better"),
        ("Hello Dr Smith is heat better", "is heat better"),
        ("Hello Dr Is heat better", "Is heat better"),
        ("Dear Sarah, is heat better", "is heat better"),
        ("Hi Priya! is heat better", "is heat better"),
        ("Dear Sir or Madam, is heat better", "is heat better"),
        ("To whom it may concern: is heat better", "is heat better"),
        ("hey guys – is heat better", "is heat better"),
        ("Hi all my joints hurt", "my joints hurt"),
        ("hello again doctor what now", "what now"),
        ("hello there is a pain in my leg", "there is a pain in my leg"),
        ("Hi, all of my joints hurt", "all of my joints hurt"),
    ],
)
def test_a_greeting_is_taken_off(typed: str, asked: str) -> None:
    """With whom it addresses, by title or by name, and the marks after it."""
    assert without_greeting(typed) == asked


@pytest.mark.parametrize(
    "typed",
    ["hello", "Hi there!", "Good morning", "good morning doctor", "Dear doctor,", "Hello Dr Smith,", "hey hey",
     "Hi, everyone", "Dear Sarah,", "Good day. Hello?"],
)  # fmt: skip
def test_a_greeting_alone_asks_nothing(typed: str) -> None:
    """Nothing is left of it."""
    assert without_greeting(typed) == ""


@pytest.mark.parametrize(
    "typed",
    ["Good morning routine for a stiff back", "good day for a long walk", "morning stiffness",
     "hi-lo bed for carers", "hip pain", "his back hurts", "dear me that hurts", "endear", "Back pain, what helps",
     "hellos", "heyday", "is it good morning or evening", "doctor, my leg hurts", "", "a good evening stretch",
     "Hilary fell"],
)  # fmt: skip
def test_what_only_looks_like_a_greeting_stays(typed: str) -> None:
    """To the letter."""
    assert without_greeting(typed) == typed


@pytest.mark.parametrize("typed", ["Hello Back pain, what helps", "Hi Heat or ice, which"])
def test_a_part_of_the_question_is_taken_for_no_name(typed: str) -> None:
    """A common word with a capital is no name of whom is greeted."""
    assert without_greeting(typed) == typed.partition(" ")[2]
