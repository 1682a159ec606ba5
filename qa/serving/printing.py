"""Answers, reports and lists for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from qa.evaluation.run import Evaluation
from qa.indexing.build import BuildReport, Progress, Stage
from qa.indexing.generations import Generation
from qa.records import Answer, Article, Citation, CleaningReport, Hit, Removed, Repaired, Verdict

SKIPPED_SHOWN_MOST = 20


def _console() -> Console:
    # articles are never markup: nothing in square brackets is read as a style
    return Console(highlight=False, markup=False, emoji=False)


@contextmanager
def terminal_progress() -> Iterator[Progress]:
    """Show a bar with the time left, on standard error, while a build reports its progress."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[Stage, TaskID] = {}

        def report(stage: Stage, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage.value, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def print_report(report: BuildReport) -> None:
    """Print what a build did."""
    console = _console()
    if report.published:
        console.print(
            f"Built {report.generation}: {report.articles} articles, {report.passages} passages "
            f"({report.embedded} encoded, {report.reused} reused) in {report.seconds:.1f} s."
        )
    else:
        console.print(f"{report.generation} is current: {report.articles} articles, {report.passages} passages.")
    for entry in report.skipped[:SKIPPED_SHOWN_MOST]:
        console.print(f"Skipped {entry.source}: {entry.reason}.")
    if len(report.skipped) > SKIPPED_SHOWN_MOST:
        console.print(
            f"… and {len(report.skipped) - SKIPPED_SHOWN_MOST} more skipped files (--json lists them all)."
        )


def print_answer(answer: Answer) -> None:
    """Print an answer: its statements, then the passages they stand in with the answering sentences marked."""
    console = _console()
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        console.print("Your articles do not seem to answer this.", style="bold")
        if answer.unknown_words:
            console.print(f"No article has: {', '.join(answer.unknown_words)}.")
        console.print("The closest passages:")
    for statement in answer.statements:
        numbers = "".join(f" [{citation.number}]" for citation in statement.citations)
        console.print(Padding(Text.assemble("• ", statement.text, (numbers, "cyan")), (0, 0, 0, 1)))
    for hit, passage in zip(answer.hits, answer.passages, strict=True):
        console.print()
        console.print(_heading_line(passage))
        console.print(Padding(_marked(hit), (0, 0, 0, 4)))


def _heading_line(passage: Citation) -> Text:
    place = " › ".join([passage.title, *passage.headings])
    known = [part for part in (passage.publisher, f"{passage.article_id} {passage.start}-{passage.end}") if part]
    return Text.assemble((f"[{passage.number}] ", "cyan"), (place, "bold"), (f"  {' · '.join(known)}", "dim"))


def _marked(hit: Hit) -> Text:
    text = Text(hit.passage.text)
    for sentence in hit.answering:
        text.stylize("reverse", sentence.start - hit.passage.start, sentence.end - hit.passage.start)
    return text


def print_cleaning(report: CleaningReport) -> None:
    """Print what was cut from an article and mended in it, with the rule and the place."""
    console = _console()
    for entry in report.removed:
        console.print(Text.assemble((f"{_place(entry)}{entry.rule}: ", "bold"), entry.text))
    for mended in report.repaired:
        console.print(Text.assemble((f"{_place(mended)}mended {', '.join(mended.kinds)}: ", "bold"), mended.after))
    for rule in report.withheld:
        console.print(f"The rule '{rule}' would have cut too much of this article and did not fire.")
    if not (report.removed or report.repaired or report.withheld):
        console.print("Nothing was cut or mended.")


def _place(entry: Removed | Repaired) -> str:
    if entry.page:
        return f"page {entry.page}, "
    return f"line {entry.line}, " if entry.line else ""


def print_list(articles: Sequence[Article], passages: Mapping[str, int]) -> None:
    """Print the articles as a table."""
    table = Table(box=None, header_style="bold")
    for name in ("id", "title", "publisher", "published"):
        table.add_column(name, overflow="fold")
    table.add_column("passages", justify="right")
    for article in articles:
        values = (
            article.id,
            article.title,
            article.publisher,
            article.published,
            str(passages.get(article.id, 0)),
        )
        table.add_row(*map(Text, values))
    _console().print(table)


def print_evaluation(evaluation: Evaluation) -> None:
    """Print each measure with its 95% interval and how many questions it is over."""
    table = Table(box=None, header_style="bold")
    table.add_column("measure")
    for name in ("value", "95% interval", "questions"):
        table.add_column(name, justify="right")
    for name, measured in evaluation.measures.items():
        interval = f"{measured.low:.3f} to {measured.high:.3f}"
        table.add_row(Text(name), f"{measured.value:.3f}", interval, str(measured.questions))
    _console().print(table)


def print_check(generation: Generation, problems: Sequence[str]) -> None:
    """Print what a check found."""
    manifest = generation.manifest
    console = _console()
    console.print(
        f"{generation.name}: {manifest.articles} articles, {manifest.passages} passages, "
        f"{manifest.sentences} sentences; model {manifest.model.name}; built {manifest.built}."
    )
    for problem in problems:
        console.print(problem)
    if not problems:
        console.print("Every file is as it was built, and every invariant holds.")
