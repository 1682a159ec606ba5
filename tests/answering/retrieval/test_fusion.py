"""Two rankings become one: fusion by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.retrieval.fusion import evidence, fuse
from qa.records import Evidence


def test_fusion_worked_by_hand() -> None:
    """Cosines are taken from least to greatest, BM25 from nothing to greatest, and both are weighed."""
    dense = [(7, 0.9), (3, 0.5), (5, 0.1)]
    lexical = [(3, 8.0), (9, 4.0)]

    fused = fuse(dense, lexical, dense_weight=0.6)

    # 3: 0.6 x (0.5 - 0.1) / 0.8 + 0.4 x 8 / 8    7: 0.6 x 1    9: 0.4 x 4 / 8    5: 0.6 x 0
    assert [passage_id for passage_id, _ in fused] == [3, 7, 9, 5]
    assert [score for _, score in fused] == pytest.approx([0.7, 0.6, 0.2, 0.0])


def test_equal_scores_are_in_order_of_id() -> None:
    """Passages that no score tells apart come by id, wherever the rankings have them."""
    dense = [(8, 0.4), (2, 0.4)]
    lexical = [(5, 3.0), (1, 3.0)]

    assert fuse(dense, lexical, dense_weight=0.5) == [(1, 0.5), (2, 0.5), (5, 0.5), (8, 0.5)]


@pytest.mark.parametrize(
    ("dense", "lexical", "fused"),
    [
        ([], [], []),
        ([(4, 0.8), (1, 0.2)], [], [(4, 0.75), (1, 0.0)]),
        ([], [(4, 9.0), (1, 3.0)], [(4, 0.25), (1, 0.25 / 3)]),
        ([(4, -0.2)], [], [(4, 0.75)]),
        ([(4, 0.5)], [(4, 0.0)], [(4, 0.75)]),
    ],
    ids=["both empty", "no words", "no meaning", "one passage", "worthless words"],
)
def test_a_ranking_may_be_empty(
    dense: list[tuple[int, float]], lexical: list[tuple[int, float]], fused: list[tuple[int, float]]
) -> None:
    """A ranking that lists nothing adds nothing, and a single passage is the best of its ranking."""
    assert fuse(dense, lexical, dense_weight=0.75) == fused


def ranking(least: float, greatest: float) -> st.SearchStrategy[list[tuple[int, float]]]:
    scores = st.dictionaries(st.integers(0, 30), st.floats(least, greatest), max_size=20)
    return scores.map(lambda found: sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))


@given(ranking(-1, 1), ranking(0.1, 50), st.floats(0, 1))
def test_fusion_loses_nothing(
    dense: list[tuple[int, float]], lexical: list[tuple[int, float]], weight: float
) -> None:
    """Every passage of either ranking comes once, best first, with a score in 0..1."""
    fused = fuse(dense, lexical, dense_weight=weight)

    assert sorted(passage_id for passage_id, _ in fused) == sorted({*dict(dense), *dict(lexical)})
    assert fused == sorted(fused, key=lambda entry: (-entry[1], entry[0]))
    assert all(0 <= score <= 1 + 1e-9 for _, score in fused)


@given(ranking(-1, 1), ranking(0.1, 50))
def test_a_weight_of_one_is_the_ranking_by_meaning(
    dense: list[tuple[int, float]], lexical: list[tuple[int, float]]
) -> None:
    """With all the weight on one side, the scores are in the order of that ranking."""
    by_meaning, by_words = (dict(fuse(dense, lexical, dense_weight=weight)) for weight in (1.0, 0.0))

    for scores, side in ((by_meaning, dense), (by_words, lexical)):
        in_order = [scores[passage_id] for passage_id, _ in side]
        assert in_order == sorted(in_order, reverse=True)
        assert in_order[:1] in ([1.0], [])


def test_evidence_says_where_each_ranking_has_a_passage() -> None:
    """Ranks count from one, and a ranking that does not list a passage says None."""
    found = evidence([(7, 0.9), (3, 0.5)], [(3, 8.0), (9, 4.0)], [3, 7, 9])

    assert found == {
        7: Evidence(dense_rank=1, dense_score=0.9, lexical_rank=None, lexical_score=None),
        3: Evidence(dense_rank=2, dense_score=0.5, lexical_rank=1, lexical_score=8.0),
        9: Evidence(dense_rank=None, dense_score=None, lexical_rank=2, lexical_score=4.0),
    }
