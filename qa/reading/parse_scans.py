"""Pages that are pictures → their file with the text that is recognised on them; all in processes of their own.

Recognising takes more memory and time than reading does, so it has limits of its own, and one process, which loads
the models once for all files of a build.  The limits are those of a page: of a book of which one page cannot be
read the others are.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from qa.reading.ocr.recognised import RecognisedPage, page_from_json, pages_to_json
from qa.reading.parsing import Opened, opened_from_json
from qa.reading.sandbox.pool import Done, Outcome, Sandbox, SandboxLimits

PAGE_LIMITS = SandboxLimits(cpu_seconds=240, wall_seconds=240, memory_bytes=5 * 2**30)
"""For one page, the first time with the loading of the models.  A page of print takes 2 to 8 s and 1.1 GB; memory
counts addresses, of which OpenVINO reserves three times what it uses."""
PAGES_MOST = 500
"""Of a file; at 5 s a page they take 40 minutes."""
BEYOND = f"only {PAGES_MOST} pages of pictures are read of a file"


def page_reader() -> Sandbox[RecognisedPage]:
    """Return a sandbox with one process, in which a page of a file is recognised: corpus, source, page from 1."""
    function = "qa.reading.ocr.scans:recognise_in_sandbox"
    return Sandbox(function, page_from_json, workers=1, limits=PAGE_LIMITS)


class ScanReader:
    """Reads files with pages that are pictures; a context that ends its processes."""

    def __init__(self, corpus: Path, limits: SandboxLimits) -> None:
        """Read files of a folder; ``limits`` are those of reading a file once its pages are recognised."""
        self._corpus = str(corpus.absolute())
        self._pages = page_reader()
        self._files = Sandbox(
            "qa.reading.parsing:open_recognised_in_sandbox", opened_from_json, workers=1, limits=limits
        )

    def __enter__(self) -> Self:
        """Start nothing yet: most builds have no such page."""
        self._pages.__enter__()
        self._files.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        """End the processes."""
        self._files.__exit__(*error)
        self._pages.__exit__(*error)

    def read(self, source: str, opened: Opened) -> Opened:
        """Return what a file holds once its pages that are pictures are read."""
        (outcome,) = self._files.run([[self._corpus, source, pages_to_json(self._recognised(source, opened))]])
        return opened_of(outcome)

    def _recognised(self, source: str, opened: Opened) -> Mapping[int, RecognisedPage]:
        pages_read, beyond = opened.pictured[:PAGES_MOST], opened.pictured[PAGES_MOST:]
        outcomes = self._pages.run([self._corpus, source, page] for page in pages_read)
        pages = {page: _page(outcome) for page, outcome in zip(pages_read, outcomes, strict=True)}
        return {**pages, **dict.fromkeys(beyond, RecognisedPage(reason=BEYOND))}


def opened_of(outcome: Outcome[Opened]) -> Opened:
    """Return the opened file that a job made, or the reason why it failed."""
    return outcome.result if isinstance(outcome, Done) else Opened(reason=outcome.reason)


def _page(outcome: Outcome[RecognisedPage]) -> RecognisedPage:
    return outcome.result if isinstance(outcome, Done) else RecognisedPage(reason=outcome.reason)
