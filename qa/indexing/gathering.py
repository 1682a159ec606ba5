"""Articles of a corpus, or from elsewhere → what they contribute to a generation; what stayed from the cache."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import count

from qa.indexing.contributions import (
    Contributing,
    Contribution,
    contribution_from_bytes,
    contribution_to_bytes,
)
from qa.indexing.lexical import PostingsWriter
from qa.indexing.rows import article_row
from qa.reading.library import Reading, Settled, digest_of_all, same_id
from qa.reading.work_cache import WorkCache, key_of
from qa.records import Article, CleaningReport, SkippedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What the articles of a corpus contribute, in order; ``keys`` tell what it was made from.

    The rest is that of a ``Reading``.
    """

    contributions: list[Contribution]
    keys: Sequence[bytes]
    skipped: Sequence[SkippedFile]
    digest: str
    digests: Mapping[str, str] = field(default_factory=dict)


Tell = Callable[[Contribution], None]
"""Called with each contribution as soon as it is there, in order."""


def posted_by(postings: PostingsWriter) -> Tell:
    """Return what adds the passages of each contribution to postings, numbered on."""
    numbers = count()

    def tell(found: Contribution) -> None:
        for ordinal, row in enumerate(found.passages):
            postings.add(next(numbers), found.article.title, json.loads(row.headings), found.text(ordinal))

    return tell


def gather(settled: list[Settled], contributing: Contributing, kept: WorkCache, tell: Tell) -> Gathered:
    """Return what the files of a corpus contribute; only those are read that the cache has nothing of.

    The list is emptied on the way, as what was opened may be large.
    """

    def make(each: Settled) -> Contribution | SkippedFile:
        read = each.read()
        return (
            read.outcome if isinstance(read.outcome, SkippedFile) else contributing.of(read.outcome, read.report)
        )

    recipe = contributing.recipe
    keys = [key_of("contribution", recipe, each.made_from.hex() if each.made_from else "") for each in settled]
    digests = {each.source: each.digest for each in settled}
    settled.reverse()
    makers = (partial(make, settled.pop()) for _ in keys)
    found, skipped = _gathered(keys, makers, kept, tell)
    return Gathered(
        contributions=list(found.values()),
        keys=list(found),
        skipped=skipped,
        digest=digest_of_all(digests),
        digests=digests,
    )


def gather_articles(reading: Reading, contributing: Contributing, kept: WorkCache, tell: Tell) -> Gathered:
    """Return what articles that were read elsewhere contribute."""

    def key(article: Article, report: CleaningReport | None) -> bytes:
        told = json.dumps(asdict(report)) if report else ""
        return key_of("contribution of an article", contributing.recipe, told, *article_row(article))

    read = [(article, reading.reports.get(article.id)) for article in reading.articles]
    keys = [key(*each) for each in read]
    found, skipped = _gathered(keys, [partial(contributing.of, *each) for each in read], kept, tell)
    return Gathered(
        contributions=list(found.values()),
        keys=list(found),
        skipped=[*reading.skipped, *skipped],
        digest=reading.digest,
        digests=reading.digests,
    )


def _gathered(
    keys: Sequence[bytes], makers: Iterable[Callable[[], Contribution | SkippedFile]], kept: WorkCache, tell: Tell
) -> tuple[dict[bytes, Contribution], list[SkippedFile]]:
    """Part what the cache has, or is made, into contributions and skipped files; a second of one id is skipped."""
    contributions: dict[bytes, Contribution] = {}
    skipped: list[SkippedFile] = []
    sources: dict[str, str] = {}
    for key, make, value in zip(keys, makers, kept.get(keys), strict=True):
        found = make() if value is None else contribution_from_bytes(value)
        if isinstance(found, SkippedFile):
            skipped.append(found)
            continue
        if value is None:
            kept.put(key, contribution_to_bytes(found))
        article = found.article
        if article.id in sources:
            skipped.append(same_id(article.source, sources[article.id]))
        else:
            sources[article.id] = article.source
            contributions[key] = found
            tell(found)
    return contributions, skipped
