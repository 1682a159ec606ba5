"""What a child does to a folder, as operations that can be played back: made by ``watched``, in order."""

import os
import struct
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.trust.syscalls import Call

AT_THIS_FOLDER = -100
PATH_BYTES_MOST = 4096
NO_OFFSET = 0
DELETED = " (deleted)"


class Kind(StrEnum):
    """What an operation does; SYNC flushes a file or a folder, MAP lets a file be written without calls."""

    CREATE = "create"
    WRITE = "write"
    SIZE = "size"
    RENAME = "rename"
    UNLINK = "unlink"
    MKDIR = "mkdir"
    RMDIR = "rmdir"
    SYNC = "sync"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Operation:
    """One change; paths are relative to the folder.  ``offset`` is also the new size of a SIZE."""

    kind: Kind
    path: str
    target: str = ""
    offset: int = 0
    data: bytes = b""


class UnknownCallError(Exception):
    """A call changes the folder in a way that is not recorded."""


@dataclass(slots=True)
class Recorder:
    """Turns calls into operations on a folder; those elsewhere, and those that will fail, are none."""

    folder: Path
    operations: list[Operation] = field(default_factory=list)

    def operation(self, call: Call) -> Operation | None:
        """Return what a call will do to the folder, or None."""
        first, second, third, fourth, fifth, sixth = call.arguments
        thread = call.thread
        match call.name:
            case "write":
                return self._write(thread, first, second, third)
            case "pwrite64":
                return self._write(thread, first, second, third, offset=fourth)
            case "writev" | "pwritev" | "pwritev2":
                return self._written_parts(thread, first, second, third, None if call.name == "writev" else fourth)
            case "copy_file_range":
                return self._copied(thread, first, second, third, fourth, fifth)
            case "ftruncate":
                return self._opened(Kind.SIZE, thread, first, offset=second)
            case "fallocate":
                return (
                    self._opened(Kind.SIZE, thread, first, offset=third + fourth)
                    if not second
                    else self._unknown(call)
                )
            case "fsync" | "fdatasync":
                return self._opened(Kind.SYNC, thread, first)
            case "open" | "creat":
                return self._made(
                    self._path(thread, AT_THIS_FOLDER, first),
                    second if call.name == "open" else os.O_TRUNC | os.O_CREAT,
                )
            case "openat":
                return self._made(self._path(thread, first, second), third)
            case "mkdir":
                return self._new(Kind.MKDIR, self._path(thread, AT_THIS_FOLDER, first))
            case "mkdirat":
                return self._new(Kind.MKDIR, self._path(thread, first, second))
            case "rmdir":
                return self._gone(Kind.RMDIR, self._path(thread, AT_THIS_FOLDER, first))
            case "unlink":
                return self._gone(Kind.UNLINK, self._path(thread, AT_THIS_FOLDER, first))
            case "unlinkat":
                return self._gone(Kind.RMDIR if third else Kind.UNLINK, self._path(thread, first, second))
            case "rename":
                return self._renamed(*(self._path(thread, AT_THIS_FOLDER, path) for path in (first, second)))
            case "renameat" | "renameat2":
                return self._renamed(self._path(thread, first, second), self._path(thread, third, fourth))
            case "mmap":
                return self._opened(Kind.MAP, thread, fifth) if fifth < 2**31 else None
            case "msync":
                return None
            case _:
                del sixth
                return self._unknown(call)

    def _unknown(self, call: Call) -> Operation | None:
        """Refuse a call that no part of Citewell makes today, unless it has nothing to do with the folder."""
        if call.name in ("sendfile", "splice", "fallocate"):
            for number in call.arguments[:3]:
                if number < 2**20 and self._inside(self._file(call.thread, number)):
                    raise UnknownCallError(call.name)
            return None
        raise UnknownCallError(call.name)

    def _inside(self, path: str) -> str:
        """Return a path relative to the folder, or an empty string for one elsewhere."""
        within = f"{self.folder}/"
        return path.removeprefix(within) if path.startswith(within) and not path.endswith(DELETED) else ""

    def _file(self, thread: int, number: int) -> str:
        try:
            return os.fspath(Path(f"/proc/{thread}/fd/{number}").readlink())
        except OSError:
            return ""

    def _memory(self, thread: int, address: int, count: int) -> bytes:
        memory = os.open(f"/proc/{thread}/mem", os.O_RDONLY)
        try:
            return os.pread(memory, count, address)
        finally:
            os.close(memory)

    def _path(self, thread: int, folder: int, address: int) -> str:
        content = self._memory(thread, address, min(PATH_BYTES_MOST, 4096 - address % 4096))
        if b"\0" not in content:
            content = self._memory(thread, address, PATH_BYTES_MOST)
        path = os.fsdecode(content.partition(b"\0")[0])
        number = struct.unpack("=i", struct.pack("=I", folder & 0xFFFFFFFF))[0]
        if not path.startswith("/"):
            base = (
                Path(f"/proc/{thread}/cwd").readlink() if number == AT_THIS_FOLDER else self._file(thread, number)
            )
            path = f"{base}/{path}"
        return os.path.normpath(path)

    def _position(self, thread: int, number: int) -> tuple[int, bool]:
        lines = Path(f"/proc/{thread}/fdinfo/{number}").read_text().splitlines()
        told = dict(line.split(":", 1) for line in lines[:2])
        return int(told["pos"]), bool(int(told["flags"], 8) & os.O_APPEND)

    def _opened(
        self, kind: Kind, thread: int, number: int, *, offset: int = 0, data: bytes = b""
    ) -> Operation | None:
        path = self._inside(self._file(thread, number)) or (
            "." if self._file(thread, number) == str(self.folder) else ""
        )
        return Operation(kind, path, offset=offset, data=data) if path else None

    def _write(
        self, thread: int, number: int, address: int, count: int, offset: int | None = None
    ) -> Operation | None:
        if not count or not self._inside(path := self._file(thread, number)):
            return None
        if offset is None:
            offset, appends = self._position(thread, number)
            offset = Path(path).stat().st_size if appends else offset
        return self._opened(Kind.WRITE, thread, number, offset=offset, data=self._memory(thread, address, count))

    def _written_parts(
        self, thread: int, number: int, address: int, parts: int, offset: int | None
    ) -> Operation | None:
        if not self._inside(path := self._file(thread, number)):
            return None
        if offset is None:
            offset, appends = self._position(thread, number)
            offset = Path(path).stat().st_size if appends else offset
        places = struct.iter_unpack("=QQ", self._memory(thread, address, 16 * parts))
        data = b"".join(self._memory(thread, place, count) for place, count in places if count)
        return self._opened(Kind.WRITE, thread, number, offset=offset, data=data)

    def _copied(self, thread: int, source: int, at: int, number: int, to: int, count: int) -> Operation | None:
        if not self._inside(path := self._file(thread, number)):
            return None
        (start,) = struct.unpack("=q", self._memory(thread, at, 8)) if at else (self._position(thread, source)[0],)
        offset, appends = self._position(thread, number)
        (offset,) = struct.unpack("=q", self._memory(thread, to, 8)) if to else (offset,)
        with Path(f"/proc/{thread}/fd/{source}").open("rb") as file:
            data = os.pread(file.fileno(), count, start)
        return self._opened(
            Kind.WRITE, thread, number, offset=Path(path).stat().st_size if appends else offset, data=data
        )

    def _made(self, path: str, flags: int) -> Operation | None:
        inside = self._inside(path)
        if not inside:
            return None
        if not os.path.lexists(path):
            return Operation(Kind.CREATE, inside) if flags & os.O_CREAT else None
        if flags & os.O_TRUNC and not flags & os.O_EXCL and Path(path).stat().st_size:
            return Operation(Kind.SIZE, inside)
        return None

    def _new(self, kind: Kind, path: str) -> Operation | None:
        inside = self._inside(path)
        return Operation(kind, inside) if inside and not os.path.lexists(path) else None

    def _gone(self, kind: Kind, path: str) -> Operation | None:
        inside = self._inside(path)
        if not inside or not os.path.lexists(path) or (kind is Kind.RMDIR and any(Path(path).iterdir())):
            return None
        return Operation(kind, inside)

    def _renamed(self, old: str, new: str) -> Operation | None:
        source, target = self._inside(old), self._inside(new)
        if bool(source) != bool(target):
            raise UnknownCallError(f"rename from {old} to {new}")
        return Operation(Kind.RENAME, source, target) if source and os.path.lexists(old) else None
