"""What an answer says: the snippet, and the further statements that add to it."""

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
    selections: Sequence[SentenceSelection],
    question: QuestionIntent,
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
    whether an article is a copy of another; ``article_of`` gives an article by its id, for its date and subject.
    ``witnesses`` start no statement: they are cited where they make its point in another article, or dispute it.
    A point is left out where ``already`` shows it, or where the snippet makes it; its articles are then cited with
    the snippet.  Where articles differ on a point of the snippet, the snippet is from the newest of them, and the
    point is shown with the value of each.
    """
    telling = Telling(question, stems, article_of)
    points = points_of(sorted(selections, key=clearness, reverse=True), stems, telling.of_one_subject)
    for witness in witnesses:
        testify(witness, points, stems, telling.of_one_subject)
    points.sort(key=lambda point: -weight(point, is_copy))
    disputes = list(disputes_of(points, witnesses, telling))
    disputes.sort(key=lambda dispute: (telling.is_aside(dispute), -weight(dispute, is_copy)))
    to_it = [dispute for dispute in disputes if not telling.is_aside(dispute)] or disputes
    best_relevance = max((dispute.relevance for dispute in to_it), default=0.0)
    snippet = _newest(snippets, disputes, telling) if snippets else None
    opening = [dispute for dispute in disputes if snippet and _is_of(dispute, snippet)]
    near = [
        dispute
        for dispute in disputes
        if (dispute in opening and len(dispute.points) > 1)
        or (
            dispute not in opening
            and dispute.relevance >= best_relevance - TAIL
            and _is_near(dispute, snippet)
            and not _is_said(dispute, already)
        )
    ]
    near.sort(key=lambda dispute: dispute not in opening)
    count = STATEMENTS_FOR_DEFINITION if question.wants_definition else STATEMENTS_MOST
    statements = [statement_on(dispute, cite, is_copy, telling.published) for dispute in near[:count]]
    if not snippet:
        return ToldAnswer(None, statements)
    if statements and statements[0].text == snippet.quoted:
        return ToldAnswer(statements[0], statements[1:])
    return ToldAnswer(_snippet(snippet, opening, cite, is_copy), statements)


def announced_by(answer: ToldAnswer, parts: Sequence[Statement]) -> ToldAnswer:
    """Return the answer with all ``parts`` that its snippet announces right after it, if there are any."""
    if not parts:
        return answer
    further = [
        statement for statement in answer.statements if not any(_overlap(statement, part) for part in parts)
    ]
    return ToldAnswer(answer.snippet, [*parts, *further[: max(0, STATEMENTS_MOST - len(parts))]])


def opened_by(snippets: Sequence[Statement], answer: ToldAnswer) -> ToldAnswer:
    """Return the answer, opened by the snippets of several questions asked at once.

    A statement that shares a sentence with one before it is left out.
    """
    statements: list[Statement] = []
    for statement in (*snippets, *answer.statements) if snippets else ():
        if not any(_overlap(statement, earlier) for earlier in statements):
            statements.append(statement)
    return ToldAnswer(statements[0], statements[1:]) if statements else answer


def _overlap(left: Statement, right: Statement) -> bool:
    """Tell whether the quotations of two statements overlap."""
    return any(
        span.article_id == overlapped.article_id and span.start < overlapped.end and overlapped.start < span.end
        for span in left.citations[: left.quoted]
        for overlapped in right.citations[: right.quoted]
    )


def _newest(snippets: SnippetFinder, disputes: Sequence[Dispute], telling: Telling) -> SentenceSelection | None:
    """Return the snippet; where articles differ on a point of it, the snippet from the newest of them."""
    snippet = snippets.best()
    if snippet is None:
        return None
    differing = next(
        (dispute for dispute in disputes if len(dispute.points) > 1 and _is_of(dispute, snippet)), None
    )
    if differing is None:
        return snippet
    newest = max(
        (point.clearest for point in differing.points), key=lambda wording: date(telling.published(wording))
    )
    if newest.passage.id == snippet.passage.id:
        return snippet
    return snippets.of_passage(newest.passage.id) or snippet


def _is_near(dispute: Dispute, snippet: SentenceSelection | None) -> bool:
    """Tell whether a point is near the snippet in vectors, and so not on another side of the subject."""
    return snippet is None or float(dispute.points[0].clearest.vector @ snippet.vector) >= NEAR_COSINE


def _is_of(dispute: Dispute, snippet: SentenceSelection) -> bool:
    """Tell whether a wording of a point stands in the snippet."""
    spans = snippet.sentences
    return any(
        wording.passage.article_id == snippet.passage.article_id
        and all(any(span.start <= core.start and core.end <= span.end for span in spans) for core in wording.core)
        for wording in dispute.wordings
    )


def _snippet(
    snippet: SentenceSelection,
    opening: Sequence[Dispute],
    cite: Callable[[Passage, Sentence], Citation],
    is_copy: IsCopy,
) -> Statement:
    """Return the snippet as a statement, citing also the articles that make one of its points."""
    agreeing = [wording for dispute in opening if len(dispute.points) == 1 for wording in dispute.wordings]
    support = [wording for wording in agreeing if wording.passage.article_id != snippet.passage.article_id]
    return statement_of(SharedPoint(snippet, support), cite, is_copy)


def _is_said(dispute: Dispute, already: Sequence[Statement]) -> bool:
    """Tell whether statements already quote a wording of an undisputed point."""
    texts = {plain(statement.text) for statement in already}
    spans = [citation for statement in already for citation in statement.citations[: statement.quoted]]

    def is_quoted(wording: SentenceSelection) -> bool:
        return plain(wording.quoted) in texts or all(
            any(
                span.article_id == wording.passage.article_id and span.start <= core.start and core.end <= span.end
                for span in spans
            )
            for core in wording.core
        )

    return len(dispute.points) == 1 and any(map(is_quoted, dispute.wordings))
