"""One file of the corpus → an article or a skipped file."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa.reading.composing import compose
from qa.reading.draft import UnreadableError
from qa.reading.opening import Opened, open_file
from qa.reading.originals import read_origin
from qa.records import Article, CleaningReport, SkippedFile

CANONICAL_SUFFIX = ".md"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What became of one file of the corpus: an article or a skipped file, and the digest of its bytes.

    ``report`` tells what was cut from the file and mended in it.
    """

    outcome: Article | SkippedFile
    digest: str
    report: CleaningReport = field(default_factory=CleaningReport)


def read(corpus: Path, source: str) -> ReadFile:
    """Read one file of the corpus in this process; whatever is wrong with it is the reason of a SkippedFile."""
    return outcome_of(corpus, source, open_file(corpus, source))


def compose_opened(opened: Opened, *, source: str) -> Article:
    """Return the article of a file that was opened; raises UnreadableError with the reason when it has none."""
    if opened.draft is None:
        raise UnreadableError(opened.reason)
    return compose(opened.draft, article_id=article_id(source), source=source)


def outcome_of(corpus: Path, source: str, opened: Opened, *, before: Opened | None = None) -> ReadFile:
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
