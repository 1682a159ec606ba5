"""Floors: checked against a measurement, raised, never lowered."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError
from qa.evaluation.floors import (
    BUNDLED_FLOORS,
    SLACK,
    Fall,
    Floors,
    check,
    read_floors,
    update,
    write_floors,
)
from qa.evaluation.gold import BUNDLED_GOLD, read_gold
from qa.evaluation.measures import MeanWithInterval
from qa.evaluation.run import Evaluation, QuestionResult, evaluate

FLOORS = Floors(corpus="c1", floors={"R@10": 0.6, "refused": 0.1})


def measured(values: Mapping[str, float], *, corpus: str = "c1") -> Evaluation[QuestionResult]:
    return Evaluation(
        corpus=corpus,
        generation="g-1",
        passages=10,
        measures={
            name: MeanWithInterval(value=value, low=value, high=value, questions=9)
            for name, value in values.items()
        },
        rows=(),
    )


def test_what_holds_the_floors_passes() -> None:
    """A measure at its floor has not fallen, nor has a refusal rate at its ceiling."""
    assert check(measured({"R@10": 0.6, "refused": 0.1}), FLOORS) == ()


def test_what_fell_is_listed() -> None:
    """A lower recall, a higher refusal rate and a measure that is missing each fell, with both numbers."""
    floors = Floors(corpus="c1", floors={"R@10": 0.6, "RR@10": 0.5, "refused": 0.1})

    fallen = check(measured({"R@10": 0.59, "refused": 0.11}), floors)

    assert fallen == (
        Fall(measure="R@10", floor=0.6, value=0.59),
        Fall(measure="RR@10", floor=0.5, value=None),
        Fall(measure="refused", floor=0.1, value=0.11),
    )


def test_floors_of_other_articles_say_nothing() -> None:
    """Another corpus cannot be checked against the floors."""
    with pytest.raises(EvaluationError, match="of the articles c1, and c2 were measured"):
        check(measured({"R@10": 1.0}, corpus="c2"), FLOORS)


def test_the_first_floors_are_what_was_measured() -> None:
    """Without floors, each measure makes one, a little on the safe side and within 0..1."""
    floors = update(measured({"R@10": 0.7, "RR@10": 0.001, "refused": 0.2}), None)

    assert floors.corpus == "c1"
    assert floors.floors == pytest.approx({"R@10": 0.7 - SLACK, "RR@10": 0.0, "refused": 0.2 + SLACK})


def test_what_got_better_raises_its_floor() -> None:
    """A better recall raises its floor, fewer refusals lower their ceiling, and a new measure joins."""
    floors = update(measured({"R@10": 0.8, "refused": 0.05, "RR@10": 0.9}), FLOORS)

    assert floors.floors == pytest.approx({"R@10": 0.8 - SLACK, "refused": 0.05 + SLACK, "RR@10": 0.9 - SLACK})


def test_a_floor_that_stands_higher_stays() -> None:
    """A measure within the slack of its floor leaves the floor as it is."""
    assert update(measured({"R@10": 0.602, "refused": 0.099}), FLOORS) == FLOORS


def test_a_floor_is_never_lowered() -> None:
    """An update after a fall is refused, with both numbers, and names each measure that fell."""
    with pytest.raises(EvaluationError) as caught:
        update(measured({"R@10": 0.5, "refused": 0.2}), FLOORS)

    assert "R@10 0.5000 against 0.6000; refused 0.2000 against 0.1000" in str(caught.value)
    assert caught.value.exit_code == 6


def test_other_articles_have_floors_of_their_own() -> None:
    """For another corpus the floors are set anew, lower ones too."""
    floors = update(measured({"R@10": 0.3}, corpus="c2"), FLOORS)

    assert floors == Floors(corpus="c2", floors={"R@10": 0.3 - SLACK})


def test_floors_survive_the_disk(tmp_path: Path) -> None:
    """What was written is read."""
    write_floors(tmp_path / "floors.json", FLOORS)

    assert read_floors(tmp_path / "floors.json") == FLOORS


@pytest.mark.parametrize(
    "content", [None, b"{", b'{"corpus": "c1"}', b'{"corpus": "c1", "floors": {"R@10": "x"}}']
)
def test_a_file_that_holds_no_floors_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """A missing or malformed file is an error that names it."""
    path = tmp_path / "floors.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(EvaluationError, match=r"floors\.json cannot be read"):
        read_floors(path)


@pytest.mark.model
def test_the_bundled_articles_hold_their_floors(bundled_assistant: Assistant) -> None:
    """With the real weights, no measure on the bundled questions is below its floor."""
    evaluation = evaluate(bundled_assistant, read_gold(BUNDLED_GOLD))

    assert check(evaluation, read_floors(BUNDLED_FLOORS)) == ()
