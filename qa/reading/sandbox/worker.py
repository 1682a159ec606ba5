"""The inside of the jail: reads requests from its parent, calls one function, answers in JSON.

Started by jail.py as a script, never imported there but for the names of the protocol; so nothing but the
standard library is imported above ``main``, and nothing of the project before the parent has told where it is.

A frame from the parent is a length (4 bytes) and JSON: first one object with ``path``, ``function`` and
``limits``, then one array of arguments for each job.  An answer is a kind (1 byte), whether the worker must be
replaced (1 byte), a length (4 bytes) and so many bytes.  Answers come in the order of the requests.
"""

import errno
import importlib
import json
import math
import os
import resource
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")
ANSWER = struct.Struct(">c?I")
READY, CANNOT_START, RESULT, RAISED, NO_MEMORY, TOO_MUCH = (b"S", b"C", b"R", b"E", b"M", b"O")
NO_MORE_MEMORY = ANSWER.pack(NO_MEMORY, True, 0)
"""Packed beforehand: there may be no memory left to pack it when it is needed."""
SAID_BYTES_MOST = 1000
ALARM_GRACE = 1.0
"""Seconds after which the worker's own alarm follows the parent's limit: only a parent that is gone, or busy
with something else, lets it ring."""
GROWN_SHARE = 0.5
"""Share of the memory limit that a worker may have used and still be given another job."""
REFUSED = frozenset(
    "os.exec os.fork os.forkpty os.killpg os.posix_spawn os.spawn os.system pty.spawn subprocess.Popen".split()
)
"""The audit events of other processes; every event of a socket is refused, too."""


def main() -> None:
    """Serve the parent until it closes the pipe."""
    requests, answers = _take_the_pipes()
    orders = _read(requests)
    if orders is None:
        return
    try:
        sys.path[:] = orders["path"]
        module, _, name = orders["function"].partition(":")
        function = getattr(importlib.import_module(module), name)
        _restrict(orders["limits"])
    except BaseException as error:  # noqa: BLE001 - the parent tells the user, whatever it is
        _answer(answers, CANNOT_START, _say(error, {}))
        return
    _answer(answers, READY)
    _serve(function, orders["limits"], requests, answers)
    if os.getpgrp() == os.getpid():
        os.kill(0, signal.SIGKILL)  # the group: whatever a job has left behind goes, too


def _take_the_pipes() -> tuple[BinaryIO, int]:
    """Move the pipes away from 0 and 1, so that what a reader prints meets no protocol."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    return os.fdopen(requests, "rb"), answers


def _read(requests: BinaryIO) -> Any:
    """Return what the next frame holds; None when the parent has closed the pipe or is gone."""
    head = requests.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    length = LENGTH.unpack(head)[0]
    body = requests.read(length)
    return json.loads(body) if len(body) == length else None


def _answer(answers: int, kind: bytes, body: bytes = b"", *, last: bool = False) -> None:
    rest = memoryview(ANSWER.pack(kind, last, len(body)) + body)
    while rest:
        rest = rest[os.write(answers, rest) :]


def _say(error: BaseException, limits: dict[str, Any]) -> bytes:
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError) and error.errno == errno.EFBIG and limits:
        said = f"it writes a file of more than {limits['file_bytes'] / 2**20:,.0f} MB"
    if isinstance(error, OSError) and error.errno == errno.EMFILE and limits:
        said = f"it opens more than {limits['open_files']} files at once"
    return said.encode(errors="replace")[:SAID_BYTES_MOST]


def _restrict(limits: dict[str, Any]) -> None:
    """Take away, for good, what a reader of a file has no need of."""
    for name, most in (
        ("RLIMIT_AS", limits["memory_bytes"]),
        ("RLIMIT_NOFILE", limits["open_files"]),
        ("RLIMIT_FSIZE", limits["file_bytes"]),
        ("RLIMIT_CORE", 0),
    ):
        _limit(name, most)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    sys.addaudithook(_refuse)


def _limit(name: str, most: int) -> None:
    try:
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (value, value))
    except (AttributeError, ValueError, OSError):
        return  # macOS has not every limit; the wall clock holds there, too


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    stranger = event == "os.kill" and arguments[0] not in (0, os.getpid())
    if stranger or event in REFUSED or event.startswith("socket."):
        raise PermissionError(f"a reader may not use {event}")


def _serve(function: Callable[..., object], limits: dict[str, Any], requests: BinaryIO, answers: int) -> None:
    grown_bytes = GROWN_SHARE * limits["memory_bytes"]
    while (arguments := _read(requests)) is not None:
        kind, body = RAISED, b""
        _wind_up(limits)
        try:
            result: Any = function(*arguments)
            is_json = isinstance(result, bytes)
            body = result if is_json else json.dumps(result, ensure_ascii=False, allow_nan=False).encode()
            kind = RESULT
        except MemoryError:
            kind = NO_MEMORY
        except BaseException as error:  # noqa: BLE001 - whatever a job raises costs that job only
            body = _say(error, limits)
        signal.setitimer(signal.ITIMER_REAL, 0)  # a parent that is slow to read the answer is no fault of the job
        if kind == NO_MEMORY:
            os.write(answers, NO_MORE_MEMORY)
            continue
        if len(body) > limits["output_bytes"]:
            kind, body = TOO_MUCH, b""
        _answer(answers, kind, body, last=_peak_bytes() > grown_bytes or _leftovers())


def _wind_up(limits: dict[str, Any]) -> None:
    """Start the clocks of one job; both kill, with no help from Python, which a parser may keep busy."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    until = math.ceil(time.process_time()) + limits["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))
    signal.setitimer(signal.ITIMER_REAL, limits["wall_seconds"] + ALARM_GRACE)


def _peak_bytes() -> int:
    """Return the most memory that this process has held at any time.

    On Linux the figure of getrusage is inherited from the process that started this one: a large parent would
    make every worker look worn out.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _leftovers() -> bool:
    """Tell whether a job has left a thread or a child process running."""
    if threading.active_count() > 1:
        return True
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


if __name__ == "__main__":
    main()
