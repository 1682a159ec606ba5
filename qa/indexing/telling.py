"""What a build tells, while it runs and when it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from qa.indexing.manifest import Manifest
from qa.records import SkippedFile


class Stage(StrEnum):
    """What a build is doing."""

    READING = "Reading articles"
    ENCODING = "Encoding passages"
    WRITING = "Writing the index"


Progress = Callable[[Stage, int, int], None]
"""Called with the stage, how much of it is done, and how much there is."""


def silent(_stage: Stage, _done: int, _total: int) -> None:
    """Tell nobody about the progress."""


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


def unchanged(name: str, manifest: Manifest, *, seconds: float) -> BuildReport:
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
    )
