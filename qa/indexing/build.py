"""Corpus → published generation, costing what changed."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from time import perf_counter

import qa
from qa.errors import BuildRunningError, CorpusError, IndexFailure
from qa.files import TEMPORARY_PREFIX, locked, remove_rubbish
from qa.indexing.embedding import cut_all, encode_all
from qa.indexing.encoder import Encoder
from qa.indexing.generation_files import write_files
from qa.indexing.generations import (
    Generation,
    next_number,
    open_current,
    open_unsealed,
    publish,
    seal,
)
from qa.indexing.manifest import Calibration, Contents, Manifest
from qa.indexing.vector_cache import VectorCache
from qa.reading import library
from qa.reading.library import Reading
from qa.records import SkippedFile
from qa.settings import Indexing


class Stage(StrEnum):
    """What a build is doing."""

    READING = "Reading articles"
    ENCODING = "Encoding passages"
    WRITING = "Writing the index"


Progress = Callable[[Stage, int, int], None]
"""Called with the stage, how much of it is done, and how much there is."""


Calibrate = Callable[[Generation], Calibration]
"""Measures a generation before it is sealed; what it returns stands in the manifest."""


def silent(stage: Stage, done: int, total: int) -> None:
    """Tell nobody about the progress."""
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


def build(
    corpus: Path,
    index: Path,
    *,
    encoder: Encoder,
    settings: Indexing,
    built: datetime,
    strict: bool = False,
    force: bool = False,
    calibrate: Calibrate | None = None,
    progress: Progress = silent,
) -> BuildReport:
    """Build the index from the corpus and publish it, unless it is current already (and not ``force``).

    Raises CorpusError (with ``strict`` also for a single bad file), BuildRunningError, or IndexFailure when
    the disk refuses.  Whatever happens, the generation that was published before goes on serving.
    """
    started = perf_counter()
    sources = library.scan(corpus)
    with _only_builder(index):
        recipe = recipe_of(encoder, settings, calibrated=bool(calibrate))
        current = None if force else _current(index)
        if current and current[1].recipe == recipe and current[1].corpus == library.digest_now(corpus, sources):
            _refuse_skipped(current[1].skipped, strict=strict)
            return _unchanged(*current, seconds=perf_counter() - started)
        reading = library.read_all(corpus, sources, partial(progress, Stage.READING))
        _refuse_skipped(reading.skipped, strict=strict)
        report = _publish(
            reading, index, encoder=encoder, settings=settings, built=built, calibrate=calibrate, progress=progress
        )
    return replace(report, seconds=perf_counter() - started)


def build_from(
    reading: Reading,
    index: Path,
    *,
    encoder: Encoder,
    settings: Indexing,
    built: datetime,
    calibrate: Calibrate | None = None,
    progress: Progress = silent,
) -> BuildReport:
    """Publish a generation of articles that were read elsewhere, such as a test collection's documents."""
    with _only_builder(index):
        return _publish(
            reading, index, encoder=encoder, settings=settings, built=built, calibrate=calibrate, progress=progress
        )


def _publish(
    reading: Reading,
    index: Path,
    *,
    encoder: Encoder,
    settings: Indexing,
    built: datetime,
    calibrate: Calibrate | None,
    progress: Progress,
) -> BuildReport:
    started = perf_counter()
    passages, texts = cut_all(reading.articles, encoder, settings)
    number = next_number(index)
    with VectorCache(index / "cache" / "vectors.sqlite", encoder.identity, build=number) as cache:
        encoded = encode_all(texts, encoder, cache, partial(progress, Stage.ENCODING))
        progress(Stage.WRITING, 0, 1)
        folder = index / f"{TEMPORARY_PREFIX}generation"
        search = write_files(folder, reading, passages, encoded, settings)
        contents = Contents(
            number=number,
            model=encoder.identity,
            recipe=recipe_of(encoder, settings, calibrated=bool(calibrate)),
            corpus=reading.digest,
            articles=len(reading.articles),
            passages=len(passages),
            sentences=len(encoded.sentences),
            built=built.isoformat(timespec="seconds"),
            skipped=tuple(reading.skipped),
            search=search,
        )
        if calibrate:
            contents = replace(contents, calibration=calibrate(open_unsealed(folder, contents)))
        name = publish(index, folder, number=number, manifest_digest=seal(folder, contents))
        cache.prune()
    progress(Stage.WRITING, 1, 1)
    return BuildReport(
        generation=name,
        articles=len(reading.articles),
        passages=len(passages),
        embedded=encoded.computed,
        reused=len(passages) - encoded.computed,
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


def recipe_of(encoder: Encoder, settings: Indexing, *, calibrated: bool) -> str:
    """Return a digest of all that decides a generation besides the corpus: model, settings, and our code."""
    digest = hashlib.sha256(encoder.identity.digest.encode())
    digest.update(settings.model_dump_json(exclude={"model", "batch_tokens"}).encode())
    house = Path(qa.__file__).parent
    for room in ("reading", "indexing", *(("answering", "evaluation") if calibrated else ())):
        for file in sorted(path for path in (house / room).rglob("*") if path.suffix in (".py", ".txt")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _current(index: Path) -> tuple[str, Manifest] | None:
    """Return the published generation when there is a whole one: a damaged one is to be replaced."""
    try:
        generation = open_current(index)
    except IndexFailure:
        return None
    return generation.name, generation.manifest


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


def _refuse_skipped(skipped: Sequence[SkippedFile], *, strict: bool) -> None:
    if strict and skipped:
        listed = "; ".join(f"{entry.source}: {entry.reason}" for entry in skipped[:3])
        raise CorpusError(
            f"{len(skipped)} of the corpus files could not be read ({listed}).",
            hint="Mend or remove them, or build without --strict.",
        )
