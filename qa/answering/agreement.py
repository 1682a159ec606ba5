"""The same point made by several articles is one statement: the clearest wording quoted, the others cited.

What gives another figure for the same thing, or denies it, is another variant of the statement, the newest first.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qa.answering.asked import Asked
from qa.answering.attribution import Answering
from qa.answering.contradiction import Stems, contradict
from qa.answering.differing import (
    agree,
    can_differ,
    content,
    of_same_thing,
    same_figures_and_names,
    same_subject,
    values_of,
    words_beside,
)
from qa.reading.quantities import quantities
from qa.records import Article, Citation, Passage, Sentence, Statement, Variant

SAME_COSINE = 0.76
"""Least cosine of two sentences that make the same point, together with:"""
SAME_WORDS = 0.45
"""Least share of content words in common (Dice).  Of the pairs of tests/test_agreement.py, of the bundled
articles, both together find 26 of 33 that make the same point and 1 of 31 that only look alike; the words alone
28 and 3, and with a share of 0.4 26 and 6.  No cosine parts them: the area under its curve is 0.68."""
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

APART_SHARE = 0.6
"""Least share of words in common (Dice) of two sentences that are the same but for one word of each."""

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def same_point(one: Answering, other: Answering, stems: Stems) -> bool:
    """Tell whether two make the same point: alike in meaning and words, of the same figures, not contradicting."""
    if _same_words(one, other):
        return True
    if not _alike(one, other, stems) or contradict(one.said, other.said, stems):
        return False
    if _one_word_apart(one, other, stems):
        return False
    return same_figures_and_names(one, other)


def differ(one: Answering, other: Answering, stems: Stems, titles: tuple[str, str] = ("", "")) -> bool:
    """Tell whether two give different values for the same thing, or one affirms of it what the other denies.

    ``titles`` are those of their articles.
    """
    return _alike(one, other, stems) and of_same_thing(one, other, stems, titles)


def _alike(one: Answering, other: Answering, stems: Stems) -> bool:
    """Tell whether two are alike in meaning and in words; where both have figures, in the words beside those."""
    if one.heading != other.heading:  # "Bending with a straight back" is no advice under "Mistakes"
        return False
    if float(one.vector @ other.vector) < SAME_COSINE:
        return False
    pairs = [(one.stems, other.stems)]
    if quantities(one.said) and quantities(other.said):
        pairs.append((words_beside(one.said, stems), words_beside(other.said, stems)))
    return any(2 * len(ours & theirs) >= SAME_WORDS * (len(ours) + len(theirs)) > 0 for ours, theirs in pairs)


def _one_word_apart(one: Answering, other: Answering, stems: Stems) -> bool:
    """Tell whether two are the same but for one word in one place: "raises" or "lowers", "north" or "south".

    Without knowing which words mean the same, what two sentences say in otherwise the same words is not the same.
    """
    ours, theirs = content(one.said, stems), content(other.said, stems)
    own, others = set(ours) - set(theirs), set(theirs) - set(ours)
    if not len(own) == len(others) == 1:
        return False
    if 2 * len(set(ours) & set(theirs)) < APART_SHARE * (len(set(ours)) + len(set(theirs))):
        return False
    beside, besides = _beside(own.pop(), ours), _beside(others.pop(), theirs)
    return any(neighbour == another for neighbour, another in zip(beside, besides, strict=True))


def _beside(word: str, words: Sequence[str]) -> tuple[str, str]:
    """Return the words before and behind a word, empty at either end."""
    place = words.index(word)
    return words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""


def statements(
    found: Sequence[Answering],
    asked: Asked,
    *,
    cite: Callable[[Passage, Sentence], Citation],
    main_article: Callable[[str], str],
    witnesses: Sequence[Answering] = (),
    article_of: Callable[[str], Article] | None = None,
) -> list[Statement]:
    """Return what the articles say, best first, each point once, and as many as the question needs.

    ``cite`` makes the citation of a span of a passage; ``main_article`` gives the article that one is a copy of.
    ``witnesses`` open no statement: where another article makes the same point in one, or differs from it, it is
    cited.  ``article_of`` gives an article by its id, for its date and what it is about.
    """
    told = Telling(asked, article_of)
    points = points_of(sorted(found, key=_clearness, reverse=True), asked.stems, told.of_one_subject)
    for each in witnesses:
        testify(each, points, asked.stems, told.of_one_subject)
    points.sort(key=lambda point: -_weight(point, main_article))
    disputes = list(_disputes(points, witnesses, told))
    disputes.sort(key=lambda dispute: -_weight(dispute, main_article))
    best = max((dispute.relevance for dispute in disputes), default=0.0)
    near = [dispute for dispute in disputes if dispute.relevance >= best - TAIL]
    count = STATEMENTS_FOR_DEFINITION if asked.wants_definition else STATEMENTS_MOST
    return [_statement(dispute, cite, main_article, told.published) for dispute in near[:count]]


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


@dataclass(frozen=True, slots=True)
class Telling:
    """What is known of the articles, besides their sentences; nothing where ``article_of`` is None."""

    asked: Asked
    article_of: Callable[[str], Article] | None

    def of_one_subject(self, one: Answering, other: Answering) -> bool:
        """Tell whether figures or verdicts of two sentences may be of one thing, as far as their articles tell."""
        if self.article_of is None or not (can_differ(one.said) or can_differ(other.said)):
            return True
        return same_subject(one, other, self.asked, self.article_of)

    def title(self, each: Answering) -> str:
        """Return the title of an article; empty where it is not known."""
        return self.article_of(each.passage.article_id).title if self.article_of else ""

    def published(self, each: Answering) -> str:
        """Return when an article was published; empty where it is not known."""
        return self.article_of(each.passage.article_id).published if self.article_of else ""


def _anyhow(one: Answering, other: Answering) -> bool:  # noqa: ARG001
    return True


@dataclass(slots=True)
class Dispute:
    """Points that differ on one thing, as articles do; mostly it is one point alone, which none disputes."""

    points: list[Point]

    @property
    def all(self) -> list[Answering]:
        """All that speak of it."""
        return [each for point in self.points for each in point.all]

    @property
    def relevance(self) -> float:
        """The closeness to the question of the nearest."""
        return max(point.relevance for point in self.points)


def points_of(
    found: Sequence[Answering], stems: Stems, may_join: Callable[[Answering, Answering], bool] = _anyhow
) -> list[Point]:
    """Return the points in order, each opened by its first wording, which all that join it agree with.

    ``may_join`` tells of two that are alike whether they may be one point.
    """
    points: list[Point] = []
    for each in found:
        point = next((point for point in points if _joins(each, point, stems, may_join)), None)
        if point is None:
            points.append(Point(each))
        elif not any(each is other for other in point.all):
            point.others.append(each)
    return points


def _joins(each: Answering, point: Point, stems: Stems, may_join: Callable[[Answering, Answering], bool]) -> bool:
    if any(_same_words(each, other) and may_join(each, other) for other in point.others):
        return True
    if not same_point(each, point.clearest, stems) or not may_join(each, point.clearest):
        return False
    return not any(contradict(each.said, other.said, stems) for other in point.others)


def _same_words(one: Answering, other: Answering) -> bool:
    if one.heading != other.heading or one.stems != other.stems or _plain(one.said) != _plain(other.said):
        return False
    return same_figures_and_names(one, other)


def testify(
    each: Answering,
    points: Sequence[Point],
    stems: Stems,
    may_join: Callable[[Answering, Answering], bool] = _anyhow,  # noqa: PT028 - no test, whatever its name
) -> None:
    """Add a sentence to the first point that it makes too, unless its article is heard there already."""
    point = next((point for point in points if _joins(each, point, stems, may_join)), None)
    if point and all(each.passage.article_id != other.passage.article_id for other in point.all):
        point.others.append(each)


def _disputes(points: Sequence[Point], witnesses: Sequence[Answering], told: Telling) -> Iterator[Dispute]:
    """Yield the points in order, each with those of other articles that differ from it on the same thing.

    An article that says both itself does not differ: it has its reasons, and each stays a point of its own.
    """
    left, stems = list(points), told.asked.stems
    heard = {id(each) for point in points for each in point.all}
    rivals = [each for each in witnesses if id(each) not in heard and can_differ(each.said)]
    while left:
        dispute = Dispute([left.pop(0)])
        for rival in [*left, *map(Point, rivals)]:
            if _disputed(rival, dispute, told) and _add(rival, dispute, stems):
                left = [point for point in left if point is not rival]
        yield dispute


def _disputed(rival: Point, dispute: Dispute, told: Telling) -> bool:
    opening = dispute.points[0]
    pair = (opening.clearest, rival.clearest)
    if _articles(rival) & _articles(opening):
        return False
    return differ(*pair, told.asked.stems, (told.title(pair[0]), told.title(pair[1]))) and told.of_one_subject(
        *pair
    )


def _articles(point: Point) -> set[str]:
    return {each.passage.article_id for each in point.all}


def _add(rival: Point, dispute: Dispute, stems: Stems) -> bool:
    """Add a point to those that give its value, or as another value; tell whether it was added."""
    if any(_articles(rival) & _articles(point) for point in dispute.points[1:]):
        return False
    for point in dispute.points[1:]:
        clearest = point.clearest
        if agree(clearest.said, rival.clearest.said) and not contradict(clearest.said, rival.clearest.said, stems):
            point.others += rival.all
            return True
    dispute.points.append(rival)
    return True


def _clearness(each: Answering) -> float:
    text = each.quoted
    too_long = max(0, len(text.split()) - LONG_WORDS)
    return each.relevance - LONG * too_long - (0.0 if text.endswith((".", "!", "”", '"')) else UNFINISHED)


def _weight(point: Point | Dispute, main_article: Callable[[str], str]) -> float:
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


def _date(published: str) -> str:
    date = _DATE.match(published.strip())
    return date[0] if date else ""


def _statement(
    dispute: Dispute,
    cite: Callable[[Passage, Sentence], Citation],
    main_article: Callable[[str], str],
    published: Callable[[Answering], str],
) -> Statement:
    """Return what is said on one thing: in the words of the newest article, with every variant, newest first."""
    if len(dispute.points) == 1:
        return statement_of(dispute.points[0], cite, main_article)
    dates = [max(map(published, point.all), key=_date) for point in dispute.points]
    order = sorted(range(len(dates)), key=lambda place: _date(dates[place]), reverse=True)
    values = values_of([point.clearest.said for point in dispute.points])
    said = [statement_of(dispute.points[place], cite, main_article) for place in order]
    variants = [
        Variant(
            value=values[place],
            published=dates[place],
            citations=each.citations,
            support=each.support,
            quoted=each.quoted,
        )
        for place, each in zip(order, said, strict=True)
    ]
    return replace(said[0], variants=tuple(variants))


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
