"""What all commands share: common options, printing, garbage collection."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from qa.errors import DamagedIndexError

Corpus = Annotated[Path | None, typer.Option(help="Folder of the articles.", show_default="corpus")]
Index = Annotated[Path | None, typer.Option(help="Folder of the index.", show_default="index")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
kept_to_the_end: list[object] = []
"""Objects that a command keeps open until the process ends."""


def complain(message: str) -> None:
    """Print one line on standard error, whatever characters stand in it."""
    line = " ".join(message.split()).encode(errors="replace").decode()
    typer.echo(f"citewell: {line}", err=True)


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
