"""The same point made by several articles is one statement: the clearest wording quoted, the others cited.

What gives another figure for the same thing, or denies it, is another variant of the statement, the newest first.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qa.answering.asked import Asked
from qa.answering.attribution import Answering
from qa.answering.contradiction import Stems, contradict
from qa.answering.differing import agree, can_differ, values_of
from qa.answering.likeness import differ, plain, same_point, same_words, says_less
from qa.answering.subjects import is_of_other_animal, same_subject
from qa.records import Article, Citation, Passage, Sentence, Statement, Variant

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

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def statements(
    found: Sequence[Answering],
    asked: Asked,
    *,
    cite: Callable[[Passage, Sentence], Citation],
    main_article: Callable[[str], str],
    witnesses: Sequence[Answering] = (),
    article_of: Callable[[str], Article] | None = None,
    already: Sequence[Statement] = (),
) -> list[Statement]:
    """Return what the articles say, best first, each point once, and as many as the question needs.

    ``cite`` makes the citation of a span of a passage; ``main_article`` gives the article that one is a copy of.
    ``witnesses`` open no statement: where another article makes the same point in one, or differs from it, it is
    cited.  ``article_of`` gives an article by its id, for its date and what it is about.  A point that stands in
    what is said ``already``, above, is not made again.
    """
    told = Telling(asked, article_of)
    points = points_of(sorted(found, key=_clearness, reverse=True), asked.stems, told.of_one_subject)
    for each in witnesses:
        testify(each, points, asked.stems, told.of_one_subject)
    points.sort(key=lambda point: -_weight(point, main_article))
    disputes = list(_disputes(points, witnesses, told))
    disputes.sort(key=lambda dispute: (told.is_aside(dispute), -_weight(dispute, main_article)))
    to_it = [dispute for dispute in disputes if not told.is_aside(dispute)] or disputes
    best = max((dispute.relevance for dispute in to_it), default=0.0)
    near = [each for each in disputes if each.relevance >= best - TAIL and not _is_said(each, already)]
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

    def add(self, each: Answering, stems: Stems) -> None:
        """Add a wording: as support; as what is quoted, where all say as much and it is as near; or not at all.

        What says only a part of what is quoted is no support for it, and says nothing more.
        """
        if not says_less(each, self.clearest, stems):
            self.others.append(each)
        elif each.relevance >= self.clearest.relevance - SUPPORT_WEIGHT and not any(
            says_less(other, each, stems) for other in self.all
        ):
            self.clearest, self.others = each, self.all

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

    def is_aside(self, dispute: "Dispute") -> bool:
        """Tell whether it is of an animal not asked about, whose dose never stands before that of people."""
        of, opening = self.article_of, dispute.points[0].clearest
        return of is not None and is_of_other_animal(opening, self.asked, of)

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
            point.add(each, stems)
    return points


def _joins(each: Answering, point: Point, stems: Stems, may_join: Callable[[Answering, Answering], bool]) -> bool:
    if any(same_words(each, other) and may_join(each, other) for other in point.others):
        return True
    if not same_point(each, point.clearest, stems) or not may_join(each, point.clearest):
        return False
    if says_less(each, point.clearest, stems) and says_less(point.clearest, each, stems):  # each says more, too
        return False
    return not any(contradict(each.said, other.said, stems) for other in point.others)


def testify(
    each: Answering,
    points: Sequence[Point],
    stems: Stems,
    may_join: Callable[[Answering, Answering], bool] = _anyhow,  # noqa: PT028 - no test, whatever its name
) -> None:
    """Add a sentence to the first point that it makes too, unless its article is heard there already."""
    point = next((point for point in points if _joins(each, point, stems, may_join)), None)
    heard = point is None or any(each.passage.article_id == other.passage.article_id for other in point.all)
    if point and not heard and not says_less(each, point.clearest, stems):
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


def _is_said(dispute: Dispute, already: Sequence[Statement]) -> bool:
    """Tell whether statements quote one of the wordings of a point that none disputes."""
    texts = {plain(statement.text) for statement in already}
    spans = [each for statement in already for each in statement.citations[: statement.quoted]]

    def is_quoted(each: Answering) -> bool:
        return plain(each.quoted) in texts or all(
            any(
                span.article_id == each.passage.article_id and span.start <= core.start and core.end <= span.end
                for span in spans
            )
            for core in each.core
        )

    return len(dispute.points) == 1 and any(map(is_quoted, dispute.all))


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
