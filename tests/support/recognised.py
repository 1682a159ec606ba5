"""Pages as they are recognised, put together by hand: where each line stands, and how sure its words are."""

import math
from collections.abc import Mapping

from qa.reading.ocr.recognised import Box, Corner, RecognisedLine, RecognisedPage, RecognisedWord

SURE = 0.99
WIDE = 0.5
"""Of its height: the width of a sign, of the lines that are made here."""


def line(
    text: str,
    left: float,
    upper: float,
    *,
    height: float = 14,
    turned: float = 0.0,
    unsure: Mapping[str, float] | None = None,
) -> RecognisedLine:
    """Return a line of text that begins at a place of the page, in points, ``turned`` by some degrees."""
    length = WIDE * height * len(text)
    sine, cosine = math.sin(math.radians(turned)), math.cos(math.radians(turned))

    def corner(along: float, down: float) -> Corner:
        return left + along * cosine - down * sine, upper + along * sine + down * cosine

    words: list[RecognisedWord] = []
    start = 0
    for word in text.split(" "):
        end = start + len(word)
        across, down = zip(
            *(corner(WIDE * height * at, deep) for at in (start, end) for deep in (0, height)), strict=True
        )
        words.append(
            RecognisedWord(
                text=word,
                confidence=(unsure or {}).get(word, SURE),
                box=(min(across), min(down), max(across), max(down)),
                start=start / len(text),
                end=end / len(text),
            )
        )
        start = end + 1
    return RecognisedLine(
        words=tuple(words), corners=(corner(0, 0), corner(length, 0), corner(length, height), corner(0, height))
    )


def page(*lines: RecognisedLine, across: tuple[str, ...] = (), unread: tuple[Box, ...] = ()) -> RecognisedPage:
    """Return an A4 page with these lines."""
    return RecognisedPage(width=595, height=842, shown=(595, 842), lines=lines, across=across, unread=unread)
