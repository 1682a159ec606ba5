"""One round over the sources that are due: each is looked at, and what changed is changed in the corpus."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from qa.errors import CitewellError, FetchError
from qa.reading.living.folders import look_at_folder
from qa.reading.living.keeping import fetching_alone, read_sources, read_state, write_state
from qa.reading.living.looking import SourceLook
from qa.reading.living.manners import HostPausedError, PoliteVisits
from qa.reading.living.records import ItemState, LivingSource, SourceKind, SourceRound, SourceState
from qa.reading.living.timing import after_failure, after_success
from qa.reading.living.web import look_at_address
from qa.reading.web.fetching import Visits


class StoppedError(Exception):
    """Whoever asked for a round has stopped it; what was fetched is kept."""


def unheard(looked: SourceRound) -> None:
    """Let a round pass without telling anybody."""
    del looked


class Rounds:
    """Looks at living sources, one request after another; what fails is told and costs only itself."""

    def __init__(
        self,
        corpus: Path,
        *,
        now: Callable[[], datetime],
        wait: Callable[[float], None],
        ocr: str = "",
        visits: Callable[[], Visits] = Visits,
    ) -> None:
        """Look for ``corpus``; ``now`` returns the time in UTC, ``wait`` waits for seconds and may end a round.

        ``visits`` makes what each round fetches with; ``wait`` raises StoppedError where the round is to end.
        """
        self._corpus, self._now, self._wait, self._ocr, self._visits = corpus, now, wait, ocr, visits

    def due(self) -> tuple[LivingSource, ...]:
        """Return the sources that it is time to look at; raises CorpusError as ``read_sources`` does."""
        now = self._now()
        return tuple(
            source for source in read_sources(self._corpus) if read_state(self._corpus, source).is_due(now)
        )

    def look(
        self, sources: Iterable[LivingSource], *, heard: Callable[[SourceRound], None] = unheard
    ) -> list[SourceRound] | None:
        """Look at sources and return what came of each; None where another process is fetching already.

        ``heard`` gets each as soon as it is done.
        """
        with fetching_alone(self._corpus) as free:
            if not free:
                return None
            visits = PoliteVisits(self._visits(), now=self._now, wait=self._wait)
            rounds: list[SourceRound] = []
            with suppress(StoppedError):
                for source in sources:
                    rounds.append(self._look_at(source, visits))
                    heard(rounds[-1])
            return rounds

    def _look_at(self, source: LivingSource, visits: PoliteVisits) -> SourceRound:
        state = read_state(self._corpus, source)
        state = replace(state, began=state.began or self._now())
        look = SourceLook(self._corpus, source, state, now=self._now, ocr=self._ocr)
        retry_after = ""
        try:
            look_at_folder(look) if source.is_folder else look_at_address(look, visits)
        except HostPausedError as paused:
            retry_after = paused.cause.retry_after
            failed = f"{paused.cause} {paused.cause.hint}"
        except FetchError as error:
            retry_after, failed = error.retry_after, f"{error} {error.hint}"
        except CitewellError as error:
            failed = f"{error} {error.hint}"
        except OSError as error:  # the disk is full, or a folder went away
            failed = f"{source.address}: {error.strerror or error}."
        else:
            failed = _failed(look.state)
        look.flush()
        look.state = self._ended(look.state, source, failed, retry_after, whole=look.is_over)
        write_state(self._corpus, source, look.state)
        return look.outcome(failed or _errors_of_items(look.state))

    def _ended(
        self, state: SourceState, source: LivingSource, failed: str, retry_after: str, *, whole: bool
    ) -> SourceState:
        now = self._now()
        state = replace(state, began=None if whole else state.began)
        if failed:
            failures = state.failures + 1
            due = after_failure(source, now, failures=failures, retry_after=retry_after)
            return replace(state, failures=failures, error=failed, error_at=now, next=due)
        error = _errors_of_items(state)
        due = after_success(source, now)
        return replace(state, failures=0, error=error, error_at=now if error else None, next=due, fetched=now)


def _failed(state: SourceState) -> str:
    """Return why the only page of a source could not be had; empty where it was, or there are several."""
    return state.items[0].error if state.kind is SourceKind.PAGE and state.items else ""


def _errors_of_items(state: SourceState) -> str:
    failed: Sequence[str] = [item.error for item in state.items if item.error and item.state is ItemState.PRESENT]
    if not failed or state.kind is SourceKind.PAGE:
        return failed[0] if failed else ""
    return f"{len(failed)} of {len(state.items)} could not be read; the first: {failed[0]}"
