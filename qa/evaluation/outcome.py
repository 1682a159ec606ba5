"""What every evaluation says: a row for each question, and the measures over all with their intervals."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from qa.evaluation.measures import Measured, bootstrap

DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What came to one question: the names found, best first, and its measures; ``relevant`` are those wanted."""

    id: str
    question: str
    relevant: tuple[str, ...]
    ranking: tuple[str, ...]
    measures: Mapping[str, float]

    @property
    def first_relevant(self) -> int | None:
        """Return the rank, from 1, of the first name found that is wanted; None where none is."""
        wanted = set(self.relevant)
        return next((rank for rank, name in enumerate(self.ranking, start=1) if name in wanted), None)


AnyRow = TypeVar("AnyRow", bound=Row, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(Generic[AnyRow]):
    """The measures of one generation on one set of questions; ``corpus`` is the digest of its articles.

    ``passages`` is how many were asked for.
    """

    corpus: str
    generation: str
    passages: int
    measures: Mapping[str, Measured]
    rows: tuple[AnyRow, ...]


def over_questions(values: Iterable[Mapping[str, float]]) -> dict[str, Measured]:
    """Return each measure over the questions that have it, with its interval."""
    listed: dict[str, list[float]] = {}
    for of_question in values:
        for name, value in of_question.items():
            listed.setdefault(name, []).append(value)
    return {name: bootstrap(its) for name, its in listed.items()}


def to_json(evaluation: Evaluation[Row]) -> dict[str, Any]:
    """Return the evaluation as plain values, ready for ``json.dumps``."""
    found = evaluation.measures
    return {
        "queries": len(evaluation.rows),
        "corpus": evaluation.corpus,
        "generation": evaluation.generation,
        "passages": evaluation.passages,
        "measures": {name: round(measured.value, DIGITS) for name, measured in found.items()},
        "intervals": {
            name: [round(measured.low, DIGITS), round(measured.high, DIGITS)] for name, measured in found.items()
        },
        "rows": [asdict(row) for row in evaluation.rows],
    }
