"""``citewell mcp`` as a client starts it: one process for this file, with the real weights."""

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from tests.conftest import PROJECT
from tests.support.mcp_calls import text_of, with_client
from tests.support.real_build import CITEWELL, environment

pytestmark = pytest.mark.model

DOCUMENT = (PROJECT / "docs" / "mcp.md").read_text(encoding="utf-8")
JSON_BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)]
TEXT_BLOCK = re.findall(r"```text\n(.*?)```", DOCUMENT, re.DOTALL)[0]
HELLO = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "a client", "version": "1"},
    },
}


@pytest.fixture
def configured(bundled_index: Path) -> list[str]:
    """Return the command of the document's configuration, for the bundled articles."""
    [server] = JSON_BLOCKS[0]["mcpServers"].values()
    assert (server["command"], server["args"][:2]) == ("citewell", ["mcp", "--index"])
    return [CITEWELL, *server["args"][:2], str(bundled_index)]


def test_a_client_configured_as_documented_gets_the_documented_result(
    configured: list[str], tmp_path: Path
) -> None:
    """Answers, articles and errors too; nothing is said beside the protocol."""
    log = tmp_path / "log"

    async def talk(client: Client) -> list[Any]:
        check = JSON_BLOCKS[1]
        return [
            await client.call_tool(check["name"], check["arguments"]),
            await client.call_tool("ask", {"question": "how long should I keep an ice pack on"}),
            await client.call_tool("ask", {"question": ""}),
            await client.list_resources(),
        ]

    with log.open("w+") as errors:
        command = StdioServerParameters(
            command=configured[0], args=configured[1:], env=environment(), cwd=tmp_path
        )
        check, answer, empty, listed = with_client(stdio_client(command, errlog=errors), talk)

    assert text_of(check) == TEXT_BLOCK.rstrip("\n")
    citation = answer.structured_content["snippet"]["citations"][0]
    assert (citation["article_id"], "10 to 15 minutes" in citation["quote"]) == ("heat-and-cold", True)
    assert (empty.is_error, "has no words" in text_of(empty)) == (True, True)
    assert len(listed.resources) == 44
    assert log.read_text() == ""


def lines_of(stream: IO[bytes]) -> Iterator[Any]:
    for line in stream:
        yield json.loads(line)


def hang_up(server: subprocess.Popen[bytes]) -> None:
    assert server.stdout
    server.stdout.close()


def interrupt(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)


def test_a_server_whose_client_is_gone_or_that_is_interrupted_ends_quietly(tmp_path: Path) -> None:
    """Garbage is an error of the protocol; where nobody reads the answers, or at Ctrl-C, no trace is printed."""
    for leave in (hang_up, interrupt):
        with subprocess.Popen(
            [CITEWELL, "mcp", "--index", str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        ) as server:
            assert server.stdin
            assert server.stdout
            assert server.stderr
            server.stdin.write(b"garbage\n" + json.dumps(HELLO).encode() + b"\n")
            server.stdin.flush()
            answers = lines_of(server.stdout)
            first = next(answers)
            said = first if first.get("id") == 0 else next(answers)
            assert said["result"]["serverInfo"]["name"] == "citewell"
            leave(server)
            server.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"}).encode() + b"\n")
            server.stdin.flush()

            assert server.wait(timeout=60) == 0
            assert server.stderr.read() == b""
