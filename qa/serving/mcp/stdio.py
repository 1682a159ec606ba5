"""The MCP server on standard input and output: nothing but the protocol is written there."""

import os
import sys

import anyio
from mcp.server.stdio import stdio_server

from qa.serving.mcp.library import Library
from qa.serving.mcp.server import Doorway

BY_HAND = (
    "Citewell waits for a program that speaks the Model Context Protocol. docs/mcp.md says how one starts it; "
    "Ctrl-C ends it.\n"
)


def serve_stdio(library: Library) -> None:
    """Serve until standard input ends; where nobody reads the output any more, or at Ctrl-C, the process ends."""
    if sys.stdin.isatty():
        sys.stderr.write(BY_HAND)
    server = Doorway(library, for_visitors=False).server()

    async def serve() -> None:
        async with stdio_server() as (incoming, outgoing):
            try:
                await server.run(incoming, outgoing, server.create_initialization_options())
            except anyio.get_cancelled_exc_class():
                # mcp 2.3.0 waits here for the thread that reads the input, which nothing can wake
                os._exit(0)

    anyio.run(serve)
