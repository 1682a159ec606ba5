"""How soon a sentence says to get help: by its own words, or by the lines above it."""

import re
from collections.abc import Sequence

from qa.records import Urgency

_HOURS = r"(hours?|24 hours|twenty[- ]four hours|48 hours|an hour|a few hours|a day|a day or so|one day|1 day)"
_DAY = re.compile(
    r"\bsame[- ]day\b|\btoday\b|\bthat day\b|\btonight\b|\bthis (morning|evening|afternoon)\b|"
    r"\bbefore (the end of the day|nightfall)\b|"
    rf"\b(within|in|under|inside) (the next )?{_HOURS}\b|\bwithin (12|24|48)\b|\bby (the end of the day|"
    rf"tomorrow)\b|\btomorrow\b|"
    r"\bon the day\b|\burgent(ly)?\b(?=.{0,30}\b(appointment|visit|review|advice|slot|assessment)\b)|"
    r"\b(appointment|visit|review|advice|see .{0,40}) urgently\b|"
    r"\burgent care\b|\bout[- ]of[- ]hours\b|\b111\b|\bwithout delay\b|\bpromptly\b|\bas soon as (possible|"
    r"you can)\b|\bstraight ?away to (your|a) (doctor|gp)\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"\b(not|no|never|rarely|seldom|isn['’]t|without|rather than|instead of|unless)\b[^.;:]{0,25}\b(emergency|"
    r"ambulance|hospital)\b|"
    r"\bnon-?emergency\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\bemergenc(y|ies)\b|\bambulance\b|\b(999|911|112|000|108)\b|\bat once\b|\bimmediate(ly)?\b|\bright (away|"
    r"now)\b|\bstraight ?away\b|\bthis minute\b|"
    r"\b(call|phone|ring|dial|get|seek|need|needs|go|act|help|services|department|hospital|care|doctor|it|them|"
    r"to be seen|kit|room|line)\b[^.;]{0,30}\bnow\b|"
    r"\bnow\b[^.;]{0,20}\b(call|go to|get help)\b|\ba ?(&|and) ?e\b|\bcasualty\b|\bE\.?R\.?\b|\b(go|get|taken?|"
    r"come|rush|brought?|drive|admitted) (\w+ ){0,4}to (a|the|an|your|any)?\s?(nearest )?(hospital|emergency|"
    r"er)\b|"
    r"\bday or night\b|\bat any hour\b|\b(do not|don['’]t|never) (wait|delay|drive yourself)\b|"
    r"\bwithout (any )?delay\b|\bhours count\b|\bevery minute\b|\blife[- ]threatening\b|"
    r"\bcrisis line\b|\bpoison (center|centre|control)\b|\b(medical )?red alert\b|\binstantly\b|"
    r"\bwithin minutes\b|\b(hospital|labou?r ward) (straight|immediately)\b",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"\b(within|in) (the next )?(a few |several |two or three |some |two |three |a couple of )?(days|weeks|"
    r"a week|week or two|one or two weeks|fortnight)\b|\bdays rather than weeks\b|\bwithin a (week|fortnight|"
    r"month)\b|"
    r"\bsoon\b|\bearly (appointment|visit)\b|\bprompt (visit|appointment)\b|\bin the coming days\b|"
    r"\bthis week\b|\bnext week or two\b",
    re.IGNORECASE,
)
_SOON = re.compile(
    r"\b(book|make|arrange|ask for|request|schedule|fix|needs?|deserves?|warrants?) (\w+ ){0,4}(appointment|"
    r"visit|check-?up|review|consultation)\b|"
    r"\b(see|consult|visit|contact|call|phone|ring|tell|ask|talk to|speak (to|with)|check with|"
    r"let) (\w+['’]?s? ){0,4}(doctor|gp|physician|nurse|pharmacist|physiotherapist|"
    r"therapist|clinic|surgery|provider|professional|specialist|midwife|team|practice|dentist|vet|someone)\b|"
    r"\b(medical|doctor['’]s|professional) (advice|attention|help|opinion|care|assessment)\b|"
    r"\bshould (always )?be (seen|checked|examined|assessed|looked at)\b|"
    r"\b(get|have) (it|this|them|that) (checked|looked at|seen|examined)\b|\broutine (visit|appointment)\b|"
    r"\bcheck(ed)? by\b",
    re.IGNORECASE,
)
_NOT_TODAY = re.compile(
    r"\b(not|rather than|instead of|don['’]t wait until|before) (today|tomorrow|next week)\b", re.IGNORECASE
)
_TODAYS_OWN = re.compile(r"\b(from|until|as of|till|used|even|still|these days,?) today\b", re.IGNORECASE)


def says_how_soon(text: str) -> Urgency | None:
    """Return how soon a text says to get help; None where it does not say to get any.

    Of two times in one text the sooner counts, except that a stated day overrides a vaguer word: "Ask for an
    urgent appointment, within days" is soon, "Do not wait: see a doctor today" is today.
    """
    plain = _NOT_TODAY.sub(" ", _TODAYS_OWN.sub(" ", text))
    now = bool(_NOW.search(_NOT_NOW.sub(" ", plain)))
    today, days = bool(_DAY.search(plain)), bool(_DAYS.search(plain))
    if now and not (today and _only_waits(plain)):
        return Urgency.NOW
    if today and not (
        days and re.search(r"\b(within|in) (a few |the next )?(days|weeks)\b", plain, re.IGNORECASE)
    ):
        return Urgency.TODAY
    if days or today or _SOON.search(plain):
        return Urgency.SOON
    return None


def _only_waits(text: str) -> bool:
    """Tell whether a text is urgent only because it says not to wait."""
    return not _NOW.search(re.sub(r"(do not|don['’]t|never) (wait|delay)", " ", text, flags=re.IGNORECASE))


def how_soon(sentence: str, above: Sequence[str]) -> Urgency | None:
    """Return how soon a sentence says to get help, or the nearest of the lines above it that says so."""
    return next((urgency for text in (sentence, *above) if (urgency := says_how_soon(text))), None)
