"""The corpus folder: which files are in it, and each of them as an article or as a skipped file."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from qa.errors import CorpusError, ForVisitors
from qa.files import sha256
from qa.reading.formats import READERS
from qa.reading.one_file import CANONICAL_SUFFIX as CANONICAL_SUFFIX
from qa.reading.one_file import ReadFile as ReadFile
from qa.reading.one_file import article_id as article_id
from qa.reading.one_file import compose_opened as compose_opened
from qa.reading.one_file import outcome_of
from qa.reading.one_file import read as read
from qa.reading.opening import digest_of as digest_of
from qa.reading.originals import FOLDER, note_digest
from qa.reading.reading_all import Found, found_again, found_now, open_all
from qa.reading.repetition import repeated_lines, without_lines
from qa.reading.work_cache import WorkCache, code_digest, key_of
from qa.records import Article, CleaningReport, SkippedFile

EMPTY = ForVisitors("There are no articles in this library.", "Add articles first.")

_SAVED_PAGE_FOLDER = re.compile(r"^(?P<page>.+?)(_files|-Dateien|_fichiers|_archivos|\.files)$")


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
    found = _SAVED_PAGE_FOLDER.match(folder)
    return found is not None and any(f"{found['page']}{suffix}" in names for suffix in (".html", ".htm"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A file of the corpus of which is settled what it becomes, and ``read`` tells what that is.

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
    kept: WorkCache | None = None,
) -> list[Settled]:
    """Open every file, but not those that the cache ``kept`` knows by their ``digests``, and find repeated lines.

    ``progress`` is called with how many are done, and how many there are.
    """
    found: dict[str, Found] = {}
    if kept and digests:
        opening = found_again(corpus, sources, digests, kept)
    else:
        opening = ((source, found_now(opened)) for source, opened in open_all(corpus, sources))
    for done, (source, its) in enumerate(opening):
        progress(done, len(sources))
        found[source] = its
    cut = repeated_lines({source: its.edges for source, its in found.items() if its.edges})
    code, noted = code_digest("reading"), (corpus / FOLDER).is_dir()

    def settled(source: str, its: Found) -> Settled:
        lines = cut.get(source, frozenset())
        made_from = None
        if its.edges:
            note = note_digest(corpus, source.removesuffix(CANONICAL_SUFFIX)) if noted else ""
            made_from = key_of("article", code, source, its.digest, note, json.dumps(sorted(lines)))
        return Settled(
            source=source, digest=its.digest, made_from=made_from, read=partial(_read, corpus, source, its, lines)
        )

    return [settled(source, its) for source, its in found.items()]


def _read(corpus: Path, source: str, found: Found, lines: frozenset[str]) -> ReadFile:
    opened = found.opened()
    return outcome_of(corpus, source, without_lines(opened, lines), before=opened)


def read_all(corpus: Path, sources: Sequence[str], progress: Callable[[int, int], None]) -> Reading:
    """Read every file; ``progress`` is called with how many are done, and how many there are.

    Raises CorpusError when not one is an article.
    """
    outcomes = {each.source: each.read() for each in settle(corpus, sources, progress)}
    articles, skipped = _part(outcomes)
    refuse_none(articles, skipped, corpus)
    digests = {source: outcome.digest for source, outcome in outcomes.items()}
    reports = {article.id: outcomes[article.source].report for article in articles}
    return Reading(
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


def digests_now(corpus: Path, sources: Sequence[str]) -> dict[str, str]:
    """Return the digest of each file as it is now."""
    return {source: digest_of(corpus, source) for source in sources}


def digest_of_all(digests: Mapping[str, str]) -> str:
    """Return the digest of a corpus whose files have these digests, in the order of their sources."""
    every = (f"{digest} {source}" for source, digest in digests.items())
    return sha256("\n".join(every).encode(errors="surrogateescape"))


def _part(outcomes: Mapping[str, ReadFile]) -> tuple[list[Article], list[SkippedFile]]:
    """Part the outcomes into articles and skipped files; a second article of one id is skipped."""
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


def same_id(source: str, other: str) -> SkippedFile:
    """Return a file that is skipped as another has its id."""
    return SkippedFile(source=source, reason=f"its id is the same as that of {other}")
