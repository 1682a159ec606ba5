"""Tokens are kept as bytes, and late interaction over them is what comparing every pair of tokens gives."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.embedding.encoder import Vectors
from qa.embedding.samples import sample_texts
from qa.indexing.arrays import RowFile
from qa.indexing.multivector import DIMENSIONS, Codes, TokenVectors, codes_of, projection_of

RELATIVE_ERROR_MOST = DIMENSIONS**0.5 / 254
"""Half a step of 1/127 of the greatest part, in each dimension, against a length of at least the greatest part."""


def drawn(rows: int, dimension: int, seed: int) -> Vectors:
    """Return unit vectors [rows, dimension] in directions by chance."""
    vectors = np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit


def equal(count: int) -> Vectors:
    """Return weights that make a mean."""
    return np.full(count, 1 / max(1, count), dtype=np.float32)


def late_interaction(question: Vectors, weights: Vectors, passages: Sequence[Vectors]) -> list[float]:
    """Return, by the definition, the best cosine of each of the question's tokens, weighed; 0 without any."""

    def cosine(one: Vectors, other: Vectors) -> float:
        lengths = float(np.linalg.norm(one)) * float(np.linalg.norm(other))
        return float(one @ other) / lengths if lengths else 0.0

    best = [[max((cosine(asked, token) for token in its), default=0.0) for asked in question] for its in passages]
    return [sum(map(float.__mul__, of_passage, weights.tolist())) for of_passage in best]


def opened(folder: Path, codes: Sequence[Codes], projection: Vectors) -> TokenVectors:
    with TokenVectors.written(folder, [len(its) for its in codes], projection) as write:
        for its in codes:
            write(its)
    return TokenVectors.open(folder)


def held(passages: Sequence[Vectors], projection: Vectors) -> tuple[TokenVectors, list[Codes]]:
    """Return the tokens of passages in memory, and their codes."""
    codes = [codes_of(its, projection) for its in passages]
    starts = np.cumsum([0, *map(len, codes)], dtype=np.int64)
    return TokenVectors(np.concatenate(codes), starts, projection), codes


def test_a_projection_is_orthonormal_and_the_same_each_time() -> None:
    """Its columns have length 1 and stand on each other, at most as many as are kept, and chance has no part."""
    tokens = drawn(300, 96, 1)

    projection = projection_of(tokens)

    assert projection.shape == (96, DIMENSIONS)
    assert projection.dtype == np.float32
    assert projection.T @ projection == pytest.approx(np.eye(DIMENSIONS), abs=1e-5)
    assert np.array_equal(projection, projection_of(tokens.copy()))
    assert projection_of(drawn(50, 8, 2)).shape == (8, 8)


def test_a_projection_is_on_the_principal_directions() -> None:
    """The oracle: the space of the first right singular vectors, the greatest first."""
    tokens = drawn(400, 96, 3) * np.linspace(3, 0.1, 96, dtype=np.float32)
    _, _, directions = np.linalg.svd(tokens.astype(np.float64), full_matrices=False)

    projection = projection_of(tokens)

    onto, expected = projection @ projection.T, directions[:DIMENSIONS].T @ directions[:DIMENSIONS]
    assert onto == pytest.approx(expected, abs=1e-4)
    assert np.abs(np.sum(projection.T * directions[:DIMENSIONS], axis=1)) == pytest.approx(1.0, abs=1e-4)


def test_moments_are_about_zero() -> None:
    """What all tokens have in common is kept: cosines are made of it."""
    tokens = np.array([[1, 0.1], [1, -0.1], [1, 0]], dtype=np.float32)

    assert np.abs(projection_of(tokens)) == pytest.approx(np.eye(2), abs=1e-6)


def test_projections_are_learned_from_sentences() -> None:
    """The sample has no notes and no blank lines, and each sentence once."""
    texts = sample_texts()

    assert len(texts) == len(set(texts)) > 300
    assert [text for text in texts if text.startswith("#") or not text.strip()] == []


def test_codes_worked_by_hand() -> None:
    """The greatest part of a vector is 127 of its sign, the others are to scale; nothing stays nothing."""
    tokens = np.array([[3, -1.5, 0], [0.001, -0.002, 0.0005], [0, 0, 0]], dtype=np.float32)

    codes = codes_of(tokens, np.eye(3, dtype=np.float32))

    assert codes.dtype == np.int8
    assert codes.tolist() == [[127, -64, 0], [64, -127, 32], [0, 0, 0]]
    assert codes_of(tokens[:0], np.eye(3, dtype=np.float32)).shape == (0, 3)


@given(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_codes_are_off_by_half_a_step_at_most(seed: int, scale: float) -> None:
    """Going back from bytes gives each part within half of 1/127 of the greatest."""
    tokens = drawn(20, 12, seed) * np.float32(scale)
    projection = projection_of(drawn(30, 12, 7))

    codes = codes_of(tokens, projection)

    greatest = np.abs(tokens @ projection).max(axis=1, keepdims=True)
    off = np.abs(codes * (greatest / 127) - tokens @ projection)
    assert (off <= greatest * (0.5001 / 127)).all()


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.integers(0, 4), st.data())
def test_max_sim_equals_comparing_every_pair(lengths: list[int], asked: int, data: st.DataObject) -> None:
    """The oracle over the bytes, for passages in any order, some without tokens; and near it over the floats."""
    seed = data.draw(st.integers(0, 1000))
    passages = [drawn(length, 6, seed + place) for place, length in enumerate(lengths)]
    chosen = data.draw(st.lists(st.sampled_from(range(len(lengths))), max_size=10))
    question, projection = drawn(asked, 6, seed + 99), projection_of(drawn(40, 6, 5))
    weights = np.random.default_rng(seed).dirichlet(np.ones(asked)).astype(np.float32) if asked else equal(0)
    tokens, codes = held(passages, projection)

    scores = tokens.max_sim(question, weights, chosen)

    in_bytes = [codes[passage].astype(np.float32) for passage in chosen]
    kept = late_interaction(question @ projection, weights, in_bytes)
    exact = late_interaction(question, weights, [passages[passage] for passage in chosen])
    assert scores.tolist() == pytest.approx(kept, abs=1e-5)
    assert scores.tolist() == pytest.approx(exact, abs=2 * RELATIVE_ERROR_MOST)


def test_max_sim_worked_by_hand() -> None:
    """The best of each of the question's tokens, each by its weight; passages in the order asked for."""
    axes = np.eye(3, dtype=np.float32)
    passages = [axes[[0]], np.concatenate([axes[[0, 1]], [[0.5, 0.5, 0]]]).astype(np.float32), -axes[[2]]]
    tokens, _ = held(passages, axes)

    assert tokens.max_sim(axes[[0, 1]], equal(2), [2, 1, 0, 1]).tolist() == pytest.approx([0, 1, 0.5, 1])
    assert tokens.max_sim(axes[[0, 1]], np.array([0.8, 0.2], dtype=np.float32), [1, 0]).tolist() == pytest.approx(
        [1, 0.8]
    )
    assert tokens.max_sim(2 * axes[[2]], equal(1), [0, 2]).tolist() == pytest.approx([0, -1])
    assert tokens.max_sim(np.stack([axes[0], 0 * axes[0]]), equal(2), [0]).tolist() == pytest.approx([0.5])


def test_nothing_to_compare() -> None:
    """Without passages there are no scores; a passage or a question without tokens has 0."""
    axes = np.eye(3, dtype=np.float32)
    tokens, _ = held([axes[:0], axes[:1], axes[:0]], axes)

    assert tokens.max_sim(axes, equal(3), []).tolist() == []
    assert tokens.max_sim(axes, equal(3), [2, 0]).tolist() == [0, 0]
    assert tokens.max_sim(axes[:0], equal(0), [1, 0]).tolist() == [0, 0]
    assert tokens.max_sim(axes[:1], equal(1), [2, 1, 0]).tolist() == pytest.approx([0, 1, 0])


def test_the_question_is_left_as_it_is() -> None:
    """Its vectors are scaled in a copy."""
    axes = np.eye(3, dtype=np.float32)
    question = 5 * axes
    tokens, _ = held([axes], axes)

    tokens.max_sim(question, equal(3), [0])

    assert np.array_equal(question, 5 * axes)


def test_what_was_written_is_opened_in_place(tmp_path: Path) -> None:
    """Codes stay in their file, and give the same scores as those in memory."""
    projection = projection_of(drawn(200, 96, 1))
    passages = [drawn(length, 96, length) for length in (3, 0, 7, 1)]
    in_memory, codes = held(passages, projection)
    question = drawn(5, 96, 50)

    tokens = opened(tmp_path, codes, projection)

    assert len(tokens) == 4
    assert isinstance(tokens._codes, RowFile)
    assert tokens._codes.shape == (11, DIMENSIONS)
    opened_scores, held_scores = (each.max_sim(question, equal(5), range(4)) for each in (tokens, in_memory))
    assert np.array_equal(opened_scores, held_scores)


def test_passages_without_any_token_can_be_written(tmp_path: Path) -> None:
    """An index without tokens at all is opened like any other."""
    axes = np.eye(3, dtype=np.float32)

    tokens = opened(tmp_path, [codes_of(axes[:0], axes)] * 2, axes)

    assert len(tokens) == 2
    assert tokens.max_sim(axes, equal(3), [0, 1]).tolist() == [0, 0]


@pytest.mark.parametrize("name", ["token_codes.npy", "token_starts.npy", "token_projection.npy"])
@pytest.mark.parametrize("content", [b"", b"no array at all"])
def test_what_is_no_array_is_an_error(tmp_path: Path, name: str, content: bytes) -> None:
    """A file of another kind, or a pickle, is never taken for an array."""
    axes = np.eye(3, dtype=np.float32)
    opened(tmp_path, [codes_of(axes, axes)], axes)
    (tmp_path / name).write_bytes(content)

    with pytest.raises((OSError, EOFError, ValueError)):
        TokenVectors.open(tmp_path)
