"""One file of the corpus → its cleaned document and report, or the reason why not; over a pipe as JSON."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter

from qa.files import sha256
from qa.reading.cleaning.rules import clean
from qa.reading.document import Document, PicturesOnlyError, UnreadableError, refuse_too_long
from qa.reading.formats import MAIL, READERS, SCANNED, reader_of
from qa.reading.formats.mail.attachments import left_alone
from qa.reading.ocr.recognised import RecognisedPage, pages_from_json
from qa.records import CleaningReport

FILE_BYTES_MOST = 64 * 2**20
"""A larger file is no article: the longest books have a few million characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a file held: a cleaned document with its report, or ``reason``, why there is none.

    ``digest`` is the sha256 of the file's bytes, empty when they were not read.  ``pictured`` are the pages, from
    1, that are pictures whose text may be recognised.
    """

    document: Document | None = None
    report: CleaningReport = field(default_factory=CleaningReport)
    reason: str = ""
    digest: str = ""
    pictured: tuple[int, ...] = ()


def open_file(
    corpus: Path, source: str, recognised: Mapping[int, RecognisedPage] | None = None, *, alone: bool = False
) -> Opened:
    """Open one file of the corpus; whatever is wrong with it becomes the reason.

    ``recognised`` is what was recognised on its pages that are pictures, None where that was not tried; a message
    is opened without its attachments where ``alone``.
    """
    try:
        if refusal := refusal_of(corpus, source):
            return Opened(reason=refusal)
        content = (corpus / source).read_bytes()
    except FileNotFoundError:
        return Opened(reason="the file vanished during the build")
    except OSError as error:
        return Opened(reason=f"the file cannot be read: {error.strerror}")
    return open_bytes(content, source, recognised, alone=alone)


def open_bytes(
    content: bytes, name: str, recognised: Mapping[int, RecognisedPage] | None = None, *, alone: bool = False
) -> Opened:
    """Read the bytes of a file by the format that its name tells; the rest is that of ``open_file``."""
    digest = sha256(content)
    suffix = PurePosixPath(name.lower()).suffix
    reader = reader_of(name)
    if alone and (mail := MAIL.get(suffix)):
        reader = partial(mail, read_file=left_alone)
    scanned = SCANNED.get(suffix)
    if scanned and recognised is not None:
        reader = partial(scanned, recognised=recognised)
    if reader is None:
        return Opened(reason=f"there is no reader for this format (known: {', '.join(READERS)})", digest=digest)
    try:
        draft = reader(content)
        refuse_too_long(sum(len(block.text) for block in draft.blocks))
        document, report = clean(draft)
    except PicturesOnlyError as error:
        return Opened(reason=str(error), digest=digest, pictured=error.pages if scanned else ())
    except UnreadableError as error:
        return Opened(reason=str(error), digest=digest)
    return Opened(document=document, report=report, digest=digest, pictured=draft.pictured if scanned else ())


def refusal_of(corpus: Path, source: str) -> str:
    """Return why a file is not even opened, or an empty string; raises OSError when it cannot be looked at."""
    try:
        source.encode()
    except UnicodeEncodeError:
        return "the file's name is not valid text"
    status = os.stat(f"{corpus}/{source}")  # noqa: PTH116 - thousands of paths, each asked for at every build
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file"
    if status.st_size > FILE_BYTES_MOST:
        return f"the file has {status.st_size:,} bytes and the limit is {FILE_BYTES_MOST:,}"
    return ""


def digest_of(corpus: Path, source: str) -> str:
    """Return the digest of a file's bytes as they are now, empty where a build would not read them."""
    try:
        return "" if refusal_of(corpus, source) else _digest_of_file(f"{corpus}/{source}")
    except OSError:
        return ""


def _digest_of_file(path: str) -> str:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as above
        return sha256(file.read())


def open_in_sandbox(corpus: str, source: str) -> bytes:
    """Open a file inside a worker; returns the JSON that ``opened_from_json`` reads."""
    return opened_to_json(open_file(Path(corpus), source))


def open_alone_in_sandbox(corpus: str, source: str) -> bytes:
    """Open a message inside a worker, without its attachments."""
    return opened_to_json(open_file(Path(corpus), source, alone=True))


def open_recognised_in_sandbox(corpus: str, source: str, recognised: str) -> bytes:
    """Open a file inside a worker, with what was recognised on its pages, from ``pages_to_json``."""
    return opened_to_json(open_file(Path(corpus), source, pages_from_json(recognised)))


_OPENED = TypeAdapter(Opened)


def opened_to_json(opened: Opened) -> bytes:
    """Return an Opened as JSON, on one line."""
    return _OPENED.dump_json(opened)


def opened_from_json(content: bytes) -> Opened:
    """Return an Opened from what ``opened_to_json`` made; raises ValueError for anything else."""
    return _OPENED.validate_json(content, strict=True)
