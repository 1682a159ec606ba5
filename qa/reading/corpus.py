"""The corpus folder: which files are in it, and each of them as an article or as a skipped file."""

import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from qa.cache import Kept, code_digest, key_of
from qa.errors import CorpusError, ForVisitors
from qa.files import sha256, write_atomically
from qa.reading.article import compose, compose_placed
from qa.reading.cleaning.repeated_lines import repeated_lines, without_lines
from qa.reading.document import Document, UnreadableError
from qa.reading.formats import READERS
from qa.reading.glyphs.coding import from_bytes
from qa.reading.originals import FOLDER, note_digest, read_glyphs, read_origin
from qa.reading.parse_all import ParsedFile, found_again, found_now, open_all, recogniser_of
from qa.reading.parsing import Opened, digest_of, open_file
from qa.records import Article, Block, CleaningReport, SkippedFile

SURE_NS = 2_000_000_000
"""The coarsest clock of a file system ticks every two seconds."""
_Stamp = list[int]


class Stamps:
    """Size and times of each file of a corpus at the last build, to find changed ones; safe to lose."""

    def __init__(self, path: Path, corpus: Path, *, fresh: bool = False) -> None:
        """Read the stamps; start without any for another corpus, a damaged file, or where ``fresh``."""
        self._path = path
        self._corpus = corpus
        self._stamps: dict[str, tuple[_Stamp, str]] = {}
        self._sure_before = 0
        if not fresh:
            self._read()

    def _read(self) -> None:
        path, corpus = self._path, self._corpus
        try:
            stamps = json.loads(path.read_bytes())
            if stamps["corpus"] == str(corpus.absolute()):
                self._stamps = {source: (stamp, digest) for source, (stamp, digest) in stamps["files"].items()}
                self._sure_before = path.stat().st_mtime_ns - SURE_NS
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            self._stamps = {}

    def digests(self, sources: Sequence[str]) -> dict[str, str]:
        """Return the digest of each file as it is now, and store the stamps of the files."""
        looks = {source: _stamp(f"{self._corpus}/{source}") for source in sources}
        unchanged = {
            source: self._stamps[source][1] for source, stamp in looks.items() if self._is_same(source, stamp)
        }
        digests = {
            source: unchanged[source] if source in unchanged else digest_of(self._corpus, source)
            for source in sources
        }
        if len(unchanged) < len(sources) or len(sources) < len(self._stamps):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            stamps_now = {source: (stamp, digests[source]) for source, stamp in looks.items() if stamp}
            stamps = {"corpus": str(self._corpus.absolute()), "files": stamps_now}
            write_atomically(self._path, json.dumps(stamps).encode())
        return digests

    def _is_same(self, source: str, stamp: _Stamp | None) -> bool:
        stamp_before, _ = self._stamps.get(source, (None, ""))
        return stamp is not None and stamp == stamp_before and max(stamp[1:3]) < self._sure_before


def _stamp(path: str) -> _Stamp | None:
    """Return size, times in nanoseconds and inode of a file; None where it cannot be read."""
    try:
        status = os.stat(path)  # noqa: PTH116 - thousands of paths, each asked for at every build
    except (OSError, ValueError):
        return None
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


CANONICAL_SUFFIX = ".md"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What became of one file of the corpus: an article or a skipped file, and the digest of its bytes.

    ``report`` tells what was cut from the file and repaired in it; ``glyphs`` where the characters of the article
    stand on the pages of its file (``qa.reading.glyphs.coding``), empty where the format has none.
    """

    outcome: Article | SkippedFile
    digest: str
    report: CleaningReport = field(default_factory=CleaningReport)
    glyphs: bytes = b""


def read(corpus: Path, source: str) -> ReadFile:
    """Read one file of the corpus in this process; whatever is wrong with it is the reason of a SkippedFile."""
    return outcome_of(corpus, source, open_file(corpus, source))


def compose_opened(opened: Opened, *, source: str) -> Article:
    """Return the article of a file that was opened; raises UnreadableError with the reason when it has none."""
    return compose(_document(opened), article_id=article_id(source), source=source)


def compose_opened_placed(opened: Opened, *, source: str) -> tuple[Article, bytes]:
    """Return the article of a file that was opened, and its glyphs as ``compose_placed`` does; raises the same."""
    return compose_placed(_document(opened), article_id=article_id(source), source=source)


def _document(opened: Opened) -> Document:
    if opened.document is None:
        raise UnreadableError(opened.reason)
    return opened.document


def outcome_of(corpus: Path, source: str, opened: Opened, *, before: Opened | None = None) -> ReadFile:
    """Return the article or skipped file of a parsed file; ``before`` is it before repeated lines were cut."""
    try:
        article, glyphs = compose_opened_placed(opened, source=source)
    except UnreadableError as error:
        shown_source = source.encode(errors="replace").decode()
        skipped = SkippedFile(source=shown_source, reason=str(error), of_pictures=bool(opened.pictured))
        return ReadFile(outcome=skipped, digest=opened.digest)
    report = opened.report
    if source.endswith(CANONICAL_SUFFIX):  # an added article was cleaned when it was added
        origin = read_origin(corpus, source.removesuffix(CANONICAL_SUFFIX))
        before = before or opened
        is_same = before is opened
        if origin and origin.text_digest == (article if is_same else compose_opened(before, source=source)).digest:
            cut_now = () if is_same else report.removed
            report = replace(origin.report, removed=(*origin.report.removed, *cut_now))
            if is_same:
                glyphs = read_glyphs(corpus, source.removesuffix(CANONICAL_SUFFIX), origin)
                labels = {page.number: page.label for page in from_bytes(glyphs).pages} if glyphs else {}
                article = _with_pages(article, origin.pages, labels)
                article = replace(article, read_from_picture=origin.read_from_picture)
    return ReadFile(outcome=article, digest=opened.digest, report=report, glyphs=glyphs)


def _with_pages(article: Article, pages: Sequence[int], labels: Mapping[int, str]) -> Article:
    """Return an article whose blocks stand on these pages of its original; the same where there are none."""
    remaining_pages = iter(pages)

    def placed(block: Block) -> Block:
        page = next(remaining_pages, 0)
        return replace(block, page=page, page_label=labels.get(page, ""))

    sections = tuple(replace(section, blocks=tuple(map(placed, section.blocks))) for section in article.sections)
    return replace(article, sections=sections) if pages else article


def article_id(source: str) -> str:
    """Return the id of a source: its path, without the suffix of the canonical format.

    Other suffixes stay, so that ``sciatica.md`` and ``sciatica.txt`` never share an id.
    """
    return unicodedata.normalize("NFC", source).removesuffix(CANONICAL_SUFFIX)


EMPTY = ForVisitors("There are no articles in this library.", "Add articles first.")

_SAVED_PAGE_FOLDER = re.compile(r"^(?P<page>.+?)(_files|-Dateien|_fichiers|_archivos|\.files)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusReading:
    """What a corpus holds: its articles, the files that are none, and a digest of all the files' bytes.

    ``reports`` has what was cut and repaired, by article id; an article that is not in it was left as it was.
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
            for_visitors=EMPTY,
        )
    sources = sorted(_walk(corpus))
    if not sources:
        raise CorpusError(
            f"The corpus folder {corpus} has no files.",
            hint=f"Put articles into it ({', '.join(READERS)}).",
            for_visitors=EMPTY,
        )
    return tuple(sources)


def _walk(corpus: Path) -> Iterator[str]:
    for folder, subfolders, names in os.walk(corpus):
        subfolders[:] = [name for name in subfolders if not (name.startswith(".") or _of_saved_page(name, names))]
        inside = Path(folder).relative_to(corpus).as_posix()
        above = "" if inside == "." else f"{inside}/"
        for name in names:
            if not (name.startswith(".") or (name.upper().startswith("README") and _is_readme(name))):
                yield f"{above}{name}"


def _is_readme(name: str) -> bool:
    return Path(name).stem.upper() == "README"


def _of_saved_page(folder: str, names: Sequence[str]) -> bool:
    """Tell whether a folder holds the pictures and scripts of a page that a browser saved beside it."""
    match = _SAVED_PAGE_FOLDER.match(folder)
    return match is not None and any(f"{match['page']}{suffix}" in names for suffix in (".html", ".htm"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A file of the corpus, parsed; ``read`` makes its article or the reason why there is none.

    ``digest`` is that of its bytes; ``made_from`` one of all that its article is made from, None without one.
    """

    source: str
    digest: str
    made_from: bytes | None
    read: Callable[[], ReadFile]


def settle(
    corpus: Path,
    sources: Sequence[str],
    progress: Callable[[int, int], None],
    digests: Mapping[str, str] | None = None,
    cache: Kept | None = None,
    *,
    ocr: str = "",
) -> list[Settled]:
    """Open every file, except those that ``cache`` has under their ``digests``, and find repeated lines.

    ``progress`` is called with how many are done, and how many there are.  ``ocr`` names what reads pages that are
    pictures, empty where they are not read.
    """
    files_read: dict[str, ParsedFile] = {}
    if cache and digests:
        opening = found_again(corpus, sources, digests, cache, ocr=ocr)
    else:
        opening = ((source, found_now(opened)) for source, opened in open_all(corpus, sources, ocr=ocr))
    for count, (source, parsed) in enumerate(opening):
        progress(count, len(sources))
        files_read[source] = parsed
    cut = repeated_lines({source: parsed.edges for source, parsed in files_read.items() if parsed.edges})
    code, noted = code_digest("reading.corpus"), (corpus / FOLDER).is_dir()

    def settled(source: str, parsed: ParsedFile) -> Settled:
        lines = cut.get(source, frozenset())
        made_from = None
        if parsed.edges:
            note = note_digest(corpus, source.removesuffix(CANONICAL_SUFFIX)) if noted else ""
            by = recogniser_of(source, ocr)
            made_from = key_of("article", code, source, parsed.digest, by, note, json.dumps(sorted(lines)))
        return Settled(
            source=source,
            digest=parsed.digest,
            made_from=made_from,
            read=partial(_read, corpus, source, parsed, lines),
        )

    return [settled(source, parsed) for source, parsed in files_read.items()]


def _read(corpus: Path, source: str, parsed: ParsedFile, lines: frozenset[str]) -> ReadFile:
    opened = parsed.opened()
    return outcome_of(corpus, source, without_lines(opened, lines), before=opened)


def read_all(corpus: Path, sources: Sequence[str], progress: Callable[[int, int], None]) -> CorpusReading:
    """Read every file; ``progress`` is called with how many are done, and how many there are.

    Raises CorpusError when not one is an article.
    """
    outcomes = {file.source: file.read() for file in settle(corpus, sources, progress)}
    articles, skipped = _part(outcomes)
    refuse_none(articles, skipped, corpus)
    digests = {source: outcome.digest for source, outcome in outcomes.items()}
    reports = {article.id: outcomes[article.source].report for article in articles}
    return CorpusReading(
        articles=tuple(articles),
        skipped=tuple(skipped),
        digest=digest_of_all(digests),
        reports=reports,
        digests=digests,
    )


def refuse_none(articles: Sequence[object], skipped: Sequence[SkippedFile], corpus: Path) -> None:
    """Raise CorpusError when there are no articles."""
    if articles:
        return
    first = skipped[0]
    raise CorpusError(
        f"None of the {len(skipped)} files in {corpus} could be read; {first.source}: {first.reason}.",
        hint=f"Put articles into it ({', '.join(READERS)}).",
        for_visitors=ForVisitors(
            f"None of the {len(skipped)} files here could be read; {first.source}: {first.reason}.", EMPTY.hint
        ),
    )


def digest_of_all(digests: Mapping[str, str]) -> str:
    """Return the digest of a corpus whose files have these digests, in the order of their sources."""
    lines = (f"{digest} {source}" for source, digest in digests.items())
    return sha256("\n".join(lines).encode(errors="surrogateescape"))


def _part(outcomes: Mapping[str, ReadFile]) -> tuple[list[Article], list[SkippedFile]]:
    """Part the outcomes into articles and skipped files; a second article with the same id is skipped."""
    articles: dict[str, Article] = {}
    skipped: list[SkippedFile] = []
    for read_file in outcomes.values():
        outcome = read_file.outcome
        if isinstance(outcome, SkippedFile):
            skipped.append(outcome)
        elif outcome.id in articles:
            skipped.append(same_id(outcome.source, articles[outcome.id].source))
        else:
            articles[outcome.id] = outcome
    return list(articles.values()), skipped


def same_id(source: str, other_source: str) -> SkippedFile:
    """Return a skipped file: another has the same id."""
    return SkippedFile(source=source, reason=f"its id is the same as that of {other_source}")
