"""Answers, reports and lists for a terminal."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qa.indexing.dense import DenseSearch
from qa.indexing.generations import Generation
from qa.indexing.manifest import Calibration
from qa.indexing.store import LeftOut
from qa.records import (
    Advice,
    Answer,
    Article,
    Citation,
    CleaningReport,
    Hit,
    NotQuoted,
    Removed,
    Repaired,
    Statement,
    Urgency,
    Verdict,
)
from qa.serving.answer_summary import cited_beside, hard_to_read, nearest, no_longer, place, untold
from qa.serving.language_names import in_another_language
from qa.serving.own_words import OWN_WORDS, own_words

if TYPE_CHECKING:  # a question loads nothing of a build
    from rich.progress import TaskID

    from qa.indexing.build import BuildReport, Progress, Stage

SKIPPED_SHOWN_MOST = 20
HARD_SHOWN_MOST = 8
PAGE = "p. {page}"
READ_FROM_PICTURE = "read from a picture"
UNSURE_OF_PICTURE = "Your articles may answer this, but what they say is hard to read in a picture."
MUCH_LEFT_OUT_SHOWN_MOST = 20
HOW_SOON = {
    Urgency.NOW: ("Get help now: ", "bold red"),
    Urgency.TODAY: ("Get medical advice today: ", "bold yellow"),
    Urgency.SOON: ("See a doctor soon: ", "bold cyan"),
}
"""What stands before advice on getting help, and its colour; the words tell it without the colour."""
WHEN_TO_GET_HELP = "When to get help: "


def plain_console() -> Console:
    """Return the console for what stands in articles and questions."""
    # articles are never markup: nothing in square brackets is read as a style
    return Console(highlight=False, markup=False, emoji=False)


@contextmanager
def terminal_progress() -> Iterator["Progress"]:
    """Show a bar with the time left, on standard error, while a build reports its progress."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[Stage, TaskID] = {}

        def report(stage: "Stage", done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage.value, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def print_report(report: "BuildReport") -> None:
    """Print what a build did."""
    console = plain_console()
    holds = f"{counted(report.articles, 'article')}, {counted(report.passages, 'passage')}"
    if report.published:
        console.print(
            f"Built {report.generation}: {holds} "
            f"({report.embedded} encoded, {report.reused} reused) in {report.seconds:.1f} s."
        )
    else:
        console.print(f"{report.generation} is current: {holds}.")
    for entry in report.skipped[:SKIPPED_SHOWN_MOST]:
        console.print(f"Skipped {entry.source}: {entry.reason}.")
    if len(report.skipped) > SKIPPED_SHOWN_MOST:
        console.print(
            f"… and {len(report.skipped) - SKIPPED_SHOWN_MOST} more skipped files (--json lists them all)."
        )
    if any(entry.of_pictures for entry in report.skipped):
        from qa.reading.ocr.recognition import how_to_read_pictures

        console.print(how_to_read_pictures())
    _print_left_out(console, report.left_out)


def _print_left_out(console: Console, left_out: Sequence[LeftOut]) -> None:
    """Print how much of the files is not in the index, and of which of them that is much."""
    if not left_out:
        return
    words, of = sum(entry.words for entry in left_out), sum(entry.of for entry in left_out)
    unread = sum(entry.unread for entry in left_out)
    could_not = f"; {counted(unread, 'piece')} could not be read" if unread else ""
    hard = sum(entry.hard_to_read for entry in left_out)
    if hard:
        could_not += f"; {counted(hard, 'word')} read from pictures may be wrong"
    console.print(
        f"Left out: {words:,} of {counted(of, 'word')} ({words / max(of, 1):.1%}) "
        f"of {counted(len(left_out), 'file')}{could_not}."
    )
    much = sorted((entry for entry in left_out if entry.much), key=lambda entry: -entry.share)
    for entry in much[:MUCH_LEFT_OUT_SHOWN_MOST]:
        console.print(
            f"Much left out of {entry.source}: {entry.words:,} of {counted(entry.of, 'word')} "
            f"({entry.share:.1%}); see citewell show {shlex.quote(entry.article_id)} --removed."
        )
    hard_files = sorted((entry for entry in left_out if entry.much_is_hard), key=lambda entry: -entry.hard_to_read)
    for entry in hard_files[:MUCH_LEFT_OUT_SHOWN_MOST]:
        console.print(
            f"Hard to read: {entry.source}: {entry.hard_to_read:,} of {counted(entry.of - entry.words, 'word')} "
            f"may be wrong; see citewell show {shlex.quote(entry.article_id)} --removed."
        )
    if len(much) > MUCH_LEFT_OUT_SHOWN_MOST:
        console.print(f"… and {len(much) - MUCH_LEFT_OUT_SHOWN_MOST} more such files (--json lists them all).")


def counted(count: int, name: str) -> str:
    """Return a number of things, with the noun for one or for another number."""
    return f"{count:,} {name}{'s' if count != 1 else ''}"


def print_answer(answer: Answer) -> None:
    """Print an answer: when to get help, its snippet and what adds to it, then the passages with marks."""
    console = plain_console()
    for line in _searched(answer):
        console.print(line, style="dim")
    for advice in answer.urgent:
        console.print(Padding(Text.assemble(HOW_SOON[advice.urgency], _advised(advice)), (0, 0, 1, 0)))
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        _print_not_answered(console, answer)
    elif answer.verdict is Verdict.UNSURE and not answer.urgent:
        notice = (
            UNSURE_OF_PICTURE if hard_to_read(answer) else "Your articles touch on this, but may not answer it."
        )
        console.print(notice, style="bold")
        _print_missing(console, answer)
    if expectation := untold(answer):
        console.print(f"What is quoted does not say {expectation}.", style="bold")
    if answer.snippet:
        console.print(Text(_path_and_page(answer.snippet.citations[0]), style="bold"))
        console.print(Padding(_cited(answer.snippet), (0, 0, 0, 1)))
        if answer.snippet.variants:
            console.print(Padding(_differing(answer.snippet), (0, 0, 0, 3)))
        if answer.statements:
            console.print()
    for statement in answer.statements:
        location = Text(f" — {_path_and_page(statement.citations[0])}", style="dim")
        console.print(Padding(Text.assemble("• ", _cited(statement), location), (0, 0, 0, 1)))
        if statement.variants:
            console.print(Padding(_differing(statement), (0, 0, 0, 3)))
    for hit, passage in zip(answer.hits, answer.passages, strict=True):
        console.print()
        console.print(_heading_line(passage))
        console.print(Padding(_marked(hit), (0, 0, 0, 4)))
    for position, citation in enumerate(cited_beside(answer)):
        console.print(*(["", "Also cited:"] if not position else []), _heading_line(citation), sep="\n")
    if answer.when_to_get_help:
        console.print("", Text.assemble((WHEN_TO_GET_HELP, "dim"), _advised(answer.when_to_get_help)), sep="\n")


def print_further(*, related: Sequence[str] = (), covered: Sequence[str] = ()) -> None:
    """Print questions that can be asked too, or what the articles are about instead."""
    console = plain_console()
    for lead, lines in (("You can also ask:", related), ("These articles cover, nearest first:", covered)):
        if lines:
            console.print("", Text(lead, style="bold"), *(f" - {line}" for line in lines), sep="\n")


def _searched(answer: Answer) -> Iterator[str]:
    """Yield what was searched, where that is not just the question."""
    if answer.languages:
        yield in_another_language(answer)
    if answer.after:
        yield f"Searched together with: {answer.after} (alone without --after)"
    if answer.searched != answer.question:
        yield f"Showing results for: {answer.searched} (as typed with --as-typed)"
    if answer.suggestion is not None:
        yield f"Did you mean: {answer.suggestion}"
    if answer.widened:
        also = (f"{expansion.counterpart} (for {expansion.phrase})" for expansion in answer.widened)
        yield f"Also searched: {', '.join(also)}"


def _print_not_answered(console: Console, answer: Answer) -> None:
    console.print("Your articles do not seem to answer this.", style="bold")
    if answer.unknown_words:
        console.print(f"No article has: {', '.join(answer.unknown_words)}.")
    else:
        _print_missing(console, answer)
    console.print("The nearest headings:")
    for near in nearest(answer):
        console.print(Padding(f"- {' › '.join([near.title, *near.headings])}", (0, 0, 0, 1)))
    console.print("The closest passages:")


def _print_missing(console: Console, answer: Answer) -> None:
    if answer.missing:
        console.print(f"Not found in what they say: {', '.join(answer.missing)}.")


def _cited(statement: Statement) -> Text:
    """Return a statement after its heading, the numbers of its citations, and how many articles make it."""
    heading = f"{statement.heading}: " if statement.heading else ""
    said_by = f" said by {statement.support} articles" if statement.support > 1 else ""
    return Text.assemble(
        (heading, "bold"),
        statement.text,
        (_numbers(statement.citations), "cyan"),
        (said_by, "dim"),
        *_of_picture(statement.citations[: statement.quoted]),
    )


def _of_picture(citations: Sequence[Citation]) -> list[tuple[str, str]]:
    """Return that quotations were read from a picture, and which of their words may be wrong; nothing for text."""
    if all(citation.read_from_picture is None for citation in citations):
        return []
    hard = dict.fromkeys(f"“{word}”" for citation in citations for word in citation.hard_to_read)
    listed = ", ".join([*hard][:HARD_SHOWN_MOST]) + (" …" if len(hard) > HARD_SHOWN_MOST else "")
    check = [(f" (hard to read in the picture: {listed}; check the original)", "yellow")] if hard else []
    return [(f" ({READ_FROM_PICTURE})", "dim"), *check]


def _numbers(citations: Sequence[Citation]) -> str:
    """Return the numbers of citations, each once."""
    return "".join(f" [{number}]" for number in dict.fromkeys(citation.number for citation in citations))


def _differing(statement: Statement) -> Text:
    """Return the values that articles give for the same thing, each with its date and how many give it."""
    line = Text("The articles differ: ", style="bold")
    for position, variant in enumerate(statement.variants):
        articles = f"{variant.support} articles" if variant.support > 1 else ""
        details = ", ".join(part for part in (variant.published, articles) if part)
        line.append(" — " if position else "", style="dim")
        line.append(variant.value, style="not bold")
        line.append(f" ({details})" if details else "", style="not bold dim")
        line.append(_numbers(variant.citations), style="not bold cyan")
    return line


def _advised(advice: Advice) -> Text:
    """Return advice in the words of an article, or Citewell's own, said to be such."""
    if advice.statement:
        return _cited(advice.statement)
    return Text.assemble(own_words(advice), (f" ({OWN_WORDS.removesuffix('.')})", "dim"))


def _path(citation: Citation) -> str:
    """Return the title of an article and the headings that a quotation stands under."""
    article_place = place(citation)
    return " › ".join([article_place.title, *article_place.headings])


def _path_and_page(citation: Citation) -> str:
    """Return where a quotation stands, with its page as the file calls it, where it has pages."""
    return ", ".join(filter(None, (_path(citation), _page(citation))))


def _page(citation: Citation) -> str:
    return PAGE.format(page=citation.page_shown) if citation.page_shown else ""


def _heading_line(passage: Citation) -> Text:
    pictured = READ_FROM_PICTURE if passage.read_from_picture is not None else ""
    at = f"{passage.article_id} {passage.start}-{passage.end}"
    gone = no_longer(passage.gone_since, passage.url)
    known = (passage.author, passage.publisher, passage.published, _page(passage), at, pictured, gone)
    details = [part for part in known if part]
    return Text.assemble(
        (f"[{passage.number}] ", "cyan"),
        (_path(passage), "bold"),
        (f"  {' · '.join(details)}", "dim"),
    )


def _marked(hit: Hit) -> Text:
    text = Text(hit.passage.text)
    for sentence in hit.answering:
        text.stylize("reverse", sentence.start - hit.passage.start, sentence.end - hit.passage.start)
    return text


def print_cleaning(report: CleaningReport) -> None:
    """Print what was cut from an article and repaired in it, with the rule and the place."""
    console = plain_console()
    for entry in report.removed:
        console.print(Text.assemble((f"{_place(entry)}{entry.rule}: ", "bold"), entry.text))
    for repair in report.repaired:
        console.print(
            Text.assemble((f"{_place(repair)}repaired {', '.join(repair.kinds)}: ", "bold"), repair.after)
        )
    for rule in report.withheld:
        console.print(f"The rule '{rule}' would have cut too much of this article and did not fire.")
    for word in report.hard_to_read:
        label = f"page {word.page}, hard to read in its picture ({word.confidence:.0%}): "
        console.print(Text.assemble((label, "bold"), word.text))
    for sentence in report.not_quoted:
        label = f"{_place(sentence)}never quoted, as it may give orders to a machine: "
        console.print(Text.assemble((label, "bold"), sentence.text))
    if report == CleaningReport():
        console.print("Nothing was cut or repaired.")


def _place(entry: Removed | Repaired | NotQuoted) -> str:
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
    plain_console().print(table)


def print_check(generation: Generation, problems: Sequence[str]) -> None:
    """Print what a check found."""
    manifest = generation.manifest
    console = plain_console()
    console.print(
        f"{generation.name}: {counted(manifest.articles, 'article')}, "
        f"{counted(manifest.passages, 'passage')}, {counted(manifest.sentences, 'sentence')}; "
        f"model {manifest.model.name}; built {manifest.built}."
    )
    console.print(_search_line(manifest.search))
    console.print(_verdict_line(manifest.calibration, manifest.calibration_drift))
    for problem in problems:
        console.print(problem)
    if not problems:
        console.print("Every file is as it was built, and every invariant holds.")


def _search_line(search: DenseSearch) -> str:
    return (
        f"Meaning: {search.kind} ({search.why}); finds {search.recall:.1%} of the ten nearest, "
        f"measured on {search.sampled} of the passages."
    )


def _verdict_line(measured: Calibration | None, drift: int) -> str:
    if measured is None or not measured.questions:
        return "Verdict: not calibrated."
    counts = measured.questions
    since = f"; {counted(drift, 'passage')} came or went since" if drift else ""
    return (
        f"Verdict: of {counts['answerable']} questions that the articles answer, refuses {measured.refused:.1%}, "
        f"calls {measured.unsure:.1%} unsure. Of those that they do not answer, it is wrongly sure of "
        f"{measured.answered_other:.1%} of {counts['other']} on other subjects, and of up to "
        f"{measured.answered_near:.1%} of near misses, unsure of {measured.unsure_near:.1%}: that many of "
        f"{counts['near']} with the words of one passage, one of them exchanged (measured on questions it was not "
        f"fitted on{since})."
    )
