"""Floors: what the measures must not fall below, pinned to the articles they were measured on.

``floors.json`` is ``{"corpus": digest, "floors": {measure: value}}``.  For a measure that is better the lower it
is (refusals, false answers) the value is a ceiling: it must not be exceeded.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from qa.errors import EvaluationError
from qa.evaluation.gold import GOLD_FOLDER
from qa.evaluation.measures import LESS_IS_BETTER
from qa.evaluation.run import Evaluation, QuestionResult
from qa.files import write_atomically

BUNDLED_FLOORS = GOLD_FOLDER / "floors.json"
SLACK = 0.005
"""How far a floor is set from what was measured: machines differ in the last digits of a vector, which can swap
two hits that are almost equal. One answerable question of the bundled file more or less is a larger step."""
DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """The floor of each measure (a ceiling, for one of LESS_IS_BETTER), and the digest of the articles."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    corpus: str
    floors: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A measure that fell below its floor; ``value`` is None when it was not measured."""

    measure: str
    floor: float
    value: float | None


def read_floors(path: Path) -> Floors:
    """Read floors; raises EvaluationError for a file that is missing or not of this form."""
    try:
        return TypeAdapter(Floors).validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        problem = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise EvaluationError(
            f"The floors in {path} cannot be read: {problem}.", hint="Write them again from an evaluation."
        ) from error


def write_floors(path: Path, floors: Floors) -> None:
    """Replace the file of floors in one step."""
    content = {"corpus": floors.corpus, "floors": dict(floors.floors)}
    write_atomically(path, (json.dumps(content, indent=2) + "\n").encode())


def check(evaluation: Evaluation[QuestionResult], floors: Floors) -> tuple[Fall, ...]:
    """Return what fell below its floor, in the order of the floors.

    Raises EvaluationError when the floors are pinned to other articles, which says nothing about these.
    """
    if evaluation.corpus != floors.corpus:
        raise EvaluationError(
            f"The floors are of the articles {floors.corpus[:12]}, and {evaluation.corpus[:12]} were measured.",
            hint="Update the floors, or evaluate an index of the articles that they were measured on.",
        )
    values = {name: mean.value for name, mean in evaluation.measures.items()}
    return tuple(
        Fall(measure=name, floor=floor, value=values.get(name))
        for name, floor in floors.floors.items()
        if name not in values or _is_better(name, floor, values[name])
    )


def update(evaluation: Evaluation[QuestionResult], floors: Floors | None) -> Floors:
    """Return floors raised to what was measured, less SLACK; one that stands higher already stays.

    Raises EvaluationError when a measure fell below its floor, which is never lowered.  Only floors of other
    articles, or none, are replaced as a whole.
    """
    measured = {name: _with_slack(name, mean.value) for name, mean in evaluation.measures.items()}
    if floors is None or floors.corpus != evaluation.corpus:
        return Floors(corpus=evaluation.corpus, floors=measured)
    if fallen := check(evaluation, floors):
        listed = "; ".join(
            f"{fall.measure} {_formatted(fall.value)} against {fall.floor:.{DIGITS}f}" for fall in fallen
        )
        raise EvaluationError(
            f"A floor cannot be lowered: {listed}.", hint="Correct what made the measure fall, then update again."
        )
    stricter = {
        name: floors.floors[name]
        for name in floors.floors
        if name in measured and _is_better(name, floors.floors[name], measured[name])
    }
    return Floors(corpus=evaluation.corpus, floors={**measured, **stricter})


def _is_better(measure: str, value: float, reference: float) -> bool:
    return value < reference if measure in LESS_IS_BETTER else value > reference


def _with_slack(measure: str, value: float) -> float:
    slack = SLACK if measure in LESS_IS_BETTER else -SLACK
    return round(min(max(value + slack, 0.0), 1.0), DIGITS)


def _formatted(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.{DIGITS}f}"
