"""Looks at living sources when they are due, in a thread of its own, as long as its process runs."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

from qa.errors import CitewellError
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.reading.living.records import SourceRound
    from qa.reading.living.rounds import Rounds

LOOK_SECONDS = 15.0
"""Between two looks at which sources are due; where there are none, it costs one look at a file."""


def nothing() -> bool:
    """Leave what changed to whoever watches the corpus."""
    return True


def unheard(looked: "SourceRound") -> None:
    """Let a round pass without telling anybody."""
    del looked


class Refetching:
    """Looks at what is due, again and again; an error is logged, and the next time tried again."""

    def __init__(
        self,
        settings: Settings,
        *,
        heard: Callable[["SourceRound"], None] = unheard,
        changed: Callable[[], bool] = nothing,
    ) -> None:
        """Look for the corpus of the settings; ``heard`` gets each round.

        ``changed`` is called after a change, again and again until it returns that a build was started.
        """
        self._settings, self._heard, self._changed = settings, heard, changed
        self._stopped = Event()
        self._waits_for_build = False

    def run(self) -> None:
        """Look until it is stopped."""
        while not self._stopped.is_set():
            try:
                self.look_once()
            except CitewellError as error:
                logging.getLogger(__name__).warning("%s %s", error, error.hint)
            except Exception:  # the next look may go well, and the server goes on
                logging.getLogger(__name__).exception("a look at the sources failed")
            self._stopped.wait(LOOK_SECONDS)

    def look_once(self) -> None:
        """Look at what is due now; raises CorpusError where the list of sources cannot be read."""
        from qa.reading.living.keeping import sources_file
        from qa.reading.living.records import any_changed

        if not sources_file(self._settings.corpus).is_file():
            return
        rounds = rounds_of(self._settings, wait=self._wait)
        due = rounds.due()
        came_of = (rounds.look(due, heard=self._heard) if due else None) or []
        self._waits_for_build |= any_changed(came_of)
        if self._waits_for_build:
            self._waits_for_build = not self._changed()

    def stop(self) -> None:
        """End after the request that is under way; what was fetched is kept."""
        self._stopped.set()

    def _wait(self, seconds: float) -> None:
        from qa.reading.living.rounds import StoppedError

        if self._stopped.wait(seconds):
            raise StoppedError


def rounds_of(settings: Settings, *, wait: Callable[[float], None]) -> "Rounds":
    """Return what looks at the sources of the corpus of the settings."""
    from qa.reading.living.rounds import Rounds
    from qa.reading.ocr.recognition import recogniser

    return Rounds(settings.corpus, now=lambda: datetime.now(UTC), wait=wait, ocr=recogniser(settings.reading))


def refetch(
    settings: Settings,
    *,
    heard: Callable[["SourceRound"], None] = unheard,
    changed: Callable[[], bool] = nothing,
) -> Refetching:
    """Begin to look, in a thread that does not keep its process alive; a round that is cut off does no harm."""
    refetching = Refetching(settings, heard=heard, changed=changed)
    Thread(target=refetching.run, name="citewell-sources", daemon=True).start()
    return refetching
