"""Which words can be a term, and what else a term is called."""

import re

from qa.indexing.bm25 import STOP_WORDS

TERM_WORDS_MOST = 5
_ALSO = re.compile(
    r"(?:also|sometimes|often|commonly|formerly|previously|or|which is|more)?\s*"
    r"(?:also )?(?:called|known as|referred to as|named|abbreviated(?: as)?|short(?: for)?:?)\s+|^or\s+",
)
_SHORT = re.compile(r"[A-Z][A-Za-z0-9-]*[A-Z0-9]s?")
_PLAIN = re.compile(r"[^\W_][\w'’/-]*(?: [^\W_][\w'’/-]*){0,3}")
_NOT_IN_TERM = frozenset(
    set(STOP_WORDS)
    | set(
        """about above according across after again against almost along already also although always among another
    any anyone anything around away because become becomes been before behind being below best better
    between beyond both but can cannot causes could current currently dear despite does doing done down
    due during each early easier eight either else enough especially even ever every everyone everything
    example few first five former four generally get gets gives good great had has have having here how
    however instead into itself just last late latter least less like likely long made main major make
    makes many may maybe me might more most much must my near need needs never new next nine no nobody
    none normal normally not nothing now often once one only other others our out over own people perhaps
    possible regular same second seven several shall she should similar since six so some someone
    something sometimes soon still such ten than that their them then there therefore these they things
    third this those though three through thus today together too total toward two under unless until up
    upon usual usually very was way we were what whatever when where whether which while who whoever whole
    whose why will with within without would yes yet you your""".split()
    )
) - {"of"}
_VAGUE = (
    frozenset(  # these head a phrase that points at something told before, or that is part of a plain sentence
        """ability absence addition age aim amount answer approach area aspect author basis benefit cause center
    chance change child choice class complication concern condition core cost criterion data death
    decision degree device diagnosis difference disease disorder doctor drug effect enzyme event example
    exception experience fact factor family feature finding form frequency function gene goal group
    guideline hallmark hospital idea illness importance incidence infant information injury issue it level
    life location man matter meaning mechanism medication medicine member method mutation name need number
    objective onset operation option organism others outcome outlook part patient pattern percentage
    person population presence prevalence problem procedure process product prognosis program protein
    purpose question range rate reason recommendation region report research resource result risk role
    sample scale scientist severity side sign site situation size source specialist stage step strategy
    study subject surgery symptom syndrome system task team technique term test theory therapy thing time
    tool topic treatment trial type use value variant version victim woman word work year""".split()
    )
)
_RELATIVE = frozenset(  # what a plain sentence is about: "A characteristic feature is a flat red rash"
    """advantage aim approach benefit cause choice complication example feature finding goal issue option problem
    question reason result sign step symptom""".split()
)
_UNFIT = re.compile(r"\w{3}(?<!fami)(?<!mono)(?<!po)(?<!anoma)ly$|\w{3}(?:iest|[^eiqr]est)$")
"""Adverbs and superlatives, by their endings."""
_LABEL = re.compile(
    r"(?i:abstract|aims?|backgrounds?|conclusions?|context|discussion|findings?|introduction|methods?|objectives?|"
    r"purpose|rationale|results?|significance|summary|unlabelled) [A-Z]"
)


def is_term(term: str, *, opening: str = "") -> bool:
    """Tell whether words can be a term: a noun phrase of few words, none of which points at something else.

    ``opening`` is the article before it: "the disorder" is one that was told of before, "a disorder" is any.
    """
    words = term.split()
    if not 1 <= len(words) <= TERM_WORDS_MOST or (len(term) < 3 and not _SHORT.fullmatch(term)):
        return False
    lowered = [word.lower() for word in words]
    if any(word in _NOT_IN_TERM or _UNFIT.search(word) for word in lowered):
        return False
    if "of" in (lowered[0], lowered[-1]) or lowered[0].isdecimal() or any(word.endswith(".") for word in words):
        return False
    if len(set(lowered)) < len(lowered) or (
        len(words) > 1 and _LABEL.match(term)
    ):  # a heading ran into its paragraph
        return False
    if len(words) > 1 and lowered[0].endswith("ing"):  # "Taking aspirin"
        return False
    if opening.endswith("The ") and "of" in lowered:  # "The core of the treatment"
        return False
    head = lowered[lowered.index("of") - 1] if "of" in lowered else lowered[-1]
    single = singular(head)
    if len(words) == 1 or "of" in lowered:
        return single not in _VAGUE or (opening.strip() in ("A", "An") and "of" not in lowered)
    return single not in _RELATIVE and (single not in _VAGUE or not opening.endswith("The "))


def is_name(term: str, text: str) -> bool:
    """Tell whether a term of a text is the name of one thing: nowhere in the text is a word of it written small.

    At the beginning of a sentence a capital tells nothing.
    """
    words = re.findall(r"[^\W\d_][\w'’-]*", term)
    if any(word[0].islower() and len(word) > 3 for word in words) or _SHORT.fullmatch(term):
        return False
    return not re.search(rf"(?<![\w-]){re.escape(singular(term[0].lower() + term[1:]))}", text)


def aliases_in(aside: str) -> list[str]:
    """Return the other names that stand in brackets or between commas behind a term."""
    names: list[str] = []
    for part in re.split(r"[();,]| or (?!called|known)", aside):
        introduced = _ALSO.search(part)
        name = part[introduced.end() :].strip(" \"“”'") if introduced else part.strip()
        name = re.sub(r"^(?:an?|the) ", "", name)
        goes_on = bool(introduced or names)  # "also called X or Y"
        if _SHORT.fullmatch(name) or (goes_on and _PLAIN.fullmatch(name) and is_term(name)):
            names.append(name)
    return names


def singular(word: str) -> str:
    """Return a word or phrase without the plural of its last word, as far as its letters tell."""
    if re.search(r"(?:[^aeiou\W]ies)$", word) and len(word) > 5:
        return f"{word[:-3]}y"
    if re.search(r"(?:ch|sh|x|z|ss)es$", word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
