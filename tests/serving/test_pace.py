"""The progress of a whole build, and the time that it still takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.indexing.build import Stage
from qa.serving.pace import (
    LATER_LEAST,
    LATER_MOST,
    LONGEST_FIRST,
    PREPARING_COST,
    QUESTION_COST,
    SHORT_SECONDS,
    UNSURE_NOW,
    WIDEST,
    Pace,
    Work,
)

FILES = 100
NEW = Work(files=FILES, changed=FILES)
Step = tuple[float, Stage, int, int]


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def steps_of(
    passage_seconds: float,
    passages: int,
    *,
    longest_first: float = LONGEST_FIRST,
    question_cost: float = QUESTION_COST,
    reading: float = 0.4,
    last_file: float = 0.0,
    slower: float = 1.0,
) -> list[Step]:
    """Return what a build tells, and when, on a machine that takes so long for a passage.

    ``longest_first`` is how much longer its first passages are, ``last_file`` the share of reading that its last
    file takes, ``slower`` how many times longer everything takes from the middle of the passages on.
    """
    now = 0.0
    steps: list[Step] = []

    def add(stage: Stage, total: int, seconds: float, *, longest: float = 0.0, last: float = 0.0) -> None:
        nonlocal now
        began, half = now, 0.0
        for done in sorted({*range(0, total, max(1, total // 150)), total}):
            share = done / total
            took = share * (1 + longest * (1 - share)) if done < total or not last else 1 / (1 - last)
            half = took if share <= 0.5 else half
            more = (slower - 1) * (took - half) if stage is Stage.ENCODING else 0.0
            now = began + (took + more) * seconds
            steps.append((now, stage, done, total))

    add(Stage.READING, FILES, reading * FILES * passage_seconds, last=last_file)
    add(Stage.CUTTING, FILES, 0.2 * FILES * passage_seconds)
    now += 50.0 * passage_seconds
    add(Stage.ENCODING, passages, passages * passage_seconds, longest=longest_first)
    passage_seconds *= slower
    steps.append((now, Stage.WRITING, 0, 1))
    now += 0.03 * passages * passage_seconds
    add(Stage.MEASURING, 184, 184 * question_cost * passage_seconds)
    steps.append((now, Stage.WRITING, 1, 1))
    add(Stage.PREPARING, 1, PREPARING_COST * passage_seconds)
    return steps


SHAPES = {
    "as measured": {},
    "a last file that takes most of the reading": {"reading": 2.0, "last_file": 0.8},
    "passages of one length": {"longest_first": 0.2},
    "few long passages and many short ones": {"longest_first": 0.85},
    "questions that cost little": {"question_cost": 0.7},
    "questions that cost much": {"question_cost": 2.0},
    "a machine that gets busy": {"slower": 1.5},
    "a machine that gets free": {"slower": 0.7},
}


@pytest.mark.parametrize("passage_seconds", [0.02, 0.5])
@pytest.mark.parametrize("passages", [300, 900, 6000])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_left_lies_within_what_is_told_or_nothing_is_told(
    shape: str, passages: int, passage_seconds: float
) -> None:
    """In every hundredth of the time, for builds of many shapes; the wider half is told only where it is short.

    While the machine changes its pace nobody can know, and what is told catches up with it.
    """
    clock = Clock()
    pace = Pace(NEW, clock=clock)
    steps = steps_of(passage_seconds, passages, **SHAPES[shape])
    seconds = steps[-1][0]
    counted = next(moment for moment, stage, *_ in steps if stage is Stage.ENCODING)
    waiting = iter([*steps, (seconds + 1, Stage.PREPARING, 1, 1)])
    step = next(waiting)
    right, told, surely = 0, 0, 0
    for hundredth in range(1, 100):
        moment = seconds * hundredth / 100
        while step[0] <= moment:
            clock.now = step[0]
            pace.hear(*step[1:])
            step = next(waiting)
        clock.now = moment
        left = pace.seconds_left()
        assert left is None or moment >= counted
        surely += moment >= counted
        if left:
            told += 1
            right += left[0] <= seconds - moment <= left[1]
            assert left[1] <= max(WIDEST * left[0], SHORT_SECONDS)

    assert right >= (0.99 if "machine" not in shape else 0.7) * told
    assert told >= 0.6 * surely


@pytest.mark.parametrize("passages", [300, 600, 900])
def test_the_bar_moves_with_the_time(passages: int) -> None:
    """At a quarter, half and three quarters of it; also when files have half or twice the usual passages."""
    steps = steps_of(0.1, passages)
    shares = []
    for share in (0.25, 0.5, 0.75):
        clock = Clock()
        pace = Pace(NEW, clock=clock)
        for clock.now, *step in (step for step in steps if step[0] <= share * steps[-1][0]):
            pace.hear(*step)  # type: ignore[arg-type]
        shares.append(pace.share)

    assert shares == pytest.approx([0.25, 0.5, 0.75], abs=0.12)


def test_the_bar_is_one_over_all_steps_and_full_at_the_end() -> None:
    """A step that begins does not set it back, and the last leaves nothing."""
    clock = Clock()
    pace = Pace(NEW, clock=clock)
    shares = [0.0]
    for seconds, *step in steps_of(0.1, 900):
        clock.now = seconds
        pace.hear(*step)  # type: ignore[arg-type]
        shares.append(pace.share)

    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@given(
    st.lists(
        st.tuples(st.sampled_from(Stage), st.integers(0, 50), st.integers(0, 50), st.floats(0, 100)), max_size=30
    ),
    st.integers(0, 30),
    st.booleans(),
)
def test_whatever_a_build_tells_the_bar_never_falls_and_the_time_is_never_negative(
    told: list[tuple[Stage, int, int, float]], changed: int, is_first: bool
) -> None:
    """Also with steps left out, repeated or empty."""
    clock = Clock()
    pace = Pace(Work(files=30, changed=changed, is_first=is_first), clock=clock)
    shares = [pace.share]
    for stage, first, second, seconds in told:
        clock.now += seconds
        pace.hear(stage, min(first, second), max(first, second))
        shares.append(pace.share)
        least, most = pace.seconds_left() or (0.0, 0.0)
        assert 0.0 <= least <= most

    assert shares == sorted(shares)
    assert 0.0 <= shares[0] <= shares[-1] <= 1.0


def test_nothing_is_told_before_the_passages_are_counted_and_a_build_knows_the_pace_of_the_one_before() -> None:
    """A first build needs two seconds of encoding; the next tells something as soon as it begins to."""
    clock = Clock()
    first = Pace(NEW, clock=clock)
    first.hear(Stage.READING, 0, FILES)
    clock.now += 60.0
    first.hear(Stage.READING, 90, FILES)
    uncounted = first.seconds_left()
    first.hear(Stage.ENCODING, 0, 100)
    begun = first.seconds_left()
    clock.now += 10.0
    first.hear(Stage.ENCODING, 100, 100)

    second = Pace(Work(files=FILES, changed=1, is_first=False), passage_seconds=first.passage_seconds, clock=clock)
    second.hear(Stage.READING, 0, FILES)
    reading = second.seconds_left()
    second.hear(Stage.ENCODING, 0, 10)

    assert (uncounted, begun, reading) == (None, None, None)
    assert first.passage_seconds == 0.1
    later = 0.1 * 0.03 * 6 * FILES
    least, most = (1 - UNSURE_NOW) + LATER_LEAST * later, (1 + UNSURE_NOW) + LATER_MOST * later
    assert second.seconds_left() == pytest.approx((least, most))


def test_while_a_build_is_silent_the_time_left_counts_down_until_it_takes_longer_than_was_told() -> None:
    """It does not stand still for the seconds of a long step; then nothing is told, as nothing is known."""
    clock = Clock()
    pace = Pace(Work(files=10, changed=10, is_first=False), clock=clock)
    pace.hear(Stage.ENCODING, 0, 100)
    clock.now += 10.0
    pace.hear(Stage.ENCODING, 50, 100)
    told = []
    for seconds in (0.0, 2.0, 100.0):
        clock.now += seconds
        told.append(pace.seconds_left())

    assert told[0] is not None
    assert told[1:] == [pytest.approx((told[0][0] - 2.0, told[0][1] - 2.0)), None]
