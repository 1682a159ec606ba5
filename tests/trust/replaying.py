"""What a disk may hold after a loss of power: operations that were not flushed are missing, torn or there.

The model is that of journalling file systems, read strictly.  What is written to a file is certain only once that
file was flushed: until then each write may be there, missing, torn between bytes, or there as a length of zeros.
What happens in a folder (a file appears, moves or goes) is certain once the folder was flushed; until then the
disk has it up to some moment, and each folder may have stopped at another.  A move is whole or did not happen, and
a folder's own appearance comes before whatever happens in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random

from tests.trust.recording import Kind, Operation

ROOT = 0
IGNORED = "-shm"
"""Shared memory of SQLite, which it makes anew from the log: no call tells what is written there."""


class Loss(StrEnum):
    """What becomes of operations that were not flushed: in folders and, after the comma, in files."""

    NOTHING = "all, all"
    DATA = "all, none"
    ZEROS = "all, zeros"
    NAMES = "none, all"
    EVERYTHING = "none, none"
    CHANCE = "some, some"


State = Mapping[str, bytes | None]
"""What a folder holds, by path: the content of a file, None for a folder."""


@dataclass(slots=True)
class _Change:
    """A change of names, in terms of nodes: what left which folder, and what came into which."""

    at: int
    touches: frozenset[int]
    leaves: tuple[int, str] | None
    comes: tuple[int, str, int] | None


@dataclass(slots=True)
class _Node:
    """A file or folder, whatever its name is: what it held at first, what changed, and when it was flushed."""

    is_folder: bool
    content: bytes = b""
    changes: list[tuple[int, Operation]] = field(default_factory=list)
    flushes: list[int] = field(default_factory=list)


class Replay:
    """A recording over what was there before it: ``state`` returns what a loss of power may leave."""

    def __init__(self, before: State, operations: Sequence[Operation]) -> None:
        """Work out which node each operation is about."""
        self._nodes = [_Node(is_folder=True)]
        self._first: dict[int, dict[str, int]] = {ROOT: {}}
        self._changes: list[_Change] = []
        names: dict[str, int] = {".": ROOT}
        for path in sorted(before):
            content = before[path]
            node = self._node(content)
            names[path] = node
            folder, name = _parted(path)
            self._first[names[folder]][name] = node
        for at, operation in enumerate(operations):
            self._play(at, operation, names)
        self.length = len(operations)

    def _node(self, content: bytes | None) -> int:
        self._nodes.append(_Node(is_folder=content is None, content=content or b""))
        self._first[len(self._nodes) - 1] = {}
        return len(self._nodes) - 1

    def _play(self, at: int, operation: Operation, names: dict[str, int]) -> None:
        path = operation.path
        folder, name = _parted(path)
        match operation.kind:
            case Kind.CREATE | Kind.MKDIR:
                node = names[path] = self._node(None if operation.kind is Kind.MKDIR else b"")
                itself = {node} if operation.kind is Kind.MKDIR else set()
                self._changes.append(
                    _Change(at, frozenset({names[folder], *itself}), None, (names[folder], name, node))
                )
            case Kind.UNLINK | Kind.RMDIR:
                node = names.pop(path)
                itself = {node} if operation.kind is Kind.RMDIR else set()
                self._changes.append(_Change(at, frozenset({names[folder], *itself}), (names[folder], name), None))
            case Kind.RENAME:
                into, new = _parted(operation.target)
                node = names[path]
                moved = [old for old in names if old == path or old.startswith(f"{path}/")]
                taken = {f"{operation.target}{old[len(path) :]}": names.pop(old) for old in moved}
                names.update(taken)
                change = _Change(
                    at,
                    frozenset({names[folder], names[into]}),
                    (names[folder], name),
                    (names[into], new, node),
                )
                self._changes.append(change)
            case Kind.WRITE | Kind.SIZE:
                self._nodes[names[path]].changes.append((at, operation))
            case Kind.SYNC:
                self._nodes[names[path]].flushes.append(at)
            case Kind.MAP:
                assert path.endswith(IGNORED), f"{path} is written without calls that could be recorded"

    def state(self, count: int, loss: Loss, random: Random) -> dict[str, bytes | None]:
        """Return what the disk may hold when power is lost after the first ``count`` operations."""
        of_names, _, of_data = loss.partition(", ")
        folders = {number: dict(entries) for number, entries in self._first.items()}
        for change in self._kept(count, of_names, random):
            if change.leaves:
                del folders[change.leaves[0]][change.leaves[1]]
            if change.comes:
                folders[change.comes[0]][change.comes[1]] = change.comes[2]
        found: dict[str, bytes | None] = {}
        for path, node in self._walked(folders, ROOT, ""):
            file = self._nodes[node]
            found[path] = None if file.is_folder else _content(file, count, of_data, random)
        return found

    def _walked(
        self, folders: Mapping[int, Mapping[str, int]], folder: int, path: str
    ) -> Iterator[tuple[str, int]]:
        for name, node in sorted(folders[folder].items()):
            yield f"{path}{name}", node
            if self._nodes[node].is_folder:
                yield from self._walked(folders, node, f"{path}{name}/")

    def _kept(self, count: int, of_names: str, random: Random) -> list[_Change]:
        """Return the changes of names that the disk has: what was flushed, what came before it, and some more."""
        changes = [change for change in self._changes if change.at < count]
        if of_names == "all":
            return changes
        until: dict[int, int] = {}
        for number in {number for change in changes for number in change.touches}:
            flushed = max((at for at in self._nodes[number].flushes if at < count), default=-1)
            until[number] = random.randint(flushed, count) if of_names == "some" else flushed
        kept: list[_Change] = []
        for change in reversed(changes):
            if any(change.at <= until[number] for number in change.touches):
                kept.append(change)
                for number in change.touches:  # what happened there before it is there too
                    until[number] = max(until[number], change.at)
        return kept[::-1]


def _content(file: _Node, count: int, of_data: str, random: Random) -> bytes:
    flushed = max((at for at in file.flushes if at < count), default=-1)
    content = bytearray(file.content)
    for at, change in file.changes:
        if at >= count:
            break
        if at <= flushed or of_data == "all":
            _apply(content, change.kind, change.offset, change.data)
        elif of_data == "zeros":
            _apply(content, change.kind, change.offset, bytes(len(change.data)))
        elif of_data == "some":
            _apply_some(content, change, random)
    return bytes(content)


def _apply_some(content: bytearray, change: Operation, random: Random) -> None:
    match random.choice(("there", "missing", "torn", "zeros")):
        case "there":
            _apply(content, change.kind, change.offset, change.data)
        case "torn" if change.data:
            _apply(content, change.kind, change.offset, change.data[: random.randrange(len(change.data))])
        case "zeros":
            _apply(content, change.kind, change.offset, bytes(len(change.data)))


def _apply(content: bytearray, kind: Kind, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    if kind is Kind.SIZE:
        del content[offset:]
    else:
        content[offset : offset + len(data)] = data


def _parted(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder or ".", name


def read_state(folder: Path) -> dict[str, bytes | None]:
    """Return what a folder holds."""
    paths = sorted(folder.rglob("*"))
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in paths
        if not path.name.endswith(IGNORED)
    }


def write_state(folder: Path, state: State) -> None:
    """Fill an empty folder."""
    folder.mkdir()
    for path, content in sorted(state.items()):
        if content is None:
            (folder / path).mkdir()
        elif not path.endswith(IGNORED):
            (folder / path).write_bytes(content)
