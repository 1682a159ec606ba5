"""The progress of a whole build, and the time that it still takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.indexing.build import Stage
from qa.serving.pace import LONGEST_FIRST, PREPARING_COST, QUESTION_COST, QUESTIONS, Pace, Work

FILES = 100
NEW = Work(files=FILES, changed=FILES)
Step = tuple[float, Stage, int, int]


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def steps_of(passage_seconds: float, passages: int) -> list[Step]:
    """Return what a build tells, and when, on a machine that takes so long for a passage."""
    now = 0.0
    steps: list[Step] = []

    def add(stage: Stage, total: int, seconds: float, *, longest_first: bool = False) -> None:
        nonlocal now
        began = now
        for done in range(total + 1):
            share = done / total
            took = share * (1 + LONGEST_FIRST * (1 - share)) if longest_first else share
            now = began + took * seconds
            steps.append((now, stage, done, total))

    add(Stage.READING, FILES, 0.4 * FILES * passage_seconds)
    add(Stage.CUTTING, FILES, 0.2 * FILES * passage_seconds)
    now += 50.0 * passage_seconds
    add(Stage.ENCODING, passages, passages * passage_seconds, longest_first=True)
    steps.append((now, Stage.WRITING, 0, 1))
    now += 0.03 * passages * passage_seconds
    add(Stage.MEASURING, 184, 184 * QUESTION_COST * passage_seconds)
    steps.append((now, Stage.WRITING, 1, 1))
    add(Stage.PREPARING, 1, PREPARING_COST * passage_seconds)
    return steps


@pytest.mark.parametrize("passage_seconds", [0.1, 0.5])
@pytest.mark.parametrize("passages", [300, 600, 900])
def test_what_is_left_lies_within_what_is_told_however_slow_the_machine(
    passage_seconds: float, passages: int
) -> None:
    """At a quarter, half and three quarters of the time; also when files have half or twice the usual passages."""
    clock = Clock()
    pace = Pace(NEW, clock=clock)
    steps = steps_of(passage_seconds, passages)
    seconds = steps[-1][0]
    waiting = iter([*steps, (seconds + 1, Stage.PREPARING, 1, 1)])
    step = next(waiting)
    shares: list[float] = []
    for moment in (seconds / 4, seconds / 2, seconds * 3 / 4):
        while step[0] <= moment:
            clock.now = step[0]
            pace.hear(*step[1:])
            step = next(waiting)
        clock.now = moment
        least, most = pace.seconds_left() or (0.0, 0.0)
        assert least <= seconds - moment <= most
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


def test_nothing_is_told_before_the_pace_is_known_and_a_build_knows_that_of_the_one_before() -> None:
    """A first build needs two seconds of work; the next begins with the pace of the last."""
    clock = Clock()
    first = Pace(NEW, clock=clock)
    first.hear(Stage.READING, 0, FILES)
    unknown = first.seconds_left()
    first.hear(Stage.ENCODING, 0, 100)
    clock.now += 10.0
    first.hear(Stage.ENCODING, 100, 100)

    second = Pace(Work(files=FILES, changed=1, is_first=False), passage_seconds=first.passage_seconds, clock=clock)
    second.hear(Stage.READING, 0, FILES)
    least, most = second.seconds_left() or (0.0, 0.0)

    assert unknown is None
    assert first.passage_seconds == 0.1
    assert (least + most) / 2 == pytest.approx(0.1 * (0.4 + 0.2 + 6.0 + 0.03 * 6 * FILES))


def test_while_a_build_is_silent_the_time_left_counts_down_to_that_of_the_later_steps() -> None:
    """It does not stand still for the seconds of a long step, and does not fall below what follows."""
    clock = Clock()
    pace = Pace(Work(files=10, changed=10, is_first=False), clock=clock)
    pace.hear(Stage.ENCODING, 0, 100)
    clock.now += 10.0
    pace.hear(Stage.ENCODING, 50, 100)
    middles: list[float] = []
    for seconds in (0.0, 2.0, 100.0):
        clock.now += seconds
        least, most = pace.seconds_left() or (0.0, 0.0)
        middles.append((least + most) / 2)

    assert middles[0] - middles[1] == pytest.approx(2.0)
    later = 10.0 / (50 * (1 + LONGEST_FIRST / 2)) * (0.03 * 60 + QUESTION_COST * QUESTIONS)
    assert middles[2] == pytest.approx(later)
