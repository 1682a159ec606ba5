"""Which words of a text were read from a picture, how surely, and which of them may be wrong."""

import pytest

from qa.reading.glyphs.table import GlyphRun
from qa.reading.ocr.confidence import NUMBER_SURE, WORD_SURE, hard_to_read, least_confidence, read_spans
from qa.records import ReadSpan


def read(*words: tuple[str, float]) -> tuple[str, list[ReadSpan]]:
    """Return a text of words that were read with these confidences, and its spans."""
    text = " ".join(word for word, _ in words)
    runs, confidences, start = [], {}, 0
    for number, (word, confidence) in enumerate(words):
        runs.append(GlyphRun(start, len(word), number, 0))
        confidences[number] = confidence
        start += len(word) + 1
    return text, read_spans(text, runs, confidences)


def hard(*words: tuple[str, float]) -> list[str]:
    text, spans = read(*words)
    return [text[start:end] for start, end in hard_to_read(text, spans, 0, len(text))]


def test_words_of_one_confidence_are_one_span() -> None:
    """The spaces between them belong to the span; a confidence is rounded down."""
    text, spans = read(("Grease", 0.99987), ("the", 0.99912), ("hinges", 0.71))

    assert text == "Grease the hinges"
    assert spans == [(0, 10, 0.999), (11, 17, 0.71)]


def test_what_was_not_read_from_a_picture_has_no_span() -> None:
    """Glyphs without a confidence are those of a font."""
    runs = [GlyphRun(0, 3, 0), GlyphRun(5, 3, 9, 0)]

    assert read_spans("one, two!", runs, {9: 0.5}) == [(5, 8, 0.5)]
    assert read_spans("one, two!", runs, {}) == []


def test_a_letter_of_unknown_origin_is_as_sure_as_the_least_sure_of_its_block() -> None:
    """What a repair put into a text was in no picture, and nobody vouches for it; punctuation needs no voucher."""
    assert read_spans("don't, no", [GlyphRun(0, 3, 0, 0), GlyphRun(7, 2, 1, 0)], {0: 0.99, 1: 0.4}) == [
        (0, 3, 0.99),
        (4, 5, 0.4),
        (7, 9, 0.4),
    ]


def test_spans_begin_where_their_text_does() -> None:
    """Offsets are those of the article."""
    assert read_spans("two", [GlyphRun(0, 3, 0, 0)], {0: 1.0}, start=40) == [(40, 43, 1.0)]


def test_a_quotation_is_as_sure_as_its_least_sure_word() -> None:
    """Outside of the spans there is none."""
    _, spans = read(("Grease", 1.0), ("the", 0.6), ("hinges", 0.8))

    assert least_confidence(spans, 0, 17) == 0.6
    assert least_confidence(spans, 0, 6) == 1.0
    assert least_confidence(spans, 11, 12) == 0.8
    assert least_confidence(spans, 17, 30) is None


def test_words_below_the_bound_are_hard_to_read() -> None:
    """At the bound they are not."""
    assert hard(("Grease", WORD_SURE - 0.01), ("the", WORD_SURE), ("hinges", 1.0)) == ["Grease"]


@pytest.mark.parametrize("number", ["5", "2.5", "II-12", "½", "10⁹", "<130/80"])
def test_numbers_and_what_stands_behind_them_have_to_be_surer(number: str) -> None:
    """A wrong dose is worst, and a wrong unit is a wrong dose."""
    assert hard(("Take", 0.95), (number, 0.95), ("mg", 0.95), ("daily", 0.95)) == [number, "mg"]
    assert hard(("Take", 0.95), (number, NUMBER_SURE), ("mg", NUMBER_SURE), ("daily", 0.95)) == []


@pytest.mark.parametrize("number", ["7,954", "1.062", "4,500-11,000"])
def test_three_digits_behind_a_point_or_comma_have_to_be_surest(number: str) -> None:
    """One for the other makes it a thousand times as much, and the recogniser takes them for one another."""
    assert hard(("Take", 1.0), (number, 0.995)) == [number]
    assert hard(("Take", 1.0), (number, 0.9995)) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("about 7, 954 mg", ["7,", "954"]),
        ("about 2. 9 mg", ["2.", "9"]),
        ("about 2 9 mg", ["2", "9"]),
        ("5, 10 or 15 mg", []),
        ("on May 8, 2024", []),
        ("every 4 hours", []),
    ],
)
def test_a_number_that_a_space_parts_is_hard_at_any_confidence(words: str, told: list[str]) -> None:
    """It may be one number of which a sign was lost; a list of numbers and a date are none."""
    assert hard(*((word, 1.0) for word in words.split())) == told


def test_a_part_of_a_text_is_looked_at_with_what_stands_around_it() -> None:
    """A unit is strict behind the number before the quotation, and words beside the quotation are not its own."""
    text, spans = read(("Take", 0.1), ("5", 1.0), ("mg", 0.95), ("never", 0.1))

    assert hard_to_read(text, spans, 7, 9) == [(7, 9)]
    assert hard_to_read(text, [], 0, len(text)) == []
