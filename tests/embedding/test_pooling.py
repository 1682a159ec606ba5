"""Token vectors of one pass become those of spans and of the text, special tokens left out."""

import numpy as np
import pytest

from qa.embedding.encoder import Span, Vectors, of_text, pool_spans, truncated, unit

# "[CLS] sore back . [SEP]": the special tokens stand for no text
OFFSETS: list[Span] = [(0, 0), (0, 4), (5, 9), (9, 10), (0, 0)]
TOKENS: Vectors = np.array([[9, 9], [2, 0], [0, 3], [0, 1], [9, -9]], dtype=np.float32)
PADDING: Vectors = np.array([[5, 5], [5, 5]], dtype=np.float32)
HALF = 0.5**0.5


@pytest.mark.parametrize(
    ("ids", "longest", "kept"),
    [
        ([101, 1, 2, 102], 4, [101, 1, 2, 102]),
        ([101, 1, 2, 102], 9, [101, 1, 2, 102]),
        ([101, 1, 2, 3, 102], 4, [101, 1, 2, 102]),
        ([101, 1, 2, 3, 102], 2, [101, 102]),
        ([], 4, []),
    ],
)
def test_a_text_is_cut_before_its_closing_token(ids: list[int], longest: int, kept: list[int]) -> None:
    """What is too long loses its last words, and keeps the special token at its end."""
    assert truncated(ids, longest) == kept


def test_spans_worked_by_hand() -> None:
    """A span's vector is the unit mean of the tokens that lie in it, in part or whole, and of no special one."""
    spans = [(0, 4), (5, 10), (0, 10), (3, 6), (4, 5), (10, 12)]

    pooled = pool_spans(TOKENS, OFFSETS, spans)

    mean = np.array([2, 4]) / 20**0.5
    parts = np.array([2, 3]) / 13**0.5
    assert pooled == pytest.approx(np.array([[1, 0], [0, 1], mean, parts, [0, 0], [0, 0]]), abs=1e-6)
    assert pooled.dtype == np.float32


def test_padding_is_no_text() -> None:
    """What a batch adds behind a shorter text changes neither its spans nor its tokens."""
    padded = np.concatenate([TOKENS, PADDING])

    assert np.array_equal(pool_spans(padded, OFFSETS, [(0, 10)]), pool_spans(TOKENS, OFFSETS, [(0, 10)]))
    assert np.array_equal(of_text(padded, OFFSETS, after=0), of_text(TOKENS, OFFSETS, after=0))


def test_tokens_worked_by_hand() -> None:
    """Each token of the text keeps its row; special ones and those of the prompt are left out."""
    assert of_text(TOKENS, OFFSETS, after=0).tolist() == [[2, 0], [0, 3], [0, 1]]
    assert of_text(TOKENS, OFFSETS, after=5).tolist() == [[0, 3], [0, 1]]
    assert of_text(TOKENS, OFFSETS, after=10).shape == (0, 2)


def test_the_closing_token_of_a_text_that_was_cut_is_no_text() -> None:
    """The last vector belongs to the special token, though its place in the offsets is a word's."""
    cut = TOKENS[[0, 1, 4]]  # "[CLS] sore [SEP]" of the five

    assert of_text(cut, OFFSETS, after=0).tolist() == [[2, 0]]
    assert pool_spans(cut, OFFSETS, [(0, 4), (5, 9), (0, 10)]).tolist() == [[1, 0], [0, 0], [1, 0]]


def test_nothing_but_special_tokens() -> None:
    """A text without words has no tokens, and its spans no direction."""
    empty = TOKENS[[0, 4]]

    assert of_text(empty, [(0, 0), (0, 0)], after=0).shape == (0, 2)
    assert pool_spans(empty, [(0, 0), (0, 0)], [(0, 3)]).tolist() == [[0, 0]]
    assert pool_spans(TOKENS, OFFSETS, []).shape == (0, 2)


def test_unit_vectors() -> None:
    """Vectors come to length 1, in 32 bits, and one of no length stays."""
    vectors = unit(np.array([[3, 4], [0, 0], [-2, 2]], dtype=np.float64))

    assert vectors == pytest.approx(np.array([[0.6, 0.8], [0, 0], [-HALF, HALF]]), abs=1e-6)
    assert vectors.dtype == np.float32
    assert unit(np.array([0, -2])).tolist() == [0, -1]
