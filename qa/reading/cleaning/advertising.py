"""Advertising inside an article: what sells a clinic, a trial, a newsletter instead of informing.

A text is taken for a pitch when cues of at least two kinds meet in it: a call to act, the seller's own voice, an
offer, a promise, an enrolment in clinical trials or for a newsletter, and that such an enrolment speaks to the
reader.  What informs stays all the same: a number, a day, a condition ("call us if the rash spreads"), a sentence
that tells of a newsletter instead of advertising it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from qa.reading.article import says_when_to_get_help
from qa.reading.document import DocumentBlock, DocumentBlockKind
from qa.reading.sentences import sentence_spans

PITCH_WORDS_MOST = 90
"""A longer paragraph is judged sentence by sentence from its end: pitches close articles."""
PITCH_SECTION_WORDS_MOST = 90
"""A section under a heading that sells is cut whole only when it is this short."""

PITCH_CUES_LEAST = 2

_CALL_TO_ACT = re.compile(
    r"\b(schedule|book|request|make) (an?|your) (\w+ )?(appointment|consultation|visit|call)\b|\bsign up\b|"
    r"\bsubscribe\b|\bget started\b|\b(call|contact|visit|join|follow) us\b|\bfind an? [\w-]+( \w+)? near you\b|"
    r"\blearn more (about|at|from)\b|\bclick (here|below)\b|\bget access\b|\btake the first step\b|"
    r"\b(order|buy|shop|download|register|apply|enroll) (now|today|here)\b|\bmay be reached at\b",
)
_SELLERS_VOICE = re.compile(
    r"\b(we|our)\b[^.?!]*\b(help you|make it easy|offer|here to|team|clinic|surgeons?|experts?|specialists?|"
    r"newsletters?|patients)\b|\b(is|are) home to\b|\bconvenient locations?\b|"
    r"\b(top|leading|best|award-winning) (\w+ )?(surgeons?|specialists?|experts?|doctors?)\b|"
    r"\bwho specializ?ses? in\b|"
    r"\bnetwork can help\b",
)
_OFFER = re.compile(
    r"\bnear you\b|\bfree (consultation|trial|quote)\b|\bdiscounts?\b|\bcoupons?\b|\bpromo\b|\b\d+% off\b|"
    r"\baffiliate\b|\bappointment\b[^.?!]*\btoday\b",
)
_PROMISE = re.compile(
    r"\bput (an end to|your \w+ behind you)\b|\bpain-free relief\b|\bfor good\b|"
    r"\b(overcome|end) (your |spine-related )?(\w+ )?(challenges|pain)\b|\b(reclaim|take back) your life\b|"
    r"\brestore your (mobility|quality|life)\b",
)
_TRIAL_OR_NEWSLETTER = re.compile(
    r"\b(considered|eligible|participate|join|enroll?|discover)\b[^.?!]*\bclinical trials?\b|"
    r"\bclinical trials?\b[^.?!]*\b(eligible|participate|enroll?)\b|"
    r"\b(sign up|subscribe)\b[^.?!]*\b(newsletters?|inbox|emails|email (list|alerts|updates)|updates)\b|"
    r"\b(latest|news|offers|recipes|stories|tips|updates)\b[^.?!]*\b(in|to) your inbox\b|"
    r"\bnewsletters?\b[^.?!]*\b(sign up|subscribe|inbox)\b",
)
_TO_THE_READER = re.compile(
    r"\b(you|your|our|us|we|here|today|now|free|latest)\b|[?!]$|^(get|stay|never miss|don['’]t miss|discover)\b"
)
"""A line on a trial or a newsletter that has none of this may as well tell of one."""
_INFORMS = re.compile(
    r"(?<![\w#/])\d+(?![\d.,]*\s?(%|[-\s]?(minute|day|week|month)s?['’]?\s+(free|trial)))(?!/7)|"
    r"(?<!every )(?<!each )\b(mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(january|february|april|june|july|august|september|october|november|december)\b|"
    r"\b(call|contact|see|visit|consult|schedule|book|request|make|sign up|register|apply|enroll?)\b[^.?!]*"
    r"\b(if|when|unless|until|before|as soon as|at once)\b|\bmust\b|\bonly (if|when|with|for)\b|"
    r"\b(newsletters?|inbox|emails?|updates|clinical trials?)['\"”’]?\s"
    r"((?!and|to|for|you|your|we|our)[\w'’-]+\s){0,3}(is|was|are|were|has|had|have|means?|meant|"
    r"says?|said|tells?|told|shows?|showed|found|can|could|will|would|may|might|that|which)\b"
    r"(?! (you|your|we|our) (are|may|might|can))"
)
_SELLING_HEADING = re.compile(
    r"^(ready to|get started|contact us|book|schedule|find a |our |why choose)\b", re.IGNORECASE
)


def _cues(text: str) -> int:
    lowered = text.lower()  # twice as fast as to ignore case
    return sum(bool(cue.search(lowered)) for cue in (_CALL_TO_ACT, _SELLERS_VOICE, _OFFER, _PROMISE))


def _of_trial_or_newsletter(text: str) -> bool:
    return bool(_TRIAL_OR_NEWSLETTER.search(text.lower()))


def _enrols(text: str) -> bool:
    """Tell a line that asks its reader to enrol: that it is on a trial or newsletter is but one sign."""
    return _of_trial_or_newsletter(text) and bool(_TO_THE_READER.search(text.lower()))


def _informs(text: str) -> bool:
    return bool(_INFORMS.search(text.lower()))


def _is_pitch(text: str) -> bool:
    """Tell whether a text sells, most of its sentences with it, and none informs."""
    if _informs(text) or not (_enrols(text) or _cues(text) >= PITCH_CUES_LEAST):
        return False
    sentences = [text[start:end] for start, end in sentence_spans(text, "en")]
    selling = sum(bool(_cues(sentence) or _of_trial_or_newsletter(sentence)) for sentence in sentences)
    return 2 * selling >= len(sentences)


def signs(blocks: Sequence[DocumentBlock]) -> int:
    """Return how much speaks for a page that sells: each line on trials or newsletters, or the cues of a pitch."""
    enrolling = sum(_of_trial_or_newsletter(block.text) for block in blocks)
    most = max((_cues(block.text) for block in blocks), default=0)
    return enrolling + (most if most > PITCH_CUES_LEAST else most // PITCH_CUES_LEAST)


def pitches(blocks: Sequence[DocumentBlock]) -> Iterator[int]:
    """Yield blocks that sell, and short sections under a heading that sells."""
    section_sells = section_helps = False
    for place, block in enumerate(blocks):
        if block.kind is DocumentBlockKind.HEADING:
            below = _below(blocks, place)
            section_sells, section_helps = _sells(block.text, below), says_when_to_get_help(block.text)
            if section_sells and not any(map(_informs, below)):
                yield place
        elif section_helps:  # a clinic that says "call us at once" there warns, and does not sell
            continue
        elif section_sells:
            if not _informs(block.text):
                yield place
        elif len(block.text.split()) <= PITCH_WORDS_MOST and _is_pitch(block.text):
            yield place


def _below(blocks: Sequence[DocumentBlock], heading: int) -> list[str]:
    """Return the texts below a heading, up to the next one."""
    section = takewhile(lambda block: block.kind is not DocumentBlockKind.HEADING, blocks[heading + 1 :])
    return [block.text for block in section]


def _sells(title: str, below: Sequence[str]) -> bool:
    """Tell whether a heading and the short section under it are a pitch: one of the two alone is but one sign."""
    if sum(len(text.split()) for text in below) > PITCH_SECTION_WORDS_MOST:
        return False
    if _of_trial_or_newsletter(title):
        selling = sum(bool(_cues(text) or _of_trial_or_newsletter(text)) for text in below)
        return _is_pitch(title) or 0 < len(below) <= 2 * selling
    return bool(_SELLING_HEADING.search(title)) and any(_is_pitch(text) for text in below)


def closing_pitch(blocks: Sequence[DocumentBlock]) -> Mapping[int, str]:
    """Return the last paragraph without the sentences that sell at its end, by its place; empty if none do."""
    last = max((n for n, block in enumerate(blocks) if block.kind is not DocumentBlockKind.HEADING), default=None)
    if last is None or blocks[last].kind is not DocumentBlockKind.PARAGRAPH:
        return {}
    text = blocks[last].text
    cut = len(text)
    for start, end in reversed(sentence_spans(text, "en")):
        sentence = text[start:end]
        if _informs(sentence) or not (_cues(sentence) or _of_trial_or_newsletter(sentence)):
            break
        cut = start
    pitch = text[cut:]
    return {last: text[:cut].rstrip()} if pitch and cut and _cues(pitch) >= 2 else {}
