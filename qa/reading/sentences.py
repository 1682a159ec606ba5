"""Text → spans of its sentences: the boundaries of sentencex (Wikimedia), corrected where they are wrong.

Known errors of sentencex 1.0: it ends a sentence after "approx.", "max.", "incl.", "tsp." and the like, begins one
with the reference mark of the one before ("¹ Most people"), ends none after a letter ("3 g. Never", "vitamin
C. It"), and ends one inside a sentence of Japanese that quotes another (「…。」と).
"""

import re
from collections.abc import Iterator

ALWAYS_GO_ON = frozenset("approx apprx ca circa incl excl esp espec eg e.g ie i.e cf viz vs resp bzw".split())
"""Abbreviations that never end a sentence."""
GO_ON_BEFORE_NUMBERS = frozenset(
    """max min vol vols para paras par no nos nr art ch chap sec sect fig figs tab eq app ed pp pg p l ll n
    pt ver vers abs abb ref refs col cl reg rev ser suppl bd nrs bl ziff tel fax ext mob""".split()
)
"""Abbreviations that go on before a number; before a capital letter they may end a sentence ("Wait 5 min. Then
…")."""
MEASURES = frozenset("min max sec pt l lb lbs ft st".split())
"""Of these, what stands behind a number is a unit: another number after it begins a sentence…"""
GO_ON_IN_MEASURES = frozenset("lb lbs ft st".split())
"""…but for a smaller unit's: "3 lbs. 4 oz.".
"""
GO_ON_BEFORE_SMALL_LETTERS = GO_ON_BEFORE_NUMBERS | frozenset(
    """tsp tbsp tbs oz lb lbs pkg pkt doz qt pt fl gal hr hrs wk wks yr yrs mo mos sec secs mins max avg temp
    med conc sol tab tabs cap caps inj susp adm admin aq dil ext int etc misc dept est govt assoc orig prev
    diam wt ht bp freq poss prob usu occ gen spec opt std sub syn abbr def adj adv lit trans pers mon tue
    tues wed weds thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec ad a.m p.m
    b.i.d t.i.d q.i.d p.o i.v i.m s.c""".split()
)
_LAST_WORD = re.compile(r"(?P<before>\S*\s+)?[(\[\"“‘']*(?P<word>[^\W\d_]+(?:\.[^\W\d_]+)*)\.$")
_NUMBER = re.compile(r"^[(\[~≈<>≤≥±$£€]*(?:[½¼¾\d]|[IVXLC]{2,}\b|[VX]\b)")
_SUPERSCRIPTS = r"[¹²³⁰⁴-⁹]+(?:[,;–⁻-][¹²³⁰⁴-⁹]+)*"
_IN_BRACKETS = r"\[(?:\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*|[a-z]|(?:note|n|ref\.?)\s\d+|citation needed)\]"
_MARK = rf"(?:{_SUPERSCRIPTS}|{_IN_BRACKETS})"
_MARKS = re.compile(rf"\s?{_MARK}(?:[\s,]?{_MARK})*(?=\s|$)")
_ATTACHED = re.compile(r"(?:\(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\)|[*†‡§¶]+|\^(?:\w|\([\w,; ]{1,12}\)))(?=\s|$)")
"""Marks that stand so only right behind the stop, with no space between."""
_STARTS_NUMBERED = re.compile(rf"\s*(?:{_MARK}|\d{{1,2}}[.)]\s)")
_LAST_NUMBER = re.compile(rf"(?<=[.!?…])\s+(?:{_MARK}|\d{{1,2}}[.)])$")
_ENDED = re.compile(r"[.!?…][\"'”’»)\]]*$")
_BULLETS = frozenset("-*•–—·")
_HAS_LETTER = re.compile(r"[^\W\d_]")
_QUOTE_OR_MARK_ENDED = re.compile(rf"(?:[.!?…][\"”’»]|{_MARK})$")
_JAPANESE_QUOTE_ENDED = re.compile(r"[。！？][」』]$")
_JAPANESE_GOES_ON = ("と", "って", "など")
"""What goes on with a sentence of Japanese behind what it quotes: 「…。」と言う."""

_UNITS = "[gmlLhsdWVKCFJNA]"
_AFTER_UNIT = (
    rf"(?:(?<=\d{_UNITS}\.)|(?<=\d[ \u00a0\u202f]{_UNITS}\.)|(?<=/[a-zA-Z]\.)|(?<=[°][CFK]\.)|(?<=%\.)|"
    r"(?<=\d min\.)|(?<=\d sec\.)|(?<=\d hrs\.))[\"”’)]?"
)
_OPENERS = """a about above after again all almost also although always among an and another any anybody anyone
    anything around as ask at avoid because before below beside besides between both but by call do does
    during each either else even every everybody everyone everything except few first for from further he
    hence her here his how however if in inside instead it its itself just last later less like many more
    moreover most much neither never nevertheless next no nobody none nor not nothing now of often on once
    one only onto or other others otherwise our outside over people perhaps rather see several she since so
    some somebody someone something sometimes soon still stop such take than that the their them then there
    therefore these they this those though through thus to together too towards under unless until up upon
    use usually we what whatever when whenever where whereas whether which while who whoever whom whose why
    with within without yet you your""".split()
"""The words of closed classes, and what advice begins with: no family name after an initial."""
_OPENER = "(?:" + "|".join(word.capitalize() for word in _OPENERS) + r")\b"
_MISSED = re.compile(  # starts with the full stop, which is fastest to search for
    rf"\.(?:{_AFTER_UNIT}(?=\s+[\"“‘(]?[^\W\d_a-z])"  # "3 g. Never take more."
    rf"|(?<=[^\W\d_][ \u00a0][A-Z]\.)(?=\s+{_OPENER})"  # "vitamin C. It helps", never "J. Smith"
    r"|(?<=[a-z]{3}\.)\d{1,3}(?:[,–-]\d{1,3})*(?=\s+[A-Z]))"  # "fades.1,2 Then": a mark that lay raised
)
_WORD_BEFORE_STOP = re.compile(r"[A-Za-z]+$")
_TAIL = 48  # rules on a sentence's end look at this many characters, not at all of it each time


def sentence_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Return the half-open spans of a block's sentences, in order, without the spaces around them.

    Every character but white space lies in exactly one span, so nothing is lost or quoted twice;
    ``language`` is the ISO 639-1 code.
    """
    spans: list[tuple[int, int]] = []
    numbered = _STARTS_NUMBERED.match(text) is not None  # the block has marks or numbers in front of their text
    for start, end in _parts(text, language):
        start, end = _stripped(text, start, end)
        if start >= end:
            continue
        if spans:
            first, last = spans[-1]
            goes_on = _goes_on(text[first:last], text[start:end])
            mark = (last == start and _ATTACHED.match(text, start, end)) or _MARKS.match(text, start, end)
            if mark and not (numbered or goes_on) and _ENDED.search(text[max(first, last - _TAIL) : last]):
                spans[-1] = first, mark.end()
                start = _stripped(text, mark.end(), end)[0]
                if start == end:
                    continue
            elif goes_on:
                start = spans.pop()[0]
        number = _LAST_NUMBER.search(text, max(start, end - _TAIL), end) if numbered else None
        if number and end < len(text.rstrip()):
            spans.append((start, number.start()))
            start = _stripped(text, number.start(), end)[0]
        spans.append((start, end))
    return spans


def _parts(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield sentencex's sentences, split again where it missed an end."""
    from sentencex import get_sentence_boundaries  # imported here: a question seldom needs it

    for boundary in get_sentence_boundaries(language, text):
        start, end = boundary["start_index"], boundary["end_index"]
        for missed in _MISSED.finditer(text, start, end):
            word = _WORD_BEFORE_STOP.search(text[max(start, missed.start() - _TAIL) : missed.start()])
            abbreviation = word is not None and word[0].lower() in GO_ON_BEFORE_SMALL_LETTERS
            if not (abbreviation and text[missed.end() - 1].isdigit()):  # "Fig.1 Shows"
                yield start, missed.end()
                start = missed.end()
        yield start, end


def _goes_on(before: str, after: str) -> bool:
    """Tell whether a sentence continues across a boundary: after an abbreviation, or if one side has no words."""
    if after in _BULLETS:
        return False
    if not (_HAS_LETTER.search(before) and _HAS_LETTER.search(after)):
        return True
    before = before[-_TAIL:]
    if _JAPANESE_QUOTE_ENDED.search(before) and after.startswith(_JAPANESE_GOES_ON):
        return True
    small = after[0].islower()
    if small and _QUOTE_OR_MARK_ENDED.search(before):  # “Stop!” she said; see refs. [2] and [3]
        return True
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word = last["word"].lower()
    if word in ALWAYS_GO_ON:
        return True
    if word in GO_ON_BEFORE_NUMBERS and _NUMBER.match(after):
        counted = word in MEASURES and _NUMBER.match(last["before"] or "") is not None
        return not counted  # "5 min. 2 of them" counts minutes
    if word in GO_ON_IN_MEASURES and _NUMBER.match(last["before"] or "") and after[0].isdigit():
        return True
    return small and (word in GO_ON_BEFORE_SMALL_LETTERS or not set(word) & set("aeiouyäöüáéíóúàèìòù"))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
