"""The words before or behind a number that make it a bound: at most, at least, under, over, before, after."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Bound(StrEnum):
    """How a quantity bounds a value."""

    NONE = ""
    MOST = "at most"
    LEAST = "at least"
    UNDER = "under"
    OVER = "over"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class FoundBound:
    """The bound of a quantity, the span of quantity and bound words, and that of a denial that turned the bound.

    ``tells_age`` is whether its words are those of an age: over, under, younger, older.
    """

    bound: Bound
    start: int
    end: int
    denial: tuple[int, int] = (0, 0)
    tells_age: bool = False


_ABOUT = (
    r"(?:\s*(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|only|just|a total of|the|"
    r"(?:the )?ages?(?: of)?|~|≈))*\s*$"
)
_THAN = "more|greater|longer|higher|larger|bigger|heavier|further|later|faster|warmer|hotter|older"
_LESS = "less|fewer|shorter|lower|smaller|lighter|earlier|sooner|slower|cooler|colder|younger"
_MOST_BEFORE = (
    rf"\bnot?\s+(?:any\s+)?(?:{_THAN})\s+than|\b(?:at|the) (?:the )?(?:very )?most|\bup to|\bcapped at|<=|≤|"
    r"\bwithin|\bnot? (?:over|above|to exceed)|\bas (?:much|many|long|often) as|\blimit(?:ed)?(?: (?:of|to|is))?"
)
_LEAST_BEFORE = (
    rf"\bnot?\s+(?:any\s+)?(?:{_LESS})\s+than|\bat (?:the )?(?:very )?least|\bnot? (?:under|below)|>=|≥"
)
_REST_OF = r"(?:\s+[\w-]+){0,5}?(?:\s+(?:of|is|are|to|at|by)|:)?"
_BEFORE = tuple(
    (re.compile(f"(?:{words}){_ABOUT}", re.IGNORECASE), bound)
    for words, bound in (
        (_MOST_BEFORE, Bound.MOST),
        (_LEAST_BEFORE, Bound.LEAST),
        (rf"\bmax(?:imum|imal|\.)?{_REST_OF}", Bound.MOST),
        (rf"\bmin(?:imum|imal|\.){_REST_OF}", Bound.LEAST),
        (rf"\b(?:{_THAN})\s+than|\bexceed(?:s|ing|ed)?|\bbeyond|\bupwards of|(?<![=-])>", Bound.OVER),
        (r"\b(?:over|above|past)", Bound.OVER),
        (rf"\b(?:{_LESS})\s+than|\b(?:under|below)|<", Bound.UNDER),
        (r"\b(?:before|until|till|by)", Bound.BEFORE),
        (r"\b(?:after|since|from)", Bound.AFTER),
    )
)
_OR = r"(?:years )?(?:of age )?(?:or|and)"
_IS = "(?:is|are) the"
_AT = "(?:the )?(?:very )?"
_BEHIND = tuple(
    (re.compile(rf"\s*(?:{words})(?!\w)", re.IGNORECASE), bound)
    for words, bound in (
        (
            f"{_OR} (?:{_LESS}|under|below)|at {_AT}most|max(?:imum|\\.)?|{_IS} (?:upper )?(?:maximum|most|limit)",
            Bound.MOST,
        ),
        (rf"{_OR} (?:{_THAN}|over|above|up|upwards?)|at {_AT}least|\+|{_IS} minimum|minimum", Bound.LEAST),
    )
)
_DENIED = re.compile(
    r"(?P<denial>\b(?:do |does |should |must |may |can |shall )?(?:not|never|cannot|nobody)\b|\b\w+n['’]t\b)"
    r"(?P<between>(?:\s+[\w-]+){0,4}?)\s+$",
    re.IGNORECASE,
)
_BREAKS = re.compile(
    r"\b(if|when|unless|because|that|which|who|and|or|but|to|for|in|on|with|under|over|after|before|only)\b",
    re.IGNORECASE,
)
_FLIPPED = re.compile(rf"(?!older|younger)(?:{_THAN}|{_LESS}|exceed|beyond|over|above|below)", re.IGNORECASE)
_CLAUSE = re.compile(r"[;!?()]|[.,](?!\d)|:(?!\s)")
_OF_AGE = re.compile(r"\b(over|under|older|younger|before|after)\b", re.IGNORECASE)
_REACH = 90
"""Characters before a number that are searched for its bound."""


def bound_of(text: str, span: tuple[int, int], *, floor: int, is_age: bool) -> FoundBound:
    """Return the bound of the quantity at a span, searched for behind ``floor``.

    Before and after an age are under and over it.
    """
    start, end = span
    for pattern, bound in _BEHIND:
        if match := pattern.match(text, end):
            words = match[0].lower()
            tells = any(word in words for word in ("younger", "older", "over", "under"))
            return FoundBound(bound, start, match.end(), tells_age=tells)
    begin = max(floor, start - _REACH)
    before = text[begin:start]
    for clause in _CLAUSE.finditer(before):
        begin = max(begin, start - len(before) + clause.end())
    before = text[begin:start]
    for pattern, bound in _BEFORE:
        if match := pattern.search(before):
            return _in_front(text, (begin, start, end), match, bound, is_age=is_age)
    return FoundBound(Bound.NONE, start, end)


def _in_front(
    text: str, span: tuple[int, int, int], match: re.Match[str], bound: Bound, *, is_age: bool
) -> FoundBound:
    begin, start, end = span
    words, tells = match[0].lower(), bool(_OF_AGE.match(match[0]))
    at = begin + match.start()
    if words.startswith(("max", "min")):  # the words between belong to the sentence, not to the bound
        return FoundBound(bound, start, end)
    if is_age and bound in (Bound.BEFORE, Bound.AFTER) and tells:
        bound = Bound.UNDER if bound is Bound.BEFORE else Bound.OVER
    elif (bound is Bound.AFTER and words.startswith("from")) or (bound is Bound.BEFORE and words.startswith("by")):
        bound = Bound.NONE if not is_age else bound
    flips = {Bound.OVER: Bound.MOST, Bound.UNDER: Bound.LEAST}
    denied = _DENIED.search(text[begin:at]) if bound in flips and _FLIPPED.match(words) else None
    if denied and not _BREAKS.search(denied["between"]):
        return FoundBound(flips[bound], at, end, (begin + denied.start(), begin + denied.end("denial")))
    return FoundBound(bound, at, end, tells_age=tells)


_CLAUSE_START = re.compile(r"[;!?()]\s*|[.,](?!\d)\s*|:\s+")
_VALUE_VERBS = frozenset(
    """is are was were be takes costs lasts weighs needs holds uses runs stays rises falls reaches pays earns gives
    has gets exceeds goes serves requires measures contains fits carries starts opens closes ends begins""".split()
)
_NOUN = r"(?:[\w'’-]*[^\Ws]s|children|people|men|women|anyone|everyone|those|someone)"
_LINKED = r"(?:of|with|weighing|measuring|costing|(?:who|that|which) (?:weigh|are|cost|have|measure|last))"
_SUBJECT = re.compile(
    rf"\s*(?:(?:for|at|in|on)\s+)?(?P<words>(?:[\w'’-]+\s+){{0,3}}?{_NOUN})(?P<linked>\s+{_LINKED})?\s+$", re.I
)
_BEHIND_NOUN = re.compile(rf"\bfor\s+(?P<words>(?:[\w'’-]+\s+){{0,3}}?{_NOUN})(?P<linked>\s+{_LINKED})?\s+$", re.I)
_IF = re.compile(r"\b(?:if|when|unless|once|where|whenever)\s+(?:[\w'’-]+\s+){1,6}$", re.IGNORECASE)
_FRONTED = re.compile(r"\s*(?:after|above|below|over|under|from|at|with|beyond|for)?\s*", re.IGNORECASE)
_COMMA = re.compile(r"[^,.;:!?]{0,20},\s*(?!\d)\w")
_GOES_ON = re.compile(
    r"\s*(?:[:,]\s*\S|(?!(?:per|a|an|the|in|on|at|by|of|to|from|for|with|each|every|and|or|if|when|before|after|"
    r"during|long|between|daily|until)\b)[^\W\d])",
    re.IGNORECASE,
)


def is_condition(text: str, start: int, end: int, *, bound: Bound) -> bool:
    """Tell whether a quantity restricts who or what a statement is about: children over 20 kg, stays of 7 nights.

    Such a quantity stands behind a noun that opens its clause, in an "if" clause or before a comma that ends an
    opening phrase, and the statement follows; or behind "for" and a noun, as in "free for orders over 50 €".
    """
    before = text[max(0, start - _REACH) : start]
    if parts := [*_CLAUSE_START.finditer(before)]:
        before = before[parts[-1].end() :]
    elif start > _REACH:
        return False
    if _IF.search(before) or (_FRONTED.fullmatch(before) and _COMMA.match(text, end)):
        return True
    match = _BEHIND_NOUN.search(before)
    if match is None and _GOES_ON.match(text, end):
        match = _SUBJECT.match(before)
        if match and not _VALUE_VERBS.isdisjoint(match["words"].lower().split()):
            return False
    if match is None:
        return False
    is_more = text[start:end].lower().endswith(("more", "less", "fewer", "over", "under", "above", "below"))
    return bool(match["linked"]) or is_more or bound in (Bound.OVER, Bound.UNDER)
