"""Which paragraphs of a PDF are headings: those its outline names, and those set larger or bolder."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from qa.reading.formats.pdf.layout import Line
from qa.reading.formats.pdf.paragraphs import DISPLAY, Paragraph

HEADING_WORDS_MOST = 20
HEADING_LINES_MOST = 3
DEEPEST_HEADING_LEVEL = 6
LARGER = 1.1
"""Times the size of the text: the smallest step between text and heading that typesetters use."""
CAPITALS_LEAST = 4
"""Letters; shorter lines in capitals are abbreviations."""
_ENDS_SENTENCE = re.compile(r"[.;,…][\"'”’)\]]*$")
_CAPITALS = re.compile(r"\w[\w\s&'’:?!()/-]+$")  # a title's signs, not those of code
_NUMBERING = re.compile(r"^(?:(?:chapter|part|section)\s+)?[\divx]*[\d.)]+\s+", re.IGNORECASE)

Style: TypeAlias = tuple[float, bool]  # size and weight
Names: TypeAlias = Mapping[tuple[str, int], int]  # a heading as the outline has it, and its page → its depth


@dataclass(frozen=True, slots=True)
class Body:
    """How most of the text is set."""

    size: float
    bold: bool


def body_of(columns: Sequence[Sequence[Line]]) -> Body:
    """Return the size and weight that most characters have."""
    counts: Counter[Style] = Counter()
    for lines in columns:
        for line in lines:
            counts[_rounded(line.size), line.bold] += len(line.text)
    size, bold = counts.most_common(1)[0][0] if counts else (0.0, False)
    return Body(size, bold)


def plain_name(text: str) -> str:
    """Return a heading as it is compared: no number before it, no capitals, letters and digits alone."""
    return "".join(filter(str.isalnum, _NUMBERING.sub("", text.strip()).casefold()))


def heading_levels(paragraphs: Sequence[Paragraph], body: Body, names: Names) -> dict[int, int]:
    """Return the levels of the headings, by the place of the paragraph."""
    named: dict[int, int] = {}
    styled: dict[int, Style] = {}
    for place, paragraph in enumerate(paragraphs):
        depth = _named(paragraph, names, body)
        if depth is not None:
            named[place] = depth
        below = _running_on(paragraphs, place, body)
        beside = [
            neighbour.first.text
            for neighbour in (*paragraphs[max(place - 1, 0) : place], *paragraphs[place + 1 : place + 2])
        ]
        listed = paragraph.first.size < LARGER * body.size and _is_one_of_values(paragraph.first.text, beside)
        if depth is not None or (_stands_out(paragraph, body) and not below[:1].islower() and not listed):
            styled[place] = _style(paragraph)
    for place in _under_title(paragraphs, styled):
        if place not in named:
            del styled[place]
    return _by_outline(named, styled) if named else _by_style(styled)


def _running_on(paragraphs: Sequence[Paragraph], place: int, body: Body) -> str:
    """Return the line below a paragraph, in which its sentence may go on; none after large type, in smaller type.

    A title stands above such a line: its author's name, or a subtitle.
    """
    if place + 1 == len(paragraphs):
        return ""
    line, below = paragraphs[place].last, paragraphs[place + 1].first
    return "" if line.size >= DISPLAY * max(body.size, below.size) else below.text


def _by_style(styled: Mapping[int, Style]) -> dict[int, int]:
    ranks = {style: rank for rank, style in enumerate(sorted(set(styled.values()), reverse=True), start=1)}
    return {place: min(ranks[style], DEEPEST_HEADING_LEVEL) for place, style in styled.items()}


def _by_outline(named: Mapping[int, int], styled: Mapping[int, Style]) -> dict[int, int]:
    """Return the levels that the outline gives; headings it does not name go by those that look the same."""
    alike: defaultdict[Style, Counter[int]] = defaultdict(Counter)
    for place, depth in named.items():
        alike[styled[place]][depth] += 1
    largest, smallest = max(alike), min(alike)
    below_title = 1 + any(style > largest for style in styled.values())
    levels: dict[int, int] = {}
    for place, style in styled.items():
        if place in named:
            level = named[place] + below_title
        elif style > largest:
            level = 1
        else:
            like = (
                style
                if style in alike
                else max((candidate for candidate in alike if candidate > style), default=smallest)
            )
            level = alike[like].most_common(1)[0][0] + below_title + (style not in alike)
        levels[place] = min(level, DEEPEST_HEADING_LEVEL)
    return levels


def _named(paragraph: Paragraph, names: Names, body: Body) -> int | None:
    if paragraph.row or len(paragraph.lines) > HEADING_LINES_MOST or paragraph.first.size < body.size / LARGER:
        return None
    name = plain_name(" ".join(line.text for line in paragraph.lines))
    return names.get((name, paragraph.first.page)) if name else None


def _stands_out(paragraph: Paragraph, body: Body) -> bool:
    line = paragraph.first
    text = " ".join(line.text for line in paragraph.lines)
    starts = next(filter(str.isalpha, text), "")
    if paragraph.row or not starts or starts.islower() or _ENDS_SENTENCE.search(text):
        return False
    if len(paragraph.lines) > HEADING_LINES_MOST or len(text.split()) > HEADING_WORDS_MOST:
        return False
    if paragraph.marker and not paragraph.marker[0].isdigit():
        return False
    if line.size >= LARGER * body.size:
        return True
    if line.size < body.size / LARGER or paragraph.first.pieces > 1:
        return False
    capitals = text.isupper() and _CAPITALS.match(text) and sum(map(str.isalpha, text)) >= CAPITALS_LEAST
    return (line.bold and not body.bold) or bool(capitals and len(paragraph.lines) == 1)


def _is_one_of_values(text: str, beside: Sequence[str]) -> bool:
    """Tell a line such as "AST 12 U/L" among others like it: in capitals for its units, and no heading."""
    return text.isupper() and _has_value(text) and any(line.isupper() and _has_value(line) for line in beside)


def _has_value(text: str) -> bool:
    return any(map(str.isdigit, _NUMBERING.sub("", text)))


def _under_title(paragraphs: Sequence[Paragraph], styled: Mapping[int, Style]) -> list[int]:
    """Return what stands between the title and the text, larger than it and not bold: authors and dates.

    A look that comes back further on is a heading's all the same.
    """
    title = min(styled, default=0)
    under: list[int] = []
    for place in range(title + 1, len(paragraphs)):
        if place not in styled or styled[place][1] or styled[place] >= styled[title]:
            break
        under.append(place)
    later = {style for place, style in styled.items() if place > (under[-1] if under else title)}
    return [place for place in under if styled[place] not in later]


def _style(paragraph: Paragraph) -> Style:
    return _rounded(paragraph.first.size), paragraph.first.bold


def _rounded(size: float) -> float:
    return round(size * 2) / 2
