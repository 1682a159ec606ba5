"""The corpus folder: which files are in it, and each of them as an article or as a skipped file."""

import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qa.errors import CorpusError
from qa.files import sha256, sha256_of_file
from qa.reading.composing import compose
from qa.reading.draft import UnreadableError
from qa.reading.formats import READERS
from qa.records import Article, SkippedFile

FILE_BYTES_MOST = 64 * 2**20
"""A larger file is no article: the longest books have a few million characters."""
CANONICAL_SUFFIX = ".md"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What became of one file of the corpus: an article or a skipped file, and the digest of its bytes."""

    outcome: Article | SkippedFile
    digest: str


def scan(corpus: Path) -> tuple[str, ...]:
    """Return the sources in the corpus: paths inside it, with forward slashes, sorted.

    Hidden files and folders are not articles, nor is a README, which describes the folder.  Raises
    CorpusError when the folder is missing or empty.
    """
    if not corpus.is_dir():
        raise CorpusError(
            f"The corpus folder {corpus} does not exist.",
            hint="Make it and put articles into it, or name it with --corpus.",
        )
    sources = sorted(_walk(corpus))
    if not sources:
        raise CorpusError(
            f"The corpus folder {corpus} has no files.", hint=f"Put articles into it ({', '.join(READERS)})."
        )
    return tuple(sources)


def _walk(corpus: Path) -> Iterator[str]:
    for folder, subfolders, names in os.walk(corpus):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and Path(name).stem.upper() != "README":
                yield (Path(folder) / name).relative_to(corpus).as_posix()


def digest_of(corpus: Path, source: str) -> str:
    """Return the digest of a file's bytes, or an empty string when it cannot be read."""
    try:
        return sha256_of_file(corpus / source)
    except OSError:
        return ""


def read(corpus: Path, source: str) -> ReadFile:
    """Read one file of the corpus; whatever is wrong with it becomes the reason of a SkippedFile."""
    reader = READERS.get(Path(source).suffix.lower())
    try:
        source.encode()
        path = corpus / source
        size = path.stat().st_size
        if size > FILE_BYTES_MOST:
            raise UnreadableError(f"the file has {size:,} bytes and the limit is {FILE_BYTES_MOST:,}")  # noqa: TRY301
        content = path.read_bytes()
    except UnicodeEncodeError:
        shown = source.encode(errors="replace").decode()
        return _skipped(shown, "the file's name is not valid text")
    except FileNotFoundError:
        return _skipped(source, "the file vanished during the build")
    except OSError as error:
        return _skipped(source, f"the file cannot be read: {error.strerror}")
    except UnreadableError as error:
        return _skipped(source, str(error))
    digest = sha256(content)
    if reader is None:
        return _skipped(source, f"there is no reader for this format (known: {', '.join(READERS)})", digest)
    try:
        article = compose(reader(content), article_id=article_id(source), source=source)
    except UnreadableError as error:
        return _skipped(source, str(error), digest)
    return ReadFile(outcome=article, digest=digest)


def _skipped(source: str, reason: str, digest: str = "") -> ReadFile:
    return ReadFile(outcome=SkippedFile(source=source, reason=reason), digest=digest)


def article_id(source: str) -> str:
    """Return the id of a source: its path, without the suffix of the canonical format.

    Other suffixes stay, so that ``sciatica.md`` and ``sciatica.txt`` never share an id.
    """
    return unicodedata.normalize("NFC", source).removesuffix(CANONICAL_SUFFIX)


def unique(outcomes: Mapping[str, ReadFile]) -> tuple[list[Article], list[SkippedFile]]:
    """Part the outcomes into articles and skipped files; a second article of one id is skipped."""
    articles: dict[str, Article] = {}
    skipped: list[SkippedFile] = []
    for read_file in outcomes.values():
        outcome = read_file.outcome
        if isinstance(outcome, SkippedFile):
            skipped.append(outcome)
        elif outcome.id in articles:
            other = articles[outcome.id].source
            skipped.append(SkippedFile(source=outcome.source, reason=f"its id is the same as that of {other}"))
        else:
            articles[outcome.id] = outcome
    return list(articles.values()), skipped
