"""What is kept beside an added article: the bytes it was read from, and a note of where they came from.

corpus/name.md                  the canonical text, which is what the index reads
corpus/.originals/name.pdf      the original, so that it can be read again when the rules improve
corpus/.originals/name.json     address or file name, digest of the canonical text, what cleaning removed
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.files import sha256, write_atomically
from qa.reading.opening import report_from_json
from qa.records import CleaningReport

FOLDER = ".originals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an added article came from: an address or a file's name; ``file`` is the name of the original.

    ``text_digest`` is that of the canonical text when it was added: an edited text has another.  ``pages`` has
    the page of each block of the text, in order; it is empty where the original has no pages.
    """

    came_from: str
    file: str
    text_digest: str
    report: CleaningReport
    pages: tuple[int, ...] = ()


def write_origin(corpus: Path, name: str, origin: Origin, content: bytes) -> None:
    """Keep an original and its note under the name of its article."""
    folder = corpus / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / origin.file, content)
    write_atomically(folder / f"{name}.json", json.dumps(asdict(origin), indent=1, ensure_ascii=False).encode())


def read_origin(corpus: Path, name: str) -> Origin | None:
    """Return the note of an article, or None when there is none or it is damaged."""
    try:
        values = json.loads((corpus / FOLDER / f"{name}.json").read_bytes())
        values["file"] = Path(values["file"]).name  # a note never leads out of its folder
        return Origin(**{**values, "report": report_from_json(values["report"]), "pages": tuple(values["pages"])})
    except (OSError, ValueError, TypeError, LookupError):
        return None


def note_digest(corpus: Path, name: str) -> str:
    """Return the digest of the note of an article, empty where there is none or it cannot be read."""
    try:
        return sha256((corpus / FOLDER / f"{name}.json").read_bytes())
    except (OSError, ValueError):
        return ""


def names(corpus: Path) -> list[str]:
    """Return the names of the articles that have a note, sorted."""
    return sorted(path.stem for path in (corpus / FOLDER).glob("*.json"))
