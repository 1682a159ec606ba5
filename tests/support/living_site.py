"""A web server on loopback whose pages have versions, vanish, move and ask for patience; a clock that is set."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from qa.reading.living.keeping import add_source, make_source, read_state
from qa.reading.living.records import LivingSource, SourceRound, SourceState
from qa.reading.living.rounds import Rounds
from qa.reading.web.fetching import FetchLimits, Visits

HOST = "pages.test"


@dataclass(frozen=True)
class Page:
    """What stands at a path; ``etag`` and ``modified`` are its validators, where it has any."""

    body: str = ""
    status: int = 200
    kind: str = "text/markdown"
    etag: str = ""
    modified: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def article(title: str, more: str = "Rest helps.") -> str:
    """Return an article in Markdown, which is read without a process of its own."""
    text = f"A short walk every hour keeps the joints from getting stiff, as {title.lower()} shows."
    return f"# {title}\n\n{text}\n\n{more}\n"


def feed(*links: str) -> Page:
    """Return an RSS feed that lists links."""
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    return Page(f"<rss version='2.0'><channel>{items}</channel></rss>", kind="application/rss+xml")


class LivingSite(ThreadingHTTPServer):
    """A server of pages, by path; ``asked`` has each path that was asked for, and what was answered."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, int]] = []

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://{HOST}:{self.server_port}{path}"

    def answers(self) -> list[tuple[str, int]]:
        """Return what was asked since the last time, robots.txt aside."""
        asked = [answer for answer in self.asked if answer[0] != "/robots.txt"]
        self.asked.clear()
        return asked


class _Handler(BaseHTTPRequestHandler):
    server: LivingSite

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path, Page(status=404))
        known = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        same = (page.etag and known[0] == page.etag) or (page.modified and known[1] == page.modified)
        status = 304 if page.status == 200 and same else page.status
        self.server.asked.append((self.path, status))
        self.send_response(status)
        named = {"Content-Type": page.kind, "ETag": page.etag, "Last-Modified": page.modified, **page.headers}
        for name, value in named.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if status == 200:
            self.wfile.write(page.body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of the tests quiet."""


@contextmanager
def living_site() -> Iterator[LivingSite]:
    """Serve until the block ends."""
    with LivingSite() as site:
        Thread(target=site.serve_forever, args=(0.01,), daemon=True).start()
        yield site
        site.shutdown()


@dataclass
class Clock:
    """A time that moves only where it is waited for or set."""

    time: datetime = datetime(2026, 11, 29, 12, tzinfo=UTC)
    waits: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.pass_(seconds=seconds)

    def pass_(self, **spans: float) -> None:
        self.time += timedelta(**spans)


def _resolve(host: str, port: int) -> list[tuple[Any, Any, Any, Any, tuple[Any, ...]]]:
    return [(None, None, None, None, ("127.0.0.1", port))]


@dataclass
class Household:
    """A corpus with sources, a clock, and looks at what is due."""

    corpus: Path
    clock: Clock = field(default_factory=Clock)
    limits: FetchLimits = field(default_factory=lambda: FetchLimits(seconds=20, connect_seconds=5))

    def add(self, address: str, **options: Any) -> LivingSource:
        """Add a source that is looked at every day."""
        options = {"every": 86_400, "allow_private": "://" in address, **options}
        source = make_source(self.corpus, address, now=self.clock.now(), **options)
        add_source(self.corpus, source, wait=self.clock.wait)
        return source

    def rounds(self) -> Rounds:
        """Return what looks at the sources."""
        visits = partial(Visits, resolve=_resolve, limits=self.limits)
        return Rounds(self.corpus, now=self.clock.now, wait=self.clock.wait, visits=visits)

    def look(self) -> list[SourceRound]:
        """Look at what is due."""
        rounds = self.rounds()
        return rounds.look(rounds.due()) or []

    def look_tomorrow(self) -> SourceRound:
        """Look again once the only source is due."""
        self.clock.pass_(days=1.2)
        (one,) = self.look()
        return one

    def state(self, source: LivingSource) -> SourceState:
        """Return what was seen of a source."""
        return read_state(self.corpus, source)
