"""The corpus folder: which files are in it, and each of them as an article or as a skipped file."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa.errors import CorpusError
from qa.files import sha256
from qa.reading.composing import compose
from qa.reading.draft import UnreadableError
from qa.reading.formats import READERS
from qa.reading.opening import Opened, open_file
from qa.reading.opening import digest_of as digest_of
from qa.reading.originals import read_origin
from qa.reading.reading_all import open_all, open_changed
from qa.reading.repetition import without_repeated_lines
from qa.reading.work_cache import WorkCache
from qa.records import Article, CleaningReport, SkippedFile

CANONICAL_SUFFIX = ".md"


_SAVED_PAGE_FOLDER = re.compile(r"^(?P<page>.+?)(_files|-Dateien|_fichiers|_archivos|\.files)$")


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
    ``digests`` has the digest of each file's bytes, by source.
    """

    articles: tuple[Article, ...]
    skipped: tuple[SkippedFile, ...]
    digest: str
    reports: Mapping[str, CleaningReport] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


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
        subfolders[:] = [name for name in subfolders if not (name.startswith(".") or _of_saved_page(name, names))]
        for name in names:
            if not name.startswith(".") and Path(name).stem.upper() != "README":
                yield (Path(folder) / name).relative_to(corpus).as_posix()


def _of_saved_page(folder: str, names: Sequence[str]) -> bool:
    """Tell whether a folder holds the pictures and scripts of a page that a browser saved beside it."""
    found = _SAVED_PAGE_FOLDER.match(folder)
    return found is not None and any(f"{found['page']}{suffix}" in names for suffix in (".html", ".htm"))


def read(corpus: Path, source: str) -> ReadFile:
    """Read one file of the corpus in this process; whatever is wrong with it is the reason of a SkippedFile."""
    return _outcome(corpus, source, open_file(corpus, source))


def compose_opened(opened: Opened, *, source: str) -> Article:
    """Return the article of a file that was opened; raises UnreadableError with the reason when it has none."""
    if opened.draft is None:
        raise UnreadableError(opened.reason)
    return compose(opened.draft, article_id=article_id(source), source=source)


def _outcome(corpus: Path, source: str, opened: Opened, *, before: Opened | None = None) -> ReadFile:
    """Return what became of a file; ``before`` is what it held before lines that many articles repeat were cut."""
    try:
        article = compose_opened(opened, source=source)
    except UnreadableError as error:
        skipped = SkippedFile(source=source.encode(errors="replace").decode(), reason=str(error))
        return ReadFile(outcome=skipped, digest=opened.digest)
    report = opened.report
    if source.endswith(CANONICAL_SUFFIX):  # an added article was cleaned when it was added
        origin = read_origin(corpus, source.removesuffix(CANONICAL_SUFFIX))
        before = before or opened
        same = before is opened
        if origin and origin.text_digest == (article if same else compose_opened(before, source=source)).digest:
            cut_now = () if same else report.removed
            report = replace(origin.report, removed=(*origin.report.removed, *cut_now))
            article = _with_pages(article, origin.pages) if same else article
    return ReadFile(outcome=article, digest=opened.digest, report=report)


def _with_pages(article: Article, pages: Sequence[int]) -> Article:
    """Return an article whose blocks stand on these pages of its original; the same where there are none."""
    left = iter(pages)
    sections = tuple(
        replace(section, blocks=tuple(replace(block, page=next(left, 0)) for block in section.blocks))
        for section in article.sections
    )
    return replace(article, sections=sections) if pages else article


def article_id(source: str) -> str:
    """Return the id of a source: its path, without the suffix of the canonical format.

    Other suffixes stay, so that ``sciatica.md`` and ``sciatica.txt`` never share an id.
    """
    return unicodedata.normalize("NFC", source).removesuffix(CANONICAL_SUFFIX)


def read_all(
    corpus: Path, sources: Sequence[str], progress: Callable[[int, int], None], kept: WorkCache | None = None
) -> Reading:
    """Read every file; ``progress`` is called with how many are done, and how many there are.

    What is in the cache ``kept`` is not parsed again.  Raises CorpusError when not one is an article.
    """
    opened: dict[str, Opened] = {}
    opening = open_changed(corpus, sources, kept) if kept else open_all(corpus, sources)
    for done, (source, found) in enumerate(opening):
        progress(done, len(sources))
        opened[source] = found
    outcomes = {
        source: _outcome(corpus, source, found, before=opened[source])
        for source, found in without_repeated_lines(opened).items()
    }
    articles, skipped = _part(outcomes)
    if not articles:
        first = skipped[0]
        raise CorpusError(
            f"None of the {len(sources)} files in {corpus} could be read; {first.source}: {first.reason}.",
            hint=f"Put articles into it ({', '.join(READERS)}).",
        )
    digests = {source: outcome.digest for source, outcome in outcomes.items()}
    reports = {article.id: outcomes[article.source].report for article in articles}
    return Reading(
        articles=tuple(articles),
        skipped=tuple(skipped),
        digest=_digest(digests.items()),
        reports=reports,
        digests=digests,
    )


def digest_now(corpus: Path, sources: Sequence[str]) -> str:
    """Return the digest that reading the corpus as it is now would have."""
    return _digest((source, digest_of(corpus, source)) for source in sources)


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
