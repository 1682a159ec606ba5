"""The corpus folder: which files are in it, and each of them as an article or as a skipped file."""

import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qa.errors import CorpusError
from qa.files import sha256, sha256_of_file
from qa.reading.cleaning import clean
from qa.reading.composing import compose
from qa.reading.draft import UnreadableError
from qa.reading.formats import READERS
from qa.records import Article, CleaningReport, SkippedFile

FILE_BYTES_MOST = 64 * 2**20
"""A larger file is no article: the longest books have a few million characters."""
CANONICAL_SUFFIX = ".md"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What became of one file of the corpus: an article or a skipped file, and the digest of its bytes.

    ``report`` tells what was cut from the file and mended in it.
    """

    outcome: Article | SkippedFile
    digest: str
    report: CleaningReport = field(default_factory=CleaningReport)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a corpus holds: its articles, the files that are none, and a digest of all the files' bytes.

    ``reports`` has what was cut and mended, by article id; an article that is not in it was left as it was.
    """

    articles: tuple[Article, ...]
    skipped: tuple[SkippedFile, ...]
    digest: str
    reports: Mapping[str, CleaningReport] = field(default_factory=dict)


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


def read(corpus: Path, source: str) -> ReadFile:
    """Read one file of the corpus; whatever is wrong with it becomes the reason of a SkippedFile."""
    reader = READERS.get(Path(source).suffix.lower())
    try:
        if refusal := _refusal(corpus, source):
            return _skipped(source.encode(errors="replace").decode(), refusal)
        content = (corpus / source).read_bytes()
    except FileNotFoundError:
        return _skipped(source, "the file vanished during the build")
    except OSError as error:
        return _skipped(source, f"the file cannot be read: {error.strerror}")
    digest = sha256(content)
    if reader is None:
        return _skipped(source, f"there is no reader for this format (known: {', '.join(READERS)})", digest)
    try:
        draft, report = clean(reader(content))
        article = compose(draft, article_id=article_id(source), source=source)
    except UnreadableError as error:
        return _skipped(source, str(error), digest)
    return ReadFile(outcome=article, digest=digest, report=report)


def _refusal(corpus: Path, source: str) -> str:
    """Return why a file is not even opened, or an empty string; raises OSError when it cannot be looked at."""
    try:
        source.encode()
    except UnicodeEncodeError:
        return "the file's name is not valid text"
    status = (corpus / source).stat()
    if not stat.S_ISREG(status.st_mode):
        return "it is no regular file"
    if status.st_size > FILE_BYTES_MOST:
        return f"the file has {status.st_size:,} bytes and the limit is {FILE_BYTES_MOST:,}"
    return ""


def _skipped(source: str, reason: str, digest: str = "") -> ReadFile:
    return ReadFile(outcome=SkippedFile(source=source, reason=reason), digest=digest)


def article_id(source: str) -> str:
    """Return the id of a source: its path, without the suffix of the canonical format.

    Other suffixes stay, so that ``sciatica.md`` and ``sciatica.txt`` never share an id.
    """
    return unicodedata.normalize("NFC", source).removesuffix(CANONICAL_SUFFIX)


def read_all(corpus: Path, sources: Sequence[str], progress: Callable[[int, int], None]) -> Reading:
    """Read every file; ``progress`` is called with how many are done, and how many there are.

    Raises CorpusError when not one is an article.
    """
    outcomes = {}
    for done, source in enumerate(sources):
        progress(done, len(sources))
        outcomes[source] = read(corpus, source)
    articles, skipped = _part(outcomes)
    if not articles:
        first = skipped[0]
        raise CorpusError(
            f"None of the {len(sources)} files in {corpus} could be read; {first.source}: {first.reason}.",
            hint=f"Put articles into it ({', '.join(READERS)}).",
        )
    digest = _digest((source, outcome.digest) for source, outcome in outcomes.items())
    reports = {article.id: outcomes[article.source].report for article in articles}
    return Reading(articles=tuple(articles), skipped=tuple(skipped), digest=digest, reports=reports)


def digest_now(corpus: Path, sources: Sequence[str]) -> str:
    """Return the digest that reading the corpus as it is now would have."""
    return _digest((source, _digest_of(corpus, source)) for source in sources)


def _digest_of(corpus: Path, source: str) -> str:
    try:
        return "" if _refusal(corpus, source) else sha256_of_file(corpus / source)
    except OSError:
        return ""


def _digest(digests: Iterable[tuple[str, str]]) -> str:
    return sha256("\n".join(f"{digest} {source}" for source, digest in digests).encode(errors="surrogateescape"))


def _part(outcomes: Mapping[str, ReadFile]) -> tuple[list[Article], list[SkippedFile]]:
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
