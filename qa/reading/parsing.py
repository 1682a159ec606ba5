"""One file of the corpus → its cleaned draft and the report, or the reason why not; also over a pipe, as JSON."""

import os
import stat
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from qa.files import sha256
from qa.reading.cleaning.rules import clean
from qa.reading.document import Draft, DraftBlock, DraftKind, UnreadableError
from qa.reading.formats import READERS, reader_of
from qa.records import CleaningReport, Removed, Repaired

FILE_BYTES_MOST = 64 * 2**20
"""A larger file is no article: the longest books have a few million characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a file held: a cleaned draft with its report, or ``reason``, why there is none.

    ``digest`` is the sha256 of the file's bytes, empty when they were not read.
    """

    draft: Draft | None = None
    report: CleaningReport = field(default_factory=CleaningReport)
    reason: str = ""
    digest: str = ""


def open_file(corpus: Path, source: str) -> Opened:
    """Open one file of the corpus; whatever is wrong with it becomes the reason."""
    try:
        if refusal := refusal_of(corpus, source):
            return Opened(reason=refusal)
        content = (corpus / source).read_bytes()
    except FileNotFoundError:
        return Opened(reason="the file vanished during the build")
    except OSError as error:
        return Opened(reason=f"the file cannot be read: {error.strerror}")
    return open_bytes(content, source)


def open_bytes(content: bytes, name: str) -> Opened:
    """Read the bytes of a file by the format that its name tells."""
    digest = sha256(content)
    reader = reader_of(name)
    if reader is None:
        return Opened(reason=f"there is no reader for this format (known: {', '.join(READERS)})", digest=digest)
    try:
        draft, report = clean(reader(content))
    except UnreadableError as error:
        return Opened(reason=str(error), digest=digest)
    return Opened(draft=draft, report=report, digest=digest)


def refusal_of(corpus: Path, source: str) -> str:
    """Return why a file is not even opened, or an empty string; raises OSError when it cannot be looked at."""
    try:
        source.encode()
    except UnicodeEncodeError:
        return "the file's name is not valid text"
    status = os.stat(f"{corpus}/{source}")  # noqa: PTH116 - thousands of paths, each asked for at every build
    if not stat.S_ISREG(status.st_mode):
        return "it is no regular file"
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


def open_for_jail(corpus: str, source: str) -> dict[str, Any]:
    """Open a file inside a worker; returns the JSON that ``opened_from_json`` reads."""
    return opened_to_json(open_file(Path(corpus), source))


def opened_to_json(opened: Opened) -> dict[str, Any]:
    """Return an Opened as JSON values; details that JSON does not know become text."""
    draft = opened.draft
    return {
        "reason": opened.reason,
        "digest": opened.digest,
        "report": asdict(opened.report),
        "draft": draft
        and {
            "blocks": [
                [block.kind, block.text, block.level, block.marker, block.inferred, block.line, block.page]
                for block in draft.blocks
            ],
            "details": {
                str(name): [str(entry) for entry in value] if isinstance(value, list) else str(value)
                for name, value in draft.details.items()
                if value is not None
            },
            "structured": draft.structured,
        },
    }


def opened_from_json(value: Any) -> Opened:
    """Return an Opened from what ``opened_to_json`` made; raises ValueError, TypeError or LookupError if not."""
    try:
        draft = value["draft"]
        return Opened(
            reason=_text(value["reason"]),
            digest=_text(value["digest"]),
            report=report_from_json(value["report"]),
            draft=None if draft is None else _draft_from_json(draft),
        )
    except (AttributeError, OverflowError) as error:
        raise ValueError(f"this is no opened file: {error}") from error


def report_from_json(value: Any) -> CleaningReport:
    """Return a report from its JSON values; raises as ``opened_from_json``, and AttributeError."""
    removed = (
        Removed(
            text=_text(entry["text"]),
            rule=_text(entry["rule"]),
            line=_number(entry["line"]),
            page=_number(entry["page"]),
        )
        for entry in value["removed"]
    )
    repaired = (
        Repaired(
            kinds=_texts(entry["kinds"]),
            before=_text(entry["before"]),
            after=_text(entry["after"]),
            line=_number(entry["line"]),
            page=_number(entry["page"]),
        )
        for entry in value["repaired"]
    )
    return CleaningReport(removed=tuple(removed), repaired=tuple(repaired), withheld=_texts(value["withheld"]))


def _draft_from_json(value: Any) -> Draft:
    blocks = tuple(
        DraftBlock(
            kind=DraftKind(kind),
            text=_text(text),
            level=_number(level),
            marker=_text(marker),
            inferred=bool(inferred),
            line=_number(line),
            page=_number(page),
        )
        for kind, text, level, marker, inferred, line, page in value["blocks"]
    )
    details: dict[str, object] = {
        _text(name): list(_texts(entry)) if isinstance(entry, list) else _text(entry)
        for name, entry in value["details"].items()
    }
    return Draft(blocks=blocks, details=details, structured=bool(value["structured"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {type(value).__name__}")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"a list of texts was expected, not {type(value).__name__}")
    return tuple(map(_text, value))


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(f"a whole number was expected, not {type(value).__name__}")
    return value
