"""What the sandbox needs of the operating system, in two ways: as POSIX has it, and with less.

On POSIX the parent waits for pipes without blocking, and kills a worker with all its children.  Windows can wait
for sockets only: there, two threads for each worker carry bytes between its pipes and a pair of sockets.  It has
no groups of processes to kill, and no limits that a process sets itself; ``told_limits`` says so to the user.
"""

import os
import selectors
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from io import FileIO
from threading import Thread
from typing import Protocol, cast

READ_BYTES = 2**18
ALARM: int = getattr(signal, "SIGALRM", 14)
PROCESSOR_TIME: int = getattr(signal, "SIGXCPU", 24)
KILLED = 9
"""Numbers of signals, which Windows has no names for; a worker on Windows never ends by one."""


def is_posix() -> bool:
    """Tell whether groups of processes can be killed, and pipes be waited for."""
    return hasattr(os, "killpg") and hasattr(signal, "pthread_sigmask") and hasattr(selectors, "PollSelector")


def told_limits() -> str:
    """Return what a user is told where the system's limits are weaker; empty where they are whole."""
    if is_posix() and find_spec("resource"):
        return ""
    return (
        "On this system only the clock limits the processes that read files: a hostile file may use much memory "
        "or leave a process behind."
    )


class Ends(Protocol):
    """The parent's ends of a worker's pipes; nothing here waits."""

    def readable(self) -> int:
        """Return what a selector waits for to read."""

    def writable(self) -> int:
        """Return what a selector waits for to write; it may be the same."""

    def read(self, count: int) -> bytes | None:
        """Return what has arrived; empty at the end, None where nothing has."""

    def write(self, content: bytes | bytearray) -> int:
        """Write what there is room for, and return how much; raises BrokenPipeError where the worker is gone."""

    def close(self) -> None:
        """Close both."""


class PipeEnds:
    """Pipes that do not block."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        """Take the pipes of a process."""
        self._requests, self._answers = cast(FileIO, process.stdin), cast(FileIO, process.stdout)
        for end in (self._requests, self._answers):
            os.set_blocking(end.fileno(), False)

    def readable(self) -> int:
        """Return the descriptor of the answers."""
        return self._answers.fileno()

    def writable(self) -> int:
        """Return the descriptor of the requests."""
        return self._requests.fileno()

    def read(self, count: int) -> bytes | None:
        """Return what has arrived; empty at the end, None where nothing has."""
        return self._answers.read(count)

    def write(self, content: bytes | bytearray) -> int:
        """Write as much as the pipe takes."""
        try:
            return os.write(self._requests.fileno(), content)
        except BlockingIOError:
            return 0

    def close(self) -> None:
        """Close both pipes."""
        self._requests.close()
        self._answers.close()


class SocketEnds:
    """A pair of sockets, with one thread that carries requests to the worker, and one that carries its answers.

    Both threads end when the worker does: its pipes end then.
    """

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        """Start the threads of a process."""
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._pipes = cast(FileIO, process.stdin), cast(FileIO, process.stdout)
        for carry in (self._carry_requests, self._carry_answers):
            Thread(target=carry, name="citewell-worker", daemon=True).start()

    def _carry_requests(self) -> None:
        with suppress(OSError, ValueError):
            while piece := self._far.recv(READ_BYTES):
                unsent = memoryview(piece)
                while unsent:
                    unsent = unsent[self._pipes[0].write(unsent) or 0 :]
        with suppress(OSError):
            self._pipes[0].close()

    def _carry_answers(self) -> None:
        with suppress(OSError, ValueError):
            while piece := self._pipes[1].read(READ_BYTES):
                self._far.sendall(piece)
        with suppress(OSError):
            self._far.shutdown(socket.SHUT_WR)
        self._pipes[1].close()

    def readable(self) -> int:
        """Return the near socket."""
        return self._near.fileno()

    def writable(self) -> int:
        """Return the near socket."""
        return self._near.fileno()

    def read(self, count: int) -> bytes | None:
        """Return what has arrived; empty at the end, None where nothing has."""
        try:
            return self._near.recv(count)
        except BlockingIOError:
            return None
        except ConnectionError:
            return b""

    def write(self, content: bytes | bytearray) -> int:
        """Write as much as the socket takes."""
        try:
            return self._near.send(content)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise BrokenPipeError from error

    def close(self) -> None:
        """Close both sockets, which ends the threads."""
        with suppress(OSError):
            self._far.shutdown(socket.SHUT_RDWR)
        self._near.close()
        self._far.close()


def ends_of(process: "subprocess.Popen[bytes]") -> Ends:
    """Return the ends of a worker's pipes, as this system can wait for them."""
    return PipeEnds(process) if is_posix() else SocketEnds(process)


def selector() -> selectors.BaseSelector:
    """Return a selector for few files that come and go."""
    return selectors.PollSelector() if is_posix() else selectors.DefaultSelector()


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill a worker, with all of its group where there are groups."""
    with suppress(ProcessLookupError, PermissionError):
        if is_posix():
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def exit_code(process: "subprocess.Popen[bytes]", *, wait: bool = False) -> int | None:
    """Return how a process has ended, None while it runs; where ``wait``, once it has.

    On POSIX, Popen is not asked: its own lock would stay shut after a Ctrl-C at the wrong moment.
    """
    if not is_posix():
        return process.wait() if wait else process.poll()
    if process.returncode is None:
        try:
            ended, status = os.waitpid(process.pid, 0 if wait else os.WNOHANG)
        except ChildProcessError:  # asked for before, and interrupted
            ended, status = process.pid, KILLED
        if ended:
            process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let a Ctrl-C wait, where the system can: a worker that is being started is not lost."""
    if not is_posix():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
