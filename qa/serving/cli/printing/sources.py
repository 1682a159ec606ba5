"""What a look at a source came to, for a terminal."""

import typer

from qa.reading.living.records import SourceRound
from qa.serving.cli.shared import complain


def print_round(looked: SourceRound) -> None:
    """Print what a look at one source came to."""
    for verb, names in (
        ("Added", looked.added),
        ("Updated", looked.replaced),
        ("No longer there:", looked.gone),
        ("There again:", looked.back),
    ):
        for name in names:
            typer.echo(f"{verb} {name}")
    for told in looked.told:
        complain(f"{looked.source.address}: {told}")
    if looked.error:
        complain(f"{looked.source.address}: {looked.error}")
    elif not looked.changed:
        typer.echo(f"{looked.source.address}: nothing changed.")
