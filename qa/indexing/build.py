"""Corpus → published generation, at the cost of what changed."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from itertools import count
from pathlib import Path
from time import perf_counter

from qa.cache import Cache, CacheKind, code_digest
from qa.embedding.encoder import Encoder
from qa.errors import BuildRunningError, CorpusError, ForVisitors, IndexFailure
from qa.files import TEMPORARY_PREFIX, locked, remove_database, remove_rubbish, sha256
from qa.indexing.bm25 import PostingsWriter
from qa.indexing.embed import PreviousGeneration, encode_all
from qa.indexing.generations import (
    POSTINGS,
    Generation,
    current_manifest,
    next_number,
    open_newest_whole,
    open_unsealed,
    publish,
    published_name,
    seal,
)
from qa.indexing.ingest import ArticleIndexer, IndexedArticle, IngestedCorpus, Tell, gather, gather_articles
from qa.indexing.manifest import Calibration, Contents, Manifest
from qa.indexing.store import LeftOut, left_out_of_all
from qa.indexing.writer import files_changed, posted_by, write_files
from qa.reading import corpus as library
from qa.reading.article import prepare as prepare_languages
from qa.reading.corpus import CorpusReading, Stamps
from qa.reading.originals import tidy
from qa.reading.parse_all import PLAIN_FILES_HERE_MOST
from qa.records import SkippedFile
from qa.settings import Indexing


def recipe_of(encoder: Encoder, settings: Indexing, *, calibrated: bool, ocr: str = "") -> str:
    """Return a digest of all that determines a generation besides the corpus: model, settings and code."""
    chosen = settings.model_dump_json(exclude={"model", "batch_tokens", "cache_mb"})
    code = code_digest("embedding", "reading", "indexing", *(("answering", "evaluation") if calibrated else ()))
    return sha256("\n".join((encoder.identity.digest, chosen, code, ocr)).encode())


class Stage(StrEnum):
    """What a build is doing."""

    READING = "Reading articles"
    CUTTING = "Cutting passages"
    ENCODING = "Encoding passages"
    WRITING = "Writing the index"
    MEASURING = "Measuring the verdict"
    PREPARING = "Preparing warning signs"


Progress = Callable[[Stage, int, int], None]
"""Called with the stage, how much of it is done, and how much there is."""


def silent(_stage: Stage, _done: int, _total: int) -> None:
    """Ignore the progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did; ``published`` is False when the index was already current.

    ``embedded`` and ``reused`` count passages whose vectors were computed and taken from the cache.  ``left_out``
    has each file of which the index has not all words, by its article's id.
    """

    generation: str
    articles: int
    passages: int
    embedded: int
    reused: int
    skipped: tuple[SkippedFile, ...]
    seconds: float
    published: bool
    left_out: tuple[LeftOut, ...] = ()


def unchanged(name: str, manifest: Manifest, *, seconds: float, left_out: tuple[LeftOut, ...] = ()) -> BuildReport:
    """Return the report of a build that found a generation to be current."""
    return BuildReport(
        generation=name,
        articles=manifest.articles,
        passages=manifest.passages,
        embedded=0,
        reused=manifest.passages,
        skipped=manifest.skipped,
        seconds=seconds,
        published=False,
        left_out=left_out,
    )


Calibrate = Callable[[Generation], Calibration]
"""Measures a generation before it is sealed; the result goes into the manifest."""


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
    ocr: str = "",
) -> BuildReport:
    """Build the index from the corpus and publish it, unless it is already current (and not ``force``).

    ``ocr`` names what reads pages that are pictures, empty where they are not read.
    Raises CorpusError (with ``strict`` also for a single bad file), BuildRunningError, or IndexFailure when the
    disk refuses.  On any failure the previous generation goes on serving.
    """
    started = perf_counter()
    sources = library.scan(corpus)
    run = _Run(index, encoder, settings, built, calibrate, progress, force=force, ocr=ocr)
    with _only_builder(index), ThreadPoolExecutor(1) as background:
        tidy(corpus, now=built.timestamp())
        digests = Stamps(index / "cache" / "stamps.json", corpus, fresh=force).digests(sources)
        is_current = not force and _made_of(index) == (run.recipe, library.digest_of_all(digests))
        changed = files_changed(index, published_name(index), digests)
        if 0 < changed <= PLAIN_FILES_HERE_MOST:  # more are read in other processes
            background.submit(prepare_languages)  # done before the opening: the pool has one thread
        opening = background.submit(_newest_whole, index)
        if is_current:
            before, damage = opening.result()
            if before and not damage:
                _refuse_skipped(before.manifest.skipped, strict=strict)
                left_out = before.store.left_out()
                seconds = perf_counter() - started
                return unchanged(before.name, before.manifest, seconds=seconds, left_out=left_out)
        with _cache(index, settings, fresh=force) as cache, run.posting() as postings:
            settled = library.settle(
                corpus, sources, partial(progress, Stage.READING), digests, cache.of(CacheKind.DOCUMENT), ocr=ocr
            )
            tell = _counted(posted_by(postings), partial(progress, Stage.CUTTING), len(settled))
            gathered = gather(settled, run.indexer, cache.of(CacheKind.ARTICLE), tell)
            library.refuse_none(gathered.articles, gathered.skipped, corpus)
            _refuse_skipped(gathered.skipped, strict=strict)
            report = run.publish(gathered, postings, cache, opening.result()[0])
    return replace(report, seconds=perf_counter() - started)


def build_from(
    reading: CorpusReading,
    index: Path,
    *,
    encoder: Encoder,
    settings: Indexing,
    built: datetime,
    calibrate: Calibrate | None = None,
    progress: Progress = silent,
) -> BuildReport:
    """Publish a generation of articles that were read elsewhere, such as a test collection's documents."""
    run = _Run(index, encoder, settings, built, calibrate, progress, force=True)
    with _only_builder(index), _cache(index, settings) as cache, run.posting() as postings:
        gathered = gather_articles(reading, run.indexer, cache.of(CacheKind.ARTICLE), posted_by(postings))
        return run.publish(gathered, postings, cache, _newest_whole(index)[0])


@dataclass(frozen=True, slots=True)
class _Run:
    """One build; ``force`` calibrates again."""

    index: Path
    encoder: Encoder
    settings: Indexing
    built: datetime
    calibrate: Calibrate | None
    progress: Progress
    force: bool
    ocr: str = ""

    @property
    def recipe(self) -> str:
        return recipe_of(self.encoder, self.settings, calibrated=bool(self.calibrate), ocr=self.ocr)

    @property
    def indexer(self) -> ArticleIndexer:
        return ArticleIndexer(self.encoder, self.settings)

    @property
    def folder(self) -> Path:
        return self.index / f"{TEMPORARY_PREFIX}generation"

    def posting(self) -> PostingsWriter:
        """Create the folder of the generation, and open its postings."""
        self.folder.mkdir()
        return PostingsWriter(self.folder / POSTINGS)

    def publish(
        self, gathered: IngestedCorpus, postings: PostingsWriter, cache: Cache, before: Generation | None
    ) -> BuildReport:
        """Publish a generation of the gathered articles, reusing vectors of the one before and the cache."""
        started = perf_counter()
        number = next_number(self.index)
        model = self.encoder.identity
        earlier = PreviousGeneration(self.index / before.name, before) if before else None
        articles = gathered.articles
        encoded = encode_all(
            articles, self.encoder, cache.of(CacheKind.VECTORS), partial(self.progress, Stage.ENCODING), earlier
        )
        self.progress(Stage.WRITING, 0, 1)
        alike = earlier if before and before.manifest.recipe == self.recipe else None
        search, digests = write_files(
            self.folder, gathered, encoded, self.settings, postings, cache.of(CacheKind.ARTICLE), alike
        )
        contents = Contents(
            number=number,
            model=model,
            recipe=self.recipe,
            corpus=gathered.digest,
            articles=len(articles),
            passages=len(encoded.keys),
            sentences=sum(sum(indexed.sentences) for indexed in articles),
            built=self.built.isoformat(timespec="seconds"),
            skipped=tuple(gathered.skipped),
            search=search,
        )
        left_out = left_out_of_all(articles)
        articles.clear()  # what was gathered is written, and calibration needs memory of its own
        contents = self._calibrated(self.folder, contents, encoded.keys, None if self.force else alike)
        sealed = seal(self.folder, contents, digests)
        name = publish(self.index, self.folder, number=number, manifest_digest=sealed)
        cache.prune()
        self.progress(Stage.WRITING, 1, 1)
        return BuildReport(
            generation=name,
            articles=contents.articles,
            passages=contents.passages,
            embedded=encoded.computed,
            reused=len(encoded.keys) - encoded.computed,
            skipped=tuple(gathered.skipped),
            seconds=perf_counter() - started,
            published=True,
            left_out=left_out,
        )

    def _calibrated(
        self, folder: Path, contents: Contents, keys: Sequence[bytes], alike: PreviousGeneration | None
    ) -> Contents:
        """Return the contents with a calibration: that of ``alike`` where little changed since, else a new one."""
        if self.calibrate is None:
            return contents
        if alike and (drift := alike.drift(keys)) is not None:
            calibration = alike.generation.manifest.calibration
            return replace(contents, calibration=calibration, calibration_drift=drift)
        return replace(contents, calibration=self.calibrate(open_unsealed(folder, contents)))


def _counted(tell: Tell, progress: Callable[[int, int], None], total: int) -> Tell:
    """Return what tells of an article and of how many were told so far."""
    numbers = count(1)

    def told(indexed: IndexedArticle) -> None:
        tell(indexed)
        progress(next(numbers), total)

    return told


@contextmanager
def _only_builder(index: Path) -> Iterator[None]:
    """Hold the lock of the index, and remove partial folders before and after the build."""
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
            for_visitors=ForVisitors(
                "The new index cannot be written; the index is as it was.",
                "Tell whoever looks after this library: its disk may be full or protected.",
            ),
        ) from error


def _cache(index: Path, settings: Indexing, *, fresh: bool = False) -> Cache:
    """Open the cache of an index; with ``fresh``, only vectors are reused."""
    remove_database(index / "cache" / "vectors.sqlite")  # it held the vectors until format 6
    return Cache(
        index / "cache" / "work.sqlite",
        build=next_number(index),
        bytes_most=settings.cache_mb * 2**20,
        fresh=(CacheKind.DOCUMENT, CacheKind.ARTICLE) if fresh else (),
    )


def _newest_whole(index: Path) -> tuple[Generation | None, IndexFailure | None]:
    """Return the newest whole generation, if any, and the damage of the published one, which is to be replaced."""
    try:
        return open_newest_whole(index)
    except IndexFailure as failure:
        return None, failure


def _made_of(index: Path) -> tuple[str, str] | None:
    """Return the recipe and the corpus digest of the published generation; None without a readable manifest."""
    try:
        manifest = current_manifest(index)
    except IndexFailure:
        return None
    return manifest.recipe, manifest.corpus


def _refuse_skipped(skipped: Sequence[SkippedFile], *, strict: bool) -> None:
    if strict and skipped:
        listed = "; ".join(f"{entry.source}: {entry.reason}" for entry in skipped[:3])
        raise CorpusError(
            f"{len(skipped)} of the corpus files could not be read ({listed}).",
            hint="Correct or remove them, or build without --strict.",
            for_visitors=ForVisitors(
                f"{len(skipped)} of the files could not be read ({listed}).",
                "Correct or remove them in the Library.",
            ),
        )
