"""The commands for sources that are looked at again and again: sources add, list, remove and fetch."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.errors import CorpusError
from qa.serving.cli.shared import (
    AsJson,
    BibliographyFile,
    Corpus,
    OtherHosts,
    PrivateAddresses,
    complain,
    print_json,
)
from qa.settings import Settings, load_settings

if TYPE_CHECKING:
    from qa.reading.living.records import LivingSource

app = typer.Typer(help="Addresses, feeds, sitemaps and folders that are looked at again and again.")
BUSY = "Another process is fetching already; citewell sources list shows how far it came."


@app.command()
def add(
    address: Annotated[str, typer.Argument(help="An http(s) address of a page, feed or sitemap, or a folder.")],
    every: Annotated[str, typer.Option(help="How often to look: 15m, 6h, 1d, 1w.")] = "1d",
    corpus: Corpus = None,
    listed: Annotated[
        bool, typer.Option("--listed", help="The address must be a feed or sitemap; else that is found out.")
    ] = False,
    other_hosts: OtherHosts = False,
    allow_private_addresses: PrivateAddresses = False,
    bibliography: BibliographyFile = None,
) -> None:
    """Add a source and look at it for the first time; citewell watch and serve look again when it is due."""
    from qa.reading.bibliography.matching import Bibliography
    from qa.reading.living.keeping import add_source, make_source
    from qa.reading.living.timing import parse_every, shown_every
    from qa.serving.cli.corpus import bibliography_of

    settings = load_settings(corpus=corpus)
    settings.corpus.mkdir(parents=True, exist_ok=True)
    source = make_source(
        settings.corpus,
        address,
        every=parse_every(every),
        now=datetime.now(UTC),
        is_list=listed,
        other_hosts=other_hosts,
        allow_private=allow_private_addresses,
        bibliography=str(bibliography_of([address], bibliography) or ""),
    )
    if source.bibliography:
        Bibliography.read(Path(source.bibliography))  # one that cannot be read is said before anything is kept
    before = add_source(settings.corpus, source, wait=sleep)
    verb = "Changed" if before else "Added"
    typer.echo(f"{verb} {source.id}: {source.address}, every {shown_every(source.every)}")
    if before:
        complain("This source was there already; it was changed to what you say now, and what was seen is kept.")
    _fetch(settings, [source])


@app.command(name="list")
def list_sources(corpus: Corpus = None, as_json: AsJson = False) -> None:
    """List the sources: how many articles each gave, the last error, and when it is looked at next."""
    from qa.serving.living.showing import of_source, shown_source

    folder = load_settings(corpus=corpus).corpus
    sources = list(_known(folder))
    if as_json:
        print_json([of_source(source, state) for source, state in sources])
        return
    if not sources:
        typer.echo("There are no sources. Add one with: citewell sources add ADDRESS")
    for source, state in sources:
        typer.echo("\n  ".join(shown_source(source, state, datetime.now(UTC))))


def _known(corpus: Path) -> "Iterable[tuple[LivingSource, Any]]":
    from qa.reading.living.keeping import read_sources, read_state

    return ((source, read_state(corpus, source)) for source in read_sources(corpus))


@app.command()
def remove(
    address: Annotated[str, typer.Argument(help="The address, or the id that sources list shows.")],
    corpus: Corpus = None,
) -> None:
    """Forget a source; the articles that came from it stay."""
    from qa.reading.living.keeping import remove_source_of

    source = remove_source_of(load_settings(corpus=corpus).corpus, address, wait=sleep)
    typer.echo(f"Removed {source.id}: {source.address}. Its articles stay; remove them with: citewell remove ID")


@app.command()
def fetch(
    corpus: Corpus = None,
    now: Annotated[bool, typer.Option("--now", help="Look at every source, whether it is due or not.")] = False,
) -> None:
    """Look at the sources that are due; then build."""
    from qa.reading.living.keeping import read_sources
    from qa.serving.living.refetching import rounds_of

    settings = load_settings(corpus=corpus)
    sources = read_sources(settings.corpus)
    if not now and sources:
        sources = rounds_of(settings, wait=sleep).due()
        if not sources:
            typer.echo("No source is due. Look at all of them with: citewell sources fetch --now")
            return
    if not sources:
        typer.echo("There are no sources. Add one with: citewell sources add ADDRESS")
        return
    _fetch(settings, sources)


def _fetch(settings: Settings, sources: "Iterable[LivingSource]") -> None:
    from qa.reading.living.records import any_changed
    from qa.serving.cli.printing.sources import print_round
    from qa.serving.living.refetching import rounds_of

    rounds = rounds_of(settings, wait=sleep).look(sources, heard=print_round)
    if rounds is None:
        raise CorpusError(BUSY, hint="Wait until it is done.")
    if any_changed(rounds):
        typer.echo("Build to ask about what changed: citewell build")
    if failed := sum(bool(one.error) for one in rounds):
        raise CorpusError(
            f"{failed} of {len(rounds)} sources could not be had whole.",
            hint="The reasons are above; they are tried again when citewell sources list says.",
        )
