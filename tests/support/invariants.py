"""What holds for every answer, whatever was asked, of whichever articles."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa.answering.assistant import Assistant
from qa.answering.statements.independence import independent
from qa.answering.statements.telling import STATEMENTS_MOST
from qa.answering.warnings.advice import ORDER, URGENT_MOST
from qa.records import Answer, Citation, Passage, Statement, Verdict
from qa.serving.answer_summary import all_statements, said, urgent_statements

STAGES = ["encode", "search", "attribute", "urgent", "agree", "total"]


def check(answer: Answer, assistant: Assistant) -> None:
    """Assert all of it."""
    check_hits(answer)
    check_verdict(answer, assistant)
    check_citations(answer, assistant)
    check_numbers(answer, assistant)
    for shown in (said(answer), urgent_statements(answer)):
        check_statements(shown, assistant)
    check_advice(answer)
    check_said_once(answer)
    check_snippet(answer)
    assert list(answer.seconds) == STAGES
    assert min(answer.seconds.values()) >= 0
    assert sum(answer.seconds.values()) <= 2 * answer.seconds["total"] + 1e-6


def check_advice(answer: Answer) -> None:
    """Assert that the most urgent advice is first, that each says of what, and that the quiet line is no box."""
    assert len(answer.urgent) <= URGENT_MOST
    levels = [ORDER.index(advice.urgency) for advice in answer.urgent]
    assert levels == sorted(levels)
    assert all(advice.flags for advice in answer.urgent)
    flags = [flag for advice in answer.urgent for flag in advice.flags]
    assert len(set(flags)) == len(flags)
    if answer.when_to_get_help:
        assert answer.urgent == ()
        assert answer.when_to_get_help.statement
        assert answer.verdict is not Verdict.NOT_IN_CORPUS


def check_snippet(answer: Answer) -> None:
    """Assert that the snippet is of one passage, in the order of the text, and that no statement repeats it."""
    if not answer.snippet:
        return
    quoted = answer.snippet.citations[: answer.snippet.quoted]
    assert len({citation.number for citation in quoted}) == 1
    assert all(one.end <= other.start for one, other in pairwise(quoted))
    spans = [(citation.article_id, citation.start, citation.end) for citation in quoted]
    for statement in answer.statements:
        assert statement.variants or not all(
            any(
                citation.article_id == article and start <= citation.start and citation.end <= end
                for article, start, end in spans
            )
            for citation in statement.citations[: statement.quoted]
        )


def check_said_once(answer: Answer) -> None:
    """Assert that what stands in the box is not said again in the list."""
    boxed = {_place(each) for advice in urgent_statements(answer) for each in advice.citations[: advice.quoted]}
    for statement in said(answer):
        assert (
            statement.variants
            or not {_place(citation) for citation in statement.citations[: statement.quoted]} <= boxed
        )
        assert statement.text not in [boxed_statement.text for boxed_statement in urgent_statements(answer)]


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.article_id, citation.start, citation.end


def check_hits(answer: Answer) -> None:
    """Assert that ranks are 1 to n, scores never rise, and each hit has why it was found, and what of it answers.

    Only a hit of which nothing may be quoted, as of a myth that it does not correct, has nothing that answers.
    """
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.id for hit in answer.hits}) == len(answer.hits)
    quoted = {
        citation.number
        for statement in all_statements(answer)
        for citation in statement.citations[: statement.quoted]
    }
    for hit in answer.hits:
        assert hit.answering or hit.rank not in quoted
        assert [sentence for sentence in hit.passage.sentences if sentence in hit.answering] == list(hit.answering)
        assert hit.evidence.dense_rank or hit.evidence.lexical_rank


def check_verdict(answer: Answer, assistant: Assistant) -> None:
    """Assert that an answered question has statements, be it in the box, and another none; nothing both ways."""
    assert 0 <= answer.confidence <= 1
    answered = answer.confidence >= assistant.calibration.threshold
    sure = answered and answer.confidence >= assistant.calibration.sure
    shown = Verdict.ANSWERED if sure else Verdict.UNSURE
    assert answer.verdict is (shown if answered else Verdict.NOT_IN_CORPUS)
    assert all(word in answer.searched for word in answer.missing)
    assert not (sure and answer.missing)
    assert bool(answer.statements) <= bool(said(answer)) <= answered
    assert answered <= bool(said(answer) or urgent_statements(answer))
    assert len(answer.statements) <= STATEMENTS_MOST
    if answer.searched != answer.question:
        assert answered
        assert answer.suggestion is None
    assert answer.suggestion not in (answer.question, answer.searched)
    assert all(word in answer.searched for word in answer.unknown_words)
    assert all(expansion.phrase in answer.searched for expansion in answer.widened)


def check_citations(answer: Answer, assistant: Assistant) -> None:
    """Assert that each quotation is the text of its span, and that the passages are those of the hits."""
    for citation in citations_of(answer):
        article = assistant.article(citation.article_id)
        assert 0 <= citation.start < citation.end <= len(article.text)
        assert citation.quote == article.text[citation.start : citation.end]
        assert (citation.title, citation.source) == (article.title, article.source)
    spans = [(hit.passage.article_id, hit.passage.start, hit.passage.end) for hit in answer.hits]
    assert [(citation.article_id, citation.start, citation.end) for citation in answer.passages] == spans


def check_numbers(answer: Answer, assistant: Assistant) -> None:
    """Assert that a passage and a number belong together: its rank for one that is shown; others follow on."""
    by_passage = {hit.passage.id: hit.rank for hit in answer.hits}
    assert [citation.number for citation in answer.passages] == list(by_passage.values())
    for citation in citations_of(answer):
        passage = _passage_of(citation, assistant)
        assert citation.headings == passage.headings
        assert by_passage.setdefault(passage.id, citation.number) == citation.number
    assert sorted(by_passage.values()) == list(range(1, len(by_passage) + 1))


def check_statements(statements: Sequence[Statement], assistant: Assistant) -> None:
    """Assert that each is made of its first quotations, is told once, and counts its independent articles."""
    for statement in statements:
        quotes = [citation.quote for citation in statement.citations]
        articles = {citation.article_id for citation in statement.citations}
        assert statement.text == " ".join(quotes[: statement.quoted])
        assert statement.support == independent(articles, assistant.is_copy)
    assert len({" ".join(statement.text.casefold().split()).rstrip(".") for statement in statements}) == len(
        statements
    )


def citations_of(answer: Answer) -> Iterator[Citation]:
    """Yield all citations: of passages, of statements, of what is urgent, of when to get help."""
    yield from answer.passages
    quiet = answer.when_to_get_help
    last = [quiet.statement] if quiet and quiet.statement else []
    for statement in (*said(answer), *urgent_statements(answer), *last):
        yield from statement.citations


def _passage_of(citation: Citation, assistant: Assistant) -> Passage:
    passages = assistant.generation.store.passages_of(citation.article_id)
    (holding,) = (
        passage for passage in passages if passage.start <= citation.start and citation.end <= passage.end
    )
    return holding
