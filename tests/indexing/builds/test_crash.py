"""No crash harms the index: after every kill the old generation serves whole, or the new one does."""

import subprocess
import sys
from pathlib import Path

import pytest

from qa.indexing.build import build
from qa.settings import Indexing
from tests.conftest import BUILT, PROJECT
from tests.support.fakes import FakeEncoder


@pytest.mark.slow
def test_a_build_killed_at_any_step(corpus: Path, index: Path, encoder: FakeEncoder) -> None:
    """Killed before or after each fsync, rename and unlink, the index is whole, and the next build succeeds."""
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
    old = build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT, force=True)
    (corpus / "new.md").write_text("# New\n\nSomething new to encode.\n")

    run = subprocess.run(
        [sys.executable, "-m", "tests.support.crashing", str(corpus), str(index)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )

    rows = [line.split() for line in run.stdout.splitlines()]
    assert {(killed, is_whole) for *_, killed, is_whole in rows} == {("True", "True")}, run.stderr
    for moment in ("before", "after"):
        serving = [name for _, when, name, *_ in rows if when == moment]
        switched = serving.index(next(name for name in serving if name != old.generation))
        # the old one up to the one rename that publishes, the new one from there on
        assert set(serving[:switched]) == {old.generation}
        assert all(name.startswith("g-000003-") for name in serving[switched:])
        assert switched >= 15  # each file and folder of the generation is flushed first
        assert len(serving) - switched >= 10  # and the oldest generation is deleted only afterwards
