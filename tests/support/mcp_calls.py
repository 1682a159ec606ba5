"""The SDK's own client, for tests: it needs an event loop, and other tests have one in their thread."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from mcp import Client, MCPError
from mcp.types import CallToolResult

Got = TypeVar("Got")


def with_client(server: Any, act: Callable[[Client], Awaitable[Got]], *, mode: str = "auto") -> Got:
    """Return what an act with a client of this server comes to; the client is connected for it alone.

    Raises the MCPError that the act raises, by itself: the client would put it into a group.
    """

    async def connected() -> Got | MCPError:
        async with Client(server, mode=mode) as client:
            try:
                return await act(client)
            except MCPError as error:
                return error

    got = run_async(connected)
    if isinstance(got, MCPError):
        raise got
    return got


def run_async(act: Callable[[], Awaitable[Got]]) -> Got:
    """Return what an act comes to, in an event loop of its own thread."""

    async def awaited() -> Got:
        return await act()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(awaited())).result()


def text_of(result: CallToolResult) -> str:
    """Return the text of a result, which is all in one piece."""
    [content] = result.content
    assert content.type == "text"
    return content.text


def calling(name: str, **arguments: Any) -> Callable[[Client], Awaitable[CallToolResult]]:
    """Return the act of calling a tool."""
    return lambda client: client.call_tool(name, arguments)
