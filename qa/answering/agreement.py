"""The same point made by several articles is one statement: the clearest wording quoted, the others cited."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qa.answering.asked import Asked
from qa.answering.attribution import Answering
from qa.records import Citation, Passage, Sentence, Statement

SAME_COSINE = 0.76
"""Least cosine of two sentences that make the same point, together with:"""
SAME_WORDS = 0.45
"""Least share of content words in common (Dice).  Of the pairs of tests/test_agreement.py, of the bundled
articles, both together find 27 of 34 that make the same point and 1 of 30 that only look alike; the words alone
30 and 3, and with a share of 0.4 28 and 6.  No cosine parts them: the area under its curve is 0.69."""
STATEMENTS_MOST = 6
STATEMENTS_FOR_DEFINITION = 2
TAIL = 0.25
"""How far a statement may be below the best in relevance (cosine and words): beyond it, what is left of the best
passages is about something else.  Set by reading the answers to forty questions on the bundled articles."""
SUPPORT_WEIGHT = 0.05
"""What each further article adds to a statement's relevance when statements are put in order."""
SUPPORT_COUNTED = 3
UNFINISHED = 0.1
"""What a wording loses that ends without a full stop: of equals, a whole sentence is quoted."""
LONG_WORDS = 30
LONG = 0.005
"""What a wording loses for each word beyond LONG_WORDS: of equals, the short one is quoted."""

_NEGATORS = frozenset(
    """not no never none nobody nothing neither nor without cannot cant seldom rarely hardly scarcely avoid avoids
    avoiding unable unlikely difficulty trouble loss lost lose loses losing lack""".split()
)
_NEGATED_BEFORE = frozenset(["avoided"])
_EMPTY = frozenset("make makes making made take takes become becomes".split())
_NEGATION_REACH = 3
"""Content words that a negation reaches forward, within its clause."""
_OPPOSITES: Sequence[tuple[str, str]] = (
    ("more most", "less least fewer"),
    ("better improve improves improved improving", "worse worsen worsens worsening"),
    ("increase increases increased increasing raise raises", "decrease decreases decreased reduce reduces lower"),
    ("safe safely harmless", "unsafe dangerous harmful risky"),
    ("help helps ease eases relieve relieves", "aggravate aggravates hurt hurts"),
    ("good", "bad"),
    ("well", "unwell ill"),
    ("always often usually commonly", "never seldom rarely"),
    ("common", "rare uncommon"),
    ("likely", "unlikely"),
    ("possible", "impossible"),
    ("effective", "ineffective"),
    ("high higher", "low lower"),
    ("warm heat hot warmth", "cold cool ice"),
    ("mild slight", "severe"),
    ("before", "after"),
    ("start begin", "stop"),
)  # fmt: skip
_AXES: Mapping[str, tuple[str, bool]] = {
    word: (pair[0].split()[0], side == 0) for pair in _OPPOSITES for side in (0, 1) for word in pair[side].split()
}
"""A word that has an opposite: the axis it lies on, and whether at its first end."""

Stems = Callable[[str], Sequence[str]]


def same_point(one: Answering, other: Answering, stems: Stems) -> bool:
    """Tell whether two make the same point: alike in meaning and in words, and not contradicting each other."""
    if one.heading != other.heading:  # "Bending with a straight back" is no advice under "Mistakes"
        return False
    if _same_words(one, other):
        return True
    if float(one.vector @ other.vector) < SAME_COSINE:
        return False
    alike = 2 * len(one.stems & other.stems) >= SAME_WORDS * (len(one.stems) + len(other.stems)) > 0
    return alike and not contradict(one.said, other.said, stems)


def contradict(one: str, other: str, stems: Stems) -> bool:
    """Tell whether one text affirms what the other denies: should and should not, safe and not safe, more, less.

    Without understanding: some word that both have, or two opposites, stand with a negation in one text only.
    """
    ends, others = _ends(one, stems), _ends(other, stems)
    return any(ends[axis].isdisjoint(others[axis]) for axis in ends.keys() & others.keys())


def statements(
    found: Sequence[Answering],
    asked: Asked,
    *,
    cite: Callable[[Passage, Sentence], Citation],
    main_article: Callable[[str], str],
    witnesses: Sequence[Answering] = (),
) -> list[Statement]:
    """Return what the articles say, best first, each point once, and as many as the question needs.

    ``cite`` makes the citation of a span of a passage; ``main_article`` gives the article that one is a copy of.
    ``witnesses`` open no statement: where another article makes the same point in one, it is cited.
    """
    points = points_of(sorted(found, key=_clearness, reverse=True), asked.stems)
    for each in witnesses:
        testify(each, points, asked.stems)
    points.sort(key=lambda point: -_weight(point, main_article))
    best = max((point.relevance for point in points), default=0.0)
    near = [point for point in points if point.relevance >= best - TAIL]
    count = STATEMENTS_FOR_DEFINITION if asked.wants_definition else STATEMENTS_MOST
    return [statement_of(point, cite, main_article) for point in near[:count]]


@dataclass(slots=True)
class Point:
    """A point: the wording that is quoted, and the others that make it."""

    clearest: Answering
    others: list[Answering] = field(default_factory=list)

    @property
    def all(self) -> list[Answering]:
        """All that make the point."""
        return [self.clearest, *self.others]

    @property
    def relevance(self) -> float:
        """The closeness to the question of the nearest."""
        return max(each.relevance for each in self.all)


def points_of(found: Sequence[Answering], stems: Stems) -> list[Point]:
    """Return the points in order, each opened by its first wording, which all that join it agree with."""
    points: list[Point] = []
    for each in found:
        point = next((point for point in points if _joins(each, point, stems)), None)
        if point is None:
            points.append(Point(each))
        elif not any(each is other for other in point.all):
            point.others.append(each)
    return points


def _joins(each: Answering, point: Point, stems: Stems) -> bool:
    if any(_same_words(each, other) for other in point.others):
        return True
    agrees = same_point(each, point.clearest, stems)
    return agrees and not any(contradict(each.said, other.said, stems) for other in point.others)


def _same_words(one: Answering, other: Answering) -> bool:
    return one.stems == other.stems and _plain(one.said) == _plain(other.said)


def testify(each: Answering, points: Sequence[Point], stems: Stems) -> None:
    """Add a sentence to the first point that it makes too, unless its article is heard there already."""
    point = next((point for point in points if _joins(each, point, stems)), None)
    if point and all(each.passage.article_id != other.passage.article_id for other in point.all):
        point.others.append(each)


def _clearness(each: Answering) -> float:
    text = each.quoted
    too_long = max(0, len(text.split()) - LONG_WORDS)
    return each.relevance - LONG * too_long - (0.0 if text.endswith((".", "!", "”", '"')) else UNFINISHED)


def _weight(point: Point, main_article: Callable[[str], str]) -> float:
    further = min(_support(point.all, main_article), SUPPORT_COUNTED) - 1
    return point.relevance + SUPPORT_WEIGHT * further


def _support(makers: Sequence[Answering], main_article: Callable[[str], str]) -> int:
    return len({main_article(each.passage.article_id) for each in makers})


def statement_of(
    point: Point, cite: Callable[[Passage, Sentence], Citation], main_article: Callable[[str], str]
) -> Statement:
    """Return a point as a statement: the quoted wording's citations first, one a run of its text."""
    quoted = [cite(point.clearest.passage, span) for span in _runs(point.clearest, point.clearest.sentences)]
    further = [cite(each.passage, span) for each in point.others for span in _runs(each, each.core)]
    return Statement(
        text=" ".join(citation.quote for citation in quoted),
        citations=(*quoted, *further),
        support=_support(point.all, main_article),
        quoted=len(quoted),
        heading=point.clearest.heading,
    )


def _runs(of: Answering, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield the sentences as spans, those with nothing but spaces and bullets between them as one."""
    start, end = sentences[0].start, sentences[0].end
    for sentence in sentences[1:]:
        between = of.passage.text[end - of.passage.start : sentence.start - of.passage.start]
        if any(character.isalpha() for character in between):
            yield Sentence(start=start, end=end)
            start = sentence.start
        end = sentence.end
    yield Sentence(start=start, end=end)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _ends(text: str, stems: Stems) -> dict[str, set[bool]]:
    """Return the axes that a text speaks of, and at which end it stands: a content word, and whether it is so."""
    ends: dict[str, set[bool]] = {}
    for clause in re.split(r"[,;:.()!?—–]|\bbut\b", text.casefold().replace("’", "'")):
        reach = 0
        words = re.findall(r"[\w'-]+", clause)
        denied_before = bool(_NEGATED_BEFORE.intersection(words))
        for word in words:
            if word in _NEGATORS or word.endswith("n't"):
                reach = _NEGATION_REACH
                continue
            axis, affirmed = _AXES.get(word, ("".join(stems(word)), True))
            if axis and word not in _EMPTY:
                ends.setdefault(axis, set()).add(affirmed is not (reach > 0 or denied_before))
                reach -= 1
    return ends
