"""Stretches of text in one look → one line of plain text, in which no look that informs is lost."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from qa.reading.formats.archive import one_line
from qa.reading.formats.line_breaks import BREAK, groups_of
from qa.reading.formats.raised import lowered, raised, with_fractions

STRUCK = "~~"
"""Around struck-out text, as Markdown has it: a reader sees that it no longer holds."""


_ENDS = (".", "!", "?", ":", ";", ",", "…", "。")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; ``position`` is 1 above the line, -1 below it, 0 on it."""

    text: str
    position: int = 0
    struck: bool = False


def line_of(runs: Iterable[Run]) -> str:
    """Return the runs as one line: raised and lowered text as plain characters, struck-out text between ``~~``."""
    text = "".join(_struck(whole) if struck else whole for struck, whole in _on_line(runs))
    return one_line(with_fractions(text))


def lines_in(runs: Iterable[Run]) -> list[str]:
    """Return the lines that ``BREAK`` parts the runs into, each as ``line_of`` has it; sentences whole."""
    parts: list[list[Run]] = [[]]
    for run in runs:
        first, *following = run.text.split(BREAK)
        parts[-1].append(replace(run, text=first))
        parts += [[replace(run, text=text)] for text in following]
    lines = [line for part in parts if (line := line_of(part))]
    return [" ".join(lines[place] for place in group) for group in groups_of(lines)]


def _on_line(runs: Iterable[Run]) -> Iterator[tuple[bool, str]]:
    text_runs = [run for run in runs if run.text]
    text_runs = [replace(run, struck=run.struck and bool(run.text.strip())) for run in text_runs]
    for struck, alike in groupby(text_runs, key=lambda run: run.struck):
        parts: list[str] = []
        for position, group in groupby(alike, key=lambda run: run.position):
            text = "".join(run.text for run in group)
            parts.append(raised(text, "".join(parts)) if position > 0 else lowered(text) if position < 0 else text)
        yield struck, "".join(parts)


def _struck(text: str) -> str:
    inner = text.strip()
    return text.replace(inner, f"{STRUCK}{inner}{STRUCK}", 1)


def told_apart(paragraphs: Sequence[str]) -> str:
    """Return the paragraphs of a cell or note on one line: a comma stands between two that no stop ends."""
    parts = [part if part.endswith(_ENDS) else f"{part}," for part in paragraphs[:-1]]
    return " ".join([*parts, *paragraphs[-1:]])
