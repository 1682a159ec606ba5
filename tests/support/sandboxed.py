"""What the workers of the sandbox are made to do in its tests, by name, and how to see that they are gone."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from qa.reading.sandbox import worker

POISONED: list[str] = []


def do(name: str, *arguments: Any) -> object:
    """What the workers call: the function of this name."""
    return FUNCTIONS[name](*arguments)


def loop_for_ever() -> None:
    while True:
        pass


def eat() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(2**22))


def chatter() -> str:
    sys.stdout.write("garbage")
    sys.stdout.flush()
    for descriptor in (0, 1, 2):
        os.write(descriptor, b"garbage")
    return "said"


def raise_error() -> None:
    raise ValueError("no\n\x1b[31m article")


def fork() -> int:
    child: int = ctypes.CDLL(None).fork()
    if child == 0:
        time.sleep(600)
    return child


def fork_and_leave(path: str) -> None:
    Path(path).write_text(str(fork()))
    os._exit(3)


def answer(kind: str, body: str) -> None:
    """Write an answer of one's own into every pipe there is."""
    forged = kind.encode() + worker.MORE + body.encode() + b"\n"
    for descriptor in range(3, 10):
        try:
            os.write(descriptor, forged)
        except OSError:
            continue
    time.sleep(600)


def poison() -> str:
    POISONED.append("by the job before")
    return "poisoned"


def crash_if_poisoned() -> str:
    if POISONED:
        os._exit(1)
    return "well"


def is_gone(process: int) -> bool:
    """Wait for a process that was killed, or is about to end, to be no more than a name in a list."""
    for _ in range(1500):
        try:
            os.kill(process, 0)
            if Path("/proc/self").exists() and Path(f"/proc/{process}/stat").read_text().split(") ")[-1][0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


FUNCTIONS: dict[str, Any] = {
    "echo": lambda value: value,
    "pid": os.getpid,
    "environment": lambda: dict(os.environ),
    "sleep": lambda: time.sleep(600),
    "segfault": lambda: ctypes.string_at(0),
    "exit": lambda: os._exit(3),
    "shout": lambda: "x" * 100 * 2**20,
    "return_set": lambda: {1},
    "write": lambda path: Path(path).write_bytes(bytes(2**21)),
    "open": lambda path: [open(path) for _ in range(100)],  # noqa: PTH123, SIM115
    "socket": lambda: socket.create_connection(("127.0.0.1", 9)),
    "start": lambda: subprocess.run(["true"]),
    "kill": lambda: os.kill(os.getppid(), signal.SIGTERM),
    **{f.__name__: f for f in (loop_for_ever, eat, chatter, raise_error, fork, fork_and_leave, answer)},
    **{f.__name__: f for f in (poison, crash_if_poisoned)},
}
