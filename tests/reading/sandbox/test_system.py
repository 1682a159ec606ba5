"""Workers behind sockets and threads, as Windows needs them, do what workers behind pipes do."""

import json
from collections.abc import Iterator

import pytest

from qa.reading.sandbox import system
from qa.reading.sandbox.pool import Done, Failed, Outcome, Sandbox, SandboxLimits
from tests.support.sandboxed import is_gone

pytestmark = pytest.mark.integration

LIMITS = SandboxLimits(wall_seconds=60, output_bytes=2 * 2**20)


@pytest.fixture(autouse=True)
def without_pipes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the parent do without what only POSIX has; its workers are as ever."""
    monkeypatch.setattr(system, "is_posix", lambda: False)


@pytest.fixture
def sandbox() -> Iterator[Sandbox[object]]:
    """Return a sandbox of one worker."""
    with Sandbox("tests.support.sandboxed:do", json.loads, workers=1, limits=LIMITS) as sandbox:
        yield sandbox


def run(limits: SandboxLimits, *jobs: tuple[object, ...]) -> list[Outcome[object]]:
    with Sandbox[object]("tests.support.sandboxed:do", json.loads, workers=1, limits=limits) as sandbox:
        return list(sandbox.run(jobs))  # type: ignore[arg-type]


def test_jobs_come_back_in_order_and_large_ones_pass_each_other() -> None:
    """Arguments and results far larger than a socket holds do not block one another."""
    texts = [letter * 900_000 for letter in "abcdef"]

    with Sandbox[object]("tests.support.sandboxed:do", json.loads, workers=2, limits=LIMITS) as sandbox:
        outcomes = list(sandbox.run(("echo", text) for text in texts))

    assert outcomes == [Done(text) for text in texts]


def test_a_bad_job_costs_itself_only() -> None:
    """The clock of the parent ends one that sleeps, and one that crashes is found dead."""
    limits = SandboxLimits(wall_seconds=1.5)

    outcomes = run(limits, ("echo", 1), ("sleep",), ("segfault",), ("echo", 2))

    assert outcomes == [
        Done(1),
        Failed("reading it took longer than 1.5 s"),
        Failed("the reader crashed on it (signal 11)"),
        Done(2),
    ]


def test_no_worker_is_left(sandbox: Sandbox[object]) -> None:
    """The worker of a sandbox that is left is gone, with its threads."""
    (outcome,) = sandbox.run([("pid",)])
    sandbox.__exit__()

    assert isinstance(outcome, Done)
    assert isinstance(outcome.result, int)
    assert is_gone(outcome.result)
