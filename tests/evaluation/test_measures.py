"""The measures of an evaluation, worked out by hand."""

import math

import numpy as np
import pytest

from qa.evaluation.measures import (
    RANKED_MEASURES,
    bootstrap,
    hit_in_first,
    overlaps,
    precision,
    ranked_measures,
)


def relevant(*ids: str) -> dict[str, int]:
    return dict.fromkeys(ids, 1)


def test_a_ranking_is_measured_as_by_hand() -> None:
    """Two of three relevant ids, at ranks 2 and 4: recall grows with k, RR is 1/2, nDCG is discounted by log2."""
    (found,) = ranked_measures([["x", "a", "y", "b"]], [relevant("a", "b", "c")])

    gained = 1 / math.log2(3) + 1 / math.log2(5)
    best = 1 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert found == pytest.approx(
        {"R@1": 0, "R@3": 1 / 3, "R@5": 2 / 3, "R@10": 2 / 3, "nDCG@10": gained / best, "RR@10": 1 / 2}
    )


def test_a_perfect_ranking_scores_one() -> None:
    """What is relevant alone and first has 1 in every measure."""
    (found,) = ranked_measures([["a"]], [relevant("a")])

    assert found == dict.fromkeys(RANKED_MEASURES, 1.0)


def test_what_stands_below_ten_counts_nothing() -> None:
    """A relevant id at rank 11 is not found; at rank 10 it is."""
    others = [f"x{n}" for n in range(10)]

    eleventh, tenth = ranked_measures([[*others, "a"], [*others[:9], "a"]], [relevant("a")] * 2)

    assert eleventh == dict.fromkeys(RANKED_MEASURES, 0.0)
    assert (tenth["R@10"], tenth["R@5"], tenth["RR@10"]) == pytest.approx((1.0, 0.0, 0.1))


@pytest.mark.parametrize("rankings", [[["a"], []], [[], []]])
def test_a_question_without_an_answer_counts_nothing(rankings: list[list[str]]) -> None:
    """An empty ranking has 0 in every measure, also where all are empty, and is not left out."""
    measured = ranked_measures(rankings, [relevant("a"), relevant("b")])

    assert len(measured) == 2
    assert measured[1] == dict.fromkeys(RANKED_MEASURES, 0.0)


def test_an_id_counts_where_it_stands_first() -> None:
    """The second of two equal ids changes nothing."""
    once, twice = ranked_measures([["x", "a"], ["x", "a", "a"]], [relevant("a")] * 2)

    assert once == twice


@pytest.mark.parametrize("judged", [[], [{}], [{"a": 0}], [{"a": -1}]])
def test_recall_of_nothing_is_refused(judged: list[dict[str, int]]) -> None:
    """A ranking without relevant ids cannot be measured."""
    with pytest.raises(ValueError, match="relevant ids"):
        ranked_measures([["a"]], judged)


def test_the_grade_is_the_gain() -> None:
    """Grades 1 and 2 found in the wrong order gain 1 + 2 / log2(3) of 2 + 1 / log2(3); both are recalled alike."""
    (found,) = ranked_measures([["a", "b"]], [{"a": 1, "b": 2, "c": 0}], ["nDCG@10", "R@100", "RR@10"])

    gained, best = 1 + 2 / math.log2(3), 2 + 1 / math.log2(3)
    assert found == pytest.approx({"nDCG@10": gained / best, "R@100": 1, "RR@10": 1})


@pytest.mark.parametrize(("ranking", "hit"), [(["x", "y", "a"], 1.0), (["x", "y", "z", "a"], 0.0), ([], 0.0)])
def test_hit_in_the_first_three(ranking: list[str], hit: float) -> None:
    """The third still counts, the fourth does not, and nothing found is no hit."""
    assert hit_in_first(ranking, {"a"}) == hit


@pytest.mark.parametrize(
    ("span", "others", "expected"),
    [((0, 5), [(4, 9)], True), ((0, 5), [(5, 9)], False), ((2, 3), [(0, 9)], True), ((0, 5), [], False)],
)
def test_spans_overlap_by_a_character(
    span: tuple[int, int], others: list[tuple[int, int]], expected: bool
) -> None:
    """Half open spans overlap when they share a character; touching is not enough."""
    assert overlaps(span, others) is expected


def test_precision_of_marked_sentences() -> None:
    """Three marked, two right: two thirds; nothing marked has no precision."""
    assert precision([True, False, True]) == pytest.approx(2 / 3)
    assert precision([]) is None


def test_the_interval_holds_the_mean_and_is_reproducible() -> None:
    """The same values and seed give the same interval, another seed another one, both around the mean."""
    values = [n / 49 for n in range(50)]

    first, again, other = bootstrap(values), bootstrap(values), bootstrap(values, seed=1)

    assert first == again
    assert first.value == pytest.approx(0.5)
    assert first.questions == 50
    assert first.low < 0.5 < first.high
    assert (first.low, first.high) != (other.low, other.high)


def test_the_interval_is_near_that_of_theory() -> None:
    """For a share, the interval is near the normal approximation: 1.96 standard errors either way."""
    values = [1.0] * 120 + [0.0] * 80

    measured = bootstrap(values, resamples=4000)

    error = 1.96 * math.sqrt(0.6 * 0.4 / 200)
    assert measured.low == pytest.approx(0.6 - error, abs=0.01)
    assert measured.high == pytest.approx(0.6 + error, abs=0.01)


def test_the_interval_by_hand() -> None:
    """The bounds are the 2.5% and 97.5% quantiles of the means of the resamples drawn from the seed."""
    values = [0.0, 0.25, 1.0]
    drawn = np.random.default_rng(7).integers(0, 3, size=(5, 3))
    means = [sum(values[place] for place in row) / 3 for row in drawn]

    measured = bootstrap(values, resamples=5, seed=7)

    assert (measured.low, measured.high) == pytest.approx(tuple(np.quantile(means, (0.025, 0.975))))


def test_equal_values_have_no_spread() -> None:
    """The interval of one value throughout is that value."""
    measured = bootstrap([0.5, 0.5, 0.5])

    assert (measured.value, measured.low, measured.high) == (0.5, 0.5, 0.5)


def test_nothing_cannot_be_measured() -> None:
    """No values have no mean."""
    with pytest.raises(ValueError, match="nothing to measure"):
        bootstrap([])
