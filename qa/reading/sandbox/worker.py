"""The inside of the sandbox: reads jobs from its parent, calls one function for each, answers in JSON.

Started by pool.py as a script, never imported there but for the names of the protocol; so nothing but the
standard library is imported above ``main``, and nothing of the project before the parent has told where it is.

The parent sends lines of JSON: first an object with ``path``, ``function`` and ``limits``, then an array of
arguments for each job.  The answer to each is a line, in the same order: its kind (1 byte), ``!`` where the worker
must be replaced or else a space, and the JSON of the result, or the words of an error.
"""

import errno
import faulthandler
import importlib
import json
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

try:
    import resource
except ImportError:  # not POSIX: the clocks alone limit a job
    HAS_LIMITS = False
else:
    HAS_LIMITS = True

READY, CANNOT_START, RESULT, RAISED, NO_MEMORY, TOO_MUCH = (b"S", b"C", b"R", b"E", b"M", b"O")
MORE, LAST = b" ", b"!"
NO_MORE_MEMORY = NO_MEMORY + LAST + b"\n"
"""Made beforehand: there may be no memory left to make it when it is needed."""
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
    orders = _request(requests)
    if orders is None:
        return
    try:
        sys.path[:] = orders["path"]
        module, _, name = orders["function"].partition(":")
        function = getattr(importlib.import_module(module), name)
        _restrict(orders["limits"])
    except BaseException as error:  # noqa: BLE001 - the parent tells the user, whatever it is
        _answer(answers, CANNOT_START, MORE, _say(error, {}))
        return
    _answer(answers, READY, MORE)
    while (arguments := _request(requests)) is not None:
        _serve(function, orders["limits"], arguments, answers)
    if hasattr(os, "getpgrp") and os.getpgrp() == os.getpid():
        os.kill(0, signal.SIGKILL)  # the group: whatever a job has left behind goes, too


def _take_the_pipes() -> tuple[BinaryIO, int]:
    """Move the pipes away from 0 and 1, so that what a reader prints meets no protocol."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    return os.fdopen(requests, "rb"), answers


def _request(requests: BinaryIO) -> Any:
    """Return the next request; None when the parent has closed the pipe or is gone."""
    line = requests.readline()
    return json.loads(line) if line.endswith(b"\n") else None


def _answer(answers: int, kind: bytes, continuation: bytes, body: bytes = b"") -> None:
    unsent = memoryview(b"%s%s%s\n" % (kind, continuation, body))
    while unsent:
        unsent = unsent[os.write(answers, unsent) :]


def _say(error: BaseException, limits: dict[str, Any]) -> bytes:
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError) and error.errno == errno.EFBIG and limits:
        reason = f"it writes a file of more than {limits['file_bytes'] / 2**20:,.0f} MB"
    if isinstance(error, OSError) and error.errno == errno.EMFILE and limits:
        reason = f"it opens more than {limits['open_files']} files at once"
    return reason.encode(errors="replace").replace(b"\n", b" ")[:SAID_BYTES_MOST]


def _restrict(limits: dict[str, Any]) -> None:
    """Take away for good what reading a file does not need, as far as this system can."""
    sys.addaudithook(_refuse)
    if not HAS_LIMITS:
        return
    for name, limit in (
        ("RLIMIT_AS", limits["memory_bytes"]),
        ("RLIMIT_NOFILE", limits["open_files"]),
        ("RLIMIT_FSIZE", limits["file_bytes"]),
        ("RLIMIT_CORE", 0),
    ):
        try:
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            value = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            resource.setrlimit(kind, (value, value))
        except (AttributeError, ValueError, OSError):
            continue  # macOS has not every limit; the wall clock holds there, too
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    stranger = event == "os.kill" and arguments[0] not in (0, os.getpid())
    if stranger or event in REFUSED or event.startswith("socket."):
        raise PermissionError(f"a reader may not use {event}")


def _serve(function: Callable[..., Any], limits: dict[str, Any], arguments: Any, answers: int) -> None:
    kind, body = RAISED, b""
    _start_clocks(limits)
    try:
        result = function(*arguments)
        is_json = isinstance(result, bytes)
        body = result if is_json else json.dumps(result, ensure_ascii=False, allow_nan=False).encode()
        kind = RESULT
    except MemoryError:
        kind = NO_MEMORY
    except BaseException as error:  # noqa: BLE001 - whatever a job raises costs that job only
        body = _say(error, limits)
    _stop_the_clock()  # a parent that is slow to read the answer is no fault of the job
    if kind == NO_MEMORY:
        os.write(answers, NO_MORE_MEMORY)
        return
    if len(body) > limits["output_bytes"]:
        kind, body = TOO_MUCH, b""
    spent = _peak_bytes() > GROWN_SHARE * limits["memory_bytes"] or _leftovers()
    _answer(answers, kind, LAST if spent else MORE, body)


def _start_clocks(limits: dict[str, Any]) -> None:
    """Start the clocks of one job; each kills, with no help from Python, which a parser may keep busy."""
    if not HAS_LIMITS:
        faulthandler.dump_traceback_later(limits["wall_seconds"] + ALARM_GRACE, exit=True)
        return
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    until = math.ceil(time.process_time()) + limits["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))
    signal.setitimer(signal.ITIMER_REAL, limits["wall_seconds"] + ALARM_GRACE)


def _stop_the_clock() -> None:
    if not HAS_LIMITS:
        faulthandler.cancel_dump_traceback_later()
    else:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _peak_bytes() -> int:
    """Return the most memory that this process has held at any time.

    On Linux the figure of getrusage is inherited from the process that started this one: a large parent would
    make every worker look worn out.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        if not HAS_LIMITS:
            return 0
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _leftovers() -> bool:
    """Tell whether a job has left a thread or a child process running, as far as this system tells."""
    if threading.active_count() > 1:
        return True
    if not hasattr(os, "WNOHANG"):
        return False
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


if __name__ == "__main__":
    main()
