"""The same point made by several articles is one statement: the clearest wording quoted, the others cited.

What gives another figure for the same thing, or denies it, is another variant of the statement, the newest first.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qa.answering.question.parsed import QuestionIntent
from qa.answering.statements.contradiction import Stems, contradict
from qa.answering.statements.differing import agree, can_differ, values_of
from qa.answering.statements.independence import IsCopy, independent
from qa.answering.statements.likeness import differ, same_point, same_words, says_less
from qa.answering.statements.sentences import SentenceSelection
from qa.answering.statements.subjects import is_of_other_animal, same_subject
from qa.records import Article, Citation, Passage, Sentence, Statement, Variant

SUPPORT_WEIGHT = 0.05
"""What each further article adds to a statement's relevance when statements are put in order."""
SUPPORT_COUNTED = 3
UNFINISHED = 0.1
"""What a wording loses that ends without a full stop: of equals, a whole sentence is quoted."""
LONG_WORDS = 30
LONG = 0.005
"""What a wording loses for each word beyond LONG_WORDS: of equals, the short one is quoted."""

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(slots=True)
class SharedPoint:
    """A point: the wording that is quoted, and the other wordings of it."""

    clearest: SentenceSelection
    other_wordings: list[SentenceSelection] = field(default_factory=list)

    @property
    def wordings(self) -> list[SentenceSelection]:
        """All wordings of the point, the quoted one first."""
        return [self.clearest, *self.other_wordings]

    def add(self, wording: SentenceSelection, stems: Stems) -> None:
        """Add a wording: as support, as the quoted one, or not at all.

        A wording that says only a part of the quoted one does not support it.  It becomes the quoted one where all
        others say at least as much and it is about as near to the question; else it is dropped.
        """
        if not says_less(wording, self.clearest, stems):
            self.other_wordings.append(wording)
        elif wording.relevance >= self.clearest.relevance - SUPPORT_WEIGHT and not any(
            says_less(earlier, wording, stems) for earlier in self.wordings
        ):
            self.clearest, self.other_wordings = wording, self.wordings

    @property
    def relevance(self) -> float:
        """The relevance of its most relevant wording."""
        return max(wording.relevance for wording in self.wordings)


@dataclass(frozen=True, slots=True)
class Telling:
    """The question, and facts about the articles beside their sentences.

    ``stems`` gives the stems of a text, in order; where ``article_of`` is None, there are no such facts.
    """

    intent: QuestionIntent
    stems: Stems
    article_of: Callable[[str], Article] | None

    def of_one_subject(self, left: SentenceSelection, right: SentenceSelection) -> bool:
        """Tell whether figures or verdicts of two sentences may be about one subject, by their articles."""
        if self.article_of is None or not (can_differ(left.core_text) or can_differ(right.core_text)):
            return True
        return same_subject(left, right, self.intent, self.stems, self.article_of)

    def is_aside(self, dispute: "Dispute") -> bool:
        """Tell whether it is about an animal not asked about: its doses never come before those for people."""
        of, opening = self.article_of, dispute.points[0].clearest
        return of is not None and is_of_other_animal(opening, self.intent, of)

    def title(self, sentence: SentenceSelection) -> str:
        """Return the title of an article; empty where it is not known."""
        return self.article_of(sentence.passage.article_id).title if self.article_of else ""

    def published(self, sentence: SentenceSelection) -> str:
        """Return when an article was published; empty where it is not known."""
        return self.article_of(sentence.passage.article_id).published if self.article_of else ""


def _anyhow(left: SentenceSelection, right: SentenceSelection) -> bool:  # noqa: ARG001
    return True


@dataclass(slots=True)
class Dispute:
    """Points of several articles that differ on one thing; mostly just one point, which is undisputed."""

    points: list[SharedPoint]

    @property
    def wordings(self) -> list[SentenceSelection]:
        """All wordings of all its points."""
        return [wording for point in self.points for wording in point.wordings]

    @property
    def relevance(self) -> float:
        """The relevance of its most relevant wording."""
        return max(point.relevance for point in self.points)


def points_of(
    selections: Sequence[SentenceSelection],
    stems: Stems,
    may_join: Callable[[SentenceSelection, SentenceSelection], bool] = _anyhow,
) -> list[SharedPoint]:
    """Return the points in order; each is opened by its first wording, and all others in it agree with that.

    ``may_join`` tells whether two similar wordings may be one point.
    """
    points: list[SharedPoint] = []
    for wording in selections:
        point = next((point for point in points if _joins(wording, point, stems, may_join)), None)
        if point is None:
            points.append(SharedPoint(wording))
        elif not any(wording is earlier for earlier in point.wordings):
            point.add(wording, stems)
    return points


def _joins(
    wording: SentenceSelection,
    point: SharedPoint,
    stems: Stems,
    may_join: Callable[[SentenceSelection, SentenceSelection], bool],
) -> bool:
    if any(same_words(wording, earlier) and may_join(wording, earlier) for earlier in point.other_wordings):
        return True
    if not same_point(wording, point.clearest, stems) or not may_join(wording, point.clearest):
        return False
    if says_less(wording, point.clearest, stems) and says_less(
        point.clearest, wording, stems
    ):  # each has something that the other lacks
        return False
    return not any(contradict(wording.core_text, earlier.core_text, stems) for earlier in point.other_wordings)


def testify(
    sentence: SentenceSelection,
    points: Sequence[SharedPoint],
    stems: Stems,
    may_join: Callable[[SentenceSelection, SentenceSelection], bool] = _anyhow,  # noqa: PT028 - no test, whatever its name
) -> None:
    """Add a sentence to the first point that it makes too, unless its article is among its wordings already."""
    point = next((point for point in points if _joins(sentence, point, stems, may_join)), None)
    heard = point is None or any(
        sentence.passage.article_id == wording.passage.article_id for wording in point.wordings
    )
    if point and not heard and not says_less(sentence, point.clearest, stems):
        point.other_wordings.append(sentence)


def disputes_of(
    points: Sequence[SharedPoint], witnesses: Sequence[SentenceSelection], telling: Telling
) -> Iterator[Dispute]:
    """Yield the points in order, each with the points of other articles that differ from it on the same thing.

    Where one article makes both points, they are no dispute, and each stays a point of its own.
    """
    remaining, stems = list(points), telling.stems
    heard = {id(wording) for point in points for wording in point.wordings}
    rivals = [witness for witness in witnesses if id(witness) not in heard and can_differ(witness.core_text)]
    while remaining:
        dispute = Dispute([remaining.pop(0)])
        for rival in [*remaining, *map(SharedPoint, rivals)]:
            if _disputed(rival, dispute, telling) and _add(rival, dispute, stems):
                remaining = [point for point in remaining if point is not rival]
        yield dispute


def _disputed(rival: SharedPoint, dispute: Dispute, telling: Telling) -> bool:
    opening = dispute.points[0]
    pair = (opening.clearest, rival.clearest)
    if _articles(rival) & _articles(opening):
        return False
    return differ(
        *pair, telling.stems, (telling.title(pair[0]), telling.title(pair[1]))
    ) and telling.of_one_subject(*pair)


def _articles(point: SharedPoint) -> set[str]:
    return {wording.passage.article_id for wording in point.wordings}


def _add(rival: SharedPoint, dispute: Dispute, stems: Stems) -> bool:
    """Add a point to the one with the same value, else as a new value; tell whether it was added."""
    if any(_articles(rival) & _articles(point) for point in dispute.points[1:]):
        return False
    for point in dispute.points[1:]:
        clearest = point.clearest
        if agree(clearest.core_text, rival.clearest.core_text) and not contradict(
            clearest.core_text, rival.clearest.core_text, stems
        ):
            point.other_wordings += rival.wordings
            return True
    dispute.points.append(rival)
    return True


def clearness(wording: SentenceSelection) -> float:
    """Return how well a wording can be quoted: relevant, not too long, and a whole sentence."""
    text = wording.quoted
    too_long = max(0, len(text.split()) - LONG_WORDS)
    return wording.relevance - LONG * too_long - (0.0 if text.endswith((".", "!", "”", '"')) else UNFINISHED)


def weight(point: SharedPoint | Dispute, is_copy: IsCopy) -> float:
    """Return the relevance of a point, raised a little for each further article that makes it."""
    further = min(_support(point.wordings, is_copy), SUPPORT_COUNTED) - 1
    return point.relevance + SUPPORT_WEIGHT * further


def _support(makers: Sequence[SentenceSelection], is_copy: IsCopy) -> int:
    return independent((maker.passage.article_id for maker in makers), is_copy)


def statement_of(point: SharedPoint, cite: Callable[[Passage, Sentence], Citation], is_copy: IsCopy) -> Statement:
    """Return a point as a statement: the quoted wording's citations first, one a run of its text."""
    quoted = [cite(point.clearest.passage, span) for span in _runs(point.clearest, point.clearest.sentences)]
    further = [
        cite(wording.passage, span) for wording in point.other_wordings for span in _runs(wording, wording.core)
    ]
    return Statement(
        text=" ".join(citation.quote for citation in quoted),
        citations=(*quoted, *further),
        support=_support(point.wordings, is_copy),
        quoted=len(quoted),
        heading=point.clearest.heading,
    )


def date(published: str) -> str:
    """Return the date that a text begins with, year first; empty where it begins with none."""
    date = _DATE.match(published.strip())
    return date[0] if date else ""


def statement_on(
    dispute: Dispute,
    cite: Callable[[Passage, Sentence], Citation],
    is_copy: IsCopy,
    published: Callable[[SentenceSelection], str],
) -> Statement:
    """Return what is said on one thing: in the words of the newest article, with every variant, newest first."""
    if len(dispute.points) == 1:
        return statement_of(dispute.points[0], cite, is_copy)
    dates = [max(map(published, point.wordings), key=date) for point in dispute.points]
    order = sorted(range(len(dates)), key=lambda place: date(dates[place]), reverse=True)
    values = values_of([point.clearest.core_text for point in dispute.points])
    statements = [statement_of(dispute.points[place], cite, is_copy) for place in order]
    variants = [
        Variant(
            value=values[place],
            published=dates[place],
            citations=statement.citations,
            support=statement.support,
            quoted=statement.quoted,
        )
        for place, statement in zip(order, statements, strict=True)
    ]
    return replace(statements[0], variants=tuple(variants))


def _runs(of: SentenceSelection, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield the sentences as spans, those with nothing but spaces and bullets between them as one."""
    start, end = sentences[0].start, sentences[0].end
    for sentence in sentences[1:]:
        between = of.passage.text[end - of.passage.start : sentence.start - of.passage.start]
        if any(character.isalpha() for character in between):
            yield Sentence(start=start, end=end)
            start = sentence.start
        end = sentence.end
    yield Sentence(start=start, end=end)
