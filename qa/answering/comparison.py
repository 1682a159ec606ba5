"""What several articles say on a question, point by point: where they agree, and where they differ.

Every sentence of the compared articles is looked at, so that "nothing found" is true of the whole article.  Copies
of one article are one voice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.answering.assistant import Assistant
from qa.answering.question.follow_up import joined
from qa.answering.question.parsed import QuestionIntent
from qa.answering.statements.citations import Citer
from qa.answering.statements.contradiction import Stems
from qa.answering.statements.differing import content, values_of
from qa.answering.statements.grouping import (
    Dispute,
    SharedPoint,
    Telling,
    clearness,
    date,
    disputes_of,
    points_of,
    statement_of,
    testify,
)
from qa.answering.statements.independence import IsCopy
from qa.answering.statements.sentences import SentenceSelection, every_answering
from qa.records import Answer, Article, Citation, Statement, Verdict

ARTICLES_MOST = 4
"""Columns that can be read side by side on a desktop, each some thirty characters wide at least."""
POINTS_MOST = 6
SENTENCES_MOST = 4
"""Sentences of an article that may open a point: the nearest to the question."""
TAIL = 0.2
"""How far such a sentence may be below the nearest of all in relevance, which is a cosine and a share of words."""
ALONE_MOST = 3
"""Points shown that one article alone makes: more of them is reading, not comparing."""
ON_IT = 0.4
"""Least mean of the cosine of a sentence with a point and of the share of words that they have in common (Dice),
for the sentence to be shown beside the point, though it does not make it."""

Place = tuple[str, int, int]
"""A span of an article: its id, start and end."""


class Relation(StrEnum):
    """How the articles stand to one another on a point."""

    DIFFER = "differ"
    AGREE = "agree"
    ALONE = "alone"


_ORDER = tuple(Relation)
"""Of points: where the articles differ, a reader is to look first."""


class Stance(StrEnum):
    """How one article stands to a point.

    ``NEAR`` is a sentence on the same matter that was not found to agree or to differ, ``ABOVE`` that such
    sentences stand beside points before; ``SILENT`` that no sentence of the article is on it.
    """

    SAYS = "says"
    NEAR = "near"
    ABOVE = "above"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedArticle:
    """An article that is compared; ``copies`` are the titles of those that are copies of it, and not counted."""

    article_id: str
    title: str
    publisher: str
    published: str
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an article says on a point, in its own words; None where it is silent.

    ``value`` is what differs from what other articles say, as this one writes it; empty where nothing does.
    """

    stance: Stance
    statement: Statement | None = None
    value: str = ""

    @property
    def is_said(self) -> bool:
        """Whether the article makes the point, or gives another value for it."""
        return self.stance is Stance.SAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPoint:
    """A point: ``said`` has what each compared article says on it, in their order."""

    relation: Relation
    said: tuple[Said, ...]

    @property
    def makers(self) -> int:
        """How many articles make the point, or differ on it."""
        return sum(said.is_said for said in self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Articles side by side, the newest first, with what they differ on first, and then what they agree on."""

    question: str
    generation: str
    articles: tuple[ComparedArticle, ...]
    points: tuple[ComparedPoint, ...]

    @property
    def has_common_points(self) -> bool:
        """Whether on any point two articles say something, be it the same or not."""
        return any(point.relation is not Relation.ALONE for point in self.points)


def compare(
    assistant: Assistant,
    question: str,
    *,
    articles: Sequence[str] = (),
    among: frozenset[str] | None = None,
    as_typed: bool = False,
    after: str = "",
) -> Comparison:
    """Compare articles on a question: those with these ids, or else those of its answer.

    Only articles ``among`` are asked and compared, unless that is None, at most ``ARTICLES_MOST``.  There are no
    points where the articles do not answer the question.  Raises what ``ask`` raises, and UnknownArticleError.
    """
    named = dict.fromkeys(assistant.article(article_id).id for article_id in articles)
    chosen = [article_id for article_id in named if among is None or article_id in among]
    answer = assistant.ask(question, as_typed=as_typed, among=frozenset(chosen) if named else among, after=after)
    return comparison_of(assistant, answer, articles=chosen)


def comparison_of(assistant: Assistant, answer: Answer, *, articles: Sequence[str] = ()) -> Comparison:
    """Compare articles on the question of an answer that they gave: those with these ids, or else all it has to do
    with.  Raises UnknownArticleError.
    """
    chosen = list(dict.fromkeys(articles)) or answering_articles(answer)
    groups = _independent(chosen, assistant.is_copy)[:ARTICLES_MOST]
    columns = [_newest_first([assistant.article(article_id) for article_id in group]) for group in groups]
    columns.sort(key=lambda column: column[0].title)
    columns.sort(key=lambda column: date(column[0].published), reverse=True)
    compared = tuple(
        ComparedArticle(
            article_id=first.id,
            title=first.title,
            publisher=first.publisher,
            published=first.published,
            copies=tuple(copy.title for copy in copies),
        )
        for first, *copies in columns
    )
    points: Sequence[ComparedPoint] = ()
    if answer.verdict is not Verdict.NOT_IN_CORPUS and len(columns) > 1:
        searched = answer.searched if answer.searched != answer.question else joined(answer.question, answer.after)
        intent = assistant.gather_evidence(searched, passages=1).intent
        points = _points(assistant, intent, [first for first, *_ in columns], answer)
    return Comparison(
        question=answer.question, generation=answer.generation, articles=compared, points=tuple(points)
    )


def answering_articles(answer: Answer) -> list[str]:
    """Return the ids of the articles that an answer quotes, and then of those of its passages, best first."""
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        return []
    told = [citation.article_id for statement in answer.told for citation in _cited(statement)]
    found = [article_id for hit in answer.hits for article_id in (hit.passage.article_id, *hit.also_in)]
    return list(dict.fromkeys([*told, *found]))


def _cited(statement: Statement) -> Iterator[Citation]:
    yield from statement.citations
    for variant in statement.variants:
        yield from variant.citations


def _independent(article_ids: Sequence[str], is_copy: IsCopy) -> list[list[str]]:
    """Return articles in groups of copies, in the order of their first."""
    groups: list[list[str]] = []
    for article_id in article_ids:
        group = next((group for group in groups if any(is_copy(article_id, member) for member in group)), None)
        if group is None:
            groups.append([article_id])
        else:
            group.append(article_id)
    return groups


def _newest_first(copies: Sequence[Article]) -> list[Article]:
    return sorted(copies, key=lambda article: date(article.published), reverse=True)


def _points(
    assistant: Assistant, intent: QuestionIntent, columns: Sequence[Article], answer: Answer
) -> list[ComparedPoint]:
    """Return the points of articles on a question, the most telling first."""
    generation = assistant.generation
    stems = generation.postings.terms
    sentences = {article.id: list(_sentences(article, assistant, intent)) for article in columns}
    every = [selection for selections in sentences.values() for selection in selections]
    least = max((selection.relevance for selection in every), default=0.0) - TAIL
    opening = [
        selection
        for selections in sentences.values()
        for selection in sorted(selections, key=lambda one: -one.relevance)[:SENTENCES_MOST]
        if selection.relevance >= least
    ]
    telling = Telling(intent, stems, assistant.article)
    points = points_of(sorted(opening, key=clearness, reverse=True), stems, telling.of_one_subject)
    for selection in every:
        testify(selection, points, stems, telling.of_one_subject)
    points.sort(key=lambda point: -point.relevance)
    disputes = list(disputes_of(points, every, telling))
    cite = Citer(assistant.article, answer.hits, generation.store.first_page)
    drafts = [_draft(dispute, columns) for dispute in disputes]
    drafts.sort(key=lambda draft: (_ORDER.index(draft.relation), _told_at(draft, answer)))  # else by relevance
    table = _Table(columns, sentences, lambda selection: _in_words(selection, cite, assistant.is_copy), stems)
    return table.filled(drafts)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A point before it is known what the other articles say beside it: its maker and value for each column."""

    relation: Relation
    point: SentenceSelection
    made: tuple[tuple[SentenceSelection, str] | None, ...]

    @property
    def places(self) -> list[Place]:
        """Where it is made."""
        return [place for one in self.made if one for place in _places(one[0])]


def _draft(dispute: Dispute, columns: Sequence[Article]) -> _Draft:
    texts = [point.clearest.core_text for point in dispute.points]
    values = values_of(texts) if len(texts) > 1 else [""]
    made: list[tuple[SentenceSelection, str] | None] = []
    for article in columns:
        own = [
            (wording, value)
            for point, value in zip(dispute.points, values, strict=True)
            for wording in point.wordings
            if wording.passage.article_id == article.id
        ]
        made.append(max(own, key=lambda pair: pair[0].relevance, default=None))
    makers = sum(one is not None for one in made)
    relation = Relation.DIFFER if len(texts) > 1 else Relation.AGREE if makers > 1 else Relation.ALONE
    return _Draft(relation, dispute.points[0].clearest, tuple(made))


def _told_at(draft: _Draft, answer: Answer) -> int:
    """Return where an answer tells a point, from 0; as many as its statements where it does not."""
    for place, statement in enumerate(answer.told):
        quoted = [(citation.article_id, citation.start, citation.end) for citation in _cited(statement)]
        if _overlap(draft.places, quoted):
            return place
    return len(answer.told)


class _Table:
    """The rows of a comparison, filled one after the other, so that no sentence stands beside two points."""

    def __init__(
        self,
        columns: Sequence[Article],
        sentences: Mapping[str, Sequence[SentenceSelection]],
        in_words: Callable[[SentenceSelection], Statement],
        stems: Stems,
    ) -> None:
        self._columns = columns
        self._sentences = sentences
        self._in_words = in_words
        self._stems = stems
        self._shown: list[Place] = []
        self._shared: list[Place] = []

    def filled(self, drafts: Sequence[_Draft]) -> list[ComparedPoint]:
        """Return the rows, without those of one article alone that stand beside a point before."""
        self._shared = [
            place for draft in drafts if draft.relation is not Relation.ALONE for place in draft.places
        ]
        rows: list[ComparedPoint] = []
        for draft in drafts:
            alone = [row for row in rows if row.relation is Relation.ALONE]
            is_alone = draft.relation is Relation.ALONE
            if is_alone and (len(alone) == ALONE_MOST or _overlap(draft.places, self._shown)):
                continue
            self._shown += draft.places
            said = tuple(self._said(draft, column) for column in range(len(self._columns)))
            rows.append(ComparedPoint(relation=draft.relation, said=said))
        return rows[:POINTS_MOST]

    def _said(self, draft: _Draft, column: int) -> Said:
        made = draft.made[column]
        if made:
            return Said(stance=Stance.SAYS, statement=self._in_words(made[0]), value=made[1])
        near = self._near(draft.point, self._sentences[self._columns[column].id])
        new = [sentence for sentence in near if not _overlap(_places(sentence), self._shown)]
        if not new:
            return Said(stance=Stance.ABOVE if near else Stance.SILENT)
        self._shown += _places(new[0])
        return Said(stance=Stance.NEAR, statement=self._in_words(new[0]))

    def _near(self, point: SentenceSelection, sentences: Sequence[SentenceSelection]) -> list[SentenceSelection]:
        """Return the sentences near a point, the nearest first, without those that make a point of several."""
        scores = [(self._nearness(point, sentence), place) for place, sentence in enumerate(sentences)]
        near = [sentences[place] for score, place in sorted(scores, reverse=True) if score >= ON_IT]
        return [sentence for sentence in near if not _overlap(_places(sentence), self._shared)]

    def _nearness(self, point: SentenceSelection, sentence: SentenceSelection) -> float:
        left = set(content(point.core_text, self._stems))
        right = set(content(sentence.core_text, self._stems))
        dice = 2 * len(left & right) / (len(left) + len(right) or 1)
        return (float(sentence.vector @ point.vector) + dice) / 2


def _places(selection: SentenceSelection) -> list[Place]:
    return [(selection.passage.article_id, span.start, span.end) for span in selection.core]


def _overlap(left: Sequence[Place], right: Sequence[Place]) -> bool:
    return any(one[0] == other[0] and one[1] < other[2] and other[1] < one[2] for one in left for other in right)


def _sentences(article: Article, assistant: Assistant, intent: QuestionIntent) -> Iterator[SentenceSelection]:
    """Yield every sentence of an article that can stand for it, with what makes it understood."""
    for passage in assistant.generation.store.passages_of(article.id):
        yield from every_answering(assistant.passage_sentences(passage.id), intent)


def _in_words(selection: SentenceSelection, cite: Citer, is_copy: IsCopy) -> Statement:
    return statement_of(SharedPoint(selection), cite, is_copy)
