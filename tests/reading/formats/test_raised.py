"""Superscripts, subscripts and fractions as plain characters."""

import pytest

from qa.reading.formats.raised import fraction, lowered, raised, with_fractions


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("9", "⁹"),
        ("-9", "⁻⁹"),
        ("−9", "⁻⁹"),
        ("–9", "⁻⁹"),
        ("2+", "²⁺"),
        ("n", "ⁿ"),
        ("²", "²"),
        (" 12 ", " ¹² "),
        ("1,3", "¹,³"),
        ("1, 3–5", "¹, ³⁻⁵"),
        ("[2,3]", "[2,3]"),
        ("st", "st"),
        ("me", "me"),
        ("TM", "™"),
        ("o", "º"),
        ("*", "*"),
        ("x", "^x"),
        ("0.5", "^0.5"),
        ("1/2", "^(1/2)"),
        ("(x + 1)", "^(x + 1)"),
        ("see the note", "see the note"),
        ("", ""),
        (" ", " "),
    ],
)
def test_superscripts_cannot_be_misread(text: str, shown: str) -> None:
    """A raised number never joins the number before it; what is raised for its look alone stays."""
    assert raised(text) == shown


@pytest.mark.parametrize(
    ("before", "shown"),
    [("1", "e"), ("M", "e"), ("the dose", "^e"), ("", "^e"), ("10 mg)", "^e"), ("at 5% ", "^e"), ("le XX", "e")],
)
def test_a_raised_letter_behind_a_word_is_a_mark(before: str, shown: str) -> None:
    """Ordinals and titles end in raised letters; behind a word, or before a note, a letter stands for the note."""
    assert raised("e", before) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2", "₂"),
        ("12", "₁₂"),
        ("2.5", "₂.₅"),
        ("1c", "1c"),
        ("max", "max"),
        ("n+1", "_(n+1)"),
        (" 2 ", " ₂ "),
        ("see the note", "see the note"),
        ("", ""),
    ],
)
def test_subscripts_are_plain_where_letters_are_written_so(text: str, shown: str) -> None:
    """Numbers become subscripts; letters stay as one writes them without."""
    assert lowered(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("take ¹/₂ tablet", "take ½ tablet"),
        ("take 2¹⁄₂ tablets", "take 2½ tablets"),
        ("a 2³/₁₆ inch pipe", "a 2 3/16 inch pipe"),
        ("¹/4 of it", "¼ of it"),
        ("2¹/2 tablets", "2½ tablets"),
        ("10²/3", "10²/3"),
        ("10⁻¹/2", "10⁻¹/2"),
        ("m²/2", "m²/2"),
        ("and/or", "and/or"),
    ],
)
def test_fractions_of_raised_and_lowered_digits_are_one_sign(text: str, shown: str) -> None:
    """A numerator above a denominator is a fraction; a power divided by a number is none."""
    assert with_fractions(text) == shown


def test_fractions_keep_what_is_above_and_below() -> None:
    """Sides of several terms are bracketed."""
    assert [fraction("1", "2"), fraction("5", "16"), fraction("a", "b"), fraction("a + b", "c")] == [
        "½",
        "5/16",
        "a/b",
        "(a + b)/c",
    ]
