"""Which sentences of a passage answer: the vectors of the one forward pass, together with the words."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from qa.answering.asked import Asked
from qa.answering.found_passage import FoundPassage
from qa.indexing.vectors import Vectors
from qa.reading.quantities import quantities
from qa.reading.quantity import on_two_sides
from qa.records import Passage, Sentence

WORDS_WEIGHT = 0.5
"""Weight of the share of the question's words that a sentence has, beside its cosine, which counts 1. A word
weighs by its rarity in the passage: one that all its sentences have tells none of them apart. Of 1,190 questions
with a gold answer (tests/test_attribution.py), the quotation holds it for 77.1% at 0, 85.4% at 0.5, 85.1% at 1."""
RELEVANCE_WORDS_WEIGHT = 0.25
"""The same between sentences of several passages, where rarity in the corpus tells. This and the bonuses below
were set on forty questions to the bundled articles: the first statement answers 30 of them, and 22 before."""
LIST_BONUS = 0.15
"""What a whole list gains for a question that asks for several things."""
DEFINITION_BONUS = 0.25
"""What "sciatica is ..." gains for the question what sciatica is."""
OTHER_SIDE_MALUS = 0.5
"""What a sentence loses that speaks of those under 20 kg where those over 20 kg are asked about: as much as all
the words of a question weigh, for it is the one sentence that would surely be wrong."""
HELP_MALUS = 0.25
"""What a sentence that says when to get help loses for a question that does not ask it."""
_DEFINES = re.compile(
    r"(?P<term>((?! that ).){2,80}?),? (is|are|means?|refers? to|describes?|(occurs?|happens?) when)\b"
    r"(?! (\w+ )?(not?|more|less|most|often|usually|very|better|worse|likely|common)\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What of a passage answers: ``sentences``, in order of the text, are quoted.

    ``core`` are those that make the point; the others only make them understood.  ``said`` is the core's text and
    ``stems`` its words, ``quoted`` the text of all; ``vector`` [dimension] is the unit mean of the core's vectors,
    ``relevance`` their closeness to the question, in vector and words; ``cosine`` is that of the core, or of a
    claim that the core takes back.  ``heading`` is the heading without which they would be misread, else empty;
    where nothing of the passage may be quoted, they are not ``quotable``.
    """

    passage: Passage
    sentences: tuple[Sentence, ...]
    core: tuple[Sentence, ...]
    said: str
    stems: frozenset[str]
    quoted: str
    vector: Vectors
    relevance: float
    cosine: float = 0.0
    heading: str = ""
    quotable: bool = True


def answering(found: FoundPassage, asked: Asked) -> Answering:
    """Return the sentences of a passage that answer best.

    A line that only leads into a list, a question or a lost heading is taken when there is nothing else.  A
    list item comes with the line that leads into its list, where the passage has it; a sentence that refers
    back, with the one before it; and a question that asks for several things may be answered by a whole list.
    """
    rarities = _rarities_among([each.stems for each in found.places], asked)
    quotable = [place for place in range(len(found.places)) if found.is_quotable(place)]
    alone = found.alone or [place for place in quotable if not found.places[place].leads_in]
    units = [[place] for place in alone or quotable or range(len(found.places))]
    units += found.lists if asked.wants_list else []
    scores = [_score(found, asked, unit, rarities) for unit in units]
    best = _answering(found, asked, units[int(np.argmax(scores))])
    disowns = len(quotable) < len(found.places)
    return replace(best, quotable=False) if disowns and not found.alone else best


def every_answering(found: FoundPassage, asked: Asked) -> Iterator[Answering]:
    """Yield each sentence of a passage that can answer alone, with what makes it understood."""
    return (_answering(found, asked, [place]) for place in found.alone)


def one_answering(found: FoundPassage, asked: Asked, place: int) -> Answering:
    """Return the sentence of a passage at a place, with what makes it understood."""
    return _answering(found, asked, [place])


def _rarities_among(stems: Sequence[Set[str]], asked: Asked) -> dict[str, float]:
    """Return the rarity of the question's words among some sentences, as BM25 counts it."""
    having = {word: sum(word in each for each in stems) + 0.5 for word in asked.rarities}
    return {word: math.log(1 + (len(stems) + 1 - count) / count) for word, count in having.items()}


def _score(found: FoundPassage, asked: Asked, unit: Sequence[int], rarities: Mapping[str, float]) -> float:
    words = WORDS_WEIGHT * _share(rarities, found.stems_of(unit))
    return float(found.mean_of(unit) @ asked.vector) + words + _fit(found, asked, unit)


def _share(rarities: Mapping[str, float], stems: Set[str]) -> float:
    return sum(rarity for word, rarity in rarities.items() if word in stems) / (sum(rarities.values()) or 1.0)


def _fit(found: FoundPassage, asked: Asked, unit: Sequence[int]) -> float:
    """Return what a text gains by its form: a list for several things, a definition for what something is."""
    if len(unit) > 1:
        return LIST_BONUS
    if on_two_sides(quantities(asked.text), quantities(found.places[unit[0]].text)):
        return -OTHER_SIDE_MALUS
    defines = _DEFINES.match(found.places[unit[0]].text) if asked.wants_definition else None
    return DEFINITION_BONUS if defines and asked.rarities.keys() <= set(asked.stems(defines["term"])) else 0.0


def _answering(found: FoundPassage, asked: Asked, core: Sequence[int]) -> Answering:
    quoted = sorted({*core, *found.context(core[0])})
    told, core = core, found.standings[core[0]].meant if len(core) == 1 else core
    vector = found.mean_of(core)
    cosine = max(float(each @ asked.vector) for each in (vector, found.mean_of(told)))
    relevance = cosine + _fit(found, asked, core)
    relevance += RELEVANCE_WORDS_WEIGHT * _share(asked.rarities, found.stems_of(quoted))
    if found.is_about_help and not asked.wants_help:
        relevance -= HELP_MALUS
    return Answering(
        passage=found.passage,
        sentences=tuple(found.passage.sentences[place] for place in quoted),
        core=tuple(found.passage.sentences[place] for place in core),
        said=found.text_of(core),
        stems=found.stems_of(core),
        quoted=found.text_of(quoted),
        vector=vector,
        relevance=relevance,
        cosine=cosine,
        heading=found.standings[core[0]].heading,
    )
