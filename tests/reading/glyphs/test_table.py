"""The glyphs of a file, and which of them a block's text was made of."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.glyphs.coding import PrintedPage
from qa.reading.glyphs.table import GlyphRun, GlyphTable, carried_over, glyphs_of, of_parts, runs_of

A4 = PrintedPage(1, 595.0, 842.0)
SECOND = PrintedPage(2, 595.0, 842.0)


def boxes(count: int, *, top: float = 100.0) -> np.ndarray:
    """Return the boxes of glyphs side by side, 10 points wide."""
    lefts = 10.0 * np.arange(count)
    return np.stack([lefts, np.full(count, top), lefts + 10, np.full(count, top + 12)], axis=1)


def test_a_line_of_glyphs_is_one_run() -> None:
    """White space that is a glyph of its own does not end it."""
    table = GlyphTable()
    line = table.add(A4, list("to be"), boxes(5))

    assert table.placed("to be", [glyph for glyph in line if glyph != 2]) == (GlyphRun(0, 5, 0),)


def test_a_recognised_word_is_one_glyph_and_its_letters_are_one_run() -> None:
    """That is how words read from a picture are given."""
    table = GlyphTable()
    words = table.add(A4, ["Oil", "the", "hinges"], boxes(3))

    assert table.placed("Oil the hinges", words) == (
        GlyphRun(0, 3, 0, 0),
        GlyphRun(4, 3, 1, 0),
        GlyphRun(8, 6, 2, 0),
    )


def test_a_character_of_two_glyphs_gets_one_around_them() -> None:
    """A half stands where its 1 and its 2 do."""
    table = GlyphTable()
    glyphs = table.add(A4, list("12"), np.array([[10.0, 100, 14, 106], [13.0, 106, 18, 112]]))

    (run,) = table.placed("½", glyphs)
    found = table.boxes()

    assert found is not None
    of_page, where = found.unpacked()
    assert np.allclose(where[run.glyph] * A4.points, [10, 100, 18, 112], atol=0.03)
    assert (run.length, of_page.tolist()) == (1, [0, 0, 0])


def test_glyphs_on_two_pages_are_never_one_character() -> None:
    """Nobody knows where it stands."""
    table = GlyphTable()
    glyphs = [*table.add(A4, ["1"], boxes(1)), *table.add(SECOND, ["2"], boxes(1))]

    assert table.placed("½", glyphs) == ()


def test_a_changed_text_keeps_the_glyphs_of_what_is_the_same() -> None:
    """A mended apostrophe has none, and what stands behind it has its own."""
    table = GlyphTable()
    line = table.add(A4, list("dont go"), boxes(7))
    before = table.placed("dont go", [glyph for glyph in line if glyph != 4])

    after = glyphs_of(carried_over(before, "dont go", "don't go"), 8)

    assert after.tolist() == [0, 1, 2, -1, 3, 4, 5, 6]


def test_a_letter_that_was_joined_to_its_accent_stands_where_the_letter_does() -> None:
    """The accent stands over it, on the same line; two letters that became one sign stand nowhere for sure."""
    runs = (GlyphRun(0, 6, 0),)

    assert glyphs_of(carried_over(runs, "e\u0301tude", "étude"), 5).tolist() == [0, 2, 3, 4, 5]
    assert glyphs_of(carried_over(runs, "office", "oﬃce"), 4).tolist() == [0, -1, 4, 5]


def test_a_text_of_parts_of_another_keeps_their_glyphs_whatever_they_say() -> None:
    """The one that stays is told from the one that goes, though both are the same."""
    runs = (GlyphRun(0, 3, 5), GlyphRun(4, 3, 20), GlyphRun(8, 3, 30, 0))

    assert glyphs_of(of_parts(runs, [(4, 7), (9, 11)]), 6).tolist() == [20, 21, 22, -1, 30, 30]


@given(st.lists(st.sampled_from([*range(-1, 9), 20, 20, 20]), max_size=20))
def test_runs_come_back_as_the_glyphs_that_they_are_of(glyphs: list[int]) -> None:
    """Whatever their order, and however many characters share one."""
    text = "x" * len(glyphs)
    found = runs_of(text, np.array(glyphs, np.int32))

    assert glyphs_of(found, len(text)).tolist() == glyphs
