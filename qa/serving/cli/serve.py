"""The command that serves the page: serve."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from qa.serving.cli.shared import Corpus, Index
from qa.settings import Settings, load_settings

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - told apart, not listened on
"""Hosts that stand for every address of the machine."""


def serve(
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
) -> None:
    """Serve the page, until Ctrl-C."""
    options = {"host": host, "port": port, "read_only": read_only, "allowed_hosts": allow_host or None}
    serving = {name: value for name, value in options.items() if value is not None}
    settings = load_settings(corpus=corpus, index=index, serving=serving or None)
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
        "browser.gatherUsageStats": "false",
        # Streamlit 1.67 otherwise offers visitors on this machine to install files for coding agents
        "logger.hideWelcomeMessage": "true",
        # a full collection after each run takes longer than drawing an answer; Python collects on its own
        "runner.postScriptGC": "false",
    }
    if settings.serving.host in EVERYWHERE:  # else Streamlit asks a service for our address
        flags["browser.serverAddress"] = "localhost"
    typer.echo(f"Citewell is at http://{_shown_host(settings)}:{settings.serving.port} (Ctrl-C ends it).")
    sys.stdout.flush()
    command = [sys.executable, "-m", "qa.serving.page_process", "run", str(page)]
    os.execv(sys.executable, [*command, *(f"--{name}={value}" for name, value in flags.items())])  # noqa: S606


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
        "CITEWELL_SERVING__ALLOWED_HOSTS": ",".join(settings.serving.allowed_hosts),
    }


def _page_script() -> Path:
    """Return app.py: beside the package in a clone, inside it in an installed wheel."""
    house = Path(__file__).parents[1]
    in_clone = house.parent.parent / "app.py"
    return in_clone if in_clone.is_file() else house / "page" / "app.py"
