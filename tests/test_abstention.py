"""Whether the question is answered at all is read off the best cosine and the words together."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.abstention import THRESHOLD, WORDS_WEIGHT, judge
from qa.records import Verdict

COSINES = st.floats(-1, 1)
SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("best_cosine", "words_share", "verdict"),
    [
        (1.0, 1.0, Verdict.ANSWERED),
        (THRESHOLD, 0.0, Verdict.ANSWERED),
        (math.nextafter(THRESHOLD, -1), 0.0, Verdict.NOT_IN_CORPUS),
        (THRESHOLD - WORDS_WEIGHT / 2 + 0.01, 0.5, Verdict.ANSWERED),
        (THRESHOLD - WORDS_WEIGHT / 2 - 0.01, 0.5, Verdict.NOT_IN_CORPUS),
        (0.0, 1.0, Verdict.NOT_IN_CORPUS),
        (-1.0, 0.0, Verdict.NOT_IN_CORPUS),
    ],
)
def test_meaning_and_words_are_weighed_together(best_cosine: float, words_share: float, verdict: Verdict) -> None:
    """The sum must reach the threshold; words alone never do."""
    assert judge(best_cosine=best_cosine, words_share=words_share) is verdict


@given(st.tuples(COSINES, COSINES), st.tuples(SHARES, SHARES))
def test_a_better_find_is_never_judged_worse(cosines: tuple[float, float], shares: tuple[float, float]) -> None:
    """What is answered stays answered when the cosine or the share of the words is greater."""
    if judge(best_cosine=min(cosines), words_share=min(shares)) is Verdict.ANSWERED:
        assert judge(best_cosine=max(cosines), words_share=max(shares)) is Verdict.ANSWERED
