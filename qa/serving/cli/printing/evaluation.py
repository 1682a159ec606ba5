"""An evaluation for a terminal: what came to each question, then the measures."""

from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from qa.evaluation.answers import AnswerFigures
from qa.evaluation.measures import MARKED_FIRST, MARKED_HOLDS_ANSWER, MeanWithInterval
from qa.evaluation.red_flags import FlagFigures
from qa.evaluation.run import Evaluation, GoldRow, QuestionResult
from qa.records import Verdict
from qa.serving.cli.printing.answers import plain_console

NOTHING = "–"
ID_WIDTH, QUESTION_WIDTH = 24, 60


def print_evaluation(evaluation: Evaluation[QuestionResult]) -> None:
    """Print a line for each question, then each measure with its 95% interval and its number of questions."""
    console = plain_console()
    console.print(_questions(evaluation.rows))
    console.print()
    console.print(_measures(evaluation.measures))


def print_red_flags(sets: Mapping[str, FlagFigures], *, verbose: bool) -> None:
    """Print the figures of sets on signs of danger, and which questions failed where that is wanted."""
    console = plain_console()
    for name, flags in sets.items():
        console.print()
        table = Table(box=None, header_style="bold")
        table.add_column(f"signs of danger: {name}")
        table.add_column("value", justify="right")
        table.add_column("questions", justify="right")
        counts = [len(flags.described)] * 2 + [len(flags.ordinary)] * 2 + [len(flags.other_fields)]
        for (figure, value), count in zip(flags.figures.items(), counts, strict=True):
            formatted = f"{value:.0f}" if figure.startswith("boxes") else f"{value:.1%}"
            table.add_row(Text(figure), formatted, str(count))
        console.print(table)
        for row in flags.failures if verbose else ():
            expected = (
                f"{'/'.join(sorted(row.question.flags)) or NOTHING} {'/'.join(sorted(row.question.urgencies))}"
            )
            advised = "; ".join(f"{','.join(names)} {urgency}" for names, urgency in row.advice) or NOTHING
            console.print(
                Text(f"{row.question.id}  wanted {expected.strip()}, told {advised}: {row.question.question}")
            )


def print_answers(figures: AnswerFigures, *, verbose: bool) -> None:
    """Print the figures of questions with judged answers, and which failed where that is wanted."""
    console = plain_console()
    table = Table(box=None, header_style="bold")
    table.add_column(f"{len(figures.rows)} questions")
    table.add_column("value", justify="right")
    for figure, value in figures.figures.items():
        table.add_row(Text(figure), f"{value:.1%}")
    console.print(table)
    for row in figures.failures if verbose else ():
        console.print(Text(f"{row.question.question}  showed {row.first or NOTHING}"))


def _questions(rows: Sequence[QuestionResult]) -> Table:
    """Return the table of the questions; a column that says nothing of any of them is left out."""
    columns = {
        "answer": [_outcome(row) for row in rows],
        "first right": [str(row.first_relevant or NOTHING) for row in rows],
        "nDCG@10": [_formatted(row.measures.get("nDCG@10")) for row in rows],
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


def _measures(measures: Mapping[str, MeanWithInterval]) -> Table:
    table = Table(box=None, header_style="bold")
    table.add_column("measure")
    for name in ("value", "95% interval", "questions"):
        table.add_column(name, justify="right")
    for name, measured in measures.items():
        interval = f"{measured.low:.3f} to {measured.high:.3f}"
        table.add_row(Text(name), f"{measured.value:.3f}", interval, str(measured.questions))
    return table


def _outcome(row: QuestionResult) -> str:
    """Return how a question of a gold file ended; a collection's is only looked up."""
    if not isinstance(row, GoldRow):
        return NOTHING
    outcome = {Verdict.ANSWERED: "answered", Verdict.UNSURE: "unsure", Verdict.NOT_IN_CORPUS: "refused"}
    return f"{outcome[row.verdict]}{', wrongly' if row.is_wrong else ''}"


def _formatted(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"


def _right(marked: float | None) -> str:
    return NOTHING if marked is None else "right" if marked else "wrong"
