"""A pool of killable subprocesses in which files of unknown origin are read.

A reader that loops, sleeps, eats memory or crashes costs its own file only: its worker is killed, another takes
its place, and the rest go on.  The limits are those of the kernel (setrlimit, an alarm) and the parent's clock.
What a worker answers is JSON, checked by the caller, never a pickle.

This is no kernel sandbox.  Inside a worker an audit hook refuses sockets and other processes to Python code, but
native code that a file has taken over may do what the user may: open files and sockets, start processes that leave
the group, falsify what that worker reads afterwards.  Against that, run Citewell as a user who may do little.

A worker that outlives its parent ends at the end of its pipe, or by its own alarm when it is busy.
PR_SET_PDEATHSIG is not used: it follows the thread that started the worker, and a server's threads come and go.
"""

import re
import selectors
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from threading import Lock
from time import monotonic
from typing import Generic, Self, TypeAlias, TypeVar

from qa.reading.sandbox import worker as inside
from qa.reading.sandbox.cell import START_SECONDS, CannotStartError, Cell, Job, Json, Limits, frame, uninterrupted

__all__ = ["CannotStartError", "Done", "Failed", "Jail", "Limits", "Outcome"]

T = TypeVar("T")

JOBS_MOST = 1000
"""Jobs of one worker: what a start costs (0.1 to 1 s) is then a millisecond a job, and a leak stays small."""
AHEAD_MOST = 256
"""Outcomes that may wait in memory for an earlier job to end."""
PATROL_SECONDS = 0.1
"""How often a silent worker is looked after: a child of it may hold its pipe open after its death."""
LONE_SURROGATE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")
"""An escape that a worker never writes, and that would make a text that no file can hold."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """A job that came to its end."""

    result: T


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that did not; ``reason`` is for the user."""

    reason: str


Outcome: TypeAlias = Done[T] | Failed


class Jail(Generic[T]):
    """Up to ``workers`` processes that call ``function`` ("module:name"); a context manager.

    ``decode`` makes the result of a job from its JSON, which comes from hostile hands: it checks
    everything, and raises ValueError, TypeError or LookupError.  Nothing is started before it is needed, and
    nothing runs after the context has closed, however it is left.
    """

    def __init__(
        self, function: str, decode: Callable[[bytes], T], *, workers: int, limits: Limits | None = None
    ) -> None:
        """Keep what is to be run."""
        self._function = function
        self._decode = decode
        self._workers_most = workers
        self._limits = limits or Limits()
        self._workers: list[Cell] = []
        self._done: dict[int, Outcome[T]] = {}
        self._running = Lock()

    def __enter__(self) -> Self:
        """Return the jail; no worker runs yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill every worker and wait for its end."""
        while self._workers:
            self._remove(self._workers[-1])

    def run(self, jobs: Iterable[Sequence[Json]]) -> Generator[Outcome[T], None, None]:
        """Call the function with the arguments of each job; yields the outcomes in the order of the jobs.

        Jobs are taken as they are needed; closing the generator ends those that run.  One run at a time: a second
        raises RuntimeError.  Raises CannotStartError when no worker can be had.
        """
        if not self._running.acquire(blocking=False):
            raise RuntimeError("this jail is busy with another run")
        try:
            yield from self._run((number, frame(job)) for number, job in enumerate(jobs))
        finally:
            for worker in [worker for worker in self._workers if worker.jobs]:
                self._remove(worker)
            self._done.clear()
            self._running.release()

    def _run(self, jobs: Iterator[Job]) -> Iterator[Outcome[T]]:
        passed = 0
        upcoming = next(jobs, None)
        while upcoming or any(worker.jobs for worker in self._workers):
            while upcoming and upcoming[0] < passed + AHEAD_MOST and (worker := self._free_worker()):
                worker.give(upcoming)
                upcoming = next(jobs, None)
            self._turn()
            while passed in self._done:
                yield self._done.pop(passed)
                passed += 1

    def _free_worker(self) -> Cell | None:
        least = min(self._workers, key=lambda worker: len(worker.jobs), default=None)
        if (least is None or least.jobs) and len(self._workers) < self._workers_most:
            return self._start()
        return least if least and least.has_room() else None

    def _start(self) -> Cell:
        orders: dict[str, Json] = {"path": sys.path, "function": self._function, "limits": asdict(self._limits)}
        with uninterrupted():
            worker = Cell(frame(orders), self._limits)
            self._workers.append(worker)
        return worker

    def _turn(self) -> None:
        """Wait until a worker can be heard or fed, or is due; then see to all of them."""
        with selectors.PollSelector() as selector:
            for worker in self._workers:
                selector.register(worker.answers, selectors.EVENT_READ, worker)
                if worker.unsent:
                    selector.register(worker.requests, selectors.EVENT_WRITE, worker)
            due = min(worker.deadline for worker in self._workers) - monotonic()
            ready = {key.fileobj for key, _ in selector.select(max(0.0, min(due, PATROL_SECONDS)))}
        for worker in list(self._workers):
            if worker.requests in ready:
                worker.push()
            if worker.answers in ready:
                self._hear(worker)
            elif worker.is_dead:
                self._bury(worker)
            if worker in self._workers:
                self._patrol(worker)

    def _patrol(self, worker: Cell) -> None:
        worker.is_dead = worker.has_ended()
        if monotonic() < worker.deadline:
            return
        if not worker.is_ready:
            raise CannotStartError(f"the reader did not start within {START_SECONDS:g} s")
        self._replace(worker, self._way_of(-signal.SIGALRM), sure=True)

    def _hear(self, worker: Cell) -> None:
        if not worker.receive():
            self._bury(worker)
            return
        for kind, last, body in worker.heard():
            self._take(worker, kind, body, last=last)
            if worker not in self._workers:
                return

    def _take(self, worker: Cell, kind: bytes, body: bytes, *, last: bool) -> None:
        """Note one answer of a worker; replace the worker when it shall give no other."""
        if kind == inside.READY and not worker.is_ready:
            worker.is_ready = True
            worker.wind()
        elif kind == inside.CANNOT_START and not worker.is_ready:
            raise CannotStartError(f"the reader cannot be started: {_plain(body)}")
        elif kind == inside.NO_MEMORY:
            self._replace(worker, f"reading it needs more than {_size(self._limits.memory_bytes)} of memory")
        elif kind in (inside.RESULT, inside.RAISED, inside.TOO_MUCH) and worker.jobs:
            self._done[worker.answered()] = self._outcome(kind, body)
            if last or worker.served >= JOBS_MOST:
                self._replace(worker)
        else:
            self._replace(worker, "the reader's answer makes no sense")

    def _outcome(self, kind: bytes, body: bytes) -> Outcome[T]:
        if kind == inside.RAISED:
            return Failed(f"the reader failed on it: {_plain(body)}")
        if kind == inside.TOO_MUCH:
            return Failed(f"what was read from it is more than {_size(self._limits.output_bytes)}")
        try:
            return Done(self._decode(_text(body)))
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            return Failed(
                f"the reader's answer is not what it should be: {_plain(str(error).encode(errors='replace'))}"
            )

    def _bury(self, worker: Cell) -> None:
        code = worker.kill()
        if not worker.is_ready:
            raise CannotStartError(f"the reader's process ended as it started (exit code {code})")
        self._replace(worker, self._way_of(code), sure=code == -signal.SIGALRM or code == -signal.SIGXCPU)

    def _way_of(self, code: int) -> str:
        """Return the reason in words, of the exit code that a worker has ended with."""
        if code == -signal.SIGALRM:
            return f"reading it took longer than {self._limits.wall_seconds:g} s"
        if code == -signal.SIGXCPU:
            return f"reading it took longer than {self._limits.cpu_seconds} s of processor time"
        if code < 0:
            return f"the reader crashed on it (signal {-code})"
        return f"the reader ended in the middle of it (exit code {code})"

    def _replace(self, worker: Cell, reason: str = "", *, sure: bool = False) -> None:
        """Kill a worker and give its jobs to a fresh one.

        The job that it was at fails for the reason.  But unless that is ``sure``, a job fails in a fresh worker
        only: in a used one, it may have met what an earlier job has left behind.
        """
        self._remove(worker)
        if reason and worker.jobs and (sure or not worker.served):
            self._done[worker.jobs.popleft()[0]] = Failed(reason)
        if worker.jobs:
            fresh = self._start()
            for job in worker.jobs:
                fresh.give(job)

    def _remove(self, worker: Cell) -> None:
        worker.kill()
        self._workers.remove(worker)


def _text(body: bytes) -> bytes:
    if LONE_SURROGATE.search(body):
        raise ValueError("it is not valid text")
    return body


def _plain(text: bytes) -> str:
    shown = "".join(character if character.isprintable() else " " for character in text.decode(errors="replace"))
    return " ".join(shown.split())[:300]


def _size(count: int) -> str:
    return f"{count / 2**20:,.0f} MB"
