"""Compound files (MS-CFB, version 3) and messages of Outlook in them (MS-OXMSG), which no free library writes."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

SECTOR, MINI = 512, 64
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NONE = 0xFFFFFFFF
TEXT, BINARY, TIME, NUMBER = 0x001F, 0x0102, 0x0040, 0x0003
Tree = Mapping[str, "bytes | Tree"]
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass
class _Entry:
    name: str
    kind: int  # 1 a storage, 2 a stream, 5 the root
    child: int = NONE
    right: int = NONE
    start: int = END
    size: int = 0
    content: bytes = field(default=b"", repr=False)

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16sIQQIQ", name, len(name), self.kind, 1, NONE, self.right, self.child, b"", 0, 0, 0,
            self.start, self.size,
        )  # fmt: skip


def compound(tree: Tree) -> bytes:
    """Return a compound file of storages (mappings) and streams (bytes), all of them small."""
    entries = [_Entry("Root Entry", 5)]
    _plant(tree, 0, entries)
    stream, chains = b"", list[int]()
    for entry in entries:
        if entry.kind == 2 and entry.content:
            count = -(-len(entry.content) // MINI)
            entry.start, entry.size = len(stream) // MINI, len(entry.content)
            chains += [*range(entry.start + 1, entry.start + count), END]
            stream += entry.content.ljust(count * MINI, b"\0")
    directory = b"".join(entry.packed() for entry in entries)
    mini_fat = struct.pack(f"<{len(chains)}I", *chains)
    parts = [
        directory.ljust(_up(len(directory)), b"\0"), mini_fat.ljust(_up(len(mini_fat)), b"\xff"),
        stream.ljust(_up(len(stream)), b"\0"),
    ]  # fmt: skip
    starts, sectors, fat = list[int](), 1, [FAT]
    for part in parts:
        count = len(part) // SECTOR
        starts.append(sectors)
        fat += [*range(sectors + 1, sectors + count), END]
        sectors += count
    assert len(fat) <= SECTOR // 4, "more than one sector of the table of sectors"
    entries[0].start, entries[0].size = starts[2], len(stream)
    parts[0] = entries[0].packed() + parts[0][128:]
    table = struct.pack(f"<{SECTOR // 4}I", *fat, *[FREE] * (SECTOR // 4 - len(fat)))
    header = struct.pack(
        "<8s16s5H6s9I109I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1,
        starts[0], 0, 0x1000, starts[1], len(parts[1]) // SECTOR, END, 0, 0, *[FREE] * 108,
    )  # fmt: skip
    return header + table + b"".join(parts)


def _up(size: int) -> int:
    return max(-(-size // SECTOR), 1) * SECTOR


def _plant(tree: Tree, parent: int, entries: list[_Entry]) -> None:
    before = None
    for name, content in tree.items():
        entry = _Entry(name, 2 if isinstance(content, bytes) else 1)
        entries.append(entry)
        number = len(entries) - 1
        if before is None:
            entries[parent].child = number
        else:
            before.right = number
        before = entry
        if isinstance(content, bytes):
            entry.content = content
        else:
            _plant(content, number, entries)


Properties = Mapping[tuple[int, int], str | bytes | int | datetime]


def _storage(properties: Properties, header: bytes) -> Iterator[tuple[str, bytes]]:
    listed = header
    for (number, kind), value in properties.items():
        if isinstance(value, datetime):
            ticks = int((value - EPOCH).total_seconds()) * 10**7
            listed += struct.pack("<HHIQ", kind, number, 6, ticks)
        elif isinstance(value, int):
            listed += struct.pack("<HHIQ", kind, number, 6, value)
        else:
            content = value.encode("utf-16-le") if isinstance(value, str) else value
            listed += struct.pack("<HHIQ", kind, number, 6, len(content) + (2 if kind == TEXT else 0))
            yield f"__substg1.0_{number:04X}{kind:04X}", content
    yield "__properties_version1.0", listed


@dataclass(frozen=True)
class Inner:
    """A message that is attached to another as such."""

    properties: Properties
    attached: tuple["Properties | Inner", ...] = ()


def outlook(properties: Properties, *attached: Properties | Inner) -> bytes:
    """Return a message with the properties, by their numbers and kinds, and attachments with theirs."""
    return compound(_tree(properties, attached, reserved=8))


def _tree(properties: Properties, attached: Sequence[Properties | Inner], *, reserved: int) -> Tree:
    """Return the storages of a message; the header of one that is attached has fewer reserved bytes at its end."""
    counts = struct.pack("<8s4I", b"", 0, len(attached), 0, len(attached)) + bytes(reserved)
    tree: dict[str, bytes | Tree] = dict(_storage(properties, counts))
    for number, each in enumerate(attached):
        held: dict[str, bytes | Tree]
        if isinstance(each, Inner):
            held = dict(_storage({(0x3705, NUMBER): 5}, bytes(8)))
            held["__substg1.0_3701000D"] = _tree(each.properties, each.attached, reserved=0)
        else:
            held = dict(_storage(each, bytes(8)))
        tree[f"__attach_version1.0_#{number:08X}"] = held
    return tree
