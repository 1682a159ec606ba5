"""What kind of answer a question expects, whom it is about, and what it leaves out, by few rules over its form.

"How long" expects a duration, "how much" an amount, "why" a reason; "without surgery" wants none; a question about
a man of 70 wants no advice for children.  Each rule reads words of English that belong to the grammar of asking,
none that belong to a subject; a question that fits no rule expects nothing in particular.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from qa.answering.question.parsed import asking_part
from qa.reading.quantities.free import FREE
from qa.reading.quantities.grammar import quantities
from qa.reading.quantities.quantity import Role

KINDS_KEPT = 256
CHILD_AGE_MOST = 17
"""Years up to which somebody is a child, and"""
ELDERLY_AGE_LEAST = 65
"""from which on old."""


class Expected(StrEnum):
    """What an answer has to hold to answer a question of its kind."""

    DURATION = "duration"
    FREQUENCY = "frequency"
    PRICE = "price"
    AMOUNT = "amount"
    DIFFERENCE = "difference"
    TIME = "time"
    PLACE = "place"
    REASON = "reason"
    STEPS = "steps"
    CHOICE = "choice"
    PERSON = "person"
    DEFINITION = "definition"
    VERDICT = "verdict"


_UNITS = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?)"
_ASKED: Mapping[Expected, re.Pattern[str]] = {
    Expected.DURATION: re.compile(
        rf"\bhow (?:long|soon|quick(?:ly)?|fast)\b|\bhow (?:many|much) (?:more )?(?:{_UNITS}|time)\b"
        rf"|\b(?:recovery|healing|waiting) times?\b|\bhow much longer\b"
    ),
    Expected.FREQUENCY: re.compile(r"\bhow (?:often|frequently|regularly)\b|\bhow many times\b"),
    Expected.PRICE: re.compile(
        r"\bhow much (?:money|(?:does|do|did|will|would|can|should) (?:[\w'-]+ ){1,6}?(?:cost|charge))\b"
        r"|\bhow (?:expensive|costly)\b|\bwhat (?:does|do|will|would) (?:[\w'-]+ ){1,6}?cost\b"
        r"|\bwhat(?:'?s| is| are) the (?:costs?|prices?|fees?|charges?)\b"
        r"|^(?:the )?(?:costs?|prices?|fees?|charges?) (?:of|to|for|per|at)\b|\b(?:costs?|prices?|fees?)\W*$"
    ),
    Expected.AMOUNT: re.compile(
        r"\bhow (?:much|many|big|large|heavy|high|low|old|far|tall|hot|cold|warm|common|likely|strong|deep|wide)\b"
        r"|\bwhat (?:dose|dosage|percentage|number|amount|weight|temperature|age|size)\b"
    ),
    Expected.DIFFERENCE: re.compile(
        r"\bdifferen(?:ce|ces|t)\b|\bhow (?:do|can|would) (?:i|you|we) (?:tell|know)\b.* (?:or|from)\b"
        r"|\bvs\b|\bversus\b|\bcompare[ds]?\b|\bsame (?:thing )?as\b"
    ),
    Expected.TIME: re.compile(r"^when\b|\bwhen (?:should|can|do|does|is|are|will|must|to)\b"),
    Expected.PLACE: re.compile(r"\bwhere\b|\bwhereabouts\b|\bwhich part\b"),
    Expected.REASON: re.compile(
        r"\bwhy\b|\bhow come\b"
        r"|\bwhat(?:'?s| is| are| was| can| could| may| might)? (?:the )?"
        r"(?:causes?|caused|causing|reasons?|makes?|brings?)\b"
    ),
    Expected.STEPS: re.compile(
        r"\bhow (?:to|do (?:i|you|we)|can (?:i|you|we|one)|should (?:i|you|we)|best)\b"
        r"|\bwhat (?:can|could|should|must|do|to) (?:i |you |we |he |she |one |they )?(?:do|try|take|ask)\b"
        r"|\bwhat(?: can| could| will)? (?:helps?|eases?|relieves?|works?)\b|\bcan be done\b"
        r"|\b(?:tips|remedies|ways)\b"
    ),
    Expected.CHOICE: re.compile(r"\bwhich\b|\bwhat (?:kinds?|types?|sorts?)\b|\bbetter\b"),
    Expected.PERSON: re.compile(r"\bwho\b|\bwhom\b|\bwhat (?:doctor|specialist)\b"),
    Expected.DEFINITION: re.compile(
        r"\bwhat(?:'?s| is| are| was| were)\b|\bwhat (?:does|do) .*\bmean|\bmeaning of\b"
    ),
    Expected.VERDICT: re.compile(
        r"(?:^|[.,;!?] |\b(?:and|or|but|so|hi|hello|please) )"
        r"(?:is|are|am|was|do|does|did|can|could|should|shall|will|would|may|must|has|have|isnt|dont|cant|wont)\b"
        r"|\b(?:ok|okay|safe|allowed|any (?:good|use)|bad|dangerous|harmful) (?:to|for|if|with|in|during)\b"
        r"|\b(?:can|should|could|may|is|does|will|do|are) (?:i|he|she|it|we|they|you|my|the|this|that)\b"
    ),
}
"""The words by which a question of each kind is told, in lower case without marks of quotation."""

_EXPLICIT = (Expected.DURATION, Expected.FREQUENCY, Expected.PRICE, Expected.AMOUNT, Expected.DIFFERENCE)
"""Kinds that are told wherever their words stand: "what is the difference" asks for no definition."""
_TIMES = (
    rf"(?<!\bat )(?<!\bby )\b(?:{_UNITS}|overnight|lifelong|life-long|for life|permanent(?:ly)?"
    r"|straight away|at once|immediately|as soon as)\b"
)
_HOLDS: Mapping[Expected, re.Pattern[str]] = {
    Expected.DURATION: re.compile(_TIMES),
    Expected.FREQUENCY: re.compile(
        rf"\b(?:every|each|once|twice|times|daily|weekly|monthly|hourly|often|regularly)\b|\b(?:a|per) {_UNITS}\b"
    ),
    Expected.DIFFERENCE: re.compile(
        r"\b(?:while|whereas|but|unlike|than|differs?|different|difference|opposite|contrast|both|instead|rather|other)\b"
    ),
    Expected.TIME: re.compile(
        rf"\b(?:when|if|once|after|before|until|unless|as soon as|within|during|while)\b|{_TIMES}"
    ),
    Expected.REASON: re.compile(
        r"\b(?:because|since|due to|caus(?:e|es|ed|ing)|reasons?|so that|lead(?:s|ing)? to|led to"
        r"|(?:come|comes|came|results?|stems?) from"
        r"|owing to|therefore|thus|that is why|makes?|can|may|when|follows?|starts? when|as a result|explains?)\b"
    ),
    Expected.PERSON: re.compile(
        r"\b(?:people|persons?|anyone|anybody|everyone|nobody|those|adults?|children|women|men|doctors?|you|someone)\b"
        r"|\b\w+(?:ists?|ians?|ologists?|geons?|wives|wife|nurses?)\b"
    ),
    Expected.VERDICT: re.compile(
        r"^(?:yes|no)\b|\b(?:not|never|no|cannot|can|may|might|should|safe|avoid|usually|seldom|rarely|often|mostly|likely|unlikely"
        r"|fine|harmless|best|better|help|helps|need|little|without|depends?)\b|n['’]t\b"
    ),
}
"""What a text has, in lower case, that gives what is expected; for the kinds left out, no form tells it."""
_CURRENCY = re.compile(r"[A-Z]{3}\b")
"""How the kind of a quantity begins that is money: by the code of its currency."""
_ORDERS = re.compile(
    r"^(?:try|use|keep|take|avoid|ask|do|put|lie|sit|stand|walk|stay|start|stop|go|get|place|hold|bend|lift|rest|choose"
    r"|build|make|see|call|tell|move|turn|wear|drink|eat|add|check|raise|lower|stretch|straighten|let|give|apply|press|change|plan"
    r"|wait|begin|set|run|open|close|pull|push|wash|clean|remove|write|read|switch|return|break|carry|work|swim|sleep)\b"
    r"(?! (?:is|are|was|were|can|may|might|will|has|does|helps?)\b)"
    r"|\byou (?:can|could|should|may|need to)\b|\bto \w+,|\bby \w+ing\b"
)
_GROUPS: Mapping[str, str] = {
    word: group.split()[0]
    for group in (
        "child children kid kids son daughter childs boy boys girl girls schoolchild schoolchildren pupil pupils",
        "infant infants baby babies newborn newborns",
        "toddler toddlers",
        "teenager teenagers teen teens adolescent adolescents",
        "elderly pensioner pensioners",
        "pregnant pregnancy pregnancies expecting trimester midwife",
        "breastfeeding nursing",
    )
    for word in group.split()
}
_YOUNG = frozenset(("child", "infant", "toddler", "teenager"))
_MOTHERS = frozenset(("pregnant", "breastfeeding"))
_AGED = re.compile(
    r"\b(?P<age>\d{1,3})[ -]?(?:years?[ -]?old|yrs?[ -]?old|yo|y/o)\b"
    r"|\b(?:aged?|of|is|am|i'?m|im) (?P<also>\d{1,3})\b"
    r"(?!\d|%| ?(?:weeks|months|days|hours|minutes|mg|pounds|kg|lb|per|times|of|percent)\b)"
)
_WEEKS_GONE = re.compile(
    r"\b\d{1,2} ?(?:weeks|wks|months) (?:along|gone"
    r"|with (?:my|our|her|the|a) (?:first|second|third|fourth|baby|child|twins?))\b"
    r"|\bdue (?:date|in \w+ weeks)\b|\bmy bump\b|\bunborn\b"
)
"""How the pregnant say it without the word."""
_WITHOUT = re.compile(
    r"\b(?:without|instead of|other than|apart from|rather than|avoid(?:ing)?|no|non)[ -]"
    r"(?:having |taking |using |needing |an? |any |the |my )*"
    r"(?P<what>[a-z][\w-]*)"
)
NAME_WORDS_MOST = 2
"""A question of no more words that asks nothing by its form is a name, and asks what that is."""
_NOT_LEFT_OUT = frozenset("it being longer more idea one pain reason better use need doubt problem matter".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionForm:
    """What a question expects, None where its form does not tell; of whom it is; and the words it leaves out.

    ``groups`` are "child", "elderly", "pregnant" and so on; ``without`` are words as typed, in lower case.
    """

    expected: Expected | None
    groups: frozenset[str]
    without: tuple[str, ...]

    def holds(self, text: str, *, is_item: bool = False) -> bool | None:
        """Tell whether a text has what is expected; None where nothing is, or no form tells it."""
        return None if self.expected is None else _holds(self.expected, text, is_item=is_item)

    def is_of_others(self, groups: frozenset[str]) -> bool:
        """Tell whether what speaks of some groups is for others than the question is about.

        Advice for children, for the pregnant and for the old is for them alone: not for one who says nothing.
        """
        return bool(groups) and not (groups & self.groups or (groups & _YOUNG and self.groups & _YOUNG))


@lru_cache(maxsize=KINDS_KEPT)
def kind_of(question: str) -> QuestionForm:
    """Return the kind of a question; of a letter, of the sentences that ask."""
    whole = _plain(question)
    asking = _plain(asking_part(question)) or whole
    expected = _expected(asking) or (Expected.DEFINITION if _is_short(whole) else None)
    left_out = tuple(match["what"] for match in _WITHOUT.finditer(asking) if match["what"] not in _NOT_LEFT_OUT)
    return QuestionForm(expected=expected, groups=groups_in(question) | _by_age(whole), without=left_out)


def in_full(question: str) -> str:
    """Return what a question of a name alone asks, "what is NAME"; any other as it is.

    A name has the vector of every passage that says it; the question what it is has that of those that tell.
    """
    is_name = _is_short(question) and not _expected(_plain(question))
    return f"what is {question.strip('?!. ')}" if is_name else question


def _is_short(question: str) -> bool:
    return len(question.split()) <= NAME_WORDS_MOST


def _expected(asking: str) -> Expected | None:
    """Return the kind that says so anywhere, as "how long" does, or else that whose words stand first."""
    places = {kind: match.start() for kind, form in _ASKED.items() if (match := form.search(asking))}
    return next(
        (kind for kind in _EXPLICIT if kind in places), min(places, key=lambda kind: places[kind], default=None)
    )


@lru_cache(maxsize=4096)
def groups_in(text: str) -> frozenset[str]:
    """Return the groups of people that a text names: children, the pregnant, the old."""
    return frozenset(_GROUPS[word] for word in re.findall(r"[a-z]+", text.casefold()) if word in _GROUPS)


def _by_age(text: str) -> frozenset[str]:
    ages = [int(match["age"] or match["also"]) for match in _AGED.finditer(text)]
    young = {"child"} if any(age <= CHILD_AGE_MOST for age in ages) else set()
    old = {"elderly"} if any(ELDERLY_AGE_LEAST <= age <= 120 for age in ages) else set()
    mothers = {"pregnant"} if _WEEKS_GONE.search(text) else set()
    return frozenset(young | old | mothers)


@lru_cache(maxsize=8192)
def _holds(expected: Expected, text: str, *, is_item: bool) -> bool | None:
    plain = _plain(text)
    if expected is Expected.STEPS:
        return is_item or bool(_ORDERS.search(plain))
    if expected is Expected.PRICE:
        return any(quantity.kind == FREE or _CURRENCY.match(quantity.kind) for quantity in quantities(text))
    if expected is Expected.AMOUNT:
        return any(quantity.role is Role.VALUE for quantity in quantities(text))
    if expected is Expected.DURATION and any(
        quantity.kind in ("time", "month", "night") for quantity in quantities(text)
    ):
        return True
    return bool(_HOLDS[expected].search(plain)) if expected in _HOLDS else None


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'").strip()
