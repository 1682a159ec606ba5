"""A pool of killable subprocesses in which files of unknown origin are read.

A reader that loops, sleeps, eats memory or crashes costs its own file only: its worker is killed, another goes on
behind that file.  The limits are those of the kernel (setrlimit, an alarm) and the parent's clock; without a POSIX
kernel, the clocks alone (``system.py``).  What a worker answers is JSON, checked by the caller, never a pickle.

This is no kernel sandbox.  Inside a worker an audit hook refuses sockets and other processes to Python code, but
native code that a file has taken over may do what the user may: open files and sockets, start processes that leave
the group, falsify what that worker reads afterwards.  Against that, run Citewell as a user who may do little.

A worker that outlives its parent ends at the end of its pipe, or by its own alarm when it is busy.
PR_SET_PDEATHSIG is not used: it follows the thread that started the worker, and a server's threads come and go.
"""

import json
import re
import selectors
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import inf
from threading import Lock
from time import monotonic
from typing import Generic, Self, TypeAlias, TypeVar

from qa.reading.sandbox import system
from qa.reading.sandbox import worker as inside
from qa.settings import system_environment

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
Job: TypeAlias = tuple[int, bytes]
"""A job's number in its run, and its arguments as a line of JSON."""
T = TypeVar("T")

START_SECONDS = 120.0
"""A worker that has not imported its function by then never will; a cold disk takes some ten seconds."""
JOBS_MOST = 1000
"""Jobs of one worker: what a start costs (0.1 to 1 s) is then a millisecond a job, and a leak stays small."""
LISTED_MOST = 4
"""Jobs that a worker has at a time, so that it need not wait for its parent between two of them."""
AHEAD_MOST = 256
"""Outcomes that may wait in memory for an earlier job to end."""
PATROL_SECONDS = 0.1
"""How often a silent worker is looked after: a child of it may hold its pipe open after its death."""
LONE_SURROGATE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")
"""An escape that a worker never writes, and that would make a text that no file can hold."""
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
"""All that a worker has for environment: no secrets of the parent's, and no address space spent on threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxLimits:
    """What one job may use; memory, open files and file sizes are those of its whole process.

    They hold for the jobs, not for the import of the function.  ``output_bytes`` counts the JSON; decoded it may
    take thirty times as much of the parent's memory.  ``file_bytes`` leaves room for what libraries unpack on
    their first use: py3langid writes its model, 65 MB, into a temporary file.
    """

    wall_seconds: float = 20.0
    cpu_seconds: int = 20
    memory_bytes: int = 2**30
    output_bytes: int = 32 * 2**20
    open_files: int = 64
    file_bytes: int = 256 * 2**20


class CannotStartError(Exception):
    """No worker can be started, or none can import the function: not the fault of any job."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """A job that came to its end."""

    result: T


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that did not; ``reason`` is for the user."""

    reason: str


Outcome: TypeAlias = Done[T] | Failed


class Worker:
    """The parent's end of one process: its pipes, and the jobs that it has not answered.  Nothing here waits."""

    def __init__(self, orders: bytes, limits: SandboxLimits) -> None:
        """Start the process; raises CannotStartError when the system refuses."""
        command, pipe = [sys.executable, "-I", "-X", "utf8", inside.__file__], subprocess.PIPE
        try:
            self.process = subprocess.Popen(  # noqa: S603 - nothing in the command comes from outside
                command,
                bufsize=0,
                stdin=pipe,
                stdout=pipe,
                stderr=subprocess.DEVNULL,
                env={**system_environment(), **ENVIRONMENT},
                start_new_session=True,
            )
        except OSError as error:
            raise CannotStartError(f"the reader cannot be started: {error.strerror}") from error
        self.ends = system.ends_of(self.process)
        self._is_killed = False
        self.jobs: deque[Job] = deque()
        self.served = 0
        self.is_ready = False
        self.deadline = monotonic() + START_SECONDS
        self.unsent, self._received = bytearray(orders), bytearray()
        self._limits = limits

    def give(self, job: Job) -> None:
        """Queue a job behind those that the worker has."""
        self.jobs.append(job)
        self.unsent += job[1]
        if self.is_ready and len(self.jobs) == 1:
            self.start_clock()

    def start_clock(self) -> None:
        """Start the clock of the job that the worker is at."""
        self.deadline = monotonic() + self._limits.wall_seconds if self.jobs else inf

    def push(self) -> None:
        """Write as much of the jobs as the pipe takes."""
        try:
            sent = self.ends.write(self.unsent)
        except BrokenPipeError:
            sent = len(self.unsent)  # the worker is dead, and will be found so
        del self.unsent[:sent]

    def heard(self) -> list[bytes] | None:
        """Return the complete lines received so far, too long ones emptied; None when the pipe has ended."""
        piece = self.ends.read(system.READ_BYTES)
        if piece and not self._received:
            self.start_clock()  # an answer that has begun to arrive is in time, even if the parent reads it late
        self._received += piece or b""
        lines = []
        if piece and b"\n" in piece:
            *lines, incomplete = bytes(self._received).split(b"\n")
            self._received = bytearray(incomplete)
        longest = max(self._limits.output_bytes, inside.SAID_BYTES_MOST) + len(inside.READY + inside.MORE)
        if len(self._received) > longest:
            lines.append(b"")
        return None if piece == b"" else [line if len(line) <= longest else b"" for line in lines]

    def answered(self) -> int:
        """Remove the oldest job from the queue and return its number."""
        self.served += 1
        number = self.jobs.popleft()[0]
        self.start_clock()
        return number

    def kill(self) -> int:
        """Kill the worker with all of its group, close its pipes, and return how it has ended."""
        if not self._is_killed:  # only once: its process id may be reused later
            self._is_killed = True
            system.kill(self.process)
            self.ends.close()
        return self.exit_code(wait=True) or 0

    def exit_code(self, *, wait: bool = False) -> int | None:
        """Return how the process has ended, None while it runs."""
        return system.exit_code(self.process, wait=wait)


class Sandbox(Generic[T]):
    """Up to ``workers`` processes that call ``function`` ("module:name"); a context manager.

    ``decode`` makes the result of a job from its JSON, which comes from hostile hands: it checks everything, and
    raises ValueError, TypeError or LookupError.  Nothing is started before it is needed, and nothing runs after
    the context has closed, however it is left.
    """

    def __init__(
        self, function: str, decode: Callable[[bytes], T], *, workers: int, limits: SandboxLimits | None = None
    ) -> None:
        """Keep the function, the decoder and the limits."""
        self._decode = decode
        self._workers_most = workers
        self._limits = limits or SandboxLimits()
        self._orders: dict[str, Json] = {"function": function, "limits": asdict(self._limits)}
        self._workers: list[Worker] = []
        self._outcomes: dict[int, Outcome[T]] = {}
        self._running = Lock()

    def __enter__(self) -> Self:
        """Return the sandbox; no worker runs yet."""
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
            raise RuntimeError("this sandbox is busy with another run")
        try:
            yield from self._run((number, _line(job)) for number, job in enumerate(jobs))
        finally:
            for worker in [worker for worker in self._workers if worker.jobs]:
                self._remove(worker)
            self._outcomes.clear()
            self._running.release()

    def _run(self, jobs: Iterator[Job]) -> Iterator[Outcome[T]]:
        passed = 0
        upcoming = next(jobs, None)
        while upcoming or any(worker.jobs for worker in self._workers):
            while upcoming and upcoming[0] < passed + AHEAD_MOST and (worker := self._free_worker()):
                worker.give(upcoming)
                upcoming = next(jobs, None)
            self._turn()
            while passed in self._outcomes:
                yield self._outcomes.pop(passed)
                passed += 1

    def _free_worker(self) -> Worker | None:
        least = min(self._workers, key=lambda worker: len(worker.jobs), default=None)
        if (least is None or least.jobs) and len(self._workers) < self._workers_most:
            return self._start()
        return least if least and len(least.jobs) < LISTED_MOST else None

    def _start(self) -> Worker:
        orders = _line({"path": sys.path, **self._orders})
        with system.uninterrupted():
            self._workers.append(Worker(orders, self._limits))
        return self._workers[-1]

    def _turn(self) -> None:
        """Wait until a worker can be heard or fed, or is due; then see to all of them."""
        dead = {worker for worker in self._workers if worker.exit_code() is not None}
        with system.selector() as selector:
            for worker in self._workers:
                for end, event in _awaited(worker).items():
                    selector.register(end, event)
            due = 0 if dead else min(worker.deadline for worker in self._workers) - monotonic()
            ready = {key.fd: events for key, events in selector.select(max(0.0, min(due, PATROL_SECONDS)))}
        for worker in list(self._workers):
            if worker.unsent and ready.get(worker.ends.writable(), 0) & selectors.EVENT_WRITE:
                worker.push()
            if ready.get(worker.ends.readable(), 0) & selectors.EVENT_READ:
                self._hear(worker)
            elif worker in dead:
                self._bury(worker)
            elif monotonic() >= worker.deadline:
                if not worker.is_ready:
                    raise CannotStartError(f"the reader did not start within {START_SECONDS:g} s")
                self._replace(worker, self._way_of(-system.ALARM), is_certain=True)

    def _hear(self, worker: Worker) -> None:
        if (lines := worker.heard()) is None:
            self._bury(worker)
        for line in lines or ():
            self._take(worker, kind=line[:1], last=line[1:2] != inside.MORE, body=line[2:])
            if worker not in self._workers:
                return

    def _take(self, worker: Worker, kind: bytes, body: bytes, *, last: bool) -> None:
        """Record one answer of a worker; replace the worker where it should give no other."""
        if kind == inside.READY and not worker.is_ready:
            worker.is_ready = True
            worker.start_clock()
        elif kind == inside.CANNOT_START and not worker.is_ready:
            raise CannotStartError(f"the reader cannot be started: {_plain(body)}")
        elif kind == inside.NO_MEMORY:
            self._replace(worker, f"reading it needs more than {_size(self._limits.memory_bytes)} of memory")
        elif kind in (inside.RESULT, inside.RAISED, inside.TOO_MUCH) and worker.jobs:
            self._outcomes[worker.answered()] = self._outcome(kind, body)
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
            if LONE_SURROGATE.search(body):
                raise ValueError("it is not valid text")  # noqa: TRY301 - as if decode had found it
            return Done(self._decode(body))
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            reason = _plain(str(error).encode(errors="replace"))
            return Failed(f"the reader's answer is not what it should be: {reason}")

    def _bury(self, worker: Worker) -> None:
        code = worker.kill()
        if not worker.is_ready:
            raise CannotStartError(f"the reader's process ended as it started (exit code {code})")
        self._replace(worker, self._way_of(code), is_certain=code in (-system.ALARM, -system.PROCESSOR_TIME))

    def _way_of(self, code: int) -> str:
        """Return the reason, in words, for the exit code that a worker ended with."""
        if code == -system.ALARM:
            return f"reading it took longer than {self._limits.wall_seconds:g} s"
        if code == -system.PROCESSOR_TIME:
            return f"reading it took longer than {self._limits.cpu_seconds} s of processor time"
        if code < 0:
            return f"the reader crashed on it (signal {-code})"
        return f"the reader ended in the middle of it (exit code {code})"

    def _replace(self, worker: Worker, reason: str = "", *, is_certain: bool = False) -> None:
        """Kill a worker and give its jobs to a fresh one, except the current job, which fails for the reason.

        Unless the reason ``is_certain``, a job fails in a fresh worker only: in a used one, it may have met what
        an earlier job left behind.
        """
        self._remove(worker)
        if reason and worker.jobs and (is_certain or not worker.served):
            self._outcomes[worker.jobs.popleft()[0]] = Failed(reason)
        if worker.jobs:
            fresh = self._start()
            for job in worker.jobs:
                fresh.give(job)

    def _remove(self, worker: Worker) -> None:
        worker.kill()
        self._workers.remove(worker)


def _awaited(worker: Worker) -> dict[int, int]:
    """Return the ends of a worker that something is awaited of, each with the events of a selector."""
    awaited = {worker.ends.readable(): selectors.EVENT_READ}
    if worker.unsent:
        end = worker.ends.writable()
        awaited[end] = awaited.get(end, 0) | selectors.EVENT_WRITE
    return awaited


def _line(value: Json) -> bytes:
    """Return a value as the worker reads it; raises TypeError when it cannot be put into JSON."""
    return json.dumps(value).encode() + b"\n"


def _plain(text: bytes) -> str:
    printable = "".join(
        character if character.isprintable() else " " for character in text.decode(errors="replace")
    )
    return " ".join(printable.split())[:300]


def _size(count: int) -> str:
    return f"{count / 2**20:,.0f} MB"
