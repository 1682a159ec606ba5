"""Articles of a corpus, or from elsewhere → what they contribute to a generation; what stayed from the cache."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import count, islice

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


MADE_AT_ONCE = 32
"""Articles whose tokens are counted in one call."""
Read = tuple[Article, CleaningReport | None]
Reader = Callable[[], Read | SkippedFile]
"""Reads an article, or tells why it is none."""
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

    def read(each: Settled) -> Read | SkippedFile:
        its = each.read()
        return its.outcome if isinstance(its.outcome, SkippedFile) else (its.outcome, its.report)

    recipe = contributing.recipe
    keys = [key_of("contribution", recipe, each.made_from.hex() if each.made_from else "") for each in settled]
    digests = {each.source: each.digest for each in settled}
    settled.reverse()
    readers = (partial(read, settled.pop()) for _ in keys)
    found, skipped = _gathered(keys, readers, contributing, kept, tell)
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
    found, skipped = _gathered(keys, (partial(_same, each) for each in read), contributing, kept, tell)
    return Gathered(
        contributions=list(found.values()),
        keys=list(found),
        skipped=[*reading.skipped, *skipped],
        digest=reading.digest,
        digests=reading.digests,
    )


def _gathered(
    keys: Sequence[bytes], readers: Iterable[Reader], contributing: Contributing, kept: WorkCache, tell: Tell
) -> tuple[dict[bytes, Contribution], list[SkippedFile]]:
    """Part what the cache has, or is made, into contributions and skipped files; a second of one id is skipped."""
    contributions: dict[bytes, Contribution] = {}
    skipped: list[SkippedFile] = []
    sources: dict[str, str] = {}
    every = zip(keys, readers, kept.get(keys), strict=True)
    while some := list(islice(every, MADE_AT_ONCE)):
        for key, found, is_new in _made(some, contributing):
            if isinstance(found, SkippedFile):
                skipped.append(found)
                continue
            if is_new:
                kept.put(key, contribution_to_bytes(found))
            article = found.article
            if article.id in sources:
                skipped.append(same_id(article.source, sources[article.id]))
            else:
                sources[article.id] = article.source
                contributions[key] = found
                tell(found)
    return contributions, skipped


def _made(
    some: Iterable[tuple[bytes, Reader, bytes | None]], contributing: Contributing
) -> Iterator[tuple[bytes, Contribution | SkippedFile, bool]]:
    """Yield what becomes of each key, and whether it was made now, of what is read, and not as it was kept."""
    every = [(key, read() if value is None else contribution_from_bytes(value)) for key, read, value in some]
    made = iter(contributing.of_many([each for _, each in every if isinstance(each, tuple)]))
    for key, each in every:
        yield (key, next(made), True) if isinstance(each, tuple) else (key, each, False)


def _same(read: Read) -> Read:
    return read
