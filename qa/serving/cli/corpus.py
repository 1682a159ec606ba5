"""The commands that change the corpus: add, remove, reread, watch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.errors import CitewellError, CorpusError
from qa.serving.cli.shared import (
    AsJson,
    BibliographyFile,
    Corpus,
    Index,
    OtherHosts,
    PrivateAddresses,
    complain,
    print_json,
    seldom_collected,
)
from qa.settings import Settings, load_settings

if TYPE_CHECKING:
    from qa.reading.bibliography.matching import Bibliography
    from qa.reading.living.records import SourceRound

SETTLE_SECONDS = 2.0
"""How long the corpus must stay as it is before it is built: copying many files takes a while."""
LOOK_SECONDS = 1.0


def add(
    what: Annotated[list[str], typer.Argument(help="Files, folders, or http(s) addresses.")],
    corpus: Corpus = None,
    listed: Annotated[
        bool, typer.Option("--listed", help="The addresses are feeds or sitemaps: add the pages they list.")
    ] = False,
    other_hosts: OtherHosts = False,
    allow_private_addresses: PrivateAddresses = False,
    bibliography: BibliographyFile = None,
    as_json: AsJson = False,
) -> None:
    """Add articles to the corpus, cleaned, with the originals kept beside them; then build to ask about them."""
    from qa.serving.json_output import of_report_of_cleaning

    if other_hosts and not listed:
        raise typer.BadParameter("--other-hosts goes with --listed")
    settings = load_settings(corpus=corpus)
    settings.corpus.mkdir(parents=True, exist_ok=True)
    pages = partial(_listed, other_hosts=other_hosts, allow_private=allow_private_addresses) if listed else None
    added: list[dict[str, Any]] = []
    failed = 0
    works = works_of(what, bibliography)
    for name, add_one in _to_add(what, settings, pages=pages, allow_private=allow_private_addresses, works=works):
        try:
            result = add_one()
        except CitewellError as error:
            failed += 1
            complain(f"{name}: {error} {error.hint}")
            continue
        cut = of_report_of_cleaning(result.report)
        added.append({"id": result.name, "title": result.title, "updated": result.updated, **cut})
        if not as_json:
            verb = "Updated" if result.updated else "Added"
            typer.echo(f"{verb} {result.name}: {result.title} ({len(result.report.removed)} pieces removed)")
    for told in works.told if works else ():
        complain(told)
    if as_json:
        print_json(added)
    if failed:
        raise CorpusError(
            f"{failed} of {failed + len(added)} could not be added.",
            hint="The reasons are above; the rest was added.",
        )


def works_of(names: Iterable[str], bibliography: Path | None) -> "Bibliography | None":
    """Return the bibliography that was named, or else the only one that lies beside the files of a folder."""
    from qa.reading.bibliography.matching import Bibliography

    path = bibliography_of(names, bibliography)
    return Bibliography.read(path) if path else None


def bibliography_of(names: Iterable[str], bibliography: Path | None) -> Path | None:
    """Return the path of that bibliography, and say so where it was not named."""
    from qa.reading.bibliography.matching import beside

    if bibliography:
        return bibliography
    found = [path for name in names if Path(name).is_dir() for path in beside(Path(name))]
    if len(found) > 1:
        complain(f"{len(found)} bibliographies lie there, and none is used. Name one with --bibliography.")
    if len(found) != 1:
        return None
    complain(f"Titles, authors and dates are those of {found[0]}.")
    return found[0]


def _to_add(
    names: list[str],
    settings: Settings,
    *,
    pages: Callable[[str], Sequence[str]] | None,
    allow_private: bool,
    works: "Bibliography | None" = None,
) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield what is to be added, each with the call that adds it; ``pages`` gives those that an address lists."""
    from qa.reading.adding import add_address, add_file, as_it_is
    from qa.reading.corpus import scan
    from qa.reading.ocr.recognition import recogniser

    corpus, ocr = settings.corpus, recogniser(settings.reading)

    def adding(path: Path) -> Callable[[], Any]:
        describe = partial(works.describe, path) if works else as_it_is
        return partial(add_file, corpus, path, ocr=ocr, describe=describe)

    for name in names:
        if "://" in name:
            for page in pages(name) if pages else (name,):
                yield page, partial(add_address, corpus, page, allow_private=allow_private, ocr=ocr)
        elif Path(name).is_dir():
            for source in scan(Path(name)):
                path = Path(name) / source
                if not (works and works.is_file(path)):
                    yield source, adding(path)
        else:
            yield name, adding(Path(name))


def _listed(address: str, *, other_hosts: bool, allow_private: bool) -> Sequence[str]:
    """Return the pages that a feed or sitemap lists, and say which of them are left out."""
    from qa.reading.web.listing import OTHER_HOSTS, hosts_of, list_addresses

    listing = list_addresses(address, other_hosts=other_hosts, allow_private=allow_private)
    if elsewhere := listing.elsewhere:
        complain(
            f"{address}: {len(elsewhere)} pages of other hosts are left out ({hosts_of(elsewhere)}). {OTHER_HOSTS}"
        )
    if listing.beyond:
        complain(f"{address}: {listing.beyond} more pages are left out: that many are not taken from one list.")
    return listing.pages


def remove(
    ids: Annotated[list[str], typer.Argument(help="Ids of articles, as shown by: citewell list")],
    corpus: Corpus = None,
) -> None:
    """Move articles out of the corpus, into its folder .removed; then build."""
    from qa.reading.adding import remove as remove_article

    folder = load_settings(corpus=corpus).corpus
    for article_id in ids:
        typer.echo(f"Removed {remove_article(folder, article_id)}")


def reread(corpus: Corpus = None) -> None:
    """Read the originals of added articles again with the rules of this version; leave edited articles alone."""
    from qa.reading.adding import read_again
    from qa.reading.ocr.recognition import recogniser

    settings = load_settings(corpus=corpus)
    changed = list(read_again(settings.corpus, ocr=recogniser(settings.reading)))
    for result in changed:
        typer.echo(f"Updated {result.name}: {result.title}")
    typer.echo(f"{len(changed)} articles changed.")


def watch(corpus: Corpus = None, index: Index = None) -> None:
    """Build whenever the corpus has changed and then stayed still, until Ctrl-C."""
    from qa.embedding.loading import encoder_of
    from qa.serving.builds import build_now
    from qa.serving.cli.printing.answers import print_report
    from qa.serving.living.refetching import refetch

    settings = load_settings(corpus=corpus, index=index)
    encoder = encoder_of(settings, convert=True)
    typer.echo(f"Watching {settings.corpus}; Ctrl-C ends it.")
    refetch(settings, heard=_say)  # what it changes is seen as any other change
    for _ in settled_changes(settings.corpus):
        try:
            with seldom_collected():
                print_report(build_now(settings, encoder))
        except CitewellError as error:  # the next change may mend it
            complain(f"{error} {error.hint}")


def _say(looked: "SourceRound") -> None:
    from qa.serving.cli.printing.sources import print_round

    if looked.changed or looked.error:
        print_round(looked)


def settled_changes(corpus: Path, wait: Callable[[float], None] = sleep) -> Iterator[None]:
    """Yield at once, and again each time the corpus has changed and then stayed as it is for a while."""
    built: object = None
    while True:
        files = _snapshot(corpus)
        if files != built:
            wait(SETTLE_SECONDS if built is not None else 0.0)
            if _snapshot(corpus) == files:
                built = files
                yield
            continue
        wait(LOOK_SECONDS)


def _snapshot(corpus: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of every file."""
    from qa.reading.corpus import scan

    states: dict[str, tuple[int, int]] = {}
    try:
        sources = scan(corpus)
    except CorpusError:
        return states
    for source in sources:
        try:
            status = (corpus / source).stat()
        except OSError:  # gone since the scan
            continue
        states[source] = (status.st_size, status.st_mtime_ns)
    return states
