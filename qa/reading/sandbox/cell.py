"""One cell of the jail: the parent's end of a worker, its process and its pipes.

Nothing here waits: pipes that are not ready, jobs that are late and answers that are half here are left as they
are until the jail comes round again.
"""

import json
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from math import inf
from time import monotonic
from typing import TypeAlias, cast

from qa.reading.sandbox import worker as inside

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
Job: TypeAlias = tuple[int, bytes]
"""A job's number in its run, and its arguments as a frame."""

START_SECONDS = 120.0
"""A worker that has not imported its function by then never will; a cold disk takes some ten seconds."""
QUEUED_MOST = 8
"""Jobs given ahead of time to a worker that is quick, so that it need not wait for its parent: 15,000 empty jobs a
second with two workers, against 6,000 when each is given one."""
QUEUED_BEHIND_SLOW = 2
QUICK_SECONDS = 0.01
"""A worker whose last job took longer has few jobs waiting, which another worker might begin sooner."""
READ_BYTES = 2**18
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
"""All that a worker has for environment: no secrets of the parent's, and no address space spent on threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
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


class Cell:
    """The parent's end of a worker: its process, its pipes, and the jobs that it has not answered."""

    def __init__(self, orders: bytes, limits: Limits) -> None:
        """Start the worker; raises CannotStartError when the system refuses."""
        command = [sys.executable, "-I", "-X", "utf8", inside.__file__]
        pipe = subprocess.PIPE
        try:
            self.process = subprocess.Popen(  # noqa: S603 - nothing in the command comes from outside
                command,
                bufsize=0,
                stdin=pipe,
                stdout=pipe,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                start_new_session=True,
            )
        except OSError as error:
            raise CannotStartError(f"the reader cannot be started: {error.strerror}") from error
        self.requests, self.answers = cast(FileIO, self.process.stdin), cast(FileIO, self.process.stdout)
        os.set_blocking(self.requests.fileno(), False)
        os.set_blocking(self.answers.fileno(), False)
        self.jobs: deque[Job] = deque()
        self.served = 0
        self.is_ready = self.is_dead = False
        self.deadline = monotonic() + START_SECONDS
        self._began, self._pace = monotonic(), inf
        self.unsent, self._received = bytearray(orders), bytearray()
        self._limits = limits

    def has_room(self) -> bool:
        """Tell whether another job may be given."""
        return len(self.jobs) < (QUEUED_MOST if self._pace < QUICK_SECONDS else QUEUED_BEHIND_SLOW)

    def give(self, job: Job) -> None:
        """Put a job behind those that the worker has."""
        self.jobs.append(job)
        self.unsent += job[1]
        if self.is_ready and len(self.jobs) == 1:
            self.wind()

    def wind(self) -> None:
        """Start the clock of the job that the worker is at."""
        self._began = monotonic()
        self.deadline = self._began + self._limits.wall_seconds if self.jobs else inf

    def push(self) -> None:
        """Write as much of the requests as the pipe takes."""
        try:
            sent = os.write(self.requests.fileno(), self.unsent)
        except BlockingIOError:
            return
        except BrokenPipeError:
            sent = len(self.unsent)  # the worker is dead, and will be found so
        del self.unsent[:sent]

    def receive(self) -> bool:
        """Take in what the worker has written; False when its pipe has ended."""
        piece = self.answers.read(READ_BYTES)
        if piece and not self._received:
            self._pace = monotonic() - self._began
            self.wind()  # an answer that has begun to come is not late, though its reader may have been
        self._received += piece or b""
        return piece != b""

    def heard(self) -> Iterator[tuple[bytes, bool, bytes]]:
        """Yield kind, whether it is the worker's last, and body of each answer that is here as a whole."""
        head = inside.ANSWER.size
        while len(self._received) >= head:
            kind, last, length = inside.ANSWER.unpack_from(self._received)
            if length > max(self._limits.output_bytes, inside.SAID_BYTES_MOST):
                kind, last, length = b"", True, 0
            if len(self._received) < head + length:
                return
            body = bytes(self._received[head : head + length])
            del self._received[: head + length]
            yield kind, last, body

    def answered(self) -> int:
        """Take the oldest job off the list and return its number."""
        self.served += 1
        number = self.jobs.popleft()[0]
        self.wind()
        return number

    def has_ended(self) -> bool:
        """Tell whether the process has ended; never waits."""
        return self._end(os.WNOHANG) is not None

    def kill(self) -> int:
        """Kill the worker with all of its group, close its pipes, and return how it has ended."""
        if not self.answers.closed:  # once: its number may be another's later
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.requests.close()
        self.answers.close()
        return self._end(0) or 0

    def _end(self, options: int) -> int | None:
        """Ask the system how it ended; Popen's own lock would stay shut after a Ctrl-C at the wrong moment."""
        if self.process.returncode is None:
            try:
                ended, status = os.waitpid(self.process.pid, options)
            except ChildProcessError:  # asked for before, and interrupted
                ended, status = self.process.pid, signal.SIGKILL
            if ended:
                self.process.returncode = os.waitstatus_to_exitcode(status)
        return self.process.returncode


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put a Ctrl-C off until the end of the block, so that no worker is started and then lost."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def frame(value: Json) -> bytes:
    """Return a value as the worker reads it; raises TypeError when it cannot be put into JSON."""
    body = json.dumps(value).encode()
    return inside.LENGTH.pack(len(body)) + body
