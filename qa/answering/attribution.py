"""Which sentences of a passage answer: the vectors of the one forward pass, together with the words."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa.answering.asked import Asked
from qa.indexing.vectors import Vectors
from qa.records import Article, Block, BlockKind, Passage, SectionKind, Sentence

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
HELP_MALUS = 0.25
"""What a sentence that says when to get help loses for a question that does not ask it."""
LIST_ITEMS_LEAST = 2
HEADING_WORDS_MOST = 16
HEADING_CAPITALS = 0.6
"""A line without an end mark in which this share of the words has a capital is a heading that the file lost."""
_DEFINES = re.compile(
    r"(?P<term>((?! that ).){2,80}?),? (is|are|means?|refers? to|describes?|(occurs?|happens?) when)\b"
    r"(?! (\w+ )?(not?|more|less|most|often|usually|very|better|worse|likely|common)\b)"
)
_REFERS_BACK = re.compile(
    r"(it|its|this|they|them|their|these|that|those|such|he|his|she|her|both|another|others|also|however|but|and|or|"
    r"so|yet|then|therefore|thus|instead|otherwise|besides|moreover|furthermore|similarly|likewise|for example|"
    r"for instance|in addition|as a result|in that case|on the other hand)\b(?! (legs|feet|knees|sides|men)\b)"
    r"(?!( is| was| may be| can be| might be) (\w+ )?\w+ (to|that|for)\b)",  # "It is important to ..."
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What of a passage answers: ``sentences``, in order of the text, are quoted.

    ``core`` are those that make the point; the others only make them understood.  ``said`` is the core's text and
    ``stems`` its words, ``quoted`` the text of all; ``vector`` [dimension] is the unit mean of the core's vectors,
    ``relevance`` their closeness to the question, in vector and words.
    """

    passage: Passage
    sentences: tuple[Sentence, ...]
    core: tuple[Sentence, ...]
    said: str
    stems: frozenset[str]
    quoted: str
    vector: Vectors
    relevance: float


def answering(passage: Passage, article: Article, vectors: Vectors, asked: Asked) -> Answering:
    """Return the sentences of a passage that answer best; ``vectors`` [sentences, dimension] are unit vectors.

    A line that only leads into a list, a question or a lost heading is taken when there is nothing else.  A
    list item comes with the line that leads into its list, where the passage has it; a sentence that refers
    back, with the one before it; and a question that asks for several things may be answered by a whole list.
    """
    places = _places(passage, article)
    rarities = _rarities_among([each.text for each in places], asked)
    alone = [[place] for place, each in enumerate(places) if each.answers_alone]
    alone = alone or [[place] for place, each in enumerate(places) if not each.leads_in]
    units = [*alone, *(_lists(places) if asked.wants_list else ())] or [[place] for place in range(len(places))]
    scores = [_score(places, vectors, asked, unit, rarities) for unit in units]
    return _answering(
        passage, places, vectors, asked, units[int(np.argmax(scores))], _malus(passage, article, asked)
    )


def every_answering(passage: Passage, article: Article, vectors: Vectors, asked: Asked) -> Iterator[Answering]:
    """Yield each sentence of a passage that can answer alone, with what makes it understood."""
    places, malus = _places(passage, article), _malus(passage, article, asked)
    for place, each in enumerate(places):
        if each.answers_alone:
            yield _answering(passage, places, vectors, asked, [place], malus)


def is_about_help(passage: Passage, article: Article) -> bool:
    """Tell whether a passage is of a section that says when to get help."""
    around = (section for section in article.sections if section.start <= passage.start < section.end)
    return any(section.kind is SectionKind.WHEN_TO_GET_HELP for section in around)


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence where it stands: in which block, and below which line that leads into its list."""

    text: str
    block: Block
    lead_in: int | None
    refers_back: bool

    @property
    def leads_in(self) -> bool:
        return self.text.endswith(":")

    @property
    def answers_alone(self) -> bool:
        return not (self.leads_in or self.text.endswith("?") or (not self.block.depth and _is_heading(self.text)))


def _places(passage: Passage, article: Article) -> list[_Place]:
    whole = Block(start=passage.start, end=passage.end, kind=BlockKind.PARAGRAPH)
    blocks = [block for section in article.sections for block in section.blocks if block.end > passage.start]
    places: list[_Place] = []
    for sentence in passage.sentences:
        block = next((block for block in blocks if sentence.start < block.end), whole)
        text = _text(passage, sentence)
        above = places[-1] if places else None
        refers_back = above is not None and not above.leads_in and _refers_back(text, above.block, block)
        places.append(_Place(text, block, _lead_in(places, block), refers_back))
    return places


def _lead_in(before: Sequence[_Place], block: Block) -> int | None:
    """Return the place of the last sentence of the block that a list item hangs under, if it leads in."""
    above = [place for place, each in enumerate(before) if each.block.depth < block.depth][-1:]
    return above[0] if above and before[above[0]].leads_in else None


def _refers_back(text: str, above: Block, block: Block) -> bool:
    return (above == block or not (above.depth or block.depth)) and bool(_REFERS_BACK.match(text))


def _is_heading(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    if text[-1] in '.!?…;,)"”’' or not words or len(words) > HEADING_WORDS_MOST:
        return False
    return sum(word[0].isupper() for word in words) >= HEADING_CAPITALS * len(words)


def _lists(places: Sequence[_Place]) -> Iterator[list[int]]:
    """Yield the lists of a passage: the line that leads in, the items below it, and what is below those."""
    for lead_in in (place for place, each in enumerate(places) if each.leads_in):
        unit = [lead_in]
        for place in range(lead_in + 1, len(places)):
            if places[place].lead_in in unit:
                unit.append(place)
        if len({places[place].block for place in unit if places[place].answers_alone}) >= LIST_ITEMS_LEAST:
            yield unit


def _context(places: Sequence[_Place], core: Sequence[int]) -> list[int]:
    """Return what makes a sentence understood: its item's sentences before it, its lead-in, or its neighbour."""
    found = places[first := core[0]]
    if found.block.depth:
        earlier = [place for place in range(first) if places[place].block == found.block]
        return earlier if found.lead_in is None else [found.lead_in, *earlier]
    return [first - 1] if found.refers_back else []


def _rarities_among(texts: Sequence[str], asked: Asked) -> dict[str, float]:
    """Return the rarity of the question's words among some sentences, as BM25 counts it."""
    stems = [frozenset(asked.stems(text)) for text in texts]
    having = {word: sum(word in each for each in stems) + 0.5 for word in asked.rarities}
    return {word: math.log(1 + (len(texts) + 1 - count) / count) for word, count in having.items()}


def _score(
    places: Sequence[_Place], vectors: Vectors, asked: Asked, unit: Sequence[int], rarities: Mapping[str, float]
) -> float:
    text = " ".join(places[place].text for place in unit)
    words = WORDS_WEIGHT * _share(rarities, asked.stems(text))
    return float(_unit_mean(vectors, unit) @ asked.vector) + words + _fit(text, asked, several=len(unit) > 1)


def _share(rarities: Mapping[str, float], stems: Sequence[str]) -> float:
    return sum(rarities[word] for word in rarities.keys() & set(stems)) / (sum(rarities.values()) or 1.0)


def _fit(text: str, asked: Asked, *, several: bool) -> float:
    """Return what a text gains by its form: a list for several things, a definition for what something is."""
    if several:
        return LIST_BONUS
    defines = _DEFINES.match(text) if asked.wants_definition else None
    return DEFINITION_BONUS if defines and asked.rarities.keys() <= set(asked.stems(defines["term"])) else 0.0


def _unit_mean(vectors: Vectors, unit: Sequence[int]) -> Vectors:
    mean: Vectors = vectors[list(unit)].astype(np.float32).mean(axis=0)
    return mean / (float(np.linalg.norm(mean)) or 1.0)


def _malus(passage: Passage, article: Article, asked: Asked) -> float:
    return HELP_MALUS if is_about_help(passage, article) and not asked.wants_help else 0.0


def _answering(
    passage: Passage,
    places: Sequence[_Place],
    vectors: Vectors,
    asked: Asked,
    core: Sequence[int],
    malus: float,
) -> Answering:
    quoted = sorted({*core, *_context(places, core)})
    said = " ".join(places[place].text for place in core)
    text = " ".join(places[place].text for place in quoted)
    vector = _unit_mean(vectors, core)
    relevance = float(vector @ asked.vector) + RELEVANCE_WORDS_WEIGHT * _share(asked.rarities, asked.stems(text))
    relevance += _fit(places[core[0]].text, asked, several=len(core) > 1) - malus
    return Answering(
        passage=passage,
        sentences=tuple(passage.sentences[place] for place in quoted),
        core=tuple(passage.sentences[place] for place in core),
        said=said,
        stems=frozenset(asked.stems(said)),
        quoted=text,
        vector=vector,
        relevance=relevance,
    )


def _text(passage: Passage, sentence: Sentence) -> str:
    return passage.text[sentence.start - passage.start : sentence.end - passage.start]
