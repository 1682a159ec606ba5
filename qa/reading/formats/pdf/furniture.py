"""What stands on the pages of a PDF and is no part of its text: running headers and footers, page numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median

from qa.reading.formats.pdf.characters import Page
from qa.reading.formats.pdf.layout import Line, Segment, rows_of
from qa.records import Removed

_NUMBER = re.compile(
    r"^\W{0,3}(?:(?:page|seite|página|pagina|p\.|s\.)\s*)?(\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|von|de|di|sur|/|\|)\s*\d{1,4})?\W{0,3}$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"^(?:table of )?contents$|^inhalt(?:sverzeichnis)?$|^table des matières$|^sommaire$|^índice$|^indice$",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*(?:\d+|[ivxl]+)$")
_DIGITS = re.compile(r"\d+")
RUNNING, NUMBER = "running header or footer", "page number"  # the rules, as they are reported
MARGIN = 0.15
"""Of the page's height: what stands nearer to the upper or lower edge may be furniture."""
PAGES_LEAST = 3
"""A line that stands at the same place on as many pages is furniture; on all of them where there are fewer."""
APART = 1.5
"""Of the type's size: a number so far from the lines next to it belongs to none of them."""
ROW_PITCH_MOST = 2.0
"""Of the type's size: the rows of a table stand no further from one another, a running head does from the text."""
TITLE_LARGER = 1.1  # times the size of the text
SAME_PLACE = 4.0  # points
"""By so much the same running line may stand higher or lower from page to page."""

Pages = Sequence[tuple[Page, Sequence[Segment]]]


def without_furniture(pages: Pages) -> Iterator[tuple[Page, list[Segment], list[Removed]]]:
    """Yield each page with the segments of its text, and what was left out."""
    marginal = [(page.number, segment) for page, segments in pages for segment in _marginal(page, segments)]
    running = {**_running(marginal, len(pages)), **_alternating(pages, marginal)}
    title = _title(pages, running)
    running = {key: rule for key, rule in running.items() if key != title}
    rules = {**running, **_page_numbers(marginal)}
    rules = {**_beside_numbers(marginal, rules), **rules}
    if all(id(segment) in rules for _, segments in pages for segment in segments):  # pages that are all alike
        rules = {key: rule for key, rule in rules.items() if rule == NUMBER}
    for page, segments in pages:
        body = [segment for segment in segments if id(segment) not in rules]
        furniture = [segment for segment in segments if id(segment) in rules]
        yield (
            page,
            body,
            [Removed(text=segment.text, rule=rules[id(segment)], page=page.number) for segment in furniture],
        )


def _marginal(page: Page, segments: Sequence[Segment]) -> list[Segment]:
    """Return what stands near the upper or lower edge, and the outermost lines wherever they stand."""
    depth = MARGIN * (page.high - page.low)
    bases = [segment.base for segment in segments]
    low = max(page.low + depth, min(bases, default=0.0) + SAME_PLACE)
    high = min(page.high - depth, max(bases, default=0.0) - SAME_PLACE)
    outer = [segment for segment in segments if not low < segment.base < high]
    rows = rows_of(segments) if outer else []
    tabled = {
        id(segment) for row, below in pairwise(rows) if _are_of_a_table(row, below) for segment in (*row, *below)
    }
    return [segment for segment in outer if id(segment) not in tabled]


def _are_of_a_table(row: Sequence[Segment], below: Sequence[Segment]) -> bool:
    """Tell rows of a table, whose header stands on each of its pages: cells close above others, by column."""
    close = row[0].base - below[0].base <= ROW_PITCH_MOST * min(row[0].size, below[0].size)
    smaller, larger = sorted((row, below), key=len)
    return (
        close
        and len(smaller) > 1
        and all(any(cell.left < over.right and over.left < cell.right for over in larger) for cell in smaller)
    )


def _running(marginal: Sequence[tuple[int, Segment]], pages: int) -> Mapping[int, str]:
    """Return the segments whose text, up to its digits, stands at the same place on several pages."""
    alike: defaultdict[str, list[tuple[int, Segment]]] = defaultdict(list)
    for number, segment in marginal:
        text = segment.text if segment.text.isdecimal() else _DIGITS.sub("#", segment.text)
        alike[text].append((number, segment))
    rules: dict[int, str] = {}
    for group in alike.values():
        for lot in _by_place(group):
            if pages > 1 and len({number for number, _ in lot}) >= min(pages, PAGES_LEAST):
                rules.update((id(segment), RUNNING) for _, segment in lot)
    return rules


def _alternating(pages: Pages, marginal: Sequence[tuple[int, Segment]]) -> Mapping[int, str]:
    """Return the running heads of left and right pages, which repeat on every other page alone.

    On each page a line of its own stands at one height, apart from the text and set no larger; on the left pages
    it has one text, on the right ones another, and one of them stands on two pages at least.
    """
    if len(pages) < PAGES_LEAST:
        return {}
    sizes = [segment.size for _, segments in pages for segment in segments]
    usual = median(sizes) if sizes else 0.0
    rows = {page.number: rows_of(segments) for page, segments in pages}
    numbers = [page.number for page, _ in pages]
    rules: dict[int, str] = {}
    for outer in (0, -1):
        if any(not rows[number] for number in numbers):
            continue
        lines = [_without_number(rows[number][outer]) for number in numbers]
        bases = [line[0].base if line else 0.0 for line in lines]
        alone = all(len(line) == 1 and line[0].size <= usual for line in lines)
        if (
            not alone
            or max(bases) - min(bases) > SAME_PLACE
            or not all(_is_apart(rows[number], outer) for number in numbers)
        ):
            continue
        texts = [line[0].text for line in lines]
        sides = [set(texts[side::2]) for side in (0, 1)]
        if all(len(side) == 1 for side in sides):
            rules.update((id(line[0]), RUNNING) for line in lines)
    known = {id(segment) for _, segment in marginal}
    return {key: rule for key, rule in rules.items() if key in known}


def _title(pages: Pages, running: Mapping[int, str]) -> int:
    """Return the id of the line on top of the first page that later pages repeat above their text; 0 for none.

    It is the title where it is set larger than the text: a mere running head is not.  Where only two pages tell
    that it runs, capitals are enough; scans hardly tell how large a line is set.
    """
    rows = rows_of(pages[0][1]) if pages else []
    sizes = [segment.size for _, segments in pages for segment in segments]
    if len(rows) < 2 or len(rows[0]) > 1 or id(rows[0][0]) not in running:
        return 0
    line = rows[0][0]
    stands_out = line.size >= TITLE_LARGER * median(sizes) or (len(pages) < PAGES_LEAST and line.text.isupper())
    return id(line) if stands_out else 0


def _without_number(row: Sequence[Segment]) -> list[Segment]:
    """Return the segments of a line that are no page number."""
    return [segment for segment in row if not _NUMBER.match(segment.text)]


def _is_apart(rows: Sequence[Sequence[Segment]], outer: int) -> bool:
    """Tell whether the outermost line of a page stands apart from the text next to it."""
    if len(rows) < 2:
        return False
    line, text = rows[outer][0], rows[1 if outer == 0 else -2][0]
    return abs(line.base - text.base) > APART * max(line.size, text.size)


def _by_place(group: Sequence[tuple[int, Segment]]) -> Iterator[list[tuple[int, Segment]]]:
    """Part segments by their height on the page."""
    lot: list[tuple[int, Segment]] = []
    for number, segment in sorted(group, key=lambda pair: pair[1].base):
        if lot and segment.base - median(neighbour.base for _, neighbour in lot[-9:]) > SAME_PLACE:
            yield lot
            lot = []
        lot.append((number, segment))
    yield lot


def _page_numbers(marginal: Sequence[tuple[int, Segment]]) -> Mapping[int, str]:
    """Return the segments that count the pages: a number that rises as the pages do, or stands apart from all."""
    counting: list[tuple[int, int, Segment]] = []  # the number shown less the number of the page
    for number, segment in marginal:
        if match := _NUMBER.match(segment.text):
            counting.append(((_value(match[1]) or number) - number, number, segment))
    usual = Counter(offset for offset, _ in {(offset, number) for offset, number, _ in counting})
    return {
        id(segment): NUMBER
        for offset, number, segment in counting
        if usual[offset] > 1
        or _stands_apart(segment, [neighbour for page, neighbour in marginal if page == number])
    }


def _stands_apart(segment: Segment, neighbours: Sequence[Segment]) -> bool:
    return all(
        abs(segment.base - neighbour.base) > APART * segment.size
        for neighbour in neighbours
        if neighbour is not segment
    )


def _beside_numbers(marginal: Sequence[tuple[int, Segment]], rules: Mapping[int, str]) -> Mapping[int, str]:
    """Return what stands on one line with a page number: the running head of a chapter of a page or two."""
    lines = {(number, round(segment.base)) for number, segment in marginal if rules.get(id(segment)) == NUMBER}
    return {id(segment): RUNNING for number, segment in marginal if (number, round(segment.base)) in lines}


def _value(digits: str) -> int:
    """Return the number shown; 0 for Roman ones, which are taken at their word."""
    return int(digits) if digits.isdecimal() else 0


def without_contents(columns: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Removed]]:
    """Return the columns without the lines of a table of contents, and those lines."""
    removed: list[Removed] = []
    text_columns: list[list[Line]] = []
    within = False
    for lines in columns:
        text_lines: list[Line] = []
        for line, below in zip(lines, [*lines[1:], None], strict=False):
            begins = _CONTENTS.match(line.text) and below is not None and _ends_in_number(below)
            within = bool(begins) or (within and _ends_in_number(line))
            if within or _LEADERS.search(line.text):
                removed.append(Removed(text=line.text, rule="table of contents", page=line.page))
            else:
                text_lines.append(line)
        text_columns.append(text_lines)
    return text_columns, removed


def _ends_in_number(line: Line) -> bool:
    return line.words[-1].text.isdigit() and len(line.words) > 1
