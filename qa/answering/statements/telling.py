"""What an answer tells: the snippet, and of what else the articles say only what adds to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.answering.question.parsed import QuestionIntent
from qa.answering.statements.contradiction import Stems
from qa.answering.statements.grouping import (
    Dispute,
    SharedPoint,
    Telling,
    clearness,
    date,
    disputes_of,
    points_of,
    statement_of,
    statement_on,
    testify,
    weight,
)
from qa.answering.statements.independence import IsCopy
from qa.answering.statements.likeness import plain
from qa.answering.statements.sentences import SentenceSelection
from qa.answering.statements.snippet import SnippetFinder
from qa.records import Article, Citation, Passage, Sentence, Statement

STATEMENTS_MOST = 3
STATEMENTS_FOR_DEFINITION = 1
TAIL = 0.01
"""How far a statement may be below the best in relevance (cosine and words), and"""
NEAR_COSINE = 0.6
"""how near it is to the snippet at least.  What stood beside the snippet for 82 + 166 questions on the bundled
articles was a judged sentence in 19% with a tail of 0.25 alone, 46% with one of 0.03 and this cosine, and 51% with
none; as not every sentence that addresses a question is judged, these are lower bounds."""


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """The snippet that an answer opens with, if any, and the statements that add to it."""

    snippet: Statement | None
    statements: list[Statement]


def tell(
    found: Sequence[SentenceSelection],
    asked: QuestionIntent,
    *,
    stems: Stems,
    cite: Callable[[Passage, Sentence], Citation],
    is_copy: IsCopy,
    witnesses: Sequence[SentenceSelection] = (),
    article_of: Callable[[str], Article] | None = None,
    already: Sequence[Statement] = (),
    snippets: SnippetFinder | None = None,
) -> ToldAnswer:
    """Return the snippet, and what the articles say besides, best first, each point once.

    ``stems`` gives the stems of a text; ``cite`` makes the citation of a span of a passage; ``is_copy`` tells
    whether an article is a copy of another.
    ``witnesses`` open no statement: where another article makes the same point in one, or differs from it, it is
    cited.  ``article_of`` gives an article by its id, for its date and what it is about.  A point that stands in
    what is said ``already``, above, is not made again, nor one of the snippet: who makes it is cited there.
    Where articles differ on a point of the snippet, it is of the newest, and the point is told with its values.
    """
    told = Telling(asked, stems, article_of)
    points = points_of(sorted(found, key=clearness, reverse=True), stems, told.of_one_subject)
    for each in witnesses:
        testify(each, points, stems, told.of_one_subject)
    points.sort(key=lambda point: -weight(point, is_copy))
    disputes = list(disputes_of(points, witnesses, told))
    disputes.sort(key=lambda dispute: (told.is_aside(dispute), -weight(dispute, is_copy)))
    to_it = [dispute for dispute in disputes if not told.is_aside(dispute)] or disputes
    best = max((dispute.relevance for dispute in to_it), default=0.0)
    snippet = _newest(snippets, disputes, told) if snippets else None
    opening = [each for each in disputes if snippet and _is_of(each, snippet)]
    near = [
        each
        for each in disputes
        if (each in opening and len(each.points) > 1)
        or (
            each not in opening
            and each.relevance >= best - TAIL
            and _is_near(each, snippet)
            and not _is_said(each, already)
        )
    ]
    near.sort(key=lambda each: each not in opening)
    count = STATEMENTS_FOR_DEFINITION if asked.wants_definition else STATEMENTS_MOST
    said = [statement_on(dispute, cite, is_copy, told.published) for dispute in near[:count]]
    if not snippet:
        return ToldAnswer(None, said)
    if said and said[0].text == snippet.quoted:
        return ToldAnswer(said[0], said[1:])
    return ToldAnswer(_snippet(snippet, opening, cite, is_copy), said)


def announced_by(told: ToldAnswer, parts: Sequence[Statement]) -> ToldAnswer:
    """Return what is told with the parts that its snippet announces, all of them, right after it, if it does."""
    if not parts:
        return told
    others = [each for each in told.statements if not any(_overlap(each, part) for part in parts)]
    return ToldAnswer(told.snippet, [*parts, *others[: max(0, STATEMENTS_MOST - len(parts))]])


def opened_by(snippets: Sequence[Statement], told: ToldAnswer) -> ToldAnswer:
    """Return what is told, opened by the snippets of several questions asked at once.

    What shares a sentence with what stands before it is left out.
    """
    kept: list[Statement] = []
    for each in (*snippets, *told.statements) if snippets else ():
        if not any(_overlap(each, other) for other in kept):
            kept.append(each)
    return ToldAnswer(kept[0], kept[1:]) if kept else told


def _overlap(statement: Statement, other: Statement) -> bool:
    """Tell whether two statements quote a place that they share."""
    return any(
        one.article_id == two.article_id and one.start < two.end and two.start < one.end
        for one in statement.citations[: statement.quoted]
        for two in other.citations[: other.quoted]
    )


def _newest(snippets: SnippetFinder, disputes: Sequence[Dispute], told: Telling) -> SentenceSelection | None:
    """Return the snippet; where articles differ on a point of it, that of the newest of them."""
    best = snippets.best()
    if best is None:
        return None
    differing = next((each for each in disputes if len(each.points) > 1 and _is_of(each, best)), None)
    if differing is None:
        return best
    newest = max((point.clearest for point in differing.points), key=lambda each: date(told.published(each)))
    if newest.passage.id == best.passage.id:
        return best
    return snippets.of_passage(newest.passage.id) or best


def _is_near(dispute: Dispute, snippet: SentenceSelection | None) -> bool:
    """Tell whether a point is on what the snippet is on, and not on another side of the subject."""
    return snippet is None or float(dispute.points[0].clearest.vector @ snippet.vector) >= NEAR_COSINE


def _is_of(dispute: Dispute, snippet: SentenceSelection) -> bool:
    """Tell whether a wording of a point stands in the snippet."""
    spans = snippet.sentences
    return any(
        each.passage.article_id == snippet.passage.article_id
        and all(any(span.start <= core.start and core.end <= span.end for span in spans) for core in each.core)
        for each in dispute.all
    )


def _snippet(
    snippet: SentenceSelection,
    opening: Sequence[Dispute],
    cite: Callable[[Passage, Sentence], Citation],
    is_copy: IsCopy,
) -> Statement:
    """Return the snippet as a statement, with those beside it that make one of its points too."""
    agreeing = [each for dispute in opening if len(dispute.points) == 1 for each in dispute.all]
    others = [each for each in agreeing if each.passage.article_id != snippet.passage.article_id]
    return statement_of(SharedPoint(snippet, others), cite, is_copy)


def _is_said(dispute: Dispute, already: Sequence[Statement]) -> bool:
    """Tell whether statements quote one of the wordings of a point that none disputes."""
    texts = {plain(statement.text) for statement in already}
    spans = [each for statement in already for each in statement.citations[: statement.quoted]]

    def is_quoted(each: SentenceSelection) -> bool:
        return plain(each.quoted) in texts or all(
            any(
                span.article_id == each.passage.article_id and span.start <= core.start and core.end <= span.end
                for span in spans
            )
            for core in each.core
        )

    return len(dispute.points) == 1 and any(map(is_quoted, dispute.all))
