"""Articles of a corpus, or from elsewhere → what they contribute to a generation; what stayed from the cache."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import NamedTuple

import numpy as np
from pydantic import TypeAdapter

from qa.cache import Kept, code_digest, key_of
from qa.embedding.encoder import Encoder, ModelIdentity, Span
from qa.files import sha256
from qa.indexing.chunking import Piece, cut_articles
from qa.indexing.store import ArticleRow, ArticleRows, PassageRow, article_row, passage_row, report_to_json
from qa.reading.corpus import CorpusReading, Settled, digest_of_all, same_id
from qa.reading.shingles import shingles_of
from qa.records import Article, CleaningReport, SkippedFile
from qa.settings import Indexing

NOT_OF_CUTS = {"batch_tokens", "exact_passages", "listed_passages", "cache_mb"}
"""Settings that decide no cut."""
_DIGEST = 32
KEY_FORMAT = 2
"""Of what is embedded for a text; part of the key of its vectors."""


def vector_key(model: ModelIdentity, text: str, spans: Sequence[Span]) -> bytes:
    """Return the key of the vectors of a text to embed: its content, its spans and the model."""
    return bytes.fromhex(sha256(f"{KEY_FORMAT}\n{model.digest}\n{list(spans)}\n{text}".encode()))


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """What is embedded for a passage: its text under its title and headings; the spans of its sentences."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedArticle(ArticleRows):
    """An article and, one for one, the rows of its passages and what is derived from them.

    ``contexts`` stand in front of each passage when it is embedded, and ``keys`` are those of its vectors.
    """

    contexts: Sequence[str]
    keys: Sequence[bytes]

    def text(self, ordinal: int) -> str:
        """Return the text of a passage."""
        row = self.passages[ordinal]
        return self.article.text[row.start : row.end]

    def characters(self, ordinal: int) -> int:
        """Return the length of what is embedded for a passage."""
        row = self.passages[ordinal]
        return len(self.contexts[ordinal]) + 1 + row.end - row.start

    def embedded(self, ordinal: int) -> EmbeddedText:
        """Return what is embedded for a passage."""
        row, context = self.passages[ordinal], self.contexts[ordinal]
        return _embedded(context, self.text(ordinal), row.start, json.loads(row.sentences))


class ArticleIndexer:
    """Makes contributions, for one encoder and its settings; ``recipe`` tells all else that decides them."""

    def __init__(self, encoder: Encoder, settings: Indexing) -> None:
        """Cut for an encoder, by settings."""
        self._encoder = encoder
        self._settings = settings
        chosen = settings.model_dump_json(exclude=NOT_OF_CUTS)
        self.recipe = f"{code_digest('indexing.ingest', 'embedding')} {encoder.identity.digest} {chosen}"

    def of_many(self, read: Sequence[tuple[Article, CleaningReport | None]]) -> list[IndexedArticle]:
        """Return what some articles contribute, in order, which takes less than one by one."""
        window = self._encoder.identity.window
        every = cut_articles(
            [article for article, _ in read],
            count_tokens=self._encoder.count_tokens,
            window=window,
            settings=self._settings,
        )
        return [self._contribution(*each, pieces) for each, pieces in zip(read, every, strict=True)]

    def _contribution(
        self, article: Article, report: CleaningReport | None, pieces: Sequence[Piece]
    ) -> IndexedArticle:
        model, text = self._encoder.identity, article.text
        embedded = [_embedded_piece(piece, text) for piece in pieces]
        return IndexedArticle(
            article=article_row(article),
            report=report_to_json(report),
            passages=[passage_row(piece, article.sections) for piece in pieces],
            sentences=[len(piece.sentences) for piece in pieces],
            contexts=[piece.context for piece in pieces],
            keys=[vector_key(model, each.text, each.spans) for each in embedded],
            shingles=shingles_of(text),
        )


def _embedded_piece(piece: Piece, text: str) -> EmbeddedText:
    sentences = [(sentence.start, sentence.end) for sentence in piece.sentences]
    return _embedded(piece.context, text[piece.start : piece.end], piece.start, sentences)


def _embedded(context: str, text: str, start: int, sentences: Sequence[Span]) -> EmbeddedText:
    shift = len(context) + 1 - start
    return EmbeddedText(f"{context}\n{text}", tuple((first + shift, end + shift) for first, end in sentences))


class _Kept(NamedTuple):
    """What of a contribution is kept as JSON."""

    article: ArticleRow
    report: str
    passages: list[PassageRow]
    sentences: list[int]
    contexts: list[str]


_KEPT = TypeAdapter(_Kept)


def contribution_to_bytes(each: IndexedArticle) -> bytes:
    """Return a contribution as bytes: where its JSON begins, shingles, keys, and its JSON."""
    values = _Kept(each.article, each.report, list(each.passages), list(each.sentences), list(each.contexts))
    parts = [each.shingles.tobytes(), *each.keys]
    begin = 8 + sum(map(len, parts))
    return b"".join([begin.to_bytes(8, "little"), *parts, _KEPT.dump_json(values)])


def contribution_from_bytes(value: bytes) -> IndexedArticle:
    """Return the contribution that ``contribution_to_bytes`` was given."""
    begin = int.from_bytes(value[:8], "little")
    kept = _KEPT.validate_json(value[begin:], strict=True)
    end = begin - _DIGEST * len(kept.passages)
    return IndexedArticle(
        article=kept.article,
        report=kept.report,
        passages=kept.passages,
        sentences=kept.sentences,
        contexts=kept.contexts,
        keys=[value[start : start + _DIGEST] for start in range(end, begin, _DIGEST)],
        shingles=np.frombuffer(value[8:end], np.uint64),  # a view of the whole value would keep it
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestedCorpus:
    """What the articles of a corpus contribute, in order; ``keys`` tell what it was made from.

    The rest is that of a ``CorpusReading``.
    """

    contributions: list[IndexedArticle]
    keys: Sequence[bytes]
    skipped: Sequence[SkippedFile]
    digest: str
    digests: Mapping[str, str] = field(default_factory=dict)


MADE_AT_ONCE = 32
"""Articles whose tokens are counted in one call."""
Read = tuple[Article, CleaningReport | None]
ArticleReader = Callable[[], Read | SkippedFile]
"""Reads an article, or tells why it is none."""
Tell = Callable[[IndexedArticle], None]
"""Called with each contribution as soon as it is there, in order."""


def gather(settled: list[Settled], contributing: ArticleIndexer, kept: Kept, tell: Tell) -> IngestedCorpus:
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
    return IngestedCorpus(
        contributions=list(found.values()),
        keys=list(found),
        skipped=skipped,
        digest=digest_of_all(digests),
        digests=digests,
    )


def gather_articles(
    reading: CorpusReading, contributing: ArticleIndexer, kept: Kept, tell: Tell
) -> IngestedCorpus:
    """Return what articles that were read elsewhere contribute."""

    def key(article: Article, report: CleaningReport | None) -> bytes:
        told = report_to_json(report)
        return key_of("contribution of an article", contributing.recipe, told, *article_row(article))

    read = [(article, reading.reports.get(article.id)) for article in reading.articles]
    keys = [key(*each) for each in read]
    found, skipped = _gathered(keys, (partial(_same, each) for each in read), contributing, kept, tell)
    return IngestedCorpus(
        contributions=list(found.values()),
        keys=list(found),
        skipped=[*reading.skipped, *skipped],
        digest=reading.digest,
        digests=reading.digests,
    )


def _gathered(
    keys: Sequence[bytes], readers: Iterable[ArticleReader], contributing: ArticleIndexer, kept: Kept, tell: Tell
) -> tuple[dict[bytes, IndexedArticle], list[SkippedFile]]:
    """Part what the cache has, or is made, into contributions and skipped files; a second of one id is skipped."""
    contributions: dict[bytes, IndexedArticle] = {}
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
    some: Iterable[tuple[bytes, ArticleReader, bytes | None]], contributing: ArticleIndexer
) -> Iterator[tuple[bytes, IndexedArticle | SkippedFile, bool]]:
    """Yield what becomes of each key, and whether it was made now, of what is read, and not as it was kept."""
    every = [(key, read() if value is None else contribution_from_bytes(value)) for key, read, value in some]
    made = iter(contributing.of_many([each for _, each in every if isinstance(each, tuple)]))
    for key, each in every:
        yield (key, next(made), True) if isinstance(each, tuple) else (key, each, False)


def _same(read: Read) -> Read:
    return read
