"""A job that misbehaves costs itself only, and no process is left."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from qa.reading.sandbox.pool import ENVIRONMENT, CannotStartError, Done, Failed, Outcome, Sandbox, SandboxLimits
from tests.conftest import PROJECT
from tests.support.sandboxed import is_gone

pytestmark = pytest.mark.integration

LIMITS = SandboxLimits(
    wall_seconds=60, cpu_seconds=30, memory_bytes=600 * 2**20, output_bytes=2**20, file_bytes=2**20
)
BRIEF = SandboxLimits(cpu_seconds=1, wall_seconds=60)
WRONG = "the reader's answer is not what it should be: "
ECHO = ("echo", "before"), ("echo", "after")


def sandbox_of(workers: int, limits: SandboxLimits = LIMITS) -> Sandbox[object]:
    return Sandbox("tests.support.sandboxed:do", json.loads, workers=workers, limits=limits)


@pytest.fixture
def sandbox() -> Iterator[Sandbox[object]]:
    """Return a sandbox of one worker, so that all jobs meet in it."""
    with sandbox_of(1) as sandbox:
        yield sandbox


def run(limits: SandboxLimits, *jobs: tuple[Any, ...]) -> list[Outcome[object]]:
    with sandbox_of(1, limits) as sandbox:
        return list(sandbox.run(jobs))


def pid(outcome: Outcome[object]) -> int:
    assert isinstance(outcome, Done)
    assert isinstance(outcome.result, int)
    return outcome.result


def test_jobs_come_back_in_order() -> None:
    """The outcomes stand in the order of the jobs, however many workers share them."""
    with sandbox_of(3) as sandbox:
        assert list(sandbox.run(("echo", number) for number in range(700))) == [
            Done(number) for number in range(700)
        ]


@pytest.mark.parametrize(
    ("job", "limits", "reason"),
    [
        ("loop_for_ever", BRIEF, "reading it took longer than 1 s of processor time"),
        ("sleep", SandboxLimits(wall_seconds=1.5), "reading it took longer than 1.5 s"),
        ("eat", LIMITS, "reading it needs more than 600 MB of memory"),
        ("segfault", LIMITS, "the reader crashed on it (signal 11)"),
        ("exit", LIMITS, "the reader ended in the middle of it (exit code 3)"),
        ("shout", SandboxLimits(output_bytes=2**20), "what was read from it is more than 1 MB"),
        ("raise_error", LIMITS, "the reader failed on it: ValueError: no [31m article"),
        ("return_set", LIMITS, "the reader failed on it: TypeError: Object of type set is not JSON serializable"),
        ("socket", LIMITS, "the reader failed on it: PermissionError: a reader may not use socket.getaddrinfo"),
        ("start", LIMITS, "the reader failed on it: PermissionError: a reader may not use subprocess.Popen"),
        ("kill", LIMITS, "the reader failed on it: PermissionError: a reader may not use os.kill"),
    ],
)
def test_a_bad_job_costs_itself_only(job: str, limits: SandboxLimits, reason: str) -> None:
    """The job fails for a reason in plain words, and those before and after it are done."""
    assert run(limits, ECHO[0], (job,), *ECHO) == [Done("before"), Failed(reason), Done("before"), Done("after")]


def test_files_are_limited(tmp_path: Path) -> None:
    """A job writes no large file and opens few at once."""
    small = tmp_path / "small"
    small.touch()

    outcomes = run(LIMITS, ("write", str(tmp_path / "large")), ("open", str(small)), ECHO[0])

    assert outcomes == [
        Failed("the reader failed on it: it writes a file of more than 1 MB"),
        Failed("the reader failed on it: it opens more than 64 files at once"),
        Done("before"),
    ]


def test_what_is_printed_meets_no_answer(sandbox: Sandbox[object]) -> None:
    """A reader may print what it likes."""
    assert list(sandbox.run([("chatter",), ECHO[0]])) == [Done("said"), Done("before")]


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("?", "", "the reader's answer makes no sense"),
        ("S", "", "the reader's answer makes no sense"),
        ("C", "", "the reader's answer makes no sense"),
        ("R", "{", WRONG),
        ("R", r'"\ud800"', f"{WRONG}it is not valid text"),
        ("R", "[" * 200_000, WRONG),
        ("R", "x" * 2**21, "the reader's answer makes no sense"),
    ],
)
def test_forged_answers(kind: str, body: str, reason: str) -> None:
    """An answer that is not as it should be is the failure of its job."""
    (outcome,) = run(LIMITS, ("answer", kind, body))

    assert isinstance(outcome, Failed)
    assert outcome.reason.startswith(reason)


def test_a_backslash_is_no_surrogate(sandbox: Sandbox[object]) -> None:
    """Text that only looks like an escape comes through, as does every other character."""
    texts = [r"\ud800", "\\", "\x00\x1f", "🙂 ñ", '"']

    assert list(sandbox.run(("echo", text) for text in texts)) == [Done(text) for text in texts]


def test_the_caller_checks_what_comes_back() -> None:
    """A result that the caller's decode refuses is a failure."""
    function = "tests.support.sandboxed:do"
    with Sandbox(function, lambda body: [10, 20][int(json.loads(body))], workers=1, limits=LIMITS) as sandbox:
        outcomes = list(sandbox.run([("echo", 1), ("echo", 2), ("echo", "x")]))

    assert outcomes == [
        Done(20),
        Failed(f"{WRONG}list index out of range"),
        Failed(f"{WRONG}invalid literal for int() with base 10: 'x'"),
    ]


def test_large_requests_and_answers_pass_each_other(sandbox: Sandbox[object]) -> None:
    """Arguments and results far larger than a pipe holds do not block one another."""
    texts = [letter * 900_000 for letter in "abcdefghij"]

    assert list(sandbox.run(("echo", text) for text in texts)) == [Done(text) for text in texts]


def test_workers_are_used_again(sandbox: Sandbox[object]) -> None:
    """Many small jobs, of several runs, are done by one process."""
    pids = {pid(outcome) for _ in range(3) for outcome in sandbox.run([("pid",)] * 200)}

    assert len(pids) == 1


def test_workers_are_replaced_in_time(sandbox: Sandbox[object]) -> None:
    """After a thousand jobs another process goes on, and nothing is lost."""
    pids = [pid(outcome) for outcome in sandbox.run([("pid",)] * 1100)]

    assert (len(pids), len(set(pids))) == (1100, 2)
    assert is_gone(pids[0])


def test_a_job_does_not_suffer_for_another(sandbox: Sandbox[object]) -> None:
    """A job that fails in a worker that an earlier job has spoilt gets another try in a fresh one."""
    assert list(sandbox.run([("poison",), ("crash_if_poisoned",)])) == [Done("poisoned"), Done("well")]


def test_a_child_does_not_outlive_its_worker(tmp_path: Path) -> None:
    """A process that a reader forks behind Python's back is killed, whether its parent answers or ends."""
    noted = tmp_path / "pid"
    outcomes = run(LIMITS, ("fork",), ("pid",), ("fork_and_leave", str(noted)), ("pid",))

    assert isinstance(outcomes[1], Done)
    assert outcomes[2] == Failed("the reader ended in the middle of it (exit code 3)")
    assert all(map(is_gone, [pid(outcomes[0]), int(noted.read_text())]))


def test_no_secrets_reach_a_worker(sandbox: Sandbox[object], monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of the parent stays with the parent."""
    monkeypatch.setenv("CITEWELL_SECRET", "hunter2")

    outcome = next(sandbox.run([("environment",)]))

    assert isinstance(outcome, Done)
    assert isinstance(outcome.result, dict)
    assert outcome.result.keys() <= {"LC_CTYPE", *ENVIRONMENT}


def test_nothing_is_left() -> None:
    """No worker lives when the context closes, though a run was left in the middle."""
    with sandbox_of(2) as sandbox:
        running = sandbox.run([("pid",), ("pid",), ("sleep",), ("sleep",)])
        pids = {pid(next(running)), pid(next(running))}
        running.close()

    assert len(pids) == 2
    assert all(map(is_gone, pids))


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_parent_leaves_nothing(ended_by: signal.Signals) -> None:
    """Ctrl-C kills the workers at once; a parent that is killed is followed by them."""
    code = """if True:
        import signal
        from qa.reading.sandbox.pool import Sandbox, SandboxLimits
        signal.signal(signal.SIGINT, signal.default_int_handler)
        limits = SandboxLimits(wall_seconds=2)
        with Sandbox("tests.support.sandboxed:do", int, workers=3, limits=limits) as sandbox:
            list(sandbox.run([("pid",)] * 3))
            for outcome in sandbox.run([("pid",), ("pid",), ("pid",), ("sleep",), ("sleep",)]):
                print(outcome.result, flush=True)
    """
    with subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT, stdout=-1, stderr=-3, text=True) as parent:
        assert parent.stdout
        pids = {int(parent.stdout.readline()) for _ in range(3)}

        parent.send_signal(ended_by)

    assert parent.returncode == -ended_by
    assert all(map(is_gone, pids))


def test_sandboxes_in_threads() -> None:
    """Two in two threads do not disturb each other, and one serves a thread that did not open it."""
    found: dict[str, list[Outcome[object]]] = {}
    sandboxes = {"one": sandbox_of(2), "two": sandbox_of(2)}

    def work(name: str) -> None:
        found[name] = list(sandboxes[name].run(("echo", f"{name} {number}") for number in range(300)))

    with sandboxes["one"], sandboxes["two"]:
        threads = [Thread(target=work, args=(name,)) for name in sandboxes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        late = list(sandboxes["one"].run([ECHO[0]]))

    assert found == {name: [Done(f"{name} {number}") for number in range(300)] for name in sandboxes}
    assert late == [Done("before")]


def test_one_run_at_a_time(sandbox: Sandbox[object]) -> None:
    """A run within a run is refused, and the first goes on."""
    running = sandbox.run([ECHO[0], ECHO[1]])
    first = next(running)

    with pytest.raises(RuntimeError, match="busy with another run"):
        next(sandbox.run([ECHO[0]]))

    assert [first, *running] == [Done("before"), Done("after")]


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("tests.nowhere:do", "No module named 'tests.nowhere'"),
        ("tests.support.sandboxed:nothing", "no attribute 'nothing'"),
    ],
)
def test_a_function_that_is_not_there(function: str, message: str) -> None:
    """A sandbox that cannot work at all is an error of the run, not of each job."""
    with Sandbox(function, str, workers=2) as sandbox, pytest.raises(CannotStartError, match=message):
        list(sandbox.run([("a",), ("b",)]))
