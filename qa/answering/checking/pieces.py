"""A text → its sentences, each with what is compared of it, its quotations and its citations."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qa.reading.sentences import sentence_spans

Span = tuple[int, int]
_HEADING_LINE = re.compile(r"[ \t]*#{1,6}[ \t][^\n]*\n")
_OPENING = re.compile(r"\s*(?:(?:[-*•–+>]|\d{1,3}[.)]|#{1,6})\s+)*")
_HEADING = re.compile(r"\s*(?:#{1,6}\s|\*\*[^*]+\*\*:?\s*$|__[^_]+__:?\s*$)")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_`](?=\w)|(?<=[\w.,;:!?])[*_`](?!\w)")
_QUOTED = re.compile(r"“([^“”]+)”|„([^„“”]+)[“”]|«\s?([^«»]+?)\s?»|\"([^\"]+)\"")
_SPAN_CITED = re.compile(r"\[\s*([^\[\]:\s][^\[\]:]*?)\s*:\s*(\d+)\s*[-–]\s*(\d+)\s*\]")
_NAMED = re.compile(r"\[([^\[\]]+)\](?!\()|\(((?:source|see|from|cf\.?):?\s[^()]+)\)", re.IGNORECASE)
_CITE = r"(?:\[[^\[\]]+\](?!\()|\((?:[Ss]ource|[Ss]ee|[Ff]rom|[Cc]f\.?):?\s[^()]+\))"
_ONLY_CITED = re.compile(rf"(?:{_CITE}|[\s.,;])+")
_LEADING_CITED = re.compile(rf"({_CITE}(?:\s*{_CITE})*)\s+(?=[A-Z“\"])")
_CITED_STOP = re.compile(rf"((?<=[.!?])[\"”’]?\s*{_CITE}(?:\s*{_CITE})*)\s+(?=[A-Z“\"])")
_SOURCE = re.compile(r"(?:source|see|from|cf\.?):?\s+", re.IGNORECASE)
_ID = re.compile(r"[\w.]+(?:-[\w.]+)+$")
_NOTES = re.compile(r"\s?\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\](?=[\s.,;:!?]|$)")
_NOTE = re.compile(r"[\d,;–\-\s*†‡]+$")
_I = r"(?:i|we)(?:\s+(?:have|am|are|was|were)|(?:'|’)(?:m|ve|re))?\s+"
_PLEASANTRY = re.compile(
    rf"(?:{_I}(?:do |really |truly |sincerely )?(?:hope|trust|wish|looked|searched|apologi[sz]e|sorry|glad|happy|"
    r"not (?:a|an|your)|an? (?:ai|assistant|language|program)|listed|summari[sz]ed|collected|put together|"
    r"found (?:the following|these|this|nothing|no)|(?:can|could|will|would|cannot|can(?:'|’)t)(?: not| gladly)? "
    r"(?:help|answer|give|provide|diagnose|replace|tell|explain))\b|"
    r"(?:please )?(?:let me know|feel free to (?:ask|reach|contact|share|write|let)|"
    r"(?:do not|don(?:'|’)t) hesitate to (?:ask|reach|contact|write|get in touch))\b|"
    r"(?:here|below|above) (?:is|are|you)\b|thank(?:s| you)\b|"
    r"(?:sure|certainly|of course|(?:great|good) question|good luck|(?:best|kind|warm) (?:wishes|regards)|"
    r"take care|get well soon|(?:you(?:'|’)re |you are )?welcome|sorry|hello|hi|yes|no|"
    r"in (?:summary|short|conclusion)|"
    r"to summari[sz]e|summing up|dear [\w ]{1,20})[.,:!]*$|"
    r"this (?:text|answer|summary) (?:is|was) (?:based|meant|for information|no |not |only ))",
    re.IGNORECASE,
)
"""What is said to the reader, and of the text itself; a sentence with a figure is never taken for it."""
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|can|cannot|could|may|might|must|shall|should|will|would|has|have|had|do|does|did|"
    r"causes?|helps?|needs?|means?|takes?|makes?|gives?|gets?|goes|prevents?|cures?|treats?|works?|lasts?|never|not)\b",
    re.IGNORECASE,
)
_SAYING = r"(?:says?|said|states?|stated|writes?|wrote|notes?|advises?|warns?|reads?|explains?|mentions?)"
_FRAME = re.compile(rf"[^“\"]{{0,60}}\b{_SAYING}\b(?: also)?(?: that)?[,:]?\s*$", re.IGNORECASE)
_REPORTING = re.compile(
    r"(?:according to [^,]{1,60},\s+|(?:the|your|one|this|another|it) ?"
    r"(?:articles?|leaflets?|texts?|sources?|pages?|"
    rf"guides?)? (?:also )?{_SAYING} that\s+)",
    re.IGNORECASE,
)
"""What introduces the words of an article: "According to the leaflet," and the like."""
HEADING_WORDS = 10
"""Most words of a line that may be a heading because no full stop ends it."""
QUOTED_WORDS = 2
"""Least words in quotation marks that are held to the articles: one alone is mostly used with a distance."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation at ``text[start:end]`` of an article, by id or title; (-1, -1) is the span of a whole one."""

    start: int
    end: int
    name: str
    span: Span
    is_id: bool


@dataclass(frozen=True, slots=True)
class SplitSentence:
    """A sentence of a text, ``text[start:end]``.

    ``core`` is what is compared of it: without its bullet, emphasis, quotation marks and citations, white space
    being one space.  ``framed`` is what is quoted or reported in it, without "The article says that"; else empty.
    ``readings`` are the ways in which it may stand in an article: as it is, and with less and less of these.
    ``claims`` tells whether it says anything that articles could support, ``leads`` whether it may only
    lead on to what follows: a line with a colon, or without a full stop.
    """

    start: int
    end: int
    core: str
    framed: str
    readings: tuple[str, ...]
    claims: bool
    leads: bool
    quoted: tuple[Span, ...]
    cited: tuple[Cited, ...]


def _never(_text: str) -> bool:
    return False


def pieces_of(text: str, language: str, stands: Callable[[str], bool] = _never) -> Iterator[SplitSentence]:
    """Yield the sentences of a text in order; every character but white space is in exactly one of them.

    A paragraph that ``stands`` as one sentence in an article is one, however it might be split.
    """
    for first, after in _blocks(text):
        places = _collapsed(text, first, after)
        block = "".join(" " if text[place].isspace() else text[place] for place in places)
        opening = _OPENING.match(block)
        skipped = opening.end() if opening else 0
        body = block[skipped:]
        spans = [] if stands(block) or stands(body) else sentence_spans(body, language)
        spans = _with_citations(body, _parted(body, spans)) or [(0, len(body))]
        has_bullet = bool(block[:skipped].strip(" #"))
        for number, (start, end) in enumerate(spans):
            begin = places[0] if number == 0 else places[skipped + start]  # its bullet belongs to the first
            after_it = places[skipped + end - 1] + 1 if skipped + end else begin
            yield _piece(text, begin, after_it, is_alone=len(spans) == 1, has_bullet=has_bullet)


def _collapsed(text: str, start: int, end: int) -> list[int]:
    """Return the places of the characters of a block, of white space one at a time and none at its edges."""
    places: list[int] = []
    for place in range(start, end):
        if not text[place].isspace() or (places and not text[places[-1]].isspace()):
            places.append(place)
    while places and text[places[-1]].isspace():
        places.pop()
    return places


def _parted(block: str, spans: list[Span]) -> list[Span]:
    """Return the spans of sentences, parted behind the citations that stand behind a full stop."""
    parted: list[Span] = []
    for start, end in spans:
        if parted and (leading := _LEADING_CITED.match(block, start, end)):  # they belong to the sentence before
            parted.append((start, leading.end(1)))
            start = leading.end()
        for match in _CITED_STOP.finditer(block, start, end):
            parted.append((start, match.end(1)))
            start = match.end()
        parted.append((start, end))
    return parted


def _with_citations(block: str, spans: list[Span]) -> list[Span]:
    """Return the spans of sentences, what only cites behind a full stop joined to the sentence before it."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and _ONLY_CITED.fullmatch(block, start, end):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _blocks(text: str) -> Iterator[Span]:
    """Yield the paragraphs, list items and headings of a text."""
    start = 0
    for match in re.finditer(
        r"\n[ \t]*(?=\n)|\n(?=[ \t]*(?:[-*•–+>|]|\d{1,3}[.)]|#{1,6})[ \t])|(?<=:)[ \t]*\n", text
    ):
        yield from _without_heading(text, start, match.end())
        start = match.end()
    yield from _without_heading(text, start, len(text))


def _without_heading(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a block, its first line by itself where that is marked as a heading."""
    if heading := _HEADING_LINE.match(text, start, end):
        yield start, heading.end()
        start = heading.end()
    if text[start:end].strip():
        yield start, end


def _piece(text: str, start: int, end: int, *, is_alone: bool, has_bullet: bool) -> SplitSentence:
    while end > start and text[end - 1].isspace():
        end -= 1
    raw = text[start:end]
    cited = tuple(_cited(text, start, end))
    quoted = tuple(
        match.span(match.lastindex or 0)
        for match in _QUOTED.finditer(text, start, end)
        if len((match[match.lastindex or 0]).split()) >= QUOTED_WORDS
    )
    kept = list(raw)
    for citation in cited:
        kept[citation.start - start : citation.end - start] = " " * (citation.end - citation.start)
    opening = _OPENING.match(raw)
    unlisted = raw[opening.end() if opening else 0 :]
    uncited = "".join(kept)[len(raw) - len(unlisted) :]
    core = _EMPHASIS.sub("", re.sub(r"[“”„«»\"]", " ", uncited))
    core = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(core.split()))
    spoken = bool(_PLEASANTRY.match(core)) and not re.search(r"\d", core)
    claims = not (_HEADING.match(raw) or core.endswith("?") or spoken)
    leads = bool(text[end:].strip()) and (core.endswith(":") or (is_alone and not has_bullet and _is_title(core)))
    framed = _quoted_alone(text, start, quoted, "".join(kept)) or (
        core[frame.end() :] if (frame := _REPORTING.match(core)) else ""
    )
    readings = tuple(
        filter(None, dict.fromkeys([raw, unlisted, uncited.strip(), core, _NOTES.sub("", core), framed]))
    )
    return SplitSentence(start, end, core, framed, readings, claims, leads, quoted, cited)


def _is_title(core: str) -> bool:
    """Tell whether a line has the form of a heading: few words, no full stop, no figure and no common verb."""
    ends = re.search(r"[.!?…)\]”\"]$", core)
    return not (ends or re.search(r"\d", core) or _VERB.search(core)) and len(core.split()) <= HEADING_WORDS


def _quoted_alone(text: str, start: int, quoted: tuple[Span, ...], uncited: str) -> str:
    """Return the words quoted in a sentence that only says who says them; else empty."""
    if len(quoted) != 1:
        return ""
    [(first, after)] = quoted
    alone = _FRAME.match(text[start : first - 1]) and not re.search(r"\w", uncited[after - start :])
    return " ".join(text[first:after].split()) if alone else ""


def _cited(text: str, start: int, end: int) -> Iterator[Cited]:
    for match in _SPAN_CITED.finditer(text, start, end):
        span = int(match[2]), int(match[3])
        yield Cited(match.start(), match.end(), match[1], span, True)
    for match in _NAMED.finditer(text, start, end):
        if _SPAN_CITED.fullmatch(match[0]):
            continue
        name = _SOURCE.sub("", (match[1] or match[2]).strip(), count=1)
        if not _NOTE.fullmatch(name):
            yield Cited(match.start(), match.end(), name, (-1, -1), bool(_ID.fullmatch(name)))
