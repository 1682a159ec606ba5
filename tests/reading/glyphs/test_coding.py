"""Boxes of glyphs as bytes, and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qa.reading.glyphs.coding import (
    PlacedText,
    PrintedPage,
    boxes_from_bytes,
    boxes_to_bytes,
    from_bytes,
    in_units,
    to_bytes,
)

A4 = PrintedPage(1, 595.0, 842.0)
PAGES = st.builds(PrintedPage, st.integers(1, 5000), st.floats(1, 5000), st.floats(1, 5000), st.text(max_size=5))


@st.composite
def placed_texts(draw: st.DrawFn) -> PlacedText:
    """Return texts of which any character stands anywhere, or is unknown."""
    pages = draw(st.lists(PAGES, min_size=1, max_size=3))
    count = draw(st.integers(0, 30))
    return PlacedText(
        digest=draw(st.text("0123456789abcdef", min_size=64, max_size=64)),
        pages=tuple(pages),
        glyphs=draw(arrays(np.int32, st.integers(0, 40), elements=st.integers(-1, count - 1))),
        of_page=draw(arrays(np.uint16, count, elements=st.integers(0, len(pages) - 1))),
        boxes=draw(arrays(np.uint16, (count, 4))),
    )


@given(placed_texts())
def test_a_placed_text_comes_back_as_it_was(placed: PlacedText) -> None:
    """Every character at its page and box; glyphs of no character are gone."""
    found = from_bytes(to_bytes(placed))

    known = placed.glyphs >= 0
    assert (found.digest, found.pages) == (placed.digest, placed.pages)
    assert ((found.glyphs >= 0) == known).all()
    assert (found.of_page[found.glyphs[known]] == placed.of_page[placed.glyphs[known]]).all()
    assert (found.boxes[found.glyphs[known]] == placed.boxes[placed.glyphs[known]]).all()
    assert len(found.boxes) == len(np.unique(placed.glyphs[known]))


@given(arrays(np.uint16, st.tuples(st.integers(0, 30), st.just(4))))
def test_boxes_come_back_as_they_were(boxes: np.ndarray) -> None:
    """Those of any whole numbers of 16 bits, upside down or not."""
    of_page = np.arange(len(boxes), dtype=np.uint16)

    found_pages, found = boxes_from_bytes(boxes_to_bytes(of_page, boxes))

    assert (found_pages == of_page).all()
    assert (found == boxes).all()


@pytest.mark.parametrize("cut", [0, 10, 40, -1])
def test_what_was_cut_off_or_is_of_another_format_is_refused(cut: int) -> None:
    """It never becomes a box at a wrong place."""
    placed = PlacedText(
        digest="0" * 64,
        pages=(A4,),
        glyphs=np.arange(100, dtype=np.int32),
        of_page=np.zeros(100, np.uint16),
        boxes=np.random.default_rng(1).integers(0, 60_000, (100, 4)).astype(np.uint16),
    )

    with pytest.raises(ValueError, match="boxes"):
        from_bytes(to_bytes(placed)[:cut])


def test_a_box_is_kept_to_a_fortieth_of_a_point() -> None:
    """Half a unit of A4; NaN, or what is off the page, ends at the page's edge."""
    units = in_units(np.array([[72.0, 100.02, 80.3, 112.0], [-5.0, np.nan, 4.0, 8.0]]), A4)

    assert np.allclose(units[0] * A4.points, [72.0, 100.02, 80.3, 112.0], atol=0.026)
    assert units[1, :2].tolist() == [0, 0]
