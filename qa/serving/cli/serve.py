"""The command that serves the page: serve."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from qa.data_folder import is_project
from qa.errors import BuildRunningError, CorpusError, IndexFailure
from qa.serving.cli.shared import Corpus, Index, build_for_terminal, complain
from qa.serving.people.exposure import meaning, refuse_unless_meant
from qa.settings import Settings, load_settings

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - told apart, not listened on
"""Hosts that stand for every address of the machine."""
UPLOAD_MB_MOST = 64
"""Of one file in the page, as in .streamlit/config.toml, which an installed package does not bring."""


def serve(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Folder of the articles, in any format that is read; its index is kept in your data folder.",
            show_default="corpus/ of this project, or else a library of your own",
        ),
    ] = None,
    corpus: Corpus = None,
    index: Index = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", show_default="8501")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A name under which the page may be opened, besides this machine's own; repeatable."),
    ] = None,
    read_only: Annotated[
        bool | None,
        typer.Option(
            "--read-only", help="Visitors may ask and read, but not change anything.", show_default=False
        ),
    ] = None,
    expose: Annotated[
        bool | None,
        typer.Option(
            "--expose", help="Let other machines in, where --host lets them reach it.", show_default=False
        ),
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Fill the folder, which must be empty, with sample articles on backs.")
    ] = False,
    build: Annotated[
        bool | None,
        typer.Option(
            help="Build the index first, if anything has changed.", show_default="build, but not in a project"
        ),
    ] = None,
) -> None:
    """Serve the page, until Ctrl-C; with FOLDER, or outside a project, the index is built first."""
    if folder and corpus:
        raise typer.BadParameter("name the folder of the articles once, by FOLDER or by --corpus")
    options = {
        "host": host,
        "port": port,
        "read_only": read_only,
        "expose": expose,
        "allowed_hosts": allow_host or None,
    }
    serving = {name: value for name, value in options.items() if value is not None}
    settings = load_settings(folder=folder, corpus=corpus, index=index, serving=serving or None)
    refuse_unless_meant(settings.serving.host, settings.serving, settings.serving.port)
    if folder and not folder.is_dir() and not sample:
        raise CorpusError(f"There is no folder {folder}.", hint="Make it, or correct its name.")
    if sample:
        _fill(settings.corpus)
    if build or (build is None and (folder or sample or not is_project())):
        _build(settings, folder)
    os.environ.update(_as_environment(settings))
    page = _page_script()
    flags = {
        "server.address": settings.serving.host,
        "server.port": str(settings.serving.port),
        "server.headless": str(not browser).lower(),
        "server.showEmailPrompt": "false",  # the first start on a machine would wait for an answer
        "server.fileWatcherType": "none",
        # beside our own guard; set here so that a user's Streamlit configuration cannot disable it
        "server.enableCORS": "true",
        "server.enableXsrfProtection": "true",
        "server.enableAgentApi": "false",
        # the table of the Library as CSV: a title that is a formula would be run by a spreadsheet
        "client.disableDataExport": "true",
        "server.maxUploadSize": str(UPLOAD_MB_MOST),
        "browser.gatherUsageStats": "false",
        # Streamlit 1.67 otherwise offers visitors on this machine to install files for coding agents
        "logger.hideWelcomeMessage": "true",
        # a full collection after each run takes longer than drawing an answer; Python collects on its own
        "runner.postScriptGC": "false",
    }
    if settings.serving.host in EVERYWHERE:  # else Streamlit asks a service for our address
        flags["browser.serverAddress"] = "localhost"
    if settings.serving.expose:
        typer.echo(meaning(settings.serving, settings.serving.port))
    typer.echo(f"Citewell is at http://{_shown_host(settings)}:{settings.serving.port} (Ctrl-C ends it).")
    sys.stdout.flush()
    command = [sys.executable, "-m", "qa.serving.page_process", "run", str(page)]
    _become([*command, *(f"--{name}={value}" for name, value in flags.items())])


def _fill(corpus: Path) -> None:
    from qa.reading.samples.copying import add_sample, is_empty

    if is_empty(corpus):
        typer.echo(f"Copied {add_sample(corpus)} sample articles into {corpus}.")
    else:
        typer.echo(f"There are articles in {corpus}, so the sample articles are not copied there.")


def _build(settings: Settings, folder: Path | None) -> None:
    """Build the index, unless it is current; what cannot be built is said, and then seen on the page."""
    from qa.reading.samples.copying import is_empty, sample_files

    if is_empty(settings.corpus):
        typer.echo(
            f"There are no articles in {settings.corpus} yet. Put files there, or add them on the page; or try "
            f"{len(sample_files())} sample articles on backs: citewell serve --sample {folder or ''}".rstrip()
        )
        return
    try:
        settings.index.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexFailure(
            f"The folder {settings.index} for the index cannot be made: {error.strerror}.",
            hint="Name another with --index.",
        ) from error
    typer.echo(f"The articles are in {settings.corpus}, their index in {settings.index}.")
    try:
        build_for_terminal(settings)
    except (BuildRunningError, CorpusError) as error:
        complain(f"{error} {error.hint}")


def _become(command: list[str]) -> NoReturn:
    """Become another program; on Windows, where a program cannot, run it and end as it ends."""
    if sys.platform == "win32":
        sys.exit(subprocess.call(command))  # noqa: S603 - the command is our own
    os.execv(command[0], command)  # noqa: S606


def _shown_host(settings: Settings) -> str:
    """Return the host of the address to open: this machine's own where every address is listened on."""
    host = settings.serving.host
    return "localhost" if host in EVERYWHERE else f"[{host}]" if ":" in host else host


def _as_environment(settings: Settings) -> dict[str, str]:
    """Return the settings that flags change, as environment of the page's process."""
    return {
        "CITEWELL_CORPUS": str(settings.corpus.absolute()),
        "CITEWELL_INDEX": str(settings.index.absolute()),
        "CITEWELL_SERVING__READ_ONLY": str(settings.serving.read_only).lower(),
        "CITEWELL_SERVING__EXPOSE": str(settings.serving.expose).lower(),
        "CITEWELL_SERVING__ALLOWED_HOSTS": ",".join(settings.serving.allowed_hosts),
    }


def _page_script() -> Path:
    """Return app.py: inside the package in an installed wheel, beside it in a clone."""
    house = Path(__file__).parents[1]
    in_wheel = house / "page" / "app.py"  # looked for first: beside an installed package is what others installed
    return in_wheel if in_wheel.is_file() else house.parent.parent / "app.py"
