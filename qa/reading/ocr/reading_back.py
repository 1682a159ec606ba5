"""Whether a quotation that was read from a picture stands in its rectangles: its pages are recognised anew."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from qa.reading.formats.pdf.reading_back import Readings
from qa.reading.glyphs.verification import Place, agreements, original_of
from qa.reading.ocr.recognised import RecognisedPage, RecognisedWord
from qa.reading.parse_all import telling_of_no_process
from qa.reading.parse_scans import page_reader
from qa.reading.sandbox.pool import Done
from qa.records import Rectangle

HYPHENS = "-\u2010\u00ad"


def is_verified_scan(corpus: Path, source: str, text: str, glyphs: bytes, start: int, end: int) -> bool:
    """Tell whether a quotation read from a picture stands in its rectangles; takes seconds a page.

    True when the words whose middles lie in its rectangles are its own, recognised anew in its original.  Raises
    CorpusError where no process can be started.
    """
    return agreements(text, glyphs, [(start, end)], partial(recognised_in, corpus, original_of(corpus, source)))[0]


def recognised_in(corpus: Path, file: str, places: Sequence[Place]) -> list[Readings] | None:
    """Return what is recognised in rectangles of a file; None where a page cannot be read."""
    numbers = sorted({number for number, _ in places})
    with telling_of_no_process(), page_reader() as pages:
        outcomes = list(pages.run([str(corpus.absolute()), file, number] for number in numbers))
    pages_read = {
        number: outcome.result
        for number, outcome in zip(numbers, outcomes, strict=True)
        if isinstance(outcome, Done) and not outcome.result.reason
    }
    return (
        [shown_in(pages_read[number], box) for number, box in places] if len(pages_read) == len(numbers) else None
    )


def shown_in(page: RecognisedPage, box: Rectangle) -> Readings:
    """Return the words in a rectangle, as they are and without the hyphens that a line's end explains."""
    words = [word.text for line in page.lines for word in line.words if _has_middle_in(word, box)]
    return "".join(words), "".join(word.rstrip(HYPHENS) for word in words), "".join(reversed(words))


def _has_middle_in(word: RecognisedWord, box: Rectangle) -> bool:
    left, upper, right, lower = box
    across, down = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return left <= across <= right and upper <= down <= lower
