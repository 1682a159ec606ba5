"""The command that serves programs by the Model Context Protocol: mcp."""

import logging
import sys
from contextlib import suppress
from importlib.util import find_spec
from typing import Annotated

import typer

from qa.errors import UsageError
from qa.serving.cli.shared import Index, kept_to_the_end
from qa.serving.people.exposure import refuse_unless_meant
from qa.settings import Serving, load_settings

PORT = 8502
"""The one beside the page's."""


def mcp(
    index: Index = None,
    http: Annotated[
        bool, typer.Option("--http", help="Listen for HTTP, instead of standard input and output.")
    ] = False,
    host: Annotated[str, typer.Option(help="Address to listen on, with --http.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on, with --http.", min=0, max=65535)] = PORT,
    expose: Annotated[
        bool | None,
        typer.Option(
            "--expose", help="Let other machines in, where --host lets them reach it.", show_default=False
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A name under which it may be called, besides this machine's own; repeatable."),
    ] = None,
) -> None:
    """Serve programs whose language models ask your articles (Model Context Protocol)."""
    if find_spec("mcp") is None:
        raise UsageError(
            "The package 'mcp' is needed for this, and is not installed.",
            hint="Install it with: pip install 'citewell[mcp]'",
        )
    options = {"allowed_hosts": allow_host or None, "expose": expose}
    serving = {name: value for name, value in options.items() if value is not None}
    settings = load_settings(index=index, serving=serving or None)
    if http:
        _refuse_unless_meant(host, port, settings.serving)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="citewell: %(message)s")
    from qa.serving.mcp.library import Library

    library = Library(settings)
    kept_to_the_end[:] = [library]
    with suppress(KeyboardInterrupt):
        if http:
            from qa.serving.mcp import PATH
            from qa.serving.mcp.http import listening, serve_http

            listener = listening(host, port)
            shown = f"[{host}]" if ":" in host else host
            library.warm_up()
            typer.echo(
                f"Citewell's MCP server is at http://{shown}:{listener.getsockname()[1]}{PATH} (Ctrl-C ends it)."
            )
            sys.stdout.flush()
            serve_http(library, settings.serving, listener, host=host)
        else:
            from qa.serving.mcp.stdio import serve_stdio

            library.warm_up()
            serve_stdio(library)


def _refuse_unless_meant(host: str, port: int, serving: Serving) -> None:
    """Raise UsageError where other machines would be let in unasked, or could be answered nothing."""
    refuse_unless_meant(host, serving.model_copy(update={"read_only": True}), port)
    if serving.expose and not serving.api_keys:
        raise UsageError(
            "Where other machines are let in, each needs a key, and there is none.",
            hint="Set CITEWELL_SERVING__API_KEYS to one of at least 16 characters.",
        )
