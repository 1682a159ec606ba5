"""What all commands share: common options, printing, garbage collection."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.errors import DamagedIndexError
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.answering.assistant import Assistant

Corpus = Annotated[Path | None, typer.Option(help="Folder of the articles.", show_default="corpus")]
Index = Annotated[Path | None, typer.Option(help="Folder of the index.", show_default="index")]
InFolder = Annotated[
    str, typer.Option("--in", metavar="FOLDER", help="Only the articles in this folder of the corpus.")
]
PrivateAddresses = Annotated[
    bool, typer.Option("--allow-private-addresses", help="Fetch from hosts of your own network too.")
]
OtherHosts = Annotated[
    bool, typer.Option("--other-hosts", help="Of a feed or sitemap, take the pages of other hosts, too.")
]
BibliographyFile = Annotated[
    Path | None,
    typer.Option(
        "--bibliography",
        help="BibTeX or CSL-JSON of a reference manager, which tells titles, authors, dates and keys of a folder.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
kept_to_the_end: list[object] = []
"""Objects that a command keeps open until the process ends."""

INTERRUPTED = 130
"""The exit code that a shell reports for a program ended by Ctrl-C."""


def complain(message: str) -> None:
    """Print one line on standard error, whatever characters stand in it."""
    line = " ".join(message.split()).encode(errors="replace").decode()
    typer.echo(f"citewell: {line}", err=True)


def among(assistant: "Assistant", folder: str) -> frozenset[str] | None:
    """Return the ids of the articles in a folder, None for all; raises UsageError where there are none."""
    from qa.reading.folders import ids_in

    return ids_in(assistant.generation.store.titles(), folder) if folder else None


def warn_of(damage: DamagedIndexError | None) -> None:
    """Say that the published generation is damaged and an older one serves, if so."""
    if damage:
        complain(f"{damage} The generation before it is used. {damage.hint}")


def print_json(value: Any) -> None:
    """Print one JSON value on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


RECORDS_BETWEEN_COLLECTIONS = 100_000
"""Threshold of new objects: a build makes a million records that live to its end, and collecting every 700 took a
sixth of its time."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Collect garbage rarely, in the whole process: for a command that builds, not for a page."""
    thresholds = gc.get_threshold()
    gc.set_threshold(RECORDS_BETWEEN_COLLECTIONS, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


@contextmanager
def uncollected() -> Iterator[None]:
    """Disable garbage collection: all that one question makes ends with the process.

    This saves a tenth of the time of a cold question.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def build_for_terminal(
    settings: Settings, *, strict: bool = False, force: bool = False, as_json: bool = False
) -> None:
    """Build the index of the settings unless it is current, with a bar of its progress; print what it did.

    Ends the program after a Ctrl-C; raises what ``build_now`` raises.
    """
    from qa.embedding.loading import encoder_of
    from qa.serving.builds import build_now
    from qa.serving.cli.printing.answers import print_report, terminal_progress
    from qa.serving.json_output import of_report

    encoder = encoder_of(settings, convert=True)
    try:
        with seldom_collected(), terminal_progress() as progress:
            report = build_now(settings, encoder, strict=strict, force=force, progress=progress)
    except KeyboardInterrupt:
        complain("Stopped; the index is as it was, and what was encoded is kept for the next build.")
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        print_json(of_report(report))
    else:
        print_report(report)
