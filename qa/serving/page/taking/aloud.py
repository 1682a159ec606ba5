"""An answer → what is read aloud of it, in order: each piece a sentence, in the language that it is in."""

from collections.abc import Callable
from html import unescape

from qa.reading.sentences import sentence_spans
from qa.records import Answer, Article, Statement, Variant, Verdict
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.shared import wording

OWN_LANGUAGE = "en"
"""Of the words of the page."""
Piece = tuple[str, str]
"""What is said, and its language as an ISO 639-1 code; empty where an article does not tell."""
Articles = Callable[[str], Article]


def read_aloud(answer: Answer, articles: Articles) -> list[Piece]:
    """Return what is urgent first, then the snippet and the statements, each after the name of its article."""
    pieces: list[Piece] = []
    for advice in answer.urgent:
        pieces.append((f"{wording.URGENT_LEVELS[advice.urgency]}.", OWN_LANGUAGE))
        if advice.statement:
            pieces += _said(advice.statement, articles)
        else:
            pieces.append((answer_blocks.own_line(advice), OWN_LANGUAGE))
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        return pieces
    if answer.verdict is Verdict.UNSURE and not answer.urgent:
        pieces.append((unescape(answer_blocks.verdict(answer)), OWN_LANGUAGE))
    for statement in answer.told:
        pieces += _said(statement, articles)
    return pieces


def _said(statement: Statement, articles: Articles) -> list[Piece]:
    """Return a statement, and then the values that articles give instead."""
    pieces = _quoted(statement, articles)
    own = _places(statement)
    others = [variant for variant in statement.variants if _places(variant) != own]
    if others:
        pieces.append((wording.DIFFER, OWN_LANGUAGE))
    return [*pieces, *(piece for variant in others for piece in _quoted(variant, articles))]


def _quoted(value: Statement | Variant, articles: Articles) -> list[Piece]:
    """Return what is quoted, sentence by sentence, and before each article's words its name."""
    pieces: list[Piece] = []
    before = ""
    for citation in value.citations[: value.quoted]:
        article = articles(citation.article_id)
        if article.id != before:
            pieces.append((f"{article.title}.", article.language))
            before = article.id
        for line in filter(str.strip, citation.quote.split("\n")):
            spans = sentence_spans(line, article.language or OWN_LANGUAGE)
            pieces += [(line[start:end], article.language) for start, end in spans]
    return pieces


def _places(value: Statement | Variant) -> list[tuple[str, int, int]]:
    return [(citation.article_id, citation.start, citation.end) for citation in value.citations[: value.quoted]]
