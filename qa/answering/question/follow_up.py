"""A question that only the one before it makes whole ("and what about exercise?") → the words that it leans on.

The rule, without a model.  A short question leans on the one before where it says so by its form:

- it begins with "and", "but", "or", "so", "what about", "how about", "what if";
- it has "it", "this", "that", "these", "those", "one" with nothing before it that they could stand for, or "they",
  "he", "she" and names no subject;
- it ends with "after", "first", "then", "instead", "too", which look back, and names no subject;
- it asks, with two words at most that mean something, and names no subject.

A word names a subject where the title of an article has it, or fewer than one of a hundred passages have it.

It stands on its own where it asks what something is ("and what is scoliosis"), where it is words without a
question ("lumbar fusion"), and where it is long.  What is carried over are the words of the question before that
may name a subject: none of grammar, of persons, or of what is asked of any subject ("how long", "treatment").
"""

import re
from collections.abc import Callable, Sequence
from functools import cache

from qa.answering.question.parsed import asking_part
from qa.indexing.bm25 import STOP_WORDS
from qa.indexing.generations import Generation

WORDS_MOST = 15
"""A longer question tells what it is about itself; the longest follow-up of the development set has 9 words."""
SUBJECTLESS_WORDS_MOST = 2
"""How many words that mean something a question without a subject has: "how should I lie in bed"."""
CARRIED_MOST = 6
"""Words carried over at most, the first ones: more would drown what is asked now."""

_SUBJECT_SHARE = 0.01
"""A word in a smaller share of the passages names something particular ("codeine"); "bed", "tablets" and "drive"
do not: they stand in 3 to 6% of the passages of the bundled articles, and can be asked of many subjects."""

_NAMES_NO_SUBJECT = frozenset(
    """able actually add advice advise ago allow allowed alright always am any anything around ask asking avoid
    away baby bad badly become becoming begin best better big bit boyfriend bring brother call called can't
    cause caused causes causing chance chances change check child children come comes coming common cure cured
    dad danger dangerous daughter day days deal difference different do don't done effect effects else end
    enough even every exactly expect explain fast father feel feeling feels find fine first fix free friend
    girlfriend give given good granddad grandma great happen happened happening happens hard harm harmful he's
    help helped helpful helping helps hour hours how's husband i'm i've idea is isn't it it's its keep keeps kid
    kids kind kinds know lady last lasts late later least leave less let like likely live living long longer
    look lot main make makes making man many matter maybe mean means meant minute minutes mom month months more
    most mother much mum must nan need needed needs never new next normal now often ok okay old option options
    ought part partner people person possible problem problems properly put question quick quickly quite rare
    read really reason reasons recommend recommended right risk risks risky safe safely said say says see seem
    seems seen serious seriously she's show sign signs sister slow slowly somebody someone something son soon
    sort start started starting starts stay still stop stopped stopping stops suddenly suggest supposed sure
    symptom symptoms take taken takes taking tell thank thanks that's there's they're thing things think till
    time times told treat treated treating treatment treatments tried true try trying type types urgent use used
    useful using usual usually wait want wants way ways week weeks well what's whether wife without woman won't
    wonder wondering work works worried worry worse worst worth wrong year years yes yet""".split()
)
"""Words of what can be asked of any subject, and of persons."""
_OPENS = re.compile(
    r"\s*(?:(?:ok(?:ay)?|oh|yes|no|thanks?|thank you|right|well)\b[\s,.!]*)?"
    r"(?:(?:and|but|or|so|also)\b[\s,]*(?:(?:what|how) about\b|what if\b)?|(?:what|how) about\b|what if\b)[\s,]*",
    re.IGNORECASE,
)
_BARE_OPENING = re.compile(r"\s*(?:(?:and|but|or|so|also)\b[\s,]*)?(?:(?:what|how) about\b)?[\s,]*", re.IGNORECASE)
_ASKS_WHAT_IT_IS = re.compile(
    r"(?:what|who)(?:['’]?s| is| are| was| were)\s+(?!(?:the|it|this|that|they|these|those|its|their)\b)"
    r"|what (?:does|do) .+ mean\b|define\b",
    re.IGNORECASE,
)
_TIME = "morning|afternoon|evening|night|day|week|weekend|month|year|time|summer|winter|spring|autumn"
_STANDS_LOOSELY_FOR = re.compile(
    r"\b(?:they|them|their|they['’]?re|he|him|his|she|her|these|those)\b", re.IGNORECASE
)
"""What may stand for people at large too, or before what it names: "how soon do they operate", "those belts"."""
_STANDS_FOR = re.compile(
    rf"""\b(?:it|its|it['’]s)\b
    |\bthis\b(?!\s+(?:{_TIME})\b)
    |(?:^|\b(?:is|isn['’]?t|was|do|does|did|can|could|will|would|should|why['’]?s|for|with|about|of|to|like|after
      |before|if|and|take|do|try)\s+)that\b(?!\s+(?:{_TIME})\b)
    |\bthat['’]?s\b
    |\b(?<!no\s)ones?(?=\W*$)""",
    re.IGNORECASE | re.VERBOSE,
)
_STANDS_FOR_NOTHING = re.compile(
    r"""\b(?:is|isn['’]?t|was|be|would|will|it['’]?s)\s*(?:it\s+)?(?:\w+\s+)?
    (?:safe|ok|okay|alright|all\s+right|bad|good|best|better|normal|possible|dangerous|harmful|worth|true|common|usual
      |important|necessary|wise|wrong|fine|likely|time|helpful|useful|sensible|late|early|soon)\b\s*
    (?:to|that|if|for|when|with|after|before|while|during|in|on|\w+ing)\b
    |\b(?:does|do|did|will|would|can|could)\s+it\s+(?:take|mean|help|hurt|matter)\b\s+(?:\w+\s+){0,2}?(?:to|if|when|that)\b
    |\bit\s+(?:hurts?|is|was|takes?)\s+(?:\w+\s+)?(?:when|to|that|if)\b
    |\bit\s+(?:meant|supposed)\s+to\b|\bcall(?:s|ed)?\s+it\b|\bit\s+called\b
    |\b(?:know|tell|sure|wonder)\s+(?:if|whether)\s+it['’]?s\b|\bis\s+it\s+true\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""An "it" of grammar alone: "is it safe to drive", "does it help to walk"."""
_CLAUSE_END = re.compile(r"[.?!;,:]+\s+")
_LOOKS_BACK = re.compile(
    r"\b(?:after|afterwards|before|beforehand|first|then|instead|too|also|either|as well|though|otherwise)\W*$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\s*(?:what|whats|what['’]s|why|how|hows|how['’]s|which|when|where|who|can|cant|can['’]t|could|should|shall|may"
    r"|might|will|wont|won['’]t|would|is|isnt|isn['’]t|are|am|was|do|does|did|dont|don['’]t|doesnt|doesn['’]t|must"
    r"|have|has|any)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def subject_words(question: str) -> list[str]:
    """Return the words of a question that may name its subject, as typed, in order, each once."""
    words: dict[str, str] = {}
    for word in _WORD.findall(question):
        plain = word.casefold().replace("’", "'")
        if plain not in _NAMES_NO_SUBJECT and plain not in STOP_WORDS and not plain.isdigit():
            words.setdefault(plain, word)
    return list(words.values())


def subject_test(generation: Generation) -> Callable[[str], bool]:
    """Return what tells whether a word names a subject of these articles: by their titles, and how rare it is."""
    postings = generation.postings
    few = _SUBJECT_SHARE * generation.manifest.passages

    @cache
    def in_titles() -> frozenset[str]:
        return frozenset(stem for title in generation.store.titles().values() for stem in postings.terms(title))

    return lambda word: any(stem in in_titles() or postings.frequency(stem) < few for stem in postings.terms(word))


def goes_on(question: str) -> bool:
    """Tell whether a question says itself that it goes on: "and what about …?"."""
    return bool(_OPENS.match(question))


def leans(question: str, names_subject: Callable[[str], bool]) -> bool:
    """Tell whether a question needs the one before it; ``names_subject`` tells it of a word, of these articles."""
    if len(question.split()) > WORDS_MOST:
        return False
    opening = _OPENS.match(question)
    remainder = question[opening.end() :] if opening else question
    if _ASKS_WHAT_IT_IS.match(remainder) and subject_words(remainder):
        return False
    if opening:
        return True
    return _points_back(question, names_subject) or _lacks_subject(question, names_subject)


def _points_back(question: str, names_subject: Callable[[str], bool]) -> bool:
    is_named = any(map(names_subject, subject_words(question)))
    if not is_named and (
        _STANDS_LOOSELY_FOR.search(question) or (_LOOKS_BACK.search(question) and _ASKS.match(question))
    ):
        return True
    empty = [match.span() for match in _STANDS_FOR_NOTHING.finditer(question)]
    for pronoun in _STANDS_FOR.finditer(question):
        if any(start <= pronoun.start() < end for start, end in empty):
            continue
        earlier, _, clause = _CLAUSE_END.sub("\n", question[: pronoun.start()]).rpartition("\n")
        return not subject_words(earlier) and not any(map(names_subject, subject_words(clause)))
    return False


def _lacks_subject(question: str, names_subject: Callable[[str], bool]) -> bool:
    words = subject_words(question)
    return (
        bool(_ASKS.match(question)) and len(words) <= SUBJECTLESS_WORDS_MOST and not any(map(names_subject, words))
    )


def carried_over(
    question: str,
    before: str,
    *,
    names_subject: Callable[[str], bool],
    stems: Callable[[str], Sequence[str]],
) -> str:
    """Return the words of the question ``before`` that a follow-up is searched with, and nothing for any other.

    ``stems`` of a word tell which of them the question has itself.
    """
    if not leans(question, names_subject):
        return ""
    own_stems = {stem for word in subject_words(question) for stem in stems(word)}
    subject = subject_words(asking_part(before)) or subject_words(before)
    words = [word for word in subject if not (stems_of_word := stems(word)) or own_stems.isdisjoint(stems_of_word)]
    return " ".join(words[:CARRIED_MOST])


def joined(question: str, carried: str) -> str:
    """Return what is searched for a question: its own words, without "and what about", then those carried over."""
    if not carried:
        return question
    opening = _BARE_OPENING.match(question)
    bare = question[opening.end() :] if opening else question
    return f"{bare.rstrip(' ?.!') or question} {carried}"
