"""Plain text → document: paragraphs, lists and headings are found by their shape.

A blank line ends a block.  Inside a block, lines are joined only where a line was evidently broken at a
fixed width; otherwise each line is a paragraph of its own, as in text pasted from a page.  What is a heading
headings.py tells.  The head of a mail gives its subject and date, and a Project Gutenberg text its title and
author; the licence around that is reported, not read.  Rules drawn with dashes and stars are no sentences.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from email.utils import parseaddr, parsedate_to_datetime
from itertools import pairwise

from qa.reading.cleaning.text_repair import decode
from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind, Origin, refuse_too_long
from qa.reading.formats.plain.grids import BARS, CORNERS, LINES_MOST, drawn_table, without_frames
from qa.reading.formats.plain.headings import (
    HEADING_WORDS_MOST,
    OPEN_END,
    PROSE_END,
    SENTENCE_END,
    Headings,
    TextLine,
)
from qa.reading.formats.plain.list_labels import in_series, is_first
from qa.reading.formats.plain.tables import rows_as_text
from qa.reading.sentences import ALWAYS_GO_ON
from qa.records import Removed

_BULLET = re.compile(
    r"^(?P<indent>\s*)(?P<marker>[-*•◦▪‣·–]|"
    r"(?P<number>\(?\d{1,2}[.)])|(?P<letters>\(?(?:[A-Za-z]|[ivxl]{2,7}|[IVXL]{2,7})\)|(?:[a-z]|[ivxl]{2,7})\.))"
    r"\s+(?P<text>\S.*)$"
)
"""Capitals with a full stop are initials and numbers of headings as well: they stay in their words."""
_RULE = re.compile(rf"[-=_*~#+|:·•.—–─━═{CORNERS}{BARS}]{{2,}}$")
_GAP = re.compile(r"\S(?:\t|\s{3,}|\s*\|\s*)\S")
_CLAUSE = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})+\.?\s+(?=\S)")
_STARTS_ENTRY = re.compile(r"\s*(?:[\[(<]?\d{1,4}[-/.:]\d{1,2}\b|\||>|[QA]:\s|\d+(?:\.\d+)+\.?\s)")
_MAIL_FIELD = re.compile(
    r"(?P<name>from|to|cc|bcc|date|sent|subject|reply-to|received|message-id):\s*(?P<value>.*)$", re.I
)
_MAIL_FIELD_ANY = re.compile(r"[A-Z][A-Za-z-]{1,40}:\s")
_GUTENBERG = re.compile(  # the second form of each is that of its first thirty years
    r"^(?:\*{3}\s?START OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*\*{3}|"
    r"\*END[* ]*THE SMALL PRINT!?[^\n]*\*END\*)[ \t]*$"
    r"(?P<body>.*?)(?P<end>^(?:\*{3}\s?)?END OF (?:THE |THIS )?PROJECT GUTENBERG.*|\Z)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_GUTENBERG_FIELD = re.compile(r"^(?P<name>Title|Author):[ \t]*(?P<value>\S.*(?:\n[ \t]+\S.*)*)$", re.MULTILINE)
LICENCE_RULE = "Project Gutenberg licence"
RULE_RULE = "drawn line"

_WHITE_SPACE = " \t\n\r\v\f"
DOTS_LEAST = 6
"""Fewer dots alone on a line stand for words that are left out."""
HEADING_LEVEL = 2  # level 1 is the title's; a deeper one is only found when what stands between is cleaned
LINE_WORDS_LEAST = 3
"""Of a line that goes on: fewer words are an entry or a greeting."""
LONG_ENOUGH = 0.6
"""Of the longest line of a run of prose: one as long may go on in the next whatever that begins with."""
_ABBREVIATED = re.compile(
    rf"(?:^|[\s(])(?:{'|'.join(map(re.escape, sorted(ALWAYS_GO_ON)))}|d\.\s?h|z\.\s?b|u\.\s?a)\.$", re.IGNORECASE
)
"""Behind it every sentence goes on."""
_TIMED = re.compile(
    r"^\W*(?:[\d/.-]{6,10},?\s)?\d{1,2}:\d{2}\b|\s\d{1,2}:\d{2}(?:\s?[AP]\.?M\.?)?$", re.IGNORECASE
)
"""A line with the time of a message before or behind it."""
_STOP_AMID = re.compile(r"[^\W\d_]{2}[.!?]\s+[A-Z]")
WRAP_WIDTHS = range(50, 101)
"""Longest lines of a run that hard wrapping explains; editors and mail wrap at 72 to 80, some at 60 or 100."""


def read_text(content: bytes) -> Document:
    """Read a plain text file; raises UnreadableError when it is no text."""
    text = decode(content)
    text, details, removed = _without_licence(text)
    refuse_too_long(len(text) - sum(map(text.count, _WHITE_SPACE)))
    lines, rules = _logical_lines(without_frames(text))
    if details == Details():
        details = _mail_details(text)
    return Document(
        blocks=tuple(_blocks(lines, details.author)),
        details=details,
        removed=(*removed, *rules),
        structured=False,
        origin=Origin.TEXT,
    )


def _without_licence(text: str) -> tuple[str, Details, list[Removed]]:
    """Return a text without what Project Gutenberg puts around it, its lines where they stood."""
    match = _GUTENBERG.search(text)
    if match is None or not match["body"].strip():
        return text, Details(), []
    start, end = match.span("body")
    fields = {
        field["name"].lower(): " ".join(field["value"].split())
        for field in _GUTENBERG_FIELD.finditer(text[:start])
    }
    around = [(text[:start].strip(), 1), (match["end"].strip(), text.count("\n", 0, match.start("end")) + 1)]
    removed = [Removed(text=piece, rule=LICENCE_RULE, line=line) for piece, line in around if piece]
    body = "\n" * text.count("\n", 0, start) + text[start:end]
    return body, Details(title=fields.get("title", ""), author=fields.get("author", "")), removed


def _mail_details(text: str) -> Details:
    """Return subject, sender and date of a mail; its head must have a sender or date beside the subject."""
    fields: dict[str, str] = {}
    for line in text.lstrip().split("\n"):
        if not line.strip():
            break
        if field := _MAIL_FIELD.match(line):
            fields.setdefault(field["name"].lower(), field["value"].strip())
        elif not (line[0].isspace() or _MAIL_FIELD_ANY.match(line)):
            return Details()
    if not fields.get("subject") or not fields.keys() & {"from", "date", "sent"}:
        return Details()
    published = ""
    with suppress(ValueError, TypeError, IndexError):
        published = parsedate_to_datetime(fields.get("date") or fields.get("sent") or "").date().isoformat()
    author = parseaddr(fields.get("from", ""))[0] or fields.get("from", "")
    return Details(title=fields["subject"], author=author, published=published)


def _logical_lines(text: str) -> tuple[list[TextLine], list[Removed]]:
    """Return the lines, wrapped ones joined, and the rules drawn between them."""
    lines: list[TextLine] = []
    rules: list[Removed] = []
    items = _items(text)
    for run, row_texts in _tables(text, items):
        joined = False
        for number, line in run if row_texts else _unwrapped(run, items):
            drawn = "".join(line.split())
            if _RULE.match(drawn) and (line.strip(" .:") or len(drawn) >= DOTS_LEAST):
                alone = len(run) <= 2 or (joined and lines[-1].number == run[0][0])
                if joined and alone and not row_texts and not _GAP.search(lines[-1].raw.strip()):
                    lines[-1] = replace(lines[-1], underlined=drawn[0])
                rules.append(Removed(text=line.strip(), rule=RULE_RULE, line=number))
                joined = joined and bool(row_texts)  # the rows of a table are one run
                continue
            if row_texts.get(number) == "":  # of the row above
                continue
            bullet = _BULLET.match(line) if number in items and number not in row_texts else None
            words = row_texts.get(number) or " ".join((bullet["text"] if bullet else line).split())
            indent = len(bullet["indent"]) if bullet else len(line) - len(line.lstrip())
            marker = bullet["marker"] if bullet else ""
            raw = words.replace("; ", "\t") if number in row_texts else line
            lines.append(TextLine(text=words, indent=indent, marker=marker, joined=joined, number=number, raw=raw))
            joined = True
    return lines, rules


def _tables(text: str, items: Set[int]) -> Iterator[tuple[Sequence[tuple[int, str]], Mapping[int, str]]]:
    """Yield the runs of lines with the rows of those that are tables as text, by the numbers of their lines.

    A row that goes over several lines has its text at the first, and none at the others.
    """
    for run in _runs(text):
        remainder: Sequence[tuple[int, str]] = run
        while table := drawn_table([line for _, line in remainder[:LINES_MOST]]):
            start, end, rows = table
            if start:
                yield remainder[:start], _table(remainder[:start], items)
            yield remainder[start:end], {remainder[at][0]: rows.get(at, "") for at in range(start, end)}
            remainder = remainder[end:]
        if remainder:
            yield remainder, _table(remainder, items)


def _table(run: Sequence[tuple[int, str]], items: Set[int]) -> dict[int, str]:
    """Return the rows of a run of lines that is a table as text, by the numbers of their lines; else nothing."""
    rows = [(number, line) for number, line in run if not _RULE.match("".join(line.split()))]
    if any(number in items or "|" in line for number, line in rows):
        return {}
    ruled = len(run) > 1 and len(rows) > 1 and rows[1][0] > rows[0][0] + 1
    texts = rows_as_text([line for _, line in rows], ruled=ruled)
    return dict(zip((number for number, _ in rows), texts, strict=True)) if texts else {}


def _runs(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the runs of lines between blank ones, each line with its number."""
    run: list[tuple[int, str]] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            run.append((number, line))
        elif run:
            yield run
            run = []


def _items(text: str) -> frozenset[int]:
    """Return the numbers of the lines that are list items.

    A letter is a label where one beside it counts on; so is a number amid a run of lines, where it may have been
    wrapped from the end of the line above.
    """
    labelled: list[tuple[int, re.Match[str], bool]] = []
    items: set[int] = set()
    for run in _runs(text):
        for number, line in run:
            bullet = _BULLET.match(line)
            if bullet and (bullet["number"] or bullet["letters"]):
                labelled.append((number, bullet, number == run[0][0]))
            elif bullet:
                items.add(number)
    belongs = in_series([bullet["marker"] for _, bullet, _ in labelled])
    for (number, bullet, opens), in_one in zip(labelled, belongs, strict=True):
        if in_one or (bullet["number"] and (opens or is_first(bullet["marker"]))):
            items.add(number)
    return frozenset(items)


def _unwrapped(lines: Sequence[tuple[int, str]], items: Set[int]) -> list[tuple[int, str]]:
    """Join the lines of a run that were broken at a fixed width, and the hanging lines of a list item.

    A line was broken where the first word of the next would not have fitted: the greedy rule that editors
    wrap by.  The run was wrapped at all when most of its lines end that way.
    """
    texts = [line.expandtabs() for _, line in lines]
    width = max(map(len, texts))
    full = [len(line) + 1 + len(after.split()[0]) > width for line, after in pairwise(texts)]
    alone = len(full) == 1 and SENTENCE_END.search(texts[0])
    entries = _are_entries(texts)
    wrapped = width in WRAP_WIDTHS and 2 * sum(full) >= len(full) and not alone and not entries
    starts = [0, *(at for at, (number, line) in enumerate(lines) if at and _begins(number, line, items))]
    parts = [texts[start:end] for start, end in pairwise([*starts, len(texts)])]
    in_item = [lines[start][0] in items for start in starts]
    open_ends = [
        is_open and not entries
        for part, item in zip(parts, in_item, strict=True)
        for is_open in (*_open_ends(part, item=item, wrapped=wrapped), False)
    ]
    joined = [lines[0]]
    for (number, line), is_full, is_open in zip(lines[1:], full, open_ends[:-1], strict=True):
        first, above = joined[-1]
        ruled = any(_RULE.match("".join(text.split())) for text in (above, line))
        breaks = ruled or _begins(number, line, items)
        hyphened = above[-1:] == "-" and above[-2:-1].isalpha() and line.lstrip()[:1].islower()
        if not breaks and (
            (first in items and _hangs(above, line))
            or _hangs_from_clause(above, line)
            or is_open
            or (wrapped and (is_full or hyphened))
        ):
            joined[-1] = first, f"{above}{'' if hyphened else ' '}{line.strip()}"
        else:
            joined.append((number, line))
    return joined


def _begins(number: int, line: str, items: Set[int]) -> bool:
    """Tell whether a line begins an item or an entry, so that it goes on from no other."""
    return number in items or _STARTS_ENTRY.match(line) is not None


def _open_ends(texts: Sequence[str], *, item: bool, wrapped: bool) -> list[bool]:
    """Tell of each line but the last whether its sentence goes on in the next, however short the lines are.

    It does so where the next begins with a small letter, or it ends with a word or a bracket that nothing ends
    with.  One such line may be an entry of a list: lines are prose where most of them are so, and they are those
    of an ``item``, or a sentence ends in them, or one ends with such a word.  Lines of which some stand
    further in than those above them are verse.
    """
    indents = [len(text) - len(text.lstrip()) for text in texts]
    deeper = [below > above for above, below in pairwise(indents)]
    if not item and sum(deeper) > 1:
        return [False] * (len(texts) - 1)
    pairs = [(above.strip(), below.strip()) for above, below in pairwise(texts)]
    short = [_ABBREVIATED.search(above) is not None for above, _ in pairs]
    ended = [
        PROSE_END.search(above) is not None and not is_short
        for (above, _), is_short in zip(pairs, short, strict=True)
    ]
    cut = [
        is_short or above.split()[-1].lower() in OPEN_END or above.count("(") > above.count(")")
        for (above, _), is_short in zip(pairs, short, strict=True)
    ]
    lower = [below[:1].islower() and len(above.split()) >= LINE_WORDS_LEAST for above, below in pairs]
    goes_on = [
        (is_cut or is_lower) and not end and (item or not inward)
        for is_cut, is_lower, end, inward in zip(cut, lower, ended, deeper, strict=True)
    ]
    begins = not texts[0].strip()[:1].islower()
    sentence = begins and PROSE_END.search(texts[-1].strip())
    is_prose = item or sentence or any(cut) or any(_STOP_AMID.search(text) for text in texts)
    if not is_prose or 2 * sum(goes_on) < len(pairs) - sum(ended):
        return [False] * len(pairs)
    long = max(map(len, texts)) * LONG_ENOUGH
    counts = [wrapped and below[0].isdigit() and not end for (_, below), end in zip(pairs, ended, strict=True)]
    return [
        on or (len(text) >= long and (count or any(goes_on[:place])))
        for place, (on, count, text) in enumerate(zip(goes_on, counts, texts[:-1], strict=True))
    ]


def _are_entries(texts: Sequence[str]) -> bool:
    """Tell rows, verse and messages from prose: by gaps between cells, times of day, a capital on each line."""
    gaps = sum(bool(_GAP.search(text.strip())) for text in texts)
    capitals = sum(not text.lstrip(" \t\"'“‘([")[:1].islower() for text in texts)
    times = sum(bool(_TIMED.search(text.strip())) for text in texts)
    return 2 * gaps >= len(texts) or times > 1 or (len(texts) > 3 and capitals == len(texts))


def _hangs(above: str, line: str) -> bool:
    """Tell whether a line goes on a list item above it: it stands further in than the item's marker."""
    bullet = _BULLET.match(above)
    return bullet is not None and len(line) - len(line.lstrip()) > len(bullet["indent"])


def _hangs_from_clause(above: str, line: str) -> bool:
    """Tell a line that begins right below the text of a clause such as "2.1  Rent"."""
    clause = _CLAUSE.match(above)
    return clause is not None and len(line) - len(line.lstrip()) == clause.end()


def _blocks(lines: Sequence[TextLine], author: str) -> Iterator[DocumentBlock]:
    indents: list[int] = []  # of the open list, outermost first
    headings = Headings(lines)
    ranks = _ranks(lines)
    below_chapter = False
    for position, line in enumerate(lines):
        after = lines[position + 1] if position + 1 < len(lines) else None
        if line.marker and not _is_numbered_heading(line, after):
            while indents and line.indent < indents[-1]:
                indents.pop()
            if not indents or line.indent > indents[-1]:
                indents.append(line.indent)
            marker = line.marker if line.marker[-1:] in ".)" else "-"
            yield DocumentBlock(
                kind=DocumentBlockKind.LIST_ITEM,
                text=line.text,
                level=len(indents),
                marker=marker,
                line=line.number,
            )
            below_chapter = False
            continue
        indents.clear()
        text = f"{line.marker} {line.text}" if line.marker else line.text
        named = text.casefold() == author.casefold()  # on the page of the title
        if line.marker or (headings.is_heading(position) and not named):
            words = text.removesuffix(":")
            level = HEADING_LEVEL + (ranks[line.underlined] if line.underlined else below_chapter)
            yield DocumentBlock(kind=DocumentBlockKind.HEADING, text=words, level=level, line=line.number)
            below_chapter = headings.is_chapter(position)
        else:
            yield DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text, line=line.number)
            below_chapter = False


def _ranks(lines: Sequence[TextLine]) -> dict[str, int]:
    """Return how deep headings stand by the sign that they are underlined with, the first one outermost."""
    return {
        sign: rank for rank, sign in enumerate(dict.fromkeys(line.underlined for line in lines if line.underlined))
    }


def _is_numbered_heading(line: TextLine, after: TextLine | None) -> bool:
    """Tell "2. Pinched Nerve" over a paragraph from an item of a numbered list."""
    if not line.marker[0].isdigit() or line.indent or after is None or after.marker:
        return False
    return not after.joined and len(line.text.split()) <= HEADING_WORDS_MOST and not SENTENCE_END.search(line.text)
