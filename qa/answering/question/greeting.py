"""A question that begins with a greeting → what it asks: "Dear doctor, my leg …" is about a leg, not a doctor.

What follows tells a greeting from other words: "Good morning, …", but not "Good morning routine for a stiff back".
"""

import re

from qa.answering.question.spelling import is_everyday
from qa.indexing.bm25 import STOP_WORDS

LETTER_WORDS_LEAST = 40
"""Words of a letter: in so many a greeting weighs nothing, and what a letter asks is found by itself."""
_SURE = r"hi+|hell?o+|hallo|hullo|hey+(?:a| ya)?|hiya|howdy|greetings|to whom it may concern"
"""Words that are greetings whatever follows."""
_UNSURE = r"(?:good|gd|gud) ?(?:morning|afternoon|evening|day)|dear"
"""Words that are greetings before a mark, somebody addressed, or the beginning of a sentence."""
_ADDRESSED = (
    r"there(?![’']|\s+(?:is|are|was|were)\b)|all|again|everyone|everybody|folks|guys|friends?|team|doctors?|docs?|dr|"
    r"sirs?|madam|ma[’']?am|nurses?|mr|mrs|ms|miss|prof(?:essor)?"
)
_ADDRESS = rf"(?:\s+(?:(?:or|and)\s+)?(?:{_ADDRESSED})\b\.?)"
_END = r"(?=\s*(?:[,.!:;–—]|-\s|$))"
_NAME = r"[^\W\d_a-z][\w’'-]*"
_BEGINS = (
    r"(?=\s+(?:i|i[’']?m|i[’']?ve|my|we|our|it|there|this|please|is|are|am|was|do|does|did|can|could|should|would|"
    r"will|may|have|has|had|what|why|how|when|where|which|who)\b)"
)
_OPENING = re.compile(
    rf"\s*(?:(?:{_SURE})\b(?![-’'\w])(?P<to>,{_ADDRESS}+{_END}|{_ADDRESS}*)"
    rf"|(?:{_UNSURE})\b(?:(?P<whom>{_ADDRESS}+)|{_END}|{_BEGINS}))",
    re.IGNORECASE,
)
_DEAR = re.compile(rf"\s*dear\b(?=\s+(?-i:{_NAME}(?:\s+{_NAME})?){_END})", re.IGNORECASE)
_NAMED = re.compile(rf"\s+{_NAME}(?:\s+{_NAME})?{_END}")
_FIRST_NAME = re.compile(rf"\s+(?P<name>{_NAME})(?=\s)")
_MARKS = re.compile(r"\s*(?:[,.!:;–—]+\s*)*(?:-\s+)?")


def without_greeting(question: str) -> str:
    """Return a question without the greetings that it begins with; empty where it is only a greeting.

    A letter is left as it is.
    """
    if len(question.split()) >= LETTER_WORDS_LEAST:
        return question
    remainder = question
    while end := _greeting_end(remainder):
        remainder = _MARKS.sub("", remainder[end:], count=1)
    return remainder if any(character.isalnum() for character in remainder) else ""


def _greeting_end(text: str) -> int:
    """Return where a greeting at the beginning of a text ends, with whom it addresses; 0 where there is none."""
    opening = _OPENING.match(text) or _DEAR.match(text)
    if not opening:
        return 0
    parts = opening.groupdict()
    has_title = bool(parts.get("to") or parts.get("whom"))
    named = _NAMED.match(text, opening.end())
    if named and (has_title or not any(map(is_everyday, named[0].casefold().split()))):
        return named.end()
    first = _FIRST_NAME.match(text, opening.end()) if has_title else None
    if first and not is_everyday(first["name"].casefold()) and first["name"].casefold() not in STOP_WORDS:
        return first.end()
    return opening.end()
