"""How hosts are asked: one request at a time, with a pause between two, and not at all where one wants peace."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from qa.errors import FetchError
from qa.reading.web.fetching import TOO_MANY, UNAVAILABLE, Looked, Validators, Visits

PAUSE_SECONDS = 1.0
"""Between two requests to one host."""
UNANSWERED_MOST = 3
"""A host that so many times in a row did not answer is left alone for the rest of a round."""


class HostPausedError(Exception):
    """A host that is left alone for now; ``cause`` is what it answered last, if anything."""

    def __init__(self, cause: FetchError) -> None:
        """Keep the cause."""
        super().__init__(str(cause))
        self.cause = cause


class PoliteVisits:
    """Visits of one round, over all sources: what a host has said to one of them holds for the others."""

    def __init__(self, visits: Visits, *, now: Callable[[], datetime], wait: Callable[[float], None]) -> None:
        """Visit by ``visits``; ``wait`` waits for seconds, and ``now`` tells the time."""
        self.visits, self._now, self._wait = visits, now, wait
        self._asked: dict[str, datetime] = {}
        self._paused: dict[str, FetchError] = {}
        self._unanswered: dict[str, int] = {}

    def look(self, address: str, known: Validators, *, allow_private: bool) -> Looked:
        """Return what stands at an address once its host may be asked again.

        Raises HostPausedError where the host wants to be left alone or does not answer at all, FetchError where
        only this address cannot be had.
        """
        host = urlsplit(address).netloc
        if host in self._paused:
            raise HostPausedError(self._paused[host])
        self._keep_apart(host)
        try:
            looked = self.visits.look(address, allow_private=allow_private, known=known)
        except FetchError as error:
            self._unanswered[host] = 0 if error.status else self._unanswered.get(host, 0) + 1
            if error.status in (TOO_MANY, UNAVAILABLE) or self._unanswered[host] >= UNANSWERED_MOST:
                self._paused[host] = error
                raise HostPausedError(error) from error
            raise
        finally:
            self._asked[host] = self._now()
        self._unanswered[host] = 0
        return looked

    def _keep_apart(self, host: str) -> None:
        if host in self._asked:
            passed = (self._now() - self._asked[host]).total_seconds()
            if passed < PAUSE_SECONDS:
                self._wait(PAUSE_SECONDS - max(passed, 0.0))
