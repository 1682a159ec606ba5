"""Where a line break within a paragraph ends what is said: in addresses, verse, doses; not in running prose.

On 102 real web pages nine of ten single breaks part two sentences, two entries of a list or two lines of an
address; the others stand behind a long line, before a small letter.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from qa.reading.formats.archive import Element, local, one_line

BREAK = "\u2028"
"""Unicode's line separator stands for a break until the block's lines are known."""
LONG_LINE = 50
"""Characters of a line that is rather prose: lines of verse, addresses and lists are mostly shorter."""
_STOPS = re.compile(r"[.!?:;…。！？：；][\"'”’»)\]]*$")
_COMMAS = ("、", "，")
_OPEN = frozenset("a an and are as at be by for from has have in is of on or the to was were with".split())
"""With these no statement ends."""
_ITEM = re.compile(r"[•‣▪◦·*–—-]\s+(?=\S)")
_KEEPS_LINES = re.compile(r"white-space\s*:\s*(pre|break-spaces)")
_CELL_STOPS = re.compile(r"[.!?:;,…。]$")


def groups_of(lines: Sequence[str]) -> list[list[int]]:
    """Return which of the lines between breaks go together as one: the places of each, in order."""
    prose = _is_wrapped(lines)
    groups: list[list[int]] = []
    for place, line in enumerate(lines):
        if groups and (prose or _goes_on(lines[place - 1], line)):
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def lines_of(text: str, tidied: Callable[[str], str] = one_line) -> list[str]:
    """Return the lines of a text whose breaks are marked, each ``tidied``; those of one sentence as one."""
    lines = [line for part in text.split(BREAK) if (line := tidied(part))]
    return [" ".join(lines[place] for place in group) for group in groups_of(lines)]


def in_a_cell(text: str) -> str:
    """Return a text whose breaks are marked on one line: a comma parts two lines that no stop does."""
    lines = lines_of(text)
    return " ".join(
        [*(line if _CELL_STOPS.search(line) else f"{line}," for line in lines[:-1]), *lines[-1:]],
    )


def keeps_lines(element: Element) -> bool:
    """Tell an element whose line ends in the file are breaks on the page."""
    return local(element) in ("pre", "textarea") or bool(_KEEPS_LINES.search(element.get("style") or ""))


def without_bullet(line: str) -> str | None:
    """Return what stands behind the bullet of a line, None where it has none."""
    bullet = _ITEM.match(line)
    return line[bullet.end() :] if bullet else None


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Tell prose that was broken at a width: no line had room for the next one's first word."""
    width = max(map(len, lines), default=0)
    if len(lines) < 3 or width < LONG_LINE or not any(line[:1].islower() for line in lines[1:]):
        return False
    return all(len(line) + 1 + len(after.split(" ", 1)[0]) > width for line, after in pairwise(lines))


def _goes_on(line: str, after: str) -> bool:
    """Tell whether a sentence runs on over a break."""
    if _STOPS.search(line):
        return False
    if line.endswith(_COMMAS):  # in scripts without small letters
        return len(line) >= LONG_LINE // 2
    small = after[:1].islower()
    return small and (len(line) >= LONG_LINE or line.rpartition(" ")[2].lower() in _OPEN)
