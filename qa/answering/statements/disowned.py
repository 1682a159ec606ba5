"""What an article tells without saying it: a myth, advice that is withdrawn, a mistake to avoid, somebody's words.

Such a sentence is not quoted alone.  Under a heading that tells what it is, it carries the heading; a claim that
the article takes back carries what takes it back, and is no quotation where that is not found; words in quotation
marks carry who says them.  It is told by headings and by how sentences begin, with the words of English.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise

from qa.answering.statements import claim_words as words
from qa.answering.statements import withdrawals as signs
from qa.indexing.chunking import sentences_of
from qa.records import Article, Section

LEAD_IN_WORDS_MOST = 14
SHARED_LETTERS = 5
"""Words are the same here when as many of their first letters are."""
QUOTED_WORDS_LEAST = 3
"""Fewer words in quotation marks are a name or a term."""
ATTRIBUTION_WORDS_MOST = 14
"""A line below a quotation that names who said it is no longer."""
_AT_A_SENTENCE = re.compile(r"\n\s*(?:(?:-|\d+[.)]) )?|(?<=[.!?]) ")
CARRIED = " › "
"""What stands between headings that are carried together."""


class _Heading(Enum):
    """What a heading says of the text under it."""

    PLAIN = auto()
    FACT = auto()
    AVOID = auto()
    MYTH = auto()
    MYTHS = auto()
    CLAIM = auto()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sentence may be quoted: not at all, or with the sentences ``needed`` (its own among them).

    ``meant`` are those of them that the article says itself, by which the quotation is compared with others;
    ``heading`` is the heading without which it would be misread.  Sentences are places in the passage.
    """

    quotable: bool
    needed: tuple[int, ...]
    meant: tuple[int, ...]
    heading: str = ""
    told: bool = False


@dataclass(slots=True)
class _Line:
    """A sentence of the section."""

    start: int
    end: int
    text: str
    block: int
    depth: int
    needs: list[int] | None = field(default_factory=list)
    meant: int | None = None
    told: bool = False
    optional: bool = False


@dataclass(slots=True)
class _Claim:
    """Sentences that tell a claim, up to the one that takes it back."""

    first: int
    told: list[int]
    labelled: bool
    correction: int | None = None


def standings(
    article: Article, section: Section, headings: Sequence[str], starts: Sequence[int]
) -> list[Standing]:
    """Return how each sentence of a passage may be quoted; ``starts`` are where its sentences begin."""
    path = [*([article.title] if _kind(article.title) in (_Heading.MYTHS, _Heading.MYTH) else []), *headings]
    kinds = [_kind(title) for title in path]
    heading = _carried(path, kinds)
    text = article.text[section.start : section.end]
    if signs.is_withdrawn(article):
        return [Standing(False, (place,), (place,), heading, told=True) for place in range(len(starts))]
    if not heading and not _may_disown(text):
        return [Standing(True, (place,), (place,)) for place in range(len(starts))]
    lines = _lines(article, section)
    _tell_claims(lines, kinds, fact_follows=_fact_follows(article, section))
    _tell_contradicted(lines)
    _tell_quotations(lines, article, section)
    return _as_places(lines, starts, heading)


@lru_cache(maxsize=4096)
def _kind(heading: str) -> _Heading:
    if signs.AFFIRMS.search(heading):
        return _Heading.PLAIN
    if words.CLAIMS_ITSELF.search(heading) and (words.MYTH_HEADING.search(heading) or words.LABEL.match(heading)):
        return _Heading.CLAIM
    if label := words.LABEL.match(heading):
        claims = len(heading[label.end() :].split()) > 1
        return _Heading.CLAIM if claims else (_Heading.MYTHS if words.SEVERAL.search(heading) else _Heading.MYTH)
    if words.FACT_HEADING.match(heading) and not words.MYTH_HEADING.search(heading):
        return _Heading.FACT
    if words.MYTH_HEADING.search(heading):
        return (
            _Heading.MYTH if words.SINGLE.match(heading) and not words.SEVERAL.search(heading) else _Heading.MYTHS
        )
    return _Heading.AVOID if words.AVOID_HEADING.search(heading) else _Heading.PLAIN


def _carried(path: Sequence[str], kinds: Sequence[_Heading]) -> str:
    first = next((n for n, kind in enumerate(kinds) if kind not in (_Heading.PLAIN, _Heading.FACT)), None)
    return "" if first is None else CARRIED.join(path[first:])


def _may_disown(text: str) -> bool:
    """Tell whether a text has a sign of a claim that is not its own, or a quotation mark."""
    if any(mark in text for mark in '“”"'):
        return True
    if signs.HAS_SIGNS.search(text):
        return True
    sentences = [sentence for sentence in _AT_A_SENTENCE.split(text) if sentence.strip()]
    return any(map(_may_tell, sentences)) or any(
        _is_contradicted(first, second) for first, second in pairwise(sentences)
    )


def _is_contradicted(text: str, after: str) -> bool:
    """Tell whether a sentence is denied by the one after it."""
    if signs.CROSSED.match(text) or text.endswith("?"):
        return bool(signs.CROSSED.match(text) and signs.TICKED.match(after))
    if signs.AFFIRMS.search(text) or signs.AFFIRMS.search(after):
        return False
    if signs.VERDICT.match(after):
        return True
    return bool(signs.CONTRADICTS.search(after) and signs.REPORTS.search(text) and not words.TURNS.search(text))


def _may_tell(sentence: str) -> bool:
    lowered = sentence.lower()
    if not any(hint in lowered for hint in words.HINTS):
        return False
    return any(pattern.search(sentence) for pattern in (words.LABEL, words.INTRODUCED, words.MYTH_HEADING))


def _lines(article: Article, section: Section) -> list[_Line]:
    return [
        _Line(sentence.start, sentence.end, article.text[sentence.start : sentence.end], number, block.depth)
        for number, block in enumerate(section.blocks)
        for sentence in sentences_of(article, block)
    ]


def _fact_follows(article: Article, section: Section) -> bool:
    """Tell whether the next section is headed as what is true."""
    after = next((other for other in article.sections if other.start > section.start), None)
    return bool(after and after.headings and _kind(after.headings[-1]) is _Heading.FACT)


def _tell_claims(lines: Sequence[_Line], kinds: Sequence[_Heading], *, fact_follows: bool) -> None:
    inner = kinds[-1] if kinds else _Heading.PLAIN
    of_myths = any(kind in (_Heading.MYTH, _Heading.MYTHS, _Heading.CLAIM) for kind in kinds)
    if inner in (_Heading.MYTH, _Heading.MYTHS):
        claims = list(_claims(lines, all_are_claims=True, several=inner is _Heading.MYTHS))
    elif of_myths and inner is not _Heading.FACT:
        turn = next((n for n, line in enumerate(lines) if _corrects(line.text)), None)
        claims = [_Claim(0, list(range(turn or 0)), labelled=False, correction=turn)] if turn else []
        if turn is None and fact_follows:
            claims = [_Claim(0, list(range(len(lines))), labelled=False)]
    else:
        claims = list(_claims(lines, all_are_claims=False, several=True))
    for claim in claims:
        _tell(lines, claim)


def _tell_contradicted(lines: Sequence[_Line]) -> None:
    """Have each claim that the next sentence denies need it; one that is crossed out is none without it."""
    for place, line in enumerate(lines):
        after = lines[place + 1] if place + 1 < len(lines) else None
        if line.told or line.needs:
            continue
        if after and not after.needs and not after.told and _is_contradicted(line.text, after.text):
            _tell(lines, _Claim(place, [place], labelled=False, correction=place + 1))
        elif signs.CROSSED.match(line.text):
            line.told, line.needs = True, None


def _tell(lines: Sequence[_Line], claim: _Claim) -> None:
    first = lines[claim.first].text
    if (
        claim.correction is None
        and len(claim.told) == 1
        and words.TURNS.search(first)
        and words.REFUTES.search(first)
    ):
        return  # one sentence tells the claim and takes it back
    for place in claim.told:
        lines[place].told = True
        lines[place].meant = claim.correction
        lines[place].needs = None if claim.correction is None else list(range(claim.first, claim.correction + 1))
    if claim.correction is not None:
        lines[claim.correction].needs = list(range(claim.first, claim.correction + 1))
        lines[claim.correction].optional = bool(words.FACT_LABEL.match(lines[claim.correction].text))


def _claims(lines: Sequence[_Line], *, all_are_claims: bool, several: bool) -> Iterator[_Claim]:
    """Yield the claims of a section; with ``all_are_claims``, each sentence belongs to one."""
    claim: _Claim | None = None
    list_of_claims = -1  # the depth of a line that leads into a list of claims
    for place, line in enumerate(lines):
        begins = place == 0 or line.block != lines[place - 1].block
        if list_of_claims >= 0 and line.depth <= list_of_claims:
            list_of_claims = -1
        all_claims = all_are_claims or list_of_claims >= 0
        if _leads_into_claims(line):
            yield from [claim] if claim else []
            claim, list_of_claims = None, line.depth
            continue
        if claim and _goes_on(claim, lines, place, begins=begins, bounded=several and not claim.labelled):
            if claim.correction is not None and place > claim.correction:
                line.needs = list(range(claim.first, place + 1))
            continue
        yield from [claim] if claim else []
        owned = signs.AFFIRMS.search(line.text) or (
            place + 1 < len(lines) and signs.AFFIRMS.search(lines[place + 1].text)
        )
        claim = None if owned and not all_claims else _opened(line, place, all_are_claims=all_claims)
    yield from [claim] if claim else []


def _leads_into_claims(line: _Line) -> bool:
    short = len(line.text.split()) <= LEAD_IN_WORDS_MOST
    return (
        short
        and line.text.endswith(":")
        and not words.LABEL.match(line.text)
        and bool(words.MYTH_HEADING.search(line.text) or words.INTRODUCED.search(line.text))
    )


def _opened(line: _Line, place: int, *, all_are_claims: bool) -> _Claim | None:
    """Return the claim that a sentence begins, if it does not take it back itself."""
    if words.DENIED_BY_ITSELF.search(line.text) or words.FACT_LABEL.match(line.text):
        return None
    if label := words.LABEL.match(line.text):
        return None if words.REFUTES.search(line.text[label.end() :]) else _Claim(place, [place], labelled=True)
    if introduced := words.INTRODUCED.search(line.text):
        rest = line.text[introduced.end() :]
        return (
            None
            if words.TURNS.search(rest) or words.CORRECTS.search(rest)
            else _Claim(place, [place], labelled=False)
        )
    return _Claim(place, [place], labelled=False) if all_are_claims else None


def _goes_on(claim: _Claim, lines: Sequence[_Line], place: int, *, begins: bool, bounded: bool) -> bool:
    """Take a sentence into a claim, as told or as what takes it back, and tell whether it belongs to it at all."""
    line = lines[place]
    told_so_far = [lines[told].text for told in claim.told]
    verdict = claim.correction is None and not claim.labelled and words.VERDICT.match(line.text)
    if words.LABEL.match(line.text) and not verdict:
        return False
    if claim.correction is not None:
        return not begins if bounded or claim.labelled else True
    alone = len(claim.told) == 1 and bool(words.LABEL.fullmatch(lines[claim.first].text))
    if not alone and _takes_back(line.text, told_so_far):
        claim.correction = place
        return True
    if begins and bounded and not alone:
        return False
    if begins and line.depth < lines[place - 1].depth:  # below the list of what is taken back
        return False
    claim.told.append(place)
    return True


def _takes_back(text: str, told: Sequence[str]) -> bool:
    if _corrects(text):
        return True
    if words.ORDERS_NOT.match(text):
        return False
    denied = any(words.DENIES.search(claim) for claim in told)
    shared = _words(text) & set().union(*map(_words, told))
    turned = words.AFFIRMS.search(text) and not words.DENIES.search(text) if denied else words.DENIES.search(text)
    return bool(shared and turned)


def _corrects(text: str) -> bool:
    return bool(words.FACT_LABEL.match(text) or words.VERDICT.match(text) or words.CORRECTS.search(text))


def _words(text: str) -> set[str]:
    return {word[:SHARED_LETTERS] for word in re.findall(r"[a-z]{4,}", text.lower())}


def _tell_quotations(lines: Sequence[_Line], article: Article, section: Section) -> None:
    """Have words in quotation marks need the rest of the quotation, and who says them."""
    for number, block in enumerate(section.blocks):
        places = [place for place, line in enumerate(lines) if line.block == number]
        spans, unclosed = _spans(article.text[block.start : block.end], block.start)
        for start, end in spans:
            if len(article.text[start:end].split()) >= QUOTED_WORDS_LEAST:
                within = [place for place in places if lines[place].start < end and start < lines[place].end]
                _tell_quotation(lines, within, start, end)
        for place in places:
            if unclosed is not None and lines[place].end > unclosed:
                lines[place].needs = None


def _tell_quotation(lines: Sequence[_Line], within: Sequence[int], start: int, end: int) -> None:
    outside = " ".join(
        line.text[: max(0, start - line.start)] + " " + line.text[max(0, end - line.start) :]
        for line in (lines[place] for place in within)
    )
    if len(within) == 1 and len(re.findall(r"\w+", outside)) > 1:
        return  # the sentence itself has who says it, or only names what is quoted
    needed = list(within)
    if not re.search(r"\w+\W+\w+", outside):
        before, after = within[0] - 1, within[-1] + 1
        if before >= 0 and (lines[before].text.endswith(":") or words.SPEAKS.search(lines[before].text)):
            needed = [before, *needed]
        elif after < len(lines) and _names_speaker(lines[after].text):
            needed = [*needed, after]
        else:
            needed = []
    for place in within:
        own = lines[place].needs
        lines[place].needs = None if own is None or not needed else sorted({*own, *needed})


def _names_speaker(text: str) -> bool:
    if len(text.split()) > ATTRIBUTION_WORDS_MOST:
        return False
    return bool(words.NAMES_SPEAKER.search(text) or words.SPEAKS.search(text))


def _spans(text: str, offset: int) -> tuple[list[tuple[int, int]], int | None]:
    """Return the quotations of a block, and where one begins that is not closed in it."""
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for mark in re.finditer("[“”]", text):
        if mark.group() == "“":
            opened = mark.start() if opened is None else opened
        elif opened is not None:
            spans.append((offset + opened, offset + mark.end()))
            opened = None
        else:  # a quotation that was opened in a block before
            spans.append((offset, offset + mark.end()))
    straight = [mark.start() for mark in words.DOUBLE.finditer(text)]
    if len(straight) % 2 == 0:
        spans += [
            (offset + opening, offset + closing + 1)
            for opening, closing in zip(straight[::2], straight[1::2], strict=True)
        ]
    return spans, None if opened is None else offset + opened


def _as_places(lines: Sequence[_Line], starts: Sequence[int], heading: str) -> list[Standing]:
    """Return the standings of the passage's sentences; what needs one that is not there is not quotable."""
    of_start = {
        start: next((n for n, line in enumerate(lines) if line.start <= start < line.end), None)
        for start in starts
    }
    by_line: dict[int, list[int]] = {}
    for place, start in enumerate(starts):
        number = of_start[start]
        if number is not None:
            by_line.setdefault(number, []).append(place)
    standings_of_places: list[Standing] = []
    for place, start in enumerate(starts):
        number = of_start[start]
        line = None if number is None else lines[number]
        if line is None or number is None:
            standings_of_places.append(Standing(True, (place,), (place,), heading))
            continue
        needs = line.needs
        if needs and line.optional and not all(need in by_line for need in needs):
            needs = []
        if needs is None or not all(need in by_line for need in needs):
            standings_of_places.append(Standing(False, (place,), (place,), heading, line.told))
            continue
        needed = sorted({place, *(position for need in needs for position in by_line[need])})
        meant = (place,) if line.meant is None else tuple(by_line[line.meant])
        standings_of_places.append(Standing(True, tuple(needed), meant, heading, line.told))
    return standings_of_places
