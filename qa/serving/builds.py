"""The builder of a process: one build at a time in a thread, which visitors can watch and stop."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import monotonic

from qa.answering.warnings.flag_file import read_flags
from qa.answering.warnings.flag_meaning import FlagMeaning
from qa.embedding.encoder import Encoder
from qa.errors import BuildStoppedError, CitewellError, IndexFailure
from qa.evaluation.calibration import calibrator
from qa.indexing.build import BuildReport, Progress, Stage, build, silent
from qa.reading.ocr.recognition import recogniser
from qa.settings import Settings


def build_now(
    settings: Settings, encoder: Encoder, *, strict: bool = False, force: bool = False, progress: Progress = silent
) -> BuildReport:
    """Build the index of the settings from their corpus; raises what ``build`` raises.

    Also encodes the phrases of the red flags, so that no question has to.  Raises SettingsError before building if
    the file of red flags cannot be read.
    """
    flags = read_flags(settings.answering.red_flags)
    report = build(
        settings.corpus,
        settings.index,
        encoder=encoder,
        settings=settings.indexing,
        built=datetime.now(UTC),
        strict=strict,
        force=force,
        calibrate=calibrator(encoder, settings.answering),
        progress=progress,
        ocr=recogniser(settings.reading),
    )
    FlagMeaning(flags, encoder, settings.index / "cache").prepare()
    return report


RATE_SECONDS_LEAST = 2.0
"""A shorter stage is too short to estimate its rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A snapshot of the builder: the running build, or the outcome of the last.

    ``stage`` is None before the first one; ``seconds_left`` is the estimate for the stage, None where there is
    none. ``outcome`` is None during a build and before the first; ``ended`` is when the last build ended.
    """

    running: bool = False
    stopping: bool = False
    stage: Stage | None = None
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    outcome: BuildReport | CitewellError | None = None
    ended: datetime | None = None


class Builder:
    """Runs at most one build at a time; safe to use from several threads.

    The thread is a daemon: the process does not wait for it, and an interrupted build does no harm.
    """

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        """Start idle; ``clock`` returns seconds, for rates."""
        self._clock = clock
        self._lock = threading.Lock()
        self._building = Building()
        self._thread: threading.Thread | None = None
        self._stage_began = self._heard = 0.0
        self._first = 0

    def start(self, build: Callable[[Progress], BuildReport]) -> bool:
        """Start a build, which gets a progress callback; returns False when one is already running."""
        with self._lock:
            if self._building.running:
                return False
            self._building = Building(running=True)
            self._thread = threading.Thread(target=self._run, args=(build,), name="citewell-build", daemon=True)
            self._thread.start()
        return True

    def stop(self) -> None:
        """Ask the build to end at its next step; a published generation is not undone."""
        with self._lock:
            if self._building.running:
                self._building = replace(self._building, stopping=True)

    def join(self, timeout: float | None = None) -> None:
        """Wait until the build has ended, if one runs."""
        if thread := self._thread:
            thread.join(timeout)

    def look(self) -> Building:
        """Return a snapshot of the builder."""
        with self._lock:
            return replace(self._building, seconds_left=self._seconds_left())

    def _seconds_left(self) -> float | None:
        """Return the seconds left in the stage at the rate so far."""
        now, took, did = self._building, self._heard - self._stage_began, self._building.done - self._first
        if not now.running or not did or took < RATE_SECONDS_LEAST:
            return None
        return max(0.0, took / did * (now.total - now.done) - (self._clock() - self._heard))

    def _run(self, build: Callable[[Progress], BuildReport]) -> None:
        outcome: BuildReport | CitewellError
        try:
            outcome = build(self._hear)
        except CitewellError as error:
            outcome = error
        except Exception as error:  # visitors must see that the build ended, whatever the cause
            logging.getLogger(__name__).exception("a build in the background failed")
            outcome = IndexFailure(
                f"The build ended with an unexpected error: {error!r}.",
                hint="The index is as it was; the log of the server has the details.",
            )
        with self._lock:
            self._building = Building(outcome=outcome, ended=datetime.now(UTC))

    def _hear(self, stage: Stage, done: int, total: int) -> None:
        """Record the progress of the build; raises BuildStoppedError when it was asked to stop."""
        with self._lock:
            self._heard = self._clock()
            if stage is not self._building.stage:
                self._stage_began, self._first = self._heard, done
            self._building = replace(self._building, stage=stage, done=done, total=total)
            published = stage is Stage.WRITING and done == total
            if self._building.stopping and not published:
                raise BuildStoppedError
