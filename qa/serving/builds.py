"""The builder of a process: one build at a time in a thread, which visitors can watch and stop."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from time import monotonic

from qa.answering.warnings.flag_file import read_flags
from qa.answering.warnings.flag_meaning import FlagMeaning
from qa.embedding.encoder import Encoder
from qa.errors import BuildStoppedError, CitewellError, IndexFailure
from qa.evaluation.calibration import calibrator
from qa.indexing.build import BuildReport, Progress, Stage, build, silent
from qa.reading.ocr.recognition import recogniser
from qa.serving.pace import Pace, Work
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
        calibrate=calibrator(encoder, settings.answering, partial(progress, Stage.MEASURING)),
        progress=progress,
        ocr=recogniser(settings.reading),
    )
    progress(Stage.PREPARING, 0, 1)
    FlagMeaning(flags, encoder, settings.index / "cache").prepare()
    progress(Stage.PREPARING, 1, 1)
    return report


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A snapshot of the builder: the running build, or the outcome of the last.

    ``stage`` is None before the first one, of which ``done`` of ``total`` is done; ``share`` is that of the whole
    build, from 0 to 1, and ``seconds_left`` the least and the most that it is likely to take, None where that is
    not known. ``outcome`` is None during a build and before the first; ``ended`` is when the last build ended.
    """

    running: bool = False
    stopping: bool = False
    stage: Stage | None = None
    done: int = 0
    total: int = 0
    share: float = 0.0
    seconds_left: tuple[float, float] | None = None
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
        self._pace = Pace(Work(), clock=clock)
        self._is_published = False

    def start(self, build: Callable[[Progress], BuildReport], work: Work | None = None) -> bool:
        """Start a build, which gets a progress callback; returns False when one is already running.

        ``work`` is what it has to do, as far as known; by default it is taken for one from nothing.
        """
        with self._lock:
            if self._building.running:
                return False
            self._building = Building(running=True)
            self._pace = Pace(work or Work(), passage_seconds=self._pace.passage_seconds, clock=self._clock)
            self._is_published = False
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
            now = self._building
            left = self._pace.seconds_left() if now.running else None
            return replace(now, share=self._pace.share if now.running else 0.0, seconds_left=left)

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
            self._pace.hear(stage, done, total)
            self._building = replace(self._building, stage=stage, done=done, total=total)
            self._is_published |= stage is Stage.WRITING and done == total
            if self._building.stopping and not self._is_published:
                raise BuildStoppedError
