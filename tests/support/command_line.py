"""The command line as a function, with the encoder without weights, and what a command printed."""

import json
import os
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from qa.serving.cli.main import main
from tests.support.fakes import FakeEncoder


class Ran(NamedTuple):
    """How a command ended and what it printed."""

    code: object
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


def command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the command line as a function, without the settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("CITEWELL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("qa.embedding.loading.load_encoder", lambda model, **_: FakeEncoder(name=model))

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["citewell", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return Ran(ended.value.code, *capsys.readouterr())

    return run
