"""Corpus → published generation, costing what changed."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

import qa
from qa.errors import BuildRunningError, CorpusError, IndexFailure
from qa.files import TEMPORARY_PREFIX, locked, remove_rubbish, sha256
from qa.indexing.encoder import Encoder, Span
from qa.indexing.generations import (
    POSTINGS,
    SENTENCES,
    STORE,
    VECTORS,
    Contents,
    Manifest,
    next_number,
    open_current,
    publish,
    seal,
)
from qa.indexing.lexical import write_postings
from qa.indexing.passages import cut_article, number_pieces
from qa.indexing.store import write_store
from qa.indexing.vector_cache import VectorCache
from qa.indexing.vectors import PassageVectors, Vectors
from qa.reading import library
from qa.reading.formats import READERS
from qa.records import Article, Passage, SkippedFile
from qa.settings import Indexing

PASSAGES_AT_ONCE = 128
"""Passages between two steps of progress and of the cache: seconds of work lost at most when stopped."""


class Stage(StrEnum):
    """What a build is doing."""

    READING = "Reading articles"
    ENCODING = "Encoding passages"
    WRITING = "Writing the index"


Progress = Callable[[Stage, int, int], None]
"""Called with the stage, how much of it is done, and how much there is."""


def _silent(stage: Stage, done: int, total: int) -> None:
    del stage, done, total


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did; ``published`` is False when the index was current already.

    ``embedded`` and ``reused`` count passages whose vectors were computed and taken from the cache.
    """

    generation: str
    articles: int
    passages: int
    embedded: int
    reused: int
    skipped: tuple[SkippedFile, ...]
    seconds: float
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a corpus holds: its articles, the files that are none, and a digest of all the files' bytes."""

    articles: Sequence[Article]
    skipped: Sequence[SkippedFile]
    digest: str


@dataclass(frozen=True, slots=True)
class _Text:
    """What is embedded for a passage: its text under its title and headings; the spans of its sentences."""

    text: str
    spans: tuple[Span, ...]


def build(
    corpus: Path,
    index: Path,
    *,
    encoder: Encoder,
    settings: Indexing,
    built: datetime,
    strict: bool = False,
    force: bool = False,
    progress: Progress = _silent,
) -> BuildReport:
    """Build the index from the corpus and publish it, unless it is current already (and not ``force``).

    Raises CorpusError (with ``strict`` also for a single bad file), BuildRunningError, or IndexFailure when
    the disk refuses.  Whatever happens, the generation that was published before goes on serving.
    """
    started = perf_counter()
    sources = library.scan(corpus)
    with _only_builder(index):
        recipe = _recipe(encoder, settings)
        current = None if force else _current(index)
        if current and current[1].recipe == recipe and current[1].corpus == _digest_now(corpus, sources):
            _refuse_skipped(current[1].skipped, strict=strict)
            return _unchanged(*current, seconds=perf_counter() - started)
        reading = _read(corpus, sources, progress)
        _refuse_skipped(reading.skipped, strict=strict)
        report = _publish(reading, index, encoder=encoder, settings=settings, built=built, progress=progress)
    return replace(report, seconds=perf_counter() - started)


def build_from(
    reading: Reading,
    index: Path,
    *,
    encoder: Encoder,
    settings: Indexing,
    built: datetime,
    progress: Progress = _silent,
) -> BuildReport:
    """Publish a generation of articles that were read elsewhere, such as a test collection's documents."""
    with _only_builder(index):
        return _publish(reading, index, encoder=encoder, settings=settings, built=built, progress=progress)


def _publish(
    reading: Reading,
    index: Path,
    *,
    encoder: Encoder,
    settings: Indexing,
    built: datetime,
    progress: Progress,
) -> BuildReport:
    started = perf_counter()
    passages, texts = _cut(reading.articles, encoder, settings)
    number = next_number(index)
    with VectorCache(index / "cache" / "vectors.sqlite", encoder.identity, build=number) as cache:
        vectors, sentences, embedded = _encode(texts, encoder, cache, progress)
        progress(Stage.WRITING, 0, 1)
        contents = Contents(
            number=number,
            model=encoder.identity,
            recipe=_recipe(encoder, settings),
            corpus=reading.digest,
            articles=len(reading.articles),
            passages=len(passages),
            sentences=len(sentences),
            built=built.isoformat(timespec="seconds"),
            skipped=tuple(reading.skipped),
        )
        partial = index / f"{TEMPORARY_PREFIX}generation"
        _write(partial, reading.articles, passages, vectors, sentences)
        name = publish(index, partial, number=number, manifest_digest=seal(partial, contents))
        cache.prune()
    progress(Stage.WRITING, 1, 1)
    return BuildReport(
        generation=name,
        articles=len(reading.articles),
        passages=len(passages),
        embedded=embedded,
        reused=len(passages) - embedded,
        skipped=tuple(reading.skipped),
        seconds=perf_counter() - started,
        published=True,
    )


@contextmanager
def _only_builder(index: Path) -> Iterator[None]:
    """Hold the lock of the index, and leave no rubbish behind, whatever ends the build."""
    try:
        with locked(index / ".lock") as free:
            if not free:
                raise BuildRunningError(index)
            remove_rubbish(index)
            try:
                yield
            finally:
                remove_rubbish(index)
    except OSError as error:
        raise IndexFailure(
            f"The index in {index} cannot be written: {error}.",
            hint="Make room or give write permission; the index is as it was.",
        ) from error


def _recipe(encoder: Encoder, settings: Indexing) -> str:
    """Return a digest of all that decides a generation besides the corpus: model, settings, and our code."""
    digest = hashlib.sha256(encoder.identity.digest.encode())
    digest.update(settings.model_dump_json(exclude={"model", "batch_tokens"}).encode())
    house = Path(qa.__file__).parent
    for room in ("reading", "indexing"):
        for file in sorted((house / room).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _current(index: Path) -> tuple[str, Manifest] | None:
    """Return the published generation when there is a whole one: a damaged one is to be replaced."""
    try:
        generation = open_current(index)
    except IndexFailure:
        return None
    return generation.name, generation.manifest


def _digest_now(corpus: Path, sources: Iterable[str]) -> str:
    return _corpus_digest((source, library.digest_of(corpus, source)) for source in sources)


def _corpus_digest(digests: Iterable[tuple[str, str]]) -> str:
    return sha256("\n".join(f"{digest} {source}" for source, digest in digests).encode(errors="surrogateescape"))


def _unchanged(name: str, manifest: Manifest, *, seconds: float) -> BuildReport:
    return BuildReport(
        generation=name,
        articles=manifest.articles,
        passages=manifest.passages,
        embedded=0,
        reused=manifest.passages,
        skipped=manifest.skipped,
        seconds=seconds,
        published=False,
    )


def _read(corpus: Path, sources: Sequence[str], progress: Progress) -> Reading:
    outcomes = {}
    for done, source in enumerate(sources):
        progress(Stage.READING, done, len(sources))
        outcomes[source] = library.read(corpus, source)
    articles, skipped = library.unique(outcomes)
    if not articles:
        first = skipped[0]
        raise CorpusError(
            f"None of the {len(sources)} files in {corpus} could be read; {first.source}: {first.reason}.",
            hint=f"Put articles into it ({', '.join(READERS)}).",
        )
    digest = _corpus_digest((source, outcome.digest) for source, outcome in outcomes.items())
    return Reading(articles=articles, skipped=skipped, digest=digest)


def _refuse_skipped(skipped: Sequence[SkippedFile], *, strict: bool) -> None:
    if strict and skipped:
        listed = "; ".join(f"{entry.source}: {entry.reason}" for entry in skipped[:3])
        raise CorpusError(
            f"{len(skipped)} of the corpus files could not be read ({listed}).",
            hint="Mend or remove them, or build without --strict.",
        )


def _cut(articles: Sequence[Article], encoder: Encoder, settings: Indexing) -> tuple[list[Passage], list[_Text]]:
    passages: list[Passage] = []
    texts: list[_Text] = []
    window = encoder.identity.window
    for article in articles:
        pieces = cut_article(article, count_tokens=encoder.count_tokens, window=window, settings=settings)
        numbered = number_pieces(article, pieces, after=passages[-1] if passages else None)
        for passage, piece in zip(numbered, pieces, strict=True):
            shift = len(piece.context) + 1 - passage.start
            spans = tuple((sentence.start + shift, sentence.end + shift) for sentence in passage.sentences)
            texts.append(_Text(f"{piece.context}\n{passage.text}", spans))
        passages += numbered
    return passages, texts


def _encode(
    texts: Sequence[_Text], encoder: Encoder, cache: VectorCache, progress: Progress
) -> tuple[Vectors, NDArray[np.float16], int]:
    """Return passage vectors [n, dimension], sentence vectors [m, dimension], and how many had to be made."""
    dimension = encoder.identity.dimension
    vectors = np.zeros((len(texts), dimension), dtype=np.float32)
    first = np.cumsum([0, *(len(text.spans) for text in texts)])
    sentences = np.zeros((int(first[-1]), dimension), dtype=np.float16)
    keys = [cache.key(text.text, text.spans) for text in texts]
    missing: list[int] = []
    for row, key in enumerate(keys):
        if entry := cache.get(key):
            vectors[row], sentences[first[row] : first[row + 1]] = entry
        else:
            missing.append(row)
    missing.sort(key=lambda row: len(texts[row].text), reverse=True)  # like lengths together: less padding
    for start in range(0, len(missing), PASSAGES_AT_ONCE):
        progress(Stage.ENCODING, start, len(missing))
        rows = missing[start : start + PASSAGES_AT_ONCE]
        encoded = encoder.encode([texts[row].text for row in rows], [texts[row].spans for row in rows])
        cache.put(
            (keys[row], (encoded.passages[place], encoded.sentences[place])) for place, row in enumerate(rows)
        )
        for place, row in enumerate(rows):
            vectors[row] = encoded.passages[place]
            sentences[first[row] : first[row + 1]] = encoded.sentences[place]
    return vectors, sentences, len(missing)


def _write(
    partial: Path,
    articles: Sequence[Article],
    passages: Sequence[Passage],
    vectors: Vectors,
    sentences: NDArray[np.float16],
) -> None:
    partial.mkdir()
    write_store(partial / STORE, articles, passages)
    PassageVectors.of(vectors).save(partial / VECTORS)
    np.save(partial / SENTENCES, sentences, allow_pickle=False)
    titles = {article.id: article.title for article in articles}
    write_postings(
        partial / POSTINGS,
        ((passage.id, titles[passage.article_id], passage.headings, passage.text) for passage in passages),
    )
