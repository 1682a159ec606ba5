"""A command whose output nobody takes ends in order."""

import subprocess
from pathlib import Path

import pytest

from tests.support.real_build import CITEWELL, environment

COMMANDS = (["list"], ["show", "sciatica"], ["list", "--json"])


def start(command: list[str], index: Path, stdout: int) -> "subprocess.Popen[str]":
    """Start a command on an index."""
    whole = [CITEWELL, *command, "--index", str(index)]
    return subprocess.Popen(whole, env=environment(), stdout=stdout, stderr=subprocess.PIPE, text=True)


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("command", COMMANDS)
def test_nobody_reads(command: list[str], index: Path) -> None:
    """When the reader has gone, as the program ``head`` goes, there is nothing to tell."""
    with start(command, index, subprocess.PIPE) as ran:
        assert ran.stdout
        assert ran.stderr
        ran.stdout.close()
        told = ran.stderr.read()

    assert (ran.returncode, told) == (1, "")


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_no_room_for_the_output(command: list[str], index: Path) -> None:
    """A full disk is told in one line, with the next step."""
    with Path("/dev/full").open("w") as full, start(command, index, full.fileno()) as ran:
        assert ran.stderr
        told = ran.stderr.read()

    expected = "citewell: The output cannot be written: no space is left. Make room, or write it elsewhere."
    assert (ran.returncode, told) == (1, f"{expected}\n")
