"""Files of every format damaged by number, and what the workers of the sandbox make of them.

A mutation is the seeds of a format and a number: the same two give the same bytes again.
"""

import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import cache, partial
from pathlib import Path
from random import Random

import lxml.etree  # type: ignore[import-untyped]

from qa.reading.corpus import compose_opened
from qa.reading.document import UnreadableError
from qa.reading.ocr.drawing import SIDE_MOST, drawn_page, drawn_picture, frames_of
from qa.reading.parsing import open_bytes, opened_from_json, opened_to_json

CONTAINERS = ("docx", "epub", "odt", "pptx", "xlsx")
GZIP, PNG = "html.gz", "png"
PIECE_MOST = 60
COPIES_MOST = 40
CHANGES_MOST = 6
HOSTILE = (
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xae", b"&#0;", b"&#xD800;", b"&#99999999999;", b"\r"),
    *(b"<", b">", b"]]>", b"<!--", b"<table>", b"</p>", b'="', b"---\n", b"```", b"[[", b"- ", b"* * *", b"|"),
    *(b"-1", b"0", b"65536", b"99999999999999999999", b"1e400", b"nan", b"(", b")", b"<<", b"endobj", b"stream"),
)
"""Pieces that parsers stumble over: ends of what never began, numbers out of any range, halves of characters."""

VALUES = (
    "",
    "-1",
    "0",
    "7",
    "1e400",
    "99999999999999999999",
    "nan",
    "../..",
    "\u202e",
    "\ud7ff",
    "true",
    "heron " * 200,
)


def damaged(random: Random, content: bytes, other: bytes) -> bytes:
    """Flip, cut, insert, repeat or splice some bytes."""
    result = bytearray(content)
    for _ in range(random.randint(1, CHANGES_MOST)):
        place = random.randrange(len(result) + 1)
        end = min(len(result), place + random.randint(1, PIECE_MOST))
        match random.choice(("flip", "cut", "insert", "hostile", "repeat", "splice")):
            case "flip":
                result[place : place + 1] = random.randbytes(1)
            case "cut":
                del result[place:end]
            case "insert":
                result[place:place] = random.randbytes(random.randint(1, PIECE_MOST))
            case "hostile":
                result[place:place] = random.choice(HOSTILE)
            case "repeat":
                result[place:place] = result[place:end] * random.randint(1, COPIES_MOST)
            case _:
                result[place:] = other[random.randrange(len(other) + 1) :]
    return bytes(result)


def replanted(random: Random, content: bytes) -> bytes:
    """Remove, double, move, rename or misname elements of XML, which stays well-formed."""
    root = lxml.etree.fromstring(content)
    for _ in range(random.randint(1, CHANGES_MOST)):
        elements = list(root.iter("*"))[1:]
        if not elements:
            break
        element, other = random.choice(elements), random.choice(elements)
        match random.choice(("remove", "double", "move", "rename", "value", "text")):
            case "remove":
                element.getparent().remove(element)
            case "double":
                element.addnext(deepcopy(element))
            case "move":
                other.append(deepcopy(element))
            case "rename":
                element.tag = other.tag
            case "value":
                for name in element.attrib:
                    element.set(name, random.choice(VALUES))
            case _:
                element.text, element.tail = element.tail, random.choice(VALUES)
    replaced: bytes = lxml.etree.tostring(root)
    return replaced


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a zip container of the files that is the same at any time of day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        for name, content in files.items():
            container.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def mutated(kind: str, seeds: Sequence[bytes], number: int) -> bytes:
    """Return the mutation of this number.

    A third of those of a container damage the container; the others one file in it, its bytes or its elements.
    """
    random = Random(f"{kind} {number}")  # noqa: S311 - to be the same every time
    content, other = random.sample(seeds, 2)
    if kind == GZIP and number % 3:
        return gzip.compress(damaged(random, gzip.decompress(content), gzip.decompress(other)), mtime=0)
    if kind == PNG and number % 3:
        return resealed(damaged(random, content, other))
    if kind not in CONTAINERS or number % 3 == 0:
        return damaged(random, content, other)
    files, others = unpacked(content), unpacked(other)
    name = random.choice([name for name in files if files[name].startswith(b"<")])
    changed = (
        damaged(random, files[name], others.get(name, b"")) if number % 3 == 1 else replanted(random, files[name])
    )
    return packed({**files, name: changed})


def resealed(content: bytes) -> bytes:
    """Return a PNG whose parts have the checksums of what they hold now, which else tell nearly all damage."""
    parts, place = [content[:8]], 8
    while place + 8 <= len(content):
        size = int.from_bytes(content[place : place + 4])
        entry = content[place + 4 : place + 8 + size]
        parts += [content[place : place + 4], entry, zlib.crc32(entry).to_bytes(4)]
        place += 12 + size
    return b"".join(parts)


@cache
def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a whole zip container."""
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return {name: container.read(name) for name in container.namelist()}


@cache
def seeds_in(folder: str, kind: str) -> tuple[bytes, ...]:
    """Return the seeds of a format, which stand in the folder by number."""
    return tuple(path.read_bytes() for path in sorted(Path(folder).glob(f"*.{kind}")))


def read_one(content: bytes, name: str) -> bool:
    """Take a file all the way to an article, as a build does; False where there is a reason why not."""
    opened = open_bytes(content, name)
    again = opened_from_json(opened_to_json(opened))
    if opened.document is None:
        assert again.reason, "neither a draft nor a reason"
        return False
    try:
        article = compose_opened(again, source=name)
    except UnreadableError:
        return False
    assert article.text.strip(), "an article without text"
    return True


def read_batch(folder: str, kind: str, first: int, count: int) -> dict[str, object]:
    """Read so many mutations from a number on: how many are articles, how many are not, and what failed.

    This is what the workers call.
    """
    return _batch(folder, kind, first, count, lambda content: read_one(content, f"file.{kind}"))


def draw_batch(folder: str, kind: str, first: int, count: int) -> dict[str, object]:
    """Draw so many mutations likewise: what is drawn counts as an article."""
    return _batch(folder, kind, first, count, partial(draw_one, is_page=kind == "pdf"))


def draw_one(content: bytes, *, is_page: bool) -> bool:
    """Draw a picture, or the first page of a PDF, to be recognised; False where there is a reason why not."""
    try:
        if is_page:
            pixels, points = drawn_page(content, 0)
        else:
            frames = frames_of(content)
            pixels, points = drawn_picture(content, frames - 1)
    except UnreadableError:
        return False
    height, width, colours = pixels.shape
    assert colours == 3
    assert 0 < width <= SIDE_MOST + 1
    assert 0 < height <= SIDE_MOST + 1
    assert points > 0
    return True


def _batch(folder: str, kind: str, first: int, count: int, read: Callable[[bytes], bool]) -> dict[str, object]:
    seeds = seeds_in(folder, kind)
    articles, refused = 0, 0
    failed: list[str] = []
    for number in range(first, first + count):
        try:
            is_article = read(mutated(kind, seeds, number))
        except Exception as error:  # noqa: BLE001 - each is a finding, and is told with its number
            failed.append(f"{kind} {number}: {type(error).__name__}: {error}")
            continue
        articles += is_article
        refused += not is_article
    return {"articles": articles, "refused": refused, "failed": failed}


def end_at(end: int, first: int, count: int) -> dict[str, object]:
    """Die without a word at one number, as a parser in C does."""
    if end in range(first, first + count):
        os._exit(9)
    return {"articles": count, "refused": 0, "failed": []}
