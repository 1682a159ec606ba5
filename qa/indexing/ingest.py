"""Articles → what each adds to a generation; unchanged ones come from the cache."""

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
"""Settings that do not affect how articles are cut."""
_DIGEST = 32
_BEGINS = 16
KEY_FORMAT = 2
"""Format of the text embedded for a passage; part of the key of its vectors."""


def vector_key(model: ModelIdentity, text: str, spans: Sequence[Span]) -> bytes:
    """Return the key of a text's vectors: a digest of the text, its spans and the model."""
    return bytes.fromhex(sha256(f"{KEY_FORMAT}\n{model.digest}\n{list(spans)}\n{text}".encode()))


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """The text embedded for a passage, title and headings in front, and the spans of its sentences in it."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedArticle(ArticleRows):
    """An article with the rows of its passages and, for each passage, what is derived from it.

    ``contexts`` are embedded in front of the passages; ``keys`` are the keys of their vectors.
    """

    contexts: Sequence[str]
    keys: Sequence[bytes]

    def text(self, ordinal: int) -> str:
        """Return the text of a passage."""
        row = self.passages[ordinal]
        return self.article.text[row.start : row.end]

    def characters(self, ordinal: int) -> int:
        """Return the length of the text embedded for a passage."""
        row = self.passages[ordinal]
        return len(self.contexts[ordinal]) + 1 + row.end - row.start

    def embedded(self, ordinal: int) -> EmbeddedText:
        """Return the text embedded for a passage."""
        row, context = self.passages[ordinal], self.contexts[ordinal]
        return _embedded(context, self.text(ordinal), row.start, json.loads(row.sentences))


class ArticleIndexer:
    """Cuts articles and indexes them; ``recipe`` identifies the encoder, settings and code that determine them."""

    def __init__(self, encoder: Encoder, settings: Indexing) -> None:
        """Cut articles for an encoder, by settings."""
        self._encoder = encoder
        self._settings = settings
        chosen = settings.model_dump_json(exclude=NOT_OF_CUTS)
        self.recipe = f"{code_digest('indexing.ingest', 'embedding')} {encoder.identity.digest} {chosen}"

    def of_many(self, articles: Sequence["ReadArticle"]) -> list[IndexedArticle]:
        """Return the indexed articles, in order; faster together than one by one."""
        window = self._encoder.identity.window
        pieces_of_articles = cut_articles(
            [article.article for article in articles],
            count_tokens=self._encoder.count_tokens,
            window=window,
            settings=self._settings,
        )
        return [
            self._indexed(article, pieces) for article, pieces in zip(articles, pieces_of_articles, strict=True)
        ]

    def _indexed(self, source: "ReadArticle", pieces: Sequence[Piece]) -> IndexedArticle:
        model, article = self._encoder.identity, source.article
        text = article.text
        embedded = [_embedded_piece(piece, text) for piece in pieces]
        return IndexedArticle(
            article=article_row(article),
            report=report_to_json(source.report),
            passages=[passage_row(piece, article.sections) for piece in pieces],
            sentences=[len(piece.sentences) for piece in pieces],
            contexts=[piece.context for piece in pieces],
            keys=[vector_key(model, passage.text, passage.spans) for passage in embedded],
            shingles=shingles_of(text),
            glyphs=source.glyphs,
        )


def _embedded_piece(piece: Piece, text: str) -> EmbeddedText:
    sentences = [(sentence.start, sentence.end) for sentence in piece.sentences]
    return _embedded(piece.context, text[piece.start : piece.end], piece.start, sentences)


def _embedded(context: str, text: str, start: int, sentences: Sequence[Span]) -> EmbeddedText:
    shift = len(context) + 1 - start
    return EmbeddedText(f"{context}\n{text}", tuple((first + shift, end + shift) for first, end in sentences))


class _Kept(NamedTuple):
    """The part of an indexed article that is cached as JSON."""

    article: ArticleRow
    report: str
    passages: list[PassageRow]
    sentences: list[int]
    contexts: list[str]


_KEPT = TypeAdapter(_Kept)


def indexed_to_bytes(indexed: IndexedArticle) -> bytes:
    """Return an indexed article as bytes: where its glyphs and its JSON begin, shingles, keys, glyphs, JSON."""
    values = _Kept(
        indexed.article,
        indexed.report,
        list(indexed.passages),
        list(indexed.sentences),
        list(indexed.contexts),
    )
    parts = [indexed.shingles.tobytes(), *indexed.keys]
    placed = _BEGINS + sum(map(len, parts))
    begin = placed + len(indexed.glyphs)
    begins = placed.to_bytes(8, "little") + begin.to_bytes(8, "little")
    return b"".join([begins, *parts, indexed.glyphs, _KEPT.dump_json(values)])


def indexed_from_bytes(value: bytes) -> IndexedArticle:
    """Return the indexed article from the bytes of ``indexed_to_bytes``."""
    placed, begin = (int.from_bytes(value[start : start + 8], "little") for start in (0, 8))
    cached = _KEPT.validate_json(value[begin:], strict=True)
    end = placed - _DIGEST * len(cached.passages)
    return IndexedArticle(
        article=cached.article,
        report=cached.report,
        passages=cached.passages,
        sentences=cached.sentences,
        contexts=cached.contexts,
        keys=[value[start : start + _DIGEST] for start in range(end, placed, _DIGEST)],
        shingles=np.frombuffer(value[_BEGINS:end], np.uint64),  # a view of the whole value would keep it in memory
        glyphs=value[placed:begin],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestedCorpus:
    """The indexed articles of a corpus, in order, with their ``keys`` in the cache.

    The other fields are those of ``CorpusReading``.
    """

    articles: list[IndexedArticle]
    keys: Sequence[bytes]
    skipped: Sequence[SkippedFile]
    digest: str
    digests: Mapping[str, str] = field(default_factory=dict)


MADE_AT_ONCE = 32
"""Articles whose tokens are counted in one call."""


class ReadArticle(NamedTuple):
    """An article as it was read, with its report, and where its characters stand on pages, empty without pages."""

    article: Article
    report: CleaningReport | None
    glyphs: bytes = b""


ArticleReader = Callable[[], ReadArticle | SkippedFile]
"""Reads an article, or says why it was skipped."""
Tell = Callable[[IndexedArticle], None]
"""Called with each indexed article as soon as it is made, in order."""


def gather(settled: list[Settled], indexer: ArticleIndexer, cached: Kept, tell: Tell) -> IngestedCorpus:
    """Return the indexed articles of a corpus's files; only files without one in the cache are read.

    The list is emptied on the way to free memory.
    """

    def read(entry: Settled) -> ReadArticle | SkippedFile:
        file = entry.read()
        outcome = file.outcome
        return outcome if isinstance(outcome, SkippedFile) else ReadArticle(outcome, file.report, file.glyphs)

    recipe = indexer.recipe
    keys = [key_of("contribution", recipe, entry.made_from.hex() if entry.made_from else "") for entry in settled]
    digests = {entry.source: entry.digest for entry in settled}
    settled.reverse()
    readers = (partial(read, settled.pop()) for _ in keys)
    articles, skipped = _gathered(keys, readers, indexer, cached, tell)
    return IngestedCorpus(
        articles=list(articles.values()),
        keys=list(articles),
        skipped=skipped,
        digest=digest_of_all(digests),
        digests=digests,
    )


def gather_articles(reading: CorpusReading, indexer: ArticleIndexer, cached: Kept, tell: Tell) -> IngestedCorpus:
    """Index articles that were read elsewhere."""

    def key(article: Article, report: CleaningReport | None) -> bytes:
        report_json = report_to_json(report)
        return key_of("contribution of an article", indexer.recipe, report_json, *article_row(article))

    articles_read = [ReadArticle(article, reading.reports.get(article.id)) for article in reading.articles]
    keys = [key(article.article, article.report) for article in articles_read]
    articles, skipped = _gathered(
        keys, (partial(_as_read, article) for article in articles_read), indexer, cached, tell
    )
    return IngestedCorpus(
        articles=list(articles.values()),
        keys=list(articles),
        skipped=[*reading.skipped, *skipped],
        digest=reading.digest,
        digests=reading.digests,
    )


def _gathered(
    keys: Sequence[bytes], readers: Iterable[ArticleReader], indexer: ArticleIndexer, cached: Kept, tell: Tell
) -> tuple[dict[bytes, IndexedArticle], list[SkippedFile]]:
    """Part cached and new outcomes into indexed articles and skipped files; a second one of an id is skipped."""
    articles: dict[bytes, IndexedArticle] = {}
    skipped: list[SkippedFile] = []
    sources: dict[str, str] = {}
    waiting = zip(keys, readers, cached.get(keys), strict=True)
    while batch := list(islice(waiting, MADE_AT_ONCE)):
        for key, outcome, is_new in _outcomes(batch, indexer):
            if isinstance(outcome, SkippedFile):
                skipped.append(outcome)
                continue
            if is_new:
                cached.put(key, indexed_to_bytes(outcome))
            article = outcome.article
            if article.id in sources:
                skipped.append(same_id(article.source, sources[article.id]))
            else:
                sources[article.id] = article.source
                articles[key] = outcome
                tell(outcome)
    return articles, skipped


def _outcomes(
    batch: Iterable[tuple[bytes, ArticleReader, bytes | None]], indexer: ArticleIndexer
) -> Iterator[tuple[bytes, IndexedArticle | SkippedFile, bool]]:
    """Yield each key with its indexed article or skipped file, and whether that was made now, not cached."""
    outcomes = [(key, read() if value is None else indexed_from_bytes(value)) for key, read, value in batch]
    indexed = iter(indexer.of_many([outcome for _, outcome in outcomes if isinstance(outcome, ReadArticle)]))
    for key, outcome in outcomes:
        yield (key, next(indexed), True) if isinstance(outcome, ReadArticle) else (key, outcome, False)


def _as_read(article: ReadArticle) -> ReadArticle:
    return article
