"""A forked child whose every call that changes the disk is told to this process before it is carried out.

The kernel stops the child at the call (seccomp, user notification), whichever code makes it: Python, SQLite,
numpy, faiss and tantivy alike.  Linux on x86-64 only.  What is written through shared mappings makes no call.
"""

import ctypes
import errno
import fcntl
import os
import platform
import select
import signal
import socket
import struct
import sys
from collections.abc import Callable
from typing import NamedTuple

NUMBERS = {
    "write": 1,
    "pwrite64": 18,
    "writev": 20,
    "msync": 26,
    "sendfile": 40,
    "fsync": 74,
    "fdatasync": 75,
    "truncate": 76,
    "ftruncate": 77,
    "rename": 82,
    "mkdir": 83,
    "rmdir": 84,
    "creat": 85,
    "link": 86,
    "unlink": 87,
    "symlink": 88,
    "mkdirat": 258,
    "unlinkat": 263,
    "renameat": 264,
    "linkat": 265,
    "symlinkat": 266,
    "splice": 275,
    "fallocate": 285,
    "pwritev": 296,
    "renameat2": 316,
    "copy_file_range": 326,
    "pwritev2": 328,
    "openat2": 437,
}
"""Calls that are always told, with their numbers on x86-64."""
OPEN, OPENAT, MMAP = 2, 257, 9
NAMES = {number: name for name, number in NUMBERS.items()} | {OPEN: "open", OPENAT: "openat", MMAP: "mmap"}
MAKES = os.O_CREAT | os.O_TRUNC
PROT_WRITE, MAP_SHARED = 2, 1

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER, _NEW_LISTENER = 38, 317, 1, 8
_ALLOW, _TELL = 0x7FFF0000, 0x7FC00000
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _ARGUMENTS_AT = 0, 16
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_NOTICE = struct.Struct("=QIIiIQ6Q")
_REPLY = struct.Struct("=QqiI")
_CARRY_ON = 1
FAILED = 3


class Call(NamedTuple):
    """A call that a thread of the child is about to make."""

    name: str
    thread: int
    arguments: tuple[int, ...]


Told = Callable[[Call], bool]
"""Told of a call; returns False to have the child killed instead of the call carried out."""


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("when_true", ctypes.c_ubyte),
        ("when_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def can_watch() -> bool:
    """Tell whether this machine has what ``watched`` needs."""
    return sys.platform == "linux" and platform.machine() == "x86_64"


def watched(work: Callable[[], int], told: Told) -> int:
    """Run ``work`` in a fork; return its exit code, or the negative number of the signal that ended it."""
    here, there = socket.socketpair()
    child = os.fork()
    if child == 0:
        code = FAILED
        try:
            here.close()
            listener = _listened_to()
            socket.send_fds(there, [b"!"], [listener])
            os.close(listener)
            code = work()
        except BaseException as error:  # noqa: BLE001 - a child must never return into the parent's code
            print(repr(error), file=sys.stderr, flush=True)
        os._exit(code)
    there.close()
    with here:
        _, received, _, _ = socket.recv_fds(here, 1, 1)
    if received:
        try:
            _serve(received[0], child, told)
        finally:
            os.close(received[0])
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _serve(listener: int, child: int, told: Told) -> None:
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    while True:
        ((_, events),) = poll.poll()
        if not events & select.POLLIN:  # nobody is left who could call
            return
        notice = bytearray(_NOTICE.size)
        try:
            fcntl.ioctl(listener, _RECEIVE, notice)
            number, thread, _, call, _, _, *arguments = _NOTICE.unpack(notice)
            if told(Call(NAMES[call], thread, tuple(arguments))):
                fcntl.ioctl(listener, _SEND, bytearray(_REPLY.pack(number, 0, 0, _CARRY_ON)))
            else:
                os.kill(child, signal.SIGKILL)
                return
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ESRCH):  # the thread has ended meanwhile
                raise


def _listened_to() -> int:
    """Have the kernel stop this process at the calls above; return what tells of them."""
    steps = [_Step(_LOAD, 0, 0, _NUMBER_AT)]
    for number in NUMBERS.values():
        steps += [_Step(_EQUAL, 0, 1, number), _Step(_RETURN, 0, 0, _TELL)]
    steps += [*_if_bits(OPEN, (1, MAKES)), *_if_bits(OPENAT, (2, MAKES))]
    steps += [*_if_bits(MMAP, (2, PROT_WRITE), (3, MAP_SHARED)), _Step(_RETURN, 0, 0, _ALLOW)]
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    listener = system.syscall(_SECCOMP, _FILTER, _NEW_LISTENER, ctypes.byref(program))
    if listener < 0:
        raise OSError(ctypes.get_errno(), "the kernel does not tell of calls")
    return int(listener)


def _if_bits(number: int, *bits: tuple[int, int]) -> list[_Step]:
    """Return steps that tell of a call whose arguments have one of the bits each, and allow it else."""
    rest = 2 * len(bits) + 2
    steps = [_Step(_EQUAL, 0, rest, number)]
    for left, (argument, mask) in enumerate(bits):
        steps.append(_Step(_LOAD, 0, 0, _ARGUMENTS_AT + 8 * argument))
        steps.append(_Step(_ANY_BIT, 0, rest - 2 * left - 2 - 1, mask))
    return [*steps, _Step(_RETURN, 0, 0, _TELL), _Step(_RETURN, 0, 0, _ALLOW)]
