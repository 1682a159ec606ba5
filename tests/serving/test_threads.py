"""The command decides on threads before a library reads how many it may take."""

import os
import subprocess
import sys

import pytest

from qa.serving.process import one_thread_for_products


def test_products_take_one_thread_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment says already stands."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    one_thread_for_products()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"

    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    one_thread_for_products()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"


def test_the_command_comes_before_numpy() -> None:
    """Nothing that the command imports at first has read the environment yet."""
    code = "import sys, qa.serving.cli.main; print('numpy' in sys.modules)"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "False\n"
