"""An evaluation for a terminal: what came to each question, then the measures."""

from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from qa.evaluation.measures import MARKED_FIRST, MARKED_HOLDS_ANSWER, Measured
from qa.evaluation.outcome import Evaluation, Row
from qa.evaluation.run import GoldRow
from qa.serving.printing import plain_console

NOTHING = "–"
ID_WIDTH, QUESTION_WIDTH = 24, 60


def print_evaluation(evaluation: Evaluation[Row]) -> None:
    """Print a line for each question, then each measure with its 95% interval and its number of questions."""
    console = plain_console()
    console.print(_questions(evaluation.rows))
    console.print()
    console.print(_measures(evaluation.measures))


def _questions(rows: Sequence[Row]) -> Table:
    """Return the table of the questions; a column that says nothing of any of them is left out."""
    columns = {
        "answer": [_outcome(row) for row in rows],
        "first right": [str(row.first_relevant or NOTHING) for row in rows],
        "nDCG@10": [_shown(row.measures.get("nDCG@10")) for row in rows],
        "marked": [_right(row.measures.get(MARKED_HOLDS_ANSWER, row.measures.get(MARKED_FIRST))) for row in rows],
    }
    columns = {name: cells for name, cells in columns.items() if set(cells) != {NOTHING}}
    table = Table(box=None, header_style="bold")
    table.add_column("id", no_wrap=True, max_width=ID_WIDTH)
    table.add_column("question", max_width=QUESTION_WIDTH)  # the only one that may give way to the others
    for name in columns:
        table.add_column(name, no_wrap=True, min_width=len(name))
    for row, *cells in zip(rows, *columns.values(), strict=True):
        question = Text(row.question, no_wrap=True, overflow="ellipsis")
        table.add_row(Text(row.id), question, *map(Text, cells))
    return table


def _measures(measures: Mapping[str, Measured]) -> Table:
    table = Table(box=None, header_style="bold")
    table.add_column("measure")
    for name in ("value", "95% interval", "questions"):
        table.add_column(name, justify="right")
    for name, measured in measures.items():
        interval = f"{measured.low:.3f} to {measured.high:.3f}"
        table.add_row(Text(name), f"{measured.value:.3f}", interval, str(measured.questions))
    return table


def _outcome(row: Row) -> str:
    """Return how a question of a gold file ended; a collection's is only looked up."""
    if not isinstance(row, GoldRow):
        return NOTHING
    wrong = "" if row.answered is row.answerable else ", wrongly"
    return f"{'answered' if row.answered else 'refused'}{wrong}"


def _shown(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"


def _right(marked: float | None) -> str:
    return NOTHING if marked is None else "right" if marked else "wrong"
