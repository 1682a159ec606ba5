"""Shells complete commands and options, by what ``citewell --install-completion`` puts into the user's files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import require

pytestmark = pytest.mark.integration

PROGRAMS = Path(sys.executable).parent
COMPLETED = """
source "$HOME/.bashrc"
complete -p citewell
for line in 'citewell ser' 'citewell serve --sa' 'citewell doc'; do
  COMP_WORDS=($line) COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
  _citewell_completion citewell
  printf '%s\\n' "${COMPREPLY[@]}"
done
"""


def run(*command: str, **more: str) -> str:
    environment = {**os.environ, "PATH": f"{PROGRAMS}:{os.environ['PATH']}", **more}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_bash_completes_once_it_is_installed(tmp_path: Path) -> None:
    """A real bash, started after the install, offers commands and their options."""
    require("bash", present=shutil.which("bash") is not None)

    run("bash", "--norc", "-c", "citewell --install-completion; true", HOME=str(tmp_path))
    completed = run("bash", "--norc", "-c", COMPLETED, HOME=str(tmp_path)).splitlines()

    assert completed == ["complete -o default -F _citewell_completion citewell", "serve", "--sample", "doctor"]


def test_zsh_and_fish_are_offered_the_same() -> None:
    """What their scripts ask the program for has the command with its help."""
    fish_asks = {"_TYPER_COMPLETE_ARGS": "citewell ser", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}

    zsh = run("citewell", _CITEWELL_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="citewell ser")
    fish = run("citewell", _CITEWELL_COMPLETE="complete_fish", **fish_asks)

    assert zsh.startswith('_arguments \'*: :(("serve"')
    assert fish.split()[0] == "serve"
    for shell, mark in (("zsh", "#compdef citewell"), ("fish", "complete --command citewell")):
        assert mark in run("citewell", _CITEWELL_COMPLETE=f"source_{shell}")
