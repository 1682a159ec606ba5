"""Whether words behind "X is" or "X means" say what X is: of what sort, and what tells it from others of it."""

import re

from qa.answering.glossary.phrases import singular

GENUS_WORDS_MOST = 9
"""Words before what tells a thing from others of its sort; in longer ones its noun is not surely found."""
LISTED_GENUS_WORDS_MOST = 4
DEFINING_WORDS_LEAST = 4

_MARKER = re.compile(
    r",? (?:that|which|who|where|in which|for which|by which|of|in|for|to|from|with|between|on|at|by|around|"
    r"within|inside|into|as|than|against|without|after|before|during|under|along|near|through|over|due to|using|"
    r"called|known|when|whereby|consisting|containing|"
    r"characteri[sz]ed|caused|made|marked|used|defined|designed|produced|found|located|performed|given|placed|"
    r"affecting|involving|resulting|including|based|associated|passed|inherited|created|transmitted|spread|"
    r"connecting|covering|surrounding|lining|running|causing|leading|belonging)\b"
)
_NO_GENUS = frozenset(  # what a thing is to something else, not what it is
    """addition advantage aid aim alternative amount answer approach benefit bit candidate capital case cause
    center challenge chance choice city combination complaint complication component concern condition
    consequence consideration contributor couple cure danger daughter day deal decision determinant
    difference difficulty effect element emergency essential example exception explanation fact factor
    father feature few finding focus force function goal good guide hallmark help home idea importance
    indication indicator issue key lack leader link lot mainstay majority manifestation marker matter
    means member milestone mistake month mother must mystery name need norm number obstacle one
    opportunity option origin other outcome part party percentage piece place possibility predictor
    presentation priority problem product promise property question range reason recommendation
    requirement responsibility rest result risk role rule series sign solution son source standard
    starting step strategy subject success sum symptom target tendency thing threat time tool topic
    treatment trigger truth type variety victim way week winner work worry year""".split()
)
_GENUS_IF_TOLD = frozenset(  # "a type of cancer in which …" tells what it is, "a type of cancer" alone hardly
    """amount approach center class combination component condition effect element emergency feature force form
    function group kind lack means member name number part percentage piece problem product property range
    result series set sort source species spectrum stage strategy subset subtype term tool treatment type
    variety word""".split()
)
_JUDGING = frozenset(
    """another appropriate bad best better big biggest critical crucial different easy effective efficacious
    essential excellent fast final first frequent good great greatest growing helpful highest huge ideal
    important key largest last leading least likely lowest main major more most new newer next nice normal
    obvious one only own popular possible potential preferred primary principal promising real recent
    recommended right safe safer same second significant similar simple single strong such terrible top
    useful usual valuable well-known worse wrong""".split()
)
_RELATIVE = re.compile(
    r"\b(?:that|which|who|whose|where|in which|for which|by which|when|whereby|characteri[sz]ed by)\b|"
    r"\b(?:caused|made|used|marked|designed|produced) (?:by|of|up|to|for|in)\b"
)
_BARE = frozenset(  # nouns without an article that say what sort of thing something is
    """ache bleeding blockage buildup cancer compression curvature damage death decay degeneration destruction
    difficulty dilation discomfort disease displacement enlargement failure fatigue fluid growth hardening
    inability infection inflammation injury irritation itching leakage loss malformation medicine movement
    narrowing numbness overgrowth pain paralysis pressure removal scarring shortness shrinkage softening
    stiffness surgery swelling tenderness therapy thickening thinning tingling tissue treatment twisting
    wasting weakening weakness wear widening""".split()
)
_PEOPLE = frozenset("people tissue bacteria children teeth cells".split())
_NO_START = re.compile(
    r"(?:not|no|more|less|most|often|usually|very|also|sometimes|rarely|generally|commonly|typically|now|still|only|"
    r"one of the (?:most|main|best|leading|major|first|few)|what|why|how|because|as|like|about|at|due|on|in|under|"
    r"available|able|unable|likely|unlikely|there|here|this|these|those|it|they|he|she|we|you|your|my|our|his|her|"
    r"their|its|for|from|to|with|up|out|never|always|already|just|almost|nearly|so|such|too|both|all|some|many)\b"
)
_ARTICLE = re.compile(r"(?P<article>an?|the|any|one of several|one of a group of|a kind of|a type of) ")
_NO_NOUN_PHRASE = frozenset(
    "is are was were has have had can may will do does looks how what why if out up down off away".split()
)
_POINTS_BACK = re.compile(r"\b(?:this|these)\b|\bsuch (?!as)|\bthe (?:above|following|latter)\b", re.IGNORECASE)
_MEANS_NOT = re.compile(
    r"(?:that )?(?:you|we|they|he|she|it|i|your|there|more|less|fewer|better|no|not|nothing|everything|one|all|"
    r"most|"
    r"many|some|this|these|those|taking|doing|going|getting|using|making|eating|trying|only|much|also)\b",
    re.IGNORECASE,
)


def says_what_it_is(saying: str, *, plural: bool, listed: bool = False) -> bool:
    """Tell whether what stands behind "is" or "are" tells what sort of thing it is, and which.

    ``listed`` is said of what stands behind a term and a colon, without a verb.
    """
    if _NO_START.match(saying) or len(saying.split()) < DEFINING_WORDS_LEAST:
        return False
    if saying.startswith(("when ", "where ")):
        return not plural and not listed
    article = _ARTICLE.match(saying)
    if listed and not article:
        return False
    rest = f" {saying[article.end() :] if article else saying}"
    marker = _MARKER.search(rest)
    genus = rest[: marker.start()].replace(",", " ").split() if marker else []
    if marker is None or not 1 <= len(genus) <= (GENUS_WORDS_MOST if not listed else LISTED_GENUS_WORDS_MOST):
        return False
    if _POINTS_BACK.search(saying) or not _NO_NOUN_PHRASE.isdisjoint(genus):
        return False
    return _is_genus(genus, rest[marker.start() :], article=article["article"] if article else "", plural=plural)


def _is_genus(genus: list[str], telling: str, *, article: str, plural: bool) -> bool:
    """Tell whether a noun phrase names a sort of thing, given the words behind it that tell one from others."""
    lowered = [word.lower() for word in genus]
    head = singular(lowered[-1])
    if not _JUDGING.isdisjoint(lowered) or any(
        re.fullmatch(r"\w{3,}(?:iest|[^ei]est)", word) for word in lowered[:-1]
    ):
        return False
    if head in _GENUS_IF_TOLD:
        if not _RELATIVE.search(telling):
            return False
    elif head in _NO_GENUS:
        return False
    if re.search(r"(?:ed|ly)$", head) and head not in ("bed", "seed"):
        return False
    if not article and re.search(r"(?:ing|ed)$", lowered[0]) and len(lowered) > 1:  # "are investigating"
        return False
    if article:
        return not (plural and article in ("a", "an"))
    if plural:
        is_plural = lowered[-1].endswith("s") and not lowered[-1].endswith(("ous", "ss"))
        return is_plural or lowered[-1] in _PEOPLE
    return head in _BARE or lowered[-1] in _BARE


def says_what_it_means(saying: str, term: str) -> bool:
    """Tell whether what stands behind "means" explains a term, and does not draw a conclusion for somebody."""
    return (
        len(saying.split()) >= 2
        and not _MEANS_NOT.match(saying)
        and len(term.split()) <= 3
        and " of " not in term
        and not re.search(r"\b(?:should|must|may|might|could|would)\b", saying)
        and not (term.lower().endswith("ing") and saying.startswith("that "))
    )
